"""What a folder says about its texts, in `.kithbridge-words.toml`. No Django.

    level = "default"                      # or contested, all
    genre = "policy"                       # case, letter, policy, news, transcript
    list = "our-words.rec"                 # another list; the path begins at this file
    ignore = ["old/*", "*.pdf"]            # files that are not looked at
    allow = ["Clean Break", "drug users' union"]   # phrases that may stand; a finding inside one is not reported
    allow-entries = ["KB012"]              # entries of the list that are not reported

Offers: `Settings`, `settled(options)` (file and command line together; the command line wins), `from_table(table, folder)` (an editor's
settings), `Wrong` (what is wrong with it, plainly), `kept(text, findings, settings)`, `silenced(source)` (comments in a text).
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kithbridge.cli.words_arguments import GENRES, LEVELS

if TYPE_CHECKING:
    from kithbridge.engines.language.check import Finding

NAME: Final = ".kithbridge-words.toml"
LARGEST: Final = 1_000_000
_LISTS: Final = ("ignore", "allow", "allow-entries")
_ONES: Final = ("level", "genre", "list")
# Off and on again in Markdown and HTML; a word about one line at its end, with or without the entries it means.
_SWITCH: Final = r"(?i)<!--\s*words:\s*(off|on)\s*-->"
_LINE: Final = r"(?im)\bwords:ok((?:[ \t,]+[A-Z]{1,4}[0-9]+)*)[ \t]*(?:-->)?[ \t]*\r?$"


class Wrong(Exception):
    """A setting cannot be followed. The text says what happened, what was kept, what to do."""


class Settings(NamedTuple):
    """What is asked of a check. `folder` is where `ignore` begins; `word_list` is empty for the list that comes along."""

    level: str = "default"
    genre: str = ""
    word_list: str = ""
    ignore: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    allow_entries: frozenset[str] = frozenset()
    folder: str = ""

    def leaves_out(self, path: Path) -> bool:
        """Whether `ignore` names this file, or a folder it lies in."""
        if not self.ignore:
            return False
        from fnmatch import fnmatch

        try:
            inside = path.resolve().relative_to(Path(self.folder).resolve())
        except ValueError:
            return False
        names = [inside.as_posix(), *(one.as_posix() for one in inside.parents if one.name), inside.name]
        return any(fnmatch(name, pattern.rstrip("/")) for pattern in self.ignore for name in names)


def settled(options: argparse.Namespace) -> Settings:
    """The settings of the nearest file, with what the command line says instead. Raises `Wrong`."""
    path = None if options.no_config else _nearest(options.config)
    table: dict[str, Any] = {} if path is None else _table(path)
    found = from_table(table, path.parent if path else Path(), said=str(path) if path else "")
    return Settings(
        level=options.level or found.level,
        genre=getattr(options, "genre", None) or found.genre,
        word_list=options.word_list or found.word_list,
        ignore=found.ignore,
        allow=found.allow,
        allow_entries=found.allow_entries,
        folder=found.folder,
    )


def _nearest(named: str | None) -> Path | None:
    """The file that was named, or the first on the way up to the top of the repository. Outside of one, only this folder's."""
    if named is not None:
        return Path(named)
    here = Path.cwd()
    ways = [here, *here.parents]
    top = next((place for place, folder in enumerate(ways) if (folder / ".git").exists()), 0)
    return next((folder / NAME for folder in ways[: top + 1] if (folder / NAME).is_file()), None)


def _table(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise Wrong(f"{path} is larger than a file of settings can be. Nothing was checked.")
        return tomllib.loads(raw.decode("utf-8"))
    except OSError as problem:
        raise Wrong(f"{path} could not be read ({problem.strerror}). Nothing was checked.") from None
    except ValueError as problem:
        raise Wrong(f"{path} is not a settings file: {problem}. Nothing was checked. See docs/check-your-words.md.") from None


def from_table(table: Mapping[str, Any], folder: Path, said: str = "") -> Settings:
    """Settings out of a table of names and values. `said` names its origin in messages. Raises `Wrong` for what it does not know."""
    where = said or "The settings"
    unknown = sorted(set(table) - {*_LISTS, *_ONES})
    if unknown:
        raise Wrong(f"{where}: {unknown[0]!r} is not a setting. There are {', '.join((*_ONES, *_LISTS))}. Nothing was checked.")
    for name in _ONES:
        if name in table and not isinstance(table[name], str):
            raise Wrong(f"{where}: {name} must be words in quotation marks. Nothing was checked.")
    for name in _LISTS:
        value = table.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            raise Wrong(f"{where}: {name} must be a list of words in quotation marks. Nothing was checked.")
    for name, choices in (("level", LEVELS), ("genre", GENRES)):
        if table.get(name) and table[name] not in choices:
            raise Wrong(f"{where}: {name} is one of {', '.join(choices)}. Nothing was checked.")
    return Settings(
        level=table.get("level") or "default",
        genre=table.get("genre", ""),
        word_list=str(folder / table["list"]) if table.get("list") else "",
        ignore=tuple(table.get("ignore", ())),
        allow=tuple(table.get("allow", ())),
        allow_entries=frozenset(one.strip().upper() for one in table.get("allow-entries", ())),
        folder=str(folder),
    )


def kept(text: str, findings: Iterable[Finding], settings: Settings) -> list[Finding]:
    """The findings that no allowed phrase holds and no allowed entry made, in order."""
    silent = settings.allow_entries
    left = [one for one in findings if one.entry.upper() not in silent] if silent else list(findings)
    if not left or not settings.allow:
        return left
    spans = [found.span() for phrase in settings.allow for found in _loosely(phrase).finditer(text)]
    return [one for one in left if not any(start <= one.start and one.end <= end for start, end in spans)]


def _loosely(phrase: str) -> re.Pattern[str]:
    """A phrase however it is broken over lines, in capitals or with curly apostrophes; whole words only."""
    parts = [re.sub(r"['’]", "['’]", re.escape(part)) for part in phrase.split()]
    return re.compile(r"(?<!\w)" + r"\s+".join(parts) + r"(?!\w)", re.IGNORECASE)


def silenced(source: str) -> Callable[[int, int, str], bool] | None:
    """What comments in a text keep silent: says of (start, end, entry) whether it is. None where there are no such comments.

    Parameters
    ----------
    source : str
        The text as it stands in the file. Offsets are code points of it.
    """
    if "words:" not in source.lower():
        return None
    off = list(_off(source))
    lines: dict[int, frozenset[str]] = {}
    for found in re.finditer(_LINE, source):
        entries = frozenset(one.upper() for one in re.split(r"[ \t,]+", found[1]) if one)
        lines[source.rfind("\n", 0, found.start()) + 1] = entries

    def is_silent(start: int, end: int, entry: str) -> bool:
        if any(first <= start and end <= last for first, last in off):
            return True
        # A phrase that breaks over two lines stands on both.
        said = (lines.get(source.rfind("\n", 0, place) + 1) for place in (start, max(start, end - 1)))
        return any(entries is not None and (not entries or entry.upper() in entries) for entries in said)

    return is_silent


def _off(source: str) -> Iterable[tuple[int, int]]:
    """Stretches between `off` and `on`; what is never switched on again is off to the end."""
    since: int | None = None
    for found in re.finditer(_SWITCH, source):
        if found[1].lower() == "off":
            since = found.start() if since is None else since
        elif since is not None:
            yield since, found.end()
            since = None
    if since is not None:
        yield since, len(source)
