"""`kithbridge words check --lines`: one text a line in, one line of findings out. Offers: `run(options, settings)`.

In: {"id": ..., "text": "..."}. Out: {"id": ..., "findings": [{"start", "end", "text", "entry", "level", "contested", "reason",
"alternatives"}]}, in the same order. A broken line is named on standard error; all others are checked and written.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from kithbridge.cli.words_checking import Lines, examine_lines, prepare
from kithbridge.cli.words_config import Settings, Wrong
from kithbridge.cli.words_jobs import in_order
from kithbridge.cli.words_progress import Progress

# Lines travel in pieces of this many bytes: small enough for flat memory, large enough that handing over costs nothing.
PIECE = 1 << 18
LONGEST_LINE = 200_000_000
MOST_NAMED = 20


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Check all lines. 0 nothing found, 1 findings, 2 a line or the file could not be read."""
    from kithbridge.cli.words_texts import STDIN

    if options.lines == STDIN:
        return _checked(sys.stdin.buffer, 0, options, settings)
    try:
        with Path(options.lines).open("rb") as file:
            return _checked(file, Path(options.lines).stat().st_size, options, settings)
    except OSError as problem:
        if problem.filename != options.lines:
            raise
        raise Wrong(f"{options.lines} could not be read ({problem.strerror}). Nothing was checked.") from None


def _checked(file: BinaryIO, size: int, options: argparse.Namespace, settings: Settings) -> int:
    progress = Progress(size, shown=not (options.no_progress or options.quiet or sys.stdout.isatty()), unit="MB")
    count = broken = 0
    done: Lines
    for done in in_order(examine_lines, _pieces(file), jobs=options.jobs, prepare=prepare, given=settings):
        if not options.quiet:
            sys.stdout.write(done.written)
        for line in done.broken:
            broken += 1
            if broken <= MOST_NAMED:
                progress.clear()
                print(f"kithbridge: {line}.", file=sys.stderr)
        count += done.findings
        progress.add(done.size)
        gc.enable()
    progress.clear()
    sys.stdout.flush()
    if broken:
        lines = "1 line was" if broken == 1 else f"{broken} lines were"
        print(f"kithbridge: {lines} broken and left out. All others were checked.", file=sys.stderr)
        return 2
    return 1 if count else 0


def _pieces(file: BinaryIO) -> Iterator[tuple[int, list[bytes]]]:
    """Lines in order, many at a time, with the number of the first. Raises `Wrong` at a line without an end."""
    number = 1
    while lines := _some(file):
        yield number, lines
        number += len(lines)
        if len(lines[-1]) > LONGEST_LINE:
            raise Wrong(f"Line {number - 1} is longer than {LONGEST_LINE // 1_000_000} MB. Nothing from there on was checked.")


def _some(file: BinaryIO) -> list[bytes]:
    """Some lines, `PIECE` bytes or a little more; what is longer than a line may be comes last, cut."""
    lines: list[bytes] = []
    size = 0
    while size < PIECE and (line := file.readline(LONGEST_LINE + 1)):
        lines.append(line)
        size += len(line)
        if len(line) > LONGEST_LINE:
            break
    return lines
