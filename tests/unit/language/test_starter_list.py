"""The starter list: whole, sourced, plain."""

import re

from kithbridge.engines.language.lexicon import ABOUT, dump, parse, starter
from kithbridge.engines.language.reading import grade

ENTRIES = starter().entries


def test_it_has_what_was_asked_for():
    assert len(ENTRIES) >= 250
    assert {entry.about for entry in ENTRIES} == set(ABOUT)


def test_the_file_is_as_it_would_be_written():
    # Read without trust: `starter` leaves out half of the checks.
    assert parse(dump(starter())) == starter()


def test_ids_are_in_one_style_and_the_draft_keeps_its_own():
    assert all(re.fullmatch(r"KB\d{3,}", entry.id) for entry in ENTRIES)
    assert {f"KB{number:03d}" for number in range(1, 155)} <= {entry.id for entry in ENTRIES}


def test_every_entry_has_a_plain_reason_and_an_alternative():
    for entry in ENTRIES:
        assert entry.why.endswith("."), entry.id
        assert len(entry.why.split()) <= 25, entry.id
        assert entry.instead, entry.id
    assert grade(" ".join(entry.why for entry in ENTRIES)) <= 6


def test_contested_entries_say_who_disagrees():
    assert [entry.id for entry in ENTRIES if entry.level == "contested" and not entry.disagree] == []


def test_no_phrase_is_one_or_two_letters():
    assert [phrase for phrase in starter().phrases() if len(phrase) < 3] == []


def test_a_phrase_is_in_one_entry_unless_context_parts_them():
    """Two entries with the same phrase and no rule of context between them: the second would never be heard."""
    lost = {}
    for phrase, ids in starter().phrases().items():
        entries = [starter().of(one) for one in ids]
        if len(entries) > 1 and not entries[0].only and not entries[0].unless:
            lost[phrase] = ids
    assert lost == {}


def test_unions_own_the_name():
    entry = starter().of("KB012")
    assert entry.level == "avoid"
    assert "own" in entry.disagree


def test_the_child_is_asked_before_the_adult():
    assert starter().phrases()["failed to attend"][0] == "KB063"
