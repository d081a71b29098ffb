"""Every rule, and what it does. A table to be read: the rule, what happens at one value, what happens at another.

Each row is tried on a furnished site, through its pages and actions: the reference group decides the one value, we look; it decides
the other, we look; it decides back, we look again. A rule that is declared and does not stand here fails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from kithbridge import rules
from kithbridge.rules import explain
from kithbridge.rules.enact import PastLimit
from kithbridge.web import clock
from tests.builders import DATABASES, decide, quick_kdf  # noqa: F401 - autouse
from tests.spec import agree_effects as agree
from tests.spec import catalogue_effects as catalogue
from tests.spec import deciding_effects as deciding
from tests.spec import matter_effects as matters
from tests.spec import reach_effects as reach
from tests.spec import round_effects as rounds
from tests.spec import rule_effects as effects
from tests.spec import words_effects as words
from tests.spec.rule_effects import World

pytestmark = DATABASES
FULL, OPEN, CLOSED = "SiteBusy", 200, 302
FIRST_LIVING = {"living": "done", "lived": "not yet", "worker": "not yet"}
FIRST_BOTH = {"living": "done", "lived": "done", "worker": "not yet"}


@dataclass(frozen=True)
class Row:
    """`look` gives `then` while the rule is `value`, and `or_then` while it is `or_value`."""

    rule: str
    look: Callable[[World], Any]
    value: Any
    then: Any
    or_value: Any
    or_then: Any


# fmt: off
TABLE = [
    # rule                       what we look at                                        at this value -> this       at that value -> that
    # If you ask us for something
    Row("group.who_for",         effects.who_the_first_page_is_for,                     "mums", "mums",             "anyone", "anyone"),
    Row("start.says_what",       effects.first_page_names_naloxone,                     False, False,               True, True),
    Row("words.count",           effects.words_that_open_a_new_page,                    7, 7,                       9, 9),
    Row("words.card",            effects.card_is_offered,                               False, (False, False),      True, (True, True)),
    Row("words.lost",            effects.lost_page_ended_by_a_peer,                     "wait", False,              "end", True),
    Row("words.idle_minutes",    effects.open_after_quiet(minutes=10),                  15, True,                   5, False),
    Row("words.visit_minutes",   effects.open_while_used(minutes=40),                   60, True,                   20, False),
    Row("words.unused_weeks",    effects.page_lives(weeks=10, used=True),               26, True,                   4, False),
    Row("words.unpractised_weeks", effects.page_lives(weeks=3, used=False),             8, True,                    2, False),
    Row("words.new_per_hour",    effects.new_page_after(taken=20),                      60, "done",                 10, FULL),
    Row("slips.live_weeks",      effects.slip_works_after(weeks=6),                     26, True,                   4, False),
    Row("notice.again_weeks",    effects.notice_is_shown_again_after(weeks=3),          4, False,                   1, True),
    Row("messages.live_weeks",   effects.message_lives(weeks=4, ours=False),            8, True,                    2, False),
    Row("answers.live_weeks",    effects.message_lives(weeks=4, ours=True),             8, True,                    2, False),
    Row("messages.close_seconds", effects.message_closes_after,                         60, "60",                   20, "20"),
    Row("asks.silent_days",      effects.taken_when_nobody_looked_for(days=4),          7, True,                    2, False),
    Row("asks.live_weeks",       effects.ask_lives(weeks=3),                            8, True,                    2, False),
    Row("equipment.live_weeks",  rounds.answer_lives(weeks=6),                          12, True,                   2, False),
    Row("asks.most_each",        effects.most_of_one_thing,                             3, (3, 3),                  1, (1, 1)),
    Row("asks.most_in_all",      effects.nine_things_in_one_ask,                        12, "done",                 6, "many"),
    Row("asks.per_hour",         effects.ask_after(taken=50),                           120, "done",                20, "busy"),
    Row("asks.areas",            effects.area_can_be_said,                              True, (True, "coast"),      False, (False, "")),
    Row("asks.places",           effects.place_can_be_named,           False, (False, False, ""),    True, (False, True, "the blue door")),
    Row("menu.items",            effects.can_be_asked_for,             ["all"], (True, True),         ["fine", "naloxone"], (False, False)),
    Row("kits.gift_and_note",    catalogue.kit_without_gift_and_note,        True, "gift",               False, "done"),
    Row("asks.openers",          effects.lead_is_offered_and_opens,    ["peer", "lead"], (True, 200), ["peer"], (False, 404)),
    Row("asks.ways",             reach.ways_offered,      ["meet", "other"], (False, False, False),  ["meet", "door"], (False, True, True)),
    # If you work with us
    Row("phones.quiet_weeks",    reach.weeks_until_a_phone_forgets,                     2, 2,                       4, 4),
    Row("orders.plan_late",      reach.weeks_an_order_is_planned_with,                  False, 2,                   True, 4),
    Row("asks.refusers",         effects.ask_after_two_agreed_to_stop,                  2, "refused",               3, "done"),
    Row("worries.live_weeks",    effects.worry_note_lives(weeks=10),                    26, True,                   4, False),
    Row("circles.fewest_readers", effects.not_me_of_three,                              2, "done",                  3, "readers"),
    Row("team.training",         effects.offered_before_and_after_learning,             [], (True, True),        ["danger"], (False, True)),
    Row("team.factors",          effects.offered_with_one_and_with_two_second_steps,    1, (True, True),            2, (False, True)),
    Row("team.idle_minutes",     effects.peer_signed_in_after_quiet(minutes=20),        30, True,                   10, False),
    Row("team.visit_hours",      effects.peer_signed_in_while_working(hours=3),         8, True,                    2, False),
    Row("team.invite_days",      effects.invitation_works_after(days=2),                3, True,                    1, False),
    # If you decide with us
    Row("deciding.seats",        deciding.seats_drawn_from(12, "living"),               9, 9,                       5, 5),
    Row("deciding.may_sit",      deciding.somebody_who_works_here_says_yes,      ["living", "lived", "work"], "done", ["living"], "who"),
    Row("group.goes_on",         effects.what_can_be_done_on_the_first_page,             True, (True, 200),          False, (False, 503)),
    Row("deciding.use_now",      deciding.seats_drawn_from(9, "lived"),                 50, 4,                      80, 1),
    Row("deciding.by_lot",       deciding.seat_given_without_the_lot,                   75, "done",                 100, "full"),
    Row("deciding.seat_weeks",   deciding.weeks_of_a_seat,                              52, 52,                     12, 12),
    Row("deciding.quorum",       deciding.three_of_five_answered,                       60, "",                     80, "quorum"),
    Row("deciding.majority",     deciding.three_said_yes_and_two_no,                    50, "",                     75, "majority"),
    Row("deciding.answer_days",  deciding.days_to_answer,                               14, 14,                     3, 3),
    Row("deciding.objection_days", deciding.days_to_object,                             7, 7,                       14, 14),
    Row("deciding.writers",      deciding.lead_writes_a_proposal_down,                  ["peer", "lead"], "done",   ["peer"], "Refused"),
    Row("agree.first_round",     agree.may_join_first,  "living", FIRST_LIVING,         "both", FIRST_BOTH),
    Row("agree.measure",         agree.is_agreed_by(33, 7),                             "surely most", "yes", "seventy-fifteen", "untold"),
    Row("agree.open_weeks",      agree.weeks_until_it_closes,                           3, 6,                       1, 2),
    Row("agree.hidden_weeks",    agree.hidden_words_live(weeks=2),                      4, True,                    2, False),
    Row("agree.each_writes",     agree.one_person_writes,                               5, 5,                       2, 2),
    Row("agree.reopen_share",    matters.talked_about_again_after(yes=5, not_yet=5),     40, True,                   60, False),
    Row("agree.talk_weeks",      matters.is_late_after(weeks=5),                        8, False,                   4, True),
    # Numbers and words
    Row("handouts.live_weeks",   reach.single_hand_out_lives(weeks=30),                 104, (True, 2),             27, (False, 2)),
    Row("agree.turns_weeks",     agree.turns_live(weeks=40),                            104, True,                  12, False),
    Row("picture.shows",         reach.month_shows_naloxone_for_each_death,  ["missing", "naloxone"], True,         ["missing"], False),
    Row("tallies.readers",       effects.tallies_open_to_a_peer,                        ["lead", "peer"], OPEN,     ["lead"], 404),
    Row("words.list",            words.first_entry_says,     "starter", words.OLD,            words.LIST, words.NEW),
    Row("words.avoid_share",     words.six_and_a_half_of_ten_say_it_hurts,              60, "avoid",                70, "note"),
    Row("words.contested_share", words.a_quarter_say_fine_and_a_quarter_that_it_hurts,  20, "contested",            30, "note"),
    Row("words.fewest",          words.bar_of(12),                                      10, 12,                     15, 0),
    Row("words.where",           words.in_my_notes_is_offered_and_taken, ["me", "notes"], (True, "done"),     ["me"], (False, "where")),
    Row("words.live_weeks",      words.what_was_told_lives(weeks=6),                    12, True,                   2, False),
    Row("figures.smallest",      effects.seven_as_a_researcher_sees_it,                 10, "fewer than 10",        5, "7"),
    Row("record.keep_weeks",     effects.record_of_this_week_after(weeks=60),           156, True,                  52, False),
]
# A rule that can have one value only: what it does, and that no decision can have it otherwise.
ALWAYS = [
    # rule                       what we look at                                        always -> this              never
    Row("team.second_factor",    effects.words_alone_open,                              True, CLOSED,               False, None),
]
# fmt: on


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.rule)
def test_a_rule_does_what_was_decided(row: Row) -> None:
    with clock.at(effects.MONDAY):
        world = effects.make_world()
        for value, then in ((row.value, row.then), (row.or_value, row.or_then), (row.value, row.then)):
            if rules.value(row.rule) != value:
                decide(row.rule, value)
            assert rules.value(row.rule) == value
            assert row.look(world) == then, f"{row.rule} = {value}"


@pytest.mark.parametrize("row", ALWAYS, ids=lambda row: row.rule)
def test_what_no_decision_can_have_otherwise(row: Row) -> None:
    world = effects.make_world()
    assert (rules.value(row.rule), row.look(world)) == (row.value, row.then)
    with pytest.raises(PastLimit, match="No group can decide this"):
        decide(row.rule, row.or_value)
    assert (rules.value(row.rule), row.look(world)) == (row.value, row.then)


def test_every_declared_rule_stands_here_once() -> None:
    listed = [row.rule for row in [*TABLE, *ALWAYS]]
    assert sorted(listed) == sorted(one.key for one in rules.all_rules())
    assert len(listed) >= 25


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.rule)
def test_the_two_values_say_different_things(row: Row) -> None:
    declared = rules.rule(row.rule)
    assert declared.said(row.value) != declared.said(row.or_value)
    assert row.then != row.or_then


@pytest.mark.parametrize("declared", rules.all_rules(), ids=lambda one: one.key)
def test_every_rule_explains_itself(declared: rules.Rule) -> None:
    assert ("{value}" in str(declared.sentence)) != bool(declared.otherwise)
    assert not declared.otherwise or declared.said(True) != declared.said(False)
    assert str(declared.question).endswith("?")
    assert "{value}" not in declared.said(declared.default)
    found = explain.why(declared.key, rules.Readers.TEAM)
    assert found.sentence == declared.said(declared.default)
    assert found.undecided
    assert bool(found.limits) == bool(found.limits_reason)
