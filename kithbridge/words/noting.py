"""Findings as notes inside the file they were found in.

Offers
------
MEDIA                     which kinds of file can carry notes, with their media types
noted(kind, data, looked, tracked=)   the same file with a note on each finding; None where none found a place
name_of(name)             what the new file is called
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kithbridge.engines.language.check import Finding
from kithbridge.engines.language.fit import Fitted
from kithbridge.formats import documents
from kithbridge.words import checking
from kithbridge.words.checking import Looked
from kithbridge.words.showing import LEVEL_WORDS, advice, wordings

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
AUTHOR = "Kithbridge"


def _said(finding: Finding, fitted: Fitted) -> str:
    """One note: how it is heard, what to write instead, who disagrees, from which list."""
    lines = [f"{LEVEL_WORDS.get(finding.level, finding.level)}: {finding.reason}"]
    if offered := wordings(fitted.alternatives):
        lines.append(_("Instead: %(words)s") % {"words": " / ".join(offered)})
    lines += advice(fitted.alternatives)
    if finding.disagree:
        lines.append(_("Others: %(words)s") % {"words": finding.disagree})
    lines.append(_("List %(version)s, %(entry)s.") % {"version": finding.version, "entry": finding.entry})
    return "\n".join(lines)


def _note(finding: Finding, *, tracked: bool) -> documents.Note:
    """On the words found; where it is a change, on all that the wording takes the place of: the article before it, the noun behind."""
    fitted = finding.fitted
    offered = wordings(fitted.alternatives)
    if tracked and offered and not finding.contested:
        return documents.Note(fitted.start, fitted.end, _said(finding, fitted), offered[0])
    return documents.Note(finding.start, finding.end, _said(finding, fitted), None)


def _elsewhere(looked: Looked, numbers: Sequence[int]) -> str:
    """What was found where the file takes no note, so that nobody thinks that it was all."""
    found = "; ".join("“" + " ".join(looked.findings[number].text.split()) + "”" for number in numbers)
    return _("Also found where no note can stand (headers, footnotes, pictures): %(words)s. The page of the check shows them.") % {
        "words": found
    }


def _written(kind: str, data: bytes, notes: Sequence[documents.Note], *, tracked: bool) -> documents.Annotated:
    # Their libraries are large: they come in when a file wants them, not with the site.
    if kind == "docx":
        from kithbridge.formats.documents import docx

        return docx.annotated(data, notes, author=AUTHOR, tracked=tracked, limits=checking.LIMITS)
    from kithbridge.formats.documents import pdf

    return pdf.highlighted(data, notes, author=AUTHOR, limits=checking.LIMITS)


def noted(kind: str, data: bytes, looked: Looked, *, tracked: bool = False) -> documents.Annotated | None:
    """A note on each finding; with `tracked`, in Word, the first wording offered as a change to accept. Contested words are only noted.

    None when not one note found a place. What found none is named in the first note.
    """
    notes = [_note(one, tracked=tracked) for one in looked.findings]
    made = _written(kind, data, notes, tracked=tracked)
    if not made.placed:
        return None
    if made.elsewhere:
        first = made.placed[0]
        notes[first] = notes[first]._replace(text=f"{notes[first].text}\n\n{_elsewhere(looked, made.elsewhere)}")
        made = _written(kind, data, notes, tracked=tracked)
    return made


def name_of(name: str) -> str:
    """`letter.docx` becomes `letter-notes.docx`."""
    stem, dot, ending = name.replace("\\", "/").rpartition("/")[2].rpartition(".")
    return f"{stem}-notes.{ending}" if dot else f"{ending}-notes"
