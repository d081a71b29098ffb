"""The rules of the word list: what makes a word one to avoid, and which list holds."""

from __future__ import annotations

import math

import pytest
from django.test import Client

from kithbridge import rules
from kithbridge.engines.language import lexicon
from kithbridge.engines.language.context import RULES
from kithbridge.rules.enact import Refused
from kithbridge.web import once
from kithbridge.words import bars, lists, offers
from kithbridge.words.actions import drafting
from kithbridge.words.models import WordList
from tests.builders import DATABASES, Member, decide, furnish_site, quick_kdf  # noqa: F401 - autouse
from tests.pressing import words_on

pytestmark = DATABASES


def make_list(lead: Member, **change: object) -> WordList:
    """A frozen list in which the first entry reads otherwise."""
    entry = lists.holding().entries[0]._replace(**(change or {"why": "We say so."}))  # type: ignore[arg-type]
    drafting.write(key=lead.key, entry=entry, form_id=once.new_form_id())
    row = drafting.freeze(key=lead.key, form_id=once.new_form_id())
    assert row is not None
    return row


# --- Statuses -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("hurting", "fine", "n", "kind"),
    [
        (0, 0, 0, "open"),
        (10, 0, 10, "avoid"),
        (9, 1, 10, "avoid"),
        (6, 0, 10, "unsure"),  # 60 in 100, and with ten it could still be fewer than half
        (6, 4, 10, "contested"),
        (60, 10, 100, "avoid"),
        (59, 10, 100, "note"),
        (59, 20, 100, "contested"),
        (60, 40, 100, "avoid"),
        (20, 20, 100, "contested"),
        (19, 60, 100, "note"),
        (60, 19, 100, "avoid"),
        (0, 50, 50, "note"),
    ],
)
def test_what_the_hearers_say_makes_the_status(hurting: int, fine: int, n: int, kind: str) -> None:
    assert bars.kind_of(hurting, fine, n) == kind


def test_the_thresholds_are_rules() -> None:
    furnish_site()
    assert (bars.kind_of(65, 0, 100), bars.kind_of(25, 25, 100)) == ("avoid", "contested")
    decide("words.avoid_share", 70)
    decide("words.contested_share", 30)
    assert (bars.kind_of(65, 0, 100), bars.kind_of(25, 25, 100)) == ("note", "note")


def test_no_group_makes_a_minority_decide() -> None:
    with pytest.raises(Refused):
        decide("words.avoid_share", 50)


def _slow_low(k: int, n: int) -> float:
    """The smallest p for which k of n lies within 1.96 standard errors of p, by bisection: the definition of the interval."""
    low, high = 0.0, k / n
    for _step in range(80):
        p = (low + high) / 2
        if k / n - p > 1.96 * math.sqrt(p * (1 - p) / n):
            low = p
        else:
            high = p
    return high


@pytest.mark.parametrize(("k", "n"), [(k, n) for n in (1, 2, 10, 37, 200) for k in sorted({0, 1, n // 3, n // 2, n - 1, n})])
def test_the_lower_end_is_that_of_the_wilson_interval(k: int, n: int) -> None:
    assert bars.wilson_low(k, n) == pytest.approx(_slow_low(k, n), abs=1e-9)


@pytest.mark.parametrize(("k", "n"), [(-1, 3), (4, 3)])
def test_counts_that_cannot_be_are_refused(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="between"):
        bars.wilson_low(k, n)


# --- Which list holds -----------------------------------------------------------------------------------
def test_the_list_of_the_software_holds_and_says_that_nobody_voted() -> None:
    assert offers.lexicon_in_force() is lexicon.starter()
    assert "nobody has voted on it" in rules.explained("words.list")


def test_a_frozen_list_holds_when_it_is_decided_and_not_before() -> None:
    lead = furnish_site().lead
    row = make_list(lead)
    assert offers.lexicon_in_force() is lexicon.starter()
    decide("words.list", lists.key_of(row.number, row.hash))
    held = offers.lexicon_in_force()
    assert held.entries[0].why == "We say so."
    assert held.entries[1:] == lexicon.starter().entries[1:]
    assert held.version != lexicon.starter().version
    assert "our list number 1, of this week" in rules.explained("words.list")
    decide("words.list", "starter")
    assert offers.lexicon_in_force() is lexicon.starter()


@pytest.mark.parametrize("wrong", ["1", "1-", "1-00000000", "2-{hash}", "-{hash}", "one-{hash}", ""])
def test_no_list_of_others_is_taken_for_one_of_ours(wrong: str) -> None:
    row = make_list(furnish_site().lead)
    with pytest.raises(Refused):
        decide("words.list", wrong.replace("{hash}", row.hash[:8]))
    assert rules.value("words.list") == "starter"


def test_the_next_list_rests_on_the_one_that_holds() -> None:
    lead = furnish_site().lead
    first = make_list(lead)
    decide("words.list", lists.key_of(first.number, first.hash))
    second = make_list(lead, level="contested")
    assert second.before == lists.key_of(first.number, first.hash)
    assert lists.of(lists.key_of(second.number, second.hash)).entries[0].why == "We say so."


def test_a_list_is_the_one_its_hash_says() -> None:
    row = make_list(furnish_site().lead)
    assert row.hash == lists.hash_of(lists.of(lists.key_of(row.number, row.hash)).entries)


def test_an_entry_that_this_version_cannot_judge_stays_on_the_list_and_out_of_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    row = make_list(furnish_site().lead, why="We say so, and more.")
    decide("words.list", lists.key_of(row.number, row.hash))
    gone = next(entry for entry in lists.holding().entries if entry.only).only[0]
    monkeypatch.setattr(lists, "RULES", {name: rule for name, rule in RULES.items() if name != gone})
    left_out = {entry.id for entry in lists.holding().entries if gone in (*entry.only, *entry.unless)}
    checked = {entry.id for entry in offers.lexicon_in_force().entries}
    assert left_out
    assert checked == {entry.id for entry in lists.holding().entries} - left_out


def test_a_list_that_somebody_changed_in_the_database_holds_no_more(client: Client) -> None:
    row = make_list(furnish_site().lead, why="We say so, all of us.")
    decide("words.list", lists.key_of(row.number, row.hash))
    version = row.members.order_by("place")[0].version
    version.text = version.text.replace("all of us", "none of us")
    version.save()
    assert offers.lexicon_in_force() is lexicon.starter()
    assert "it is not what was decided any more" in words_on(client.get("/w/ls/1").content.decode())
