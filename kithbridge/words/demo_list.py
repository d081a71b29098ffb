"""The invented area's word list: how words were heard, one list that was decided, an objection, and what waits.

Offers: `week(cast, course, ago)`. All that is quoted is invented.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from kithbridge.people.actions import slips
from kithbridge.people.deciding import demo as deciding
from kithbridge.people.deciding.demo import Course
from kithbridge.people.deciding.demo_story import Said, Story, quote
from kithbridge.people.demo import Cast
from kithbridge.people.models import Role
from kithbridge.web import once
from kithbridge.words import lists
from kithbridge.words.actions import drafting, hearing, passing, telling
from kithbridge.words.actions.hearing import Line
from kithbridge.words.actions.telling import Inside
from kithbridge.words.models import How, WordList

ADDICT, JUNKIE, CLEAN, USER, SERVICE_USER = "KB001", "KB004", "KB033", "KB012", "KB135"
HARD_TO_REACH, FAILED, VULNERABLE, CHAOTIC, RECOVERY, LIVED, USING_MOTHER = "KB068", "KB061", "KB070", "KB071", "KB041", "KB143", "KB025"

# entry, weeks ago, where, role, how many say: fine, it depends, it grates, it hurts, never
Pile = tuple[str, int, str, str, tuple[int, int, int, int, int]]
PILES: tuple[Pile, ...] = (
    (ADDICT, 30, "notes", "now", (1, 2, 4, 13, 9)),
    (ADDICT, 30, "news", "before", (3, 4, 2, 8, 5)),
    (ADDICT, 30, "news", "family", (1, 1, 5, 6, 2)),
    (ADDICT, 29, "notes", "work", (11, 5, 3, 1, 0)),
    (ADDICT, 29, "notes", "inside", (2, 1, 1, 2, 1)),  # seven: too few to be shown
    (CLEAN, 28, "notes", "now", (3, 3, 5, 8, 4)),
    (CLEAN, 28, "peer", "before", (12, 5, 2, 2, 1)),
    (CLEAN, 27, "notes", "work", (14, 3, 1, 0, 0)),
    (JUNKIE, 26, "news", "now", (2, 2, 1, 6, 9)),
    (JUNKIE, 26, "me", "before", (1, 2, 2, 5, 7)),
    (USER, 25, "peer", "now", (9, 5, 3, 4, 1)),
    (USER, 25, "notes", "before", (3, 2, 3, 5, 1)),
    (SERVICE_USER, 24, "notes", "now", (4, 6, 7, 2, 0)),
    (SERVICE_USER, 24, "notes", "work", (12, 2, 1, 0, 0)),
    (HARD_TO_REACH, 22, "notes", "now", (0, 1, 4, 9, 3)),
    (HARD_TO_REACH, 22, "notes", "before", (0, 2, 3, 6, 2)),
    (FAILED, 20, "notes", "now", (0, 1, 2, 11, 6)),
    (FAILED, 20, "notes", "family", (1, 1, 2, 5, 2)),
    (VULNERABLE, 19, "notes", "now", (6, 4, 3, 5, 1)),
    (CHAOTIC, 18, "notes", "now", (0, 2, 2, 7, 4)),
    (CHAOTIC, 18, "notes", "before", (1, 1, 2, 3, 1)),  # eight
    (RECOVERY, 17, "peer", "before", (13, 3, 1, 2, 0)),
    (RECOVERY, 17, "notes", "now", (4, 5, 3, 3, 1)),
    (LIVED, 15, "me", "before", (5, 1, 0, 0, 0)),  # six
    (USING_MOTHER, 13, "news", "now", (0, 1, 3, 10, 5)),
    (USING_MOTHER, 13, "news", "inside", (1, 1, 1, 4, 4)),
    (JUNKIE, 8, "peer", "now", (4, 1, 0, 1, 0)),  # asked again: six so far
)
OBJECTED, FROZEN, DECIDING, SHOWN, SUGGESTED, DRAFTED = 9, 8, 6, 3, 1, 0  # weeks ago

STORY = Inside(
    text="When we say it among us it is ours. It is the only word that never looked down on me. In the paper it is a stone. (Invented.)",
    role="now",
    may_show=True,
)
BESIDE = "They wrote it six times on one page. I read it to my daughter’s father and he asked if that was still me. (Invented.)"
MISSING = Inside(word="frequent attender", instead="comes often", text="It stands on my sister’s file like a name. (Invented.)")


RULES = (
    Story(
        7,
        "words.avoid_share",
        60,
        "Wren",
        (
            quote("living", "Six of ten of us, and then it goes. I do not want to wait for the last one to be hurt."),
            Said(
                "guidance",
                "guidance",
                "Its list of words to use and not to use was made with 42 women who have lived it.",
                "NIDA, Your Words Matter, page on women",
                "https://www.drugabuse.gov/",
            ),
        ),
        {"lived": 1},
    ),
    Story(
        7,
        "words.contested_share",
        20,
        "Wren",
        (quote("lived", "I say clean and I mean it. She hears dirty. Write both down and leave it to us."),),
        {"living": 1},
    ),
    Story(
        7,
        "words.fewest",
        10,
        "Jo",
        (quote("mother", "If four of us have said it, then everybody at the gate knows which four."),),
    ),
    Story(
        7,
        "words.where",
        ["me", "notes", "news", "peer"],
        "Cass",
        (quote("living", "From my mate it is a joke. On a form it is my kids. Ask where."),),
        {"lived": 1},
    ),
    Story(
        7,
        "words.live_weeks",
        12,
        "Shanice",
        (quote("living", "I wrote it in a temper. Three months is long enough to mean it, then away with it."),),
    ),
)  # fmt: skip


def _list_story(value: str) -> Story:
    return Story(
        DECIDING,
        "words.list",
        value,
        "Jo",
        (
            quote("living", "We changed two of their words and added one of ours. Now it is a start."),
            quote("lived", "For me clean stays a good word. That it says so now is why I can say yes."),
            Said("figure", "tally", "Of 40 mothers who said how they hear “clean”, 12 or more stood on each side (invented)."),
        ),
        {"lived": 1},
    )


# --- How words are heard --------------------------------------------------------------------------------
def _pile(cast: Cast, pile: Pile) -> None:
    term, _ago, where, role, counts = pile
    lines = [Line(role, where, how, n) for how, n in zip(How.values, counts, strict=True) if n]
    if lists.found(term) is not None:
        hearing.type_in(key=cast.team["Jo"], term=term, lines=lines, form_id=once.new_form_id())


def _object() -> None:
    """Somebody owns a word, with a slip: people are asked again at once."""
    code = slips.make(number=1, role=Role.LEAD, form_id=once.new_form_id())[0]
    if lists.found(JUNKIE) is not None:
        readers = [one.pk for one in telling.readers_now()]
        telling.object_to(kind="owned", term=JUNKIE, inside=STORY, readers=readers, slip=code, form_id=once.new_form_id())


def _beside(cast: Cast) -> None:
    """One rating with words that two have read; one without a slip; one whose words wait."""
    readers = [one.pk for one in telling.readers_now()]
    code = slips.make(number=1, role=Role.LEAD, form_id=once.new_form_id())[0]
    heard = hearing.hear(
        term=ADDICT,
        role="now",
        where="notes",
        how="never",
        slip=code,
        text=BESIDE,
        may_show=True,
        readers=readers,
        form_id=once.new_form_id(),
    )
    if heard.kept is not None:
        for name in ("Jo", "Maeve"):
            passing.agree(key=cast.team[name], told=heard.kept.told)
    hearing.hear(term=CLEAN, role="other", where="news", how="depends", form_id=once.new_form_id())


# --- The list -------------------------------------------------------------------------------------------
def _freeze(cast: Cast) -> None:
    """Two entries read otherwise, one is new; a lead freezes it."""
    clean, known = lists.found(CLEAN), lists.found(HARD_TO_REACH)
    key = cast.team["Shanice"]
    if clean is not None:
        both = "Many who used before say it of themselves with pride. Many who use now hear “dirty” in it."
        drafting.write(key=key, entry=clean._replace(level="contested", disagree=both), form_id=once.new_form_id())
    if known is not None:
        why = "We can be reached. It is the service that is far away: closed at four, two buses off, with a guard at the door."
        drafting.write(key=key, entry=known._replace(why=why), form_id=once.new_form_id())
    new = lists.holding().entries[0]._replace(
        id=drafting.new_id(), term="drug mum", forms=("drug mum(s)", "drug mummy"), about="parenting", level="slur", only=(), unless=(),
        instead=("mum who uses <drug>",), why="It is shouted at the school gate, at the child.", not_when="", disagree="",
        sources=("Tarrowby Bridge, invented*",),
    )  # fmt: skip
    drafting.write(key=key, entry=new, form_id=once.new_form_id())
    drafting.freeze(key=cast.team["Maeve"], form_id=once.new_form_id())


def _stories() -> Sequence[Story]:
    frozen = WordList.objects.order_by("number").first()
    return (*RULES, _list_story(lists.key_of(frozen.number, frozen.hash))) if frozen else RULES


def _suggest() -> None:
    readers = [one.pk for one in telling.readers_now()]
    telling.suggest(kind="new", inside=MISSING, readers=readers, form_id=once.new_form_id())


def _draft(cast: Cast) -> None:
    """What the next list would have otherwise; nobody has frozen it."""
    entry = lists.found(SERVICE_USER)
    if entry is not None:
        why = "It says what somebody gets, not who she is. Some of us fought for it when “patient” was the other word."
        drafting.write(key=cast.team["Jo"], entry=entry._replace(why=why), form_id=once.new_form_id())


def week(cast: Cast, course: Course, ago: int) -> None:
    """What happened to words `ago` weeks before the demo's own week; the clock stands in it."""
    if ago == OBJECTED:
        _object()
    # One commit for a week's piles: each is the act of one evening.
    with transaction.atomic():
        for pile in PILES:
            if pile[1] == ago:
                _pile(cast, pile)
        if ago == FROZEN:
            _freeze(cast)
        if DECIDING - 2 <= ago <= FROZEN:
            deciding.decide(cast, course, _stories(), ago)
        if ago == DRAFTED:
            _draft(cast)
    if ago == SHOWN:
        _beside(cast)
    elif ago == SUGGESTED:
        _suggest()
