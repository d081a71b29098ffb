"""A hand inside a house of tests: furnishes it and makes pages, visits and notes through the real actions.

Run by `tests.browser.house` as a process of its own beside the real server, on the same home. Reads one JSON line for each
wish ({"do": name, "with": {...}}), writes one JSON line with the answer.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kithbridge.web.settings")

import django

django.setup()

# ruff: noqa: E402 - what follows needs Django set up
from kithbridge.cli import databases
from kithbridge.engines.sealing import kdf
from kithbridge.people import visit
from kithbridge.people.actions import danger, group, holding, notes, team
from kithbridge.people.deciding.models import Seat, Willing
from kithbridge.people.demo import AUDIO
from kithbridge.people.models import Circle, LastLook, Role
from kithbridge.people.queries.roles import readers_of_asks
from kithbridge.people.sessions.models import Budget
from kithbridge.reach import kits
from kithbridge.reach.actions import asking, handing, ledger
from kithbridge.reach.actions import kits as making
from kithbridge.reach.actions import phones as acts
from kithbridge.reach.models import Event, Item, Phone, Place, Recipe
from kithbridge.reach.paper import codes
from kithbridge.web import clock, once
from tests import builders, seated, stocked
from tests.browser.matter_there import matter_there
from tests.browser.rounds_there import rounds_there
from tests.browser.talk_team_there import talk_team_there
from tests.browser.talk_there import talk_there
from tests.browser.words_there import words_there

PEERS = ("Jo", "Shanice", "Cass")
team_of_house: dict[str, builders.Member] = {}
pages_of_house: dict[str, builders.Page] = {}


@contextmanager
def quick() -> Iterator[None]:
    """Words made inside open nothing on the server, which always takes the real slow function."""
    before = kdf.TIME_COST, kdf.MEMORY_COST
    kdf.TIME_COST, kdf.MEMORY_COST = 1, 8
    try:
        yield
    finally:
        kdf.TIME_COST, kdf.MEMORY_COST = before


def make() -> None:
    """Databases and static files as `kithbridge upgrade` makes them."""
    databases.migrate()
    databases.collect()


def furnish() -> dict[str, Any]:
    """A site that may open, three peers, the recordings. The lead and Jo can sign in with their words."""
    with quick():
        builders.fill_facts()
        circle = builders.circles.make(name="Peers", reads_asks=True)
        circle.refresh_from_db()
        builders.facts.looked()
        team_of_house["Ms Adeyemi"] = builders.make_member("Ms Adeyemi", Role.SAFEGUARDING_DEPUTY)
        for name in PEERS[1:]:
            team_of_house[name] = builders.make_member(name, circle=circle)
    team_of_house["Maeve"] = builders.make_member("Maeve", Role.LEAD, Role.SAFEGUARDING_LEAD)
    team_of_house["Jo"] = builders.make_member("Jo", circle=circle)
    for sound in sorted(AUDIO.glob("*.mp3")):
        group.keep_recording(slug=sound.stem, data=sound.read_bytes())
    return {name: {"words": " ".join(one.words), "totp": one.totp} for name, one in team_of_house.items()}


def page(real: bool = False) -> dict[str, str]:
    """A neighbour's page with an open visit. Its words work on the server only when `real`. The hour's budget is no matter here."""
    Budget.objects.filter(slot__startswith="pages-").delete()
    if real:
        made = builders.make_page()
    else:
        with quick():
            made = builders.make_page()
    pages_of_house[str(made.key.owner)] = made
    return {"id": str(made.key.owner), "words": made.typed, "token": visit.start(made.key, visit.Stage.PAGE)}


def member(work_name: str, *roles: str) -> dict[str, str]:
    """One more of the team, whose words work on the server."""
    made = builders.make_member(work_name, *(Role(role) for role in roles), circle=Circle.objects.get(name="Peers"))
    team_of_house[work_name] = made
    return {"words": " ".join(made.words), "totp": made.totp}


def opened(work_name: str) -> str:
    """An open visit of one of the team."""
    return visit.start(team_of_house[work_name].key, visit.Stage.TEAM)


def waiting(work_name: str) -> str:
    """A visit between passphrase and second step."""
    return visit.start(team_of_house[work_name].key, visit.Stage.WAITING)


def answer(page: str, text: str, by: str = "Jo") -> None:
    """A peer writes to a page."""
    readers = [one.pk for one in readers_of_asks()]
    key = team_of_house[by].key
    notes.answer(key=key, work_name=by, page=UUID(page), text=text, readers=readers, form_id=once.new_form_id())


def write(page: str, text: str) -> None:
    """She writes to the peers."""
    readers = [one.pk for one in readers_of_asks()]
    notes.write(key=pages_of_house[page].key, text=text, readers=readers, form_id=once.new_form_id())


def ask(page: str = "", flags: list[str] | None = None, text: str = "") -> dict[str, Any]:
    """An ask for one fine kit; the code to say and its number."""
    made = asking.ask(
        readers=[one.pk for one in readers_of_asks()][: 2 if flags else None],
        chosen={"fine": 1, "naloxone": 2},
        flags=flags or [],
        text=text,
        area="coast",
        form_id=once.new_form_id(),
        page=pages_of_house[page].key if page else None,
    )
    return {"id": str(made.ask), "code": made.code}


def worry(ask: str, by: str = "Jo", second: str = "Ms Adeyemi") -> str:
    """Somebody is worried about an ask."""
    made = danger.raise_worry(
        key=team_of_house[by].key,
        kind="ask",
        about=UUID(ask),
        second=team_of_house[second].member.pk,
        text="She may be hurt at home.",
        form_id=once.new_form_id(),
    )
    return str(made)


def kept() -> str:
    """An ask that two leads hold, and that was handed over since: its number."""
    if "Bea" not in team_of_house:
        with quick():
            team_of_house["Bea"] = builders.make_member("Bea", Role.LEAD)
    number = str(ask(text="By the lamp.")["id"])
    maeve, bea, jo = (team_of_house[name].key for name in ("Maeve", "Bea", "Jo"))
    hold = holding.ask_for(key=maeve, kind="ask", named=number, ground="Order of a court", silent=False, form_id=once.new_form_id())
    holding.agree(key=bea, hold=hold.pk)
    handing.hand_over(key=jo, ask=UUID(number), given={"fine": 1}, missing={}, area="coast", form_id=once.new_form_id())
    return number


def invite(work_name: str) -> str:
    """A one-time link's token."""
    return team.invite(work_name=work_name, roles=(Role.PEER,), form_id=once.new_form_id()).token


def newcomer(work_name: str) -> str:
    """The visit of somebody who has joined and has no second step yet."""
    with quick():
        key = team.join(token=invite(work_name), work_name=work_name, words=team.draw_words())
    return visit.start(key, visit.Stage.WAITING)


def facts(values: dict[str, str]) -> None:
    """Set facts."""
    group.set_facts(values=values)


def silent(days: int) -> None:
    """Nobody of the team has looked for so many days."""
    LastLook.objects.update(day=clock.today() - dt.timedelta(days=days))


def use_up(budget: str, n: int) -> None:
    """So many were taken from this hour's budget."""
    slot = f"{budget}-{clock.unix() // 3600}"
    Budget.objects.update_or_create(slot=slot, defaults={"n": n, "until": clock.unix() + 7200})


sitting: list[seated.Sitting] = []
proposals: dict[str, str] = {}
STAGES: dict[str, tuple[str, int, Callable[..., Any]]] = {
    "written": ("asks.per_hour", 130, lambda house, rule, value: seated.proposed(house, rule, value, ask=False)),
    "answering": ("asks.most_each", 10, seated.proposed),
    "objecting": ("asks.most_in_all", 20, seated.agreed),
    "confirming": ("messages.live_weeks", 10, seated.confirming),
    "over": ("slips.live_weeks", 20, seated.decided),
}


def _group() -> seated.Sitting:
    """Nine seats are taken, from the first time on that somebody asks."""
    if not sitting:
        site = builders.Site(team_of_house["Maeve"], team_of_house["Ms Adeyemi"], Circle.objects.get(name="Peers"))
        # Whoever said yes on another page takes no seat from them.
        Willing.objects.all().delete()
        with quick():
            pages = seated.seat(["living"] * 5 + ["lived"] * 3 + ["work"])
        sitting.append(seated.Sitting(site, team_of_house["Jo"], team_of_house["Maeve"], pages))
    return sitting[0]


def sitter() -> str:
    """An open visit of a page that sits."""
    return visit.start(_group().living.key, visit.Stage.PAGE)


def proposal(stage: str) -> str:
    """The number of a proposal that stands there; one of each."""
    if stage not in proposals:
        rule, value, make_it = STAGES[stage]
        proposals[stage] = str(make_it(_group(), rule, value).pk)
    return proposals[stage]


def seats_over(over: bool) -> None:
    """The weeks of all seats are over, or not any more."""
    Seat.objects.update(ends=str(clock.this_week() + (-1 if over else 50)))


def slip() -> str:
    """A paper slip's code."""
    return seated.slip()


def phones(work_name: str) -> None:
    """One of her phones is on, one is taken off."""
    no_phones(work_name)
    owner = team_of_house[work_name].member.pk
    acts.begin(member=owner, label="old one", form_id=once.new_form_id())
    lost = acts.begin(member=owner, label="cracked one", form_id=once.new_form_id())
    acts.take_off(phone=lost.phone, member=owner)


def no_phones(work_name: str) -> None:
    """Her phones are as if there had been none."""
    team_of_house[work_name].member.phones.all().delete()


def phone(work_name: str, more: bool = False) -> str:
    """A phone of hers is on, one more or the only one: its token. There is a bag it can carry, and something that can come back."""
    Place.objects.get_or_create(key="green", defaults={"label": "Green bag", "kind": Place.Kind.BAG})
    bin_ = {"label": "Bin for sharps", "neutral": "Box", "picture": "box", "kind": Item.Kind.DISPOSAL, "order": 9}
    Item.objects.get_or_create(key="bin", defaults=bin_)
    if not more:
        Phone.objects.filter(member=team_of_house[work_name].member).delete()
    return acts.begin(member=team_of_house[work_name].member.pk, form_id=once.new_form_id()).token


def phones_off(work_name: str) -> int:
    """All of hers are taken off."""
    return acts.take_off_all(member=team_of_house[work_name].member.pk)


def counted() -> dict[str, int]:
    """What stands in the ledger that was not taken back: kind and item -> how many; "" -> how many events."""
    found: dict[str, int] = {"": 0}
    for kind, item, n in Event.objects.filter(undone=False).values_list("kind", "item", "n"):
        found[f"{kind} {item}"] = found.get(f"{kind} {item}", 0) + n
        found[""] += 1
    return found


def known(numbers: list[str]) -> int:
    """How many of these the server has taken."""
    return sum(ledger.known([UUID(one) for one in numbers[at : at + 500]]) for at in range(0, len(numbers), 500))


def kit() -> str:
    """The key of a kit with two versions. Neither it nor what is in it is on the menu."""
    inside = {"thin": Item.Kind.INJECTING, "nice": Item.Kind.GIFT, "few-words": Item.Kind.NOTE}
    for order, (key, kind) in enumerate({"bag": Item.Kind.KIT, **inside}.items(), start=50):
        Item.objects.get_or_create(key=key, defaults={"label": key.title(), "kind": kind, "on": False, "order": order})
    for n, why in ((1, ""), (2, "Two of each, peers said.")):
        if (kits.newest("bag") or Recipe(version=0)).version < n:
            making.make_version(kit="bag", lines=dict.fromkeys(inside, n), why=why, form_id=once.new_form_id())
    return "bag"


def stock(what: str = "lay_out") -> str:
    """Hub and bags with something in them; the number of the supply, order or lot that was wished for."""
    return str(getattr(stocked, what)(team_of_house["Maeve"].key) or "")


def numbers() -> dict[str, str]:
    """The numbers of the team and the circle, as they stand in addresses."""
    found = {name: str(one.member.pk) for name, one in team_of_house.items()}
    return found | {"circle": str(Circle.objects.get(name="Peers").pk)}


def rounds() -> dict[str, str]:
    """Equipment rounds at several points: where they stand in addresses."""
    return rounds_there(team_of_house, [one.pk for one in readers_of_asks()])


def word_list() -> dict[str, str]:
    """The word list with bars, a list of our own and what was told: where they stand in addresses."""
    return words_there(team_of_house)


def talk() -> dict[str, str]:
    """Conversations that are open, closed and stopped: where they stand in addresses."""
    return talk_there(team_of_house)


def talk_team() -> dict[str, str]:
    """Conversations as the team sees them."""
    return talk_team_there(team_of_house)


def matter() -> dict[str, str]:
    """Matters at each point of their way: where they stand in addresses."""
    with quick():
        return matter_there(_group())


def sheet() -> str:
    """The number of a tally sheet, as it is printed."""
    return codes.draw()


WISHES: dict[str, Callable[..., Any]] = {
    one.__name__: one
    for one in (
        make,
        furnish,
        page,
        member,
        opened,
        waiting,
        answer,
        write,
        ask,
        worry,
        kept,
        invite,
        newcomer,
        facts,
        silent,
        use_up,
        numbers,
        rounds,
        kit,
        phones,
        no_phones,
        phone,
        phones_off,
        counted,
        known,
        sitter,
        proposal,
        seats_over,
        slip,
        stock,
        sheet,
        word_list,
        talk,
        talk_team,
        matter,
    )
}


def main() -> None:
    for line in sys.stdin:
        wish = json.loads(line)
        try:
            answer = {"found": WISHES[wish["do"]](**wish["with"])}
        except Exception:  # noqa: BLE001 - whatever it is, the test that wished for it should see it
            answer = {"problem": traceback.format_exc()}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
