"""The drill: every kept content backup is brought back in a scratch place, and thrown away again.

Offers
------
drill(identity)   what it found; written into `<home>/drill.json`, where `doctor` looks
Result            week, ok, lines

It never writes into the live databases: every query that writes goes to scratch databases that stand in for them.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from kithbridge.people import spare_files
from kithbridge.people.backups import places, preparing, stores, swapping
from kithbridge.people.backups.ending import BATCH
from kithbridge.people.backups.identity import identities
from kithbridge.people.backups.places import plain_about_disk
from kithbridge.people.backups.preparing import Chosen
from kithbridge.people.backups.refusal import Refused
from kithbridge.people.backups.taking import locked, tried
from kithbridge.people.epoch import epochs
from kithbridge.people.keyring.models import Wrap
from kithbridge.web import home
from kithbridge.web.clock import this_week

RESULT = "drill.json"


@dataclass
class Result:
    """What a drill found.

    week : when
    ok : whether every backup would bring the group back
    lines : each in plain words; what is wrong begins with "found:"
    restored, past : how many content backups came back, how many past keyring backups opened nothing
    """

    week: str
    ok: bool = True
    lines: list[str] = field(default_factory=list)
    restored: int = 0
    past: int = 0

    def found(self, line: str) -> None:
        self.ok = False
        self.lines.append(f"found: {line}")


def drill(*, identity: Path) -> Result:
    """Try every kept content backup and every past keyring backup. Raises Refused when it could not even begin."""
    keys = identities(identity)
    home.secrets()
    result = Result(str(this_week()))
    with places.alone(), plain_about_disk("The live databases were not touched."):
        swapping.finish_interrupted()
        if spare_files.place() is not None and (wrong := spare_files.wrong()):
            result.found(wrong)
        else:
            _try_all(keys, result)
    home.write_private(home.home() / RESULT, json.dumps(asdict(result), indent=1))
    return result


def _try_all(keys: list[Any], result: Result) -> None:
    skipped: list[str] = []
    try:
        found = preparing.keyrings(keys, skipped)
        contents = preparing.contents(keys, skipped)
    except Refused as problem:
        result.found(str(problem))
        return
    for line in skipped:
        result.found(line)
    for one in found:
        if preparing.opens_nothing(one.manifest):
            _past(one, keys, result)
    try:
        keyring = preparing.newest_keyring(found)
    except Refused as problem:
        result.found(str(problem))
        return
    if contents[-1].manifest.n > keyring.manifest.n:
        result.found("The newest content backup has no keyring backup after it. Run `kithbridge backup`.")
    for content in contents:
        try:
            _bring_back(content, keyring, keys, result)
        except Refused as problem:
            result.found(f"{content.path.name}: {problem}")


def _bring_back(content: Chosen, keyring: Chosen, keys: list[Any], result: Result) -> None:
    with places.scratch() as scratch:
        new = {alias: stores.of(alias).beside("drill", scratch) for alias in ("default", "keyring")}
        try:
            preparing.load(content, keys, new["default"])
            preparing.load(keyring, keys, new["keyring"])
            found = preparing.prepare(new["default"], new["keyring"])
        finally:
            for store in new.values():
                store.drop()
    name = f"{content.manifest.week} ({content.path.name})"
    result.restored += 1
    result.lines.append(
        f"{name}: all rows came back; {found.ended} rows ended again; {found.opened} keys open under the epoch key in force."
    )
    if lost := _alive(found.strays.unreadable):
        result.found(f"{name}: {lost} things that are alive would come back without a key.")
    if found.closed:
        result.found(f"{name}: {found.closed} keys open under no epoch key in force.")
    for problem in found.problems:
        result.found(f"{name}: event record: {problem}")


def _alive(items: list[UUID]) -> int:
    """How many of these somebody can open in the live keyring."""
    batches = (items[at : at + BATCH] for at in range(0, len(items), BATCH))
    return sum(len(set(Wrap.objects.filter(item__in=batch).values_list("item", flat=True))) for batch in batches)


def _past(one: Chosen, keys: list[Any], result: Result) -> None:
    """A keyring backup of a past epoch must open nothing, whichever key in force is tried."""
    with places.scratch() as scratch:
        new = stores.of("keyring").beside("drill", scratch)
        try:
            preparing.load(one, keys, new)
            with stores.standing_in(new):
                opened, closed = tried(locked(), dict(epochs().keys))
        except Refused as problem:
            result.found(f"{one.path.name}: {problem}")
            return
        finally:
            new.drop()
    if opened:
        result.found(f"{one.path.name} is of a past epoch, and {opened} of its keys still open.")
    else:
        result.past += 1
        result.lines.append(f"{one.path.name} is of a past epoch: none of its {closed} keys opens.")
