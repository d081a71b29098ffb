"""`kithbridge close`: end a group in one evening."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kithbridge.people import closing, facts, vault
from kithbridge.people.backups import running
from kithbridge.reach import handing_on
from kithbridge.rules import exchange
from kithbridge.web import home, record
from kithbridge.web.clock import this_week

Ask = Callable[[str], str]


def run(options: argparse.Namespace) -> int:
    """Say what would happen; with --yes ask twice and do it; once begun, go on. Exit 2 with what stands in the way."""
    now = closing.standing()
    if now is not None and now.stage is closing.Stage.CLOSED:
        print("This group is closed already. `kithbridge serve` shows its last page.")
        return 0
    if now is not None:
        print("Closing was begun and stopped. It goes on.")
        return _finish()
    home.secrets()
    vault.finish_due()
    left, asks = closing.left_open(), handing_on.open_asks()
    if not options.yes:
        return _tell(left, asks)
    if refused := [*left.refused, *_wants(options)]:
        print("\n".join(["kithbridge: nothing was changed.", *(f"  - {line}" for line in refused)]), file=sys.stderr)
        return 2
    if not _agreed(left, asks, input):
        print("kithbridge: that is not it. Nothing was changed.", file=sys.stderr)
        return 2
    if (problem := _hand_on(Path(options.hand_on), options.next)) is not None:
        print(f"kithbridge: {problem} Nothing was changed.", file=sys.stderr)
        return 2
    closing.begin(options.next)
    return _finish()


def _tell(left: closing.Left, asks: int) -> int:
    print("This is what would happen. Nothing is changed without --yes.\n")
    print(f"  Open asks that would be shredded unanswered: {asks}")
    print(f"  Notes about a danger that nobody has decided: {left.worries}")
    for line in left.refused:
        print(f"  In the way: {line}")
    print(
        "\n  1. The charter and the public figures are written into the folder you name (--hand-on)."
        "\n  2. The keys are destroyed: here, in the spare place, the pepper. From then on nothing opens, in no copy, with nobody's words."
        "\n  3. Keyring, visits and everything stored are overwritten and gone. Facts and recordings of the help pages stay."
        "\n  4. `kithbridge serve` shows one page: where to go now (--next). The help pages stay open."
        "\n\nBefore: answer or hand over what is open, tell people, and let them take a copy. Stop the server."
        "\nAfter: destroy your own copies of the secrets, and the backups (they open nothing any more)."
    )
    return 0


def _wants(options: argparse.Namespace) -> list[str]:
    missing = []
    if not options.hand_on:
        missing.append("Name a folder for the charter and the public figures: --hand-on FOLDER")
    if not (options.next or "").strip():
        missing.append('Say where people can go now: --next "..."')
    if running.somebody_serves():
        missing.append("The server runs, and holds keys in memory. Stop it first: systemctl stop kithbridge-web@GROUP, or Ctrl-C.")
    return missing


def _agreed(left: closing.Left, asks: int, ask: Ask) -> bool:
    """Asked twice: what would be shredded unanswered, then the group's name."""
    group = facts.fact("group")
    try:
        if asks or left.worries:
            print(f"{asks} asks are open and {left.worries} notes about a danger are not decided. They would be shredded unanswered.")
            if ask("To shred them, type: shred them\n> ").strip().casefold() != "shred them":
                return False
        print("There is no way back. Nobody will ever open what was written here.")
        return ask(f"To end this group, type its name: {group}\n> ").strip().casefold() == group.strip().casefold()
    except EOFError:
        return False


def _hand_on(folder: Path, next_words: str) -> str | None:
    """Write what is public. Returns why it could not be written."""
    newest = facts.notice()
    texts: dict[str, Any] = {
        "charter.json": exchange.export(group=facts.fact("group")),
        "figures.json": {"schema": "kithbridge.figures/1", "rows": handing_on.figures()},
        "end.json": {"schema": "kithbridge.end/1", "week": str(this_week()), "next": next_words, "record_head": record.head()},
        "notice.json": {"version": newest.version, "lines": newest.lines.splitlines()} if newest else {},
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, inside in texts.items():
            home.write_private(folder / name, json.dumps(inside, indent=2, ensure_ascii=False) + "\n")
            (folder / name).chmod(0o644)
    except OSError as problem:
        return f"{folder} could not be written ({problem.strerror})."
    print(f"Handed on: {', '.join(texts)} in {folder}.")
    return None


def _finish() -> int:
    closing.go_on(lambda line: print(line, flush=True))
    print(
        "\nStart the last page with: kithbridge serve"
        "\nNow destroy what only you have: your own copies of the secrets, private backup keys, the backups, printed words of the team."
    )
    return 0
