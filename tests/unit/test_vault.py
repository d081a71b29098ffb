"""The vault: what is sealed opens for whom it was sealed to, for nobody else, and never again once it has ended."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError

from kithbridge.engines import sealing
from kithbridge.people import leftovers, vault
from kithbridge.people.actions import notes, opening
from kithbridge.people.keyring.models import Person, Tombstone, Turn, Wrap
from kithbridge.people.models import Due, Message, Neighbour
from kithbridge.people.vault import CannotOpen, Ended, Ending, Key, Seal
from kithbridge.reach.models import Ask
from kithbridge.web import once
from kithbridge.web.clock import this_week
from tests.builders import DATABASES, make_page, quick_kdf  # noqa: F401

pytestmark = DATABASES


def reader(kind: str = "team") -> Key:
    """Somebody with keys, in the keyring only."""
    owner, pair = uuid4(), sealing.new_pair()
    derived = sealing.Derived(uuid4().bytes, sealing.new_item_key())
    row = vault.add_person(owner, kind, derived, pair)
    return Key(owner, kind, pair.private, row.lookup, 1)


def ask_for(*readers: Key, label: str = "a label", words: str = "some words") -> Ask:
    row = Ask(id=uuid4(), week=str(this_week()))
    vault.create(lambda: row.save(force_insert=True), Seal(row, [one.owner for one in readers], {"label": label, "words": words}))
    return row


def end(*items: UUID, readers=(), people=()) -> None:
    vault.end(lambda: (None, Ending(items=items, readers=readers, people=people)))


def fresh(row):
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def jo() -> Key:
    return reader()


@pytest.fixture
def cass() -> Key:
    return reader()


def test_it_works(jo, cass):
    row = fresh(ask_for(jo, cass, words="zwölf ünd 🧷"))
    for key in (jo, cass):
        assert vault.read(key, row, "words") == "zwölf ünd 🧷"
        assert vault.read_many(key, [row], "label") == {row.pk: "a label"}
    assert vault.readers(row.pk, [jo.owner, cass.owner, uuid4()]) == {jo.owner, cass.owner}
    assert vault.readable(jo, [row.pk, uuid4()]) == {row.pk}
    assert vault.items_of(jo.owner, [row.pk, uuid4()]) == {row.pk}


def test_nothing_readable_is_stored(jo):
    row = fresh(ask_for(jo, words="MARKER-WORDS"))
    assert b"MARKER-WORDS" not in bytes(row.words)
    assert len(row.words) == 1 + 24 + 1024 + 16


def test_every_wrap_carries_its_epoch_and_its_format(jo):
    ask_for(jo)
    assert {(wrap.epoch, wrap.version) for wrap in Wrap.objects.all()} == {(Turn.objects.get().current, 1)}


def test_the_same_text_never_looks_the_same(jo):
    assert bytes(ask_for(jo).words) != bytes(ask_for(jo).words)


def test_who_does_not_hold_it_cannot_open_it(jo, cass):
    row = ask_for(jo)
    with pytest.raises(CannotOpen):
        vault.read(cass, row, "words")
    assert vault.read_many(cass, [row], "words") == {}
    assert vault.readable(cass, [row.pk]) == set()


def test_a_wrong_private_key_opens_nothing(jo):
    row = ask_for(jo)
    forged = Key(jo.owner, jo.kind, sealing.new_pair().private, jo.lookup, jo.generation)
    with pytest.raises(CannotOpen):
        vault.read(forged, row, "words")


def test_an_epoch_whose_key_was_destroyed_opens_nothing(jo):
    row = ask_for(jo)
    Wrap.objects.filter(item=row.pk).update(epoch=2)
    with pytest.raises(CannotOpen):
        vault.read(jo, row, "words")


def test_columns_of_one_row_cannot_be_swapped(jo):
    row = ask_for(jo)
    Ask.objects.filter(pk=row.pk).update(label=row.words, words=row.label)
    for column in ("label", "words"):
        with pytest.raises(CannotOpen):
            vault.read(jo, fresh(row), column)


def test_rows_cannot_be_swapped(jo):
    one, other = ask_for(jo, words="one"), ask_for(jo, words="other")
    Ask.objects.filter(pk=one.pk).update(words=other.words)
    with pytest.raises(CannotOpen):
        vault.read(jo, fresh(one), "words")


def test_a_whole_row_cannot_be_moved_with_its_wraps(jo):
    one, other = ask_for(jo, words="one"), ask_for(jo, words="other")
    box = Wrap.objects.get(item=other.pk).box
    Wrap.objects.filter(item=one.pk).update(box=box)
    Ask.objects.filter(pk=one.pk).update(words=other.words)
    with pytest.raises(CannotOpen):
        vault.read(jo, fresh(one), "words")


def test_a_wrap_cannot_be_given_to_another_reader(jo, cass):
    row = ask_for(jo)
    wrap = Wrap.objects.get(item=row.pk)
    Wrap.objects.create(item=row.pk, holder=vault.holder(cass.owner), epoch=1, version=1, box=wrap.box)
    with pytest.raises(CannotOpen):
        vault.read(cass, row, "words")


def test_sealed_for_nobody_or_for_somebody_without_keys_is_refused(jo):
    for owners in ([], [uuid4()], [jo.owner, uuid4()]):
        row = Ask(id=uuid4(), week=str(this_week()))
        with pytest.raises(CannotOpen):
            vault.create(row.save, Seal(row, owners, {"label": "", "words": ""}))
    assert Ask.objects.count() == Wrap.objects.count() == 0


def test_a_reader_named_twice_has_one_wrap(jo):
    ask_for(jo, jo)
    assert Wrap.objects.count() == 1


def test_text_cannot_be_saved_unsealed(jo):
    row = Ask(id=uuid4(), week=str(this_week()), label=b"plain", words="plain")
    with pytest.raises(TypeError):
        row.save()


def test_content_that_fails_leaves_no_wrap(jo):
    row = Ask(id=uuid4(), week=str(this_week()))

    def content():
        row.save(force_insert=True)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        vault.create(content, Seal(row, [jo.owner], {"label": "", "words": ""}))
    assert Ask.objects.count() == Wrap.objects.count() == 0


def test_content_that_waited_so_long_that_the_sweep_came_is_not_written(jo):
    row = Ask(id=uuid4(), week=str(this_week()))

    def content():
        leftovers.sweep_orphans(lambda: None)
        row.save(force_insert=True)

    with pytest.raises(CannotOpen):
        vault.create(content, Seal(row, [jo.owner], {"label": "", "words": ""}))
    assert Ask.objects.count() == 0


# --- Passing on ----------------------------------------------------------------------------------------
def test_passing_on(jo, cass):
    row = ask_for(jo)
    vault.share(jo, row.pk, cass.owner)
    assert vault.read(cass, row, "words") == "some words"
    vault.share(jo, row.pk, cass.owner)
    assert Wrap.objects.filter(item=row.pk).count() == 2


def test_only_who_holds_it_passes_it_on(jo, cass):
    row = ask_for(jo)
    with pytest.raises(CannotOpen):
        vault.share(cass, row.pk, cass.owner)


def test_nothing_is_passed_on_to_somebody_without_keys(jo):
    with pytest.raises(CannotOpen):
        vault.share(jo, ask_for(jo).pk, uuid4())


def test_nothing_is_passed_on_after_it_has_ended(jo, cass):
    row = ask_for(jo)
    end(row.pk)
    with pytest.raises(Ended):
        vault.share(jo, row.pk, cass.owner)
    assert not Wrap.objects.filter(item=row.pk).exists()


def test_who_left_does_not_get_it_back(jo, cass):
    row = ask_for(jo, cass)
    end(readers=[(row.pk, cass.owner)])
    with pytest.raises(Ended):
        vault.share(jo, row.pk, cass.owner)


def test_restating_keeps_readers_and_changes_the_text(jo, cass):
    row = ask_for(jo, cass)
    vault.restate(jo, row, "words", "said again")
    row.save()
    assert vault.read(cass, fresh(row), "words") == "said again"
    with pytest.raises(CannotOpen):
        vault.restate(reader(), row, "words", "x")


# --- Ending --------------------------------------------------------------------------------------------
def test_what_has_ended_never_opens(jo, cass):
    row = ask_for(jo, cass)
    end(row.pk)
    assert Wrap.objects.count() == Due.objects.count() == 0
    assert [(stone.item, stone.holder) for stone in Tombstone.objects.all()] == [(row.pk, "")]
    for key in (jo, cass):
        with pytest.raises(Ended):
            vault.read(key, row, "words")


def test_what_is_due_never_opens_even_while_its_wraps_are_there(jo, cass):
    row = ask_for(jo, cass)
    Due.objects.create(kind="item", item=row.pk)
    with pytest.raises(Ended):
        vault.read(jo, row, "words")
    with pytest.raises(Ended):
        vault.share(jo, row.pk, reader().owner)
    assert vault.read_many(jo, [row], "words") == {}
    assert vault.readable(jo, [row.pk]) == set()
    assert vault.finish_due() == 1
    assert Wrap.objects.count() == 0
    assert vault.finish_due() == 0


def test_a_reader_who_is_due_to_go_does_not_open_it_and_the_others_do(jo, cass):
    row = ask_for(jo, cass)
    Due.objects.create(kind="reader", item=row.pk, owner=cass.owner)
    with pytest.raises(Ended):
        vault.read(cass, row, "words")
    assert vault.read(jo, row, "words") == "some words"
    vault.finish_due()
    with pytest.raises(CannotOpen):
        vault.read(cass, row, "words")
    assert vault.read(jo, row, "words") == "some words"


def test_a_person_who_is_due_to_go_opens_nothing(jo, cass):
    row, other = ask_for(jo, cass), ask_for(cass)
    Due.objects.create(kind="person", item=cass.owner)
    assert vault.read_many(cass, [row, other], "words") == {}
    vault.finish_due()
    assert not Person.objects.filter(owner=cass.owner).exists()
    assert Wrap.objects.filter(holder=vault.holder(cass.owner)).count() == 0
    assert vault.read(jo, row, "words") == "some words"


@pytest.mark.parametrize("for_everybody", [True, False])
def test_wraps_that_a_restored_keyring_brought_back_do_not_open_under_a_tombstone(jo, cass, for_everybody):
    row = ask_for(jo, cass)
    old = list(Wrap.objects.all())
    if for_everybody:
        end(row.pk)
    else:
        end(readers=[(row.pk, cass.owner)])
        Wrap.objects.all().delete()
    Wrap.objects.bulk_create(old)
    with pytest.raises(Ended):
        vault.read(cass, row, "words")
    assert vault.read_many(cass, [row], "words") == {}
    assert vault.readable(cass, [row.pk]) == set()
    if not for_everybody:
        assert vault.read(jo, row, "words") == "some words"


def test_a_number_that_has_ended_is_not_used_again(jo):
    row = ask_for(jo)
    end(row.pk)
    Ask.objects.all().delete()
    again = Ask(id=row.pk, week=str(this_week()))
    with pytest.raises(IntegrityError):
        vault.create(again.save, Seal(again, [jo.owner], {"label": "", "words": ""}))


def test_content_that_fails_ends_nothing(jo):
    row = ask_for(jo)

    def content():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        vault.end(content)
    assert vault.read(jo, row, "words") == "some words"


def test_a_row_emptied_but_still_wrapped_is_ended(jo):
    row = ask_for(jo)
    Ask.objects.filter(pk=row.pk).update(state="ended", label=None, words=None)
    with pytest.raises(Ended):
        vault.read(jo, fresh(row), "words")


# --- New words -----------------------------------------------------------------------------------------
def test_new_words_keep_what_she_holds_and_kill_the_old_key(jo):
    page = make_page()
    hers = notes.write(key=page.key, text="mine", readers=[jo.owner], form_id=once.new_form_id())
    derived = opening.derive("fresh words of hers")
    vault.rekey(page.key, derived)
    new = opening.unlock(derived, "page")
    assert json.loads(vault.read(new, hers, "body"))["text"] == "mine"
    assert vault.read(new, Neighbour.objects.get(pk=page.key.owner), "uses")
    assert json.loads(vault.read(jo, hers, "body"))["text"] == "mine"
    with pytest.raises(CannotOpen):
        vault.read(page.key, hers, "body")
    assert opening.unlock(opening.derive(" ".join(page.words)), "page") is None
    assert Person.objects.filter(kind="page").count() == 1


def test_new_words_that_fail_leave_the_old_ones(jo, monkeypatch):
    page = make_page()
    monkeypatch.setattr(vault, "_unwrap", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        vault.rekey(page.key, opening.derive("never mind"))
    monkeypatch.undo()
    assert vault.read(page.key, Neighbour.objects.get(pk=page.key.owner), "uses")


# --- The sweep -----------------------------------------------------------------------------------------
def test_wraps_without_content_are_swept(jo):
    kept = ask_for(jo)
    lost = ask_for(jo)
    Ask.objects.filter(pk=lost.pk).delete()
    assert leftovers.orphans() == {lost.pk}
    assert leftovers.sweep_orphans(lambda: None) >= 1
    assert set(Wrap.objects.values_list("item", flat=True)) == {kept.pk}


def test_a_creation_under_way_is_spared(jo):
    made: list[Ask] = []

    def creation_finishes():
        made[0].save(force_insert=True)

    row = Ask(id=uuid4(), week=str(this_week()))
    vault.create(lambda: None, Seal(row, [jo.owner], {"label": "", "words": "just in time"}))
    made.append(row)
    leftovers.sweep_orphans(creation_finishes)
    assert vault.read(jo, row, "words") == "just in time"


def test_keys_of_somebody_who_never_came_to_be_are_swept():
    page = make_page()
    reader("page")
    reader("team")
    assert leftovers.sweep_orphans(lambda: None) == 2
    assert [person.owner for person in Person.objects.all()] == [page.key.owner]


def test_what_was_interrupted_may_be_tried_again(jo):
    row = Ask(id=uuid4(), week=str(this_week()))
    vault.create(lambda: None, Seal(row, [jo.owner], {"label": "", "words": ""}))  # killed before its content
    leftovers.sweep_orphans(lambda: None)
    jo = reader()
    vault.create(lambda: row.save(force_insert=True), Seal(row, [jo.owner], {"label": "", "words": "at last"}))
    assert vault.read(jo, row, "words") == "at last"


def test_a_key_never_shows_itself(jo):
    for shown in (repr(jo), str(jo), f"{jo}", repr(Seal(Ask(), [jo.owner], {"words": "MARKER"}))):
        assert jo.private.hex() not in shown
        assert repr(jo.private) not in shown
        assert "MARKER" not in shown


def test_no_message_says_what_was_inside(jo, cass):
    row = ask_for(jo, words="MARKER")
    with pytest.raises(CannotOpen) as raised:
        vault.read(cass, row, "words")
    assert "MARKER" not in str(raised.value)
    assert str(row.pk) not in str(raised.value)
    assert Message.objects.count() == 0
