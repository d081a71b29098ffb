"""The end of a group: keys destroyed, everything locked shredded, one last page that says where to go now.

Offers
------
left_open()        what would be shredded though somebody still waits for it, and why it may not begin at all
begin(next)        from here on only the last page is served; nothing is destroyed yet
go_on(said)        every step that is still to come; stopped anywhere and called again it goes on
STEPS              the steps in their order: each may be done twice
standing()         how far it is: None, ENDING or CLOSED, with the words of the last page
only_the_last_page middleware: the last page, the help pages, and the way out

The keys go first: from the first step on nothing that was ever locked opens, in no copy, with nobody's words. What follows only clears
up. Afterwards the home has new keys of its own that never locked anything, so that it can serve its one page.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets as random_source
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections, models, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from kithbridge.people import epoch, spare_files
from kithbridge.people.keyfile import write_at
from kithbridge.people.models import Hold, Worry
from kithbridge.web import home
from kithbridge.web.clock import this_week
from kithbridge.web.home import secrets
from kithbridge.web.router import PLACES, apps_of

MARK = "closed.json"
# What the last page and the help pages are made of. Everything else of the content goes.
STAYS = ("people.Fact", "people.Recording")
OPEN_STILL = ("/help/", "/r/", "/leave", "/s/", "/healthz", "/favicon.ico", "/robots.txt")
SECRETS = "site.json"


class Stage(Enum):
    """ENDING: begun, some steps are still to come. CLOSED: all done."""

    ENDING = "ending"
    CLOSED = "closed"


@dataclass(frozen=True)
class Standing:
    """How far it is.

    next : where people can go now, in public words
    week : when it began
    spare : the spare place's folder, or "": its name follows from a secret that is destroyed on the way
    destroyed : whether the keys of the group are gone, and the home has its new ones
    """

    stage: Stage
    next: str
    week: str
    spare: str = ""
    destroyed: bool = False


def _mark() -> Path:
    return home.home() / MARK


def standing() -> Standing | None:
    """None while the group lives."""
    try:
        kept = json.loads(_mark().read_text())
    except FileNotFoundError:
        return None
    return Standing(**{**kept, "stage": Stage(kept["stage"])})


def _keep(now: Standing) -> Standing:
    home.write_private(_mark(), json.dumps({**asdict(now), "stage": now.stage.value}))
    return now


@dataclass(frozen=True)
class Left:
    """What stands in the way, or would be shredded unanswered.

    refused : why it may not begin, each with what to do
    worries : how many notes about a danger are not decided
    """

    refused: tuple[str, ...]
    worries: int


def left_open() -> Left:
    """What a lead must know before. Rooms tell of theirs (`cli/close.py`)."""
    refused = []
    if n := Hold.objects.filter(since__isnull=False).count():
        refused.append(
            f"{n} legal holds are in force: a law asks for these things to be kept. Two leads lift them first, or ask a solicitor."
        )
    folder = spare_files.place()
    if folder is not None and not folder.is_dir():
        refused.append(f"The spare place {folder} is not there. It has a key that must be destroyed: plug it in or mount it.")
    return Left(tuple(refused), Worry.objects.filter(outcome=Worry.Outcome.OPEN).count())


def begin(next_words: str) -> Standing:
    """Mark the home: from now on only the last page is served."""
    folder = spare_files.place()
    return standing() or _keep(Standing(Stage.ENDING, next_words, str(this_week()), str(folder) if folder else ""))


# --- The steps -----------------------------------------------------------------------------------------
def overwrite(path: Path) -> None:
    """Random bytes over a file in place, then zeros, then it goes. Nothing when it is not there."""
    with contextlib.suppress(FileNotFoundError):
        size = path.stat().st_size
        write_at(path, 0, random_source.token_bytes(size))
        write_at(path, 0, bytes(size))
        path.unlink()


def destroy_keys(now: Standing) -> Standing:
    """The epoch keys in both places, the pepper and the salt: after this nothing opens any more. Then keys for the last page alone."""
    if now.destroyed:
        return now
    for folder in (home.epoch_folder(), Path(now.spare) if now.spare else None):
        for name in (epoch.FILE, epoch.OLD_FILE, spare_files.TOMBSTONES, spare_files.HEAD):
            if folder is not None:
                overwrite(folder / name)
    overwrite(home.secrets_folder() / SECRETS)
    if now.spare:
        with contextlib.suppress(OSError):
            Path(now.spare).rmdir()
    return _keep(Standing(now.stage, now.next, now.week, now.spare, destroyed=True))


def new_keys(now: Standing) -> Standing:
    """Keys of its own for the home that serves the last page. The spare place gets none of them."""
    os.environ.pop("KITHBRIDGE_SPARE", None)
    secrets.cache_clear()
    with contextlib.suppress(FileExistsError):
        home.make_secrets()
    with contextlib.suppress(FileExistsError):
        epoch.make_first()
    return now


def _tables(alias: str) -> list[type[models.Model]]:
    return [one for one in apps.get_models(include_auto_created=True) if PLACES.get(one._meta.app_label, "default") == alias]


def _empty(alias: str) -> None:
    """Delete every row that does not stay, and the room it took in the file."""
    connection = connections[alias]
    names = [connection.ops.quote_name(one._meta.db_table) for one in _tables(alias) if one._meta.label not in STAYS]
    names = [name for name in names if name.strip('"') in connection.introspection.table_names()]
    if not names:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(names)} CASCADE")
            return
        cursor.execute("PRAGMA foreign_keys=OFF")
        with transaction.atomic(using=alias):
            for name in names:
                cursor.execute(f"DELETE FROM {name}")  # noqa: S608 - names of our own tables
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _overwrite_database(alias: str) -> None:
    """A SQLite file goes altogether, overwritten; elsewhere its rows go."""
    if connections[alias].vendor != "sqlite":
        _empty(alias)
        return
    path = Path(str(settings.DATABASES[alias]["NAME"]))
    connections[alias].close()
    for more in ("", "-journal", "-wal", "-shm"):
        overwrite(path.with_name(path.name + more))
    call_command("migrate", *apps_of(alias), database=alias, verbosity=0, interactive=False)


def empty_keyring(now: Standing) -> Standing:
    """Wraps, locked private keys, what has ended."""
    _overwrite_database("keyring")
    return now


def empty_visits(now: Standing) -> Standing:
    """Every open visit."""
    _overwrite_database("volatile")
    return now


def empty_content(now: Standing) -> Standing:
    """Everything but the facts and recordings of the help pages."""
    _empty("default")
    return now


def done(now: Standing) -> Standing:
    """Nothing is left to do."""
    return _keep(Standing(Stage.CLOSED, now.next, now.week, now.spare, now.destroyed))


Step = Callable[[Standing], Standing]
STEPS: list[tuple[str, Step]] = [
    ("The keys are destroyed: nothing that was written here opens any more, in no copy.", destroy_keys),
    ("The home has keys for its last page.", new_keys),
    ("The keyring is overwritten.", empty_keyring),
    ("Every visit is ended.", empty_visits),
    ("What was stored is gone. Facts and recordings of the help pages stay.", empty_content),
    ("Closed.", done),
]


def go_on(said: Callable[[str], None]) -> None:
    """Every step, in order. Stopped anywhere and called again, it goes on: each step may be done twice."""
    now = standing()
    if now is None:
        raise RuntimeError("begin() comes first")
    if now.stage is Stage.CLOSED:
        return
    for words, step in STEPS:
        now = step(now)
        said(words)


# --- The last page -------------------------------------------------------------------------------------
Answer = Callable[[HttpRequest], HttpResponseBase]


def only_the_last_page(answer: Answer) -> Answer:
    """While a group is ending and afterwards: one page that says where to go now; help and "Leave now" work as ever."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(OPEN_STILL) or not _mark().exists():
            return answer(request)
        now = standing()
        lines = [line for line in now.next.splitlines() if line.strip()] if now else []
        # Old addresses say that they are gone, so that nobody keeps them.
        return render(request, "people/last_page.html", {"lines": lines}, status=200 if request.path_info == "/" else 410)

    return middleware
