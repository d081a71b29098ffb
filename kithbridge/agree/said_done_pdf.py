"""You said, we did, as a PDF that can be read aloud (PDF/UA-1: tagged, with language and title).

Offers: `pages(trails, group)`, the bytes; written anew only when something in it has changed.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kithbridge.agree.feed import plain
from kithbridge.agree.said_done import DONE, OPEN, RULES, Choice, Trail, changed_words
from kithbridge.formats.pdf import typeset
from kithbridge.people.deciding.told import Said
from kithbridge.rules.spoken import date_words
from kithbridge.web.clock import this_week

TEMPLATE = Path(__file__).with_name("said_done.typ")
# Typst's own fonts have no picture signs: emoji stand above the first 65,536 signs or bring their joiners and selectors with them.
NO_FONT = re.compile("[\\U00010000-\\U0010ffff\\u2600-\\u27bf\\u2b00-\\u2bff][\\ufe0e\\ufe0f\\u200d\\U0001f3fb-\\U0001f3ff]*")
_lock = threading.Lock()
_written: tuple[str, bytes] = ("", b"")


def _words() -> dict[str, str]:
    """What stands around the trails."""
    monday = date_words(this_week().monday())
    return {
        "title": _("You said, we did"),
        "none": _("Nothing here yet."),
        "said": _("You said"),
        "beside": _("What else it rests on"),
        "answer": _("Our answer"),
        "chosen": _("What people decided"),
        "did": _("What we do"),
        "changed": _("What changed"),
        "asked": _("Did it change?"),
        "overdue": _("overdue"),
        "year": _("It is a year old. Should this go on? Tell us."),
        "printed": _("As it was in the week of %(day)s. What is so now stands on our page.") % {"day": monday},
    }


def _task(one: Any) -> str:
    word = _("overdue") if one.overdue else one.label
    until = _("until the end of %(week)s") % {"week": one.due} if one.state == "open" and one.due else ""
    ending = ", ".join(filter(None, (word, until)))
    return " ".join(filter(None, (f"{one.what.removesuffix('.')} ({ending}).", one.paused, *one.moves, one.came)))


def _choice(one: Choice) -> str:
    """Of a rule that stands alone the question is the title and the value the answer: they are not said twice."""
    what = (one.question, one.value and f"{capfirst(one.value)}.") if one.anchor or not one.rule else ()
    week = f"{capfirst(one.week)}." if one.week else ""
    return " ".join(filter(None, (*what, *one.came, week, one.pause)))


def _words_of(pieces: Sequence[Said]) -> list[dict[str, str]]:
    return [{"who": f"{said.kind}: {said.role}", "words": said.words, "by": said.said_by} for said in pieces]


def _drawn(told: Any) -> Any:
    """All text in it as it can be set: one picture sign that the fonts do not have, and the whole file could not be read aloud."""
    if isinstance(told, str):
        return NO_FONT.sub("□", plain(told))
    if isinstance(told, dict):
        return {key: _drawn(one) for key, one in told.items()}
    return [_drawn(one) for one in told] if isinstance(told, list) else told


def _trail(one: Trail) -> dict[str, Any]:
    return {
        "title": one.title,
        "said": _words_of(one.said),
        "beside": _words_of(one.beside),
        "answer": " ".join(filter(None, (one.answer, one.because, one.took))),
        "choices": [_choice(choice) for choice in one.choices],
        "tasks": [_task(task) for task in one.tasks],
        "effects": [effect.text for effect in one.effects],
        "asked": [line for line in (one.confirmed, *(f"{capfirst(said)}." for effect in one.effects for said in effect.said)) if line],
        "overdue": one.overdue,
        "year_old": one.year_old,
        "week": _("Last moved in %(week)s.") % {"week": changed_words(one)},
    }


def pages(trails: Sequence[Trail], group: str) -> bytes:
    """The PDF, dated by the week's Monday. One is kept in memory, and serves until a word of it changes."""
    global _written
    told = _drawn(
        {
            "group": group,
            "words": _words(),
            "parts": [
                {"title": title, "trails": [_trail(one) for one in trails if one.part == part]}
                for part, title in ((OPEN, _("Still open")), (DONE, _("Done")), (RULES, _("Rules that were decided")))
            ],
        }
    )
    name = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    with _lock:
        if _written[0] != name:
            _written = (name, typeset(TEMPLATE, told, this_week().monday()))
        return _written[1]
