"""What the pages of a matter share.

Offers
------
PartLine, parts(told), empty(told)   its parts in the order they are read; those nobody wrote yet
Bar, bars(pieces)          whose voices it rests on, for a list of bars: pieces, not people
Plain, plain(told)         the reading age of its words, and what the word list says of them
Acts, acted(...)           a button was pressed: what it does, and the page again where it was refused
typed(request, act)        what was typed, for the page to show again where it was refused
done_words(request)        what was done, by the word in the address
number_in(sent, name)      the number that a button carried
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kithbridge.agree.matter_models import Matter, Part
from kithbridge.agree.matter_told import Told
from kithbridge.engines.language.reading import grade
from kithbridge.people import offers
from kithbridge.people.access import CallerRequest
from kithbridge.people.deciding.told import Said
from kithbridge.people.offers import Wording
from kithbridge.rules.enact import AlreadyDone, NotNow, Overtaken, Refused

__all__ = ["Acts", "Bar", "PartLine", "Plain", "acted", "bars", "done_words", "empty", "number_in", "parts", "plain", "status_of", "typed"]

LONGEST_TYPED = 4_000
BAR = 480
# A school year of the grade is five years younger than its readers (Kincaid 1975 counts American grades).
GRADE_TO_AGE = 5
YOUNGEST, EASY_AGE = 7, 11
# Of fewer words the measure says more about chance than about the text.
FEWEST_WORDS, FEWEST_IN_A_PART = 20, 12

DONE: dict[str, str | Promise] = {
    "up": gettext_lazy("Everybody can read it now."),
    "changed": gettext_lazy("It reads so now."),
    "amended": gettext_lazy("Your other words stand there. Whoever wrote it takes them, or says why not."),
    "taken": gettext_lazy("Taken. It reads so now."),
    "refused": gettext_lazy("Not taken. Your reason stands beside it."),
    "said": gettext_lazy("Your words stand there."),
    "unsaid": gettext_lazy("Your words are gone."),
    "way": gettext_lazy("It stands beside the others."),
    "way-gone": gettext_lazy("It is no longer chosen from."),
    "cited": gettext_lazy("It stands among what this comes from."),
    "uncited": gettext_lazy("Taken out."),
    "read": gettext_lazy("Read. It may be shown."),
    "sound": gettext_lazy("Those who sit are asked now which they could live with."),
    "put": gettext_lazy("The reference group is asked."),
    "dropped": gettext_lazy("Taken back. Your reason stands there."),
    "task": gettext_lazy("It stands in the list."),
    "moved": gettext_lazy("It has another week. Your reason stands beside it."),
    "done": gettext_lazy("Done. What came of it stands there."),
    "not-done": gettext_lazy("It will not be done. Your reason stands there."),
    "mended": gettext_lazy("It reads so now."),
    "effect": gettext_lazy("It stands there. Those it is for are asked whether it changed."),
    "again": gettext_lazy("It is talked about again."),
    "shown": gettext_lazy("Read by two. Everybody can read it now."),
    "one": gettext_lazy("Read. Somebody with another job has to read it, too."),
    "hidden": gettext_lazy("Not shown. Whoever wrote it can read why."),
}


# --- Its words ------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class PartLine:
    """One part of a matter."""

    part: str
    label: str
    text: str


PARTS = (Part.WHAT, Part.COST, Part.WHO_ACTS, Part.RISKS)


def parts(told: Told) -> list[PartLine]:
    """In the order they are read. A part that nobody wrote stays away."""
    lines = [PartLine(part.value, str(part.label), getattr(told, part.value)) for part in PARTS]
    return [one for one in lines if one.text]


def empty(told: Told) -> list[PartLine]:
    """The parts that nobody wrote yet, and the title, which stands above them all."""
    lines = [PartLine(part.value, str(part.label), "") for part in PARTS if not getattr(told, part.value)]
    return [PartLine(Part.TITLE.value, str(Part.TITLE.label), told.title), *lines]


@dataclass(frozen=True)
class Plain:
    """How its words read. `age`: 0 where there are too few; `hard`: its hardest part, where it is hard; `found`: the list."""

    age: int
    hard: str
    hard_age: int
    found: list[Wording]


def _age(text: str) -> int:
    return max(round(grade(text)) + GRADE_TO_AGE, YOUNGEST)


def plain(told: Told) -> Plain | None:
    """None for so few words that no reading age can be told."""
    ways = [(_("way %(letter)s") % {"letter": way.letter}, way.text) for way in told.ways if not way.dropped]
    said = [*((one.label, one.text) for one in parts(told)), *ways]
    text = "\n".join([told.title, *(words for _label, words in said)])
    found = list({one.text.casefold(): one for one in offers.wording_look(text)}.values())
    if len(text.split()) < FEWEST_WORDS:
        return Plain(0, "", 0, found) if found else None
    ages = [(_age(words), label) for label, words in said if len(words.split()) >= FEWEST_IN_A_PART]
    worst, label = max(ages, default=(0, ""))
    hard = label if worst > EASY_AGE else ""
    return Plain(_age(text), hard, worst if hard else 0, found)


# --- Whose voices ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Bar:
    """One role, how many pieces it spoke, and its share of all in whole per cent. `width`: of the bar, in its own units."""

    role: str
    pieces: int
    share: int
    width: int


def bars(pieces: Sequence[Said]) -> list[Bar]:
    """Most first. Words that were taken back still count: somebody spoke."""
    counted = Counter(piece.role for piece in pieces)
    total = sum(counted.values())
    return [Bar(role, n, round(100 * n / total), round(BAR * n / total)) for role, n in counted.most_common()]


# --- Buttons --------------------------------------------------------------------------------------------
Acts = Mapping[str, Callable[[CallerRequest, Matter], str]]


def status_of(problem: Refused) -> int:
    """How a refusal is answered: something is wrong with the form, or things have moved on."""
    return 409 if isinstance(problem, AlreadyDone | NotNow | Overtaken) else 400


def acted(
    request: CallerRequest, row: Matter, acts: Acts, to: str, page: Callable[[str, int], HttpResponse], *more: object
) -> HttpResponse:
    """What the pressed button does; then the page under `to`, or the same page with why it was refused and all that was typed."""
    act = acts.get(request.POST.get("act", ""))
    if act is None:
        return page("", 400)
    try:
        done = act(request, row)
    except Refused as problem:
        return page(str(problem), status_of(problem))
    answer = redirect(to, row.number, *more)
    answer["Location"] += f"?done={done}"
    return answer


def typed(request: CallerRequest) -> dict[str, str]:
    """What was typed, field by field, cut to a length that no honest entry reaches. {} on a page that opens."""
    return {name: str(value)[:LONGEST_TYPED] for name, value in request.POST.items()}


def done_words(request: CallerRequest) -> str:
    """What was done, by the word in the address."""
    return str(DONE.get(request.GET.get("done", ""), ""))


def number_in(sent: QueryDict, name: str) -> UUID:
    """The number that a button carried. Raises Refused."""
    try:
        return UUID(sent.get(name, ""))
    except ValueError:
        raise Refused(_("That is not there any more. Look at the page again.")) from None
