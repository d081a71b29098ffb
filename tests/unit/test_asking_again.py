"""A form that was cut off and is sent again; leaving when the store of visits is broken; one damaged row among many."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, OperationalError
from django.test import Client

from kithbridge.people import leftovers, vault, visit, writing
from kithbridge.people.actions import pages
from kithbridge.people.models import Role
from kithbridge.reach.actions import asking
from kithbridge.reach.models import Ask
from kithbridge.web import once
from tests.builders import DATABASES, Member, furnish_site, make_member, make_page, quick_kdf  # noqa: F401

pytestmark = DATABASES


class Killed(BaseException):
    """The process is gone: no handler runs."""


@pytest.fixture
def jo() -> Member:
    site = furnish_site()
    return make_member("Jo", Role.PEER, circle=site.circle)


def test_a_form_cut_off_between_keys_and_content_is_taken_when_it_comes_again(jo: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    form_id = once.new_form_id()
    asked = {"readers": [jo.key.owner], "chosen": {"fine": 1}, "form_id": form_id}

    def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as cut:
        cut.setattr(once, "claim", killed)
        with pytest.raises(Killed):
            asking.ask(**asked)
    assert leftovers.orphans()
    assert not Ask.objects.exists()
    monkeypatch.setattr(writing.time, "sleep", lambda seconds: None)
    again = asking.ask(**asked)
    row = Ask.objects.get(pk=again.ask)
    assert '"fine": 1' in vault.read(jo.key, row, "words")
    assert not leftovers.orphans()


def test_a_commit_whose_answer_is_lost_loses_nothing(jo: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database has committed, but the connection breaks before it can say so."""
    real = vault.transaction.atomic

    @contextmanager
    def answer_is_lost(using: str = "default") -> Iterator[None]:
        with real(using=using):
            yield
        if using == "default":
            raise OperationalError("the connection was lost")

    asked = {"readers": [jo.key.owner], "chosen": {"fine": 1}, "form_id": once.new_form_id()}
    words = pages.draw()
    with monkeypatch.context() as cut:
        cut.setattr(vault, "transaction", SimpleNamespace(atomic=answer_is_lost))
        with pytest.raises(OperationalError):
            asking.ask(**asked)
    row = Ask.objects.get()
    assert vault.readable(jo.key, [row.pk]) == {row.pk}
    assert asking.ask(**asked).ask == row.pk

    def create(*given: object, **named: object) -> None:
        written(*given, **named)
        raise OperationalError("the connection was lost")

    written = vault.create
    with monkeypatch.context() as cut:
        cut.setattr(vault, "create", create)
        with pytest.raises(OperationalError):
            pages.begin(words=words)
    assert pages.opens(words=words)


def test_what_is_written_is_never_taken_for_a_left_over(jo: Member) -> None:
    asked = asking.ask(readers=[jo.key.owner], chosen={"fine": 1}, form_id=once.new_form_id())
    leftovers.drop_unwritten(asked.ask)
    assert vault.readable(jo.key, [asked.ask]) == {asked.ask}


def test_one_damaged_row_does_not_close_the_list(jo: Member) -> None:
    first, second = (asking.ask(readers=[jo.key.owner], chosen={"fine": 1}, form_id=once.new_form_id()).ask for _ in range(2))
    body = bytearray(bytes(Ask.objects.get(pk=first).words))
    body[-1] ^= 1
    Ask.objects.filter(pk=first).update(words=bytes(body))
    assert set(vault.read_many(jo.key, Ask.objects.all(), "words")) == {second}
    with pytest.raises(vault.CannotOpen):
        vault.read(jo.key, Ask.objects.get(pk=first), "words")


def test_she_leaves_whatever_is_wrong_with_the_store_of_visits(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    furnish_site()
    make_page().enter(client)

    def broken(token: str) -> None:
        raise DatabaseError("no such table")

    monkeypatch.setattr(visit, "leave", broken)
    answer = client.get("/leave")
    assert answer.status_code == 303
    assert answer.cookies[visit.COOKIE].value == ""
