"""The map of statements as shapes: where each sentence lies between two sides, moved apart so that each number can be read.

Offers
------
Point, Mark, Field, Drawing
drawn(points, fields=...)     where each stone stands; fields of the grid that hold many people are shaded

Stones are statements: no dot ever stands for a person.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

ROUNDS = 80
TURN = 2.399963  # the golden angle in radians: stones that lie on each other go apart in all directions, always the same way


@dataclass(frozen=True)
class Point:
    """One statement: its number on the page, its place (any unit, the middle is 0, 0), and what it is shown as."""

    number: int
    x: float
    y: float
    kind: str = ""


@dataclass(frozen=True)
class Mark:
    """One stone on the drawing, in whole units of it."""

    number: int
    x: int
    y: int
    kind: str = ""


@dataclass(frozen=True)
class Field:
    """A field of the grid in which many people stand, in whole units; `shade` 1 to 3."""

    x: int
    y: int
    side: int
    shade: int


@dataclass(frozen=True)
class Drawing:
    """`width`, `height` and middle (`x0`, `y0`) of the drawing; `right`, `foot`: where its lines end; `stone`: half a stone's width."""

    width: int
    height: int
    stone: int
    marks: tuple[Mark, ...]
    fields: tuple[Field, ...] = ()

    @property
    def x0(self) -> int:
        return self.width // 2

    @property
    def y0(self) -> int:
        return self.height // 2

    @property
    def right(self) -> int:
        return self.width - 8

    @property
    def foot(self) -> int:
        return self.height - 8


def _apart(places: list[list[float]], least: float, side: float, edge: float) -> None:
    """Pushes stones that touch from each other, in rounds, and keeps all of them on the drawing."""
    for _round in range(ROUNDS):
        touched = False
        for i in range(len(places)):
            for j in range(i + 1, len(places)):
                dx, dy = places[j][0] - places[i][0], places[j][1] - places[i][1]
                far = math.hypot(dx, dy)
                if far >= least:
                    continue
                touched = True
                if far < 1e-6:
                    dx, dy, far = math.cos(TURN * (i + j)), math.sin(TURN * (i + j)), 1.0
                    push = least / 2
                else:
                    push = (least - far) / 2
                for one, way in ((i, -1.0), (j, 1.0)):
                    places[one][0] += way * push * dx / far
                    places[one][1] += way * push * dy / far
        for place in places:
            place[0] = min(max(place[0], edge), side - edge)
            place[1] = min(max(place[1], edge), side - edge)
        if not touched:
            return


def _fields(shades: Sequence[Sequence[int]], step: float, middle: float) -> tuple[Field, ...]:
    """Rows from the bottom up, as the grid counts them."""
    half = len(shades) // 2
    found = []
    for row, line in enumerate(shades):
        for column, shade in enumerate(line):
            if shade:
                x, y = middle + (column - half - 0.5) * step, middle - (row - half + 0.5) * step
                found.append(Field(round(x), round(y), round(step), shade))
    return tuple(found)


def drawn(points: Sequence[Point], *, fields: Sequence[Sequence[int]] = (), side: int = 340, stone: int = 14, reach: int = 3) -> Drawing:
    """Where each stone stands; the same points in any order give the same drawing. Places that are no numbers are left out.

    `reach`: the outermost place on each axis. `fields`: shades of the grid's fields, 0 for none, rows from the lowest place up.
    """
    kept = sorted((one for one in points if math.isfinite(one.x) and math.isfinite(one.y)), key=lambda one: one.number)
    edge, step = stone + 6, side / (2 * reach + 1)
    places = [[side / 2 + one.x * step, side / 2 - one.y * step] for one in kept]
    _apart(places, 2.0 * stone + 4, side, edge)
    marks = tuple(Mark(one.number, round(x), round(y), one.kind) for one, (x, y) in zip(kept, places, strict=True))
    return Drawing(side, side, stone, marks, _fields(fields, step, side / 2))
