"""Tags and numbers of votes: the same for her, other for everybody else, and made from nothing that is stored."""

from __future__ import annotations

import secrets
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kithbridge.agree import links
from kithbridge.agree.models import Conversation
from kithbridge.people import epoch
from kithbridge.people.backups.taking import locked, tried
from kithbridge.people.keyring.models import LinkKey, Tombstone
from kithbridge.people.vault import Key
from kithbridge.web.clock import this_week
from tests.builders import DATABASES, quick_kdf  # noqa: F401 - autouse

pytestmark = DATABASES


def made() -> Conversation:
    row = Conversation(id=uuid4(), number=1)
    links.make(row)
    return row


def key(kind: str = "page") -> Key:
    return Key(owner=uuid4(), kind=kind, private=secrets.token_bytes(32), lookup="", generation=1)


def test_made_twice_it_is_one_key() -> None:
    row = made()
    before = bytes(LinkKey.objects.get().box)
    links.make(row)
    assert bytes(LinkKey.objects.get().box) == before


def test_what_has_ended_gets_no_key_again() -> None:
    row = made()
    LinkKey.objects.all().delete()
    Tombstone.objects.create(item=row.pk, holder="", week=str(this_week()))
    with pytest.raises(links.NoLink):
        links.make(row)


def test_without_a_key_there_is_no_tag() -> None:
    with pytest.raises(links.NoLink):
        links.tag(Conversation(id=uuid4()), b"p")


def test_a_damaged_key_opens_nothing() -> None:
    row = made()
    torn = bytearray(bytes(LinkKey.objects.get().box))
    torn[-1] ^= 1
    LinkKey.objects.update(box=bytes(torn))
    with pytest.raises(links.NoLink):
        links.tag(row, b"p")


def test_a_box_moved_to_another_conversation_opens_nothing() -> None:
    one, other = made(), made()
    LinkKey.objects.filter(item=other.pk).update(box=LinkKey.objects.get(item=one.pk).box)
    with pytest.raises(links.NoLink):
        links.tag(other, b"p")


def test_everybody_and_every_conversation_has_another_tag() -> None:
    one, other, her = made(), made(), key()
    tags = {links.tag(row, links.hers(who, row)) for row in (one, other) for who in (her, key(), key())}
    assert len(tags) == 6
    assert links.tag(one, links.hers(her, one)) == links.tag(one, links.hers(her, one))


def test_a_vote_is_known_by_voter_and_statement() -> None:
    row = made()
    statements = [uuid4() for _ in range(5)]
    numbers = {links.vote_id(row, tag, one) for tag in ("a" * 64, "b" * 64) for one in statements}
    assert len(numbers) == 10
    assert links.vote_ids(row, "a" * 64, statements) == {links.vote_id(row, "a" * 64, one): one for one in statements}


def test_team_page_slip_and_ballot_never_make_the_same_secret() -> None:
    row, private = made(), b"\x01" * 32
    page, team = (links.hers(Key(owner=uuid4(), kind=kind, private=private, lookup="", generation=1), row) for kind in ("page", "team"))
    found = {page, team, links.of_slip(row, "2345 6789"), links.of_ballot(row, "2345 6789")}
    assert len(found) == 4
    assert [links.from_team(one) for one in (page, team)] == [False, True]
    assert links.carry(page) == "" == links.carry(team)


@given(st.text(max_size=120))
def test_no_text_but_ours_is_carried(text: str) -> None:
    assert links.carried(text) == b""


@given(st.text(alphabet="23456789abcdefghjkmnpqrstvwxyz", min_size=1, max_size=8))
def test_a_slip_however_it_is_typed(code: str) -> None:
    row = Conversation(id=UUID(int=7))
    secret = links.of_slip(row, code)
    assert links.of_slip(row, f" {code.upper()[:4]}-{code[4:]}\n") == secret
    assert links.carried(links.carry(secret)) == secret


def test_a_backup_counts_it_among_what_opens() -> None:
    made()
    assert tried(locked(), dict(epoch.epochs().keys)) == (1, 0)
