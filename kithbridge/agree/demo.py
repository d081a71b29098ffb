"""The room agree's share of the invented area: what was decided about talks, the talks, and what came of them.

Offers: `week(cast, course, ago)`. All that is quoted is invented.
"""

from __future__ import annotations

from django.db import transaction

from kithbridge.agree import demo_matter, demo_pay, demo_talk, demo_turns
from kithbridge.people.deciding import demo as deciding
from kithbridge.people.deciding.demo import Course
from kithbridge.people.deciding.demo_story import Said, Story, quote
from kithbridge.people.demo import Cast

DECIDED = 31  # weeks ago: before the first talk


RULES = (
    Story(
        DECIDED,
        "agree.first_round",
        "living",
        "Wren",
        (quote("living", "When the workers have spoken first there is nothing left for us but to nod."),),
    ),
    Story(
        DECIDED,
        "agree.measure",
        "surely most",
        "Wren",
        (
            quote("lived", "We are thirty. If you ask for seven of ten and may not tell us whether we had it, then ask for less."),
            Said("observation", "peer", "At our size we can say whether this one was met. Of seven in ten we could not."),
        ),
        {"living": 1},
    ),
    Story(
        DECIDED,
        "agree.open_weeks",
        3,
        "Jo",
        (quote("living", "One week I am in, the next I am not. Give me three and I will get to it."),),
    ),
    Story(
        DECIDED,
        "agree.hidden_weeks",
        4,
        "Shanice",
        (quote("mother", "You did not want it shown. Fine. Then tell me why, and throw it away."),),
    ),
    Story(
        DECIDED,
        "agree.each_writes",
        5,
        "Cass",
        (quote("living", "Five is plenty. My sister would write fifty and we would all be her."),),
        {"lived": 1},
    ),
    Story(
        DECIDED,
        "agree.turns_weeks",
        104,
        "Wren",
        (quote("lived", "Two years. By then we know whether they have learned to let us finish."),),
    ),
)


def week(cast: Cast, course: Course, ago: int) -> None:
    """What happened in this room `ago` weeks before the demo's own week; the clock stands in it."""
    with transaction.atomic():
        deciding.decide(cast, course, RULES, ago)
    demo_talk.week(cast, ago)
    demo_matter.week(cast, ago)
    demo_pay.week(cast, course, ago)
    demo_turns.week(cast, ago)
