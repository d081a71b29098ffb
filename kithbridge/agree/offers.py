"""What the room agree gives to others.

Offers
------
SOURCE, how_it_went   the evidence source "statements" for decisions: a statement of a closed conversation, and how it went, in bands
register()            called once by AppConfig.ready: the sweep, what a worry may begin with, cards, sheets for a table, ticks
"""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kithbridge.agree import links, queries, results
from kithbridge.agree.actions import closing, returning, standing, voting
from kithbridge.agree.models import OPEN, Ballot, Conversation, State, Statement, Vote, Voter
from kithbridge.agree.paper import table
from kithbridge.people import hers, offers, vault
from kithbridge.people.access import Caller
from kithbridge.people.actions import pages, retention
from kithbridge.people.models import Role
from kithbridge.people.offers import HomeCard
from kithbridge.people.queries import danger
from kithbridge.people.queries import holding as held
from kithbridge.people.queries.danger import Subject
from kithbridge.people.vault import Key
from kithbridge.rules import evidence
from kithbridge.rules.evidence import Words
from kithbridge.web import ticks

SOURCE = "statements"


# --- Statements as evidence -----------------------------------------------------------------------------
def _words(word: str) -> str:
    return {
        "nearly all": _("nearly all agree"),
        "most": _("most agree"),
        "split": _("they are split"),
        "few": _("few agree"),
        "nearly nobody": _("nearly nobody agrees"),
        "differs": _("groups differ"),
    }.get(word, _("it was heard"))


def how_it_went(refs: list[UUID]) -> dict[UUID, Words]:
    """By statement: its words and how it went, in bands; those taken back, and of conversations not closed, are left out."""
    rows = Statement.objects.filter(pk__in=refs, stage=Statement.Stage.SHOWN, conversation__state=State.CLOSED)
    told: dict[UUID, Words] = {}
    of: dict[UUID, results.Result | None] = {}
    for row in rows.select_related("conversation"):
        talk = row.conversation
        if talk.pk not in of:
            of[talk.pk] = results.result(talk)
        found = of[talk.pk]
        line = found.line(row.number) if found is not None else None
        if line is not None:
            said = _("“%(words)s” (%(how)s)") % {"words": row.text, "how": _words(line.whole.agree.word)}
            told[row.pk] = Words(said, said_by=_("talk %(n)d") % {"n": talk.number}, url=reverse("talk_result", args=[talk.number]))
    return told


# --- What somebody is worried about ---------------------------------------------------------------------
def subject(key: Key, number: UUID) -> Subject | None:
    """A worry may begin with what somebody wrote, for whoever holds it."""
    found = queries.opened(key, number)
    if found is None or found.row.words is None:
        return None
    return Subject(found.row.pk, [found.row.pk], "", ("statement", found.row.pk))


def worry_links(key: Key, about: UUID) -> list[tuple[str, UUID]]:
    """What a worry is about, as far as she holds it."""
    rows = Statement.objects.filter(pk=about, words__isnull=False).values_list("pk", flat=True)
    return [("statement", one) for one in sorted(vault.readable(key, rows))]


# --- The team's first page ------------------------------------------------------------------------------
def card(caller: Caller) -> HomeCard | None:
    """For those who read: sentences that wait for them, and how many conversations are open."""
    if caller.key is None or not caller.roles & {Role.PEER, Role.LEAD, Role.FACILITATOR, Role.RESEARCHER}:
        return None
    waiting = len(queries.waiting(caller.key)) + sum(1 for one in queries.flagged(caller.key) if not one.hers_first)
    open_ones = list(Conversation.objects.filter(state__in=OPEN))
    going, ends = len(open_ones), any(standing.jobs(one.stop_by) and one.stop_by != caller.key.owner for one in open_ones)
    said = [_("One of you would stop a talk. It needs a second.")] if ends else []
    if waiting:
        said.append(ngettext("%(n)s sentence waits for you.", "%(n)s sentences wait for you.", waiting) % {"n": waiting})
    if going:
        said.append(ngettext("%(n)s talk is open.", "%(n)s talks are open.", going) % {"n": going})
    if not said:
        said.append(_("Nothing waits."))
    act = reverse("statements") if waiting else reverse("conversations")
    return HomeCard(_("Talk"), " ".join(said), act, _("Open it"), care=bool(waiting or ends))


def register() -> None:
    """What other floors must do for this room without knowing it."""
    hers.register_sweep("conversations closed", closing.close_due)
    pages.found_by_key(voting.leave_everywhere, voting.move)
    retention.follows("conversations closed", said=_("A talk closes after its last week. Then who voted what is nowhere any more."))
    hers.register_sweep(returning.SWEPT, returning.shred_hidden)
    retention.follows(returning.SWEPT, rule="agree.hidden_weeks")
    retention.lie_by_number(Voter, Vote, Ballot, Statement)
    held.told(Statement._meta.label, "words", str)
    danger.subject_kind("statement", subject)
    danger.what_it_is_about(worry_links)
    offers.register_home_card(card)
    offers.offer_talk_sheets(table.for_a_table)
    evidence.register(SOURCE, how_it_went)
    ticks.register(links.drop_old)
