"""`kithbridge words list`: the list in words, one entry with everything, or the list as a file for other tools. Offers: `run(options)`."""

from __future__ import annotations

import argparse
import contextlib
import difflib
import os
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kithbridge.cli.words_checking import lexicon_of
from kithbridge.cli.words_config import Wrong, settled
from kithbridge.cli.words_said import WIDTH, safe

if TYPE_CHECKING:
    from kithbridge.engines.language.lexicon import Entry, Lexicon

LEVELS = {
    "default": {"slur", "avoid"},
    "contested": {"slur", "avoid", "contested", "precise"},
    "all": {"slur", "avoid", "contested", "precise", "prefer"},
}


def run(options: argparse.Namespace) -> int:
    """Show the list, or write it. 0 done, 2 it could not be done."""
    settings = settled(options)
    lexicon = lexicon_of(settings.word_list)
    if options.form is not None:
        if options.entry is not None:
            raise Wrong("--as writes the whole list: leave the entry away. Nothing was written.")
        _export(lexicon, options.form, options.out)
    elif options.out is not None:
        raise Wrong("--out needs --as tsv, json, vale or rec. Nothing was written.")
    elif options.entry is not None:
        _one(lexicon, options.entry)
    else:
        _all(lexicon, LEVELS[options.level or "all"])
    return 0


def _all(lexicon: Lexicon, levels: set[str]) -> None:
    """Every entry in a line, under what it is about."""
    entries = [entry for entry in lexicon.entries if entry.level in levels]
    for about in dict.fromkeys(entry.about for entry in entries):
        print(f"\n{about}")
        for entry in entries:
            if entry.about == about:
                line = f"{entry.id}  {entry.term} ({entry.level}): {entry.instead[0] if entry.instead else entry.why}"
                print(textwrap.fill(safe(line), WIDTH, initial_indent="  ", subsequent_indent="         "))
    print(f"\n{len(entries)} entries. List {lexicon.version}. `kithbridge words list {_example(lexicon)}` tells everything about one.")


def _example(lexicon: Lexicon) -> str:
    return lexicon.entries[0].id if lexicon.entries else "KB001"


def _one(lexicon: Lexicon, name: str) -> None:
    entry = _found(lexicon, name)
    print(f"{entry.id}: {safe(entry.term)} ({entry.level}; about {entry.about})")
    told: list[tuple[str, str]] = [
        ("Found as", "; ".join(entry.forms)),
        ("Why", entry.why),
        ("Instead", " / ".join(entry.instead)),
        ("Not meant", entry.not_when),
        ("Others say", entry.disagree),
        ("Only where", ", ".join(entry.only)),
        ("Silent where", ", ".join(entry.unless)),
        ("Sources", "; ".join(entry.sources)),
    ]
    for label, words in told:
        if words:
            print(textwrap.fill(f"{label}: {safe(words)}", WIDTH, initial_indent="  ", subsequent_indent="    "))
    print("  (* after a source: its wording was read.)" if any("*" in one for one in entry.sources) else "", end="")
    print(f"\n  List {lexicon.version}")


def _found(lexicon: Lexicon, name: str) -> Entry:
    by_name = {entry.term.casefold(): entry for entry in reversed(lexicon.entries)}
    by_name.update({entry.id.casefold(): entry for entry in lexicon.entries})
    entry = by_name.get(name.casefold())
    if entry is not None:
        return entry
    near = difflib.get_close_matches(name.casefold(), by_name, n=3, cutoff=0.6)
    said = [by_name[one].id if by_name[one].id.casefold() == one else one for one in near]
    hint = f" Did you mean {' or '.join(said)}?" if near else " `kithbridge words list` names them all."
    raise Wrong(f"There is no entry {safe(name)!r} in this list.{hint}")


def _export(lexicon: Lexicon, form: str, out: str | None) -> None:
    from kithbridge.engines.language import exchange
    from kithbridge.engines.language import lexicon as of_lists

    if form == "vale":
        if out is None:
            raise Wrong("A Vale style is a folder: say where with --out FOLDER. Nothing was written.")
        _folder(exchange.to_vale(lexicon), Path(out))
        return
    text = {"tsv": exchange.to_tsv, "json": exchange.to_json, "rec": of_lists.dump}[form](lexicon)
    if out is None:
        sys.stdout.write(text)
        return
    _file(Path(out), text)
    print(f"{out} is written: {len(lexicon.entries)} entries, list {lexicon.version}.", file=sys.stderr)


def _file(out: Path, text: str) -> None:
    """Whole or not at all."""
    part = out.with_name(out.name + ".part")
    try:
        part.write_text(text, encoding="utf-8", newline="")
        os.replace(part, out)
    except OSError as problem:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise Wrong(f"{out} could not be written ({problem.strerror}). Nothing was changed.") from None


def _folder(files: Mapping[str, str], out: Path) -> None:
    for name, text in files.items():
        path = out / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise Wrong(f"{path.parent} could not be made ({problem.strerror}). Choose a folder you may write to.") from None
        _file(path, text)
    print(f"{out} is written: {len(files)} files. Point StylesPath of your .vale.ini at the folder above.", file=sys.stderr)
