"""Taking and undoing on the way through forms: whatever is taken comes back, and what a file said moves along."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kithbridge.engines.language.check import Known
from kithbridge.words import taking
from kithbridge.words.taking import Carried, Step

texts = st.text(max_size=40).map(lambda text: text.replace("\r", "\n"))


@st.composite
def carried(draw: st.DrawFn) -> Carried:
    """A text with some steps taken."""
    text = draw(texts)
    edges = st.integers(0, len(text))
    known = [Known(*sorted((draw(edges), draw(edges))), "quoted") for _ in range(draw(st.integers(0, 3)))]
    found = Carried.fresh(text, [one for one in known if one.start < one.end])
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(found.text)))
        end = draw(st.integers(start, len(found.text)))
        found = found.take(Step(start, found.text[start:end], draw(texts)))
    return found


@given(carried())
def test_undoing_everything_gives_the_text_of_the_beginning(found: Carried) -> None:
    before = found.before
    for _ in range(len(found.steps)):
        found = found.undo()
    assert found.text == before
    assert found.undo() == found


@given(carried())
def test_a_form_brings_back_what_it_was_given(found: Carried) -> None:
    again = Carried.of(text=found.text, **found.fields())
    assert again == found


@given(carried(), texts)
def test_a_text_that_somebody_changed_is_taken_as_it_is(found: Carried, other: str) -> None:
    again = Carried.of(text=other, **found.fields())
    assert again.text == other
    if again.known:
        assert again.before == found.before, "what the file said holds for its own text only"


@given(carried())
def test_what_the_file_said_stays_inside_the_text(found: Carried) -> None:
    for one in found.known_now():
        assert 0 <= one.start < one.end <= len(found.text)


@pytest.mark.parametrize(
    ("step", "now"),
    [
        (Step(0, "ab", "x"), (3, 6)),  # before it: it moves
        (Step(0, "", "xyz"), (7, 10)),
        (Step(8, "ij", ""), (4, 7)),  # behind it: it stays
        (Step(5, "f", "fff"), (4, 9)),  # inside it: it grows
        (Step(2, "cde", ""), (2, 4)),  # across its beginning
    ],
)
def test_a_quotation_moves_with_the_text(step: Step, now: tuple[int, int]) -> None:
    found = Carried.fresh("abcdefghij", [Known(4, 7, "quoted")]).take(step)
    assert [(one.start, one.end) for one in found.known_now()] == [now]


def test_very_many_steps_begin_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "MOST_STEPS", 2)
    found = Carried.fresh("aaa", [Known(0, 3, "quoted")])
    for _ in range(3):
        found = found.take(Step(0, "a", "bb"))
    assert (found.before, found.steps) == (found.text, ())
    assert found.known == (Known(0, len(found.text), "quoted"),)


@pytest.mark.parametrize("steps", ['[[1e999,"a","b"]]', '[[0,"\\ud800",""]]', "[" * 100_000, '[[-1,"a","b"]]'])
def test_a_form_that_nobody_sent_from_our_page_is_taken_as_its_text(steps: str) -> None:
    found = Carried.of(text="x addict", steps=steps, known="[]", mark="")
    assert (found.text, found.before, found.steps) == ("x addict", "x addict", ())


@pytest.mark.parametrize("known", ['[[1e999,2,"quoted"]]', '[[0,1,"\\ud800"]]', str([[0, 1, "code"]] * 5_001).replace("'", '"')])
def test_what_no_file_says_is_not_believed(known: str) -> None:
    assert Carried.of(text="x", steps="[]", known=known, mark=taking.mark_of("x")).known == ()
