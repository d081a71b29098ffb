"""What the room words gives to others.

Offers
------
lexicon_in_force()   the list of words that holds, for whoever checks a text: one look at the rule, no query of its own
list_in_force()      its name for the rule words.list
register()           called once by AppConfig.ready: the sweep, what a worry may begin with, the cards of the team's first page
"""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kithbridge.engines.language.lexicon import Lexicon
from kithbridge.people import hers, offers, vault
from kithbridge.people.access import Caller
from kithbridge.people.actions import retention
from kithbridge.people.models import Role
from kithbridge.people.offers import HomeCard
from kithbridge.people.queries import danger
from kithbridge.people.queries import holding as held
from kithbridge.people.queries.danger import Subject
from kithbridge.people.vault import Key
from kithbridge.words import lists, queries
from kithbridge.words.actions import telling
from kithbridge.words.models import Bar, DraftLine, Heard, Told

__all__ = ["lexicon_in_force", "list_in_force", "register"]


def lexicon_in_force() -> Lexicon:
    """The list that holds now. What is decided is in it at the next call."""
    return lists.lexicon_in_force()


def list_in_force() -> str:
    """The name that the rule words.list has for it."""
    return lists.in_force()


def subject(key: Key, number: UUID) -> Subject | None:
    """A worry may begin with what somebody told, for whoever holds it."""
    found = queries.opened(key, number)
    if found is None:
        return None
    return Subject(found.row.pk, [found.row.pk], "", ("word_told", found.row.pk), frozenset(found.left_out))


def worry_links(key: Key, about: UUID) -> list[tuple[str, UUID]]:
    """What a worry is about, as far as she holds it."""
    rows = Told.objects.filter(pk=about, words__isnull=False).values_list("pk", flat=True)
    return [("word_told", one) for one in sorted(vault.readable(key, rows))]


def card(caller: Caller) -> HomeCard | None:
    """For peers and leads: what was told and waits for two readers, and what the next list would have otherwise."""
    if caller.key is None or not caller.roles & {Role.PEER, Role.LEAD}:
        return None
    waiting, drafted = len(queries.waiting(caller.key)), DraftLine.objects.count()
    said = []
    if waiting:
        said.append(
            ngettext("%(n)s thing somebody told us waits for you.", "%(n)s things somebody told us wait for you.", waiting) % {"n": waiting}
        )
    if drafted:
        said.append(ngettext("%(n)s change is in the draft.", "%(n)s changes are in the draft.", drafted) % {"n": drafted})
    if not said:
        said.append(_("Nothing waits."))
    return HomeCard(_("Word list"), " ".join(said), reverse("word_home"), _("Open it"), care=bool(waiting))


def register() -> None:
    """What other floors must do for this room without knowing it."""
    hers.register_sweep("what was told about words", telling.end_old)
    retention.follows("what was told about words", rule="words.live_weeks")
    retention.lie_by_number(Told, Heard, Bar)
    held.told(Told._meta.label, "words", queries.reads)
    danger.subject_kind("told", subject)
    danger.what_it_is_about(worry_links)
    offers.register_home_card(card)
