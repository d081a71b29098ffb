"""Steps of the closing tests that need a process of their own: `python -m tests.unit.ending WHAT`, in KITHBRIDGE_HOME.

furnish      a group with a page, an ask, a note, a worry; prints the words, and what they open, as JSON
open FILE    tries everything in that JSON again; prints what opened
stop N       closes the group and is gone in the middle of step N
serve-once   prints what a few addresses answer
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any


def _start() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "kithbridge.web.settings"
    import django

    django.setup()
    from kithbridge.engines.sealing import kdf

    kdf.TIME_COST, kdf.MEMORY_COST = 1, 8  # what is tested is what opens, not how slow the words are


def furnish() -> None:
    from kithbridge.cli import databases

    databases.migrate()
    from kithbridge.people.actions import danger, notes, opening
    from kithbridge.reach.actions import asking, handing
    from kithbridge.web import once
    from tests import builders

    site = builders.furnish_site()
    jo, cass = (builders.make_member(name, circle=site.circle) for name in ("Jo", "Cass"))
    page = builders.make_page()
    opening.open_page(words=page.typed)
    readers = [jo.key.owner, cass.key.owner]
    made = asking.ask(readers=readers, chosen={"fine": 1}, text="by the lamp", form_id=once.new_form_id(), page=page.key)
    for n in range(2):
        other = asking.ask(readers=readers, chosen={"foil": 2}, form_id=once.new_form_id())
        handing.hand_over(
            key=jo.key, ask=other.ask, given={"foil": 20 * n}, missing={}, area="coast", form_id=once.new_form_id()
        ) if n else None
    notes.write(key=page.key, text="hello from the quay", readers=readers, form_id=once.new_form_id())
    danger.raise_worry(key=jo.key, kind="page", about=page.key.owner, second=site.deputy.key.owner, text="w", form_id=once.new_form_id())
    team = [[one.work_name, one.typed] for one in (site.lead, site.deputy, jo, cass)]
    print(json.dumps({"page": page.typed, "team": team, "ask": str(made.ask)}))


def opens(known: dict[str, Any]) -> list[str]:
    """What her words and the team's words open, with what lies in this home."""
    from kithbridge.engines import sealing
    from kithbridge.people import vault
    from kithbridge.people.actions import opening
    from kithbridge.people.keyring.models import Person
    from kithbridge.people.models import Message, Worry
    from kithbridge.reach.models import Ask

    found = []
    keys = [("page", opening.unlock(opening.derive(known["page"]), "page"))]
    for name, words in known["team"]:
        keys.append((name, opening.unlock(opening.derive(sealing.team_secret(name, words.split())), "team")))
    for name, key in keys:
        if key is None:
            continue
        found.append(f"signed in: {name}")
        for model, column in ((Ask, "words"), (Message, "body"), (Worry, "note")):
            for row in model.objects.all():  # type: ignore[attr-defined]
                try:
                    vault.read(key, row, column)
                except Exception:  # noqa: BLE001, S112 - whatever it is, it did not open
                    continue
                found.append(f"{name} opened {model.__name__}")
    return found if Person.objects.exists() or found else []


def stop(n: int) -> None:
    from kithbridge.people import closing

    closing.begin("Ring 0800 111.")
    words, step = closing.STEPS[n]
    halfway = "after" if n % 2 else "in"

    def stopped(now: closing.Standing) -> closing.Standing:
        if halfway == "after":
            step(now)
        else:
            # Half of it: the first file is overwritten, or nothing yet.
            closing.overwrite = lambda _path: os._exit(9)  # type: ignore[assignment]
            step(now)
        os._exit(9)

    closing.STEPS[n] = (words, stopped)
    closing.go_on(print)


def serve_once() -> None:
    from django.test import Client

    found = {}
    client = Client(headers={"host": "localhost"})
    for address in ("/", "/n/ask", "/n/in", "/t/in", "/held", "/help/", "/help/1", "/leave", "/healthz", "/api/rules"):
        answer = client.get(address)
        found[address] = [answer.status_code, "We have stopped" in answer.content.decode(), "0800 111" in answer.content.decode()]
    answer = client.post("/n/in", {"words": "x"})
    found["POST /n/in"] = [answer.status_code, "We have stopped" in answer.content.decode(), False]
    print(json.dumps(found))


if __name__ == "__main__":
    _start()
    if sys.argv[1] == "furnish":
        furnish()
    elif sys.argv[1] == "open":
        print(json.dumps(opens(json.loads(Path(sys.argv[2]).read_text()))))
    elif sys.argv[1] == "stop":
        stop(int(sys.argv[2]))
    elif sys.argv[1] == "serve-once":
        serve_once()
