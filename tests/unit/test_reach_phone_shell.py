"""What a phone loads: small, neutral, the same for everybody, and renewed when anything behind it changes."""

from __future__ import annotations

import gzip
import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from kithbridge.people.actions import group
from kithbridge.reach import hard_day, phone_catalogue, phone_shell
from kithbridge.web.middleware import PHONE_POLICY, WORKER_POLICY
from tests.builders import DATABASES, furnish_site, make_page, quick_kdf  # noqa: F401

pytestmark = DATABASES
MOST_BYTES = 15_000
FILES = (
    "",
    "help",
    "give",
    "give.js",
    "box.js",
    "page.js",
    "begin.js",
    "worker.js",
    "page.css",
    "pictures.svg",
    "icon.svg",
    "icon.png",
    "manifest.json",
)


@pytest.fixture(autouse=True)
def site() -> None:
    furnish_site()


def body(name: str, client: Client | None = None) -> bytes:
    answer = (client or Client()).get(f"/o/{name}")
    assert answer.status_code == 200
    return bytes(answer.content)


def test_page_scripts_and_worker_are_small() -> None:
    sizes = {name: len(body(name)) for name in ("", "box.js", "page.js", "worker.js")}
    # Under tests static files have no hash in their names: 26 letters more for two of them in page and worker each.
    assert sum(sizes.values()) + 52 <= MOST_BYTES, sizes


@pytest.mark.parametrize("name", FILES)
def test_the_same_for_everybody_and_without_a_cookie(name: str) -> None:
    hers = Client()
    make_page().enter(hers)
    answer = hers.get(f"/o/{name}")
    assert answer.content == body(name)
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"] == (WORKER_POLICY if name == "worker.js" else PHONE_POLICY)


@pytest.mark.parametrize("name", FILES)
def test_packed_where_the_browser_takes_it(name: str) -> None:
    answer = Client().get(f"/o/{name}", headers={"accept-encoding": "gzip, br"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content) == body(name)


def test_it_says_nothing_to_whoever_looks_over_her_shoulder() -> None:
    page = body("").decode()
    assert "<title>Notes</title>" in page
    said = json.loads(body("manifest.json"))
    assert (said["name"], said["short_name"], said["scope"], said["start_url"]) == ("Notes", "Notes", "/o/", "/o/")
    for word in ("needle", "naloxone", "drug", "kit ", "Tarrowby"):
        assert word not in page + json.dumps(said)


def test_without_script_the_way_to_the_form_is_shown() -> None:
    shown = re.search(r"<noscript>(.*?)</noscript>", body("").decode(), re.S)
    assert shown is not None
    assert f"href={reverse('hand_out')}>" in shown[1]


def worker_version() -> str:
    found = re.search(r"notes-([0-9a-f]{12})", body("worker.js").decode())
    assert found is not None
    return found[1]


def test_the_worker_keeps_its_own_folder_and_nothing_of_anybody() -> None:
    kept = re.search(r"SHELL=(\[.*?\])", body("worker.js").decode())
    assert kept is not None
    addresses = json.loads(kept[1])
    assert addresses == list(phone_shell.shell())
    assert all(one.startswith(("/o/", "/s/web/")) for one in addresses)
    for one in addresses:
        if one.startswith("/o/"):
            assert Client().get(one).status_code == 200


def test_a_change_behind_any_address_is_a_new_version(monkeypatch: pytest.MonkeyPatch) -> None:
    before = worker_version()
    assert worker_version() == before
    group.set_facts(values={"number_emergency": "All of them: 999"})
    changed = worker_version()
    assert changed != before, "the help page kept on phones names the number"
    monkeypatch.setattr(phone_shell, "style", lambda: b"p{}")
    assert worker_version() != changed


def test_the_help_page_says_what_the_door_says() -> None:
    page = body("help").decode()
    assert "Ring 999" in page
    assert 'href="tel:999"' in page
    assert "href=/o/>" in page


def test_after_a_hard_one_the_phone_says_what_the_group_wrote() -> None:
    before = phone_catalogue.build()
    assert before["h"] == hard_day.lines() != []
    group.set_facts(values={"hard_day": "The office has a kettle until six.\n\nTalking about it is paid."})
    after = phone_catalogue.build()
    assert after["h"] == ["The office has a kettle until six.", "Talking about it is paid."]
    assert after["v"] != before["v"]


class TestLean:
    def test_quoted_text_stays_as_it_is(self) -> None:
        assert phone_shell.lean("a = 'b , c';\n  // why\n  d( \"e = f\" );") == "a='b , c';d(\"e = f\");"

    def test_words_stay_apart(self) -> None:
        assert phone_shell.lean("for (const a of b) {\n  return await c;\n}\n") == "for(let a of b){return await c}"

    def test_the_sources_hold_nothing_it_could_break(self) -> None:
        """No patterns, texts over several lines or doubled signs; comments have lines of their own."""
        for path in sorted(phone_shell.FOLDER.glob("*.js")):
            for line in path.read_text().splitlines():
                code = re.sub(r"'[^']*'|\"[^\"]*\"", "''", line).strip()
                if not code.startswith("//"):
                    assert not re.search(r"`|\+ \+|- -|\+\+|//|/\*|[=(,]\s*/", code.replace("i++", "")), (path.name, line)
                    assert ";}" not in "".join(re.findall(r"'[^']*'", line))
