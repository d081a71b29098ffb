"""The charter as a PDF that can be read aloud (PDF/UA-1): tagged, with language and title.

Offers: `pages(charter, group)`, the bytes; written anew only when something in it has changed.
"""

from __future__ import annotations

import hashlib
import json
import threading
from pathlib import Path

from django.utils.translation import gettext as _

from kithbridge.formats.pdf import typeset
from kithbridge.rules.charter import Charter
from kithbridge.rules.explain import date_words
from kithbridge.web.clock import today

TEMPLATE = Path(__file__).with_name("charter.typ")
_lock = threading.Lock()
_written: tuple[str, bytes] = ("", b"")


def _words() -> dict[str, str]:
    """What stands around the rules."""
    return {
        "title": _("How we work"),
        "powers": _("Nobody with powers over children, probation or police holds a job that opens anything."),
        "undecided": _("What nobody has decided yet"),
        "fixed": _("What no group can change"),
        "deciding": _("About deciding"),
        "limits": _("Limits of single rules"),
        "rule": _("The rule"),
        "since": _("Who decided it"),
        "limit": _("The limit"),
        "reason": _("Why"),
        "record": _("The record"),
        "record_said": _("Each change stands in a record that cannot be altered unseen. When this was printed, it ended with this mark:"),
        "printed": _("As it was on %(day)s. What holds now stands on our page “How we work”.") % {"day": date_words(today())},
        "no_rules": _("No rules yet."),
    }


def pages(charter: Charter, group: str) -> bytes:
    """The PDF. One is kept in memory, and serves until a word of it changes."""
    global _written
    told = {**charter.as_plain(), "group": group, "words": _words()}
    name = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    with _lock:
        if _written[0] != name:
            _written = (name, typeset(TEMPLATE, told, today()))
        return _written[1]
