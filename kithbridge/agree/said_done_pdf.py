"""You said, we did, as a PDF that can be read aloud (PDF/UA-1: tagged, with language and title).

Offers: `pages(trails, group)`, the bytes; written anew only when something in it has changed.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kithbridge.agree.said_done import Choice, Trail, changed_words
from kithbridge.formats.pdf import typeset
from kithbridge.people.deciding.told import Said
from kithbridge.rules.spoken import date_words
from kithbridge.web.clock import this_week

TEMPLATE = Path(__file__).with_name("said_done.typ")
_lock = threading.Lock()
_written: tuple[str, bytes] = ("", b"")


def _words() -> dict[str, str]:
    """What stands around the trails."""
    monday = date_words(this_week().monday())
    return {
        "title": _("You said, we did"),
        "open": _("Still open"),
        "done": _("Done"),
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
    week = f"{capfirst(one.week)}." if one.week else ""
    return " ".join(filter(None, (one.question, one.value and f"{one.value}.", *one.came, week, one.pause)))


def _words_of(pieces: Sequence[Said]) -> list[dict[str, str]]:
    return [{"who": f"{said.kind}: {said.role}", "words": said.words, "by": said.said_by} for said in pieces]


def _plain(one: Trail) -> dict[str, Any]:
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
    told = {
        "group": group,
        "words": _words(),
        "open": [_plain(one) for one in trails if not one.done],
        "done": [_plain(one) for one in trails if one.done],
    }
    name = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    with _lock:
        if _written[0] != name:
            _written = (name, typeset(TEMPLATE, told, this_week().monday()))
        return _written[1]
