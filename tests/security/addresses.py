"""Every address of the URLconf, with sample values in its gaps.

Offers: `addresses()` -> `Address(shape, sample, name, pattern)`: shape "/t/asks/[ask]", sample "/t/asks/0000...".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

NUMBER = "00000000-0000-4000-8000-000000000000"
SAMPLES = {"uuid": NUMBER, "slug": "nothing", "str": "nothing", "int": "1"}


@dataclass(frozen=True)
class Address:
    shape: str
    sample: str
    name: str
    pattern: URLPattern

    @property
    def access(self) -> Any:
        return getattr(self.pattern.callback, "access", None)


def _walk(resolver: URLResolver, before: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, route)
        else:
            yield route, pattern


def addresses() -> list[Address]:
    """All of them: what is included anywhere is found."""
    found = []
    for route, pattern in _walk(get_resolver(), "/"):
        shape = re.sub(r"<(?:\w+:)?(\w+)>", r"[\1]", route)
        sample = re.sub(r"<(?:(\w+):)?\w+>", lambda gap: SAMPLES[gap.group(1) or "str"], route)
        found.append(Address(shape, sample, pattern.name or "", pattern))
    return found
