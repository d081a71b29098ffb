"""Any order of creating, passing on, ending, new words, leaving and crashes: who can open what equals a simple dictionary."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule, run_state_machine_as_test

from kithbridge.engines import sealing
from kithbridge.people import leftovers, vault
from kithbridge.people.keyring.models import Person, Tombstone, Wrap
from kithbridge.people.models import Due, TeamMember
from kithbridge.people.vault import CannotOpen, Ended, Ending, Key, Seal
from kithbridge.reach.models import Ask
from kithbridge.web.clock import this_week
from tests.builders import DATABASES

pytestmark = DATABASES


def derived() -> sealing.Derived:
    return sealing.Derived(uuid4().bytes, sealing.new_item_key())


class Vault(RuleBasedStateMachine):
    """The model: for each item its text and who may open it; ended items; people who are gone."""

    people = Bundle("people")
    items = Bundle("items")

    def __init__(self) -> None:
        super().__init__()
        for model in (Due, Ask, TeamMember, Wrap, Person, Tombstone):
            model.objects.all().delete()
        self.keys: dict[UUID, Key] = {}
        self.old_keys: list[Key] = []
        self.gone: list[Key] = []
        self.rows: dict[UUID, Ask] = {}
        self.holds: dict[UUID, set[UUID]] = {}
        self.left: set[tuple[UUID, UUID]] = set()
        self.texts: dict[UUID, str] = {}

    # --- people ---
    @rule(target=people)
    def comes(self) -> UUID:
        owner, pair, words = uuid4(), sealing.new_pair(), derived()
        row = vault.add_person(owner, "team", words, pair)
        TeamMember.objects.create(id=owner, work_name=owner.hex)
        self.keys[owner] = Key(owner, "team", pair.private, row.lookup, 1)
        return owner

    @rule(who=people)
    def takes_new_words(self, who: UUID) -> None:
        if who not in self.keys:
            return
        words, old = derived(), self.keys[who]
        vault.rekey(old, words)
        row = Person.objects.get(owner=who)
        private = sealing.open_with(words.wrapping, bytes(row.private), aad=vault.person_aad(row.lookup))
        self.old_keys.append(old)
        self.keys[who] = Key(who, "team", private, row.lookup, row.generation)

    @rule(who=consumes(people), finished=st.booleans())
    def leaves(self, who: UUID, finished: bool) -> None:
        def content() -> tuple[None, Ending]:
            TeamMember.objects.filter(pk=who).delete()
            return None, Ending(people=[who])

        self._end(content, finished)
        self.gone.append(self.keys.pop(who))
        for holders in self.holds.values():
            holders.discard(who)

    # --- items ---
    @rule(target=items, readers=st.lists(people, max_size=4), text=st.text(st.characters(codec="utf-8"), max_size=20))
    def writes(self, readers: list[UUID], text: str) -> UUID | None:
        row = Ask(id=uuid4(), week=str(this_week()))
        seal = Seal(row, readers, {"label": "", "words": text})
        if not readers or not all(one in self.keys for one in readers):
            with pytest.raises(CannotOpen):
                vault.create(row.save, seal)
            return None
        vault.create(lambda: row.save(force_insert=True), seal)
        self.rows[row.pk], self.texts[row.pk], self.holds[row.pk] = row, text, set(readers)
        return row.pk

    @rule(readers=st.lists(people, min_size=1, max_size=3))
    def is_killed_while_writing(self, readers: list[UUID]) -> None:
        if all(one in self.keys for one in readers):
            vault.create(lambda: None, Seal(Ask(id=uuid4()), readers, {"words": "never"}))

    @rule(item=items, by=people, to=people)
    def passes_on(self, item: UUID | None, by: UUID, to: UUID) -> None:
        if item is None or by not in self.keys or to not in self.keys:
            return
        may = by in self.holds[item] and item in self.rows
        if may and (item, to) not in self.left:
            vault.share(self.keys[by], item, to)
            self.holds[item].add(to)
        else:
            with pytest.raises(CannotOpen):
                vault.share(self.keys[by], item, to)

    @rule(item=items, by=people, text=st.text(st.characters(codec="utf-8"), max_size=20))
    def says_it_anew(self, item: UUID | None, by: UUID, text: str) -> None:
        if item in self.rows and by in self.keys and by in self.holds[item]:
            vault.restate(self.keys[by], self.rows[item], "words", text)
            self.rows[item].save()
            self.texts[item] = text

    @rule(item=items, finished=st.booleans(), emptied=st.booleans())
    def ends(self, item: UUID | None, finished: bool, emptied: bool) -> None:
        if item not in self.rows:
            return

        def content() -> tuple[None, Ending]:
            if emptied:
                Ask.objects.filter(pk=item).update(state="ended", label=None, words=None)
            return None, Ending(items=[item])

        self._end(content, finished)
        del self.rows[item]
        self.holds[item] = set()
        self.left |= {(item, one) for one in self.keys}

    @rule(item=items, who=people, finished=st.booleans())
    def one_reader_goes(self, item: UUID | None, who: UUID, finished: bool) -> None:
        if item is None or who not in self.keys:
            return
        self._end(lambda: (None, Ending(readers=[(item, who)])), finished)
        self.holds[item].discard(who)
        self.left.add((item, who))

    @rule(item=items)
    def its_number_is_used_again(self, item: UUID | None) -> None:
        if item is not None and item not in self.rows and self.keys:
            again = Ask(id=item, week=str(this_week()))
            if Tombstone.objects.filter(item=item, holder="").exists():
                with pytest.raises(IntegrityError):
                    vault.create(again.save, Seal(again, [next(iter(self.keys))], {"label": "", "words": ""}))

    # --- what the software does by itself ---
    def _end(self, content, finished: bool) -> None:
        if finished:
            vault.end(content)
            return
        real, vault._follow = vault._follow, lambda due: None  # killed after the content's commit
        try:
            vault.end(content)
        finally:
            vault._follow = real

    @rule()
    def starts_again(self) -> None:
        vault.finish_due()
        assert Due.objects.count() == 0

    @rule()
    def is_swept(self) -> None:
        vault.finish_due()
        leftovers.sweep_orphans(lambda: None)
        known = {*self.rows, *Ask.objects.values_list("pk", flat=True)}
        assert set(Wrap.objects.values_list("item", flat=True)) <= known

    # --- what must hold at every moment ---
    @invariant()
    def who_can_open_what(self) -> None:
        rows = list(Ask.objects.all())
        for owner, key in self.keys.items():
            opens = vault.read_many(key, rows, "words")
            assert opens == {item: self.texts[item] for item in self.rows if owner in self.holds[item]}
            assert vault.readable(key, list(self.holds)) == set(opens)

    @invariant()
    def old_keys_and_people_who_are_gone_open_nothing(self) -> None:
        rows = list(Ask.objects.all())
        for key in [*self.gone, *self.old_keys]:
            for row in rows:
                with pytest.raises(CannotOpen):
                    vault.read(key, row, "words")

    @invariant()
    def what_has_ended_is_told_so(self) -> None:
        for item in set(self.holds) - set(self.rows):
            for key in self.keys.values():
                with pytest.raises(Ended):
                    vault.read(key, Ask(id=item, words=b"\x01"), "words")


def test_who_can_open_what_equals_a_dictionary():
    run_state_machine_as_test(
        Vault,
        settings=settings(
            max_examples=40 if connection.vendor == "sqlite" else 10,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
