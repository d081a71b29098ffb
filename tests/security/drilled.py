"""The drill of docs/adr/0010 as a whole: journeys over weeks, backups and rotations, then the adversary, then every backup restored.

Offers: `run(house, dice, journeys, weeks, ...)` -> Figures
"""

from __future__ import annotations

import datetime as dt
import random
import time
from dataclasses import dataclass, field
from uuid import UUID

from kithbridge.engines.week import LONDON
from kithbridge.people import epoch, rotation, spare
from kithbridge.people.backups import drilling, places, preparing, stores, taking
from kithbridge.people.backups.identity import identities
from kithbridge.web import clock, home
from kithbridge.web.record import chain
from tests.security import adversary
from tests.security.backed_up import House
from tests.security.journeys import Town, Truth, sealed_columns, truth

BEGAN = dt.datetime(2026, 11, 18, 12, tzinfo=LONDON)


@dataclass
class Figures:
    """What came of it. `open_*`: items readable for the adversary although they had ended."""

    journeys: int = 0
    acts: int = 0
    ended: int = 0
    ended_in_copies: int = 0
    left: int = 0
    copies: int = 0
    wraps: int = 0
    open_before: int = 0
    open_after: int = 0
    left_after: int = 0
    open_with_destroyed_key: int = 0
    living_open: int = 0
    restored: int = 0
    compared: int = 0
    lost: int = 0
    back: int = 0
    drill_ok: bool = False
    drill_lines: list[str] = field(default_factory=list)
    seconds: float = 0.0


@dataclass
class _Story:
    house: House
    town: Town
    loot: adversary.Loot
    weeks: int
    scratch_url: str
    urls: tuple[str, str]
    destroyed: dict[int, bytes] = field(default_factory=dict)
    at_backup: dict[str, set[tuple[str, UUID]]] = field(default_factory=dict)

    def look(self) -> None:
        """The adversary takes raw copies."""
        content, keyring = self.urls
        self.loot.take_raw(content or self.house.database("default"), keyring or self.house.database("keyring"))

    def back_up(self) -> None:
        taken = taking.backup()
        self.loot.take_files(taken.written, self.scratch_url)
        rows = {(m._meta.db_table, pk) for m, _column in sealed_columns() for pk in m._default_manager.values_list("pk", flat=True)}  # type: ignore[attr-defined]
        self.at_backup[taken.written[0].name] = rows

    def tick(self) -> None:
        chain.link()
        spare.catch_up()

    def new_week(self) -> None:
        self.destroyed.update(epoch.reload().keys)
        before = set(self.house.files())
        rotation.rotate()
        self.loot.take_files(set(self.house.files()) - before, self.scratch_url)
        for number in epoch.epochs().keys:
            self.destroyed.pop(number, None)
        self.tick()


def run(
    house: House, dice: random.Random, *, journeys: int, weeks: int, urls: tuple[str, str] = ("", ""), scratch_url: str = ""
) -> Figures:
    """`weeks` kept content backups, a rotation between each two, everything ended at random; then the questions."""
    began = time.monotonic()
    rotation.register_copy(taking.copy_keyring)
    identity = identities(house.identity)[0]
    loot = adversary.Loot(home.secrets().pepper, home.secrets().site, identity)
    with clock.at(BEGAN):
        story = _Story(house, Town(dice), loot, weeks, scratch_url, urls)
        rotation.rotate()  # the key that `init` drew belongs to no week of ours
    for week in range(weeks):
        with clock.at(BEGAN + dt.timedelta(weeks=week)):
            if week:
                story.new_week()
            _one_week(story, journeys * (week + 1) // weeks - journeys * week // weeks)
    with clock.at(BEGAN + dt.timedelta(weeks=weeks - 1, days=1)):
        found = _before_the_last_rotation(story)
    with clock.at(BEGAN + dt.timedelta(weeks=weeks)):
        story.new_week()
        _adversary(story, found)
        _restore_each(story, found)
        result = drilling.drill(identity=house.identity)
        found.drill_ok, found.drill_lines = result.ok, result.lines
    found.seconds = time.monotonic() - began
    return found


def _one_week(story: _Story, journeys: int) -> None:
    town, dice = story.town, story.town.dice
    town.a_new_week()
    for _ in range(journeys):
        town.begin_one()
    story.look()
    for _ in range(2 * journeys):
        town.go_on()
        if dice.random() < 0.03:
            story.look()
    if dice.random() < 0.6:
        town.team_moves()
    story.tick()
    story.back_up()
    for _ in range(journeys):
        town.go_on()
    story.tick()


def _before_the_last_rotation(story: _Story) -> Figures:
    """What ended this week still opens from copies of this week: the promise is the next rotation."""
    story.look()
    town = story.town
    everybody = [(key.owner, key.private) for key in [*town.living(), *town.gone]]
    opens = adversary.opened(story.loot, epoch.epochs().keys.values(), everybody)
    return Figures(open_before=len(town.ended & set(opens)))


def _adversary(story: _Story, found: Figures) -> None:
    town, loot = story.town, story.loot
    story.look()
    living = [(key.owner, key.private) for key in town.living()]
    in_force = list(epoch.reload().keys.values())
    opens = adversary.opened(loot, in_force, living)
    found.journeys, found.acts, found.ended, found.left = town.journeys, town.acts, len(town.ended), len(town.left)
    found.ended_in_copies = len(town.ended & {item for item, _holder, _box in loot.wraps})
    found.copies, found.wraps = len(loot.files), len(loot.wraps)
    # Even with the keys of those who have ended or taken new words: they open nothing without the destroyed key.
    everybody = [*living, *((key.owner, key.private) for key in town.gone)]
    found.open_after = len(town.ended & set(adversary.opened(loot, in_force, everybody)))
    for owner in {owner for _item, owner in town.left}:
        hers = adversary.opened(loot, in_force, [pair for pair in living if pair[0] == owner])
        found.left_after += len({item for item, who in town.left if who == owner} & set(hers))
    found.open_with_destroyed_key = len(town.ended & set(adversary.opened(loot, [*in_force, *story.destroyed.values()], everybody)))
    found.living_open = len(set(opens) - town.ended)


def _restore_each(story: _Story, found: Figures) -> None:
    """Every kept content backup, brought back: everything alive that was in it opens for its readers, nothing ended is there."""
    keys = identities(story.house.identity)
    now = truth(story.town)
    kept = preparing.contents(keys, [])
    keyring = preparing.newest_keyring(preparing.keyrings(keys, []))
    for content in kept:
        with places.scratch() as scratch:
            new = [stores.of(alias).beside("drill", scratch) for alias in ("default", "keyring")]
            try:
                preparing.load(content, keys, new[0])
                preparing.load(keyring, keys, new[1])
                preparing.prepare(*new)
                with stores.standing_in(*new):
                    _compare(story, now, story.at_backup[content.path.name], found)
            finally:
                for store in new:
                    store.drop()
        found.restored += 1


def _compare(story: _Story, now: Truth, then: set[tuple[str, UUID]], found: Figures) -> None:
    back = truth(story.town)
    wanted = {place: text for place, text in now.items() if (place[1], place[2]) in then}
    found.compared += len(wanted)
    # How often her words were used is written anew at each use: there an older text is right.
    found.lost += sum(place not in back or (back[place] != text and place[3] != "uses") for place, text in wanted.items())
    there = {pk for model, _column in sealed_columns() for pk in model._default_manager.values_list("pk", flat=True)}  # type: ignore[attr-defined]
    found.back += len(there & story.town.ended)
