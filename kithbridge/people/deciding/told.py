"""A proposal in words, for the pages of deciding.

Offers
------
told(proposal)         the question, what holds and what is proposed, from when, whose voices it rests on, how it went so far
pieces_told(proposal)  its evidence, with what one person alone has read; said_of(pieces) of other references
Told, Said
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kithbridge import rules
from kithbridge.engines.week import Week
from kithbridge.people.deciding import queries
from kithbridge.people.deciding.models import Objection, Piece, Proposal, Saying
from kithbridge.people.deciding.sayings import SOURCE
from kithbridge.rules import Constituency, evidence
from kithbridge.rules.decided import shown
from kithbridge.rules.models import Evidence
from kithbridge.rules.spoken import KINDS, OBJECTIONS, ROLES, band_words, week_words
from kithbridge.web.clock import this_week


@dataclass(frozen=True)
class Said:
    """One piece of evidence. `gone`: the words were taken back. `waits`: one person alone has read it; then only the team sees it.

    here : the words were written down for it, and are there: one of the team can take them away
    """

    number: UUID
    kind: str
    role: str
    words: str
    said_by: str = ""
    url: str = ""
    gone: bool = False
    waits: bool = False
    written_by: UUID | None = None
    here: bool = False


class Reference(Protocol):
    """A row that names words another room holds."""

    pk: Any
    kind: Any
    role: Any
    source: Any
    ref: Any


@dataclass(frozen=True)
class Told:
    """One proposal, ready to be read. Where there is no rule, `key` and `now` are "", and `question` is what people are asked."""

    id: UUID
    key: str
    matter: UUID | None
    stage: str
    question: str
    now: str
    proposed: str
    begins: str
    trial: str
    protects: str
    standing: str
    again: bool
    evidence: list[Said]
    voices: list[str]
    asked: list[str]
    outcome: list[str]
    objections: list[str]


def _begins(proposal: Proposal) -> str:
    week = Week.parse(str(proposal.begins))
    if week <= this_week():
        return _("As soon as it is decided and confirmed.")
    return _("From %(week)s.") % {"week": week_words(week)}


def _trial(proposal: Proposal) -> str:
    if not proposal.trial_weeks:
        return ""
    how_long = ngettext("It is a trial for %(n)d week.", "It is a trial for %(n)d weeks.", proposal.trial_weeks) % {
        "n": proposal.trial_weeks
    }
    what = _("Then it ends by itself. What we look at: %(what)s Who says if it worked: %(who)s") % {
        "what": proposal.looks_at,
        "who": proposal.says_who,
    }
    return f"{how_long} {what}"


def pieces_told(proposal: Proposal) -> list[Said]:
    """The evidence: words as long as nobody has taken them back; the role stays."""
    return said_of(list(Piece.objects.filter(proposal=proposal).order_by("kind", "role", "pk")))


def said_of(pieces: Sequence[Reference]) -> list[Said]:
    """The same for references that another room holds."""
    words = evidence.words_of(Evidence(id=one.pk, source=one.source, ref=one.ref) for one in pieces)
    here = [one.ref for one in pieces if one.source == SOURCE]
    waiting = {row.pk: row for row in Saying.objects.filter(pk__in=here, shown=False)}
    found = []
    for piece in pieces:
        kind, role = str(KINDS.get(piece.kind, piece.kind)), str(ROLES.get(piece.role, piece.role))
        if row := waiting.get(piece.ref):
            found.append(Said(row.pk, kind, role, row.text, row.said_by, row.url, waits=True, written_by=row.written_by, here=True))
        elif told_words := words.get(piece.pk):
            found.append(Said(piece.ref, kind, role, told_words.text, told_words.said_by, told_words.url, here=piece.source == SOURCE))
        else:
            found.append(Said(piece.ref, kind, role, _("These words were taken back."), gone=True))
    return found


def voices(pieces: Sequence[Said]) -> list[str]:
    """Whose voices it rests on, most first: pieces, not people."""
    counted = Counter(piece.role for piece in pieces)
    return [ngettext("%(role)s: %(n)d piece", "%(role)s: %(n)d pieces", n) % {"role": role, "n": n} for role, n in counted.most_common()]


def _outcome(proposal: Proposal) -> list[str]:
    """How it went, once answering is over: in bands, and nothing where fewer than five decided."""
    if not proposal.quorum:
        return []
    if proposal.method == "consent":
        return [_("Nobody said no. Nobody’s answer is shown.")] if proposal.carried else []
    names = {one.value: one.label for one in Constituency}
    together = _("everybody together")
    return [
        pgettext("how it went", "%(who)s: %(band)s said yes") % {"who": names.get(name, together), "band": band_words(band)}
        for name, band in proposal.outcome.items()
    ]


def _objections(proposal: Proposal) -> list[str]:
    grounds: Any = Objection.objects.filter(proposal=proposal).values_list("ground", flat=True)
    return sorted({str(OBJECTIONS.get(ground, ground)) for ground in grounds})


def proposed(proposal: Proposal) -> str:
    """What would hold, or what would be done, as a sentence."""
    if not proposal.key:
        return proposal.words
    declared = rules.rule(proposal.key)
    return declared.sentence_for(proposal.value).replace("{value}", shown(declared, proposal.value))


def told(proposal: Proposal) -> Told:
    """Everything a page says about one proposal."""
    pieces = pieces_told(proposal)
    return Told(
        id=proposal.pk,
        key=proposal.key,
        matter=proposal.matter,
        stage=proposal.stage,
        question=queries.question_of(proposal),
        now=rules.explained(proposal.key) if proposal.key else "",
        proposed=proposed(proposal),
        begins=_begins(proposal),
        trial=_trial(proposal),
        protects=str(queries.protects_of(proposal).label),
        standing=queries.standing(proposal),
        again=proposal.round > 1,
        evidence=pieces,
        voices=voices(pieces),
        asked=[str(Constituency(name).label) for name in proposal.asked],
        outcome=_outcome(proposal),
        objections=_objections(proposal),
    )
