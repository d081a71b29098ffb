"""The public JSON: what everybody may read, and nothing else."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from kithbridge.people.models import Role
from kithbridge.rules import Group, Protects, Readers, Rule, exchange, explain
from kithbridge.rules.kinds import YesNo
from kithbridge.web.middleware import HEADERS, NEIGHBOUR_POLICY
from tests.builders import DATABASES, furnish_site, make_member, make_page, quick_kdf, sign_in  # noqa: F401
from tests.decisions import decide, declare_only, words_of_tests  # noqa: F401

pytestmark = DATABASES
KEY = "asks.live_weeks"
ADDRESSES = ("/api/charter", "/api/changes", f"/api/why/{KEY}", "/api/rules", "/api/inventory", "/api/openapi.json")


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_json_with_the_headers_of_every_page_and_may_be_kept(client: Client, address: str):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/json")
    assert isinstance(json.loads(answer.content), dict)
    assert answer.headers["Content-Security-Policy"] == NEIGHBOUR_POLICY
    assert all(answer.headers[name] == value for name, value in HEADERS.items())
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "public, max-age=300"


def test_the_charter(client: Client):
    decide(KEY, 4)
    found = client.get("/api/charter").json()
    lines = {line["key"]: line for section in found["sections"] for line in section["rules"]}
    assert set(lines) == {one.key for one in explain.told(Readers.EVERYBODY)}
    assert lines[KEY]["sentence"].endswith("after 4 weeks.")
    assert KEY not in {line["key"] for line in found["undecided"]}
    assert len(found["floors"]) >= 9


def test_what_changed_and_why(client: Client):
    decide(KEY, 4, voices=[("quote", "living", "Two weeks is short.")])
    (change,) = client.get("/api/changes").json()["changes"]
    assert (change["key"], change["was"], change["now"]) == (KEY, "2 weeks", "4 weeks")
    found = client.get(f"/api/why/{KEY}").json()
    assert found["value"] == 4
    assert found["decision"]["evidence"][0]["words"] == "Two weeks is short."
    assert found["decision"]["voices"] == [{"role": "somebody who uses now", "pieces": 1, "share": 100}]


def test_the_export_and_the_inventory(client: Client):
    furnish_site()
    found = client.get("/api/rules")
    assert found.json()["group"] == "Tarrowby Bridge"
    assert exchange.compare(exchange.read(found.content)).differing == []
    columns = client.get("/api/inventory").json()["columns"]
    assert {"sealed", "tally", "public"} <= {column["kind"] for column in columns}


def test_rules_for_some_are_not_there_for_anybody(monkeypatch: pytest.MonkeyPatch):
    hidden = Rule("test.hidden", Group.ASKING, "MARKER?", YesNo(), False, "{value}", Protects.MOTHERS, readers=Readers.WORDS)
    site = furnish_site()
    her, lead, anybody = Client(), Client(), Client()
    make_page().enter(her)
    sign_in(lead, site.lead)
    sign_in(lead, make_member("Jo", Role.PEER))
    shown = explain.told(Readers.EVERYBODY)
    declare_only(monkeypatch, *shown, hidden)
    decide(hidden.key, True)
    for caller in (her, lead, anybody):
        assert caller.get("/api/why/test.hidden").status_code == caller.get("/api/why/test.nothing").status_code == 404
        for address in ADDRESSES:
            text = caller.get(address).content.decode()
            assert "test.hidden" not in text
            assert "MARKER" not in text


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_is_read_only(client: Client, method: str):
    for address in ADDRESSES:
        assert getattr(client, method)(address).status_code == 405


def test_its_description_names_every_address_and_no_page_loads_from_elsewhere(client: Client):
    found = client.get("/api/openapi.json").json()
    words = {"/api/words/list.json", "/api/words/list.tsv"}
    asked = {"/api/words/check", "/api/words/check/file"}
    assert set(found["paths"]) == {"/api/charter", "/api/changes", "/api/why/{key}", "/api/rules", "/api/inventory"} | words | asked
    assert all(list(methods) == (["post"] if path in asked else ["get"]) for path, methods in found["paths"].items())
    assert client.get("/api/docs").status_code == 404
    assert "Why" in found["components"]["schemas"]
    assert "http" not in json.dumps(found).replace("HTTP", "")
