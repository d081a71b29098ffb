"""How a word is heard, as it may be shown: a bar for each kind of hearer, and what follows from the bars.

Offers
------
least()                        from how many on a bar is shown
turn_of(sense)                 which time people are asked about a word
refresh(...)                   a bar moves when enough more have spoken; in the transaction that counts them
RoleBar, shown(sense, turn)    the bars of one turn
Standing, standing(sense)      what the bars say: avoid, contested, a note, not sure yet, or nothing yet
wilson_low(k, n)               lower end of the 95 % Wilson interval

Everything here is worked out from bars that are shown, so anybody can do the sum again. No mean is made, no two kinds of hearers share
a bar, and professionals have no weight.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from kithbridge import rules
from kithbridge.people.queries import figures
from kithbridge.words.models import LIVING, Bar, Heard, Hearer, How, Reopened, TermVersion, Where

Z = 1.96  # 95 % of a normal distribution lie within so many deviations
HURTING = (How.HURTS, How.NEVER)


def least() -> int:
    """From how many on a bar is shown: the room's rule, and never fewer than any count of people."""
    return max(int(rules.value("words.fewest")), figures.smallest())


def turn_of(sense: str) -> int:
    """Which time people are asked about this word: 1, and one more each time it was opened again."""
    return 1 + Reopened.objects.filter(sense=sense).count()


def voices(sense: str, turn: int) -> int:
    """How many have said in this turn how they hear it, with a slip or on a card."""
    return Heard.objects.filter(version__sense=sense, turn=turn, counted=True).aggregate(n=Sum("n"))["n"] or 0


# --- A bar moves ----------------------------------------------------------------------------------------
def _sums(sense: str, turn: int, role: str, counted: bool) -> Counter[str]:
    """How many said each how and each where: from one look, so that the two belong together whatever is counted meanwhile."""
    rows = Heard.objects.filter(version__sense=sense, turn=turn, role=role, counted=counted)
    found: Counter[str] = Counter()
    for how, where, many in rows.values_list("how", "where").annotate(many=Sum("n")):
        found[how] += many
        found[where] += many
    return found


def refresh(*, version: TermVersion, turn: int, role: str, counted: bool) -> bool:
    """Let the bar follow the tallies if enough more have spoken since it moved. In the caller's transaction. Whether it moved."""
    sums = _sums(version.sense, turn, role, counted)
    known: dict[str, Any] = {"sense": version.sense, "turn": turn, "role": role, "counted": counted}
    bar = Bar.objects.filter(**known).first()
    if sum(sums[how] for how in How.values) - (bar.n if bar else 0) < least():
        return False
    values = {one: sums[one] for one in (*How.values, *Where.values)}
    Bar.objects.update_or_create(**known, defaults={"term": version.term, **values})
    return True


# --- What is shown --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Part:
    """One piece of a bar: its word, how many, where it begins and how wide it is, of 480."""

    key: str
    label: str
    n: int
    begin: float = 0
    wide: float = 0


@dataclass(frozen=True)
class RoleBar:
    """How one kind of hearer hears a word. Empty `parts`: fewer than may be shown have said so."""

    role: str
    label: str
    n: int = 0
    parts: tuple[Part, ...] = ()
    wheres: tuple[Part, ...] = ()

    @property
    def living(self) -> bool:
        """Whether the word is about them."""
        return self.role in LIVING

    @property
    def said(self) -> str:
        """The bar in words: what the drawing shows."""
        return " · ".join(f"{part.label} {part.n}" for part in self.parts if part.n)


WIDE = 480


def _parts(bar: Bar) -> tuple[Part, ...]:
    parts, begin = [], 0.0
    for how, n in bar.hows.items():
        wide = round(WIDE * n / bar.n, 1)
        parts.append(Part(how, str(How(how).label), n, round(begin, 1), wide))
        begin += wide
    return tuple(parts)


def _role_bar(role: Hearer, bar: Bar | None) -> RoleBar:
    if bar is None or bar.n < least():
        return RoleBar(role.value, str(role.label))
    wheres = tuple(Part(where, str(Where(where).label), n) for where, n in bar.wheres.items() if n)
    return RoleBar(role.value, str(role.label), bar.n, _parts(bar), wheres)


def shown(sense: str, turn: int, *, counted: bool = True) -> list[RoleBar]:
    """A bar for each kind of hearer, in order; those of whom too few have spoken have no parts."""
    rows = {bar.role: bar for bar in Bar.objects.filter(sense=sense, turn=turn, counted=counted)}
    return [_role_bar(role, rows.get(role.value)) for role in Hearer]


# --- What follows ---------------------------------------------------------------------------------------
def wilson_low(k: int, n: int) -> float:
    """Lower end of the 95 % Wilson interval of k in n (E. B. Wilson 1927); 0 for n = 0. ValueError: not 0 <= k <= n."""
    if not 0 <= k <= n:
        raise ValueError("k lies between 0 and n")
    if n == 0:
        return 0.0
    p, square = k / n, Z * Z
    middle = p + square / (2 * n)
    spread = Z * math.sqrt(p * (1 - p) / n + square / (4 * n * n))
    return (middle - spread) / (1 + square / n)


@dataclass(frozen=True)
class Standing:
    """What the hearers a word is about say of it, by the rules in force.

    kind : "avoid", "contested", "note"; "unsure" where the share is that of a word to avoid and too few have spoken to be sure; "open"
        where too few have spoken at all
    n, hurting, fine : how many, as their bars show it
    low : lower end of the interval of the share that it hurts, in per cent, rounded down
    """

    kind: str
    n: int = 0
    hurting: int = 0
    fine: int = 0
    low: int = 0

    @property
    def share(self) -> int:
        """How many in 100 say that it hurts, rounded down."""
        return 100 * self.hurting // self.n if self.n else 0


def kind_of(hurting: int, fine: int, n: int) -> str:
    """The status by rule: avoid before contested, else a note; nothing without hearers, and not sure where too few say so many."""
    if not n:
        return "open"
    many = 100 * hurting >= rules.value("words.avoid_share") * n
    if many and wilson_low(hurting, n) > 0.5:
        return "avoid"
    share = rules.value("words.contested_share") * n
    if 100 * hurting >= share and 100 * fine >= share:
        return "contested"
    return "unsure" if many else "note"


def standing(sense: str, turn: int | None = None) -> Standing:
    """What the shown bars of those it is about come to, in this turn (else the newest)."""
    bars = [one for one in shown(sense, turn or turn_of(sense)) if one.living and one.parts]
    counts = {how: sum(part.n for bar in bars for part in bar.parts if part.key == how) for how in How.values}
    n, hurting, fine = sum(counts.values()), sum(counts[how] for how in HURTING), counts[How.FINE]
    return Standing(kind_of(hurting, fine, n), n, hurting, fine, int(100 * wilson_low(hurting, n)))


def standings(senses: list[str] | None = None) -> dict[str, Standing]:
    """The same for many words (None: for all that were ever asked about) in two queries: only those of whom enough have spoken."""
    wanted = {} if senses is None else {"sense__in": senses}
    turns = Counter(Reopened.objects.filter(**wanted).values_list("sense", flat=True))
    sums: dict[str, list[int]] = {}
    smallest = least()
    for bar in Bar.objects.filter(**wanted, counted=True, role__in=LIVING):
        if bar.turn == 1 + turns[bar.sense] and bar.n >= smallest:
            found = sums.setdefault(bar.sense, [0, 0, 0])
            for place, n in enumerate((bar.n, bar.hurts + bar.never, bar.fine)):
                found[place] += n
    return {
        sense: Standing(kind_of(hurting, fine, n), n, hurting, fine, int(100 * wilson_low(hurting, n)))
        for sense, (n, hurting, fine) in sums.items()
    }
