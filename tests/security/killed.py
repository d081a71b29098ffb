"""Asks, hands over, writes, takes back and takes new words without end, until it is killed: `python -m tests.security.killed`.

At each start it first does what a start does, and says in one line of JSON what is broken; then "begun" and it goes on. It keeps in a
file beside the databases what has ended by its own knowledge, so that the next one can try to open it.
"""

from __future__ import annotations

import json
import os
import random
import sys
from pathlib import Path
from uuid import UUID


def main() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "kithbridge.web.settings"
    django.setup()
    from kithbridge.engines.sealing import kdf

    kdf.TIME_COST, kdf.MEMORY_COST = 1, 8  # what is tested is what is written, not how slow the words are
    from kithbridge.people import vault
    from kithbridge.people.actions import danger, notes, opening, pages
    from kithbridge.people.keyring.models import Person
    from kithbridge.people.models import Neighbour
    from kithbridge.people.sessions.models import Budget
    from kithbridge.people.vault import Key
    from kithbridge.reach.actions import asking, handing
    from kithbridge.reach.models import Ask
    from kithbridge.web import home, once
    from kithbridge.web.record import chain
    from tests.security import crashing

    kept = Path(home.home()) / "team.json"
    ended_file = Path(home.home()) / "ended"
    if not kept.exists():
        from kithbridge.cli import databases
        from tests import builders

        databases.migrate()
        site = builders.furnish_site()
        team = [builders.make_member(name, circle=site.circle) for name in ("Jo", "Cass", "Ann")] + [site.deputy]
        kept.write_text(json.dumps([[str(one.key.owner), one.key.private.hex(), one.key.lookup] for one in team]))
    *peers, deputy = [
        Key(UUID(owner), "team", bytes.fromhex(private), lookup, 1) for owner, private, lookup in json.loads(kept.read_text())
    ]
    jo = peers[0]

    crashing.restart()
    said = crashing.broken()
    chain.link()
    said += chain.verify().problems
    ended = {UUID(line) for line in ended_file.read_text().split() if len(line) == 32} if ended_file.exists() else set()
    for key in [*peers, deputy]:
        if vault.readable(key, ended):
            said.append("something that has ended opens")
        for ask in Ask.objects.filter(state="open"):
            if key in peers:
                vault.read(key, ask, "words")  # raises for half an ask
    if set(Neighbour.objects.values_list("pk", flat=True)) != set(Person.objects.filter(kind="page").values_list("owner", flat=True)):
        said.append("a page without keys, or keys without a page")
    print(json.dumps({"broken": said, "rows": Ask.objects.count(), "ended": len(ended)}), flush=True)
    if "--only-look" in sys.argv:
        return
    print("begun", flush=True)
    dice, readers = random.Random(), [key.owner for key in peers]
    with ended_file.open("a") as note:

        def gone(*items: UUID) -> None:
            """Noted only once the act has returned: then it must never open again."""
            note.write("".join(item.hex + "\n" for item in items))
            note.flush()

        while True:
            Budget.objects.all().delete()
            ask = asking.ask(readers=readers, chosen={"fine": 1}, text="x", form_id=once.new_form_id())
            key = pages.begin(words=pages.draw(), and_then=lambda page, made=ask.ask: asking.tie_to_page(page, made))
            message = notes.write(key=key, text="hello", readers=readers, form_id=once.new_form_id())
            assert message is not None
            notes.answer(key=jo, work_name="Jo", page=key.owner, text="yes", readers=readers, form_id=once.new_form_id())
            words = pages.draw()
            pages.new_words(key=key, words=words)
            fresh = opening.unlock(opening.derive(" ".join(words)), "page")
            assert fresh is not None
            if dice.random() < 0.3:
                danger.raise_worry(
                    key=jo, kind="page", about=key.owner, second=deputy.owner, text="w", share=True, form_id=once.new_form_id()
                )
            handing.hand_over(key=jo, ask=ask.ask, given={"fine": 1}, missing={}, area="coast", form_id=once.new_form_id())
            gone(ask.ask)
            if dice.random() < 0.7:
                notes.take_back(key=fresh, message=message.pk)
                gone(message.pk)
            if dice.random() < 0.7:
                pages.take_everything_back(key=fresh)
                gone(message.pk, key.owner)


if __name__ == "__main__":
    main()
