"""What somebody sees of a rule, looked at through the pages and actions themselves. The table stands in `test_every_rule.py`.

Each function here is one look: it does what a mother, a peer or a lead would do, and returns what came of it. It can be done again
after the rule has changed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.test import Client

from kithbridge.people import facts, vault, visit
from kithbridge.people.actions import circles, danger, factors, notes, pages, refusing, retention, slips, team, training
from kithbridge.people.factors import totp
from kithbridge.people.models import Factor, Message, Neighbour, Role, Worry
from kithbridge.people.queries import team as known
from kithbridge.people.sessions.models import Budget
from kithbridge.reach import queries
from kithbridge.reach.actions import asking, ending, handing
from kithbridge.reach.models import Ask, MonthTally
from kithbridge.web import clock, once
from kithbridge.web.record import chain
from kithbridge.web.record.models import Segment
from tests.builders import Member, Page, Site, decide, furnish_site, make_member, make_page, sign_in
from tests.pressing import press, words_on

MONDAY = dt.datetime(2026, 11, 16, 10, 0, tzinfo=clock.LONDON)
SLIP = "one slip"


@dataclass
class World:
    """A furnished site with three peers in the circle that asks go to."""

    site: Site
    jo: Member
    cass: Member
    ann: Member

    @property
    def readers(self) -> list[UUID]:
        return [one.member.pk for one in (self.jo, self.cass, self.ann)]

    def asked(self, page: Page | None = None, **more: Any) -> asking.Asked:
        Budget.objects.all().delete()
        wanted = {"readers": self.readers, "chosen": {"fine": 1}, "form_id": once.new_form_id(), "page": page.key if page else None}
        return asking.ask(**{**wanted, **more})

    def wrote(self, page: Page) -> UUID:
        found = notes.write(key=page.key, text="hello", readers=self.readers, form_id=once.new_form_id())
        assert found is not None
        return found.pk

    def talk(self) -> Page:
        """A page that wrote to the peers."""
        Budget.objects.all().delete()
        page = make_page()
        self.wrote(page)
        return page


def make_world() -> World:
    site = furnish_site()
    return World(site, *(make_member(name, Role.PEER, circle=site.circle) for name in ("Jo", "Cass", "Ann")))


@contextmanager
def later(**how_long: float) -> Iterator[None]:
    """So much later than now."""
    with clock.at(clock.now() + dt.timedelta(**how_long)):
        yield


def of_team(member: Member) -> Client:
    client = Client()
    sign_in(client, member)
    return client


def with_words(page: Page | None = None) -> Client:
    client = Client()
    (page or new_page()).enter(client)
    return client


def new_page() -> Page:
    Budget.objects.all().delete()
    return make_page()


def seen(client: Client, path: str) -> str:
    return words_on(client.get(path).content.decode())


def outcome(act: Callable[[], object], *refusals: type[Exception]) -> str:
    """ "done", or the word with which it was refused."""
    try:
        act()
    except refusals as problem:
        return str(getattr(problem, "why", "") or getattr(problem, "reason", "") or type(problem).__name__)
    return "done"


# --- Words and pages -------------------------------------------------------------------------------------
def who_the_first_page_is_for(world: World) -> str:
    return re.search(r"Things for (.*?), brought", seen(Client(), "/"))[1]  # type: ignore[index]


def first_page_names_naloxone(world: World) -> bool:
    return "Naloxone" in seen(Client(), "/")


def _drawn(client: Client) -> Any:
    return client.post("/n/words", {"form_id": once.new_form_id()})


def words_that_open_a_new_page(world: World) -> int:
    """They are shown, typed back, and open the page again the next day."""
    Budget.objects.all().delete()
    client, again = Client(), Client()
    shown = _drawn(client)
    words = re.findall(r"<li><span><b>(\w+)</b>(\w*)</span></li>", shown.content.decode())
    typed = " ".join(head + tail for head, tail in words)
    assert press(client, shown, "Try them", w=typed).status_code == 302
    assert again.post("/n/in", {"w": typed, "form_id": once.new_form_id()}).headers["Location"].endswith("?in=y")
    return len(words)


def card_is_offered(world: World) -> tuple[bool, bool]:
    """To her beside her words; to the peer, who takes some along."""
    return "blank card" in words_on(_drawn(Client()).content.decode()), "blank cards" in seen(of_team(world.jo), "/t/give")


def lost_page_ended_by_a_peer(world: World) -> bool:
    page = world.talk()
    of_team(world.jo).post(f"/t/talks/{page.key.owner}/lost", {"said": "1", "form_id": once.new_form_id()})
    return not Neighbour.objects.filter(pk=page.key.owner).exists()


def open_after_quiet(minutes: int) -> Callable[[World], bool]:
    def look(world: World) -> bool:
        client = with_words()
        with later(minutes=minutes):
            return client.get("/n/").status_code == 200

    return look


def open_while_used(minutes: int) -> Callable[[World], bool]:
    def look(world: World) -> bool:
        client, status = with_words(), 0
        for passed in range(0, minutes + 1, 10):
            with later(minutes=passed):
                status = client.get("/n/").status_code
        return status == 200

    return look


def page_lives(weeks: int, *, used: bool) -> Callable[[World], bool]:
    def look(world: World) -> bool:
        page = new_page()
        if used:
            Client().post("/n/in", {"w": page.typed, "form_id": once.new_form_id()})
        with later(weeks=weeks):
            retention.sweep(orphans_too=False)
        return Neighbour.objects.filter(pk=page.key.owner).exists()

    return look


def new_page_after(taken: int) -> Callable[[World], str]:
    def look(world: World) -> str:
        _used_up("pages", taken)
        return outcome(make_page, pages.SiteBusy)

    return look


def _used_up(budget: str, n: int) -> None:
    Budget.objects.all().delete()
    Budget.objects.create(slot=f"{budget}-{clock.unix() // 3600}", n=n, until=clock.unix() + 7200)


def slip_works_after(weeks: int) -> Callable[[World], bool]:
    def look(world: World) -> bool:
        code = slips.make(number=1, role=Role.LEAD, form_id=once.new_form_id())[0]
        with later(weeks=weeks):
            return slips.use(code=code)

    return look


def notice_is_shown_again_after(weeks: int) -> Callable[[World], bool]:
    def look(world: World) -> bool:
        page = new_page()
        with_words(page).get("/n/ask?v=1")
        with later(weeks=weeks):
            facts.looked()
            answer = with_words(page).get("/n/ask")
        facts.looked()
        return answer.status_code == 302 and answer.headers["Location"].startswith("/n/how")

    return look


# --- Messages --------------------------------------------------------------------------------------------
def message_lives(weeks: int, *, ours: bool) -> Callable[[World], bool]:
    def look(world: World) -> bool:
        page = new_page()
        if ours:
            notes.answer(
                key=world.jo.key, work_name="Jo", page=page.key.owner, text="yes", readers=world.readers, form_id=once.new_form_id()
            )
        else:
            world.wrote(page)
        with later(weeks=weeks):
            retention.end_messages()
        return Message.objects.filter(page=page.key.owner).exists()

    return look


def message_closes_after(world: World) -> str:
    return with_words().get("/n/read").headers["Refresh"].partition(";")[0]


# --- Asking ----------------------------------------------------------------------------------------------
def taken_when_nobody_looked_for(days: int) -> Callable[[World], bool]:
    def look(world: World) -> bool:
        facts.looked()
        with later(days=days):
            return "Nobody is answering" not in seen(Client(), "/")

    return look


def ask_lives(weeks: int) -> Callable[[World], bool]:
    def look(world: World) -> bool:
        asked = world.asked().ask
        with later(weeks=weeks):
            ending.end_old_asks()
        return Ask.objects.filter(pk=asked, state=Ask.State.OPEN).exists()

    return look


def _opened(world: World, ask: UUID) -> queries.Words:
    return queries.opened_ask(world.jo.key, ask).words


def most_of_one_thing(world: World) -> tuple[int, int]:
    """What she can tick, and what an ask for nine of it holds."""
    ticks = re.findall(r'name="q_fine" value="(\d+)"', Client().get("/n/ask?v=1").content.decode())
    return max(map(int, ticks)), _opened(world, world.asked(chosen={"fine": 9}).ask).items["fine"]


def nine_things_in_one_ask(world: World) -> str:
    return outcome(lambda: world.asked(chosen={"fine": 3, "naloxone": 3, "foil": 3}), asking.CannotAsk)


def ask_after(taken: int) -> Callable[[World], str]:
    def look(world: World) -> str:
        _used_up("asks", taken)
        act = {"readers": world.readers, "chosen": {"fine": 1}, "form_id": once.new_form_id()}
        return outcome(lambda: asking.ask(**act), asking.CannotAsk)  # type: ignore[arg-type]

    return look


def area_can_be_said(world: World) -> tuple[bool, str]:
    return "Coast and villages" in seen(Client(), "/n/ask?v=1"), _opened(world, world.asked(area="coast").ask).area


def place_can_be_named(world: World) -> tuple[bool, bool, str]:
    """By somebody without words, by somebody with words; and what the peer reads who opens it."""
    page = new_page()
    fields = ['name="where"' in client.get("/n/ask?v=1").content.decode() for client in (Client(), with_words(page))]
    return fields[0], fields[1], _opened(world, world.asked(page, where="the blue door").ask).where


def can_be_asked_for(world: World) -> tuple[bool, bool]:
    """Foil: on her page, and where somebody sends it all the same."""
    taken = _opened(world, world.asked(chosen={"fine": 1, "foil": 1}).ask).items
    return "Foil" in seen(Client(), "/n/ask?v=1"), "foil" in taken


def lead_is_offered_and_opens(world: World) -> tuple[bool, int]:
    circles.add(circle=world.site.circle.pk, member=world.site.lead.member.pk)
    return "Maeve" in seen(Client(), "/n/ask?v=1"), of_team(world.site.lead).get("/t/asks").status_code


def ask_after_two_agreed_to_stop(world: World) -> str:
    page = world.talk()
    refusing.propose(key=world.jo.key, page=page.key.owner, reason="machine")
    refusing.agree(key=world.cass.key, page=page.key.owner)
    return outcome(lambda: world.asked(page), asking.CannotAsk)


def not_me_of_three(world: World) -> str:
    return outcome(lambda: handing.not_me(key=world.ann.key, ask=world.asked().ask), handing.NotDone)


# --- The team --------------------------------------------------------------------------------------------
def worry_note_lives(weeks: int) -> Callable[[World], bool]:
    def look(world: World) -> bool:
        page, second = world.talk(), world.site.deputy.member.pk
        worry = danger.raise_worry(
            key=world.jo.key, kind="page", about=page.key.owner, second=second, text="worried", form_id=once.new_form_id()
        )
        with later(weeks=weeks):
            retention.end_worries()
        return Worry.objects.filter(pk=worry).exists()

    return look


def _offered(name: str) -> bool:
    return name in seen(Client(), "/n/ask?v=1")


def offered_before_and_after_learning(world: World) -> tuple[bool, bool]:
    training.set_learned(member=world.jo.member.pk, learned=[])
    before = _offered("Jo")
    training.set_learned(member=world.jo.member.pk, learned=["danger"])
    return before, _offered("Jo")


def offered_with_one_and_with_two_second_steps(world: World) -> tuple[bool, bool]:
    one = Factor.objects.filter(member=world.jo.member).order_by("pk")[0]
    Factor.objects.filter(member=world.jo.member).exclude(pk=one.pk).delete()
    before = _offered("Jo")
    factors.add(key=world.jo.key, kind="totp", secret={"secret": totp.new_secret()})
    return before, _offered("Jo")


def words_alone_open(world: World) -> int:
    client = Client()
    client.cookies[visit.COOKIE] = visit.start(world.jo.key, visit.Stage.WAITING)
    return client.get("/t/asks").status_code


def peer_signed_in_after_quiet(minutes: int) -> Callable[[World], bool]:
    def look(world: World) -> bool:
        client = of_team(world.jo)
        with later(minutes=minutes):
            return client.get("/t/").status_code == 200

    return look


def peer_signed_in_while_working(hours: int) -> Callable[[World], bool]:
    def look(world: World) -> bool:
        client, status = of_team(world.jo), 0
        for quarter in range(hours * 4 + 1):
            with later(minutes=15 * quarter):
                status = client.get("/t/me").status_code
        return status == 200

    return look


def invitation_works_after(days: int) -> Callable[[World], bool]:
    def look(world: World) -> bool:
        link = known.join_link(team.invite(roles=(Role.PEER,), form_id=once.new_form_id()).token)
        with later(days=days):
            return Client().get(link.partition("//")[2].partition("/")[1] + link.split("/", 3)[3]).status_code == 200

    return look


# --- Numbers ---------------------------------------------------------------------------------------------
def tallies_open_to_a_peer(world: World) -> int:
    return of_team(world.jo).get("/t/tallies").status_code


def seven_as_a_researcher_sees_it(world: World) -> str:
    """Of a month that is whole: nobody outside sees one that still grows."""
    decide("tallies.readers", ["lead", "peer", "researcher"])
    MonthTally.objects.all().delete()
    handing.count(key=world.jo.key, kind="out", item="fine", n=7, area="coast", form_id=once.new_form_id())
    name = f"Rowan {Factor.objects.count()}"
    with later(weeks=11):
        page = of_team(make_member(name, Role.RESEARCHER)).get("/t/picture").content.decode()
    return re.search(r'Fine and short kit</th><td class="num">(.*?)</td>', page)[1]  # type: ignore[index]


def record_of_this_week_after(weeks: int) -> Callable[[World], bool]:
    def look(world: World) -> bool:
        chain.link()
        with later(weeks=weeks):
            would_go = retention.end_record(True)
        assert Segment.objects.filter(dropped=False).exists()
        assert vault.finish_due() == 0
        return not would_go

    return look


def what_can_be_done_on_the_first_page(world: World) -> tuple[bool, int]:
    """Whether the first page leads to what is brought; what the page of asking answers."""
    client = Client()
    first = client.get("/").content.decode()
    asking_page = client.get("/n/how")
    return "/n/how" in first, asking_page.status_code
