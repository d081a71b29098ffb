"""Whatever stands in a table: out and in again it is the same, and no cell is a formula to a spreadsheet."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from kithbridge.formats import sheets
from kithbridge.reach import exchange
from kithbridge.reach.actions import catalogue
from kithbridge.reach.actions import exchange as acts
from kithbridge.reach.exchange_tables import IN, written
from kithbridge.reach.models import Item
from kithbridge.web import once
from tests.builders import DATABASES

CONTROLS = "".join(chr(n) for n in (*range(32), 127) if chr(n) not in "\t\n")
TEXT = st.text(st.characters(codec="utf-8", exclude_characters=CONTROLS), max_size=30)
LINE = TEXT.map(lambda text: " ".join(text.split()))
COLUMNS = ("key", "what it is")


@given(st.lists(st.tuples(TEXT, TEXT)))
@example([("=1+1", "'=1+1"), ("''@x", "-5"), ("-5-5", "\t=2"), ('"', ",;\n"), ("'", "''"), ("＝1", "\n=1")])
def test_written_and_read_again_is_the_same(rows: list[tuple[str, str]]) -> None:
    kept = [row for row in rows if any(cell.strip() for cell in row)]  # a row of nothing is no row
    found = sheets.read(sheets.write(COLUMNS, kept).encode())
    assert found.columns == COLUMNS
    assert [tuple(row.cells.values()) for row in found.rows] == kept


@given(st.lists(st.tuples(TEXT, TEXT)))
@example([("=1+1", "-1+1"), ("+1", "@SUM(A1)"), ("\t=1", "－1")])
def test_no_cell_begins_a_formula(rows: list[tuple[str, str]]) -> None:
    for row in csv.reader(io.StringIO(sheets.write(COLUMNS, rows)[1:], newline="")):
        for cell in row:
            assert cell.lstrip("-").isdigit() or not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


@given(st.lists(st.tuples(TEXT, TEXT)), st.sampled_from(",;\t"))
def test_every_delimiter_is_known_again(rows: list[tuple[str, str]], delimiter: str) -> None:
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([COLUMNS, *kept])
    assume(not any("\r" in cell for row in kept for cell in row))
    meant = [tuple(row.cells.values()) for row in sheets.read(out.getvalue().encode()).rows]
    assert meant == [tuple(row.cells.values()) for row in sheets.read(sheets.write(COLUMNS, meant).encode()).rows]
    assert len(meant) == len(kept)


@given(st.dictionaries(st.sampled_from(sorted(IN)), st.binary(max_size=400)))
def test_what_is_folded_into_a_form_comes_back(files: dict[str, bytes]) -> None:
    assert exchange.unfolded(exchange.folded(files)) == files


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "order": st.integers(0, 32_767),
    "week": st.builds(lambda n: f"2026-W{n:02}", st.integers(1, 53)) | st.none(),
    "expires": st.dates(dt.date(1000, 1, 1)) | st.none(),
    "pack": st.integers(1, 10_000),
    "label": LINE.filter(bool),
    "on": st.booleans(),
    "kind": st.sampled_from(Item.Kind.values),
}
CELLS = {
    "order": IN["catalogue"].columns["order"],
    "week": IN["kits"].columns["week"],
    "expires": IN["lots"].columns["expires"],
    "pack": IN["catalogue"].columns["pack"],
    "label": IN["catalogue"].columns["label"],
    "on": IN["catalogue"].columns["on"],
    "kind": IN["catalogue"].columns["kind"],
}


@pytest.mark.parametrize("name", sorted(CELLS))
@given(data=st.data())
def test_a_cell_is_read_as_it_was_written(name: str, data: st.DataObject) -> None:
    value = data.draw(VALUES[name])
    assert CELLS[name].read(CELLS[name].write(value)) == value


class TestCatalogue:
    """Any catalogue, out of one site and into an empty one."""

    pytestmark = DATABASES

    THING = st.fixed_dictionaries(
        {"label": LINE.filter(lambda text: bool(catalogue.key_of(text)))},
        optional={
            "plain": LINE,
            "neutral": LINE.map(lambda text: text[:24].strip()),
            "unit": LINE.map(lambda text: text[:20].strip()).filter(bool),
            "options": LINE,
            "note": LINE,
            "code": LINE,
            "kind": st.sampled_from(Item.Kind.values),
            "picture": st.sampled_from(sorted(catalogue.PICTURES)),
            "on": st.booleans(),
            "alone": st.booleans(),
            "women": st.booleans(),
            "must": st.booleans(),
            "pack": st.integers(1, 10_000),
            "takes": st.integers(0, 10_000),
        },
    )

    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(things=st.lists(THING, max_size=6))
    def test_it_comes_back_whole(self, things: list[dict[str, Any]]) -> None:
        Item.objects.all().delete()
        for thing in things:
            # Two labels may give one key: the second is refused.
            with contextlib.suppress(catalogue.Unfit):
                catalogue.add_item(**thing)
        assert bool(things) == Item.objects.exists()
        for replaced, item in zip(Item.objects.all(), list(Item.objects.all())[1:], strict=False):
            catalogue.change_item(key=item.key, replaces_id=replaced.key)
        before = written("catalogue")
        Item.objects.update(replaces=None)
        Item.objects.all().delete()
        acts.bring_in(files={"catalogue": before.encode()}, role="team", form_id=once.new_form_id())
        assert written("catalogue") == before
        assert acts.bring_in(files={"catalogue": before.encode()}, role="team", form_id=once.new_form_id()) == ()
