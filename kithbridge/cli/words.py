"""`kithbridge words`: what is written about people, checked against a list of those it is about.

`check`, `list`, `reading` and `lsp`. Nothing of a text is kept, logged or sent: what is found goes to standard output, and with `--out`
into the copy that was asked for. Needs no site, no Django and no network.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kithbridge.cli.words_config import Settings, Wrong, settled

if TYPE_CHECKING:
    from kithbridge.cli.words_checking import Asked
    from kithbridge.cli.words_shown import Examined

# sub-command: the module whose `run(options)` does it; `check` stands here
ELSEWHERE = {"list": "words_list", "reading": "words_reading", "lsp": "words_lsp"}


class Writer(Protocol):
    """Whatever tells findings."""

    def one(self, examined: Examined) -> None:
        """A text, after the check."""

    def end(self) -> None:
        """All were told."""


def run(options: argparse.Namespace) -> int:
    """Do what was asked. 0 nothing found, 1 findings, 2 it could not be done."""
    # A text may hold a sign that the terminal's encoding lacks: it is shown as a number then, and nothing stops.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    # Nothing that is built to begin with is ever thrown away: looking for what could be costs a tenth of the start.
    gc.disable()
    try:
        if options.what in ELSEWHERE:
            return _elsewhere(options)
        code = _check(options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        if options.what != "check":
            raise
        # Whoever reads has seen enough (`| head`). The rest was not looked at: 0 would say that nothing was found.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except Wrong as problem:
        complain(str(problem))
        return 2
    finally:
        # All of it ends with the process: to look through it once more at the end would cost 7 ms.
        gc.freeze()
        gc.enable()


def _elsewhere(options: argparse.Namespace) -> int:
    try:
        module = import_module(f"kithbridge.cli.{ELSEWHERE[options.what]}")
    except ModuleNotFoundError as missing:
        if missing.name not in {"pygls", "lsprotocol"}:
            raise
        raise Wrong("The editor's server needs pygls 2, which is not installed. Nothing was started. Try: pip install pygls") from None
    return int(module.run(options))


def _check(options: argparse.Namespace) -> int:
    _agree(options)
    settings = settled(options)
    if options.lines is not None:
        from kithbridge.cli import words_lines

        return words_lines.run(options, settings)
    if options.out is not None:
        from kithbridge.cli import words_copies

        return words_copies.run(options, settings)
    return _files(options, settings)


def _agree(options: argparse.Namespace) -> None:
    """Refuse what does not go together, before anything is read."""
    if options.lines is not None and options.files:
        raise Wrong("--lines is instead of files. Nothing was checked. Leave one of them out.")
    if options.lines is not None and options.format not in {None, "jsonl"}:
        raise Wrong("--lines writes --format jsonl and nothing else. Nothing was checked.")
    if options.lines is not None and (options.out is not None or options.reading):
        raise Wrong("--lines goes with neither --out nor --reading. Nothing was checked.")
    if options.lines is None and not options.files:
        raise Wrong("Name a file, a folder, or - for standard input. Nothing was checked.")
    if options.out is None and (options.annotate or options.tracked):
        raise Wrong("--annotate and --tracked write a copy: say where with --out FILE. Nothing was checked.")
    if options.out is not None and len(options.files) != 1:
        raise Wrong("--out writes the copy of one file. Nothing was checked. Name one file.")


def _files(options: argparse.Namespace, settings: Settings) -> int:
    from kithbridge.cli.words_checking import examine, prepare
    from kithbridge.cli.words_jobs import in_order
    from kithbridge.cli.words_progress import Progress

    writer = writer_of(options, settings)
    shown = not (options.no_progress or options.quiet)
    progress = Progress(0, shown=shown, unit="texts")
    count = problems = 0
    for examined in in_order(examine, _asked(options, settings), jobs=options.jobs, prepare=prepare, given=settings):
        gc.enable()
        progress.add(1)
        count += len(examined.found)
        if examined.problem:
            problems += 1
            progress.clear()
            complain(examined.problem)
        if examined.found:
            progress.clear()
        for remark in () if options.quiet else examined.remarks:
            progress.clear()
            complain(f"{examined.name}: {remark}")
        writer.one(examined)
    progress.clear()
    writer.end()
    return 2 if problems else int(count > 0)


def _asked(options: argparse.Namespace, settings: Settings) -> Iterator[Asked]:
    from kithbridge.cli import words_checking, words_texts

    once = len(options.files) == 1 and not Path(options.files[0]).is_dir()
    for name in words_texts.named(options.files, settings):
        if isinstance(name, words_texts.Unread):
            yield words_checking.Asked(name.name, problem=str(name))
        elif name == words_texts.STDIN:
            # Read here: other processes have no standard input.
            yield words_checking.Asked(options.name or words_texts.CALLED, options.reading, words_texts.opened(name), once=once)
        else:
            yield words_checking.Asked(name, options.reading, once=once)


def complain(problem: str) -> None:
    """A line on standard error, without signs that steer a terminal."""
    from kithbridge.cli.words_said import safe

    print(f"kithbridge: {safe(problem)}", file=sys.stderr)


class _Silent:
    """Tells nothing: only the exit code does."""

    def one(self, examined: Examined) -> None:
        """Nothing."""

    def end(self) -> None:
        """Nothing."""


def writer_of(options: argparse.Namespace, settings: Settings) -> Writer:
    """What `--format` and `--quiet` ask for."""
    from kithbridge.cli import words_checking

    if options.quiet:
        return _Silent()
    lexicon = words_checking.lexicon_of(settings.word_list)
    if options.format in {None, "text"}:
        from kithbridge.cli import words_said

        return words_said.Telling(sys.stdout, version=lexicon.version)
    from kithbridge.cli import words_machine

    if options.format == "sarif":
        return words_machine.Sarif(sys.stdout, version=lexicon.version, lexicon=lexicon)
    if options.format == "json":
        return words_machine.Json(sys.stdout, version=lexicon.version)
    return words_machine.GitHub(sys.stdout) if options.format == "github" else words_machine.JsonLines(sys.stdout)
