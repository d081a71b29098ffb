"""What pages and actions ask about seats and proposals.

Offers
------
who(owner)                 the hash under which a page sits
seat_of(owner)             her seat, or None
seats_by_constituency(), seats_taken(), sits(), cannot_ask(proposal)
open_proposals(), proposal(number), for_seat(proposal, seat)
protects_of(proposal), question_of(proposal)   of its rule, or its own where there is none
standing(proposal)         where it stands, in words
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kithbridge import rules
from kithbridge.people.deciding.models import OPEN, Answered, Confirmation, Objection, Piece, Proposal, Saying, Seat, Stage, Willing
from kithbridge.people.deciding.sayings import SOURCE
from kithbridge.people.models import TeamMember
from kithbridge.rules import Constituency, Protects
from kithbridge.rules.explain import date_words
from kithbridge.rules.recorded import TO_DO
from kithbridge.web.clock import this_week
from kithbridge.web.home import secrets

FEWEST_SEATS = 3
SMALL_GROUP = 5


def who(owner: UUID) -> str:
    """The hash under which a page sits: tells nothing without the pepper."""
    return hmac.new(secrets().pepper, b"seat" + owner.bytes, hashlib.sha256).hexdigest()[:32]


def seat_of(owner: UUID) -> Seat | None:
    """Her seat, if she has one and its weeks are not over."""
    return Seat.objects.filter(who=who(owner), ends__gte=str(this_week())).first()


def willing(owner: UUID) -> Willing | None:
    """Whether she said yes and the lot has not fallen on her yet."""
    return Willing.objects.filter(who=who(owner)).first()


def seats_by_constituency() -> dict[str, int]:
    """How many sit, by constituency. Not for any page: membership is not published."""
    return dict(Counter(Seat.objects.filter(ends__gte=str(this_week())).values_list("constituency", flat=True)))


def seats_taken() -> int:
    return sum(seats_by_constituency().values())


def sits() -> bool:
    """Whether a reference group sits: at least three seats, somebody who uses now among them, and nobody alone among professionals."""
    taken = seats_by_constituency()
    others = taken.get("living", 0) + taken.get("lived", 0)
    return sum(taken.values()) >= FEWEST_SEATS and taken.get("living", 0) >= 1 and others >= 2


def small_group() -> bool:
    """Fewer than five decide by consent."""
    return seats_taken() < SMALL_GROUP


def open_proposals() -> list[Proposal]:
    """What is being decided, the oldest first."""
    return list(known().filter(stage__in=OPEN).order_by("week", "key"))


def known() -> QuerySet[Proposal]:
    """Proposals about something to do, and those for rules that this version of the software still has."""
    return Proposal.objects.filter(key__in=["", *(one.key for one in rules.all_rules())])


def protects_of(proposal: Proposal) -> Protects:
    """Whom it is for: they decide. Raises KeyError for a rule this version does not have."""
    return rules.rule(proposal.key).protects if proposal.key else Protects(proposal.for_whom)


def question_of(proposal: Proposal) -> str:
    """What people are asked."""
    return str(rules.rule(proposal.key).question) if proposal.key else proposal.words


def about(proposal: Proposal) -> str:
    """Its rule, or that something is to be done: for the event record, which holds no words of people."""
    return proposal.key or TO_DO


def cannot_ask(proposal: Proposal) -> str:
    """Why nobody can be asked about this now; "" when they can. Without those it protects nothing could ever be confirmed."""
    if not sits():
        return _("No reference group sits yet.")
    taken, protects = seats_by_constituency(), protects_of(proposal)
    if not any(taken.get(one.value) for one in protects.constituencies):
        return _("Nobody sits who could decide this for those it protects: %(who)s.") % {"who": protects.label}
    return ""


def deciders(proposal: Proposal) -> list[str]:
    """The constituencies whose majority decides: those the rule protects, of those who were asked."""
    protected = {one.value for one in protects_of(proposal).constituencies}
    return [name for name in proposal.asked if name in protected] or list(proposal.asked)


def answering_now(proposal: Proposal) -> list[str]:
    """Which constituencies may answer in the stage it stands in."""
    if proposal.stage == Stage.ANSWERING:
        return list(proposal.asked) if proposal.method == "consent" else deciders(proposal)
    if proposal.stage == Stage.ADVISING:
        return [name for name in proposal.asked if name not in deciders(proposal)]
    return []


@dataclass(frozen=True)
class ForSeat:
    """What somebody who sits may do with a proposal now."""

    answer: bool
    answered: bool
    object: bool
    objected: bool
    confirm: bool
    confirmed: bool


def for_seat(proposal: Proposal, seat: Seat) -> ForSeat:
    """What this seat may do, and what it has done."""
    asked = Answered.objects.filter(proposal=proposal, seat=seat).values_list("done", flat=True).first()
    answered = asked is True
    objected = Objection.objects.filter(proposal=proposal, seat=seat, round=proposal.round).exists()
    confirmed = Confirmation.objects.filter(proposal=proposal, seat=seat).exists()
    return ForSeat(
        answer=asked is False and seat.constituency in answering_now(proposal),
        answered=answered,
        object=proposal.stage == Stage.OBJECTING and asked is not None and not objected,
        objected=objected,
        confirm=proposal.stage == Stage.CONFIRMING and answered and not confirmed,
        confirmed=confirmed,
    )


def choices(proposal: Proposal) -> list[tuple[str, str]]:
    """What can be answered."""
    if proposal.method == "consent":
        return [("yes", _("Yes")), ("live", _("I can live with it")), ("no", _("No"))]
    return [("yes", _("Yes")), ("no", _("No")), ("abstain", _("I leave it to the others"))]


def unread(proposal: Proposal) -> bool:
    """Whether some of its evidence has been read by one person only."""
    refs = Piece.objects.filter(proposal=proposal, source=SOURCE).values_list("ref", flat=True)
    return Saying.objects.filter(pk__in=list(refs), shown=False).exists()


def standing(proposal: Proposal) -> str:
    """Where it stands, in words."""
    until = _("until %(day)s") % {"day": date_words(proposal.closes)} if proposal.closes else ""
    names = _(" and ").join(str(Constituency(name).label) for name in answering_now(proposal))
    return {
        Stage.WRITTEN: _("Written down. Nobody was asked yet."),
        Stage.ANSWERING: _("Being decided by %(who)s, %(until)s.") % {"who": names, "until": until},
        Stage.ADVISING: _("Those it is for have answered. Now %(who)s say what they think, %(until)s.") % {"who": names, "until": until},
        Stage.OBJECTING: _("Agreed. Whoever was asked can object %(until)s.") % {"until": until},
        Stage.CONFIRMING: _("Agreed. Two who took part still have to confirm it, %(until)s. One of the two is one of those it is for.")
        % {"until": until},
        Stage.ENACTED: _("Decided. It works."),
        Stage.FELL: FELL.get(proposal.fell_because, lambda: _("It came to nothing."))(),
        Stage.DROPPED: _("The team took it back before it was decided."),
    }[Stage(proposal.stage)]


FELL = {
    "quorum": lambda: _("Too few answered. It stays as it was."),
    "gone": lambda: _("The reference group does not sit any more as it did. It stays as it was."),
    "confirm": lambda: _("It was agreed, but too few confirmed it. It stays as it was."),
    "majority": lambda: _("Not enough said yes. It stays as it was."),
    "objection": lambda: _("Somebody it is for objected twice. It stays as it was."),
    "overtaken": lambda: _("The rule was changed in the meantime. It can be asked again."),
    "refused": lambda: _("It passes a limit that no group can change. It stays as it was."),
}


def name_of(member: UUID) -> str:
    """The work-name of somebody of the team; "" for somebody who has left and took it along."""
    return TeamMember.objects.filter(pk=member).values_list("work_name", flat=True).first() or ""
