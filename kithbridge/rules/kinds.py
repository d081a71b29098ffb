"""The kinds of value a rule can have: each parses what people type, refuses what cannot be, and says its value in words.

Offers
------
Number, Share, Duration, YesNo, Choice, Text, ListOf, WeekSchedule, Table
Unfit           what was given cannot be a value; its text says why, in plain words
readable(text)  something of theirs that may be said back to them

Every kind works on plain JSON values (what a version stores) and has

    parse(text)            what somebody typed -> value; raises Unfit
    fit(value)             a value from a file or a database -> value; raises Unfit
    shown(value)           the value in words
    typed(value)           the text that `parse` reads back (form fields, exports by hand)
    below(value, floor)    whether the value lies on the wrong side of a floor; `above` of a ceiling
    safer(a, b, way)       whether a protects more than b, for the way a rule declares

What a floor means depends on the kind: the least number; True for a must; the options allowed; what a list must hold.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Words = str | Promise
LONGEST_LIST = 40
LONGEST_TABLE = 100


class Unfit(ValueError):
    """This cannot be a value of that kind; the text says why."""


def readable(text: str) -> str:
    """What somebody gave us, short enough to be said back and without signs that steer a terminal."""
    return "".join(sign if sign.isprintable() else "?" for sign in text[:40])


@dataclass(frozen=True)
class Kind(ABC):
    """What every kind shares. `name` stands in exports."""

    name: ClassVar[str] = ""

    def parse(self, text: str) -> Any:
        return self.fit(text.strip())

    @abstractmethod
    def fit(self, value: Any) -> Any: ...

    def shown(self, value: Any) -> str:
        return str(value)

    def typed(self, value: Any) -> str:
        return str(value)

    def below(self, value: Any, floor: Any) -> bool:
        return bool(value < floor)

    def above(self, value: Any, ceiling: Any) -> bool:
        return bool(value > ceiling)

    def safer(self, one: Any, other: Any, way: str) -> bool:
        """Whether `one` protects strictly more than `other`, where `way` is "less", "more", "yes" or "no"."""
        return False

    def describe(self) -> dict[str, Any]:
        """The kind for an export."""
        return {"kind": self.name}


@dataclass(frozen=True)
class Number(Kind):
    """A whole number with its unit, for example `Number("kits")`."""

    unit: Words = ""
    name: ClassVar[str] = "number"

    def fit(self, value: Any) -> int:
        if isinstance(value, str) and re.fullmatch(r"[+-]?[0-9]{1,9}", value):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 10**9:
            raise Unfit(_("This must be a whole number."))
        return value

    def shown(self, value: int) -> str:
        return f"{value} {self.unit}".strip()

    def safer(self, one: Any, other: Any, way: str) -> bool:
        return bool(one < other) if way == "less" else bool(one > other) if way == "more" else False

    def describe(self) -> dict[str, Any]:
        return {"kind": self.name, "unit": str(self.unit)}


@dataclass(frozen=True)
class Share(Number):
    """A share in per cent, 0 to 100."""

    name: ClassVar[str] = "share"

    def fit(self, value: Any) -> int:
        if isinstance(value, str):
            value = value.removesuffix("%").strip()
        found = super().fit(value)
        if not 0 <= found <= 100:
            raise Unfit(_("This must be a share from 0 to 100 per cent."))
        return found

    def shown(self, value: int) -> str:
        return _("%(n)d in 100") % {"n": value}


@dataclass(frozen=True)
class Duration(Number):
    """A length of time in one unit: "seconds", "minutes", "hours", "days" or "weeks"."""

    unit: str = "weeks"
    name: ClassVar[str] = "duration"

    def fit(self, value: Any) -> int:
        found = super().fit(value)
        if found < 0:
            raise Unfit(_("A length of time cannot be less than nothing."))
        return found

    def shown(self, value: int) -> str:
        words = {
            "seconds": ngettext("%(n)d second", "%(n)d seconds", value),
            "minutes": ngettext("%(n)d minute", "%(n)d minutes", value),
            "hours": ngettext("%(n)d hour", "%(n)d hours", value),
            "days": ngettext("%(n)d day", "%(n)d days", value),
            "weeks": ngettext("%(n)d week", "%(n)d weeks", value),
        }
        return words[self.unit] % {"n": value}


@dataclass(frozen=True)
class YesNo(Kind):
    """Yes or no. A floor of True means: always yes."""

    name: ClassVar[str] = "yes or no"

    def fit(self, value: Any) -> bool:
        if isinstance(value, str) and value.casefold() in {"yes", "true", "no", "false"}:
            value = value.casefold() in {"yes", "true"}
        if not isinstance(value, bool):
            raise Unfit(_("This must be yes or no."))
        return value

    def shown(self, value: bool) -> str:
        return _("yes") if value else _("no")

    def typed(self, value: bool) -> str:
        return "yes" if value else "no"

    def safer(self, one: Any, other: Any, way: str) -> bool:
        return bool(one is (way == "yes") and one is not other) if way in ("yes", "no") else False


@dataclass(frozen=True)
class Choice(Kind):
    """One of some options, `{key: words}`. A floor or ceiling is the set of options no group may leave."""

    options: Mapping[str, Words] = field(default_factory=dict, hash=False)
    name: ClassVar[str] = "choice"

    def fit(self, value: Any) -> str:
        if not isinstance(value, str) or value not in self.options:
            raise Unfit(_("This must be one of: %(options)s.") % {"options": ", ".join(self.options)})
        return str(value)

    def shown(self, value: str) -> str:
        return str(self.options.get(value, value))

    def below(self, value: Any, floor: Any) -> bool:
        return value not in floor

    def above(self, value: Any, ceiling: Any) -> bool:
        return value not in ceiling

    def describe(self) -> dict[str, Any]:
        return {"kind": self.name, "options": {key: str(words) for key, words in self.options.items()}}


@dataclass(frozen=True)
class Text(Kind):
    """A short public text."""

    longest: int = 300
    name: ClassVar[str] = "text"

    def fit(self, value: Any) -> str:
        if not isinstance(value, str) or not value.strip() or len(value) > self.longest or not value.isprintable():
            raise Unfit(_("This must be a text of at most %(n)d letters, on one line.") % {"n": self.longest})
        return value.strip()


@dataclass(frozen=True)
class ListOf(Kind):
    """Some of the options `{key: words}`; without options, short texts. Floor: what the list must hold; ceiling: what it may hold."""

    options: Mapping[str, Words] = field(default_factory=dict, hash=False)
    fewest: int = 0
    name: ClassVar[str] = "list"

    def parse(self, text: str) -> list[str]:
        return self.fit([part.strip() for part in text.split(",") if part.strip()])

    def fit(self, value: Any) -> list[str]:
        if not isinstance(value, list | tuple) or len(value) > LONGEST_LIST or not all(isinstance(part, str) for part in value):
            raise Unfit(_("This must be a list, with commas between."))
        found = list(dict.fromkeys(part.strip() for part in value))
        if self.options and (unknown := [part for part in found if part not in self.options]):
            raise Unfit(
                _("%(part)s is not known here. Known: %(options)s.") % {"part": readable(unknown[0]), "options": ", ".join(self.options)}
            )
        if not self.options and any(not part or len(part) > 60 or "," in part or not part.isprintable() for part in found):
            raise Unfit(_("Each part of the list is a short text, without a comma."))
        if len(found) < self.fewest:
            raise Unfit(_("The list needs at least %(n)d.") % {"n": self.fewest})
        return found

    def shown(self, value: Sequence[str]) -> str:
        words = [str(self.options.get(part, part)) for part in value]
        if len(words) < 2:
            return words[0] if words else _("nothing")
        return _("%(some)s and %(last)s") % {"some": ", ".join(words[:-1]), "last": words[-1]}

    def typed(self, value: Sequence[str]) -> str:
        return ", ".join(value)

    def below(self, value: Any, floor: Any) -> bool:
        return not set(floor) <= set(value)

    def above(self, value: Any, ceiling: Any) -> bool:
        return not set(value) <= set(ceiling)

    def safer(self, one: Any, other: Any, way: str) -> bool:
        return set(one) < set(other) if way == "less" else set(one) > set(other) if way == "more" else False

    def describe(self) -> dict[str, Any]:
        return {"kind": self.name, "options": {key: str(words) for key, words in self.options.items()}}


DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]")


def day_words(day: str) -> str:
    """A day of the week in words."""
    return {
        "mon": _("Monday"),
        "tue": _("Tuesday"),
        "wed": _("Wednesday"),
        "thu": _("Thursday"),
        "fri": _("Friday"),
        "sat": _("Saturday"),
        "sun": _("Sunday"),
    }[day]


@dataclass(frozen=True)
class WeekSchedule(Kind):
    """Hours by day of the week, `{"mon": ["10:00-12:00"], ...}`; typed as `mon 10:00-12:00; thu 14:00-16:00`."""

    name: ClassVar[str] = "week schedule"

    def parse(self, text: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        days = {name: day for day in DAYS for name in (day, day_words(day).casefold())}
        for part in (part.strip() for part in text.split(";")):
            if part:
                day, _space, span = part.partition(" ")
                found.setdefault(days.get(day.casefold(), day), []).append(span.strip())
        return self.fit(found)

    def fit(self, value: Any) -> dict[str, list[str]]:
        wrong = Unfit(_("This must be days with hours, like: mon 10:00-12:00; thu 14:00-16:00"))
        if not isinstance(value, dict) or not set(value) <= set(DAYS):
            raise wrong
        found: dict[str, list[str]] = {}
        for day in DAYS:
            spans = value.get(day, [])
            if not isinstance(spans, list) or not all(isinstance(span, str) and _SPAN.fullmatch(span) for span in spans):
                raise wrong
            ordered = sorted(spans)
            begins_ends = [span.split("-") for span in ordered]
            if any(begin >= end for begin, end in begins_ends) or any(before[1] > after[0] for before, after in pairwise(begins_ends)):
                raise Unfit(_("Hours must end after they begin, and must not overlap."))
            if ordered:
                found[day] = ordered
        return found

    def shown(self, value: Mapping[str, Sequence[str]]) -> str:
        days = [f"{day_words(day)} {_(' and ').join(spans)}" for day, spans in value.items()]
        return "; ".join(days) if days else _("no hours")

    def typed(self, value: Mapping[str, Sequence[str]]) -> str:
        return "; ".join(f"{day} {span}" for day, spans in value.items() for span in spans)

    def minutes(self, value: Mapping[str, Sequence[str]]) -> int:
        """How many minutes of the week the schedule holds."""
        total = 0
        for span in (span for spans in value.values() for span in spans):
            begin, end = (int(part[:2]) * 60 + int(part[3:]) for part in span.split("-"))
            total += end - begin
        return total

    def below(self, value: Any, floor: Any) -> bool:
        return self.minutes(value) < int(floor)

    def above(self, value: Any, ceiling: Any) -> bool:
        return self.minutes(value) > int(ceiling)


@dataclass(frozen=True)
class Table(Kind):
    """Rows with the same typed columns, `{column: kind}`; typed as `a | b` with one row a line. Floor and ceiling: how many rows."""

    columns: Mapping[str, Kind] = field(default_factory=dict, hash=False)
    name: ClassVar[str] = "table"

    def parse(self, text: str) -> list[dict[str, Any]]:
        rows = []
        for line in (line.strip() for line in text.splitlines()):
            if line:
                cells = [cell.strip() for cell in line.split("|")]
                if len(cells) != len(self.columns):
                    raise Unfit(_("Each line needs: %(columns)s.") % {"columns": " | ".join(self.columns)})
                rows.append({name: kind.parse(cell) for (name, kind), cell in zip(self.columns.items(), cells, strict=True)})
        return self.fit(rows)

    def fit(self, value: Any) -> list[dict[str, Any]]:
        if not isinstance(value, list | tuple) or len(value) > LONGEST_TABLE:
            raise Unfit(_("This must be a table."))
        rows = []
        for row in value:
            if not isinstance(row, dict) or set(row) != set(self.columns):
                raise Unfit(_("Each line needs: %(columns)s.") % {"columns": " | ".join(self.columns)})
            rows.append({name: kind.fit(row[name]) for name, kind in self.columns.items()})
            cells = [kind.typed(rows[-1][name]) for name, kind in self.columns.items()]
            if any("|" in cell or "\n" in cell for cell in cells) or not any(cells):
                raise Unfit(_("A line of the table must hold something, and no sign | inside."))
        return rows

    def shown(self, value: Sequence[Mapping[str, Any]]) -> str:
        rows = [", ".join(self.columns[name].shown(row[name]) for name in self.columns) for row in value]
        return "; ".join(rows) if rows else _("nothing")

    def typed(self, value: Sequence[Mapping[str, Any]]) -> str:
        return "\n".join(" | ".join(self.columns[name].typed(row[name]) for name in self.columns) for row in value)

    def below(self, value: Any, floor: Any) -> bool:
        return len(value) < int(floor)

    def above(self, value: Any, ceiling: Any) -> bool:
        return len(value) > int(ceiling)

    def describe(self) -> dict[str, Any]:
        return {"kind": self.name, "columns": {name: kind.describe() for name, kind in self.columns.items()}}
