"""What matters give to the others: the machine tells how a question ended, time closes soundings, the sweep ends what is not shown.

Offers
------
register()   called once by AppConfig.ready
PAGE         the address that shows one of these to whoever holds it: a worry may begin with it
"""

from __future__ import annotations

import json
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kithbridge.agree.actions import doing, effects, sounding, waiting
from kithbridge.agree.matter_models import Asked, Pile, Spoken
from kithbridge.people import hers, vault
from kithbridge.people.actions import retention
from kithbridge.people.deciding import hooks
from kithbridge.people.queries import danger
from kithbridge.people.queries import holding as held
from kithbridge.people.queries.danger import Subject
from kithbridge.people.vault import Key
from kithbridge.web import ticks

PAGE = "matter_words"


def reads(opened: str) -> str:
    """What was locked, as it reads once opened."""
    return "\n".join(text for text in json.loads(opened).values() if text)


def _held(key: Key, number: UUID) -> bool:
    """Whether there is something locked of that number which she can open."""
    there = any(table._default_manager.filter(pk=number, words__isnull=False).exists() for table in waiting.TABLES)
    return there and bool(vault.readable(key, [number]))


def subject(key: Key, number: UUID) -> Subject | None:
    """A worry may begin with what somebody wrote about a matter, for whoever holds it."""
    return Subject(number, [number], "", (PAGE, number)) if _held(key, number) else None


def worry_links(key: Key, about: UUID) -> list[tuple[str, UUID]]:
    """What a worry is about, as far as she holds it."""
    return [(PAGE, about)] if _held(key, about) else []


def register() -> None:
    """Everything this part of the room says to the floors below."""
    hooks.register_over(doing.proposal_over)
    ticks.register(sounding.close_over)
    hers.register_sweep(waiting.SWEPT, waiting.shred_hidden)
    retention.follows(waiting.SWEPT, rule="agree.hidden_weeks")
    hers.register_sweep(effects.SWEPT, effects.forget_spoken)
    retention.follows(effects.SWEPT, said=_("Half a year after we wrote down what changed. Then nobody is asked about it any more."))
    retention.lie_by_number(Asked, Pile, Spoken, *waiting.TABLES)
    for table in waiting.TABLES:
        held.told(table._meta.label, "words", reads)
    danger.subject_kind(PAGE, subject)
    danger.what_it_is_about(worry_links)
