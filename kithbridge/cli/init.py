"""`kithbridge init` and `upgrade`: keys, databases, the first lead's invitation."""

from __future__ import annotations

import argparse
import sys

from kithbridge.cli import start_django
from kithbridge.web import home


def _keys() -> list[tuple[str, str, str]]:
    """Every key: what, where, what losing it means."""
    secrets, epoch = home.secrets_folder() / home.SECRETS_FILE, home.epoch_folder() / "epoch.json"
    return [
        ("pepper, salt and signing key", str(secrets), "nobody can sign in any more; keep a copy apart from every backup"),
        ("epoch key", str(epoch), "nothing sealed opens any more; never into a backup; the spare place comes with `doctor`"),
        ("the keyring", str(home.home() / "keyring.sqlite3"), "nothing sealed opens any more"),
        ("each person's words", "in her head or on her paper", "what only she could open is gone; nobody can get it back"),
    ]


def run(options: argparse.Namespace) -> int:
    """Begin a group in KITHBRIDGE_HOME. Refuses when there is one."""
    from kithbridge.people import epoch

    if home.have_secrets():
        print(f"kithbridge: there is a group in {home.home()} already. Nothing was changed.", file=sys.stderr)
        return 2
    home.home().mkdir(mode=0o700, parents=True, exist_ok=True)
    home.make_secrets()
    epoch.make_first()
    start_django()
    from kithbridge.cli import databases
    from kithbridge.people.actions import team

    print("Making the databases", flush=True)
    databases.migrate()
    databases.collect()
    from django.conf import settings
    from django.urls import reverse

    invited = team.invite_first(work_name=options.work_name or "")
    link = settings.ADDRESS + reverse("team_join", args=[invited.token])
    print("\nKeys, where they are, and what losing one means:")
    for what, where, loss in _keys():
        print(f"  {what}\n      {where}\n      Lost: {loss}.")
    print(f"\nThe first lead's invitation (works once, ends in 3 days):\n  {link}")
    print("Start the team's side with:  kithbridge serve --before-opening")
    return 0


def upgrade(options: argparse.Namespace) -> int:
    """Apply pending migrations over all databases."""
    from kithbridge.cli import databases

    home.secrets()
    waiting = databases.pending()
    databases.migrate()
    databases.collect()
    print(f"{waiting} changes applied." if waiting else "The databases are up to date.")
    return 0
