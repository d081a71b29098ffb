"""A team whose hand-outs are drawn: what the tests of the picture share.

Offers: `NOW`, `KIT`, `Team`, `furnish()`, `item(...)`, `happened(...)`, `out(...)`, `text(client)`.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from html import unescape

from django.db import transaction
from django.test import Client
from django.urls import reverse

from kithbridge.engines.week import Week
from kithbridge.reach.actions import kits, ledger
from kithbridge.reach.actions.ledger import Happened
from kithbridge.reach.models import Item
from kithbridge.web import clock
from kithbridge.web.once import new_form_id
from tests.builders import Member, Site, furnish_site, make_member

NOW = dt.datetime(2026, 11, 18, 12, 0, tzinfo=clock.LONDON)
KIT = {"syringe": 10, "wipes": 10, "gift": 1, "note": 1}


@dataclass(frozen=True)
class Team:
    site: Site
    jo: Member


def item(key: str, kind: str, **more: object) -> None:
    Item.objects.update_or_create(key=key, defaults={"label": key.capitalize(), "picture": "else", "kind": kind, "order": 9, **more})


def furnish() -> Team:
    """The kit "fine" has ten syringes in it; naloxone, foil and a bin that takes 30 go out by themselves."""
    site = furnish_site()
    Item.objects.filter(key="fine").update(kind=Item.Kind.KIT)
    Item.objects.filter(key="naloxone").update(kind=Item.Kind.OVERDOSE)
    Item.objects.filter(key="foil").update(kind=Item.Kind.SMOKING)
    item("syringe", Item.Kind.INJECTING, counts=Item.Counts.SET, alone=False)
    item("barrel", Item.Kind.INJECTING, counts=Item.Counts.BARREL)
    item("needle", Item.Kind.INJECTING, counts=Item.Counts.NEEDLE)
    item("wipes", Item.Kind.INJECTING)
    item("bin", Item.Kind.DISPOSAL, takes=30)
    item("gift", Item.Kind.GIFT, alone=False)
    item("note", Item.Kind.NOTE, alone=False)
    kits.make_version(kit="fine", lines=KIT, form_id=new_form_id())
    return Team(site, make_member("Jo", circle=site.circle))


def happened(*some: Happened) -> None:
    with transaction.atomic():
        ledger.all_happened(list(some))


def out(thing: str, n: int = 1, area: str = "tarrowby", *, kind: str = "out", week: str = "", said: str = "") -> Happened:
    return Happened(kind, thing, n, area, said=said, week=Week.parse(week) if week else None)


def text(client: Client, address: str = "", **more: str) -> str:
    """What the page says, without its marks."""
    answer = client.get(address or reverse("picture"), more)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))
