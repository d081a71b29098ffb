"""Parts of a site that are killed while the epoch key changes: `python -m tests.security.rotating prepare|write|rotate|look`.

    prepare   databases, both places of the key, three readers, some locked things
    write     seals and takes back without end; before each ending it keeps a copy of the wraps, as somebody who steals a backup would
    rotate    changes the key without end
    look      does what a start does, finishes the change, changes the key once more, and says in one line of JSON what is wrong

The kept copies hold the epoch key of their moment, too: with it they must open, or the search would prove nothing.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

THINGS, READERS = 40, 3


def start() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "kithbridge.web.settings"
    django.setup()
    from kithbridge.people import rewrap

    # Many small batches: more places to be killed at.
    rewrap.BATCH, rewrap.PAUSE_SECONDS = 5, 0.001


def folder() -> Path:
    from kithbridge.web import home

    return home.home()


def readers() -> list[Any]:
    from kithbridge.people.vault import Key

    rows = json.loads((folder() / "readers.json").read_text())
    return [Key(UUID(owner), "team", bytes.fromhex(private), lookup, 1) for owner, private, lookup in rows]


def sealed(keys: list[Any]) -> Any:
    from kithbridge.people import vault
    from kithbridge.reach.models import Ask
    from kithbridge.web.clock import this_week

    row = Ask(id=uuid4(), week=str(this_week()))
    vault.create(
        lambda: row.save(force_insert=True), vault.Seal(row, [key.owner for key in keys], {"label": "a label", "words": f"for {row.pk}"})
    )
    return row


def prepare() -> None:
    from kithbridge.people import epoch
    from kithbridge.web import home

    home.make_secrets()
    Path(os.environ["KITHBRIDGE_SPARE"]).mkdir(parents=True)
    epoch.make_first()
    start()
    from kithbridge.cli import databases
    from kithbridge.engines import sealing
    from kithbridge.people import vault
    from kithbridge.people.models import TeamMember

    databases.migrate()
    made = []
    for n in range(READERS):
        owner, pair = uuid4(), sealing.new_pair()
        row = vault.add_person(owner, "team", sealing.Derived(uuid4().bytes, sealing.new_item_key()), pair)
        TeamMember.objects.create(id=owner, work_name=f"R{n}")
        made.append([str(owner), pair.private.hex(), row.lookup])
    (folder() / "readers.json").write_text(json.dumps(made))
    for _ in range(THINGS):
        sealed(readers())


def write() -> None:
    start()
    from kithbridge.people import epoch, spare, vault
    from kithbridge.people.keyring import turn
    from kithbridge.people.keyring.models import Wrap
    from kithbridge.reach.models import Ask

    keys, dice = readers(), random.Random()
    print("begun", flush=True)
    with (folder() / "copies").open("a") as copies, (folder() / "ended").open("a") as ended:
        while True:
            row = sealed(keys)
            if dice.random() < 0.5:
                for key in keys:
                    wrap = Wrap.objects.get(item=row.pk, holder=vault.holder(key.owner))
                    try:
                        epoch_key = epoch.key(wrap.epoch)
                    except KeyError:
                        continue  # the key changed between these two lines
                    copy = [str(row.pk), wrap.holder, bytes(wrap.box).hex(), key.private.hex(), epoch_key.hex()]
                    copies.write(json.dumps(copy) + "\n")
                copies.flush()
                vault.end(lambda row=row: (Ask.objects.filter(pk=row.pk).delete(), vault.Ending(items=[row.pk])))
                # Noted only once it has returned.
                ended.write(f"{row.pk}\n")
                ended.flush()
            turn.drop_old()
            spare.catch_up()


def rotate() -> None:
    start()
    from kithbridge.people import rotation

    print("begun", flush=True)
    while True:
        try:
            rotation.rotate()
        except rotation.Busy:
            time.sleep(0.002)


def whole_lines(name: str) -> list[str]:
    path = folder() / name
    text = path.read_text() if path.exists() else ""
    return text[: text.rfind("\n") + 1].splitlines()


def look() -> None:
    start()
    from kithbridge.engines import sealing
    from kithbridge.people import epoch, rotation, spare, vault
    from kithbridge.people.keyring import turn
    from kithbridge.people.keyring.models import Tombstone, Wrap
    from kithbridge.reach.models import Ask
    from kithbridge.web import home
    from tests.security import crashing

    said = []
    crashing.restart()
    keys = readers()
    for row in Ask.objects.all():
        for key in keys:
            if vault.read(key, row, "words") != f"for {row.pk}":
                said.append("a living thing reads otherwise")
    interrupted = rotation.due()
    if interrupted:
        rotation.rotate()
    number = rotation.rotate()
    spare.catch_up()
    for row in Ask.objects.all():
        for key in keys:
            vault.read(key, row, "words")
    here = epoch.store().keys()
    if set(here) != {number} or spare.keys() != here or epoch.store().damaged():
        said.append("not exactly one key in both places")
    if Wrap.objects.exclude(epoch=number).exists() or turn.now().stage != "done":
        said.append("wraps under another epoch")
    if wrong := spare.problem():
        said.append(wrong)
    ended = set(whole_lines("ended"))
    if ended - {str(item) for item, _holder, _week in spare.tombstones()}:
        said.append("the spare place does not know all that has ended")
    if Tombstone.objects.filter(spared=False).exists():
        said.append("a tombstone that is not spared")
    tried = opens = control = 0
    for line in whole_lines("copies"):
        item, holder, box, private, then = json.loads(line)
        if item not in ended:
            continue
        aad, tried = sealing.wrap_aad(home.secrets().site, item, holder), tried + 1
        for key, count in ((here[number], "now"), (bytes.fromhex(then), "then")):
            try:
                sealing.unwrap(bytes.fromhex(box), bytes.fromhex(private), epoch_key=key, aad=aad)
            except sealing.SealError:
                continue
            opens, control = opens + (count == "now"), control + (count == "then")
    if opens:
        said.append(f"{opens} copies of what was taken back open")
    if control != tried:
        said.append(f"{tried - control} copies do not open even with the key of their time: the search proves nothing")
    print(
        json.dumps(
            {"broken": said, "rows": Ask.objects.count(), "ended": len(ended), "copies": tried, "epoch": number, "interrupted": interrupted}
        ),
        flush=True,
    )


if __name__ == "__main__":
    {"prepare": prepare, "write": write, "rotate": rotate, "look": look}[sys.argv[1]]()
