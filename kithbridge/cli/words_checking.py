"""One process's checker, and what it does to a text, a file or many lines.

Offers: `lexicon_of(path)`, `prepare(settings)`, `findings(text)`, `examine(asked)`, `examine_lines(chunk)`, `Asked`, `Lines`.
`prepare`, `examine` and `examine_lines` are called by name in other processes: what goes in and out is plain.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kithbridge.cli import words_texts
from kithbridge.cli.words_config import Settings, Wrong, kept, silenced
from kithbridge.cli.words_shown import Examined, shown

if TYPE_CHECKING:
    from kithbridge.cli.words_texts import Text
    from kithbridge.engines.language.check import Checker, Finding
    from kithbridge.engines.language.lexicon import Lexicon

LARGEST_LIST = 50_000_000


class _Bench(NamedTuple):
    lexicon: Lexicon
    settings: Settings


# This process's list and settings, and the checker once all of the list is needed.
_BENCH: list[_Bench] = []
_CHECKER: list[Checker] = []


class Asked(NamedTuple):
    """A file to look through: its name, whether it is measured as well, what came in on standard input, why it is not there,
    and whether no other comes."""

    name: str
    reading: bool = False
    data: bytes | None = None
    problem: str = ""
    once: bool = False


class Lines(NamedTuple):
    """Checked lines: JSON to be written as it is, how many findings, and what was wrong with broken lines."""

    written: str
    findings: int
    size: int
    broken: tuple[str, ...]


@lru_cache(maxsize=2)
def lexicon_of(path: str) -> Lexicon:
    """The list that comes along, or the one in a file. Raises `Wrong`."""
    from kithbridge.engines.language import lexicon

    if not path:
        return lexicon.starter()
    try:
        with Path(path).open("rb") as file:
            raw = file.read(LARGEST_LIST + 1)
        if len(raw) > LARGEST_LIST:
            raise Wrong(f"{path} is larger than a list can be. Nothing was checked.")
        text = raw.decode("utf-8-sig")
        found = _parsed(text, path)
    except OSError as problem:
        raise Wrong(f"The list {path} could not be read ({problem.strerror}). Nothing was checked.") from None
    except UnicodeDecodeError:
        raise Wrong(f"The list {path} is not text in UTF-8. Nothing was checked. Save it as UTF-8.") from None
    except lexicon.Malformed as problem:
        raise Wrong(f"The list {path} has a mistake, {problem}. Nothing was checked.") from None
    if not found.entries:
        raise Wrong(f"The list {path} has no entries. Nothing was checked.")
    return found


def _parsed(text: str, path: str) -> Lexicon:
    from kithbridge.engines.language import lexicon

    if Path(path).suffix.lower() == ".rec":
        return lexicon.parse(text)
    from kithbridge.engines.language import exchange

    return exchange.read(text, path)


def prepare(settings: Settings) -> None:
    """Make this process ready. Raises `Wrong`."""
    _BENCH[:] = [_Bench(lexicon_of(settings.word_list), settings)]
    _CHECKER.clear()
    if settings.word_list:
        # Somebody's own list is read to its end, whatever the first text holds: a mistake in it is said.
        _whole()


def _whole() -> Checker:
    """The checker with all of the list. Raises `Wrong`."""
    from kithbridge.engines.language.check import Checker

    if not _CHECKER:
        lexicon, settings = _BENCH[0]
        try:
            _CHECKER.append(Checker(lexicon, level=settings.level))
        except ValueError as problem:
            raise Wrong(f"The list {settings.word_list or 'that comes along'} has a mistake: {problem}. Nothing was checked.") from None
    return _CHECKER[0]


def _checker(text: str, *, once: bool) -> Checker:
    """The checker for a text; for the only one that comes, no more of the list than it needs."""
    if _CHECKER or not once:
        return _whole()
    from kithbridge.cli.words_sieve import sifted
    from kithbridge.engines.language.check import Checker

    lexicon, settings = _BENCH[0]
    return Checker(sifted(lexicon, text), level=settings.level)


def findings(text: Text, *, once: bool = False) -> list[Finding]:
    """What is found in a text and neither allowed by the settings nor kept silent by a comment in it."""
    settings = _BENCH[0].settings
    checker = _checker(text.text, once=once)
    found = kept(text.text, checker.check(text.text, known=text.known, genre=settings.genre), settings)
    is_silent = silenced(text.document.source or text.text) if found else None
    if is_silent is None:
        return found
    return [one for one in found if not is_silent(*text.span(one.start, one.end), one.entry)]


def examine(asked: Asked) -> Examined:
    """A file, read and checked."""
    if asked.problem:
        return Examined(asked.name, problem=asked.problem)
    try:
        data = words_texts.opened(asked.name) if asked.data is None else asked.data
        text = words_texts.read(asked.name, data)
    except words_texts.Unread as problem:
        return Examined(asked.name, problem=str(problem))
    return examined(text, asked)


def examined(text: Text, asked: Asked) -> Examined:
    """A text that was read, checked."""
    reading = None
    if asked.reading:
        from kithbridge.cli.words_reading import measured

        reading = measured(text.text)
    found = tuple(shown(text, findings(text, once=asked.once)))
    return Examined(asked.name, found, reading=reading, in_lines=text.in_lines, remarks=text.document.remarks)


def examine_lines(chunk: tuple[int, list[bytes]]) -> Lines:
    """Lines of JSON, checked. The chunk: the number of its first line, and the lines."""
    import json

    from kithbridge.cli.words_promised import promised

    first, lines = chunk
    checker, settings = _whole(), _BENCH[0].settings
    written: list[str] = []
    broken: list[str] = []
    count = 0
    for number, line in enumerate(lines, first):
        if not line.strip():
            continue
        try:
            identity, text = _asked(line)
        except ValueError as problem:
            broken.append(f"line {number}: {problem}")
            continue
        found = kept(text, checker.check(text, genre=settings.genre), settings)
        count += len(found)
        written.append(f'{{"id": {json.dumps(identity)}, "findings": [{", ".join([promised(one, text) for one in found])}]}}\n')
    return Lines("".join(written), count, sum(map(len, lines)), tuple(broken))


def _asked(line: bytes) -> tuple[Any, str]:
    """`id` and `text` of a line. Raises ValueError, which names what is missing and never what stands there."""
    import json

    try:
        row = json.loads(line)
    except UnicodeDecodeError:
        raise ValueError("this is not UTF-8") from None
    except (json.JSONDecodeError, RecursionError):
        raise ValueError("this is not JSON") from None
    if not isinstance(row, dict):
        raise ValueError('this is not an object with "id" and "text"')
    for name in ("id", "text"):
        if name not in row:
            raise ValueError(f'there is no "{name}"')
    if not isinstance(row["text"], str):
        raise ValueError('"text" is not a string')
    return row["id"], words_texts.whole(row["text"])
