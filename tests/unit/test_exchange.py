"""Rules on their way to another group: what is written can be read, what is damaged is refused whole, and nothing is enacted."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kithbridge import rules
from kithbridge.rules import Group, Protects, Readers, enact, exchange, explain, kinds, state
from kithbridge.rules.declare import Rule
from kithbridge.rules.exchange import Sent, Unreadable
from kithbridge.rules.models import Evidence, Version
from kithbridge.web.clock import this_week
from tests.builders import DATABASES, quick_kdf  # noqa: F401
from tests.decisions import decide, declare_only, words_of_tests  # noqa: F401

pytestmark = DATABASES
KEY = "asks.live_weeks"


def packed(document: Any) -> bytes:
    return json.dumps(document).encode()


def document(**values: Any) -> dict[str, Any]:
    """A small export of another group."""
    lines = [{"key": key.replace("__", "."), "value": value} for key, value in values.items()]
    return {"schema": exchange.SCHEMA, "group": "Other", "week": "2026-W40", "rules": lines}


def public() -> list[Rule]:
    return explain.told(Readers.EVERYBODY)


# --- Writing ----------------------------------------------------------------------------------------------
def test_an_export_has_every_public_rule_with_all_that_another_group_needs():
    found = exchange.export(group="Tarrowby Bridge")
    assert (found["schema"], found["group"], found["week"]) == ("kithbridge.rules/1", "Tarrowby Bridge", str(this_week()))
    assert [line["key"] for line in found["rules"]] == [one.key for one in public()]
    line = next(line for line in found["rules"] if line["key"] == KEY)
    assert line["value"] == line["default"] == 2
    assert line["question"] == "How long does an ask live?"
    assert (line["protects"], line["kind"], line["unit"], line["ceiling"]) == ("mothers", "duration", "weeks", 8)
    assert (line["how"], line["undecided"], line["decision"]) == ("default", True, None)
    assert line["limits_reason"]
    assert len(found["head"]) == 64


def test_a_decision_goes_along_without_anybodys_words():
    decide(KEY, 4, voices=[("quote", "living", "MARKER words"), ("guidance", "guidance", "MARKER too")])
    found = exchange.export()
    line = next(line for line in found["rules"] if line["key"] == KEY)
    assert (line["value"], line["how"], line["undecided"]) == (4, "decision", False)
    assert line["decision"]["outcome"] == {"living": "more than 50"}
    assert {piece["role"] for piece in line["decision"]["evidence"]} == {"living", "guidance"}
    assert [change["now"] for change in found["changes"]] == ["4 weeks"]
    text = json.dumps(found)
    assert "MARKER" not in text
    for piece in Evidence.objects.all():
        assert str(piece.ref) not in text
        assert piece.ref.hex not in text


def test_rules_for_some_do_not_leave_the_group(monkeypatch):
    open_one, hidden = (
        Rule(f"test.{readers.name.lower()}", Group.ASKING, "?", kinds.YesNo(), False, "{value}", Protects.MOTHERS, readers=readers)
        for readers in (Readers.EVERYBODY, Readers.WORDS)
    )
    declare_only(monkeypatch, open_one, hidden)
    decide(hidden.key, True)
    found = exchange.export()
    assert [line["key"] for line in found["rules"]] == [open_one.key]
    assert hidden.key not in json.dumps(found)
    assert exchange.compare(Sent("Other", "", {hidden.key: False})).refused == ["test.words: there is no such rule here."]


def test_without_a_site_everything_stands_as_it_comes_and_no_database_is_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        found = exchange.export(site=False)
    assert all(line["value"] == line["default"] and line["undecided"] for line in found["rules"])
    assert (found["changes"], found["head"]) == ([], "")


def test_an_export_of_a_past_week():
    decide(KEY, 4)
    before = exchange.export(week=this_week() - 1)
    assert next(line for line in before["rules"] if line["key"] == KEY)["value"] == 2


# --- There and back ---------------------------------------------------------------------------------------
def values_of(kind: kinds.Kind) -> st.SearchStrategy[Any]:
    """Any value a kind can have."""
    if isinstance(kind, kinds.Share):
        return st.integers(0, 100)
    if isinstance(kind, kinds.Duration):
        return st.integers(0, 10**8)
    if isinstance(kind, kinds.Number):
        return st.integers(-(10**8), 10**8)
    if isinstance(kind, kinds.YesNo):
        return st.booleans()
    if isinstance(kind, kinds.Choice):
        return st.sampled_from(sorted(kind.options))
    if isinstance(kind, kinds.ListOf):
        options = st.sampled_from(sorted(kind.options)) if kind.options else st.text("abc", min_size=1, max_size=5)
        return st.lists(options, unique=True, min_size=kind.fewest, max_size=5)
    if isinstance(kind, kinds.Text):
        return st.text("abc é", min_size=1, max_size=20).map(str.strip).filter(bool)
    raise AssertionError(f"no values for {kind}")


def any_values() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={one.key: values_of(one.kind) for one in public()})


@given(st.data())
def test_what_is_written_is_read_as_the_same(data):
    values = data.draw(any_values())
    whole = exchange.export(group="Other")
    for line in whole["rules"]:
        line["value"] = values.get(line["key"], line["value"])
    sent = exchange.read(packed(whole))
    assert sent.values == {line["key"]: line["value"] for line in whole["rules"]}
    compared = exchange.compare(sent)
    # Every rule is in exactly one heap, and what is offered may be proposed as it stands.
    heaps = [one.key for one in compared.differing] + compared.same + [line.partition(":")[0] for line in compared.refused]
    assert sorted(heaps) == sorted(sent.values)
    for one in compared.differing:
        declared = rules.rule(one.key)
        assert declared.kind.fit(one.value) == one.value != declared.default
        assert not declared.refusal(one.value)
        assert (one.here == one.there) is False


def test_a_groups_own_export_differs_in_nothing():
    decide(KEY, 4)
    compared = exchange.compare(exchange.read(packed(exchange.export())))
    assert (compared.differing, compared.refused, compared.missing) == ([], [], [])
    assert exchange.differences([exchange.read(packed(exchange.export()))] * 3) == []


@given(st.data())
def test_differences_are_those_values_that_differ(data):
    one, other = (Sent("a", "", data.draw(any_values())) for _ in range(2))
    found = {line["key"] for line in exchange.differences([one, other])}
    wanted = {
        key
        for key in {**one.values, **other.values}
        if (key in one.values, one.values.get(key)) != (key in other.values, other.values.get(key))
    }
    assert found == wanted
    assert {line["key"] for line in exchange.differences([other, one])} == found
    assert exchange.differences([one, one]) == []


# --- Refusals ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "damaged"),
        (b"\xff\xfe", "damaged"),
        (b"{", "damaged"),
        (b"[" * 100_000, "damaged"),
        (b'{"schema": "kithbridge.rules/1", "rules": [{"key": "a", "value": NaN}]}', "damaged"),
        (b'{"schema": "kithbridge.rules/1", "rules": [{"key": "a", "value": 1e999}]}', "damaged"),
        (b'{"schema": "kithbridge.rules/1", "schema": "kithbridge.rules/1", "rules": []}', "twice"),
        (b"null", "no export"),
        (b"[]", "no export"),
        (packed({"schema": "kithbridge.inventory/1", "rules": []}), "no export"),
        (packed({"schema": 1, "rules": []}), "no export"),
        (packed({"schema": "kithbridge.rules/x", "rules": []}), "no export"),
        (packed({"schema": "kithbridge.rules/2", "rules": []}), "newer version"),
        (packed({"schema": "kithbridge.rules/" + "9" * 5000, "rules": []}), "newer version"),
        (packed({"schema": exchange.SCHEMA}), "no list of rules"),
        (packed({"schema": exchange.SCHEMA, "rules": {}}), "no list of rules"),
        (packed({"schema": exchange.SCHEMA, "rules": [1] * 2_001}), "no list of rules"),
        (packed({"schema": exchange.SCHEMA, "rules": [{"key": KEY}]}), "number 1"),
        (packed({"schema": exchange.SCHEMA, "rules": [{"key": KEY, "value": 1}, "x"]}), "number 2"),
        (packed({"schema": exchange.SCHEMA, "rules": [{"key": "a\u001b[2J", "value": 1}]}), "number 1"),
        (packed({"schema": exchange.SCHEMA, "rules": [{"key": KEY, "value": 1}] * 2}), "twice"),
        (b" " * (exchange.LARGEST_BYTES + 1), "larger"),
    ],
)
def test_what_cannot_be_read_is_refused_whole(raw: bytes, said: str):
    with pytest.raises(Unreadable, match=said) as refused:
        exchange.read(raw)
    assert "Nothing was read" in str(refused.value)


def test_each_rule_that_cannot_be_taken_over_is_said_in_a_line_of_its_own():
    sent = exchange.read(
        packed(document(asks__live_weeks=99, team__second_factor=False, group__who_for="cats", no__such="x", messages__live_weeks="6"))
    )
    compared = exchange.compare(sent)
    assert [one.key for one in compared.differing] == ["messages.live_weeks"]
    assert compared.differing[0].value == 6
    said = "\n".join(compared.refused)
    assert len(compared.refused) == 4
    assert "asks.live_weeks: No group can decide this:" in said
    assert "team.second_factor: No group can decide this:" in said
    assert "group.who_for: This must be one of:" in said
    assert "no.such: there is no such rule here." in said


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([one.key for one in explain.told(Readers.EVERYBODY)] + ["no.such"]), ANYTHING, max_size=6))
def test_no_value_breaks_it(values):
    sent = exchange.read(packed({"schema": exchange.SCHEMA, "rules": [{"key": key, "value": value} for key, value in values.items()]}))
    compared = exchange.compare(sent)
    assert len(compared.differing) + len(compared.same) + len(compared.refused) == len(values)
    assert all(line.isprintable() for line in compared.refused)
    for line in exchange.differences([sent, Sent("", "", {})]):
        assert "".join(line["shown"]).isprintable()


@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_break_it(raw):
    with pytest.raises(Unreadable):
        exchange.read(raw)


@given(st.data())
def test_a_damaged_export_is_refused_or_says_what_it_says(data):
    whole = packed(document(asks__live_weeks=4, messages__live_weeks=6))
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = whole[:place] + bytes([data.draw(st.integers(0, 255))]) + whole[place + 1 :]
    try:
        sent = exchange.read(changed)
    except Unreadable:
        return
    exchange.compare(sent)


def test_reading_and_comparing_change_nothing():
    before = copy.deepcopy(exchange.standing())
    exchange.compare(exchange.read(packed(document(asks__live_weeks=4))))
    state.forget()
    assert exchange.standing() == before
    assert not Version.objects.exists()


def test_an_export_names_nobody_who_chose_to_begin_with(db: None):
    from tests.builders import make_member

    maeve = make_member("Maeve")
    enact.found(key="words.card", value=True, by=maeve.key.owner, role="lead")
    assert "Maeve chose it" in explain.since("words.card")
    written = json.dumps(exchange.export())
    assert "Maeve" not in written
    assert "Whoever starts the group chose it to begin with." in written


def test_ticks_in_another_order_are_no_difference():
    compared = exchange.compare(Sent("", "", {"deciding.may_sit": ["work", "lived", "living"]}))
    assert (compared.same, compared.differing) == (["deciding.may_sit"], [])


def test_what_we_do_not_know_fills_no_screen():
    found = exchange.differences([Sent("", "", {}), Sent("", "", {"a.b": "x" * 900_000})])
    assert len(next(line for line in found if line["key"] == "a.b")["shown"][1]) < 400
