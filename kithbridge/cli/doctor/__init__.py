"""`kithbridge doctor`: what is wrong with this installation, what it means for people, and how to mend it.

Offers
------
run(options)       prints; exit 0 sound, 1 something was found, 2 it could not look
examine(place)     every finding of every group, and what could not be looked at

Groups, a module each: files, machine, address, databases, opening, keeping. Each offers `look(place)`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from importlib import import_module

from kithbridge import __version__
from kithbridge.cli import start_django
from kithbridge.cli.doctor.finding import Finding, Look, Unseen
from kithbridge.web import home

SCHEMA = "kithbridge.doctor/1"
# The first need no database; the others are left out, and it is said, when the databases do not answer or are of an older version.
BEFORE, WITH_DATABASES = ("files", "machine", "address"), ("databases", "opening", "keeping")
FROM_HERE_ON_NOTHING = {"databases.silent", "databases.pending", "databases.together", "files.epoch_lost"}


def examine(place: Look) -> tuple[list[Finding], list[Unseen]]:
    """Look at everything. The databases' groups need Django set up."""
    findings: list[Finding] = []
    unseen: list[Unseen] = []
    ended = _ended()
    for group in (*BEFORE, *WITH_DATABASES):
        if ended and group in WITH_DATABASES:
            unseen.append(Unseen(group, "this group has ended: only its last page is served"))
            continue
        if FROM_HERE_ON_NOTHING & {one.key for one in findings}:
            unseen.append(Unseen(group, "what is wrong above must be mended first"))
            continue
        for one in _look(group, place):
            if isinstance(one, Finding):
                findings.append(one)
            else:
                unseen.append(one)
    return list(dict.fromkeys(findings)), list(dict.fromkeys(unseen))


def _ended() -> bool:
    """Whether this group was ended with `kithbridge close`. The module needs Django, so it is imported here."""
    from kithbridge.people import closing

    return closing.standing() is not None


def _look(group: str, place: Look) -> Iterator[Finding | Unseen]:
    look: Callable[[Look], Iterator[Finding | Unseen]] = import_module(f"kithbridge.cli.doctor.{group}").look
    return look(place)


def run(options: argparse.Namespace) -> int:
    """Look, print, and say by the exit code whether anything was found."""
    if not home.have_secrets():
        print(
            f"kithbridge: there is no group in {home.home()}, so there is nothing to look at. "
            "Set KITHBRIDGE_HOME, or begin one: kithbridge init",
            file=sys.stderr,
        )
        return 2
    home.secrets()
    start_django()
    findings, unseen = examine(Look())
    print(_as_json(findings, unseen) if options.json else _as_text(findings, unseen))
    return 1 if findings else 0


def _as_json(findings: list[Finding], unseen: list[Unseen]) -> str:
    return json.dumps(
        {
            "schema": SCHEMA,
            "version": __version__,
            "sound": not findings,
            "findings": [vars(one) for one in findings],
            "not_looked_at": [vars(one) for one in unseen],
        },
        indent=2,
    )


def _as_text(findings: list[Finding], unseen: list[Unseen]) -> str:
    lines = []
    for number, one in enumerate(findings, 1):
        lines += [f"{number}. {one.what}", f"   It means: {one.means}", f"   Mend it:  {one.remedy}", ""]
    lines += [f"Not looked at: {one.what}. Why: {one.why}." for one in unseen]
    said = {0: "Nothing found that is wrong.", 1: "1 thing is wrong."}.get(len(findings), f"{len(findings)} things are wrong.")
    return "\n".join([*lines, f"{said} (kithbridge {__version__})"])
