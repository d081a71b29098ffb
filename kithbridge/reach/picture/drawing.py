"""Numbers as places in a drawing. Colours and strokes come from classes; what a drawing says stands beside it as text or as a table.

Offers
------
Bar, bars(named)             lying bars with their names above: what went out, and behind it, dashed, what was not there
Columns, columns(...)        small upright columns, one for each month or week
Scale, scale(...)            a range on a line with the marks it is compared with
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kithbridge.engines.indicators import Range
from kithbridge.reach.picture.lines import Counts

LONGEST = 480  # a lying bar's whole width in its viewBox
WIDTH, TALL, TOP, FOOT = 240, 60, 20, 2  # a drawing of columns: its width; columns, the number above and the line below


@dataclass(frozen=True)
class Bar:
    """`out` and `missing` are widths; the dashed part begins where the other ends."""

    name: str
    said: str
    out: int
    missing: int


def said_of(one: Counts) -> str:
    """ "12 out, 3 had none", so that it can be read without the drawing."""
    parts = [_("%(n)s out") % {"n": one.out}]
    if one.missing:
        parts.append(_("%(n)s had none") % {"n": one.missing})
    if one.may_not:
        parts.append(_("%(n)s asked for and may not be given") % {"n": one.may_not})
    return ", ".join(parts)


def bars(named: Iterable[tuple[str, Counts]]) -> list[Bar]:
    """All on one scale; what nobody asked for and did not go out is left out."""
    drawn = [(name, one) for name, one in named if one.wanted or one.may_not]
    most = max((one.wanted for _name, one in drawn), default=0) or 1

    def width(n: int) -> int:
        return max(4, round(n / most * LONGEST)) if n else 0

    return [Bar(name, said_of(one), width(one.out), width(one.missing)) for name, one in drawn]


@dataclass(frozen=True)
class Column:
    """One month. The dashed part, what was not there, stands on top of what went out."""

    x: float
    width: float
    y: float
    height: float
    none_y: float
    none: float


@dataclass(frozen=True)
class Columns:
    """`said` is what the drawing says in words; `most` the highest column's number."""

    label: str
    said: str
    most: int
    most_x: float
    columns: tuple[Column, ...]
    first: str
    last: str
    anchor: str
    base: int = TOP + TALL
    height: int = TOP + TALL + FOOT


def columns(label: str, names: Sequence[str], values: Sequence[tuple[int, int]]) -> Columns:
    """One drawing.

    Parameters
    ----------
    names : what to write below the first and the last column is taken from here
    values : (out, had none) for each of them
    """
    totals = [out + none for out, none in values]
    most = max(totals, default=0)
    each = WIDTH / max(len(values), 1)
    gap = 0.18 * each
    drawn = []
    for n, (out, none) in enumerate(values):
        height, lacking = (round(part / (most or 1) * TALL, 1) for part in (out, none))
        top = TOP + TALL - height
        drawn.append(Column(round(n * each + gap / 2, 1), round(each - gap, 1), round(top, 1), height, round(top - lacking, 1), lacking))
    middle = (totals.index(most) + 0.5) * each if most else 0.0
    # The number stands above its column and inside the drawing.
    anchor = "start" if middle < WIDTH / 4 else "end" if middle > WIDTH * 3 / 4 else "middle"
    said = _("%(label)s, %(first)s to %(last)s: %(out)s out, %(none)s had none. The highest: %(name)s.") % {
        "label": label,
        "first": names[0],
        "last": names[-1],
        "out": sum(out for out, _none in values),
        "none": sum(none for _out, none in values),
        "name": names[totals.index(most)] if most else _("none"),
    }
    place = {"start": 0.0, "end": float(WIDTH)}.get(anchor, middle)
    return Columns(label, said, most, round(place, 1), tuple(drawn), names[0], names[-1], anchor)


@dataclass(frozen=True)
class Mark:
    x: float
    said: str


@dataclass(frozen=True)
class Scale:
    """A range as a bar on a line from nought, with marks."""

    x: float
    width: float
    marks: tuple[Mark, ...]


def scale(figure: Range, marks: Sequence[int]) -> Scale:
    """The line ends at the last mark or the range's end, whichever lies further, and a little beyond."""
    low, last = float(figure.low), float(marks[-1])
    high = max(low, last) if figure.high is None else float(figure.high)
    end = max(high, last) * 1.08

    def place(n: float) -> float:
        return round(n / end * LONGEST, 1)

    return Scale(place(low), max(6.0, round(place(high) - place(low), 1)), tuple(Mark(place(mark), str(mark)) for mark in marks))
