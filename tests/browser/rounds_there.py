"""Equipment rounds for the tests of every page, made by the hand through the real actions.

Offers: `rounds_there(team, readers)`: one being asked, one being read, one with two rounds that is decided; made once.
"""

from __future__ import annotations

from uuid import UUID

from kithbridge.people.actions import slips
from kithbridge.people.models import Role
from kithbridge.reach.actions import answering, rounds, themes
from kithbridge.reach.actions.answering import Words
from kithbridge.reach.cards import mark
from kithbridge.reach.models import Answer, Item, Round
from kithbridge.web import once
from tests.builders import Member

ASKED = "Which needle reaches where?\nWhat hurts, and what leaves a mark?\nWhat shows or rattles in a bag?"
LABELS = (("hurts", "Too long for hands and feet"), ("shows", "The bag rattles"), ("wants", "A shorter one, one size finer"))


def _asked(item: str, team: dict[str, Member], readers: list[UUID], said: int, before: UUID | None = None) -> Round:
    row = rounds.begin(item=item, supplier="Northern Supplies", question=ASKED, weeks=6, before=before, form_id=once.new_form_id())
    made = []
    for side, label in LABELS:
        theme = themes.write(key=team["Jo"].key, round_id=row.pk, side=side, label=label, form_id=once.new_form_id())
        if theme is not None:
            themes.agree(key=team["Maeve"].key, theme=theme.pk)
            made.append(theme.pk)
    themes.write(key=team["Jo"].key, round_id=row.pk, side="works", label="Sharp at the first go", form_id=once.new_form_id())
    for n, code in enumerate([*slips.make(number=max(said - 1, 1), role=Role.LEAD, form_id=once.new_form_id()), ""]):
        words = Words(("hurts", "shows"), ("shorter", "quiet"), "In the back of the hand it goes right through." if n % 3 == 0 else "")
        heard = answering.say(item=item, words=words, readers=readers, form_id=once.new_form_id(), slip=code)
        themes.mark(key=team["Jo"].key, answer=heard.answer, themes=made[: 1 + n % 3])
    return row


def _thing(key: str, label: str) -> str:
    Item.objects.get_or_create(key=key, defaults={"label": label, "picture": "fine", "on": False, "order": 90})
    return key


def _decided(team: dict[str, Member], readers: list[UUID]) -> Round:
    first = _asked(_thing("tried", "A thing tried twice"), team, readers, 12)
    rounds.stop_asking(number=first.pk)
    rounds.give_out(number=first.pk)
    rounds.propose(number=first.pk, text="8 mm in place of 12.7, one size finer. A soft bag without print.")
    rounds.try_samples(number=first.pk, text="Sixty of the finer kind.")
    second = _asked("tried", team, readers, 4, before=first.pk)
    rounds.stop_asking(number=second.pk)
    rounds.give_out(number=second.pk)
    rounds.decide(number=second.pk, text="We take the shorter, finer one.")
    return second


def rounds_there(team: dict[str, Member], readers: list[UUID]) -> dict[str, str]:
    """Where they stand in addresses."""
    if not Round.objects.filter(item="tried").exists():
        _decided(team, readers)
        asked = _asked(_thing("asked", "A thing asked about"), team, readers, 4)
        # Jo's own: one she can read, one she sealed to the others alone. She can take both back.
        for some in (readers, [one for one in readers if one != team["Jo"].member.pk]):
            words = Words(("works",), (), "It does not bend.")
            answering.say_as_peer(key=team["Jo"].key, round_id=asked.pk, words=words, readers=some, form_id=once.new_form_id())
        rounds.stop_asking(number=_asked(_thing("read", "A thing being read"), team, readers, 12).pk)
        given = _asked(_thing("given", "A thing with its maker"), team, readers, 12)
        rounds.stop_asking(number=given.pk)
        rounds.give_out(number=given.pk)
        answering.say(item="foil", words=Words(("breaks",)), readers=readers, form_id=once.new_form_id())
    found = {row.item_id: f"/t/rounds/{row.pk}" for row in Round.objects.filter(item__in=["asked", "read", "given"])}
    found["decided"] = f"/t/rounds/{Round.objects.get(item='tried', before__isnull=False).pk}"
    found["thing"], found["thing asked"] = f"/things/{mark('tried')}", f"/n/said?v=1&i={mark('asked')}"
    found["answer"] = f"/t/said/{Answer.objects.filter(round__item='asked')[0].pk}"
    return found
