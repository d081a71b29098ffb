"""The alternatives of an entry, read for one phrase: its drug filled in, in the order they are offered.

Offers `Line`, `lines_of(instead, words, drug, own)`, `head_of(words)`, `numbered(text, more=)`.

What is kept from call to call depends on the list and the phrase, never on a text that was checked.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from kithbridge.engines.language.fit_place import word_set
from kithbridge.engines.language.inflection import agreed, is_noun, lemma, plural, singular

__all__ = ["Line", "head_of", "lines_of", "numbered"]


class Line(NamedTuple):
    """An alternative of the list with its drug filled in. `kind`: noun, verb, other, advice."""

    text: str
    kind: str
    then: str = ""  # "to" of "did not come (to)": stands where something follows that it fits


@lru_cache(maxsize=4096)
def lines_of(instead: tuple[str, ...], words: tuple[str, ...], drug: str, own: str) -> tuple[Line, ...]:
    """The lines of an entry for a phrase.

    Parameters
    ----------
    instead : tuple of str
        As the list has it, best first.
    words : tuple of str
        The phrase, folded.
    drug : str
        As it is called behind "uses".
    own : str
        The kind of the phrase: "noun", "verb" or "other". Lines of that kind come first, advice last, unless the list begins with advice.
    """
    lines = [line for line in (_line(text, drug, words) for text in instead) if line.text]
    if lines[0].kind != "advice":
        same = any(line.kind == own for line in lines)
        lines.sort(key=lambda line: 2 if line.kind == "advice" else same and line.kind != own)
    return tuple(lines)


_NEEDLE: Final = frozenset(("iv", "intravenous", "injecting", "injector", "injectors", "needle"))
_TESTED: Final = frozenset(("urine", "blood", "saliva", "hair", "tox"))


def _line(text: str, drug: str, words: tuple[str, ...]) -> Line:
    if text.startswith("("):
        return Line(text, "advice")
    text, _, then = text.partition(" (")
    then = then.rstrip(")")
    text = _with_drug(_of_whom(text, words), drug)
    if "<test>" in text:  # "dirty urine" is a positive urine test; "dirty" alone is positive
        tested = " ".join(words[1:]) + (" test" if words[-1] in _TESTED else "")
        return Line(text.replace("<test>", tested) if len(words) > 1 else "", "noun")
    row = text.split()
    if lemma(row[0]) and not is_noun(row[0]) and not (len(row) == 2 and is_noun(row[1]) and row[1] != "care"):
        return Line(text, "verb", then)
    return Line(text, "noun" if head_of(row) is not None else "other", then)


def _of_whom(text: str, words: tuple[str, ...]) -> str:
    """What the phrase says of the person stays: that she is pregnant, a woman, that the drug is injected."""
    if _NEEDLE.intersection(words):
        text = text.replace("uses <drug>", "injects <drug>").replace("<drug> use", "injecting <drug>")
    if "pregnant" in words or "expectant" in words:
        return text.replace("person who", "pregnant woman who")
    if text.startswith("person ") and ("female" in words or "women" in words):
        return "woman" + text.removeprefix("person")
    return text


def _with_drug(text: str, drug: str) -> str:
    """ "drugs" before "use" is "drug", "opioids" is "opioid"; a name stays."""
    if "<drug> use" in text or "<drug> dep" in text:
        drug = " and ".join(word.removesuffix("s") if word.endswith(_PLURAL_DRUGS) else word for word in drug.split(" and "))
    return text.replace("<drug>", drug)


_PLURAL_DRUGS: Final = ("ugs", "ids", "tes", "ers", "lls", "zos", "nes", "nts")
_ENDS_HEAD: Final = word_set("who of with on off in to that where for at by without not after")


def head_of(words: list[str]) -> int | None:
    """Where the noun of an alternative stands among its first words, before "who", "of" and the like; None where there is none."""
    found = None
    for place, word in enumerate(words[:4]):
        if word in _ENDS_HEAD:
            break
        if is_noun(word):
            found = place
        elif found is not None:
            break
    return found


@lru_cache(maxsize=4096)
def numbered(text: str, *, more: bool) -> str:
    """A noun with what belongs to it, for one or for more.

    >>> numbered("person who uses drugs", more=True)
    'people who use drugs'
    """
    words = text.split()
    head = head_of(words)
    one = singular(words[head]) if head is not None else ""
    if head is None or one != words[head]:  # what the list has in the plural stays so: missed doses
        return text
    if not more:
        return " ".join([*words[:head], one, *words[head + 1 :]])
    return agreed(" ".join([*words[:head], plural(one), *words[head + 1 :]]))
