"""Lives of a group's rules through the real actions: random acts of `rules/enact.py`, the clock moved, everything asked again.

Beside it runs a plain account of what was done, from which the slow twin (rules_twin.py) says what must hold. After every act the value in
force is the twin's; in every later week the answer to "what was the rule in week W?" is the one that was given at the end of week W; what
was refused changed nothing.

    live(dice)    one life; returns what was done in it. Raises AssertionError. Run it in a transaction, or on databases of its own
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from kithbridge import rules
from kithbridge.people.deciding.models import Seat
from kithbridge.rules import enact, state
from kithbridge.rules.declare import Rule
from kithbridge.rules.fold import Change, Halt
from kithbridge.rules.kinds import Choice, ListOf, Number, YesNo
from kithbridge.rules.models import Version
from kithbridge.web.clock import this_week
from tests import sitting
from tests.generative import rules_twin

KEYS = ("asks.live_weeks", "messages.live_weeks", "team.second_factor", "group.who_for", "deciding.may_sit", "deciding.quorum")
WEEKS = 22


def values(declared: Rule, dice: random.Random) -> Any:
    """A value that no limit refuses."""
    kind = declared.kind
    if isinstance(kind, YesNo):
        return declared.floor if declared.floor is not None else dice.random() < 0.5
    if isinstance(kind, Choice):
        return dice.choice(sorted(kind.options))
    if isinstance(kind, ListOf):
        must = list(declared.floor or [])
        return must + [one for one in sorted(kind.options) if one not in must and dice.random() < 0.5]
    assert isinstance(kind, Number)
    least = declared.floor if declared.floor is not None else 1
    most = declared.ceiling if declared.ceiling is not None else least + 50
    return dice.randint(least, most)


@dataclass
class Done:
    """What was done, and how much was asked."""

    acts: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    questions: int = 0

    def __iadd__(self, other: Done) -> Done:
        self.acts += other.acts
        self.refused += other.refused
        self.questions += other.questions
        return self


class Life:
    """One group's rules from the first week on."""

    def __init__(self, dice: random.Random) -> None:
        self.dice, self.done = dice, Done()
        self.changes: list[Change] = []
        self.halts: list[Halt] = []
        self.past: dict[str, dict[str, tuple[Any, int]]] = {}

    # --- the account ---
    def expected(self, week: str) -> dict[str, tuple[Any, int]]:
        """What the twin says: the value of each rule and which change gives it."""
        lived = rules_twin.live(self.changes, self.halts, rules_twin.number(week) + 1)[-1]
        found = {}
        for key in KEYS:
            one = lived.get(key)
            found[key] = (one.value, one.n) if one else (rules.rule(key).default, 0)
        return found

    def standing(self, week: Any) -> dict[str, tuple[Any, int]]:
        """What the software says."""
        at = state.at(week)
        self.done.questions += len(KEYS)
        return {key: (at[key].value, at[key].n) for key in KEYS}

    def n(self) -> int:
        return 1 + len(self.changes) + len(self.halts)

    def wrote(self, act: str, version: Version) -> None:
        decision, by = str(version.decision_id or ""), str(version.chosen_by or "")
        fit = rules.rule(version.key).kind.fit(version.value)
        self.changes.append(Change(self.n(), version.key, fit, version.how, str(version.week), version.until, decision, by))
        assert version.n == self.changes[-1].n
        self.done.acts[act] += 1

    # --- what can happen ---
    def enact(self, *, later: int = 0, trial: int = 0) -> None:
        key = self.dice.choice(KEYS)
        week = this_week() + later
        more = {"trial_until": str(week + (trial - 1)), "looks_at": "asks", "says_who": "peers"} if trial else {}
        version = sitting.enacted(key, values(rules.rule(key), self.dice), week=week, **more)
        self.wrote("trial" if trial else "later" if later else "enact", version)

    def found(self) -> None:
        key = self.dice.choice(KEYS)
        self.wrote("found", enact.found(key=key, value=values(rules.rule(key), self.dice), by=uuid4(), role="team"))

    def protect(self) -> None:
        key, leads = self.dice.choice(KEYS), [uuid4(), uuid4()]
        value, weeks = values(rules.rule(key), self.dice), self.dice.randint(1, 4)
        self.wrote("protect", enact.protect(key=key, value=value, leads=leads, reason="a flood", weeks=weeks, role="team"))

    def pause(self) -> None:
        taken = [one for one in self.changes if one.decision]
        number = self.dice.choice(taken).decision if taken else str(uuid4())
        told = {"ground": "law", "office": "trustees", "reason": "a letter", "leads": [uuid4(), uuid4()], "role": "team"}
        row = enact.pause(decision=UUID(number), weeks=self.dice.randint(1, 8), **told)
        self.halts.append(Halt(self.n(), number, str(row.week), str(row.until)))
        self.done.acts["pause"] += 1

    def act(self) -> None:
        """One of them, or its refusal, which changes nothing."""
        what = self.dice.choice(["enact", "enact", "later", "trial", "found", "protect", "protect", "pause"])
        before = (state.known().mark, Version.objects.count())
        try:
            if what == "later":
                self.enact(later=self.dice.randint(1, 6), trial=self.dice.choice([0, 0, 3]))
            elif what == "trial":
                self.enact(trial=self.dice.randint(1, 8))
            else:
                getattr(self, what)()
        except enact.Refused as refusal:
            self.done.refused[f"{what}: {type(refusal).__name__}"] += 1
            state.forget()
            assert (state.known().mark, Version.objects.count()) == before, "what was refused changed something"

    def look(self) -> None:
        """What holds is what the twin says; what held then is what was said then."""
        now = this_week()
        assert self.standing(now) == self.expected(str(now))
        for key in KEYS:
            assert rules.value(key) == self.expected(str(now))[key][0]
        state.forget()
        for week, then in self.past.items():
            assert self.standing(type(now).parse(week)) == then, f"the past changed: {week}, asked in {now}"


def live(dice: random.Random) -> Done:
    """One life of some weeks. A group sits from a random week on: then nothing is set to begin with any more."""
    life, sits_from = Life(dice), dice.randint(2, 16)
    state.forget()
    for n in range(WEEKS):
        with sitting.clock.at(sitting.MONDAY + sitting.dt.timedelta(weeks=n)):
            if n == 0:
                enact.begin()
            if n == sits_from:
                sitting.seat(living=2, lived=2)
            founded = life.done.acts["found"]
            for _ in range(dice.randint(0, 2)):
                life.act()
                life.look()
            assert life.done.acts["found"] == founded or n < min(sits_from, enact.FOUNDING_WEEKS)
            life.past[str(this_week())] = life.standing(this_week())
    Seat.objects.all().delete()
    state.forget()
    return life.done
