"""Backups, the drill, the spare place, the weekly change of the epoch key, and the word list. Offers `look(place)`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from kithbridge.cli.doctor.finding import Finding, Look, Unseen
from kithbridge.people import rotation, spare
from kithbridge.people.backups import places
from kithbridge.web import home
from kithbridge.web.clock import this_week
from kithbridge.words import lists

DRILL_WEEKS = 5  # a drill a month


def look(place: Look) -> Iterator[Finding | Unseen]:
    yield from _backups(place)
    yield from _drill(place)
    yield from _spare()
    yield from _rotation()
    yield from _word_list()


# --- Backups -------------------------------------------------------------------------------------------
def _backups(place: Look) -> Iterator[Finding]:
    folder = place.named("KITHBRIDGE_BACKUPS")
    if folder is None or not place.environ.get("KITHBRIDGE_BACKUP_TO"):
        yield Finding(
            "backups.none",
            "There are no backups: KITHBRIDGE_BACKUPS or KITHBRIDGE_BACKUP_TO is not set.",
            "If this machine dies, the team, its rules and everything asked or answered are gone.",
            "Add both lines to the environment file (docs/operate.md, Backups), then: kithbridge backup",
        )
        return
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        yield Finding(
            "backups.folder",
            f"The folder of backups is not there or cannot be written ({folder}).",
            "No new backup is taken. If this machine dies, what came since the last one is gone.",
            f"mount the disk, or: install -d -m 700 -o USER {folder}  then: kithbridge backup",
        )
        return
    yield from _old(folder)
    if halves := sorted(path for path in folder.glob("*.part") if not _in_use(path)):
        yield Finding(
            "backups.half",
            f"{len(halves)} backups were cut off half-way ({halves[0].name}).",
            "They open nothing and take room. Why they were cut off may happen again.",
            "kithbridge backup  (it clears them away)",
        )


def _in_use(path: Path) -> bool:
    """Whether some process still writes it."""
    for descriptor in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if os.path.samefile(descriptor, path):
                return True
        except OSError:
            continue
    return False


def _old(folder: Path) -> Iterator[Finding]:
    this = this_week()
    content, keyring = (max((one.week for one in places.kept(kind)), default="") for kind in places.KINDS)
    if not content or not keyring:
        missing = "content" if not content else "keyring"
        yield Finding(
            "backups.missing",
            f"There is no backup of the {missing} in {folder}.",
            "If this machine dies, the team, its rules and everything asked or answered are gone.",
            "kithbridge backup  (and: systemctl enable --now kithbridge-backup@GROUP.timer kithbridge-keyring@GROUP.timer)",
        )
        return
    if content < str(this - 1):
        yield Finding(
            "backups.old",
            f"The newest backup of the content is of {content}.",
            "If this machine dies now, more than a week of asks, answers and decisions is gone.",
            "kithbridge backup  then look why the timer did not: systemctl list-timers 'kithbridge*'",
        )
    if keyring < str(this):
        yield Finding(
            "backups.keyring_old",
            f"The newest backup of the keyring is of {keyring}: the key of that week is gone, so it opens nothing.",
            "If this machine dies now, no backup can be opened: everything locked is gone.",
            "kithbridge backup --keyring-only  then look why the timer did not: systemctl list-timers 'kithbridge*'",
        )


def _drill(place: Look) -> Iterator[Finding]:
    folder = place.named("KITHBRIDGE_BACKUPS")
    if folder is None:
        return
    remedy = "kithbridge drill --identity FILE  (with the stick that has the private backup key; take it out afterwards)"
    try:
        told = json.loads((home.home() / "drill.json").read_text())
        week, ok = str(told["week"]), bool(told["ok"])
    except FileNotFoundError:
        yield Finding("drill.none", "The backups were never tried.", "Nobody knows whether they can bring anything back.", remedy)
        return
    except (ValueError, KeyError, TypeError):
        yield Finding("drill.unread", "The result of the last drill cannot be read.", "Nobody knows whether the backups work.", remedy)
        return
    if not ok:
        lines = [str(line) for line in told.get("lines", [])]
        first = next((line.removeprefix("found:").strip() for line in lines if line.startswith("found:")), "it says no more")
        yield Finding(
            "drill.failed",
            f"The last drill ({week}) found something: {first}",
            "A backup may not bring people's things back, or may open what somebody took back.",
            remedy + ". Do what it prints.",
        )
    elif week < str(this_week() - DRILL_WEEKS):
        yield Finding("drill.old", f"The last drill was in {week}.", "Nobody knows whether the backups since then work.", remedy)


# --- The epoch key -------------------------------------------------------------------------------------
def _spare() -> Iterator[Finding]:
    spare.catch_up()  # what the site would write within seconds is no fault
    if problem := spare.problem():
        yield Finding(
            "spare.problem",
            f"The spare place: {problem}",
            "If this disk dies now, everything locked on it is gone for good, or what people took back since could open again.",
            "Mount it, or name a folder on another disk: KITHBRIDGE_SPARE in the environment file; then restart: systemctl restart "
            "kithbridge-web@GROUP",
        )


def _rotation() -> Iterator[Finding]:
    if rotation.due():
        yield Finding(
            "rotation.due",
            "This week's epoch key has not been drawn, or its change was interrupted.",
            "What people took back last week still opens in old copies. They were told that it ends this week.",
            "kithbridge rotate  (and: systemctl enable --now kithbridge-rotate@GROUP.timer)",
        )


# --- The word list ---------------------------------------------------------------------------------------
def _word_list() -> Iterator[Finding]:
    key = lists.in_force()
    if not lists.whole(key):
        yield Finding(
            "words.list",
            f"The word list that holds ({key}) is not there as it was frozen: somebody changed it in the database, or rows are missing.",
            "The check goes by the list that came with the software. What people here agreed on does nothing.",
            "kithbridge restore  (from a backup of before), or freeze the list anew and let it be decided",
        )
