"""A conversation for tests of pages, made through the real actions.

Offers
------
begin(...), Talked     a site with two readers and an open conversation
opened(lead, peer)     a conversation of a site that is there
slip(), others(...)    a paper slip; people who take part with one
two_kinds(...)         answers of people of two minds
closes(talk)           its weeks are over
stop(talk, ...)        two stop it
number_of(text)        of a sentence
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kithbridge.agree import links, queries
from kithbridge.agree.actions import closing, making, stating, stopping, voting
from kithbridge.agree.models import Conversation, Statement
from kithbridge.engines.week import Week
from kithbridge.people.actions import slips
from kithbridge.people.models import Role
from kithbridge.people.vault import Key
from kithbridge.web import clock, once
from tests.builders import Member, Site, furnish_site, make_member

QUESTION = "What would a good evening look like?"
SENTENCES = ("Somebody should be there in the evening.", "I want to choose who comes.", "No name at the door.", "A warm room is enough.")


@dataclass(frozen=True)
class Talked:
    site: Site
    jo: Member
    talk: Conversation

    @property
    def url(self) -> str:
        return f"/n/talk/{self.talk.number}"


def opened(
    lead: Member, peer: Member, *, question: str = QUESTION, sentences: tuple[str, ...] = SENTENCES, to_all: bool = True
) -> Conversation:
    """Written by the one, opened by the other; its first round is over, or not."""
    about = "It goes to the steering group."
    talk = making.write(key=lead.key, question=question, about=about, weeks_first=1, weeks=2, form_id=once.new_form_id())
    for text in sentences:
        stating.seed(key=lead.key, conversation=talk, text=text, form_id=once.new_form_id())
    for one in (lead, peer):
        making.agree_to_open(key=one.key, conversation=talk, as_seen=making.seen(talk))
    if to_all:
        Conversation.objects.filter(pk=talk.pk).update(state="all")
    talk.refresh_from_db()
    return talk


def begin(*, to_all: bool = True, sentences: tuple[str, ...] = SENTENCES) -> Talked:
    """A site of its own with a talk that is open to everybody, or in its first round."""
    site = furnish_site()
    jo = make_member("Jo", Role.PEER, circle=site.circle)
    return Talked(site, jo, opened(site.lead, jo, sentences=sentences, to_all=to_all))


def slip() -> str:
    """One paper slip."""
    return slips.make(number=1, role=Role.LEAD, form_id=once.new_form_id())[0]


def others(talk: Conversation, choices: list[dict[int, int]], voice: str = "living", *, own_word: str = "") -> None:
    """One voter with a slip for each: which sentence (its place in `queries.shown`) she answers how."""
    rows = queries.shown(talk)
    codes = slips.make(number=len(choices), role=Role.LEAD, form_id=once.new_form_id())
    for code, answers in zip(codes, choices, strict=True):
        secret = links.of_slip(talk, code)
        voting.join(conversation=talk, voice=voice, own_word=own_word, slip=code, form_id=once.new_form_id())
        for place, chosen in answers.items():
            voting.vote(conversation=talk, secret=secret, statement=rows[place].pk, choice=chosen)


def closes(talk: Conversation) -> Conversation:
    """Its weeks are over."""
    after: dt.date = (Week.parse(str(talk.until)) + 1).monday()
    with clock.at(dt.datetime.combine(after, dt.time(12), tzinfo=dt.UTC)):
        closing.move(talk)
    talk.refresh_from_db()
    return talk


def stop(talk: Conversation, first: Key, second: Key, why: str = "We asked the wrong question.") -> None:
    """Two with different jobs stop it."""
    stopping.would_stop(key=first, conversation=talk, reason=why)
    stopping.agree_to_stop(key=second, conversation=talk, as_seen=why)
    talk.refresh_from_db()


def two_kinds(talk: Conversation, shared: tuple[str, ...], first: tuple[str, ...], each: int) -> list[dict[int, int]]:
    """Everybody agrees with `shared`; one half agrees with `first` and is against the rest, the other the other way round. A few waver."""
    rows = queries.shown(talk)
    found = []
    for person in range(2 * each):
        answers = {}
        for place, row in enumerate(rows):
            ours = row.text in shared or (row.text in first) == (person < each)
            wavers = row.text not in shared and (person * 7 + place * 3) % 11 == 0
            answers[place] = 0 if wavers else 1 if ours else -1
        found.append(answers)
    return found


def number_of(text: str) -> int:
    """The number of a sentence on pages."""
    return Statement.objects.get(text=text).number
