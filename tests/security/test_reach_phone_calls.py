"""The call of a phone, through the real address: what is good is taken once, what is bad is put aside, nobody learns from it."""

from __future__ import annotations

import datetime as dt
import json
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kithbridge.engines import event_box, handout
from kithbridge.engines.week import Week
from kithbridge.people import epoch, visit
from kithbridge.people.keyring.models import EventKey
from kithbridge.reach import phone_catalogue, views_phone
from kithbridge.reach.actions import arriving, event_keys, folding, ledger, phones
from kithbridge.reach.models import Aside, Event, Item, Phone, Place, Seen, Stock, Tally
from kithbridge.web import clock, logs, once
from kithbridge.web.clock import LONDON
from tests.builders import DATABASES, Member, fill_facts, make_member, quick_kdf, sign_in  # noqa: F401
from tests.own_keys import own_keys  # noqa: F401

pytestmark = DATABASES
NOW = dt.datetime(2026, 11, 18, 12, tzinfo=LONDON)
Inside = dict[str, Any]


def out(**more: Any) -> Inside:
    return {"v": 1, "k": "out", "i": "fine", "n": 1, "d": "2026-11-18", "a": "coast"} | more


@dataclass
class Phoned:
    """A phone as it is outside: it has its token and the catalogue it was given, and nothing of ours."""

    client: Client
    token: str
    catalogue: dict[str, Any]

    def seal(self, inside: Inside | str, *, number: str = "", bound: str = "") -> list[str]:
        number = number or str(uuid4())
        text = inside if isinstance(inside, str) else json.dumps(inside, separators=(",", ":"))
        box = event_box.seal(b64decode(self.catalogue["k"][1]), bound or number, text)
        return [number, b64encode(box).decode()]

    def send(self, *events: Any, version: str | None = None, token: str | None = None) -> Any:
        content = {"c": self.catalogue["v"] if version is None else version, "e": list(events)}
        return self.post(json.dumps(content), token=token)

    def post(self, body: str | bytes, *, token: str | None = None, kind: str = "application/json", **headers: str) -> Any:
        bearer = f"Bearer {self.token if token is None else token}"
        return self.client.post("/o/s", body, content_type=kind, headers={"Authorization": bearer, **headers})


@pytest.fixture(autouse=True)
def a_moment() -> Iterator[None]:
    views_phone.flood = views_phone.Flood()
    views_phone.flood_of_events = views_phone.Flood(views_phone.EVENTS_AN_HOUR, views_phone.HOUR)
    with clock.at(NOW):
        yield


@pytest.fixture
def jo() -> Member:
    fill_facts()
    Place.objects.create(key="bag-red", label="red", kind=Place.Kind.BAG)
    return make_member("Jo")


def phone_of(member: Member) -> Phoned:
    begun = phones.begin(member=member.member.pk, form_id=once.new_form_id())
    found = Phoned(Client(enforce_csrf_checks=True), begun.token, {"v": "", "k": ["", ""]})
    found.catalogue = found.send().json()["cat"]
    return found


@pytest.fixture
def phone(jo: Member) -> Phoned:
    return phone_of(jo)


def went_out(item: str = "fine") -> int:
    return sum(Tally.objects.filter(item=item, kind="out").values_list("quantity", flat=True))


# --- It works ------------------------------------------------------------------------------------------
def test_what_a_phone_sends_is_counted_and_answered(phone: Phoned) -> None:
    events = [phone.seal(out(n=2)), phone.seal(out(i="naloxone", p="bag-red"))]
    answer = phone.send(*events)
    assert answer.status_code == 200
    assert answer.json() == {"ok": [events[0][0], events[1][0]], "held": []}
    assert (went_out(), went_out("naloxone")) == (2, 1)
    assert Event.objects.count() == 2


def test_a_first_call_gets_the_catalogue_and_the_next_does_not(jo: Member) -> None:
    begun = phones.begin(member=jo.member.pk, form_id=once.new_form_id())
    found = Phoned(Client(), begun.token, {"v": ""})
    assert found.send().json() == {"ok": [], "held": [], "cat": phone_catalogue.build()}
    found.catalogue = phone_catalogue.build()
    assert found.send().json() == {"ok": [], "held": []}


def test_an_event_stays_under_400_bytes_on_the_way(phone: Phoned) -> None:
    """As long as an event usually gets: a kit out of a bag, filled up as the phone's script does."""
    inside = out(i="short-kit", r=12, p="bag-red", a="coast-and-villages", s="2-4", c=phone.catalogue["v"], q=40_000)
    event = phone.seal(json.dumps(inside, separators=(",", ":")).ljust(160))
    assert len(json.dumps(event, separators=(",", ":"))) + 1 <= 400


# --- Twice, replayed, in whatever order ------------------------------------------------------------------
def test_sent_twice_it_counts_once_and_is_ok_twice(phone: Phoned) -> None:
    event = phone.seal(out())
    assert phone.send(event).json()["ok"] == phone.send(event).json()["ok"] == [event[0]]
    assert phone.send(event, event).json() == {"ok": [event[0]], "held": []}
    assert went_out() == 1


def test_the_same_from_another_phone_counts_once(phone: Phoned, jo: Member) -> None:
    event, other = phone.seal(out()), phone_of(jo)
    phone.send(event)
    assert other.send(event).json()["ok"] == [event[0]]
    assert went_out() == 1


def test_a_box_under_another_number_is_put_aside(phone: Phoned) -> None:
    """Somebody who saw a box cannot have it counted again under a number of his own."""
    event, replayed = phone.seal(out()), str(uuid4())
    phone.send(event)
    assert phone.send([replayed, event[1]]).json() == {"ok": [], "held": [replayed]}
    assert went_out() == 1
    assert Aside.objects.get().why == Aside.Why.UNREADABLE


# --- Bad input: the rest is taken ------------------------------------------------------------------------
BAD: dict[str, tuple[Callable[[Phoned], Any], str]] = {
    "no JSON": (lambda p: p.seal("one kit"), "form"),
    "JSON that is no event": (lambda p: p.seal('["out"]'), "form"),
    "a number that JSON does not have": (lambda p: p.seal('{"v":1,"k":"out","n":NaN}'), "form"),
    "deep": (lambda p: p.seal('{"v":' + "[" * 600 + "]" * 600 + "}"), "form"),
    "an unknown kind": (lambda p: p.seal(out(k="sold")), "form"),
    "an unknown format": (lambda p: p.seal(out(v=2)), "form"),
    "no item": (lambda p: p.seal({"v": 1, "k": "out", "n": 1, "d": "2026-11-18", "a": "coast"}), "form"),
    "a negative number": (lambda p: p.seal(out(n=-5)), "form"),
    "a very large number": (lambda p: p.seal(out(n=10**9)), "many"),
    "an unknown item": (lambda p: p.seal(out(i="spoon-of-the-future")), "item"),
    "an unknown recipe": (lambda p: p.seal(out(r=99)), "item"),
    "an unknown area": (lambda p: p.seal(out(a="the-moon")), "area"),
    "an unknown bag": (lambda p: p.seal(out(p="bag-plaid")), "place"),
    "too old": (lambda p: p.seal(out(d="2025-11-18")), "old"),
    "not yet": (lambda p: p.seal(out(d="2031-01-01")), "future"),
    "tampered": (lambda p: _altered(p.seal(out())), "unread"),
    "bound to another number": (lambda p: p.seal(out(), bound=str(uuid4())), "unread"),
    "another server's": (lambda p: [str(uuid4()), b64encode(event_box.seal(event_box.new_keys().public, "1", "{}")).decode()], "nokey"),
    "another server's, under no number": (
        lambda p: ["one", b64encode(event_box.seal(event_box.new_keys().public, "1", "{}")).decode()],
        "unread",
    ),
    "no base64": (lambda p: [str(uuid4()), "§§§"], "unread"),
    "empty": (lambda p: [str(uuid4()), ""], "unread"),
    "oversized": (lambda p: p.seal(out(x="y" * 4_000)), "long"),
    "a number that is none": (lambda p: ["not-a-number", p.seal(out())[1]], "unread"),
    "half a character": (lambda p: ["\ud800", p.seal(out())[1]], "unread"),
    "three parts": (lambda p: [*p.seal(out()), "more"], "unread"),
    "one part": (lambda p: [str(uuid4())], "unread"),
    "an object": (lambda p: {"id": str(uuid4()), "box": "AAAA"}, "unread"),
    "nothing": (lambda p: None, "unread"),
}


ODD = {
    "half a character in the pick code": {"x": "\ud800 lamp"},
    "nothing in the pick code": {"x": "\x00"},
    "half a character in the catalogue": {"c": "\ud800"},
    "a day with an hour": {"d": "2026-11-18T10:00"},
    "a day in other digits": {"d": "٢٠٢٦-١١-١٨"},
    "a day that is a number": {"d": 20261118},
    "yes for a number": {"n": True},
    "a broken number": {"n": 1.5},
    "a number as text": {"n": "1"},
    "a huge number": {"n": 10**400},
    "a huge recipe": {"r": 10**30},
    "a huge sequence": {"q": 10**30},
    "a list for an item": {"i": ["fine"]},
    "an object for an area": {"a": {"key": "coast"}},
    "NUL in an item": {"i": "fi\x00ne"},
    "undoing what is no number": {"k": "undo", "u": "everything"},
    "undoing what never came": {"k": "undo", "u": "FFFFFFFF-FFFF-4FFF-8FFF-FFFFFFFFFFFF"},
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_one_stops_no_other(phone: Phoned, name: str) -> None:
    before, odd, after = phone.seal(out()), phone.seal(out() | ODD[name]), phone.seal(out())
    answer = phone.send(before, odd, after)
    assert answer.status_code == 200
    assert {before[0], after[0]} <= set(answer.json()["ok"])
    assert odd[0] in answer.json()["ok"] + answer.json()["held"]


def _altered(event: list[str]) -> list[str]:
    box = bytearray(b64decode(event[1]))
    box[-1] ^= 1
    return [event[0], b64encode(box).decode()]


@pytest.mark.parametrize("name", BAD)
def test_a_bad_one_is_put_aside_and_the_others_are_taken(phone: Phoned, name: str) -> None:
    make, why = BAD[name]
    bad, before, after = make(phone), phone.seal(out()), phone.seal(out())
    answer = phone.send(before, bad, after)
    assert answer.status_code == 200
    assert answer.json()["ok"] == [before[0], after[0]]
    if isinstance(bad, list):
        assert answer.json()["held"] == [bad[0]]
    assert went_out() == 2
    aside = Aside.objects.get()
    assert aside.why == why
    again = phone.send(bad)
    assert again.status_code == 200
    assert Aside.objects.count() == 1, "sent again it is not put aside twice"
    assert went_out() == 2


@pytest.mark.parametrize("name", [name for name, (_make, why) in BAD.items() if why not in ("unread", "nokey", "long", "form")])
def test_what_was_put_aside_can_be_read_by_a_lead(phone: Phoned, name: str) -> None:
    """The number the phone gave is kept as a hash only, so it is locked anew, bound to that hash."""
    bad = BAD[name][0](phone)
    phone.send(bad)
    sent = json.loads(event_keys.opening()(bad[0], b64decode(bad[1])))
    thursday = Week.of(dt.date.fromisoformat(sent.pop("d"))).thursday().isoformat()
    assert json.loads(event_keys.open_aside(Aside.objects.get())) == {**sent, "d": thursday}


def test_what_was_put_aside_tells_no_day_and_not_which_belong_together(phone: Phoned) -> None:
    told = {"q": 4711, "c": "a-catalogue", "x": "otter lamp", "u": str(uuid4()), "more": "of a newer phone"}
    phone.send(phone.seal(out(i="spoon-of-the-future") | told))
    phone.send(phone.seal(out(i="spoon-of-the-future", d="a day somebody wrote") | told))
    kept = [json.loads(event_keys.open_aside(aside)) for aside in Aside.objects.all()]
    assert sorted(one.get("d", "") for one in kept) == ["", "2026-11-19"]
    assert all(one.keys() <= set("vkinad") for one in kept)


# What only the team does, on its pages, with the role it needs: whoever has a phone's token is not somebody who signed in.
NOT_A_PHONES = {
    "what came in": {"k": "in", "p": "hub", "n": 9_000},
    "what went to another place": {"k": "move", "p": "hub", "t": "red"},
    "what went back to the supplier": {"k": "gone", "p": "hub", "n": 9_000},
    "what was packed": {"k": "pack", "p": "red"},
    "what was asked for": {"k": "asked"},
    "a sum": {"k": "out", "s": "sum", "n": 10_000},
    "a count of a hub": {"k": "count", "p": "hub", "n": 0},
    "a hub put down": {"k": "rest", "p": "hub"},
}


@pytest.mark.parametrize("name", NOT_A_PHONES)
def test_a_phone_says_only_what_phones_say(phone: Phoned, name: str) -> None:
    Place.objects.create(key="hub", label="Hub", kind="hub")
    Place.objects.create(key="red", label="red", kind="bag")
    odd, after = phone.seal(out() | NOT_A_PHONES[name]), phone.seal(out(p="red"))
    answer = phone.send(odd, after).json()
    assert (answer["ok"], answer["held"]) == ([after[0]], [odd[0]])
    assert Event.objects.count() == 1
    assert not Place.objects.filter(resting=True).exists()
    assert not Stock.objects.filter(place="hub").exists()


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)
KEYS = st.sampled_from(sorted("vkirndaptsxucq"))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(wrong=st.dictionaries(KEYS, ANYTHING, min_size=1, max_size=4), kind=st.sampled_from(sorted(handout.EVENTS)))
def test_whatever_stands_inside_the_others_are_taken(phone: Phoned, wrong: Inside, kind: str) -> None:
    """A phone that is broken, or somebody who has its token: each key of an event with whatever JSON can hold."""
    before, after, was = phone.seal(out()), phone.seal(out()), Event.objects.count()
    odd = phone.seal(out(k=kind) | wrong)
    views_phone.flood = views_phone.Flood()
    answer = phone.send(before, odd, after)
    assert answer.status_code == 200, odd
    content = answer.json()
    assert {before[0], after[0]} <= set(content["ok"])
    assert sorted([*content["ok"], *content["held"]]) == sorted([before[0], odd[0], after[0]])
    assert Event.objects.count() >= was + 2


def test_999_of_1000_when_one_is_bad(phone: Phoned) -> None:
    events = [phone.seal(out()) for _ in range(999)]
    bad = _altered(phone.seal(out()))
    events.insert(400, bad)
    first, second = phone.send(*events[:500]).json(), phone.send(*events[500:]).json()
    assert len(first["ok"]) + len(second["ok"]) == went_out() == 999
    assert [*first["held"], *second["held"]] == [bad[0]]


def test_a_phone_five_catalogues_old_is_understood_and_told(phone: Phoned) -> None:
    old = phone.catalogue
    gone = Item.objects.create(key="spoon", label="Spoon", picture="gift")
    versions = {old["v"]}
    for n in range(5):
        Item.objects.filter(key="spoon").update(label=f"Spoon {n}", on=n < 4)
        Item.objects.filter(key="foil").update(label=f"Foil {n}")
        versions.add(phone_catalogue.build()["v"])
    assert len(versions) == 6
    events = [phone.seal(out(c=old["v"])), phone.seal(out(i=gone.key, c=old["v"]))]
    answer = phone.send(*events).json()
    assert answer["ok"] == [events[0][0], events[1][0]], "what the group no longer carries went out all the same"
    assert answer["cat"] == phone_catalogue.build()
    assert went_out("spoon") == 1


def test_a_day_that_cannot_be_is_counted_in_the_week_it_came(phone: Phoned) -> None:
    for day in ("2026-09-01", "2026-12-10"):
        phone.send(phone.seal(out(d=day)))
    assert list(Event.objects.values_list("week", "skewed")) == [("2026-W47", True)] * 2


def test_an_undo_takes_it_back(phone: Phoned) -> None:
    event = phone.seal(out(n=3))
    undo = phone.seal({"v": 1, "k": "undo", "u": event[0]})
    assert phone.send(event, undo).json()["held"] == []
    assert went_out() == 0


# --- Who may send ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("token", ["", "x", "y" * 43, "z" * 9_000, "' OR 1=1 --"])
def test_an_unknown_token_is_told_to_forget(phone: Phoned, token: str) -> None:
    answer = phone.send(phone.seal(out()), token=token)
    assert (answer.status_code, answer.json()) == (410, {})
    assert not Event.objects.exists()


def test_no_token_at_all(phone: Phoned) -> None:
    assert phone.client.post("/o/s", "{}", content_type="application/json").status_code == 410
    assert phone.post("{}", Authorization="Basic am86am8=").status_code == 410


def test_a_phone_that_was_taken_off_is_told_with_an_empty_queue_too(phone: Phoned) -> None:
    row = Phone.objects.get()
    phones.take_off(phone=row.pk, member=None)
    assert phone.send().status_code == 410
    assert not Phone.objects.exists(), "told, its row has done its work"
    assert phone.send(phone.seal(out())).status_code == 410
    assert not Event.objects.exists()


def test_an_unknown_and_a_taken_off_token_get_the_same_answer(phone: Phoned) -> None:
    phones.take_off(phone=Phone.objects.get().pk, member=None)
    off, unknown = phone.send(), phone.send(token="y" * 43)
    assert off.content == unknown.content
    assert dict(off.headers) == dict(unknown.headers)


def test_a_visit_of_the_team_is_no_token(phone: Phoned, jo: Member) -> None:
    client = Client()
    cookie = sign_in(client, jo)
    for token in ("", cookie):
        answer = client.post("/o/s", '{"c":"","e":[]}', content_type="application/json", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 410


def test_a_token_opens_nothing_else(phone: Phoned) -> None:
    for path in ("/t/", "/t/phones", "/t/give"):
        assert phone.client.get(path, headers={"Authorization": f"Bearer {phone.token}"}).status_code == 302


def test_what_is_sent_keeps_no_link_to_the_phone(phone: Phoned) -> None:
    number = phone.seal(out())[0]
    phone.send(phone.seal(out(), number=number))
    row = Phone.objects.get()
    said = repr([list(model.objects.values()) for model in (Event, Seen, Aside, Tally)])
    for trace in (number, number.replace("-", ""), str(row.pk), row.pk.hex, row.digest, phone.token, str(row.member_id), row.member_id.hex):
        assert trace not in said
    assert "2026-11-18" not in said, "the day stays inside the seal"


# --- What is no call -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("{", 400),
        ("[]", 400),
        ('"x"', 400),
        ('{"c":""}', 400),
        ('{"e":[]}', 400),
        ('{"c":"","e":{}}', 400),
        ('{"c":1,"e":[]}', 400),
        ('{"c":"","e":[],"more":1}', 400),
        ('{"c":"","c":"","e":[]}', 400),
        ('{"c":"","e":[NaN]}', 400),
        ('{"c":"","e":[' + "9" * 5_000 + "]}", 400),
        ("[" * 100_000, 400),
        (b'{"c":"\xff","e":[]}', 400),
        (json.dumps({"c": "x" * 65, "e": []}), 400),
        (json.dumps({"c": "", "e": [None] * 501}), 413),
        (json.dumps({"c": "", "e": []}) + " " * views_phone.MOST_BYTES, 413),
    ],
)
def test_nonsense_is_refused_and_nothing_is_kept(phone: Phoned, body: str | bytes, status: int) -> None:
    assert phone.post(body).status_code == status
    assert not Aside.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_only_json_is_read(phone: Phoned, kind: str) -> None:
    assert phone.post('{"c":"","e":[]}', kind=kind).status_code == 400


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_only_posts_are_calls(phone: Phoned, method: str) -> None:
    assert getattr(phone.client, method)("/o/s", headers={"Authorization": f"Bearer {phone.token}"}).status_code == 405


def test_500_long_events_are_under_the_limit(phone: Phoned) -> None:
    """What waits on a phone must never be too much for one call."""
    events = [[str(uuid4()), "A" * 2_000] for _ in range(views_phone.MOST_EVENTS)]
    assert phone.send(*events).status_code == 200


# --- What an answer shows --------------------------------------------------------------------------------
def test_no_cookie_is_set_and_nothing_is_kept_by_a_proxy(phone: Phoned) -> None:
    phone.client.cookies["__Host-c"] = "broken"
    phone.client.cookies[visit.COOKIE] = "broken"
    good = phone.send(phone.seal(out()))
    for answer in (good, phone.send(token="x"), phone.post("{")):
        assert not answer.cookies
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Type"] == "application/json"


def test_no_visit_is_looked_up(phone: Phoned) -> None:
    phone.client.cookies[visit.COOKIE] = "x" * 43
    with CaptureQueriesContext(connections["volatile"]) as queries:
        phone.send(phone.seal(out()))
    assert not queries.captured_queries


def test_nothing_is_written_about_a_call_but_the_hours_count(phone: Phoned, capfd: pytest.CaptureFixture[str]) -> None:
    bad = _altered(phone.seal(out()))
    for answer in (phone.send(phone.seal(out()), bad), phone.send(token="x"), phone.post("{")):
        assert answer.status_code in (200, 400, 410)
    logs.flush(now=True)
    said = "".join(capfd.readouterr())
    assert "/o/s" not in said
    for trace in (bad[0], bad[1], phone.token):
        assert trace not in said


def test_a_week_makes_one_write_to_its_row(phone: Phoned) -> None:
    phone.send(phone.seal(out()))
    with CaptureQueriesContext(connection) as queries:
        for _ in range(3):
            phone.send(phone.seal(out()))
    assert not [one["sql"] for one in queries.captured_queries if 'UPDATE "reach_phone"' in one["sql"]]
    with clock.at(NOW + dt.timedelta(weeks=1)), CaptureQueriesContext(connection) as queries:
        for _ in range(3):
            phone.send(phone.seal(out(d="2026-11-25")))
    assert len([one["sql"] for one in queries.captured_queries if 'UPDATE "reach_phone"' in one["sql"]]) == 1


# --- Which key it uses -----------------------------------------------------------------------------------
def test_the_newer_key_counts_as_used_when_nothing_older_can_be_waiting(jo: Member) -> None:
    with clock.at(NOW - dt.timedelta(weeks=53)):
        event_keys.make_first()
        phone, old = phone_of(jo), event_keys.newest().id.hex()
    Phone.objects.update(heard="2026-W47")
    event_keys.renew()
    new = event_keys.newest().id.hex()

    def used() -> str:
        return str(Phone.objects.get().event_key)

    before = [phone.seal(out()) for _ in range(2)]
    phone.catalogue = phone.send(before[0]).json()["cat"]
    assert used() == old
    phone.send(phone.seal(out()), before[1])
    assert used() == old
    full = [phone.seal(out()) for _ in range(views_phone.MOST_EVENTS)]
    phone.send(*full)
    assert used() == old, "behind a full call something may wait"
    phone.send()
    assert used() == new
    assert went_out() == 3 + views_phone.MOST_EVENTS


# --- Floods, and keys that are away ----------------------------------------------------------------------
def test_a_phone_that_calls_too_often_waits(phone: Phoned, jo: Member) -> None:
    answers = [phone.post("{").status_code for _ in range(views_phone.CALLS_A_MINUTE)]
    assert 429 in answers or phone.post("{").status_code == 429
    waits = phone.send(phone.seal(out()))
    assert waits.status_code == 429
    assert 1 <= int(waits.headers["Retry-After"]) <= 61
    assert not Event.objects.exists()
    assert phone_of(jo).send().status_code == 200, "another phone is not kept out"


def test_after_a_minute_it_may_call_again(monkeypatch: pytest.MonkeyPatch) -> None:
    flood, phone, now = views_phone.Flood(), uuid4(), [1_000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    waits = [flood.over(phone) for _ in range(views_phone.CALLS_A_MINUTE + 1)]
    assert not any(waits[:-1])
    assert 0 < waits[-1] <= views_phone.MINUTE
    now[0] += views_phone.MINUTE
    assert flood.over(phone) == 0


def test_a_phone_that_sends_more_than_half_a_year_in_an_hour_waits(monkeypatch: pytest.MonkeyPatch, phone: Phoned, jo: Member) -> None:
    """Its token in other hands: a line of the tallies takes 2,000 million times the largest hand-out, and is never near that."""
    monkeypatch.setattr(views_phone, "flood_of_events", views_phone.Flood(3, views_phone.HOUR))
    assert phone.send(*[phone.seal(out()) for _ in range(3)]).status_code == 200
    waits = phone.send(phone.seal(out()))
    assert (waits.status_code, went_out()) == (429, 3)
    assert 60 < int(waits.headers["Retry-After"]) <= 3_601
    assert phone_of(jo).send(phone.seal(out())).status_code == 200, "another phone is not kept out"


# --- A keyring that lost its newest key -------------------------------------------------------------------
@pytest.fixture
def lost(phone: Phoned) -> Iterator[Callable[[], None]]:
    """The newest event key is gone from the keyring, as after an older backup; calling it brings the key back."""
    row = EventKey.objects.get()
    columns = {name: getattr(row, name) for name in ("item", "holder", "epoch", "version", "box", "public", "week")}
    row.delete()
    event_keys._kept.clear()
    yield lambda: EventKey.objects.bulk_create([EventKey(**columns)])
    event_keys._kept.clear()


def test_what_is_locked_to_a_lost_key_waits_until_the_key_is_back(phone: Phoned, lost: Callable[[], None]) -> None:
    sent = [phone.seal(out()) for _ in range(3)]
    assert phone.send(*sent).json() | {"cat": 0} == {"ok": [], "held": [number for number, _box in sent], "cat": 0}
    assert {row.why for row in Aside.objects.all()} == {Aside.Why.NO_KEY}
    assert arriving.count_again() == 0, "the key that this site has by now is another"
    lost()
    assert arriving.count_again(dry_run=True) == 3
    assert (went_out(), Aside.objects.count()) == (0, 3), "looking changes nothing"
    assert arriving.count_again() == 3
    assert (went_out(), Aside.objects.count(), ledger.recount()) == (3, 0, [])
    assert phone.send(*sent).json()["ok"] == [number for number, _box in sent], "sent again, it counts once"
    assert (went_out(), arriving.count_again()) == (3, 0)


def test_what_was_taken_back_meanwhile_does_not_count_when_the_key_is_back(phone: Phoned, lost: Callable[[], None]) -> None:
    kept, undone = phone.seal(out()), phone.seal(out())
    newer = phone.send(kept, undone).json()["cat"]["k"]
    phone.catalogue = {**phone.catalogue, "k": newer}
    phone.send(phone.seal({"v": 1, "k": "undo", "u": undone[0], "d": "2026-11-18"}))
    lost()
    assert arriving.count_again() == 1
    assert (went_out(), Aside.objects.count()) == (1, 0)


def test_what_cannot_be_counted_stays_put_aside_when_the_key_is_back(phone: Phoned, lost: Callable[[], None]) -> None:
    good, bad, altered = phone.seal(out()), phone.seal(out(i="unknown")), _altered(phone.seal(out()))
    phone.send(good, bad, altered)
    lost()
    arriving.count_again()
    assert went_out() == 1
    assert sorted(row.why for row in Aside.objects.all()) == ["item", "unread"]


def test_while_the_keys_are_away_nothing_is_lost(jo: Member, own_keys: Path) -> None:  # noqa: F811
    phone = phone_of(jo)
    event = phone.seal(out())
    event_keys._kept.clear()
    epoch._kept.clear()
    (own_keys / epoch.FILE).rename(own_keys / "away")
    later = phone.send(event)
    assert later.status_code == 503
    assert later.headers["Retry-After"]
    assert not Aside.objects.exists()
    (own_keys / "away").rename(own_keys / epoch.FILE)
    assert phone.send(event).json()["ok"] == [event[0]]
    assert went_out() == 1


def test_an_answer_comes_only_after_the_commit(phone: Phoned, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last step fails: the phone hears no number, and nothing was taken; sent again all of it is."""
    good, bad = phone.seal(out()), phone.seal(out(i="unknown"))
    phone.client.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr(folding.Fold, "write", _breaks)
        assert phone.send(good, bad).status_code == 500
    assert not (Event.objects.exists())
    assert not (Aside.objects.exists())
    assert not (Seen.objects.exists())
    assert phone.send(good, bad).json() == {"ok": [good[0]], "held": [bad[0]]}
    assert went_out() == 1


def _breaks(*_: object) -> bytes:
    raise OSError("broken on purpose")


# --- How fast --------------------------------------------------------------------------------------------
def test_500_events_are_opened_in_a_quarter_of_a_second(phone: Phoned) -> None:
    """The bar is 250 ms: of this process, so that what else the machine does is not measured."""
    events = [arriving.Sent(*phone.seal(out())) for _ in range(500)]
    began = time.process_time()
    opened = event_keys.opening()
    found = [arriving.arrived(sent, opened, ()) for sent in events]
    took = time.process_time() - began
    assert all(one.inside for one in found)
    print(f"500 events opened in {took * 1000:.0f} ms")
    assert took < 0.25
