"""What both kinds of database can do for a backup. Offers: `Store`, `Copy`."""

from __future__ import annotations

import abc
import copy
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kithbridge.people.backups.refusal import Refused


@dataclass(frozen=True)
class Copy:
    """A database as it stood at one moment.

    size : bytes it takes, about
    ask : rows of a query on that moment, as they come
    chunks : its bytes, as they go into a backup; read once, to the end
    """

    size: int
    tables: list[str]
    ask: Callable[[str], Iterator[tuple[Any, ...]]]
    chunks: Callable[[], Iterator[bytes]]

    def counts(self) -> dict[str, int]:
        """Rows of every table."""
        return {table: int(next(self.ask(f'SELECT count(*) FROM "{table}"'))[0]) for table in self.tables}  # noqa: S608 - our own names

    def migrations(self) -> list[str]:
        """The migrations applied, as `app.name`. Raises Refused when there are none."""
        if "django_migrations" not in self.tables:
            raise Refused("The databases are not ready, so there is nothing to back up. Run `kithbridge init` or `kithbridge upgrade`.")
        return sorted(f"{app}.{name}" for app, name in self.ask("SELECT app, name FROM django_migrations"))


class Store(abc.ABC):
    """One database: the live one behind `alias`, or a scratch one that is to stand in for it."""

    vendor: str

    def __init__(self, alias: str, settings: dict[str, Any]) -> None:
        self.alias, self.settings = alias, settings

    @property
    def name(self) -> str:
        return str(self.settings["NAME"])

    def called(self, name: str) -> Store:
        """The same kind of database under another name."""
        return type(self)(self.alias, copy.deepcopy(self.settings) | {"NAME": name})

    @abc.abstractmethod
    def copied(self, scratch: Path) -> AbstractContextManager[Copy]:
        """A copy of one moment, while others go on writing. Nothing of it stays."""

    @abc.abstractmethod
    def has_tables(self) -> bool:
        """Whether a group's tables are in it."""

    @abc.abstractmethod
    def in_use(self) -> bool:
        """Whether somebody else has it open."""

    @abc.abstractmethod
    def beside(self, purpose: str, scratch: Path | None = None) -> Store:
        """An empty database of the same kind, from where it can be moved into this one's place, or in the folder `scratch`."""

    @abc.abstractmethod
    def filled(self, size: int) -> AbstractContextManager[Callable[[bytes], object]]:
        """Takes a copy's bytes into this empty database. Raises Refused when they are not whole, or there is no room."""

    @abc.abstractmethod
    def settled(self) -> None:
        """Everything written is on the disk, in one piece, and sound. Raises Refused."""

    @abc.abstractmethod
    def drop(self) -> None:
        """This scratch database goes."""

    @abc.abstractmethod
    def there(self) -> bool:
        """Whether it exists."""

    @abc.abstractmethod
    def move_into(self, place: Store) -> None:
        """Take the place of that database in one step; the other one goes. Done already: nothing happens."""
