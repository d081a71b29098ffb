"""What a phone is told: which key to seal to, what there is to hand out, where, and what to beware of.

Offers: `build()`, the JSON of docs/adr/0012 as a dict; `warn_with(lines)`, by which recalls and alerts give their lines; `warnings()`.

    {"v": digest of the rest, "k": [key id, point], "q": quiet weeks, "a": [[key, label]], "p": [[key, label]],
     "i": [[key, label, picture, recipe, flags]], "x": [warning lines], "h": [what to read after a hard one]}

The key's id is in hexadecimal and its point in base64. `v` is a digest, so that nothing has to count versions: a phone that says
another `v` gets the whole of it. Nothing here names anybody of the team; it lies on the phone in clear.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Callable
from typing import Any

from kithbridge import rules
from kithbridge.reach import hard_day, menu
from kithbridge.reach.actions import event_keys
from kithbridge.reach.models import Area, Place

VERSION_SIGNS = 12

Lines = Callable[[], list[str]]
_warnings: list[Lines] = []


def warn_with(lines: Lines) -> None:
    """Whoever knows of something dangerous gives its lines, the gravest first; registered once."""
    if lines not in _warnings:
        _warnings.append(lines)


def warnings() -> list[str]:
    """What every page for handing out shows on top."""
    return [str(line) for lines in _warnings for line in lines()]


def version_of(rest: dict[str, Any]) -> str:
    """The same for the same content, whatever the process."""
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:VERSION_SIGNS]


def build() -> dict[str, Any]:
    """The catalogue as it stands now."""
    key = event_keys.newest()
    rest: dict[str, Any] = {
        "k": [key.id.hex(), b64encode(key.public).decode()],
        "q": int(rules.value("phones.quiet_weeks")),
        "a": [[area.key, area.label] for area in Area.objects.order_by("order", "label")],
        "p": [[place.key, place.label] for place in Place.objects.filter(on=True, kind=Place.Kind.BAG).order_by("order", "label")],
        "i": [list(one) for one in menu.for_phone()],
        "x": warnings(),
        "h": hard_day.lines(),
    }
    return {"v": version_of(rest), **rest}
