"""What the page of the picture shows to whoever hands out or leads, and what to everybody else.

Offers: `inside(span)`, `outside(name)`; each the whole context of its template.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kithbridge import rules
from kithbridge.people.queries import figures
from kithbridge.reach import picturing, tallying
from kithbridge.reach.models import Estimate, Reached, Tally
from kithbridge.reach.picture import compared, drawing, leaving, lines
from kithbridge.reach.picture.compared import Year
from kithbridge.reach.picture.drawing import Columns
from kithbridge.reach.picture.lines import Table
from kithbridge.reach.picturing import ByMonth, Span

OTHERS = (
    (Reached.Kind.FOR_1, gettext_lazy("1 other person")),
    (Reached.Kind.FOR_2, gettext_lazy("2 to 4 others")),
    (Reached.Kind.FOR_5, gettext_lazy("5 to 9 others")),
    (Reached.Kind.FOR_10, gettext_lazy("10 others or more")),
)
PASSED = (
    (Reached.Kind.WENT, gettext_lazy("went")),
    (Reached.Kind.NO_ONE, gettext_lazy("no one there")),
    (Reached.Kind.NOT_DARED, gettext_lazy("did not dare")),
)
MONTHS_LISTED = 24


def shows() -> set[str]:
    """Parts of the picture that the rule names."""
    return set(rules.value("picture.shows"))


@dataclass(frozen=True)
class MonthRow:
    """One month of the table beside the small drawings: (out, had none) of all things, then of each line."""

    name: str
    label: str
    cells: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class OverTime:
    """Small drawings on scales of their own, and the same as a table, the newest month first. `in_kits`: what comes in kits only."""

    drawings: tuple[Columns, ...]
    in_kits: tuple[Columns, ...]
    heads: tuple[str, ...]
    rows: tuple[MonthRow, ...]


def _over_time(span: Span, shown: Table) -> OverTime:
    found: ByMonth = picturing.years(picturing.YEARS if span.by == "years" else 1, span.name)
    first = picturing.first_month()
    names = [name for name in picturing.until(span.name, 12 * (picturing.YEARS if span.by == "years" else 1)) if name >= first]
    labels = [picturing.label_of(name) for name in names]
    things = [line.key for line in shown.things]

    def of(name: str, keys: Sequence[str]) -> tuple[int, int]:
        out, missing = (sum(found[name, key, kind.value] for key in keys) for kind in (Tally.Kind.OUT, Tally.Kind.MISSING))
        return out, missing

    counted = {key for _name, key, kind in found if kind in (Tally.Kind.OUT, Tally.Kind.MISSING)}
    series: list[tuple[str, list[str], bool]] = [(_("All things"), things, True)]
    series += [(line.label, [line.key], line.alone) for line in (*shown.kits, *shown.alone, *shown.in_kits) if line.key in counted]

    def drawn(alone: bool) -> tuple[Columns, ...]:
        some = [(label, keys) for label, keys, by_itself in series if by_itself == alone]
        return tuple(drawing.columns(label, labels, [of(name, keys) for name in names]) for label, keys in some)

    rows = tuple(
        MonthRow(name, label, tuple(of(name, keys) for _label, keys, _alone in series))
        for name, label in zip(reversed(names), reversed(labels), strict=True)
    )
    return OverTime(drawn(True), drawn(False), tuple(label for label, _keys, _alone in series), rows)


def _reached(found: Counter[str]) -> dict[str, Any]:
    return {
        "hand_outs": found[Reached.Kind.HAND_OUTS],
        "others": [(label, found[kind]) for kind, label in OTHERS],
        "passed": [(label, found[kind]) for kind, label in PASSED],
        "others_any": any(found[kind] for kind, _label in OTHERS),
        "passed_any": any(found[kind] for kind, _label in PASSED),
    }


def _compared(over: Year, shown: set[str]) -> dict[str, Any]:
    """Each part only where the rule names it."""
    found: dict[str, Any] = {"year": over}
    for part, make in (("sets", compared.sets), ("naloxone", compared.naloxone), ("bins", compared.bins), ("waste", compared.waste)):
        if part in shown:
            found[part] = make(over)
    return found


def inside(span: Span) -> dict[str, Any]:
    """Everything, for whoever hands out or leads."""
    shown, parts = lines.table(picturing.of(span)), shows()
    context: dict[str, Any] = {
        "by": span.by,
        "period": span,
        "parts": parts,
        "table": shown,
        "bars": drawing.bars((line.label, line.all) for line in shown.alone),
        "part_bars": drawing.bars((line.label, line.all) for line in shown.in_kits),
        "kit_bars": drawing.bars((line.label, line.all) for line in shown.kits),
        "area_bars": drawing.bars((area.label, one) for area, one in zip(shown.areas, shown.of_areas, strict=True)),
        "area_rows": list(zip(shown.areas, shown.of_areas, strict=True)),
        "gaps": lines.gaps(shown),
        "most": shown.missing_most(),
        "estimates": Estimate.objects.exists(),
    }
    last = picturing.running() if span.by == "week" else span.name
    if span.by == "week":
        context["beside"] = tallying.beside(tallying.newest())
    else:
        context["over_time"] = _over_time(span, shown)
    if span.by in ("month", "year"):
        context |= _compared(compared.year(last), parts)
    if "reach" in parts and span.by != "years":
        context["reach"] = _reached(picturing.reached(span.weeks))
    return context


def outside(name: str) -> dict[str, Any]:
    """What may leave: the newest whole month, or the one of this name."""
    months, parts = leaving.closed(), shows()
    if not months:
        return {"months": [], "parts": parts}
    chosen = name if name in months else months[0]
    at = months.index(chosen)
    context: dict[str, Any] = {
        "months": [(one, picturing.label_of(one)) for one in months[:MONTHS_LISTED]],
        "parts": parts,
        "leaving": leaving.leaving(chosen),
        "smallest": figures.smallest(),
        "before": months[at + 1] if at + 1 < len(months) else "",
        "after": months[at - 1] if at else "",
    }
    context |= _compared(leaving.year(chosen), parts)
    if "reach" in parts:
        context["reach"] = _reached(leaving.reached([chosen]))
    return context
