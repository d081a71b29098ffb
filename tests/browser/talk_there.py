"""Conversations for the tests of every page, made by the hand through the real actions.

Offers: `talk_there(team)`: one that is open, one in its first round, one that closed with groups, one that was only heard, one stopped.
"""

from __future__ import annotations

from kithbridge.agree.models import Conversation
from tests.builders import Member
from tests.unit.agree.talked import closes, opened, others, stop, two_kinds

OPEN = "What would a service for us look like?"
SHARED = ("Nobody asks about my children before I do.", "Somebody who has been there opens the door.", "A warm room, and something to eat.")
ONE_HOUSE = ("All of it under one roof would be best.", "My script and my kit from the same place.", "I would come to a house of our own.")
COMING = (
    "I would rather somebody came to me than go anywhere at all.",
    "Kit should come from people who have nothing to do with treatment.",
    "A van that stops where I shop anyway would do.",
)
ALL = (*SHARED, *ONE_HOUSE, *COMING)


def _closed_with_groups(team: dict[str, Member]) -> Conversation:
    talk = opened(team["Maeve"], team["Jo"], question="One house, or somebody who comes?", sentences=ALL)
    people = two_kinds(talk, SHARED, ONE_HOUSE, 27)
    others(talk, people[::2], voice="living", own_word="mum who manages")
    others(talk, people[1::2], voice="lived")
    return closes(talk)


def _only_heard(team: dict[str, Member]) -> Conversation:
    talk = opened(team["Maeve"], team["Jo"], question="What should stand on the table?", sentences=SHARED)
    others(talk, [{0: 1, 1: -1}] * 3)
    return closes(talk)


def _stopped(team: dict[str, Member]) -> Conversation:
    talk = opened(team["Maeve"], team["Jo"], question="Who should hold the key?", sentences=SHARED)
    stop(talk, team["Maeve"].key, team["Jo"].key, "The question hurt people. We ask another one.")
    return talk


def talk_there(team: dict[str, Member]) -> dict[str, str]:
    """Where they stand in addresses; made once."""
    found = {row.question: row.number for row in Conversation.objects.all()}
    if OPEN not in found:
        made = [_closed_with_groups(team), _only_heard(team), _stopped(team)]
        made.append(opened(team["Maeve"], team["Jo"], question="When should the door be open?", sentences=SHARED, to_all=False))
        made.append(opened(team["Maeve"], team["Jo"], question=OPEN, sentences=ALL))
        found = {row.question: row.number for row in made}
    return {
        "list": "/n/talk",
        "talks": "/talks",
        "open": f"/n/talk/{found[OPEN]}",
        "as": f"/n/talk/as?v=1&i={found[OPEN]}",
        "first": f"/n/talk/as?v=1&i={found['When should the door be open?']}",
        "closed": f"/talks/{found['One house, or somebody who comes?']}",
        "heard": f"/talks/{found['What should stand on the table?']}",
        "stopped": f"/talks/{found['Who should hold the key?']}",
        "still open": f"/talks/{found[OPEN]}",
    }
