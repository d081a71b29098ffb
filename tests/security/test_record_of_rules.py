"""`kithbridge audit verify` and the rules: what is changed, added or removed behind the record's back shows, with what it cannot know."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kithbridge.cli import audit
from kithbridge.rules import enact, proof, state
from kithbridge.rules.models import Decision, Edition, Evidence, Pause, Version
from kithbridge.web.record import chain
from kithbridge.web.record.models import Entry, Segment
from tests import sitting
from tests.builders import DATABASES
from tests.sitting import enacted, week

pytestmark = DATABASES
KEY, OTHER = "asks.live_weeks", "messages.live_weeks"
LEADS = (uuid4(), uuid4())
FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def live() -> list[str]:
    """Four weeks in which rules were founded, decided, tried, hurried and paused. Returns the head after each."""
    heads = []
    for n in range(4):
        with week(n):
            if n == 0:
                enact.begin()
                enact.found(key=OTHER, value=9, by=uuid4(), role="team")
            if n == 1:
                enacted(KEY, 5, objections=["harm"])
                enact.protect(key=OTHER, value=4, leads=LEADS, reason="a flood", weeks=1, role="team")
            if n == 2:
                version = enacted(KEY, 6, trial_until=str(sitting.this_week() + 3), looks_at="asks", says_who="peers")
                told = {"ground": "law", "office": "Trustees", "reason": "A letter.", "leads": LEADS, "role": "team"}
                enact.pause(decision=version.decision_id, weeks=2, **told)
            if n == 3:
                enacted(OTHER, 12, week=sitting.this_week() + 2)
            chain.link()
            heads.append(chain.head())
    return heads


@pytest.fixture
def heads() -> Iterator[list[str]]:
    found = live()
    with week(3):
        yield found


def verify(head: str | None = None) -> int:
    return audit.run(argparse.Namespace(what="verify", head=head))


def test_it_works(heads: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    for head in [None, *heads]:
        assert verify(head) == 0
    said = capsys.readouterr().out
    assert "5 changes of rules and 1 pauses read." in said
    assert "Every change of a rule is what was recorded." in said
    assert "cannot know: Whoever may write into the database can add a change together with an entry." in said


def test_a_fresh_group_has_nothing_to_prove(capsys: pytest.CaptureFixture[str]) -> None:
    assert verify() == 0
    assert "0 changes of rules" in capsys.readouterr().out
    assert proof.check().cannot_know == []


def of(key: str, **more: Any) -> Version:
    return Version.objects.filter(key=key, **more).order_by("n")[0]


def add_a_change() -> None:
    Version.objects.create(n=99, key=KEY, value=8, how="founding", week="2026-W48", chosen_by=uuid4())


def add_a_decision() -> None:
    told = {"asked": [], "outcome": {}, "objections": [], "confirmed": ["living"], "head": chain.FIRST}
    decision = Decision.objects.create(key=KEY, value=8, before=2, method="majority", week="2026-W48", **told)
    edition = Edition.objects.get()
    Version.objects.create(n=edition.n + 1, key=KEY, value=8, how="decision", week="2026-W48", decision=decision)
    Edition.objects.update(n=edition.n + 1)


def add_a_pause() -> None:
    row = Pause(n=99, decision=of(KEY).decision, week="2026-W48", until="2026-W50", ground="law", office="x", reason="y")
    row.save()


def remove_a_decision() -> None:
    row = of(OTHER, how="decision")
    Evidence.objects.filter(decision=row.decision).delete()
    decision = row.decision
    row.delete()
    assert decision is not None
    decision.delete()


CHANGES: dict[str, Callable[[], object]] = {
    "the value": lambda: Version.objects.filter(pk=of(KEY).pk).update(value=8),
    "the rule": lambda: Version.objects.filter(pk=of(KEY).pk).update(key=OTHER),
    "the week": lambda: Version.objects.filter(pk=of(KEY).pk).update(week="2026-W44"),
    "the end of a trial": lambda: Version.objects.filter(how="trial").update(until="2027-W40"),
    "a trial made to last": lambda: Version.objects.filter(how="trial").update(how="decision", until=""),
    "who chose it to begin with": lambda: Version.objects.filter(how="founding").update(chosen_by=uuid4()),
    "the order": lambda: Version.objects.filter(pk=of(KEY).pk).update(n=77),
    "a change removed": lambda: of(OTHER, how="founding").delete(),
    "a decision removed": remove_a_decision,
    "a change added": add_a_change,
    "a decision added and counted": add_a_decision,
    "a decision added that changed nothing": lambda: Decision.objects.create(
        key=KEY, value=3, before=2, method="consent", week="2026-W48", asked=[], outcome={}, objections=[], confirmed=[], head=chain.FIRST
    ),
    "what was counted": lambda: Edition.objects.update(n=2),
    "how it went": lambda: Decision.objects.filter(key=KEY).update(outcome={"living": "all"}),
    "who was asked": lambda: Decision.objects.filter(key=KEY).update(asked=["living"]),
    "who confirmed": lambda: Decision.objects.filter(key=KEY).update(confirmed=["living", "lived"]),
    "the value before": lambda: Decision.objects.filter(key=KEY).update(before=8),
    "the objections": lambda: Decision.objects.filter(pk=of(KEY).decision_id).update(objections=[]),
    "why it was urgent": lambda: Decision.objects.filter(method="urgent").update(reason="because"),
    "what a trial looks at": lambda: Decision.objects.exclude(looks_at="").update(looks_at="nothing"),
    "the head it was printed with": lambda: Decision.objects.filter(key=KEY).update(head=chain.FIRST),
    "whose voice it rests on": lambda: Evidence.objects.filter(decision=of(KEY).decision).update(role="worker"),
    "a voice removed": lambda: Evidence.objects.filter(decision=of(KEY).decision).delete(),
    "a voice added": lambda: Evidence.objects.create(
        decision=of(KEY).decision, kind="quote", role="worker", consent="public", source="sayings", ref=uuid4()
    ),
    "the end of a pause": lambda: Pause.objects.update(until="2027-W40"),
    "the reason of a pause": lambda: Pause.objects.update(reason="another"),
    "which decision is paused": lambda: Pause.objects.update(decision=of(KEY).decision),
    "a pause removed": lambda: Pause.objects.all().delete(),
    "a pause added": add_a_pause,
    "its entry removed": lambda: Entry.objects.filter(kind=f"rule changed: {KEY}").delete(),
    "its entry changed": lambda: Entry.objects.filter(kind=f"rule changed: {KEY}").update(ref="0" * 64),
    "an entry added": lambda: Entry.objects.create(week="2026-W48", kind=f"rule changed: {KEY}", role="team", ref="0" * 64),
}


@pytest.mark.parametrize("change", CHANGES)
def test_behind_the_records_back(change: str, heads: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    CHANGES[change]()
    state.forget()
    assert proof.check().problems
    for head in (None, heads[-1]):
        assert verify(head) == 1
    said = capsys.readouterr().out
    assert "  found: " in said
    assert "Nothing found" not in said


COLUMNS = {
    Version: {"value": 7, "key": "words.idle_minutes", "week": "2026-W01", "until": "2030-W01", "n": 50},
    Decision: {"value": 7, "before": 1, "week": "2026-W01", "asked": [], "outcome": {"a": "b"}, "confirmed": [], "head": "f" * 64},
    Evidence: {"role": "kin", "kind": "figure", "source": "x", "consent": "no", "ref": uuid4()},
    Pause: {"week": "2026-W01", "until": "2030-W01", "office": "x", "reason": "x", "n": 50},
    Entry: {"kind": "x", "role": "x", "week": "2026-W01", "ref": "e" * 64, "n": 50, "hash": "e" * 64, "position": 50},
}


@given(pick=st.integers(0, 10**6), data=st.data())
@FEW
def test_any_edit_or_removal_anywhere_shows_against_a_later_head(pick: int, data: st.DataObject) -> None:
    for model in (Evidence, Pause, Version, Decision, Edition, Entry, Segment):
        model.objects.all().delete()
    state.forget()
    heads = live()
    model = data.draw(st.sampled_from(sorted(COLUMNS, key=lambda one: one.__name__)))
    rows = list(model.objects.order_by("pk"))
    row = rows[pick % len(rows)]
    column = data.draw(st.sampled_from([*sorted(COLUMNS[model]), "gone"]))
    if column != "gone":
        value = COLUMNS[model][column]
        if getattr(row, column) == value:
            return
        model.objects.filter(pk=row.pk).update(**{column: value})
    elif model is Version and row.decision_id:
        Version.objects.filter(pk=row.pk).delete()
    elif model is Decision:
        Pause.objects.filter(decision=row).delete()
        Evidence.objects.filter(decision=row).delete()
        Version.objects.filter(decision=row).delete()
        row.delete()
    else:
        row.delete()
    report, found = chain.verify(heads[-1]), proof.check()
    assert report.problems + found.problems, (model.__name__, column)


def link_anew() -> None:
    """Everything linked once more, as somebody with the whole database can."""
    before = chain.FIRST
    for segment in Segment.objects.order_by("week"):
        segment.opens = before
        for entry in Entry.objects.filter(segment=segment.week).order_by("position"):
            entry.hash = before = chain.entry_hash(before, entry)
            entry.save()
        segment.closes = before
        segment.save()


def forge(key: str) -> None:
    """Another value, with an entry that fits it and the whole record linked anew."""
    row = of(key, how="decision")
    entry = next(one for one in Entry.objects.filter(kind=f"rule changed: {key}") if one.ref == proof._hash(enact.version_line(row)))
    row.value = 8
    row.save()
    entry.ref = proof._hash(enact.version_line(row))
    entry.save()
    link_anew()


def test_a_forgery_with_its_entry_and_everything_linked_anew_shows_with_a_head_or_by_a_later_decision(heads: list[str]) -> None:
    forge(KEY)
    # Decisions taken afterwards were printed with heads that are not in the record any more.
    assert "the head printed with its decision" in " ".join(proof.check().problems)
    assert verify(heads[-1]) == 1
    assert verify() == 1


def test_without_a_head_and_without_a_later_decision_it_says_that_it_cannot_know(heads: list[str]) -> None:
    forge(OTHER)
    report = chain.verify()
    assert report.problems == proof.check().problems == []
    assert "cannot tell whether the whole record was written anew" in " ".join(report.cannot_know)
    assert not chain.verify(heads[-1]).sound


# --- entries that have had their time ---------------------------------------------------------------------------
def test_what_is_older_than_the_entries_that_are_kept_cannot_be_known(heads: list[str]) -> None:
    chain.drop_before("2026-W46")
    found = proof.check()
    assert found.problems == []
    assert "1 changes of rules are older" in " ".join(found.cannot_know)
    Version.objects.filter(how="founding").update(value=26)
    assert proof.check().problems == []
    Version.objects.filter(pk=of(KEY).pk).update(value=8)
    assert proof.check().problems
    assert heads


def test_a_change_that_pretends_to_be_old_does_not_pass(heads: list[str]) -> None:
    chain.drop_before("2026-W46")
    row = of(KEY)
    Decision.objects.filter(pk=row.decision_id).update(week="2026-W44")
    assert proof.check().problems, "what came after a change whose entry is there has its entry, too"
    assert heads


def test_entries_dropped_before_their_time(heads: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    chain.drop_before("2026-W47")
    assert verify(heads[-1]) == 1
    assert "dropped before their time" in capsys.readouterr().out
    assert chain.verify(heads[-1]).sound, "who does not know the time cannot tell"


def test_a_week_marked_as_dropped_whose_entries_are_there(heads: list[str]) -> None:
    Segment.objects.filter(week="2026-W46").update(dropped=True)
    assert not chain.verify(heads[-1]).sound


def test_the_end_of_the_newest_week_is_not_where_it_was_closed(heads: list[str]) -> None:
    Segment.objects.filter(week="2026-W48").update(closes="e" * 64)
    assert "does not end where it was closed" in " ".join(chain.verify(heads[-1]).problems)
    assert not chain.verify().sound


def test_an_entry_behind_the_end(heads: list[str]) -> None:
    last = Segment.objects.order_by("-week")[0]
    row = Entry.objects.filter(segment=last.week)[0]
    Entry.objects.create(week=row.week, kind=row.kind, role="x", segment=last.week, position=last.entries, hash="e" * 64)
    assert "stand behind its end" in " ".join(chain.verify(heads[-1]).problems)


def test_what_is_linked_while_it_is_read_is_no_problem(heads: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the ticks of a running server go on: the segment grows after its row was read."""
    real = chain._rows

    def rows_later(segment: Segment) -> Any:
        enacted("words.idle_minutes", 10)
        chain.link()
        yield from real(segment)

    monkeypatch.setattr(chain, "_rows", lambda segment: rows_later(segment) if segment.week == "2026-W48" else real(segment))
    assert chain.verify(heads[-1]).problems == []


def test_the_hash_of_an_entry_is_the_same_however_it_is_read() -> None:
    """`chain._read` builds the facts of an entry by hand: signs that JSON writes otherwise must come out alike."""
    with week(0):
        for kind in ('a "quoted" act', "back\\slash", "ünïcode – signs", "line\nbreak", "\x7f\x01", "😀"):
            Entry.objects.create(week="2026-W45", kind=kind, role=kind[:40], ref=kind)
        chain.link()
        assert chain.verify(chain.head()).problems == []
