"""The usual case of a noun: what stands there is replaced by the words of the list as they are, with at most another article.

Offers `usual(place, lines)`: the alternatives without looking further, or None where something round the phrase asks for more (see
`fit`). `of_people(text)`, `NAMING`, `THINGS_OF` are shared with it.

Most findings are of this kind. What is remembered depends on the list and the phrase, never on a text.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from kithbridge.engines.language.fit_lines import Line, numbered
from kithbridge.engines.language.fit_place import Place, person_after, word_set
from kithbridge.engines.language.inflection import article

__all__ = ["NAMING", "THINGS_OF", "Usual", "capitals", "of_people", "usual", "with_article"]

# "Pt is IVDU", "known as addict": an article is wanted where the text has none.
NAMING: Final = frozenset(("is", "was", "'s", "be", "been", "being", "became", "remains", "as"))
# "typical junkie behaviour" is the behaviour of people.
THINGS_OF: Final = word_set("behaviour behavior lifestyle mentality tendencies ways excuses death deaths story stories")
# A verb after the phrase may have to agree, a second "who" goes.
_AGREES: Final = frozenset(("is", "was", "has", "are", "were", "have", "who"))


def of_people(text: str) -> bool:
    """True for an alternative that names a person, behind which an attribute can stand."""
    return text.startswith(("person ", "parent", "mother", "child", "pregnant", "woman who is prescribed"))


def with_article(words: str) -> str:
    """The article that words begin with, and a space; "" where they take none."""
    a = article(words)
    return a and a + " "


class Usual(NamedTuple):
    """Where the replacement begins, and in each alternative whether it takes the capitals of the place (advice does not)."""

    start: int
    words: tuple[str, ...]
    fits: tuple[bool, ...]


class _Plain(NamedTuple):
    words: tuple[str, ...]
    articled: tuple[str, ...]
    fits: tuple[bool, ...]
    wanted: str  # the article of the first


@lru_cache(maxsize=4096)
def _plain(lines: tuple[Line, ...], *, more: bool) -> _Plain | None:
    """The lines for one or for more; None where one of them depends on what follows."""
    if any(line.then for line in lines):
        return None
    fits = {numbered(line.text, more=more) if line.kind == "noun" else line.text: line.kind != "advice" for line in lines}
    articled = tuple(with_article(one) + one if fit else one for one, fit in fits.items())
    words = tuple(fits)
    return _Plain(words, articled, tuple(fits.values()), "" if more else article(words[0]))


@lru_cache(maxsize=4096)
def capitals(words: tuple[str, ...], fits: tuple[bool, ...]) -> tuple[str, ...]:
    """The alternatives at the beginning of a sentence."""
    return tuple(one[:1].upper() + one[1:] if fit else one for one, fit in zip(words, fits, strict=True))


def usual(place: Place, lines: tuple[Line, ...]) -> Usual | None:
    """The alternatives of a noun in its plain case; None where it is not plain.

    Parameters
    ----------
    place : Place
        The phrase in its text.
    lines : tuple of Line
        In the order they are offered.
    """
    phrase, previous = place.phrase, place.previous
    if lines[0].kind != "noun" or phrase.adjective or phrase.person or phrase.lead or phrase.daily:
        return None
    if place.text[place.end : place.end + 1] in ("'", "’") or previous.endswith("day"):
        return None
    follows = place.following(place.end)[0]
    more = phrase.many
    if follows in _AGREES:
        return None
    if not more and follows and (follows in THINGS_OF or (of_people(lines[0].text) and person_after(place, any_noun=False))):
        return None
    plain = _plain(lines, more=more)
    if plain is None:
        return None
    if previous == "a" or previous == "an":
        if plain.words[0].endswith(" use"):
            return None  # "has a crack habit" is "uses crack"
        if plain.wanted == previous:
            return Usual(place.start, plain.words, plain.fits)
        return Usual(place.previous_start, plain.articled, plain.fits)
    articled = not more and previous in NAMING
    return Usual(place.start, plain.articled if articled else plain.words, plain.fits)
