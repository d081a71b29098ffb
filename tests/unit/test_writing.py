"""A form's locked row is written once: also when two presses meet in the middle."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from django.db import IntegrityError

from kithbridge.people import leftovers, vault, writing
from kithbridge.people.keyring.models import Wrap
from kithbridge.people.models import Role
from kithbridge.people.writing import AlreadySent, write_once
from kithbridge.web import once
from kithbridge.words.models import Told
from tests.builders import DATABASES, Member, furnish_site, make_member, quick_kdf  # noqa: F401 - autouse

pytestmark = DATABASES
PEOPLE = Path(vault.__file__).parent


@pytest.fixture
def jo() -> Member:
    return make_member("Jo", Role.PEER, circle=furnish_site().circle)


def told() -> Told:
    return Told(id=uuid4(), kind=Told.Kind.NEW, term="word", week="2026-W01", back=uuid4().hex)


def press(row: Told, form_id: str, jo: Member, between: object = lambda: None) -> bool:
    """One press of the form. `between`: what happens after its keys are there and before its row is."""

    def content() -> None:
        between()  # type: ignore[operator]
        if not once.claim(form_id):
            raise AlreadySent
        row.save(force_insert=True)

    return write_once(lambda: vault.create(content, vault.Seal(row, [jo.key.owner], {"words": "It grates."})), row)


def test_it_is_written_and_sent_again_changes_nothing(jo: Member) -> None:
    row, form_id = told(), once.new_form_id()
    again = Told(id=row.pk, kind=row.kind, term=row.term, week=row.week, back=row.back)
    assert press(row, form_id, jo)
    assert press(again, form_id, jo)
    assert vault.read(jo.key, Told.objects.get(), "words") == "It grates."


def test_the_keys_of_a_press_under_way_are_not_taken_from_under_it(jo: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made anew, they would lie under a row that they do not open: what she wrote would be lost to everybody."""
    row, form_id = told(), once.new_form_id()
    first: list[Wrap] = []

    def other() -> None:
        """The first press has its keys and is slow; it comes through while the second waits."""
        first[:] = list(Wrap.objects.filter(item=row.pk))
        assert first
        again = Told(id=row.pk, kind=row.kind, term=row.term, week=row.week, back=row.back)
        monkeypatch.setattr(writing.time, "sleep", lambda _seconds: row.save(force_insert=True))
        assert press(again, form_id, jo)
        Told.objects.filter(pk=row.pk).delete()  # the first saves it itself, a moment later

    assert press(row, form_id, jo, between=other)
    assert list(Wrap.objects.filter(item=row.pk).values_list("box", flat=True)) == [one.box for one in first]
    assert vault.read(jo.key, Told.objects.get(), "words") == "It grates."


def test_what_a_crash_left_is_taken_away_and_it_is_written(jo: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing.time, "sleep", lambda _seconds: None)
    row, form_id = told(), once.new_form_id()
    press(row, once.new_form_id(), jo)
    left = list(Wrap.objects.filter(item=row.pk))
    Told.objects.all().delete()  # as if the process had died between keyring and content
    assert left
    assert press(told_again := Told(id=row.pk, kind=row.kind, term=row.term, week=row.week, back=row.back), form_id, jo)
    assert vault.read(jo.key, Told.objects.get(pk=told_again.pk), "words") == "It grates."


def test_what_was_sent_and_has_ended_is_said(jo: Member) -> None:
    row, form_id = told(), once.new_form_id()
    once.claim(form_id)
    with pytest.raises(AlreadySent):
        press(row, form_id, jo)
    assert not Wrap.objects.filter(item=row.pk).exists()


def test_it_gives_up_when_the_number_stays_taken(jo: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(writing.time, "sleep", slept.append)

    def refused() -> None:
        raise IntegrityError

    assert not write_once(refused, told())
    assert sum(slept) < 2, "a server's thread is held no longer"


def test_nobody_else_takes_such_keys_away() -> None:
    """Whoever did it without waiting would do it under a press that is on its way."""
    rooms = PEOPLE.parent
    found = {path.relative_to(rooms).as_posix() for path in rooms.rglob("*.py") if leftovers.drop_unwritten.__name__ in path.read_text()}
    assert found == {"people/leftovers.py", "people/writing.py"}
