"""What stands on the paper pack, and the pack as a PDF that can be read aloud (PDF/UA-1).

Offers
------
Part            what a pack may hold: tally sheets, stock sheet, help card, notice, sheets for talking
told(...)       everything on it, as plain values
pdf(...)        the bytes

Tally sheets say no names, no places and no times; a sheet's number says nothing. All words come from here; `pack.typ` only sets them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import Enum
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from kithbridge.formats.pdf import typeset
from kithbridge.people import facts, offers
from kithbridge.people.doors import BREATH, numbers_for
from kithbridge.reach import queries, stocking
from kithbridge.reach.models import Item, Place
from kithbridge.reach.paper import codes
from kithbridge.reach.paper.drawings import drawing
from kithbridge.rules.explain import date_words
from kithbridge.web.clock import today

TEMPLATE = Path(__file__).with_name("pack.typ")
MOST_SHEETS = 30
BOXES, NONE_BOXES, OTHERS_BOXES = 20, 5, 5
SHEET_PATH = "/t/sheet/"


class Part(Enum):
    """What a pack may hold, in the order it is printed."""

    TALLY = "tally"
    STOCK = "stock"
    HELP = "help"
    NOTICE = "notice"
    TALK = "talk"


class NoSuchPack(Exception):
    """What was asked for cannot be printed; says why in plain words."""


def _rows(items: Sequence[Item]) -> list[dict[str, str]]:
    return [{"key": item.key, "label": item.neutral or item.label, "picture": drawing(item.picture)} for item in items]


def _tally(sheets: int, address: str) -> dict[str, Any]:
    return {
        "title": _("Sheet"),
        "said": _("Cross one box for each. No names, no places, no times."),
        "week": _("Week"),
        "area": _("Area"),
        "bag": _("Bag"),
        "out": _("handed out"),
        "none": _("asked, had none"),
        "areas": [area.label for area in queries.areas()],
        "bags": [bag.label for bag in Place.objects.filter(on=True, kind=Place.Kind.BAG).order_by("order", "key")],
        "rows": _rows(queries.items()),
        "boxes": BOXES,
        "none_boxes": NONE_BOXES,
        "others_boxes": OTHERS_BOXES,
        "others": _("For how many others"),
        "bands": ["1", "2–4", "5–9", "10+"],
        "passed": _("Wanted to be passed on"),
        "ways": [_("went"), _("no one there"), _("did not dare")],
        "back": _("Boxes back"),
        "after": _("A hard one today? Talk to somebody of us. Then give the sheet to the lead. She types it in and tears it up."),
        "square": _("Opens the page where this sheet is typed in"),
        "sheets": [_sheet(address) for _n in range(sheets)],
    }


def _sheet(address: str) -> dict[str, str]:
    number = codes.draw()
    return {"number": number, "square": codes.square(f"{address}{SHEET_PATH}{number}" if address else number)}


def _stock() -> dict[str, Any]:
    sheet = stocking.sheet()
    return {
        "title": _("Stock and order"),
        "heads": [_("Thing"), _("Here"), _("On the way"), _("Order"), _("Why"), _("Counted")],
        "rows": [[line.label, str(line.here), str(line.coming), line.order, line.reason, ""] for line in sheet],
        "said": _("Count what lies there and write it in the last column. A lead types it in."),
        "empty": _("Nothing is counted yet."),
    }


def _help() -> dict[str, Any]:
    known = facts.numbers()
    rings = [known[key] for key in facts.NUMBER_KEYS if key in known]
    return {
        "title": str(BREATH.title),
        "lines": [str(line) for line in BREATH.lines],
        "parts": [{"title": str(part.title), "lines": [str(line) for line in part.lines]} for part in BREATH.parts[:2]],
        "first": [f"{one['label']}: {one['number']}" for one in numbers_for(BREATH, known)],
        "rings": [f"{one['label']}: {one['number']}" for one in rings],
        "rings_title": _("Numbers"),
        "sources": _("From: %(sources)s.") % {"sources": BREATH.source_names},
        "checked": facts.fact("texts_checked") or _("Nobody qualified has checked these words yet."),
    }


def _notice() -> dict[str, Any]:
    found = facts.notice()
    if found is None:
        raise NoSuchPack(_("There is no notice yet. A lead writes it first, on the page “The notice and the threshold”. Or leave it out."))
    return {
        "title": _("Before you tell us anything"),
        "lines": [line for line in found.lines.splitlines() if line.strip()],
        "threshold_title": _("When we have to act"),
        "threshold": [line for line in found.threshold.splitlines() if line.strip()],
        "checked": _("Checked: %(who)s.") % {"who": found.checked_by} if found.checked_by else _("Nobody has checked this yet."),
    }


def _talk(address: str) -> list[dict[str, Any]]:
    return [
        {
            "title": sheet.question,
            "said": [line for line in sheet.said if line],
            "sentences": [list(one) for one in sheet.sentences],
            "notes": _("What we say to it") if sheet.sentences else "",
            "ways_title": _("What happens with it"),
            "ways": list(sheet.ways),
            "square": codes.square(f"{address}{sheet.path}") if address and sheet.path else "",
            "square_said": _("Opens the same question on a phone"),
        }
        for sheet in offers.talk_sheets()
    ]


def told(parts: Collection[Part], sheets: int, address: str) -> dict[str, Any]:
    """Everything on the pack.

    Parameters
    ----------
    sheets : how many tally sheets, each with a number of its own
    address : how the site begins in a browser, for the squares; without it those of tally sheets hold the number only, talks have none

    Raises NoSuchPack.
    """
    if not 1 <= sheets <= MOST_SHEETS:
        raise NoSuchPack(_("Between 1 and %(n)d sheets at once.") % {"n": MOST_SHEETS})
    if Part.TALLY in parts and not queries.items():
        raise NoSuchPack(_("Nothing is carried yet, so there is nothing to count. A lead writes the menu first."))
    address = address.rstrip("/")
    return {
        "group": facts.fact("group"),
        "made": _("As it was on %(day)s.") % {"day": date_words(today())},
        "tally": _tally(sheets, address) if Part.TALLY in parts else None,
        "stock": _stock() if Part.STOCK in parts else None,
        "help": _help() if Part.HELP in parts else None,
        "notice": _notice() if Part.NOTICE in parts else None,
        "talk": _talk(address) if Part.TALK in parts else [],
    }


def pdf(parts: Collection[Part] = tuple(Part), sheets: int = 2, address: str = "") -> bytes:
    """The pack as a PDF. Raises NoSuchPack."""
    return typeset(TEMPLATE, told(parts, sheets, address), today())
