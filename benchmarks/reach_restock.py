"""The order rule in a simulated group, beside what others use. `python benchmarks/reach_restock.py [--quick] [SEEDS]`

Weekly looks, two weeks until an order comes, whole packs, stock that ends, unmet asks lost; 24 things from what nearly everybody takes
to what one in two hundred takes; half of them change at one week to 0.3 or 2.5 of what they were. It is the model of the research notes
(reach, 3.8), written anew without any package, with what the notes had left out: one pack of must-haves at least, and the cap of what ends.
Ours is the engine that the product runs. Bar: at 50, 150 and 500 people, for every seed, >= 98.5 % item fill (mean over things) with
<= 2 weeks' stock (all stock over all that was asked for). Ends with 1 when it is not held. Other shapes of demand are printed beside it.
"""

from __future__ import annotations

import math
import os
import platform
import random
import statistics
import sys
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kithbridge.engines.restock import PERIOD, Situation, advise, usable

SIZES = (50, 150, 500)
WEEKS, FIRST_COUNTED, LEAD, COMES = 156, 26, 2, 0.35
SHARES: tuple[float, ...] = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.25, 0.2, 0.15, 0.1, 0.08)
SHARES += (0.06, 0.05, 0.04, 0.03, 0.02, 0.02, 0.015, 0.01, 0.01, 0.008, 0.006, 0.005)
BAGS = (10, 20, 10, 5, 1, 10, 1, 20, 1, 1, 10, 1, 2, 1, 10, 1, 1, 5, 1, 1, 2, 1, 1, 1)
MUSTS = (4, 8, 14)  # naloxone, a bin, a box that locks
LIFE = 78  # weeks that what comes can be used
FILL, STOCK = 0.985, 2.0


@dataclass(frozen=True)
class Shape:
    """How people ask. `step`: half the things change once; `bag`: how many bags one taker wants; `week`: how busy a week is."""

    label: str
    step: bool = True
    bag: Callable[[random.Random, int], int] = lambda draw, takers: takers + poisson(draw, takers)
    week: Callable[[random.Random, int], float] = lambda _draw, _week: 1.0
    life: int = LIFE
    late: float = 0.0


def binomial(draw: random.Random, n: int, p: float) -> int:
    """By the gaps between hits, so that it costs what it counts."""
    if p > 0.5:
        return n - binomial(draw, n, 1 - p)
    if p <= 0:
        return 0
    hits, at, log = 0, 0.0, math.log1p(-p)
    while True:
        at += math.floor(math.log(1 - draw.random()) / log) + 1
        if at > n:
            return hits
        hits += 1


def poisson(draw: random.Random, mean: float) -> int:
    hits, at = -1, 0.0
    while at < mean or hits < 0:
        at += draw.expovariate(1.0)
        hits += 1
        if at >= mean:
            return hits
    return hits


def _lumpy(draw: random.Random, takers: int) -> int:
    """One in six takes for many others: ten bags instead of one or two."""
    heavy = binomial(draw, takers, 1 / 6)
    return takers - heavy + 10 * heavy


SHAPES = (
    Shape("as in the notes"),
    Shape("no change", step=False),
    Shape("one in six takes for ten", bag=_lumpy),
    Shape("summer and winter", week=lambda _draw, week: 1 + 0.5 * math.sin(2 * math.pi * week / 52)),
    Shape("grows threefold", week=lambda _draw, week: 0.5 + week / WEEKS),
    Shape("one week in thirty is wild", week=lambda draw, _week: 2.8 if draw.random() < 1 / 30 else 1.0),
    Shape("one order in five late", late=0.2),
    Shape("ends after 26 weeks", life=26),
)


@dataclass
class Thing:
    """One thing through all weeks: what was asked for, week by week."""

    asked: list[int]
    bag: int
    must: bool

    @property
    def pack(self) -> int:
        return max(self.bag * 10, 10)


def things(people: int, shape: Shape, seed: int, lives: int) -> list[Thing]:
    draw, found = random.Random(f"{seed} {people} {shape.label}"), []
    for _life in range(lives):
        visits = [binomial(draw, people, min(COMES * shape.week(draw, week), 1)) for week in range(WEEKS)]
        for place, (share, bag) in enumerate(zip(SHARES, BAGS, strict=True)):
            turns = draw.randrange(40, 130) if shape.step and draw.random() < 0.5 else WEEKS
            factor = draw.choice((0.3, 2.5))
            chance = [min(share * (factor if week >= turns else 1), 1) for week in range(WEEKS)]
            takers = [binomial(draw, n, p) for n, p in zip(visits, chance, strict=True)]
            found.append(Thing([shape.bag(draw, n) * bag if n else 0 for n in takers], bag, place in MUSTS))
    return found


class Rule(ABC):
    label = ""

    def __init__(self, thing: Thing, life: int) -> None:
        self.thing, self.life = thing, life

    @abstractmethod
    def packs(self, week: int, lots: Sequence[tuple[int, int]], coming: int) -> int:
        """How many packs to order now; `lots` are (how many, good until), `coming` is under way."""


class UpTo(Rule):
    """Orders what is missing to a level, in whole packs."""

    def packs(self, week: int, lots: Sequence[tuple[int, int]], coming: int) -> int:
        short = self.level(week) - sum(n for n, _until in lots) - coming
        return max(0, math.ceil(short / self.thing.pack))

    @abstractmethod
    def level(self, week: int) -> float:
        """How many should lie there."""


class Ours(Rule):
    label = "ours"
    lead = LEAD

    def packs(self, week: int, lots: Sequence[tuple[int, int]], coming: int) -> int:
        here = usable((n, until - week) for n, until in lots)
        asks = self.thing.asked[max(0, week - 25) : week + 1]
        return advise(Situation(asks, here, coming, self.thing.pack, self.thing.must, life=self.life, lead=self.lead)).packs


class OursLate(Ours):
    """Where the group plans for late orders (rule orders.plan_late): one week more than the two, as `restock.lead` says of what comes."""

    label = "ours, late planned for"
    lead = LEAD + 1


class WholeMost(UpTo):
    label = "busiest 3 of 26, all of it"

    def level(self, week: int) -> float:
        asks = self.thing.asked[max(0, week - 25) : week + 1]
        return max(sum(asks[n : n + PERIOD]) for n in range(len(asks) - PERIOD + 1))


class MonthsOfUse(UpTo):
    """Twice the mean of twelve weeks, over the three weeks: what OpenLMIS and mSupply call months of stock."""

    label = "AMC x 2"

    def level(self, week: int) -> float:
        return 2 * PERIOD * statistics.fmean(self.thing.asked[max(0, week - 11) : week + 1])


class Boylan(UpTo):
    """Syntetos-Boylan: size and gap of the asks smoothed apart; the level is a quantile of a negative binomial."""

    label = "SBA 0.95"
    quantile, smooth = 0.95, 0.1

    def __init__(self, thing: Thing, life: int) -> None:
        super().__init__(thing, life)
        self.size, self.gap, self.since, self.mean, self.square, self.next = 0.0, 1.0, 1, 0.0, 1.0, 0

    def level(self, week: int) -> float:
        while self.next <= week:
            self._see(self.thing.asked[self.next])
            self.next += 1
        mean = (1 - self.smooth / 2) * self.size / self.gap * PERIOD
        return quantile_of(mean, max(self.square * PERIOD, mean * 1.01), self.quantile)

    def _see(self, n: int) -> None:
        if n:
            self.size = n if not self.size else self.size + self.smooth * (n - self.size)
            self.gap += self.smooth * (self.since - self.gap) if self.next else 0
        self.since = 1 if n else self.since + 1
        error = n - self.mean
        self.mean = self.mean + self.smooth * error if self.next else n
        self.square = self.square + self.smooth * (error * error - self.square) if self.next else n + 1


def quantile_of(mean: float, variance: float, q: float) -> float:
    """Of a negative binomial: summed up where the numbers are small, by its gamma (Wilson and Hilferty) where they are large."""
    mean, variance = max(mean, 1e-6), max(variance, mean * 1.0001, 1e-6)
    if mean > 60:
        c = variance / (9 * mean * mean)
        return math.floor(mean * (1 - c + statistics.NormalDist().inv_cdf(q) * math.sqrt(c)) ** 3 + 0.5)
    p, size = mean / variance, mean * mean / (variance - mean)
    n, chance = 0, math.exp(size * math.log(p))
    total = chance
    while total < q and n < 100_000:
        chance *= (n + size) / (n + 1) * (1 - p)
        n, total = n + 1, total + chance
    return n


@dataclass
class Sums:
    """What counts from the 27th week on."""

    fills: list[float] = field(default_factory=list)
    held: int = 0
    asked: int = 0
    ended: int = 0

    def add(self, asked: int, lost: int, held: int, ended: int) -> None:
        self.held, self.asked, self.ended = self.held + held, self.asked + asked, self.ended + ended
        if asked:
            self.fills.append(1 - lost / asked)

    @property
    def fill(self) -> float:
        return statistics.fmean(self.fills)

    @property
    def weeks(self) -> float:
        return self.held / self.asked


def _take(lots: deque[tuple[int, int]], n: int) -> int:
    """What ends first goes first; returns how many there were."""
    given = 0
    while lots and given < n:
        here, until = lots.popleft()
        used = min(here, n - given)
        given += used
        if here > used:
            lots.appendleft((here - used, until))
    return given


def live(thing: Thing, rule: Rule, shape: Shape, draw: random.Random, sums: Sums) -> None:
    """One thing through all weeks; what it comes to goes into `sums`."""
    opening = math.ceil(statistics.fmean(thing.asked[:8]) * PERIOD * 1.5 / thing.pack) * thing.pack
    lots: deque[tuple[int, int]] = deque([(opening, shape.life)] if opening else [])
    coming: dict[int, int] = {}
    asked = lost = held = ended = 0
    for week, wanted in enumerate(thing.asked):
        if arrived := coming.pop(week, 0):
            lots.append((arrived, week + shape.life))
        gone = 0
        while lots and lots[0][1] <= week:
            gone += lots.popleft()[0]
        given = _take(lots, wanted)
        if week >= FIRST_COUNTED:
            asked, lost, ended = asked + wanted, lost + wanted - given, ended + gone
            held += sum(n for n, _until in lots)
        if week >= 7 and (packs := rule.packs(week, lots, sum(coming.values()))):
            when = week + LEAD + (1 if shape.late and draw.random() < shape.late else 0)
            coming[when] = coming.get(when, 0) + packs * thing.pack
    sums.add(asked, lost, held, ended)


def trial(people: int, shape: Shape, seed: int, lives: int, rules: Sequence[type[Rule]]) -> dict[str, Sums]:
    found = {rule.label: Sums() for rule in rules}
    for thing in things(people, shape, seed, lives):
        for rule in rules:
            live(thing, rule(thing, shape.life), shape, random.Random(seed), found[rule.label])
    return found


def said(of: Sums) -> str:
    return f"fill {of.fill:7.2%}   stock {of.weeks:5.2f} weeks   ended {of.ended / of.asked:6.2%}"


def main() -> int:
    quick = "--quick" in sys.argv
    seeds = int(next((one for one in sys.argv[1:] if one.isdigit()), 2 if quick else 6))
    lives, began, held = 5 if quick else 40, time.monotonic(), True
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; Python {platform.python_version()}; {lives} lives of 24 things a seed")
    everyone: tuple[type[Rule], ...] = (Ours, WholeMost, MonthsOfUse, Boylan)
    for people in SIZES:
        print(f"\n{people} people")
        tried: list[Sums] = []
        for seed in range(seeds):
            found = trial(people, SHAPES[0], seed, lives, everyone if seed == 0 else (Ours,))
            tried.append(found[Ours.label])
            if seed == 0:
                for label, sums in found.items():
                    print(f"  {label:28} {said(sums)}", flush=True)
        fills, weeks = [one.fill for one in tried], [one.weeks for one in tried]
        ok = min(fills) >= FILL and max(weeks) <= STOCK
        held &= ok
        print(f"  ours, {seeds} seeds: fill {min(fills):.2%} to {max(fills):.2%}, stock {min(weeks):.2f} to {max(weeks):.2f} weeks", end="")
        print(f"   bar {FILL:.1%} with {STOCK:.0f} weeks {'held' if ok else 'NOT HELD'}", flush=True)
        for shape in SHAPES[1:]:
            both = trial(people, shape, 0, max(lives // 4, 3), (Ours, MonthsOfUse, *((OursLate,) if shape.late else ())))
            print(f"  {shape.label:28} {said(both[Ours.label])}   (AMC x 2: {said(both[MonthsOfUse.label])})", flush=True)
            if shape.late:
                print(f"  {OursLate.label:28} {said(both[OursLate.label])}", flush=True)
    print(f"\n{time.monotonic() - began:.0f} s")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
