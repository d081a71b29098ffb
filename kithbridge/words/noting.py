"""Findings as notes inside the file they were found in.

Offers
------
MEDIA                     which kinds of file can carry notes, with their media types
noted(kind, data, looked, tracked=)   the same file with a note on each finding -> documents.Annotated
name_of(name)             what the new file is called
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from kithbridge.engines.language.check import Finding
from kithbridge.formats import documents
from kithbridge.words.checking import Looked
from kithbridge.words.showing import LEVEL_WORDS, is_advice, wordings

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
AUTHOR = "Kithbridge"


def _said(finding: Finding) -> str:
    """One note: how it is heard, what to write instead, who disagrees, from which list."""
    lines = [f"{LEVEL_WORDS.get(finding.level, finding.level)}: {finding.reason}"]
    if offered := wordings(finding):
        lines.append(_("Instead: %(words)s") % {"words": " / ".join(offered)})
    lines += [one.strip("()[] ") for one in finding.alternatives if is_advice(one)]
    if finding.disagree:
        lines.append(_("Others: %(words)s") % {"words": finding.disagree})
    lines.append(_("List %(version)s, %(entry)s.") % {"version": finding.version, "entry": finding.entry})
    return "\n".join(lines)


def _note(finding: Finding, *, tracked: bool) -> documents.Note:
    """On the words found; where it is a change, on all that the wording takes the place of: the article before it, the noun behind."""
    offered = wordings(finding)
    if tracked and offered and not finding.contested:
        return documents.Note(finding.fitted.start, finding.fitted.end, _said(finding), offered[0])
    return documents.Note(finding.start, finding.end, _said(finding), None)


def noted(kind: str, data: bytes, looked: Looked, *, tracked: bool = False) -> documents.Annotated:
    """A note on each finding; with `tracked`, in Word, the first wording offered as a change to accept. Contested words are only noted."""
    notes = [_note(one, tracked=tracked) for one in looked.findings]
    # Their libraries are large: they come in when a file wants them, not with the site.
    if kind == "docx":
        from kithbridge.formats.documents import docx

        return docx.annotated(data, notes, author=AUTHOR, tracked=tracked)
    from kithbridge.formats.documents import pdf

    return pdf.highlighted(data, notes, author=AUTHOR)


def name_of(name: str) -> str:
    """`letter.docx` becomes `letter-notes.docx`."""
    stem, dot, ending = name.replace("\\", "/").rpartition("/")[2].rpartition(".")
    return f"{stem}-notes.{ending}" if dot else f"{ending}-notes"
