"""`kithbridge init` and `upgrade`: keys, databases, the environment file, the first lead's invitation.

Offers
------
run(options)      begins a group; asks where a person sits at the terminal, takes defaults and says so where none does
upgrade(options)  applies pending migrations over all databases

What may be answered is checked in `init_answers`. A group half begun (the machine stopped) carries the mark BEGUN and is gone on with.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from kithbridge.cli import start_django
from kithbridge.cli.init_answers import (
    BEGUN,
    DEMO_MARK,
    Answer,
    Plan,
    address,
    backup_key,
    backups,
    env_file,
    group_folder,
    spare,
    work_name,
)
from kithbridge.web import home

LOST = "      Lost: {}."


class _Refused(Exception):
    """An answer that cannot stand, given where nobody can be asked again."""


def run(options: argparse.Namespace) -> int:
    """Begin a group. Refuses a folder that holds one already; nothing is changed then."""
    os.umask(0o077)
    asking = sys.stdin.isatty() and not options.yes
    try:
        _one(False, "", options.work_name, "", work_name)
        if home.have_secrets() and not (home.home() / BEGUN).exists() and not (home.home() / DEMO_MARK).exists():
            return _invite_again(options)
        plan = _plan(options, asking)
    except _Refused as problem:
        print(f"kithbridge: {problem} Nothing was changed.", file=sys.stderr)
        return 2
    _begin(plan)
    link = _first_link(options.work_name or "")
    _say_keys(plan)
    print(f"\nThe first lead's invitation (works once, ends in 3 days):\n  {link}")
    _say_next(plan)
    sys.stdout.flush()  # the link is on its way before the folder says that all is done
    (plan.home / BEGUN).unlink(missing_ok=True)
    return 0


# --- What is to be made --------------------------------------------------------------------------------
def _plan(options: argparse.Namespace, asking: bool) -> Plan:
    """Every answer, checked. Raises _Refused where nobody can be asked again."""
    folder = Path(_one(asking, "In which folder shall this group's things lie?", "", str(home.home()), group_folder))
    here = "http://localhost:8000"
    at = _one(asking, "Which address do people type? For example https://things.example", options.address, _set("ADDRESS") or here, address)
    _said_default(asking, options.address or _set("ADDRESS"), f"No address was given: {here} stands in. It works on this machine only.")

    def is_spare(text: str) -> Answer:
        return spare(text, folder)

    def is_backups(text: str) -> Answer:
        return backups(text, folder, extra)

    extra = _one(asking, "Spare place: a folder on another disk, stick or machine (empty: later)", options.spare, _set("SPARE"), is_spare)
    _said_default(asking, extra, "No spare place was given: if this disk dies, everything locked on it is gone.")
    kept = _one(asking, "Folder for backups (empty: later)", options.backups, _set("BACKUPS"), is_backups)
    _said_default(asking, kept, "No folder for backups was given: there will be none.")
    to = _backup_key(asking, options.backup_to or "") if kept or options.backup_to or _set("BACKUP_TO") else ""
    env = Path(_one(False, "", options.env, str(folder / "kithbridge.env"), env_file))
    return Plan(home=folder.absolute(), address=at.rstrip("/"), spare=extra, backups=kept, backup_to=to, env=env.absolute())


def _set(name: str) -> str:
    """What the environment says already: containers name their places there."""
    return os.environ.get(f"KITHBRIDGE_{name}", "")


def _one(asking: bool, question: str, given: str | None, default: str, check: Callable[[str], Answer]) -> str:
    """One answer that can stand: what was given, what is typed, or the default."""
    text = given if given is not None and given != "" else None
    while True:
        if text is None:
            text = _ask(question, default) if asking else default
        answer = check(text)
        if answer.care:
            print(f"  Take care: {answer.care}")
        if not answer.wrong:
            return answer.value
        if not asking:
            raise _Refused(answer.wrong)
        print(f"  {answer.wrong}")
        text = None


def _ask(question: str, default: str) -> str:
    shown = f" [{default}]" if default else ""
    try:
        return input(f"{question}{shown}\n> ").strip() or default
    except EOFError:
        raise _Refused("The questions were cut off.") from None


def _said_default(asking: bool, found: str | None, line: str) -> None:
    if not asking and not found:
        print(line)


def _backup_key(asking: bool, given: str) -> str:
    given = given or _set("BACKUP_TO")
    if asking and not given and _ask("Have you a public backup key (age1...)? y: type it next, n: make a pair now", "n") != "y":
        return _new_pair()
    if not asking and not given:
        print("No public backup key was given: backups cannot be locked, so none are written.")
    return _one(asking, "The public backup key (age1...)", given, "", backup_key)


def _new_pair() -> str:
    """Makes a pair and shows the private half once. It is written nowhere on this machine."""
    from kithbridge.people.backups import new_identity

    public, file = new_identity()
    private = file.strip().splitlines()[-1]
    print("\n  The private half of your backup key. It opens every backup. It is shown once and not kept here:\n")
    print(f"      {private}\n")
    print("  Put it on paper or on a stick in a place that is not this machine, nor where the backups lie.")
    while _ask("Type its last six signs, so that we know you have it", "").upper() != private[-6:].upper():
        print("  Those were not the last six. It still stands above.")
    return public


# --- Making it -----------------------------------------------------------------------------------------
def _begin(plan: Plan) -> None:
    """Folder, environment file, keys, databases. Each step finds what an earlier, interrupted call has made."""
    if (plan.home / BEGUN).exists():
        print("An earlier `init` was interrupted here; going on with it.")
    plan.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    plan.home.chmod(0o700)
    for folder in (plan.backups, plan.spare):
        if folder:
            Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    home.write_private(plan.home / BEGUN, "An init began here and is not finished. Run it again.\n")
    os.environ.update(plan.environment())
    home.write_private(plan.env, plan.env_text())
    if not home.have_secrets():
        home.make_secrets()
    from kithbridge.people import epoch

    try:
        epoch.make_first()
    except FileExistsError:
        epoch.epochs()  # made by the interrupted call; unreadable, it says what to do
    start_django()
    from kithbridge.cli import databases

    print("Making the databases", flush=True)
    databases.migrate()
    databases.collect()
    from kithbridge.reach.actions import event_keys
    from kithbridge.rules import enact

    enact.begin()
    event_keys.make_first()


def _first_link(work_name: str) -> str:
    from kithbridge.people.actions import team

    return team.invite_first_lead(work_name=work_name)


def _invite_again(options: argparse.Namespace) -> int:
    """The group is there. A new link for its first lead once hers has ended and nobody has joined; otherwise refused."""
    there = f"There is a group in {home.home()} already."
    start_django()
    from django.db import DatabaseError

    from kithbridge.people import closing
    from kithbridge.people.actions import team
    from kithbridge.people.queries import team as known

    try:
        if closing.standing():
            raise _Refused(f"The group in {home.home()} has ended. Begin another one in another folder.")
        if known.invitations():
            raise _Refused(f"{there} The link of its first lead still holds; when it has ended unused, this prints a new one.")
        link = _first_link(options.work_name or "")
    except (team.LastLead, DatabaseError):
        raise _Refused(there) from None
    print(f"{there} Nobody has joined it, and the first link has ended. A new one (works once, ends in 3 days):\n  {link}")
    return 0


# --- Saying it -----------------------------------------------------------------------------------------
def _keys(plan: Plan) -> list[tuple[str, str, str]]:
    """Every key: what, where, what losing it means."""
    epoch_lost = "the spare place has it" if plan.spare else "nothing locked opens any more: there is no spare place"
    keyring = "the database in KEYRING_URL" if os.environ.get("KEYRING_URL") else str(plan.home / "keyring.sqlite3")
    rows = [
        (
            "pepper, salt and signing key",
            str(home.secrets_folder() / home.SECRETS_FILE),
            "nobody can sign in any more. Keep one copy on paper, apart from every backup",
        ),
        ("epoch key", str(home.epoch_folder()), f"{epoch_lost}. Never into a backup: it must be able to die"),
        ("the keyring", keyring, "nothing locked opens any more, but for what a backup brings back"),
    ]
    if plan.spare:
        rows.append(("epoch key once more, and what was taken back", plan.spare, "a dead disk takes everything locked with it"))
    if plan.backup_to:
        rows.append(("private backup key", "with you, not on this machine", "no backup opens any more"))
    rows.append(("each person's words", "in her head or on her paper", "what only she could open is gone; nobody can get it back"))
    return rows


def _say_keys(plan: Plan) -> None:
    print("\nKeys, where they are, and what losing one means:")
    for what, where, loss in _keys(plan):
        print(f"  {what}\n      {where}")
        print(LOST.format(loss))


def _say_next(plan: Plan) -> None:
    print(f"\nSettings: {plan.env} (for systemd, and for you: set -a; . {plan.env}; set +a)")
    print("The next three steps:")
    print(f"  1. Copy {home.secrets_folder() / home.SECRETS_FILE} by hand to paper or a stick. Keep it apart from every backup.")
    print("  2. See what is still wrong here, and mend it:  kithbridge doctor")
    print("  3. Start the team's side with:  kithbridge serve --before-opening")
    print("     Then send the link above to the first lead, by a way you both trust.")


def upgrade(options: argparse.Namespace) -> int:
    """Apply pending migrations over all databases."""
    from kithbridge.cli import databases

    os.umask(0o077)
    home.secrets()
    waiting = databases.pending()
    databases.migrate()
    databases.collect()
    from kithbridge.reach.actions import event_keys
    from kithbridge.rules import enact

    enact.begin()  # for a group that is older than its rules
    event_keys.make_first()  # or older than its phones
    print(f"Changes applied: {waiting}." if waiting else "The databases are up to date.")
    return 0
