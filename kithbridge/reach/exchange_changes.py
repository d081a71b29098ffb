"""What would change when tables are brought in. Offers `Change`, `Problem`, `Refused`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Change:
    """One row that is new, or that differs in `what`.

    Examples: ("catalogue", "spoon", "") is new; ("catalogue", "spoon", "pack: 10 → 100") differs.
    """

    table: str
    row: str
    what: str = ""

    @property
    def new(self) -> bool:
        return not self.what


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be: `line` as a text editor counts, the first line being the columns; 0: the file as a whole."""

    file: str
    line: int
    column: str
    said: str

    def __str__(self) -> str:
        where = {"file": self.file, "line": self.line, "column": self.column, "said": self.said}
        if not self.line:
            return _("%(file)s: %(said)s") % where
        if not self.column:
            return _("%(file)s, line %(line)s: %(said)s") % where
        return _("%(file)s, line %(line)s, column %(column)s: %(said)s") % where


class Refused(Exception):
    """Nothing was brought in. `problems` says everything that is wrong, in order of files and lines."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))
