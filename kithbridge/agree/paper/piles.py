"""A pile of ballots as it is typed in: five letters a box, so that hands stay on the keys and a form stays small.

Offers
------
LETTERS              what a letter stands for
Row, rows(post, n, statements)   what was typed, to be shown again with what is wrong beside it
with_why(rows, why)  the rows with what the count said of them
blocks(statements)   the statements by fives, in the order in which they are printed
most_rows(statements)   how many ballots fit into one form

A box names the numbers of its five statements. They are the numbers on the paper, so a ballot that was printed before another statement
was shown is still typed in rightly: what it does not have is a dash.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from kithbridge.agree.actions import wording
from kithbridge.agree.actions.refused import Refused
from kithbridge.agree.models import Choice, Statement, Voice

FIVE = 5
ROWS, MOST_ROWS = 5, 20
LETTERS = {"A": Choice.AGREE, "D": Choice.DISAGREE, "P": Choice.PASS}
NOTHING = "-"
LONGEST_TYPED = 400
# Beside the rows: the token, the form's number, how many rows, which button, and what the check of words sends along.
OTHER_FIELDS = 20


def blocks(statements: Sequence[Statement]) -> list[list[Statement]]:
    """By fives, as the thicker lines on the paper part them."""
    return [list(statements[n : n + FIVE]) for n in range(0, len(statements), FIVE)]


def most_rows(statements: Sequence[Statement]) -> int:
    """How many ballots one form can carry: a form holds no more fields than the site takes."""
    fields = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS or MOST_ROWS * 1_000
    return max(ROWS, min(MOST_ROWS, (fields - OTHER_FIELDS) // (len(blocks(statements)) + 3)))


@dataclass(frozen=True)
class Cell:
    """One box: the numbers it is for, what was typed, whether it cannot be read."""

    name: str
    label: str
    typed: str
    wrong: bool


@dataclass(frozen=True)
class Row:
    """One ballot as it was typed. `wrong`: why it cannot be counted, in plain words; "" when it can."""

    n: int
    code: str = ""
    voice: str = ""
    text: str = ""
    cells: tuple[Cell, ...] = ()
    answers: Mapping[UUID, int] = field(default_factory=dict)
    wrong: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was typed into it."""
        return not (self.code or self.voice or self.text or any(cell.typed for cell in self.cells))


def _letters(typed: str) -> str:
    return "".join(sign for sign in typed.upper().replace("–", NOTHING).replace("—", NOTHING) if not sign.isspace())


def _read(typed: str, five: Sequence[Statement]) -> dict[UUID, int] | None:
    """Statement -> answer out of one box; None when it cannot be read: too few letters, too many, another letter."""
    letters = _letters(typed)
    if not letters:
        return {}
    if len(letters) != len(five) or any(sign not in LETTERS and sign != NOTHING for sign in letters):
        return None
    return {one.pk: LETTERS[sign].value for one, sign in zip(five, letters, strict=True) if sign in LETTERS}


def _wrong(row: Row, unread: int) -> str:
    if row.empty:
        return ""
    if unread:
        return _("In the marked boxes the letters do not fit their numbers: A, D, P or a dash for each.")
    if not row.code.strip():
        return _("Type the code that stands on the paper.")
    if row.voice not in Voice.values:
        return _("Choose as what it was answered. Where no cross is: somebody else.")
    if not row.answers:
        return _("No answer stands on it. Leave such a ballot out.")
    return _wrong_words(row.text)


def _wrong_words(text: str) -> str:
    if not text.strip():
        return ""
    try:
        wording.sentence(text)
    except Refused:
        return _("The sentence has more than %(n)d letters, or signs that cannot be shown.") % {"n": wording.LONGEST}
    return ""


def with_why(typed: Sequence[Row], why: Mapping[int, str]) -> list[Row]:
    """The rows, those whose number stands in `why` with what the count said of them."""
    words = {
        "code": _("This code was typed in before, or was never printed for this talk. Look at it again."),
        "not yet": _("Whoever filled this in speaks from the second round on. Keep the paper until then, and empty this row."),
        "text": _("The sentence below it cannot be shown. Write it shorter, or leave it out."),
        "number": _("A statement of it is no longer shown. Type a dash there."),
    }
    other = _("This ballot cannot be counted. Look at it again.")
    return [replace(row, wrong=words.get(why[row.n], other)) if row.n in why else row for row in typed]


def rows(post: Mapping[str, str], n: int, statements: Sequence[Statement]) -> list[Row]:
    """The first `n` rows with what was typed into them."""
    fives, found = blocks(statements), []
    for at in range(n):
        cells, answers, unread = [], {}, 0
        for number, five in enumerate(fives):
            name = f"five_{at}_{number}"
            typed = post.get(name, "")[:LONGEST_TYPED]
            read = _read(typed, five)
            unread += read is None
            answers.update(read or {})
            cells.append(Cell(name, "\u00a0· ".join(str(one.number) for one in five), typed, read is None))
        code, voice, text = (post.get(f"{name}_{at}", "")[:LONGEST_TYPED] for name in ("code", "voice", "text"))
        row = Row(at, code, voice, text, tuple(cells), answers)
        found.append(replace(row, wrong=_wrong(row, unread)))
    return found
