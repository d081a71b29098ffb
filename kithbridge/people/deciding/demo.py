"""The invented area's reference group: who sits, what was chosen to begin with, decided over a year, and is being decided now.

Offers
------
PAGES                     the pages of two who sit, with words that can be typed
Course, week(cast, ...)   what happened so many weeks before the demo's today, through the real actions
decide(cast, ...)         the same for decisions of a room's own story

All that is quoted is invented; the guidance is real, in our own words.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from kithbridge import rules
from kithbridge.people.actions import slips
from kithbridge.people.deciding.actions import answering, moving, proposing, seats, two_leads
from kithbridge.people.deciding.demo_story import Said, Story
from kithbridge.people.deciding.demo_year import CONFIRMED
from kithbridge.people.deciding.models import ByTwo, Saying
from kithbridge.people.demo import FIRST_WEEK, OTTER, Cast, Page, page
from kithbridge.people.models import Role
from kithbridge.rules import Protects, enact
from kithbridge.web import once

PAGES = (
    Page("Amber Lantern", "Sits in the reference group, as one who uses now: a question waits under “Decide with us”."),
    Page("Copper Finch", "Sits in the reference group, as one who used before: those it is for are asked first."),
)
LANTERN, FINCH = (one.handle for one in PAGES)
LIVING = (LANTERN, "Pebble Spoon", "Marsh Button", "Silver Ladle", "Hazel Thimble")
LIVED = (FINCH, "Birch Saucer", "Cloudy Anchor")
WORKING = ("Rusty Compass",)  # one of the team, under words of her own like everybody
SAT_DOWN = 48  # weeks ago: a seat lasts 52


TAKEN_BACK = "He counts what I bring home. Three is what he allows, so three is what I asked for."
NUMBER = Story(
    46,
    "asks.most_each",
    10,
    "Jo",
    (
        Said("quote", "living", "Three is gone by Friday. Then I use the old ones again. I never asked twice, I was ashamed to."),
        Said("quote", "mother", TAKEN_BACK),
        Said("quote", "peer", "They ask how many they may have. I want to ask: how many do you need? By number, not by exchange."),
        Said("figure", "tally", "In twelve weeks one ask in three was for the most that could be asked for (invented)."),
        Said(
            "guidance",
            "guidance",
            "How many somebody is given should follow from what they need. There should be no limit.",
            "NICE, guideline PH52 on needle and syringe programmes, recommendation 7, March 2014",
            "https://www.nice.org.uk/guidance/ph52",
        ),
    ),
)
PLACES = Story(
    38,
    "asks.places",
    False,
    "Jo",
    (
        Said("quote", "living", "Do not let me write down where I am. One day somebody reads it who should not."),
        Said("quote", "lived", "It would be easier to find me. But I would have written my mum’s street."),
        Said("observation", "peer", "We find each other by the two words. In a year it went wrong once."),
    ),
    {"lived": 1},
)
LOST = Story(
    30,
    "words.lost",
    "end",
    "Wren",
    (
        Said("quote", "living", "I lost mine when the bag went. What I wrote lay there for half a year and I could not take it back."),
        Said("quote", "peer", "She stood in front of me and I could do nothing. We know each other for two years."),
    ),
    {"living": 1, "lived": 1},
)
OPENED = Story(
    22,
    "messages.close_seconds",
    90,
    "Jo",
    (
        Said("quote", "mother", "With the little one on my arm a minute is short. I read half, and it is gone."),
        Said("observation", "peer", "Two asked me at the door what it had said."),
    ),
)
LATE = Story(
    10,
    "answers.live_weeks",
    12,
    "Shanice",
    (
        Said("quote", "living", "I could not look for nine weeks. When I came back there was nothing."),
        Said("quote", "lived", "Longer is also longer for him to find it. Try it, but not for good."),
    ),
    {"living": 1},
    trial=26,
    looks_at="Whether answers are still opened in the last four weeks, as a count with no names.",
    says_who="Those who use now, asked here once more.",
)
IN_ALL = Story(
    6,
    "asks.most_in_all",
    24,
    "Jo",
    (
        Said("quote", "living", "Ten needles, ten wipes, and then it says that is too much for one ask."),
        Said("figure", "tally", "Since ten of a thing can be asked for, every fifth ask reached twelve in all (invented)."),
        Said("observation", "peer", "A bag for two weeks is about twenty things. I carry it anyway."),
    ),
    {"work": 1},
)
NOW = Story(
    1,
    "asks.live_weeks",
    4,
    "Jo",
    (
        Said("quote", "mother", "I asked and then he was home for three weeks. It was gone before I could come."),
        Said("quote", "living", "Two weeks is right. What lies there can be found."),
        Said("figure", "tally", "Of ten asks that ran out this year, six were asked again (invented)."),
    ),
)
WRITTEN = Story(0, "team.idle_minutes", 20, "Wren", (Said("observation", "peer", "A phone lay open on our table over lunch (invented)."),))
DECIDED = (NUMBER, PLACES, LOST, OPENED, LATE, IN_ALL)
ANSWERED_SO_FAR = LIVING[2:]  # the first two still think about it, Amber Lantern is one of them
READ_BY = {"Jo": "Maeve", "Shanice": "Wren", "Cass": "Maeve", "Wren": "Cass", "Bron": "Jo"}  # another job than whoever typed it
PAUSED_AGO, PAUSE_WEEKS, TAKEN_BACK_AGO, WILLING_AGO = 24, 6, 12, 3


@dataclass
class Course:
    """How far it has come: proposals by rule, and the codes on the slips of those who gave words."""

    proposals: dict[str, UUID] = field(default_factory=dict)
    slips: dict[str, str] = field(default_factory=dict, repr=False)


def _begins(cast: Cast, ago: int) -> None:
    """Maeve chooses alone, before anybody sits."""
    chosen: dict[int, tuple[str, Any]] = {
        FIRST_WEEK: ("group.who_for", "parents"),
        FIRST_WEEK - 1: ("notice.again_weeks", 3),
        FIRST_WEEK - 4: ("words.card", True),
    }
    if ago == FIRST_WEEK:
        enact.begin()
    if ago in chosen:
        rule, value = chosen[ago]
        two_leads.choose(rule=rule, value=value, by=cast.team["Maeve"], form_id=once.new_form_id())


def _sit_down(cast: Cast) -> None:
    """Pages begin and say yes with a slip each; the lot falls; one takes a seat with a code on paper."""
    codes = iter(slips.make(number=12, role=Role.LEAD, form_id=once.new_form_id()))
    words = {one.handle: one.words for one in PAGES}
    for name, handles in (("living", LIVING), ("lived", LIVED), ("work", WORKING)):
        for n, handle in enumerate(handles):
            page(cast, handle, words.get(handle, ()), used={0: 1, n + 9 - SAT_DOWN: 1, 1 - SAT_DOWN: 1})
            if handle != FINCH:
                seats.say_yes(key=cast.pages[handle], constituency=name, slip=next(codes), form_id=once.new_form_id())
    seats.draw(form_id=once.new_form_id(), rng=random.Random(7))  # noqa: S311 - the same seats every time
    code = seats.make_code(form_id=once.new_form_id())
    seats.take(key=cast.pages[FINCH], code=code, constituency="lived")


def _writes(cast: Cast, course: Course, story: Story) -> None:
    """Written down by one of the team, with the slips for those who gave words."""
    by = cast.team[story.by]
    row = proposing.propose(
        rule=story.rule,
        value=story.value,
        by=by,
        form_id=once.new_form_id(),
        trial_weeks=story.trial,
        looks_at=story.looks_at,
        says_who=story.says_who,
    )
    if row is None:
        return
    course.proposals[story.rule] = row.pk
    for one in story.evidence:
        course.slips[one.text] = proposing.add_evidence(
            proposal=row.pk,
            kind=one.kind,
            role=one.role,
            text=one.text,
            said_by=one.said_by,
            url=one.url,
            by=by,
            form_id=once.new_form_id(),
        )


def _asks(cast: Cast, course: Course, story: Story) -> None:
    """Somebody with another job has read the words too; the group is asked."""
    _writes(cast, course, story)
    for number in list(Saying.objects.filter(shown=False).values_list("pk", flat=True)):
        proposing.pass_evidence(saying=number, by=cast.team[READ_BY[story.by]])
    answering.ask(proposal=course.proposals[story.rule], by=cast.team[story.by])


def _answers(cast: Cast, course: Course, story: Story, handles: Sequence[str]) -> None:
    """So many of these say no, all others yes."""
    for n, handle in enumerate(handles):
        constituency = "living" if handle in LIVING else "lived" if handle in LIVED else "work"
        no = n >= len(handles) - story.no.get(constituency, 0)
        answering.answer(key=cast.pages[handle], proposal=course.proposals[story.rule], choice="no" if no else "yes")


def decide(cast: Cast, course: Course, stories: Sequence[Story], ago: int) -> None:
    """What is asked or confirmed in this week of these stories, each two weeks long: asked and answered in one, confirmed in the other.

    Nobody has objected to any. Those whom a rule protects answer first, and one of them confirms. For rooms with a story of their own, too.
    """
    for story in stories:
        for_team = rules.rule(story.rule).protects is Protects.TEAM
        if ago == story.asked:
            _asks(cast, course, story)
            for handles in (WORKING, LIVING, LIVED) if for_team else (LIVING, LIVED, WORKING):
                _answers(cast, course, story, handles)
        elif ago == story.asked - 2:
            moving.move_on()
            for handle in (LIVING[1], WORKING[0] if for_team else LIVED[1]):
                answering.confirm(key=cast.pages[handle], proposal=course.proposals[story.rule], took_part=True, did_not_write=True)


def _pause(cast: Cast, course: Course) -> None:
    """The steering group stops one decision for some weeks, in public; two leads write it down."""
    two_leads.ask_pause(
        decision=course.proposals[LOST.rule],
        ground="law",
        office="the commissioner",
        reason="The agreement with us does not say yet who answers for it when the wrong page is ended. It will, in six weeks (invented).",
        weeks=PAUSE_WEEKS,
        by=cast.team["Maeve"],
        form_id=once.new_form_id(),
    )
    for request in list(ByTwo.objects.values_list("pk", flat=True)):
        two_leads.agree(request=request, by=cast.team["Bron"])


def _lately(cast: Cast, course: Course, ago: int) -> None:
    """What is going on now: one is being decided, one is only written down, somebody said yes and waits for the lot."""
    if ago == WILLING_AGO:
        slip = slips.make(number=12, role=Role.LEAD, form_id=once.new_form_id())[0]
        seats.say_yes(key=cast.pages[OTTER], constituency="living", slip=slip, form_id=once.new_form_id())
    elif ago == NOW.asked:
        _asks(cast, course, NOW)
        _answers(cast, course, NOW, ANSWERED_SO_FAR)
    elif ago == WRITTEN.asked:
        _writes(cast, course, WRITTEN)


def week(cast: Cast, course: Course, ago: int) -> None:
    """What was decided `ago` weeks before the demo's own week; the clock stands in it."""
    # One commit for a week's answers: each is the act that one tap is.
    with transaction.atomic():
        _begins(cast, ago)
        # Six changes, and what stays as it is.
        decide(cast, course, (*DECIDED, *CONFIRMED), ago)
        if ago == PAUSED_AGO:
            _pause(cast, course)
        elif ago == TAKEN_BACK_AGO:
            proposing.take_back(code=course.slips[TAKEN_BACK])
        _lately(cast, course, ago)
    if ago == SAT_DOWN:
        _sit_down(cast)
