"""Rows for tests, made through the real actions.

    from tests.builders import DATABASES, quick_kdf, furnish_site, make_member, sign_in, make_page   # quick_kdf: autouse
    pytestmark = DATABASES

Importing `quick_kdf` makes the slow function cheap in that module; a test that takes the fixture `real_kdf` gets the real one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pyotp
import pytest
from django.test import Client

from kithbridge.engines.sealing import kdf
from kithbridge.people import epoch, facts, vault, visit
from kithbridge.people.actions import circles, factors, group, pages, team
from kithbridge.people.factors import totp
from kithbridge.people.models import Circle, Role, TeamMember
from kithbridge.reach.models import Area, Item
from kithbridge.rules import Constituency, enact, state
from kithbridge.rules.enact import Confirmed, Decided
from kithbridge.rules.models import Version
from kithbridge.web import clock, home, once

DATABASES = pytest.mark.django_db(databases=["default", "keyring", "volatile"])

if not home.have_secrets():
    home.make_secrets()
    epoch.make_first()


@pytest.fixture
def real_kdf() -> None:
    """For a test that measures or proves the real slow function."""


@pytest.fixture(autouse=True)
def quick_kdf(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id with one pass over 8 KiB, unless the test takes `real_kdf`."""
    if "real_kdf" not in request.fixturenames:
        monkeypatch.setattr(kdf, "TIME_COST", 1)
        monkeypatch.setattr(kdf, "MEMORY_COST", 8)


FACTS = {
    "group": "Tarrowby Bridge",
    "controller": "Tarrowby Bridge (invented), 1 Quay, Tarrowby",
    "nation": "England",
    "dpia": "1 October 2026, signed by the trustees (invented)",
    "complaints": "Write to the trustees, 1 Quay. You need not give a name.",
    "reading_days": "Monday and Thursday",
    "number_emergency": "Ambulance, fire, police: 999",
    "number_medical": "Medical advice: 111",
    "number_domestic": "Somebody hurts or frightens me: 0808 157 0001",
    "number_threat": "Threats, pictures: 0808 157 0002",
    "number_legal": "Legal advice: 0808 157 0003",
    "number_family": "Parents' line: 0808 157 0004",
    "numbers_checked": "Ms Adeyemi (invented), 3 November 2026",
}
NOTICE = "We do not ask your name.\nOnly you can read what you keep private.\nA court can order us to show what you shared."
THRESHOLD = "We act if somebody may die or be badly hurt now. Then two of us decide."
ITEMS = [("fine", "Fine and short kit", "fine"), ("naloxone", "Naloxone", "naloxone"), ("foil", "Foil", "foil")]
AREAS = [("tarrowby", "Tarrowby"), ("coast", "Coast and villages")]


@dataclass(frozen=True)
class Member:
    """Somebody of the team, joined by a real invitation, with a code app."""

    member: TeamMember
    work_name: str
    words: tuple[str, ...]
    key: vault.Key = field(repr=False)
    totp: str = field(repr=False)

    def code(self) -> str:
        """The code her app shows now."""
        return pyotp.TOTP(self.totp).at(clock.unix())

    @property
    def typed(self) -> str:
        """Her words as she types them."""
        return " ".join(self.words)


def make_member(work_name: str, *roles: Role, circle: Circle | None = None) -> Member:
    """Invited, joined with eight words, second factor set up. Without roles: a peer."""
    invited = team.invite(
        work_name=work_name, roles=roles or (Role.PEER,), circle=circle.pk if circle else None, form_id=once.new_form_id()
    )
    words = team.draw_words()
    key = team.join(token=invited.token, work_name=work_name, words=words)
    secret = totp.new_secret()
    factors.add(key=key, kind="totp", secret={"secret": secret})
    return Member(TeamMember.objects.get(pk=key.owner), work_name, words, key, secret)


def sign_in(client: Client, member: Member) -> str:
    """Put an open team visit's cookie into the client; returns the token."""
    token = visit.start(member.key, visit.Stage.TEAM)
    client.cookies[visit.COOKIE] = token
    return token


def fill_facts(*, without: tuple[str, ...] = ()) -> None:
    """Every required fact, signed assessments, the notice with its threshold, areas and items; no people."""
    signed = {key: f"The trustees (invented), {clock.today():%-d %B %Y}" for key in facts.ASSESSMENTS}
    group.set_facts(values={key: value for key, value in (FACTS | signed).items() if key not in without})
    group.set_notice(lines=NOTICE, threshold=THRESHOLD, checked_by="invented", form_id=once.new_form_id())
    items = [Item(key=key, label=label, picture=picture, order=order) for order, (key, label, picture) in enumerate(ITEMS)]
    Item.objects.bulk_create(items, ignore_conflicts=True)
    Area.objects.bulk_create([Area(key=key, label=label, order=order) for order, (key, label) in enumerate(AREAS)], ignore_conflicts=True)


@dataclass(frozen=True)
class Site:
    """A furnished site that may open: a lead who is safeguarding lead, a deputy, and the circle that asks go to (empty)."""

    lead: Member
    deputy: Member
    circle: Circle


def furnish_site() -> Site:
    """Facts, notice, menu; "Maeve" (lead, safeguarding lead), "Ms Adeyemi" (deputy); the empty circle "Peers"; looked today."""
    fill_facts()
    lead = make_member("Maeve", Role.LEAD, Role.SAFEGUARDING_LEAD)
    deputy = make_member("Ms Adeyemi", Role.SAFEGUARDING_DEPUTY)
    circle = circles.make(name="Peers", reads_asks=True)
    circle.refresh_from_db()
    facts.looked()
    return Site(lead, deputy, circle)


def decide(key: str, value: Any) -> Version:
    """The reference group decided this; it works at once. Raises enact.Refused as for anybody."""
    everybody = list(Constituency)
    return enact.enact(
        Decided(
            id=uuid4(),
            key=key,
            value=value,
            method="consent",
            asked=everybody,
            outcome={},
            quorum=True,
            carried=True,
            confirmed=[Confirmed(one.value, one) for one in everybody],
            recorder="whoever wrote it down",
            based_on=state.newest(key),
            week=clock.this_week(),
        )
    )


@dataclass(frozen=True)
class Page:
    """A neighbour's page and the words that open it."""

    words: tuple[str, ...]
    key: vault.Key = field(repr=False)

    @property
    def typed(self) -> str:
        return " ".join(self.words)

    def enter(self, client: Client) -> str:
        """Put her open visit's cookie into the client; returns the token."""
        token = visit.start(self.key, visit.Stage.PAGE)
        client.cookies[visit.COOKIE] = token
        return token


def make_page() -> Page:
    """A page begun with drawn words (words not used yet)."""
    words = pages.draw()
    return Page(words, pages.begin(words=words))
