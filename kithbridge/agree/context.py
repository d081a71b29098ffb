"""What her pages of a conversation show, in words: who is there, when it is open, how far she is, which ways lead on.

Offers
------
Visitor, visitor(request, talk)   who asks: her secret for this conversation, as what she takes part, the capability her form carries
find(number)                      an opened conversation, moved on by its week; 404 else
when_words, opens_words, closes_words, closed_words   when it is open, to whom
open_lines(), closed_lines()      what there is
why_not(problem)                  why something was refused: what happened, what is kept, what to do
stones(done, left)                progress as stepping stones
Way, ways(...)                    links; forms where the page is carried by a slip
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from kithbridge.agree import links, queries
from kithbridge.agree.actions import closing, stating, voting
from kithbridge.agree.actions.refused import Refused
from kithbridge.agree.actions.standing import open_to
from kithbridge.agree.again import SIGN, opened
from kithbridge.agree.even import even, fill
from kithbridge.agree.forms import LONGEST_CARRY
from kithbridge.agree.models import OPEN, Choice, Conversation, State, Statement, Voice, Vote, Voter
from kithbridge.people import tries
from kithbridge.people.access import CallerRequest
from kithbridge.people.queries import page as hers_page
from kithbridge.people.queries.page import week_words
from kithbridge.rules import Constituency

MOST_STONES = 14
STEP = 24


@dataclass(frozen=True)
class Visitor:
    """Who is there. `secret` is None for somebody with neither an open page nor a carried slip.

    reads : False for who came back with a slip (agree/again.py): she goes on, and is not shown how she tapped
    """

    talk: Conversation
    secret: bytes | None
    taking: voting.Taking | None
    carry: str
    signed_in: bool
    team: bool = False
    reads: bool = True

    @property
    def joined(self) -> bool:
        return self.taking is not None and self.taking.voter is not None


def find(number: int) -> Conversation:
    """The conversation, moved on if its week is over. Raises Http404 for a number nobody opened."""
    talk = queries.one(number)
    if talk is None or talk.state == State.DRAFT:
        raise Http404
    return closing.move(talk)


def visitor(request: CallerRequest, talk: Conversation) -> Visitor:
    """Her own key where a page or the team's side is open, else what the form carried."""
    key = request.caller.key if request.caller.side in ("words", "team") else None
    carry = "" if key else request.POST.get("carry", "")[:LONGEST_CARRY]
    if talk.state not in OPEN:
        return Visitor(talk, None, None, carry, key is not None)
    if key is None:
        return carried(talk, carry)
    return Visitor(talk, links.hers(key, talk), voting.taking(talk, key=key), "", True, request.caller.side == "team")


def carried(talk: Conversation, capability: str) -> Visitor:
    """Somebody with a slip alone, whose form carries this capability."""
    reads = SIGN not in capability
    behind = capability if reads else opened(capability)
    secret = links.carried(behind)
    taking = voting.taking(talk, carry=behind) if secret else None
    return Visitor(talk, secret or None, taking, capability if secret else "", False, reads=reads)


@dataclass(frozen=True)
class Tapped:
    """What she tapped, in a word, and what makes every such word one length."""

    label: str
    fill: str


def choice_words(chosen: int) -> Tapped:
    """An answer as a page that is hers says it."""
    label = str(Choice(chosen).label)
    return Tapped(label, fill(label, map(str, Choice.labels)))


def tapped(taking: voting.Taking, statement: Statement) -> Tapped | None:
    """What she tapped here; None where she has not."""
    number = links.vote_id(taking.conversation, taking.tag, statement.pk)
    chosen = Vote.objects.filter(pk=number).values_list("choice", flat=True).first()
    return None if chosen is None else choice_words(chosen)


def as_words(voter: Voter) -> str:
    """As what she takes part, and whether it counts."""
    word = voter.own_word or str(Voice(voter.voice).label)
    if voter.counted:
        return _("You take part as: %(word)s. It counts.") % {"word": word}
    return _("You take part as: %(word)s. It is heard, and shown apart.") % {"word": word}


def first_words(talk: Conversation) -> str:
    """To whom the first round is open, in words."""
    said = [str(Constituency(one).label) for one in talk.first]
    return said[0] if len(said) == 1 else _("%(some)s and %(last)s") % {"some": ", ".join(said[:-1]), "last": said[-1]} if said else ""


def when_words(talk: Conversation) -> str:
    """When it is open, to whom."""
    ends = week_words(str(talk.until))
    if talk.state == State.FIRST:
        said = _("First it is open to %(who)s, until the end of %(first)s. Then to everybody, until the end of %(ends)s.")
        return said % {"who": first_words(talk), "first": week_words(str(talk.first_until)), "ends": ends}
    if talk.state == State.ALL:
        return _("It is open to everybody until the end of %(ends)s.") % {"ends": ends}
    return _("It has closed.") if talk.state == State.CLOSED else _("It was stopped.")


def opens_words(talk: Conversation) -> str:
    """When it opens to somebody whose turn it is not."""
    said = _("Now it is open to %(who)s. It opens to everybody after the end of %(first)s.")
    return said % {"who": first_words(talk), "first": week_words(str(talk.first_until))}


def closes_words(talk: Conversation) -> str:
    """When it closes."""
    return _("It closes at the end of %(ends)s.") % {"ends": week_words(str(talk.until))}


def why_not(problem: Refused) -> str:
    """In plain words."""
    return {
        "closed": _("It has closed in the meantime. This was not taken. What you tapped before is counted."),
        "not yet": _("It is not your turn yet. Nothing was kept."),
        "voice": _("Say first as what you take part. What you typed is still here."),
        "word": _("Your own word is too long, or has signs we cannot show. It is still here. Make it shorter."),
        "words": _("Without words you need a paper slip. What you chose is still here. A peer has slips."),
        "slip": _("That slip does not work: it was used, is too old, or is mistyped. What you chose is still here. Look at it once more."),
        "gone": _("That sentence was taken away in the meantime. Here is another one."),
        "join": _("You are not in this talk. Begin with as what you take part."),
        "choice": _("That did not send. Nothing was changed. Tap again."),
        "nothing": _("Nothing was written yet. A few words are enough."),
        "long": _("That is too long. What you wrote is still here. Make it shorter, or make two of it."),
        "signs": _("Some signs in it cannot be shown. What you wrote is still here. Write it with plain letters."),
        "there": _("Somebody said it in the same words. It stands there, or we read it first. What you wrote is still here."),
        "enough": _("You have written as many as one person can in this talk. What you wrote is still here. Tell it to whoever comes."),
        "readers": _("Nobody is ticked, so nobody could read it. What you wrote is still here. Tick at least two."),
        "silent": _("Nobody of us is reading now, so it was not taken. What you wrote is still here. You can go on tapping."),
        "busy": _("Too much came in at once. What you wrote is still here. Try again in a while."),
        "tries": str(tries.TOO_MANY),
    }.get(problem.why, _("That did not send. What you wrote is still here. Try again."))


def reader_ticks(ticked: frozenset[str] | None) -> list[dict[str, Any]]:
    """Who reads what she writes, all ticked to begin with."""
    return hers_page.reader_ticks(stating.readers_now(), ticked)


@dataclass(frozen=True)
class Stone:
    kind: str
    x: int


@dataclass(frozen=True)
class Stones:
    """Stepping stones for a drawing 14 high: `wide` units, each with its middle."""

    wide: int
    all: tuple[Stone, ...]


def stones(done: int, left: int) -> Stones | None:
    """At most fourteen stones; of more statements each stone stands for several. None where there is nothing to walk over."""
    total = done + left
    if total == 0:
        return None
    many = min(total, MOST_STONES)
    passed = done * many // total
    kinds = ["was" if n < passed else "here" if n == passed else "next" for n in range(many)]
    return Stones(many * STEP, tuple(Stone(kind, n * STEP + STEP // 2) for n, kind in enumerate(kinds)))


# --- The list, and as what she may take part ------------------------------------------------------------
@dataclass(frozen=True)
class Line:
    """One conversation in a list."""

    url: str
    question: str
    said: str


def open_lines() -> list[Line]:
    """What is open, moved on by its week; what closed just now is left out."""
    moved = [closing.move(one) for one in queries.conversations() if one.state in OPEN]
    return [Line(reverse("talk_one", args=[one.number]), one.question, when_words(one)) for one in moved if one.state in OPEN]


def closed_lines() -> list[Line]:
    """What has closed or was stopped, the newest first."""
    over = [one for one in queries.conversations() if one.state in (State.CLOSED, State.STOPPED)]
    said = {one.pk: _("It was stopped.") if one.state == State.STOPPED else closed_words(one) for one in over}
    return [Line(reverse("talk_result", args=[one.number]), one.question, said[one.pk]) for one in over]


def closed_words(talk: Conversation) -> str:
    """When it closed."""
    return _("Closed at the end of %(ends)s.") % {"ends": week_words(str(talk.until))}


@dataclass(frozen=True)
class VoiceTick:
    """One answer to "as what": `later` says when its turn comes, where it is not its turn."""

    key: str
    label: str
    on: bool
    later: str


def voices(visitor: Visitor, chosen: str) -> list[VoiceTick]:
    """As what she may take part, with those whose turn comes later marked. A team sign-in speaks for its work."""
    offered = voting.TEAM_VOICES if visitor.team else tuple(Voice)
    later = {one: "" if open_to(visitor.talk, one) else _("(later)") for one in offered}
    return [VoiceTick(even(one.value), str(one.label), one.value == chosen, later[one]) for one in offered]


@dataclass(frozen=True)
class Way:
    """One way on. `form`: must be a form where a slip is carried, because a capability never stands in an address."""

    url: str
    label: str
    form: bool = True
    s: int = 0


def ways(talk: Conversation, visitor: Visitor, *names: str, before: int = 0) -> list[Way]:
    """The named ways: "go", "before", "say", "mine", "list". Who carries a slip is not led away from it."""
    here = {
        "go": lambda: Way(reverse("talk_one", args=[talk.number]), _("Go on tapping")),
        "before": lambda: Way(reverse("talk_one", args=[talk.number]), _("Back to the one before"), s=before),
        "say": lambda: Way(reverse("talk_say", args=[talk.number]), _("Say it your way")),
        "mine": lambda: Way(reverse("talk_mine", args=[talk.number]), _("What I tapped")),
        "list": lambda: Way(reverse("talk_list"), _("All talks"), form=False),
    }
    wanted: list[Callable[[], Way]] = [
        here[name] for name in names if not (name == "before" and not before) and not (name == "list" and visitor.carry)
    ]
    return [make() for make in wanted]


def page(visitor: Visitor, form_id: str, **more: Any) -> dict[str, Any]:
    """What every page of somebody who takes part shows."""
    return {"talk": visitor.talk, "carry": visitor.carry, "form_id": form_id, "closes": closes_words(visitor.talk), **more}
