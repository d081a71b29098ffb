"""Confirms, enacts, hurries and pauses without end, until it is killed: `python -m tests.security.deciding_killed`.

At each start it looks at what the one before it left and says in one line of JSON what is broken; then "begun" and it goes on.

    one_life(folder, seconds)    start it, let it work that long, kill it with -9; what it found at its start
    last_look(folder)            the same without going on
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]


def environment(folder: Path, database_url: str = "") -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("KITHBRIDGE_", "DATABASE_URL", "DJANGO_", "PYTEST_"))}
    more = {"DATABASE_URL": database_url} if database_url else {}
    return kept | {"KITHBRIDGE_HOME": str(folder / "home"), "KITHBRIDGE_VOLATILE": str(folder / "volatile"), **more}


def one_life(folder: Path, seconds: float, database_url: str = "") -> dict[str, Any]:
    """Start it, let it work that long, kill it. Returns what it found at its start."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.security.deciding_killed"],
        cwd=PROJECT,
        env=environment(folder, database_url),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        found, begun = process.stdout.readline(), process.stdout.readline()
        if begun.strip() != "begun":
            process.kill()
            raise AssertionError(found + process.stderr.read())
        time.sleep(seconds)
        assert process.poll() is None, process.stderr.read()
        process.send_signal(signal.SIGKILL)
    return dict(json.loads(found))


def last_look(folder: Path, database_url: str = "") -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.security.deciding_killed", "--only-look"],
        cwd=PROJECT,
        env=environment(folder, database_url),
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


def broken() -> list[str]:
    """What must never be, in plain words."""
    from kithbridge import rules
    from kithbridge.people.deciding.models import Answered, Ballot, Confirmation, Proposal, Stage
    from kithbridge.rules import proof, state
    from kithbridge.rules.models import Decision, Edition, Evidence, Pause, Version
    from kithbridge.web.record import chain
    from kithbridge.web.record.models import Entry

    chain.link()
    said = chain.verify().problems + proof.check().problems
    edition = Edition.objects.first()
    if edition and edition.n != Version.objects.count() + Pause.objects.count():
        said.append("changes and their count differ")
    if Decision.objects.count() != Version.objects.exclude(decision=None).count():
        said.append("a decision without its change")
    if Evidence.objects.count() != Decision.objects.exclude(method="urgent").count():
        said.append("a decision without its evidence")
    enacted = set(Proposal.objects.filter(stage=Stage.ENACTED).values_list("pk", flat=True))
    if enacted != set(Decision.objects.exclude(method="urgent").values_list("pk", flat=True)):
        said.append("a proposal and its decision differ")
    for model in (Answered, Ballot, Confirmation):
        if model.objects.filter(proposal__in=enacted).exists():
            said.append(f"{model.__name__} of something that was enacted")
    if Entry.objects.filter(kind__startswith="rule changed").count() != Version.objects.count():
        said.append("changes and entries differ")
    for key in ("asks.live_weeks", "messages.live_weeks"):
        newest = Version.objects.filter(key=key).order_by("-n").first()
        if newest is not None and not Pause.objects.filter(decision=newest.decision_id).exists() and state.value(key) != newest.value:
            said.append(f"{rules.rule(key).key} is not what was decided last")
    return said


def main() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "kithbridge.web.settings"
    from kithbridge.people import epoch
    from kithbridge.web import home

    first = not home.have_secrets()
    if first:
        home.make_secrets()
        epoch.make_first()
    django.setup()
    from kithbridge.cli import databases
    from kithbridge.people.deciding.actions import answering, moving
    from kithbridge.people.deciding.models import Answered, Proposal, Seat, Stage
    from kithbridge.rules import enact
    from kithbridge.rules.models import Decision, Pause
    from kithbridge.web.clock import this_week
    from tests import sitting

    if first:
        databases.migrate()
        enact.begin()
    said = {"broken": broken(), "decisions": Decision.objects.count(), "pauses": Pause.objects.count()}
    print(json.dumps(said), flush=True)
    if "--only-look" in sys.argv:
        return
    print("begun", flush=True)
    leads, turn = sitting.new_numbers(2), 0
    Seat.objects.all().delete()
    Proposal.objects.filter(stage__in=[Stage.WRITTEN, *moving.MOVING]).delete()
    group = sitting.seat(living=5)["living"]
    while True:
        turn += 1
        week, value = str(this_week()), 3 + turn % 5
        row = Proposal.objects.create(key="asks.live_weeks", value=value, stage=Stage.WRITTEN, origin="here", week=week, begins=week)
        sitting.one_piece(row)
        answering.begin_asking(row)
        sitting.answer_all(row.pk, group)
        Proposal.objects.filter(pk=row.pk).update(stage=Stage.CONFIRMING)
        assert Answered.objects.filter(proposal=row, done=True).count() == len(group)
        sitting.confirm(row.pk, *group[:2])
        if turn % 3 == 0:
            told = {"ground": "law", "office": "Trustees", "reason": "A letter.", "weeks": 1, "leads": leads, "role": "team"}
            enact.pause(decision=row.pk, **told)


if __name__ == "__main__":
    main()
