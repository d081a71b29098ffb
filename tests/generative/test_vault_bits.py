"""One changed bit anywhere closes it: body, wrap, private key, session."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kithbridge.engines import sealing
from kithbridge.people import vault
from kithbridge.people.actions import opening
from kithbridge.people.keyring.models import Person, Wrap
from kithbridge.people.vault import CannotOpen, Seal
from kithbridge.reach.models import Ask
from kithbridge.web.clock import this_week
from tests.builders import DATABASES, make_page, quick_kdf  # noqa: F401

pytestmark = DATABASES
MANY = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def flipped(raw: bytes, place: int) -> bytes:
    changed = bytearray(raw)
    place %= len(changed) * 8
    changed[place // 8] ^= 1 << (place % 8)
    return bytes(changed)


@pytest.fixture
def sealed():
    page = make_page()
    row = Ask(id=uuid4(), week=str(this_week()))
    vault.create(lambda: row.save(force_insert=True), Seal(row, [page.key.owner], {"label": "l", "words": "w" * 100}))
    return page, row


@given(place=st.integers(0, 10**6))
@MANY
def test_of_a_body(sealed, place):
    page, row = sealed
    whole = row.words
    row.words = flipped(bytes(whole), place)
    try:
        with pytest.raises(CannotOpen):
            vault.read(page.key, row, "words")
    finally:
        row.words = whole


@given(place=st.integers(0, 10**6))
@MANY
def test_of_a_wrap(sealed, place):
    page, row = sealed
    wrap = Wrap.objects.get(item=row.pk)
    Wrap.objects.filter(item=row.pk).update(box=flipped(bytes(wrap.box), place))
    try:
        with pytest.raises(CannotOpen):
            vault.read(page.key, row, "words")
    finally:
        Wrap.objects.filter(item=row.pk).update(box=wrap.box)


@given(place=st.integers(0, 10**6))
@MANY
def test_of_a_private_key(sealed, place):
    page, _ = sealed
    person = Person.objects.get(owner=page.key.owner)
    derived = opening.derive(sealing.normalise(page.words))
    Person.objects.filter(owner=page.key.owner).update(private=flipped(bytes(person.private), place))
    try:
        assert opening.unlock(derived, "page") is None
    finally:
        Person.objects.filter(owner=page.key.owner).update(private=person.private)


@given(text=st.text(max_size=3_000))
@MANY
def test_any_text_comes_back_as_it_was(sealed, text):
    page, _ = sealed
    row = Ask(id=uuid4(), week=str(this_week()))
    try:
        vault.create(lambda: row.save(force_insert=True), Seal(row, [page.key.owner], {"label": text, "words": text}))
    except sealing.SealError:
        assert any("\ud800" <= sign <= "\udfff" for sign in text)
        return
    found = Ask.objects.get(pk=row.pk)
    assert vault.read(page.key, found, "words") == text
    assert len(found.words) == 41 + -(-(len(text.encode()) + 1) // 1024) * 1024
