"""Whose word counts (Becker 1967): what was said in talks, by role, and what of it was used; and whose words decisions rest on.

Counted in pieces, never by person.

Offers
------
heard() -> Heard          everything the page shows: all of it, by half-year, by decision
gathered() -> Gathered    what is counted: pieces, uses, decisions, comments
Half, half_of(week)       half a year
side_of(role)             "those it is for" or "at work"

A *piece* is a sentence of a conversation that has closed, or words that a matter or a decision names as what it rests on. The team's own
first sentences are nobody's voice and are left out. A piece is *used* when a decision names it, and *decisive* when that decision changed
what held before. Only what is published is counted. Guidance, figures and documents are no voices: they matter only to whether
somebody's word was enough alone.

Whose word is used more is asked of talks alone: there each sentence could be used or not. Words that were written down to be cited are
all used, whoever spoke; beside them every talk would look unheard. A sentence belongs to the half-year in which its talk closed.

Roles of fewer than five pieces are merged, and nothing is compared where a side has fewer (engines/opinion/credibility).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from kithbridge.agree.actions.speaking import THE_GROUP
from kithbridge.agree.matter_models import Comment, Matter, Origin, Put, Stage
from kithbridge.agree.matter_models import State as MatterState
from kithbridge.agree.models import CONSTITUENCY, Statement
from kithbridge.agree.models import State as TalkState
from kithbridge.agree.offers import SOURCE as STATEMENTS
from kithbridge.agree.turns import Spoken, spoken
from kithbridge.engines.week import Week
from kithbridge.people.deciding.models import Saying
from kithbridge.people.deciding.sayings import SOURCE as SAYINGS
from kithbridge.people.models import Role
from kithbridge.people.queries.roles import MERGED
from kithbridge.rules import Readers, all_rules
from kithbridge.rules.models import Decision, Evidence, Pause
from kithbridge.rules.spoken import agreed

if TYPE_CHECKING:  # numpy is loaded where opinions are reckoned, and only then
    from kithbridge.engines.opinion.credibility import Credibility

__all__ = ["AT_WORK", "FOR_THEM", "Gathered", "Half", "Heard", "OfDecision", "Piece", "Use", "gathered", "half_of", "heard", "side_of"]

FOR_THEM, AT_WORK, UNTOLD = "for", "work", "untold"
NO_VOICE_KINDS = frozenset({"figure", "guidance", "document"})
NO_VOICE_ROLES = frozenset({"guidance", "tally"})
MATTER_GONE = (Stage.SHOWN, Stage.GONE)
FEWEST = 5
NEWEST = 30
TALK = "talk "


@dataclass(frozen=True, order=True)
class Half:
    """Half a year: 1 is January to June."""

    year: int
    part: int


def half_of(week: str) -> Half:
    """The half-year in which its Thursday lies."""
    year, month = Week.parse(week).month()
    return Half(year, 1 if month <= 6 else 2)


def side_of(role: str) -> str:
    """People who work here or in services are on one side, as where decisions are taken; everybody else is one of those it is for."""
    if role in Role.values or role == MERGED or CONSTITUENCY.get(role, role) == "work":
        return AT_WORK
    return UNTOLD if role in ("", THE_GROUP) else FOR_THEM


@dataclass(frozen=True)
class Piece:
    """Something that was said and published: where it is known, in which role, on which topic, in which half-year."""

    key: str
    role: str
    topic: str
    half: Half

    @property
    def in_talk(self) -> bool:
        """Whether it could have been used or not: said in a talk, not written down to be cited."""
        return self.topic.startswith(TALK)


@dataclass(frozen=True)
class Use:
    """A decision names a piece, or a document."""

    decision: str
    key: str
    changed: bool
    document: bool = False


@dataclass(frozen=True)
class Taken:
    """A decision. `overrode`: whether it went, or was stopped, against those who use now; None where that is not told."""

    id: UUID
    key: str
    week: str
    half: Half
    matter: int | None
    last_word: str
    overrode: bool | None
    reason: bool
    hurried: bool


@dataclass(frozen=True)
class Gathered:
    """All that is counted. `comments`: how many pieces of talk about matters are shown, by side."""

    pieces: tuple[Piece, ...]
    uses: tuple[Use, ...]
    decisions: tuple[Taken, ...]
    comments: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class OfDecision:
    """One decision: what it rests on by role (pieces, most first), beside what was said in the talks that it takes sentences from."""

    taken: Taken
    rests_on: tuple[tuple[str, int], ...]
    documents: int
    view: Credibility


@dataclass(frozen=True)
class Heard:
    """What the page shows. `talks`: what was said in talks, and used; `rests`: all that decisions rest on, without comparing.

    sentences : how many were said in talks that have closed
    overrides : (against them, known, of these with a written reason)
    last_word, rests_by_side : decisions, and pieces used, by side
    each : the newest decisions that everybody may read about
    spoken : turns in meetings that were counted
    """

    sentences: int
    decisions: int
    talks: Credibility
    rests: Credibility
    rests_by_side: tuple[tuple[str, int], ...]
    halves: tuple[tuple[Half, int, Credibility], ...]
    each: tuple[OfDecision, ...]
    overrides: tuple[int, int, int]
    hurried: int
    last_word: tuple[tuple[str, int], ...]
    comments: tuple[tuple[str, int], ...]
    spoken: Spoken


# --- What is counted ------------------------------------------------------------------------------------
def _is_document(kind: str, role: str) -> bool:
    return kind in NO_VOICE_KINDS or role in NO_VOICE_ROLES


def _said_in_talks() -> dict[str, Piece]:
    """Sentences of closed conversations, by the voice that said them."""
    rows = Statement.objects.filter(stage=Statement.Stage.SHOWN, conversation__state=TalkState.CLOSED).exclude(voice="")
    found = rows.values_list("pk", "voice", "conversation__number", "conversation__until")
    return {f"{STATEMENTS} {pk}": Piece(f"{STATEMENTS} {pk}", voice, f"{TALK}{n}", half_of(str(until))) for pk, voice, n, until in found}


def _nobodys() -> frozenset[str]:
    """Sentences that the team began with, and those of a conversation that did not close: nobody's voice, cited or not."""
    rows = Statement.objects.exclude(stage=Statement.Stage.SHOWN, conversation__state=TalkState.CLOSED, voice__gt="")
    return frozenset(f"{STATEMENTS} {pk}" for pk in rows.values_list("pk", flat=True))


def _said_in_matters() -> list[tuple[str, str, str, str, str]]:
    """(key, kind, role, topic, week) of what matters that everybody can read name; words that one person alone has read are left out."""
    rows = Origin.objects.filter(matter__stage__in=MATTER_GONE).exclude(matter__state=MatterState.DRAFT)
    waiting = set(Saying.objects.filter(shown=False).values_list("pk", flat=True))
    found = rows.order_by("matter__number", "pk").values_list("source", "ref", "kind", "role", "matter__number", "matter__week")
    return [
        (f"{source} {ref}", kind, role, f"matter {number}", str(week))
        for source, ref, kind, role, number, week in found
        if not (source == SAYINGS and ref in waiting)
    ]


def _pieces(evidence: Collection[Evidence], matters: Mapping[UUID, Matter]) -> dict[str, Piece]:
    found, nobodys = _said_in_talks(), _nobodys()
    named = _said_in_matters()
    for one in evidence:
        matter = matters.get(one.decision_id)
        topic = f"matter {matter.number}" if matter else f"rule {one.decision.key}"
        named.append((f"{one.source} {one.ref}", one.kind, one.role, topic, str(one.decision.week)))
    for key, kind, role, topic, week in named:
        if key not in found and key not in nobodys and not _is_document(kind, role):
            found[key] = Piece(key, role, topic, half_of(week))
    return found


def _changed(decision: Decision) -> bool:
    """Whether it changed what held before: always when it is about doing."""
    return not decision.key or decision.value != decision.before


def _overrode(decision: Decision, pause: Pause | None) -> bool | None:
    if decision.method == "consent":
        return pause is not None
    wanted = agreed(decision.outcome.get("living", ""))
    if wanted is None:
        return None
    return pause is not None if wanted else True


def _taken(decision: Decision, pause: Pause | None, matter: Matter | None) -> Taken:
    overrode = _overrode(decision, pause)
    return Taken(
        id=decision.pk,
        key=decision.key,
        week=str(decision.week),
        half=half_of(str(decision.week)),
        matter=matter.number if matter else None,
        last_word=side_of(matter.last_by or matter.by) if matter else UNTOLD,
        overrode=overrode,
        reason=bool(overrode and (pause.reason if pause else decision.reason)),
        hurried=decision.method == "urgent",
    )


def _comments() -> tuple[tuple[str, int], ...]:
    """Comments that are shown, by side; none where a side has fewer than five."""
    shown = Comment.objects.filter(stage=Stage.SHOWN, matter__stage__in=MATTER_GONE).values_list("by", flat=True)
    sides = Counter(side_of(by) for by in shown)
    told = [(side, sides[side]) for side in (FOR_THEM, AT_WORK)]
    return tuple(told) if all(n >= FEWEST for _side, n in told) else ()


def gathered() -> Gathered:
    """What is counted, from what is published."""
    decisions = list(Decision.objects.order_by("-week", "pk"))
    evidence = list(Evidence.objects.select_related("decision").order_by("decision__week", "pk"))
    matters = {put.pk: put.matter for put in Put.objects.select_related("matter")}
    pauses = {pause.decision_id: pause for pause in Pause.objects.all()}
    pieces = _pieces(evidence, matters)
    uses = []
    for one in evidence:
        key, document = f"{one.source} {one.ref}", _is_document(one.kind, one.role)
        if document or key in pieces:
            uses.append(Use(str(one.decision_id), key, _changed(one.decision), document))
    told = tuple(_taken(one, pauses.get(one.pk), matters.get(one.pk)) for one in decisions)
    return Gathered(tuple(pieces[key] for key in sorted(pieces)), tuple(uses), told, _comments())


# --- What it comes to -----------------------------------------------------------------------------------
@lru_cache(maxsize=256)
def _view(pieces: tuple[Piece, ...], uses: tuple[Use, ...]) -> Credibility:
    """The engine's view of these pieces. The same pieces give the same view: it is reckoned once in each process."""
    from kithbridge.engines.opinion.credibility import Citation, Contribution, credibility

    known = {one.key for one in pieces}
    cited = [
        Citation(one.decision, one.key, "decisive" if one.changed else "cited", document=one.document)
        for one in uses
        if one.document or one.key in known
    ]
    roles = Counter(one.role for one in pieces)
    said = [Contribution(one.key, one.role, one.topic) for one in pieces]
    return credibility(said, cited, people=roles, professionals=[role for role in roles if side_of(role) == AT_WORK])


def _of_decision(taken: Taken, all_of_it: Gathered) -> OfDecision:
    """What it rests on, beside what was said in the talks that it takes sentences from."""
    uses = tuple(one for one in all_of_it.uses if one.decision == str(taken.id))
    keys = {one.key for one in uses if not one.document}
    mine = [one for one in all_of_it.pieces if one.key in keys]
    topics = {one.topic for one in mine if one.in_talk}
    said = tuple(one for one in all_of_it.pieces if one.topic in topics)
    roles = Counter(one.role for one in mine)
    in_order = tuple(sorted(roles.items(), key=lambda one: (-one[1], one[0])))
    return OfDecision(taken, in_order, sum(one.document for one in uses), _view(said, uses))


def _halves(said: Collection[Piece], voiced: tuple[Use, ...]) -> tuple[tuple[Half, int, Credibility], ...]:
    found = []
    for half in sorted({one.half for one in said}, reverse=True):
        mine = tuple(one for one in said if one.half == half)
        found.append((half, len(mine), _view(mine, voiced)))
    return tuple(found)


def _by_side(found: Gathered) -> tuple[tuple[str, int], ...]:
    """How often decisions name words of each side; nothing where it is fewer than five in all."""
    role_of = {one.key: one.role for one in found.pieces}
    sides = Counter(side_of(role_of[one.key]) for one in found.uses if not one.document)
    told = tuple((side, sides[side]) for side in (FOR_THEM, AT_WORK))
    return told if sum(n for _side, n in told) >= FEWEST else ()


def heard() -> Heard:
    """Everything the page shows, newest first."""
    found = gathered()
    known = [one for one in found.decisions if one.overrode is not None]
    against = [one for one in known if one.overrode]
    words = Counter(one.last_word for one in found.decisions if one.last_word != UNTOLD)
    said = tuple(one for one in found.pieces if one.in_talk)
    voiced = tuple(one for one in found.uses if not one.document)
    open_to_all = {one.key for one in all_rules() if one.readers is Readers.EVERYBODY}
    public = [one for one in found.decisions if not one.key or one.key in open_to_all]
    return Heard(
        sentences=len(said),
        decisions=len(found.decisions),
        talks=_view(said, voiced),
        rests=_view(found.pieces, found.uses),
        rests_by_side=_by_side(found),
        halves=_halves(said, voiced),
        each=tuple(_of_decision(one, found) for one in public[:NEWEST]),
        overrides=(len(against), len(known), sum(one.reason for one in against)),
        hurried=sum(one.hurried for one in found.decisions),
        last_word=tuple((side, words[side]) for side in (FOR_THEM, AT_WORK) if words[side]),
        comments=found.comments,
        spoken=spoken(),
    )
