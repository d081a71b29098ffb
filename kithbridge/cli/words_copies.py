"""A copy of a document with what was found in it: comments (and changes, if asked) in .docx, highlights in .pdf.

Offers: `run(options, settings)`. The document itself is never written.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kithbridge.cli import words, words_texts
from kithbridge.cli.words_checking import Asked, examined, prepare
from kithbridge.cli.words_config import Settings, Wrong
from kithbridge.cli.words_machine import said_of
from kithbridge.cli.words_shown import Examined, Shown

if TYPE_CHECKING:
    from kithbridge.cli.words_texts import Text
    from kithbridge.formats.documents import Annotated, Note

AUTHOR = "Kithbridge words"


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Check one document, tell what was found, write the copy. 0 nothing found, 1 findings, 2 it could not be done."""
    name, out = options.files[0], Path(options.out)
    _agree(name, out, tracked=options.tracked)
    prepare(settings)
    try:
        data = words_texts.opened(name)
        text = words_texts.read(name, data)
    except words_texts.Unread as problem:
        raise Wrong(str(problem)) from None
    found = examined(text, Asked(name, options.reading))
    copy = _copy(text, data, found, tracked=options.tracked)
    _write(out, copy.data)
    writer = words.writer_of(options, settings)
    writer.one(found)
    writer.end()
    if not options.quiet:
        _tell(out, copy)
    return int(bool(found.found))


def _agree(name: str, out: Path, *, tracked: bool) -> None:
    suffix = Path(name).suffix.lower()
    if suffix not in {".docx", ".pdf"}:
        raise Wrong(f"{name}: a copy with notes can be made of .docx and .pdf. Nothing was written. For a report, leave --out away.")
    if tracked and suffix != ".docx":
        raise Wrong("--tracked writes changes into .docx only. Nothing was written. Use --annotate for a PDF.")
    if out.suffix.lower() != suffix:
        raise Wrong(f"{out}: the copy is a {suffix} as well. Nothing was written. Give it a name that ends so.")
    if out.exists() and Path(name).exists() and out.samefile(name):
        raise Wrong(f"{out} is the document itself. Nothing was written. Choose another name for the copy.")


def _copy(text: Text, data: bytes, found: Examined, *, tracked: bool) -> Annotated:
    from kithbridge.formats import documents

    notes = list(_notes(found.found, tracked=tracked))
    try:
        if text.document.kind == "docx":
            from kithbridge.formats.documents.docx import annotated

            return annotated(data, notes, author=AUTHOR, tracked=tracked)
        from kithbridge.formats.documents.pdf import highlighted

        return highlighted(data, notes, author=AUTHOR)
    except documents.Refused as refused:
        raise Wrong(f"{text.name}: {refused} No copy was written.") from None


def _notes(found: Sequence[Shown], *, tracked: bool) -> Iterator[Note]:
    """A note with everything for each finding. Where changes are asked for: with the first words that can stand there as they are."""
    from kithbridge.formats.documents import Note

    borders = [0, *(one.end for one in found)]
    for place, one in enumerate(found):
        words = next((words for words in one.alternatives if not words.startswith("(")), None)
        follows = found[place + 1].start if place + 1 < len(found) else one.put[1]
        apart = borders[place] <= one.put[0] and one.put[1] <= follows
        if tracked and words is not None and apart and not one.contested:
            yield Note(*one.put, said_of(one), words)
        else:
            yield Note(one.start, one.end, said_of(one), None)


def _write(out: Path, data: bytes) -> None:
    """Whole or not at all."""
    part = out.with_name(out.name + ".part")
    try:
        part.write_bytes(data)
        os.replace(part, out)
    except OSError as problem:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise Wrong(f"{out} could not be written ({problem.strerror}). Nothing was changed.") from None


def _tell(out: Path, copy: Annotated) -> None:
    """On standard error: standard output holds the findings, maybe for a machine."""
    print(f"{out} is written, with {len(copy.placed)} {'note' if len(copy.placed) == 1 else 'notes'} in it.", file=sys.stderr)
    if copy.elsewhere:
        count = len(copy.elsewhere)
        print(f"{count} more {'stands' if count == 1 else 'stand'} where the format allows no note: see the list.", file=sys.stderr)
