"""Whose word counts, in plain words and bars.

Offers
------
shown(heard) -> dict      everything the template reads
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kithbridge.agree.heard import AT_WORK, FEWEST, FOR_THEM, Half, Heard, OfDecision, side_of
from kithbridge.agree.heard_names import names
from kithbridge.agree.turns import Spoken, in_tens
from kithbridge.rules import rule
from kithbridge.rules.models import Decision
from kithbridge.rules.spoken import week_words

if TYPE_CHECKING:
    from kithbridge.engines.opinion.credibility import Credibility, RoleView, Sentence
    from kithbridge.engines.opinion.credibility_exact import Estimate

__all__ = ["Bar", "shown"]

SIDES: dict[str, str | Promise] = {
    FOR_THEM: gettext_lazy("those it is for"),
    AT_WORK: gettext_lazy("people at work"),
}
NUMBERS: tuple[str | Promise, ...] = (
    gettext_lazy("none"), gettext_lazy("one"), gettext_lazy("two"), gettext_lazy("three"), gettext_lazy("four"), gettext_lazy("five"),
    gettext_lazy("six"), gettext_lazy("seven"), gettext_lazy("eight"), gettext_lazy("nine"), gettext_lazy("all ten"),
)  # fmt: skip
STEP = 5  # shares are told in steps of so many in 100: finer would say more than so few pieces know


@dataclass(frozen=True)
class Bar:
    """One role, or several merged: shares in 100, in fives; `ratio` and `span` of the table; `said` in words."""

    who: str
    heard: int
    cited: int
    decisive: int
    ratio: str
    span: str
    said: str
    talk: str = ""


def _of_100(share: float) -> int:
    return int(STEP * round(100 * share / STEP))


def _number(value: float) -> str:
    return f"{value:.1f}"


def _span(one: Estimate) -> str:
    if math.isinf(one.high):
        return _("%(low)s or more") % {"low": _number(one.low)}
    return _("%(low)s to %(high)s") % {"low": _number(one.low), "high": _number(one.high)}


def _bar(one: RoleView, any_cited: bool) -> Bar:
    known = any_cited and not math.isnan(one.ratio.value)
    if not known:
        said = _("None of it was used yet.")
    elif not one.stands_out:
        said = _("The gap could be chance.")
    elif one.ratio.value < 1:
        said = _("Used less than it was said. That is hardly chance.")
    else:
        said = _("Used more than it was said. That is hardly chance.")
    return Bar(
        who=capfirst(names(one.roles)),
        heard=_of_100(one.heard_share),
        cited=_of_100(one.cited_share),
        decisive=_of_100(one.decisive_share),
        ratio=_number(one.ratio.value) if known else "–",
        span=_span(one.ratio) if known else "–",
        said=said,
    )


def _bars(view: Credibility) -> list[Bar]:
    any_cited = any(one.cited for one in view.roles)
    return [_bar(one, any_cited) for one in view.roles]


# --- Sentences ------------------------------------------------------------------------------------------
def _tens(sentence: Sentence) -> tuple[str, str]:
    told = dict(sentence.numbers)
    return str(NUMBERS[int(told["experience"])]), str(NUMBERS[int(told["professionals"])])


def _cited(sentence: Sentence) -> str:
    experience, professionals = _tens(sentence)
    return _("Of ten things said in talks by those it is for, we used %(n)s. Of ten said by people at work, we used %(m)s.") % {
        "n": experience,
        "m": professionals,
    }


def _second(sentence: Sentence) -> str:
    experience, professionals = _tens(sentence)
    return _(
        "Of ten decisions that use the word of those it is for, there was more to lean on in %(n)s. "
        "Of ten that use the word of people at work, in %(m)s."
    ) % {"n": experience, "m": professionals}


def _chance(sentence: Sentence) -> str:
    if sentence.kind.endswith("not chance"):
        return _("That is hardly chance.")
    return _("With so few, this could be chance.")


def first_words(view: Credibility) -> list[str]:
    """The plain sentence, and how sure it is."""
    sentence = view.sentences[0]
    if sentence.kind == "nothing said":
        return [_("No talk has closed yet with something that we could count.")]
    if sentence.kind == "too few people to compare":
        return [_("In our talks, one side said too little. We cannot tell yet whose word counts more.")]
    if sentence.kind == "one side only":
        side = FOR_THEM if dict(sentence.numbers)["side"] == "experience" else AT_WORK
        return [_("In our talks, all was said by %(who)s. There is nothing to compare it with.") % {"who": SIDES[side]}]
    if not any(one.cited for one in view.roles):
        return [_("No decision rests on a sentence of a talk yet.")]
    return [_cited(sentence), _chance(sentence)]


def _rests(counted: Sequence[tuple[str, int]]) -> str:
    """Of ten pieces that decisions rest on, how many came from which side; guidance and papers left out."""
    if not counted:
        return _("Too little was used yet to say whose words our decisions rest on.")
    total = sum(n for _side, n in counted)
    told = {side: str(NUMBERS[round(10 * n / total)]) for side, n in counted}
    return _("Of ten things that our decisions rest on, %(n)s came from those it is for, and %(m)s from people at work.") % {
        "n": told[FOR_THEM],
        "m": told[AT_WORK],
    }


def _second_words(view: Credibility) -> list[str]:
    found = next((one for one in view.sentences if one.kind.startswith("second source")), None)
    return [_second(found), _chance(found)] if found else []


def _uptake(view: Credibility) -> str:
    """Topic by topic: else one topic of which much was used would hide the others."""
    one = view.uptake
    if math.isnan(one.value) or math.isinf(one.value):
        return ""
    told = {"n": _number(one.value), "span": _span(one)}
    return _("Topic by topic, the odds of being used are %(n)s times those of people at work (it could be %(span)s). 1 is even.") % told


def _half(half: Half) -> str:
    if half.part == 1:
        return _("January to June %(year)d") % {"year": half.year}
    return _("July to December %(year)d") % {"year": half.year}


def _overrides(told: tuple[int, int, int]) -> list[str]:
    against, known, with_reason = told
    if not known:
        return [_("Of no decision can we tell yet how people who use now voted.")]
    said = ngettext(
        "We know how people who use now stood in %(n)d decision.", "We know how people who use now stood in %(n)d decisions.", known
    ) % {"n": known}
    if not against:
        return [said, _("None went against them.")]
    went = ngettext("%(n)d went against them, or was stopped.", "%(n)d went against them, or were stopped.", against) % {"n": against}
    return [said, went, _("With a reason in writing: %(n)d.") % {"n": with_reason}]


def _hurried(n: int) -> str:
    """Two leads, in a hurry: nobody else was asked."""
    if not n:
        return ""
    return ngettext(
        "%(n)d more was set in a hurry by two leads. Nobody else was asked.",
        "%(n)d more were set in a hurry by two leads. Nobody else was asked.",
        n,
    ) % {"n": n}


# --- One decision ---------------------------------------------------------------------------------------
def _alone(one: OfDecision) -> str:
    """Whether the word of those it is for was enough."""
    theirs = any(side_of(role) == FOR_THEM for role, _n in one.rests_on)
    more = one.documents or any(side_of(role) == AT_WORK for role, _n in one.rests_on)
    if not theirs:
        return _("It rests on no word of those it is for.")
    return _("The word of those it is for did not stand alone.") if more else _("The word of those it is for was enough.")


def _rests_on(one: OfDecision) -> list[str]:
    lines = [
        ngettext("%(who)s: %(n)d piece", "%(who)s: %(n)d pieces", n) % {"who": capfirst(names([role])), "n": n} for role, n in one.rests_on
    ]
    if one.documents:
        lines.append(_("Guidance, figures and papers: %(n)d") % {"n": one.documents})
    return lines


def _overrode(one: OfDecision) -> str:
    if one.taken.hurried:
        return _("Two leads set it in a hurry. Nobody else was asked.")
    if one.taken.overrode is None:
        return ""
    if not one.taken.overrode:
        return _("It did not go against people who use now.")
    return _("It went against people who use now, or was stopped against them.")


def _decision(one: OfDecision, row: Decision) -> dict[str, Any]:
    address = reverse("why", args=[row.key]) if row.key else reverse("decided_one", args=[row.pk])
    return {
        "id": str(row.pk),
        "question": str(rule(row.key).question) if row.key else row.words,
        "url": address,
        "week": week_words(one.taken.week),
        "rests_on": _rests_on(one),
        "alone": _alone(one) if one.rests_on else "",
        "overrode": _overrode(one),
        "last": str(SIDES.get(one.taken.last_word, "")),
        "bars": _bars(one.view),
    }


def _decisions(each: Sequence[OfDecision]) -> list[dict[str, Any]]:
    rows = Decision.objects.in_bulk([one.taken.id for one in each])
    return [_decision(one, rows[one.taken.id]) for one in each]


def _sides(counted: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Side, and its share in 100; nothing where fewer than five were counted: "100 of 100" of one says nothing."""
    total = sum(n for _side, n in counted)
    return [(capfirst(str(SIDES[side])), _of_100(n / total)) for side, n in counted] if total >= FEWEST else []


def _used(view: Credibility) -> str:
    """Shares of few pieces look large: how many there are stands before them."""
    n = sum(one.cited for one in view.roles)
    return ngettext("So far one was used %(n)d time.", "So far they were used %(n)d times.", n) % {"n": n}


# --- In meetings ----------------------------------------------------------------------------------------
def _spoken(found: Spoken) -> list[str]:
    """How the two sides spoke in meetings, in tens, and whether it could be chance; [] where too little was counted."""
    sides = found.sides
    if sides is None:
        return []
    words = in_tens(sides.heads, sides.talk)
    if not sides.chance and (sides.more > sides.less) is (sides.talk > sides.heads):
        return [*words, _("It went that way in nearly all of the meetings. That is hardly chance.")]
    return [*words, _("In so few meetings, this could be chance.")]


def _spoken_roles(found: Spoken) -> list[tuple[str, str]]:
    """Role, and its share of the turns over its share of the people in the room."""
    return [(capfirst(names(one.roles)), _number(one.talk)) for one in found.roles]


def shown(heard: Heard) -> dict[str, Any]:
    """What the page says. `compared`: there is a plain sentence that sets one side beside the other."""
    first, rests = first_words(heard.talks), _rests(heard.rests_by_side)
    return {
        "first": first,
        "rests": rests,
        "compared": len(first) > 1,
        "sentences": heard.sentences,
        "decisions": heard.decisions,
        "bars": _bars(heard.talks),
        "used": _used(heard.talks),
        "rest_bars": _bars(heard.rests) if heard.rests_by_side else [],
        "uptake": _uptake(heard.talks) if heard.talks.roles else "",
        "second": _second_words(heard.rests),
        "overrides": _overrides(heard.overrides),
        "hurried": _hurried(heard.hurried),
        "last_word": _sides(heard.last_word),
        "comments": _sides(heard.comments),
        "halves": [{"title": _half(half), "pieces": n, "said": first_words(view), "bars": _bars(view)} for half, n, view in heard.halves],
        "each": _decisions(heard.each),
        "spoken": _spoken(heard.spoken),
        "spoken_roles": _spoken_roles(heard.spoken),
    }
