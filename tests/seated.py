"""A site with a reference group, and proposals at every stage, made through the real actions.

Offers
------
without_group(), with_group()   a furnished site without a reference group, and with nine seats taken
slip(), seat(constituencies)    a paper slip's code; pages that said yes and on which the lot fell
proposed, written, everybody_says, agreed, confirming, decided   a proposal on its way
hers(page), of(member)          a client whose visit is open
shown(answer)                   what a page says
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from django.http.response import HttpResponseBase
from django.test import Client

from kithbridge.people import facts
from kithbridge.people.actions import opening, slips
from kithbridge.people.deciding.actions import answering, moving, proposing, seats
from kithbridge.people.deciding.models import Piece, Proposal, Seat, Stage
from kithbridge.people.models import Role
from kithbridge.web import clock, once
from tests.builders import Member, Page, Site, furnish_site, make_member, make_page, sign_in
from tests.pressing import words_on

MOST_EACH = "asks.most_each"


def slip() -> str:
    return slips.make(number=1, role=Role.LEAD, form_id=once.new_form_id())[0]


def shown(answer: HttpResponseBase) -> str:
    """What the page says."""
    return words_on(answer.content.decode())  # type: ignore[attr-defined]


@dataclass
class Sitting:
    """A site, its peer Jo, its second lead Bron, and the pages that sit, by constituency."""

    site: Site
    jo: Member
    bron: Member
    pages: dict[str, list[Page]] = field(default_factory=dict)

    @property
    def living(self) -> Page:
        return self.pages["living"][0]


def seat(constituencies: list[str]) -> dict[str, list[Page]]:
    """Pages that said yes, and on which the lot fell."""
    made: dict[str, list[Page]] = {}
    for name in constituencies:
        page = make_page()
        seats.say_yes(key=page.key, constituency=name, slip=slip(), form_id=once.new_form_id())
        made.setdefault(name, []).append(page)
    seats.draw(form_id=once.new_form_id(), rng=random.Random(1))
    return made


def without_group() -> Sitting:
    """A furnished site without a reference group."""
    site = furnish_site()
    return Sitting(site, make_member("Jo", Role.PEER, circle=site.circle), make_member("Bron", Role.LEAD))


def with_group() -> Sitting:
    """The same with nine seats taken: five who use now, three who used before, one who works here."""
    house = without_group()
    house.pages = seat(["living"] * 5 + ["lived"] * 3 + ["work"])
    assert Seat.objects.count() == 9
    return house


def proposed(house: Sitting, rule: str = MOST_EACH, value: object = 10, *, ask: bool = True, text: str = "One is not enough.") -> Proposal:
    row = proposing.propose(rule=rule, value=value, by=house.jo.key, form_id=once.new_form_id())
    assert row is not None
    proposing.add_evidence(proposal=row.pk, kind="quote", role="living", text=text, by=house.jo.key, form_id=once.new_form_id())
    if ask:
        proposing.pass_evidence(saying=Piece.objects.get(proposal=row).ref, by=house.site.lead.key)
        answering.ask(proposal=row.pk, by=house.jo.key)
    row.refresh_from_db()
    return row


def everybody_says(house: Sitting, row: Proposal, choice: str = "yes") -> None:
    for name in row.asked:
        for page in house.pages[name]:
            answering.answer(key=page.key, proposal=row.pk, choice=choice)
    row.refresh_from_db()


def agreed(house: Sitting, rule: str = MOST_EACH, value: object = 10) -> Proposal:
    row = proposed(house, rule, value)
    everybody_says(house, row)
    assert row.stage == Stage.OBJECTING
    return row


def confirming(house: Sitting, rule: str = MOST_EACH, value: object = 10) -> Proposal:
    row = agreed(house, rule, value)
    Proposal.objects.filter(pk=row.pk).update(closes=clock.today() - dt.timedelta(days=1))
    moving.move_on()
    row.refresh_from_db()
    assert row.stage == Stage.CONFIRMING
    return row


def decided(house: Sitting, rule: str = MOST_EACH, value: object = 10) -> Proposal:
    row = confirming(house, rule, value)
    for page in house.pages["living"][:2]:
        answering.confirm(key=page.key, proposal=row.pk, took_part=True, did_not_write=True)
    row.refresh_from_db()
    assert row.stage == Stage.ENACTED
    return row


def hers(page: Page) -> Client:
    client = Client()
    page.enter(client)
    notice = facts.notice()
    assert notice is not None
    opening.notice_seen(key=page.key, version=notice.version)
    return client


def of(member: Member) -> Client:
    client = Client()
    sign_in(client, member)
    return client


def written(house: Sitting) -> tuple[Proposal, str]:
    """A proposal with words, and the code on the slip for them."""
    row = proposing.propose(rule="asks.most_each", value=10, by=house.jo.key, form_id=once.new_form_id())
    assert row is not None
    code = proposing.add_evidence(
        proposal=row.pk, kind="quote", role="mother", text="I was ashamed to ask twice.", by=house.jo.key, form_id=once.new_form_id()
    )
    return row, code
