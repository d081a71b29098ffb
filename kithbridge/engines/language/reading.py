"""Reading age: the Flesch-Kincaid grade of an English text, counted offline.

Offers: `grade(text)`, `syllables(word)`, `sentences(text)`, `words(sentence)`.
Source: Kincaid, Fishburne, Rogers, Chissom (1975), Research Branch Report 8-75:
grade = 0.39 * words / sentences + 11.8 * syllables / words - 15.59. Syllables are counted by our own rules
from spelling.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["grade", "sentences", "syllables", "words"]

# A full stop after these, or after a single letter or within a number, ends no sentence.
_SHORT: Final = frozenset({"mr", "mrs", "ms", "dr", "st", "prof", "no", "vs", "e.g", "i.e", "eg", "ie", "tel"})
_STOP: Final = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)")
_WORD: Final = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_BULLET: Final = re.compile(r"^\s*(?:[-*•–—>#]+|\(?[0-9]{1,3}[.)]|[a-z][.)])\s+", re.IGNORECASE)

# Spoken otherwise than the rules below make of the spelling; in the plural too.
_ODD_BY_COUNT: Final = {
    1: {"hour", "aged", "weren", "aren", "ache", "real"},
    2: {"every", "business", "being", "maybe", "coffee", "science", "conscience", "wicked", "naked", "hundred"}
    | {"sacred", "soldier", "hatred", "poem", "wednesday", "chaos", "via", "cafe", "persuade", "ruin", "really", "giant"},
    3: {"idea", "area", "recipe", "theatre", "museum", "beloved", "parliament", "suicide", "wherever"} | {"takeaway", "heroin"},
    4: {"apostrophe", "diabetes", "reality"},
}
_ODD: Final = {word: count for count, odd in _ODD_BY_COUNT.items() for word in odd}
# Words that begin others and keep their silent "e": some-body, home-less, there-fore.
_COMPOUND: Final = re.compile(
    r"(every|some|any|home|house|life|care|time|side|where|there|here|fore|safe|note|place|base|make|take"
    r"|use|phone|name|space|white|fire|five|nine|whole|love|like|more|one)((?:[bcdfghjklmnpqrstvwxz].*[aeiouy].*|one|ones))$"
)
# Endings before which an "e" is silent as at a word's end: complete-ly, involve-ment (but el-e-ment).
_ENDING: Final = re.compile(r"(.*[aeiouy].*[^aeiouyl]e|.*[aeiouy]le)(ly|less|ful|fully|ness|ments?|works?|holds?)$")
_GROUP: Final = re.compile(r"[aeiouy]+")
# Two vowels side by side, each spoken.
_APART: Final = re.compile(
    r"(?<![ctsg])ia(?!ge)|[ctsg]iat"  # me-di-a, ma-te-ri-al, as-so-ci-ate; not so-cial, mar-riage
    r"|(?<![tsgcnx])(?<!ll)(?<!sh)io(?!ur)"  # ra-di-o, se-ri-ous; not sta-tion, mil-lion, be-hav-iour
    r"|iu|ie(?:t|rs?$|st$)|(?<![ct])ien[ct]"  # qui-et, ear-li-er, cli-ent; not pa-tient
    r"|(?<!p)(?<!l)(?<!j)eo(?![nu])"  # vid-e-o, the-o-ry; not peo-ple, sur-geon
    r"|(?<![gq])ua|(?<![gq])ue[lnt]|uou"  # u-su-al, flu-ent, con-tin-u-ous; not lan-guage
    r"|(?<![gqb])ui(?=n|d|ty|ci|ti)"  # flu-id
    r"|[aeouy]ing|oe[mt]|creat(?!ure)|ism|thm$"  # do-ing, try-ing, po-et, cre-ate, rac-is-m
)
# An "e" that is not spoken: make, makes, asked; but ta-ble, plac-es, want-ed, set-tled, cen-tre.
_SILENT: Final = re.compile(
    r"(?:(?<=[^aeiouyl])(?<![bct]r)|(?<=[aeiouyrl]l))e$"
    r"|(?:(?<=[^aeiouylsxzcg])(?<![cs]h)|(?<=[aeiouyrl]l))es$"
    r"|(?:(?<=[^aeiouyltd])|(?<=[aeiouyrl]l))ed$"
)


def grade(text: str) -> float:
    """The US school grade whose pupils can read `text`; reading age in years is about grade + 5.

    Parameters
    ----------
    text : str
        Plain text, no markup. GROUND section 13: at least 100 words, item names left out.

    Returns
    -------
    float
        May be below 0 for very plain text; 0.0 for a text without words.

    Examples
    --------
    >>> round(grade("We do not ask your name. You can leave at any time."), 1)
    -0.5
    """
    parts = [words(sentence) for sentence in sentences(text)]
    counted = [word for part in parts for word in part]
    if not counted:
        return 0.0
    spoken = sum(syllables(word) for word in counted)
    return 0.39 * len(counted) / len(parts) + 11.8 * spoken / len(counted) - 15.59


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with at least one word.

    A stop ends a sentence, and so does a line end: headings and list items need no full stop. Text to be
    judged is unwrapped, one paragraph a line.

    >>> sentences("What we bring\\n- kits\\n- Mrs. Day's soup. It is hot!")
    ['What we bring', 'kits', "Mrs. Day's soup.", 'It is hot!']
    """
    found: list[str] = []
    for line in text.splitlines():
        found.extend(_of_line(_BULLET.sub("", line)))
    return [sentence for sentence in found if words(sentence)]


def _of_line(line: str) -> list[str]:
    found, begin = [], 0
    for stop in _STOP.finditer(line):
        before = line[begin : stop.start()].split()
        last = before[-1].lower().lstrip("(\"'“‘") if before else ""
        if stop[0] == "." and (last in _SHORT or (len(last) == 1 and last.isalpha() and last not in {"i", "a"})):
            continue
        found.append(line[begin : stop.end()].strip())
        begin = stop.end()
    return [*found, line[begin:].strip()]


def words(sentence: str) -> list[str]:
    """The words of a sentence: `don't` is one, `take-home` is one, a number is one.

    >>> words("Don't wait: ring 999, it's free.")
    ["Don't", 'wait', 'ring', '999', "it's", 'free']
    """
    return [found[0] for found in _WORD.finditer(unicodedata.normalize("NFKC", sentence))]


def syllables(word: str) -> int:
    """How many syllables an English word has when spoken, by rules from its spelling; at least 1.

    A number counts as many as its digits read one by one (999 is three); an abbreviation in capitals, its
    letters.

    >>> [syllables(word) for word in ("help", "naloxone", "people", "somebody", "999")]
    [1, 3, 2, 3, 3]
    """
    if len(word) > 1 and word.isupper() and not set(word) & set("AEIOUY"):
        return sum(3 if letter == "W" else 1 for letter in word if letter.isalpha())
    return sum(_syllables(part) for part in re.findall(r"[a-z]+|[0-9]", _plain(word))) or 1


def _syllables(word: str) -> int:
    """One run of letters a to z, or one digit."""
    if word.isdigit():
        return 2 if word == "7" else 1
    stem = word.removesuffix("s") if word.removesuffix("s") in _ODD else word
    if stem in _ODD:
        return _ODD[stem]
    if compound := _COMPOUND.match(word):
        return _syllables(compound[1]) + _syllables(compound[2])
    if ending := _ENDING.match(word):
        return _syllables(ending[1]) + _syllables(ending[2])
    # A "y" that opens a word or stands between two vowels is a consonant: yes, play-er.
    spelt = re.sub(r"^y|(?<=[aeiou])y(?=[aeiou])", "j", word)
    count = len(_GROUP.findall(spelt)) + len(_APART.findall(spelt)) - len(_SILENT.findall(spelt))
    return max(count, 1)


def _plain(word: str) -> str:
    """Lower case, without accents; "couldn't" gets back the vowel that is spoken, other apostrophes go."""
    apart = unicodedata.normalize("NFKD", word.lower())
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    bare = re.sub(r"(?<=[ds])n['’]t$", "ent", bare)
    bare = re.sub(r"(?<=[sxz])['’]s$|(?<=[cs]h)['’]s$", "es", bare)
    return re.sub(r"['’]", "", re.sub(r"t['’]ll$", "tell", bare))
