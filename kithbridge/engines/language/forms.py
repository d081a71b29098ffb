"""Forms of an entry, and the phrases that they stand for.

Offers `CLASSES`, `expand(form)`, `expanded(form)`, `too_many(form)`.

`addict(s)` is addict, addicts; `fail(s/ed/ing)` adds each ending or none; `refus[e/es/ed]` needs one of them;
`core/family group` is core group, family group; `(her/his) habit` may lack the word, `[a mother/a mum] of two` has one of them;
`<drug>`, `<person>`, `<people>`, `<child>`, `<test>` stand for every word of their class; a hyphen is also a space or nothing.
British -ise and programme are also found as -ize and program.

Phrases are *folded*: lower case, straight apostrophes, a space for each hyphen. Text has to be folded alike before it is searched.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["CLASSES", "LONGEST", "MOST", "expand", "expanded", "too_many"]

# Of one form. Each bracket multiplies: a line of a hundred of them would stand for more phrases than any memory holds.
LONGEST, MOST = 1_000, 20_000

# Classes stay short: every word here multiplies the forms that use it, and all of them are searched at once.
CLASSES: Final[Mapping[str, tuple[str, ...]]] = {
    "<drug>": (
        *("drug", "drugs", "substance", "opioid", "opiate", "heroin", "smack", "crack", "cocaine", "coke", "crystal meth", "meth"),
        *("methamphetamine", "amphetamine", "speed", "cannabis", "weed", "spice", "mamba", "ketamine", "ghb", "mephedrone", "ecstasy"),
        *("benzo", "valium", "diazepam", "pregabalin", "pill", "painkiller", "prescription drug", "codeine", "fentanyl", "methadone"),
        *("crack cocaine", "glue", "steroid", "xanax", "oxycodone", "tramadol", "painkillers", "pills", "opioids", "opiates"),
        *("prescription drugs", "steroids", "benzos"),
    ),
    "<person>": ("person", "woman", "man", "mother", "mum", "father", "dad", "parent", "girl", "patient", "client"),
    "<people>": ("people", "women", "men", "mothers", "mums", "fathers", "dads", "parents", "girls", "couple", "families", "family"),
    "<child>": ("child", "children", "baby", "babies", "son", "daughter", "toddler", "infant", "boy", "girl", "kids", "twins"),
    "<test>": ("test", "tests", "drug test", "drug tests", "urine", "urine test", "sample", "samples", "screen", "drug screen", "swab"),
}


def expand(form: str) -> list[str]:
    """The folded phrases that one form stands for, each once, in a fixed order.

    >>> expand("fail(s/ed) to attend")
    ['fail to attend', 'fails to attend', 'failed to attend']
    >>> expand("(known) ex-addict(s)")
    ['known ex addict', 'known exaddict', 'known ex addicts', 'known exaddicts', 'ex addict', 'exaddict', 'ex addicts', 'exaddicts']
    """
    return list(dict.fromkeys(expanded(form)))


# Forms and words of forms that were written out. A list that changes has nearly all forms of the one before it: only what is new costs
# time, so that an edit is live at once.
_FORMS: dict[str, tuple[str, ...]] = {}
_WORDS: dict[str, list[str]] = {}
_MOST_KEPT: Final = 100_000


def expanded(form: str) -> tuple[str, ...]:
    """As `expand`, remembered from list to list; a phrase may come twice."""
    phrases = _FORMS.get(form)
    if phrases is None:
        if len(_FORMS) > _MOST_KEPT:
            _FORMS.clear()
            _WORDS.clear()
        phrases = _FORMS[form] = tuple(_written_out(form))
    return phrases


def _written_out(form: str) -> list[str]:
    parts = []
    for token in _tokens(form):
        choices = _WORDS.get(token)
        if choices is None:
            choices = _WORDS[token] = _choices(token)
        parts.append(choices)
    if len(parts) == 1:
        phrases = [phrase for phrase in parts[0] if phrase]
    else:
        phrases = [" ".join(filter(None, words)) for words in product(*parts)]
    return [*phrases, *_spelt_otherwise(phrases)]


def too_many(form: str) -> bool:
    """Whether the form is longer, or stands for more phrases, than a list can hold. Reckoned without making them.

    >>> too_many("(a/b) " * 9), too_many("(a/b) " * 10)
    (False, True)
    """
    if len(form) > LONGEST:
        return True
    if form.count("(") + form.count("[") + form.count("<") + form.count("/") < 4:
        return False
    count = 1
    for token in _tokens(form):
        ways = 0
        for piece in _apart(token, "/"):
            of_piece = 1 + ("-" in piece)
            for segment in _segments(piece):
                of_piece *= len(list(segment))
            ways += of_piece
        count *= ways
        if count > MOST:
            return True
    return False


def _tokens(form: str) -> Iterator[str]:
    """Words between spaces; a space inside brackets parts nothing."""
    depth, begin = 0, 0
    for place, sign in enumerate(form):
        if sign in "([<":
            depth += 1
        elif sign in ")]>":
            depth -= 1
        elif sign == " " and depth == 0:
            if place > begin:
                yield form[begin:place]
            begin = place + 1
    if begin < len(form):
        yield form[begin:]


def _choices(token: str) -> list[str]:
    """What one word of a form may be; "" stands for a word that may be missing."""
    if token[0] == "(" and token.find(")") == len(token) - 1:
        return [*(phrase for choice in token[1:-1].split("/") for phrase in _hyphened([_folded(choice)])), ""]
    found: list[str] = []
    for piece in _apart(token, "/"):
        variants = [""]
        for segment in _segments(piece):
            variants = [before + after for before in variants for after in segment]
        found += _hyphened(variants, joined="<" not in piece)
    return list(dict.fromkeys(found))


def _apart(text: str, sign: str) -> Iterator[str]:
    depth, begin = 0, 0
    for place, at in enumerate(text):
        depth += (at in "([") - (at in ")]")
        if at == sign and depth == 0:
            yield text[begin:place]
            begin = place + 1
    yield text[begin:]


def _segments(piece: str) -> Iterator[Iterable[str]]:
    """`refus[e/es]-<drug>(s)` as lists of what may stand one after the other."""
    while piece:
        if piece[0] == "<":
            name, _, piece = piece.partition(">")
            yield CLASSES.get(name + ">", ())
        elif piece[0] == "(":
            inside, _, piece = piece[1:].partition(")")
            yield ("", *inside.split("/"))
        elif piece[0] == "[":
            inside, _, piece = piece[1:].partition("]")
            yield inside.split("/")
        else:
            end = min((place for place in map(piece.find, "([<") if place > 0), default=len(piece))
            yield (_folded(piece[:end]),)
            piece = piece[end:]


def _folded(text: str) -> str:
    return text.lower().replace("\u2019", "'")


def _hyphened(variants: list[str], *, joined: bool = True) -> list[str]:
    """A hyphen as a space, and as nothing: "smack-head" is "smack head" and "smackhead"."""
    found = []
    for variant in variants:
        found.append(variant.replace("-", " "))
        if joined and "-" in variant:
            found.append(variant.replace("-", ""))
    return found


# Words with -is- that are never spelt with -iz-.
_ALWAYS_S: Final = (
    *("advis", "aris", "compromis", "despis", "devis", "disguis", "exercis", "improvis", "likewis", "nois", "otherwis", "prais"),
    *("precis", "premis", "promis", "rais", "revis", "ris", "supervis", "surpris", "televis", "wis"),
)
_ENDINGS: Final = ("ise", "ised", "ises", "ising", "isation", "iser", "isers")
_US: Final = (("programme", "program"), ("behaviour", "behavior"), ("paediatric", "pediatric"), ("labour", "labor"))


def _spelt_otherwise(phrases: list[str]) -> list[str]:
    """The phrases as they are spelt with -ize and in American English, where that differs."""
    found = []
    for phrase in phrases:
        has_z = "ise" in phrase or "isi" in phrase or "isa" in phrase
        if not (has_z or "our" in phrase or "programme" in phrase or "paed" in phrase):
            continue
        other = " ".join(map(_with_z, phrase.split(" "))) if has_z else phrase
        for british, american in _US:
            other = other.replace(british, american)
        if other != phrase:
            found.append(other)
    return found


def _with_z(word: str) -> str:
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word:
            return word if len(stem) < 3 or word.startswith(_ALWAYS_S) else stem + "iz" + ending[2:]
    return word
