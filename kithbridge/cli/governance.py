"""`kithbridge governance`: the file a governance lead needs, filled from the declarations, the rules and the group's facts."""

from __future__ import annotations

import argparse
import sys
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kithbridge.people.governance import Known


def run(options: argparse.Namespace) -> int:
    """Write the documents (--out), check a folder of them (--check), or print their names. Works without a site."""
    from kithbridge.cli import start_django

    start_django()
    from kithbridge.people import governance
    from kithbridge.people.governance import basis

    now = governance.known()
    if options.check:
        return _check(Path(options.out), now) if options.out else _check(_ours(), governance.nobody_yet())
    if not options.out:
        for name in governance.documents(now):
            print(name)
        print("Write them with: kithbridge governance --out FOLDER", file=sys.stderr)
        return 0
    for line in basis.without_line():
        print(f"kithbridge: {line}", file=sys.stderr)
    return _write(Path(options.out), governance.documents(now))


def _ours() -> Path:
    """The documents that come with the software, beside its code."""
    return Path(__file__).resolve().parents[2] / "docs" / "governance"


def _write(folder: Path, texts: dict[str, str]) -> int:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            _keep(folder / name, text)
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as problem:
        print(f"kithbridge: {folder} was not written ({problem.strerror}). Choose a folder you may write to.", file=sys.stderr)
        return 2
    print(f"{len(texts)} documents written to {folder}. They are texts to start from: somebody has to check and sign them.")
    return 0


def _keep(path: Path, text: str) -> None:
    """What somebody filled in or signed is never written over. The documents that come with the software have their history elsewhere."""
    if not path.is_file() or path.read_bytes() == text.encode() or path.parent.resolve() == _ours():
        return
    kept = next(older for n in count(1) if not (older := path.with_name(f"{path.name}.before-{n}")).exists())
    path.rename(kept)
    print(f"{path.name} was another one: it is kept as {kept.name}.")


def _check(folder: Path, now: Known) -> int:
    from kithbridge.people import governance
    from kithbridge.people.governance import basis

    if not folder.is_dir():
        print(f"kithbridge: there is no folder {folder}. Write it first: kithbridge governance --out {folder}", file=sys.stderr)
        return 2
    found = [f"{name} is not what the declarations say." for name in governance.differing(folder, now)]
    found = [*basis.without_line(), *found]
    for line in found:
        print(line, file=sys.stderr)
    if found:
        print(f"Write them again: kithbridge governance --out {folder}", file=sys.stderr)
        return 1
    print("Every table has a line, and every document is what the declarations say.")
    return 0
