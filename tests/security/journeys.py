"""Random journeys over weeks, with things ended at random, and what must hold of them: who may open what, by our own knowledge.

Offers
------
Town(dice)      a furnished site and its people; `begin_one()`, `go_on()`, `team_moves()`; what ended stands in `.ended` and `.left`
truth(town)     {(reader, table, item, column): text}: what living readers open now
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from kithbridge.people import facts, leftovers, vault
from kithbridge.people.actions import circles, danger, notes, opening, pages, team
from kithbridge.people.models import Factor, Message
from kithbridge.people.queries.team import circle_items
from kithbridge.people.sessions.models import Budget
from kithbridge.people.vault import Key
from kithbridge.reach.actions import asking, handing
from kithbridge.reach.models import Ask
from kithbridge.web import once
from kithbridge.web.fields import SealedField
from tests.builders import Member, furnish_site, make_member

Truth = dict[tuple[UUID, str, UUID, str], str]


@dataclass
class Town:
    """`ended`: items that ended for everybody; `left`: (item, reader) pairs that ended; `gone`: keys of people who have left or ended."""

    dice: random.Random
    ended: set[UUID] = field(default_factory=set)
    left: set[tuple[UUID, UUID]] = field(default_factory=set)
    gone: list[Key] = field(default_factory=list)
    neighbours: list[Key] = field(default_factory=list)
    journeys: int = 0
    acts: int = 0

    def __post_init__(self) -> None:
        self.site = furnish_site()
        self.out: list[Member] = []
        self.names = 0
        self.peers = [self._new_peer() for _ in range(3)]

    def _new_peer(self) -> Member:
        self.names += 1
        return make_member(f"Peer {self.names}", circle=self.site.circle)

    def a_new_week(self) -> None:
        """Somebody of the team looks: otherwise the site stops taking asks."""
        facts.looked()

    @property
    def readers(self) -> list[UUID]:
        return [one.key.owner for one in self.peers]

    def living(self) -> list[Key]:
        """Everybody whose words still open something."""
        team_keys = [one.key for one in [*self.peers, *self.out, self.site.lead, self.site.deputy]]
        return [*team_keys, *self.neighbours]

    # --- journeys ---
    def begin_one(self) -> None:
        """Somebody asks, takes words, writes, and is answered."""
        Budget.objects.all().delete()
        self.journeys += 1
        ask = asking.ask(readers=self.readers, chosen={"fine": 1}, text=self._text(), form_id=once.new_form_id())
        if self.dice.random() < 0.2:
            return  # she wanted no page
        key = pages.begin(words=pages.draw(), and_then=lambda page: asking.tie_to_page(page, ask.ask))
        self.neighbours.append(key)
        self._write(key)
        self._answer(key)

    def go_on(self) -> None:
        """One more act of somebody."""
        self.acts += 1
        Budget.objects.all().delete()
        acts: list[Callable[[Key], None]] = [self._write, self._answer, self._new_words, self._take_back_one, self._take_everything_back]
        if self.dice.random() < 0.35:
            self._hand_over()
        elif self.neighbours:
            weights = [4, 3, 2, 4, 2]
            self.dice.choices([*acts], weights)[0](self.dice.choice(self.neighbours))
            if self.neighbours and self.dice.random() < 0.1:
                self._worry(self.dice.choice(self.neighbours))

    def team_moves(self) -> None:
        """A peer leaves the team, another one leaves the circle, new ones come."""
        leaver = self.peers.pop(0)
        self.ended |= {leaver.key.owner, *Factor.objects.filter(member=leaver.member).values_list("pk", flat=True)}
        self.gone.append(leaver.key)
        team.leave(member=leaver.key.owner)
        walker = self.peers.pop(0)
        held = vault.items_of(walker.key.owner, circle_items(self.site.circle.pk))
        circles.leave(circle=self.site.circle.pk, member=walker.key.owner, confirmed=True)
        self.left |= {(item, walker.key.owner) for item in held}
        self.out.append(walker)
        self.peers += [self._new_peer(), self._new_peer()]

    # --- acts ---
    def _text(self) -> str:
        return f"words {self.dice.random()}"

    def _write(self, key: Key) -> None:
        notes.write(key=key, text=self._text(), readers=self.readers, form_id=once.new_form_id())

    def _answer(self, key: Key) -> None:
        peer = self.dice.choice(self.peers)
        notes.answer(
            key=peer.key, work_name=peer.work_name, page=key.owner, text=self._text(), readers=self.readers, form_id=once.new_form_id()
        )

    def _new_words(self, key: Key) -> None:
        words = pages.draw()
        pages.new_words(key=key, words=words)
        fresh = opening.unlock(opening.derive(" ".join(words)), "page")
        assert fresh is not None
        self.neighbours[self.neighbours.index(key)] = fresh
        self.gone.append(key)

    def _take_back_one(self, key: Key) -> None:
        hers = list(Message.objects.filter(page=key.owner, from_team=False).values_list("pk", flat=True))
        if hers:
            item = self.dice.choice(hers)
            assert notes.take_back(key=key, message=item)
            self.ended.add(item)

    def _take_everything_back(self, key: Key) -> None:
        items = {*Message.objects.filter(page=key.owner).values_list("pk", flat=True)}
        items |= {*Ask.objects.filter(page=key.owner, state="open").values_list("pk", flat=True)}
        pages.take_everything_back(key=key)
        self.ended |= {*items, key.owner}
        self.neighbours.remove(key)
        self.gone.append(key)

    def _hand_over(self) -> None:
        peer = self.dice.choice(self.peers)
        mine = vault.readable(peer.key, Ask.objects.filter(state="open").values_list("pk", flat=True))
        if mine:
            item = self.dice.choice(sorted(mine))
            handing.hand_over(key=peer.key, ask=item, given={"fine": 1}, missing={}, area="coast", form_id=once.new_form_id())
            self.ended.add(item)

    def _worry(self, key: Key) -> None:
        written = list(Message.objects.filter(page=key.owner).values_list("pk", flat=True))
        peer = next((one for one in self.peers if vault.readable(one.key, written)), None)
        if peer is None:
            return
        danger.raise_worry(
            key=peer.key,
            kind="page",
            about=key.owner,
            second=self.site.deputy.key.owner,
            text="w",
            share=True,
            form_id=once.new_form_id(),
        )


def sealed_columns() -> list[tuple[type, str]]:
    """Every (model, sealed column)."""
    return [
        (model, one.name)
        for model in leftovers.sealed_models()
        for one in model._meta.local_concrete_fields
        if isinstance(one, SealedField)
    ]


def truth(town: Town) -> Truth:
    """What living readers open now, in whatever databases stand in."""
    found: Truth = {}
    for model, column in sealed_columns():
        rows = list(model._default_manager.all())  # type: ignore[attr-defined]
        for key in town.living():
            for item, text in vault.read_many(key, rows, column).items():
                found[key.owner, model._meta.db_table, item, column] = text  # type: ignore[attr-defined]
    return found
