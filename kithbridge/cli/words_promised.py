"""A finding as machines are promised it: one JSON object. Offers: `promised(finding, text)`.

Written by hand: for a large file, dictionaries for `json.dumps` would cost a fifth of all time. A test compares both.
"""

from __future__ import annotations

from json.encoder import encode_basestring_ascii as quoted
from typing import TYPE_CHECKING

from kithbridge.cli.words_shown import mostly
from kithbridge.engines.language.fit import fitted

if TYPE_CHECKING:
    from kithbridge.engines.language.check import Finding


def promised(finding: Finding, text: str) -> str:
    """The eight fields, in ASCII: half of a pair of surrogates in a text would stop any other encoding. Offsets are code points of `text`.

    An alternative can be put in the place of text[start:end] as it is: so the span holds the article or the noun that changes with it
    ("an addict": "a person who uses drugs"), where the words that were found are at least half of that.
    """
    start, end, alternatives = fitted(finding.record, text, finding.start, finding.end)
    if not mostly((start, end), (finding.start, finding.end)):
        start, end = finding.start, finding.end
    key = finding.version, finding.record.id
    of_entry = _OF_ENTRY.get(key)
    if of_entry is None:
        contested = "true" if finding.contested else "false"
        of_entry = f'"entry": {quoted(finding.entry)}, "level": {quoted(finding.level)}, "contested": {contested}'
        of_entry = _OF_ENTRY[key] = f'{of_entry}, "reason": {quoted(finding.reason)}'
    place = f'"start": {start}, "end": {end}, "text": {quoted(text[start:end])}'
    return f'{{{place}, {of_entry}, "alternatives": [{", ".join(map(quoted, alternatives))}]}}'


# What is the same in every finding of an entry, by the version of the list and the id.
_OF_ENTRY: dict[tuple[str, str], str] = {}
