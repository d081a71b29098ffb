"""Conversations as the team sees them, for the tests of every page, made by the hand through the real actions.

Offers: `talk_team_there(team)`: one open with statements that wait, one that a first would open, a statement somebody
would hide, one that a first would stop.
"""

from __future__ import annotations

from kithbridge.agree import links, queries
from kithbridge.agree.actions import making, reading, stating, stopping, voting
from kithbridge.agree.models import Conversation, State, Statement
from kithbridge.web import once
from tests.builders import Member, make_page
from tests.unit.agree.talked import opened, slip

OPEN, DRAFT = "What should a first visit be like?", "What should lie in the van?"
STOPPING = "Where should the van stand?"
LONG = "They look at every addict as if she had never read to her children, and then they write it down where everybody reads it."


def _made(team: dict[str, Member]) -> None:
    talk = opened(team["Maeve"], team["Jo"], question=OPEN, to_all=False)
    key = make_page().key
    voting.join(conversation=talk, secret=links.hers(key, talk), voice="living", slip=slip(), form_id=once.new_form_id())
    readers = [one.pk for one in stating.readers_now()]
    for text in (LONG, "Ring and wait."):
        stating.say(voter=voting.taking(talk, key), conversation=talk, text=text, readers=readers, form_id=once.new_form_id())
    reading.read_and_show(key=team["Jo"].key, statement=_waiting(LONG, team).pk)
    flagged = queries.shown(talk)[0]
    reading.hide(key=team["Jo"].key, statement=flagged.pk, reason="unclear", answer="Nobody knows what is meant.")
    draft = making.write(key=team["Maeve"].key, question=DRAFT, about="The order is made from it.", form_id=once.new_form_id())
    for text in ("Hand warmers.", "A flask of soup.", "Nappies."):
        stating.seed(key=team["Maeve"].key, conversation=draft, text=text, form_id=once.new_form_id())
    making.agree_to_open(key=team["Jo"].key, conversation=draft, as_seen=making.seen(draft))


def _waiting(text: str, team: dict[str, Member]) -> Statement:
    key = team["Maeve"].key
    return next(one.row for one in (*queries.waiting(key), *queries.with_second(key)) if one.text == text)


def talk_team_there(team: dict[str, Member]) -> dict[str, str]:
    """Where they stand in addresses."""
    if not Conversation.objects.filter(question=OPEN).exists():
        _made(team)
    if not Conversation.objects.filter(question=STOPPING).exists():
        ends = opened(team["Maeve"], team["Jo"], question=STOPPING)
        why = "One sentence said where the driver lives. It is hidden. We ask again without it."
        stopping.would_stop(key=team["Maeve"].key, conversation=ends, reason=why)
    talk, draft, ends = (Conversation.objects.get(question=question) for question in (OPEN, DRAFT, STOPPING))
    assert (talk.state, draft.state) == (State.FIRST, State.DRAFT)
    flagged = Statement.objects.get(conversation=talk, stage=Statement.Stage.SHOWN, first_reader__isnull=False)
    return {
        "open": f"/t/talk/{talk.pk}",
        "draft": f"/t/talk/{draft.pk}",
        "stopping": f"/t/talk/{ends.pk}",
        "waits": f"/t/talk/read/{_waiting(LONG, team).pk}",
        "flagged": f"/t/talk/read/{flagged.pk}",
    }
