"""The field for a rule's value fits its kind: what a page shows reads back as the same value."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from kithbridge import rules
from kithbridge.agree.deciding import forms
from kithbridge.rules import Group, Protects, Rule, enact
from kithbridge.rules.kinds import Choice, Duration, Kind, ListOf, Number, Share, Table, Text, WeekSchedule, YesNo
from tests.builders import DATABASES, quick_kdf  # noqa: F401
from tests.seated import Sitting, of, with_group

pytestmark = DATABASES


@pytest.fixture
def sitting() -> Sitting:
    return with_group()


EVERY: list[tuple[Kind, object, dict[str, object], str]] = [
    (Number("kits"), 3, {"value": "12"}, "number"),
    (Share(), 50, {"value": "60%"}, "number"),
    (Duration("days"), 7, {"value": " 9 "}, "number"),
    (YesNo(), True, {"value": "no"}, "one"),
    (Choice({"a": "A", "b": "B"}), "a", {"value": "b"}, "one"),
    (ListOf({"a": "A", "b": "B", "c": "C"}), ["a"], {"value": ["c", "a"]}, "some"),
    (ListOf(), ["x"], {"value": "x, y"}, "text"),
    (Text(20), "old", {"value": "new"}, "text"),
    (WeekSchedule(), {"mon": ["10:00-12:00"]}, {"value_mon": "10:00-12:00, 14:00-16:00", "value_sun": "09:00-10:00"}, "days"),
    (Table({"what": Text(), "n": Number()}), [{"what": "a", "n": 1}], {"value": "a | 1\nb | 2"}, "lines"),
]  # fmt: skip
MEANT = [12, 60, 9, False, "b", ["a", "c"], ["x", "y"], "new"]
MEANT += [{"mon": ["10:00-12:00", "14:00-16:00"], "sun": ["09:00-10:00"]}, [{"what": "a", "n": 1}, {"what": "b", "n": 2}]]


def rule_of(kind: Kind, default: object) -> Rule:
    return Rule("test.rule", Group.ASKING, "Which?", kind, default, "It is {value}.", Protects.MOTHERS)


def sent(fields: dict[str, object]) -> QueryDict:
    post = QueryDict(mutable=True)
    for name, value in fields.items():
        post.setlist(name, value if isinstance(value, list) else [value])  # type: ignore[list-item]
    return post


@pytest.mark.parametrize(("case", "meant"), list(zip(EVERY, MEANT, strict=True)), ids=lambda found: str(found)[:24])
def test_every_kind_has_its_field(case: tuple[Kind, object, dict[str, object], str], meant: object) -> None:
    kind, default, typed, way = case
    declared = rule_of(kind, default)
    field = forms.asked(declared, default)
    assert field.way == way
    assert forms.read(declared, sent(typed)) == meant
    again = forms.asked_again(declared, sent(typed))
    assert again.way == way
    # What a page shows of a value reads back as that value.
    held = forms.asked(declared, meant)
    if way in ("one", "some"):
        back: dict[str, object] = {"value": [option.value for option in held.options if option.chosen]}
    elif way == "days":
        back = {f"value_{day.value}": day.typed for day in held.options}
    else:
        back = {"value": held.typed}
    assert forms.read(declared, sent(back)) == meant


@pytest.mark.parametrize("case", [one for one in EVERY if one[3] != "some"], ids=lambda found: found[3])
def test_every_kind_refuses_what_it_is_not(case: tuple[Kind, object, dict[str, object], str]) -> None:
    kind, default, _typed, _way = case
    wrong = {"value": "\x00", "value_mon": "all day"}
    with pytest.raises(enact.Refused):
        forms.read(rule_of(kind, default), sent(wrong))


@pytest.mark.parametrize(("text", "meant"), [("", 0), ("7", 7), (" 12 ", 12), ("-1", -1), ("12.5", -1), ("99999", -1), ("٣", -1)])
def test_whole_numbers(text: str, meant: int) -> None:
    assert forms.whole(sent({"n": text}), "n") == meant


def test_every_rule_can_be_proposed_anew(sitting: Sitting) -> None:
    """Every rule can be opened for a proposal: no kind is without a field."""
    client = of(sitting.jo)
    for declared in rules.all_rules():
        page = client.get(f"/t/decide/new?rule={declared.key}")
        assert page.status_code == 200
        assert b'name="value' in page.content, declared.key
