"""A talk is stopped by two with different jobs, for a reason both have read: nobody ends alone what others have said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kithbridge.agree import links
from kithbridge.agree.actions import making, stopping
from kithbridge.agree.actions.refused import Refused
from kithbridge.agree.models import Conversation, Vote, Voter
from kithbridge.people.models import Role, RoleHeld
from tests.builders import DATABASES, make_member, quick_kdf  # noqa: F401 - autouse
from tests.unit.agree.talked import Talked, begin, closes, others, stop

pytestmark = DATABASES
WHY = "It names a house."


@pytest.fixture
def there() -> Talked:
    made = begin()
    others(made.talk, [{0: 1}])
    return made


def refused(act: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as problem:
        act()
    return problem.value.why


def standing_of(talk: Conversation) -> tuple[str, Any, str, int]:
    row = Conversation.objects.get(pk=talk.pk)
    return row.state, row.stop_by, row.stop_why, Vote.objects.count()


def test_one_alone_stops_nothing(there: Talked) -> None:
    lead, talk = there.site.lead.key, there.talk
    stopping.would_stop(key=lead, conversation=talk, reason=WHY)
    assert standing_of(talk) == ("all", lead.owner, WHY, 1)
    assert refused(lambda: stopping.agree_to_stop(key=lead, conversation=talk, as_seen=WHY)) == "same"
    assert standing_of(talk) == ("all", lead.owner, WHY, 1)
    assert links.there(talk)


def test_nor_do_two_with_the_same_job(there: Talked) -> None:
    other = make_member("Bron", Role.LEAD, circle=there.site.circle)
    stopping.would_stop(key=there.site.lead.key, conversation=there.talk, reason=WHY)
    assert refused(lambda: stopping.agree_to_stop(key=other.key, conversation=there.talk, as_seen=WHY)) == "same"
    assert standing_of(there.talk)[0] == "all"


def test_the_second_agrees_to_the_reason_she_has_read(there: Talked) -> None:
    lead, talk = there.site.lead.key, there.talk
    assert refused(lambda: stopping.agree_to_stop(key=there.jo.key, conversation=talk, as_seen=WHY)) == "other", "nobody would stop it"
    stopping.would_stop(key=lead, conversation=talk, reason=WHY)
    stopping.would_stop(key=lead, conversation=talk, reason="Another reason.")
    assert refused(lambda: stopping.agree_to_stop(key=there.jo.key, conversation=talk, as_seen=WHY)) == "other"
    stopping.agree_to_stop(key=there.jo.key, conversation=talk, as_seen="Another reason.")
    row = Conversation.objects.get(pk=talk.pk)
    assert (row.state, row.stopped, row.stop_by, row.stop_why) == ("stopped", "Another reason.", None, "")
    assert (Vote.objects.count(), Voter.objects.count(), links.there(talk)) == (0, 0, False)
    assert refused(lambda: stopping.agree_to_stop(key=there.jo.key, conversation=talk, as_seen="Another reason.")) == "state"


def test_while_one_would_stop_it_no_other_writes_another_reason(there: Talked) -> None:
    wren = make_member("Wren", Role.FACILITATOR, circle=there.site.circle)
    stopping.would_stop(key=there.site.lead.key, conversation=there.talk, reason=WHY)
    assert refused(lambda: stopping.would_stop(key=wren.key, conversation=there.talk, reason="Mine.")) == "asked"
    assert refused(lambda: stopping.go_on(key=wren.key, conversation=there.talk)) == "state", "only who would stop it takes that back"
    stopping.go_on(key=there.site.lead.key, conversation=there.talk)
    assert standing_of(there.talk) == ("all", None, "", 1)
    stopping.would_stop(key=wren.key, conversation=there.talk, reason="Mine.")


def test_whoever_has_left_stops_nothing(there: Talked) -> None:
    lead, talk = there.site.lead.key, there.talk
    stopping.would_stop(key=lead, conversation=talk, reason=WHY)
    RoleHeld.objects.filter(member=lead.owner).delete()
    assert refused(lambda: stopping.agree_to_stop(key=there.jo.key, conversation=talk, as_seen=WHY)) == "other"
    wren = make_member("Wren", Role.FACILITATOR, circle=there.site.circle)
    stopping.would_stop(key=wren.key, conversation=talk, reason="Mine.")
    stopping.agree_to_stop(key=there.jo.key, conversation=talk, as_seen="Mine.")
    assert Conversation.objects.get().state == "stopped"


def test_when_it_closes_nobody_would_stop_it_any_more(there: Talked) -> None:
    stopping.would_stop(key=there.site.lead.key, conversation=there.talk, reason=WHY)
    row = closes(there.talk)
    assert (row.state, row.stop_by, row.stop_why) == ("closed", None, "")
    assert refused(lambda: stopping.agree_to_stop(key=there.jo.key, conversation=row, as_seen=WHY)) == "state"
    assert refused(lambda: stopping.go_on(key=there.site.lead.key, conversation=row)) == "state"


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 301])
def test_a_reason_is_one_line_of_at_most_300_letters(there: Talked, reason: str) -> None:
    assert refused(lambda: stopping.would_stop(key=there.site.lead.key, conversation=there.talk, reason=reason)) == "reason"
    assert standing_of(there.talk) == ("all", None, "", 1)


def test_one_that_is_not_there(there: Talked) -> None:
    gone = Conversation(pk=there.jo.key.owner, state="all")
    assert refused(lambda: stopping.would_stop(key=there.jo.key, conversation=gone, reason=WHY)) == "gone"
    stop(there.talk, there.site.lead.key, there.jo.key)
    assert refused(lambda: stopping.would_stop(key=there.jo.key, conversation=there.talk, reason=WHY)) == "state"
    opens = making.seen(there.talk)
    assert refused(lambda: making.agree_to_open(key=there.jo.key, conversation=there.talk, as_seen=opens)) == "state"
