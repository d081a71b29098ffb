"""A PDF that can be read aloud (PDF/UA-1: tagged, with language and title), set by Typst.

Offers: `typeset(template, told, day)`, the bytes. The template gets `told` as JSON and sets it; words and numbers come from the caller.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

__all__ = ["typeset"]


def typeset(template: Path, told: Mapping[str, Any], day: dt.date) -> bytes:
    """The template with what it tells, as it was on that day. The same values give the same bytes."""
    noon = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
    given: dict[str, Any] = {
        "format": "pdf",
        "sys_inputs": {"told": json.dumps(told, sort_keys=True)},
        "timestamp": int(noon.timestamp()),
    }
    try:
        # No system fonts: the file looks the same everywhere, and nothing is searched for or fetched.
        return bytes(typst.compile(template, ignore_system_fonts=True, pdf_standards=["ua-1"], **given))
    except typst.TypstError:
        # A sign that the fonts at hand do not have may not stand in PDF/UA. Better a tagged file with a box in it than none.
        return bytes(typst.compile(template, **given))
