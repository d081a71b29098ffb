"""Role x address over all addresses: the table in tests/spec/who_may_open_what.md is what the code does, and nothing else is open."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from kithbridge import rules
from kithbridge.people import visit
from kithbridge.people.actions import notes
from kithbridge.people.models import Role
from kithbridge.people.visit import Stage
from kithbridge.reach.actions import asking
from kithbridge.web import once
from tests.builders import DATABASES, furnish_site, make_member, make_page, quick_kdf, sign_in  # noqa: F401
from tests.security.addresses import Address, addresses

pytestmark = DATABASES
TABLE = Path(__file__).parent.parent / "spec" / "who_may_open_what.md"
ENDS_THE_VISIT = ("/leave",)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
CALLERS = ["anybody", "words", "waiting", *Role.values, "no job"]


def table() -> dict[str, frozenset[str]]:
    """Address -> who, as written by hand."""
    rows = re.findall(r"^\| (/\S*) \| ([^|]+) \|$", TABLE.read_text(), re.MULTILINE)
    found = {address: frozenset(who.strip().split(", ")) for address, who in rows}
    assert len(found) == len(rows), "an address stands there twice"
    return found


def may(who: frozenset[str], caller: str) -> bool:
    """What the table says about one caller."""
    if "anybody" in who or caller in who:
        return True
    return "team" in who and caller in Role.values


def declared(address: Address) -> frozenset[str]:
    access = address.access
    assert access is not None, f"{address.shape} has no declared access"
    by_rule = frozenset(rules.rule(access.rule).default) if access.rule else frozenset()
    return frozenset(access.roles) | by_rule or frozenset([access.side])


def test_every_address_is_declared_and_stands_in_the_table():
    said, there = table(), addresses()
    assert {one.shape for one in there} == set(said)
    assert {one.shape: declared(one) for one in there} == said


def test_the_table_names_known_callers_only():
    assert set().union(*table().values()) <= {"anybody", "words", "waiting", "team", *Role.values}


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each view only says that it was reached: what is looked at is who gets there."""
    for address in addresses():

        @functools.wraps(address.pattern.callback)
        def view(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
            return HttpResponse("REACHED")

        monkeypatch.setattr(address.pattern, "callback", view)


@pytest.fixture
def clients() -> Iterator[dict[str, Client]]:
    furnish_site()
    found = {caller: Client() for caller in CALLERS}
    make_page().enter(found["words"])
    found["waiting"].cookies[visit.COOKIE] = visit.start(make_member("Wait", *Role).key, Stage.WAITING)
    for role in Role:
        sign_in(found[role.value], make_member(f"M {role.value}", role))
    nobody = make_member("Nothing")
    nobody.member.roles.all().delete()
    sign_in(found["no job"], nobody)
    return found


def refusal(who: frozenset[str], caller: str, method: str) -> tuple[int, str]:
    """How a refusal looks: status and where it sends her."""
    to = "/n/in" if "words" in who else "/t/in"
    if "waiting" not in who and "words" not in who and caller in {*Role.values, "no job"}:
        return 404, ""  # one of the team without that job: as if it were not there
    return (403, "") if method == "POST" else (302, to)


@pytest.mark.parametrize("caller", CALLERS)
def test_who_gets_where(clients, reached, caller):
    said, client = table(), clients[caller]
    for address in addresses():
        who = said[address.shape]
        for method in METHODS:
            response = client.generic(method, address.sample)
            got = response.content == b"REACHED" or (method == "HEAD" and response.status_code == 200)
            assert got == may(who, caller), (caller, method, address.shape, response.status_code)
            if not got:
                assert (response.status_code, response.headers.get("Location", "")) == refusal(who, caller, method), address.shape


@pytest.mark.parametrize("caller", ["anybody", "words", "peer", "lead"])
def test_no_address_breaks_whoever_opens_it(clients, caller):
    """With the real views: what is open to her answers, also a neighbour's page opened by one of the team who is signed in."""
    said, client = table(), clients[caller]
    client.raise_request_exception = False
    broken = [
        (address.sample + more, answer.status_code)
        for address in sorted(addresses(), key=lambda one: one.shape in ENDS_THE_VISIT)
        if may(said[address.shape], caller)
        for more in ("", "?v=1")
        if (answer := client.get(address.sample + more)).status_code >= 500
    ]
    assert not broken


def test_what_is_not_declared_is_not_there(clients, reached, monkeypatch):
    for address in addresses():
        monkeypatch.delattr(address.pattern.callback, "access")
    for client in clients.values():
        for address in addresses():
            assert client.get(address.sample).status_code == client.post(address.sample).status_code == 404


def test_a_visit_that_was_left_gets_nowhere(clients, reached):
    said = table()
    for caller in ("words", "waiting", "lead"):
        client = clients[caller]
        visit.leave(client.cookies[visit.COOKIE].value)
        for address in addresses():
            assert (client.get(address.sample).content == b"REACHED") == ("anybody" in said[address.shape])


def test_addresses_that_are_not_there(clients):
    for client in clients.values():
        for path in ("/admin/", "/n", "/t", "/t/nothing", "/n/../t/", "/n/%00", "/s/../secrets/site.json", "/.git/config"):
            assert client.get(path).status_code == 404, path


# --- Role x object: what opens is decided by keys, not by roles ------------------------------------------
def test_a_role_alone_opens_no_words(client):
    site = furnish_site()
    jo, cass = (make_member(name, circle=site.circle) for name in ("Jo", "Cass"))
    others = [make_member(f"Other {role.value}", role) for role in Role]
    page = make_page()
    ask = asking.ask(
        readers=[jo.member.pk, cass.member.pk], chosen={"fine": 1}, text="MARKER-ASK", form_id=once.new_form_id(), page=page.key
    ).ask
    notes.write(key=page.key, text="MARKER-NOTE", readers=[jo.member.pk], form_id=once.new_form_id())
    paths = [f"/t/asks/{ask}", f"/t/talks/{page.key.owner}", "/t/asks", "/t/talks", "/t/"]
    paths += [f"/t/worry/new/ask/{ask}", f"/t/worry/new/page/{page.key.owner}", f"/t/asks/{ask}/out", f"/t/asks/{ask}/answer"]
    for member in [site.lead, site.deputy, *others]:
        sign_in(client, member)
        for path in paths:
            for response in (client.get(path), client.post(path, {"form_id": once.new_form_id(), "text": "x", "fine": "1"})):
                assert b"MARKER" not in response.content, (member.work_name, path)
                assert response.status_code < 500
    assert asking.Ask.objects.get(pk=ask).state == "open"
    sign_in(client, jo)
    assert b"MARKER-ASK" in client.get(f"/t/asks/{ask}").content
    assert b"MARKER-NOTE" in client.get(f"/t/talks/{page.key.owner}").content
    sign_in(client, cass)
    assert b"MARKER-NOTE" not in client.get(f"/t/talks/{page.key.owner}").content


def test_one_neighbours_page_shows_nothing_of_another(client):
    site = furnish_site()
    jo = make_member("Jo", circle=site.circle)
    hers, other = make_page(), make_page()
    notes.write(key=other.key, text="MARKER", readers=[jo.member.pk], form_id=once.new_form_id())
    hers.enter(client)
    for path in ("/n/", "/n/read", "/n/last", "/n/copy", "/n/away"):
        assert b"MARKER" not in client.get(path).content
