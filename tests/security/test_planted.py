"""Plant and grep: after a full journey through the real server none of 20 markers lies anywhere in clear.

GROUND section 11: raw, hex, base64, UTF-16; each place also holds one clear marker that the search must find; and with sealing
switched off the search must hit. On SQLite and, in that part, on PostgreSQL with its data directory and write-ahead log.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest

from tests.security.searching import files, found_in, shapes
from tests.security.serving import Answer, Served, Visitor

POSTGRES = os.environ.get("KITHBRIDGE_TEST_DATABASE_URL", "")
CLEAR = {  # what she and the team type; with sealing off these must be found
    "ask": "MARKER-ask-7f3a by the blue door",
    "ask with page": "MARKER-ask-page-18ce",
    "message": "MARKER-message-c21d he took my phone",
    "answer": "MARKER-answer-55e0 Thursday at ten",
    "worry": "MARKER-worry-9b1f",
    "how it ended": "MARKER-ended-03ab",
    "about a thing": "MARKER-thing-e7d4 it shows in the pocket",
}
NEVER_STORED = {
    "carried": "MARKER-carried-a0f2",
    "refused": "MARKER-refused-4c4c",
    "wrong words": "MARKERwrong words that nobody has",
    "in an address": "MARKER-address-77d1",
    "in a header": "MARKER-header-e9e2",
    "taken back": "MARKER-taken-back-6d6d",
}


def words_shown(page: Answer) -> str:
    found = [a + b for a, b in re.findall(r"<li><span><b>(\w+)</b>(\w*)</span></li>", page.text)]
    assert len(found) == 7
    return " ".join(found)


def signed_in(served: Served, name: str) -> Visitor:
    """One of the team, with both factors, through the forms."""
    who, one = served.team[name], Visitor(served.port)
    one.press(one.get("/t/in"), "Sign in", work_name=name, words=who["words"])
    asked = one.get(one.get("/t/in/look").location)
    opened = one.press(asked, "Open", code=pyotp.TOTP(who["totp"]).now())
    assert (opened.status, opened.location) == (302, "/t/"), opened.text
    return one


def journey(served: Served) -> dict[str, str | bytes]:
    """Everything a neighbour and the team do, over HTTP. Returns all markers."""
    her = Visitor(served.port)
    # She asks, takes words, tries wrong ones, writes, takes one thing back.
    asked = her.press(her.get("/n/ask?v=1"), "Foil", text=CLEAR["ask"])
    shown = her.press(asked, "Give me words")
    words = words_shown(shown)
    assert her.press(shown, "Try them", w=words).location.startswith("/n/?in")
    assert her.press(her.get("/n/ask?v=1"), "Naloxone", text=CLEAR["ask with page"]).status == 200
    assert her.press(her.get("/n/said?v=1&i=foil"), "Say it", text=CLEAR["about a thing"]).status == 200
    assert her.press(her.get("/n/write?v=1"), "Send it", text=CLEAR["message"]).status == 302
    assert her.press(her.get("/n/write"), "Send it", text=NEVER_STORED["taken back"]).status == 302
    last = her.get("/n/last")
    place = last.text.index(NEVER_STORED["taken back"])
    number = re.search(r'name="back" value="([0-9a-f-]+)"', last.text[place:])
    assert number
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', last.text)
    assert token
    assert her.post("/n/last", {"back": number.group(1), "csrfmiddlewaretoken": token.group(1)}).status == 302
    first_cookie = her.cookies["__Host-k"]
    Visitor(served.port).get("/n/in")
    stranger = Visitor(served.port)
    assert stranger.press(stranger.get("/n/in"), "Open my page", w=NEVER_STORED["wrong words"]).location == "/n/in?no"
    # Requests that fail, with markers in them.
    assert stranger.get(f"/{NEVER_STORED['in an address']}?x={NEVER_STORED['in an address']}", Referer="http://x/").status == 404
    stranger.get("/", User_Agent=NEVER_STORED["in a header"], Referer=f"http://x/{NEVER_STORED['in a header']}")
    assert Visitor(served.port).post("/n/write", {"text": NEVER_STORED["refused"], "reader": "x"}).status == 403
    # A form after the visit ended.
    page = her.get("/n/write")
    spare = Visitor(served.port, cookies={"__Host-c": her.cookies["__Host-c"]})
    assert spare.press(page, "Send it", text=NEVER_STORED["carried"]).status == 403
    # New words.
    secrets = served.do("keys", words=words)
    fresh = words_shown(her.press(her.get("/n/new-words"), "Give me new words"))
    her = Visitor(served.port)
    assert her.press(her.get("/n/in"), "Open my page", w=fresh).location.startswith("/n/?in")
    # The team answers, worries, decides.
    jo = signed_in(served, "Jo")
    page_number = re.search(r'href="/t/talks/([0-9a-f-]{36})"', jo.get("/t/talks").text)
    assert page_number
    talk = jo.get(f"/t/talks/{page_number.group(1)}")
    assert CLEAR["message"] in talk.text
    assert jo.press(talk, "Send it to her page", text=CLEAR["answer"]).status == 302
    worry = jo.get(f"/t/worry/new/page/{page_number.group(1)}")
    second = served.team["Ms Adeyemi"]["id"]
    assert jo.press(worry, "Write it down", note=CLEAR["worry"], second=second, share="1").status == 302
    deputy = signed_in(served, "Ms Adeyemi")
    number = re.search(r'href="/t/worries/([0-9a-f-]{36})"', deputy.get("/t/worries").text)
    assert number
    one = deputy.get(f"/t/worries/{number.group(1)}")
    assert deputy.press(one, "Write it down", outcome="stay", note=CLEAR["how it ended"]).status == 302
    assert CLEAR["answer"] in her.get("/n/read").text
    link = served.do("invite")
    Visitor(served.port).get(f"/t/join/{link}")
    fresh_secrets = served.do("keys", words=fresh)
    markers: dict[str, str | bytes] = {
        **CLEAR,
        **NEVER_STORED,
        "words": words,
        "words as three letters": " ".join(word[:3] for word in words.split()),
        "new words": fresh,
        "passphrase": served.team["Jo"]["words"],
        "second factor": served.team["Jo"]["totp"],
        "second factor, raw": base64.b32decode(served.team["Jo"]["totp"]),
        "private key of the team": bytes.fromhex(served.team["Jo"]["private"]),
        "invitation": link,
    }
    for name, cookie in {"token": first_cookie, "new token": her.cookies["__Host-k"], "team token": jo.cookies["__Host-k"]}.items():
        markers[name] = cookie
        markers[f"{name}, raw"] = base64.urlsafe_b64decode(cookie + "=")
    for old_or_new, held in (("old", secrets), ("new", fresh_secrets)):
        for name, value in held.items():
            if name != "owner":
                markers[f"{old_or_new} {name} key"] = bytes.fromhex(value)
    assert len(markers) >= 20
    return markers


def raw_copies(served: Served, to: Path) -> Path:
    """A copy of every file while the server runs, as a backup or a thief would take it."""
    shutil.copytree(served.folder, to, ignore=shutil.ignore_patterns("static", "*.sock"), dirs_exist_ok=True)
    return to


def a_database(name: str) -> str:
    """A database of its own in the PostgreSQL of this part."""
    import psycopg
    from django.conf import settings

    with psycopg.connect(POSTGRES.replace("postgres://", "postgresql://"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        connection.execute(f'CREATE DATABASE "{name}"')
    assert settings.configured
    return POSTGRES.rsplit("/", 1)[0] + f"/{name}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def content(request: pytest.FixtureRequest) -> Iterator[str]:
    """ "" for SQLite, or the address of an empty PostgreSQL database."""
    if request.param == "sqlite":
        if os.environ.get("KITHBRIDGE_TEST_PART") == "postgres":
            pytest.skip("the SQLite part runs this")
        yield ""
    else:
        yield a_database(f"planted_{os.getpid()}")


def places(served: Served, content: str, copies: Path) -> dict[str, list[Path]]:
    """Every place that is searched, with what lies there."""
    found = {
        "content, its log and journals": [*served.home.glob("content.sqlite3*")],
        "keyring": [*served.home.glob("keyring.sqlite3*")],
        "everything else in the home": [path for path in files(served.home) if "static" not in path.parts],
        "sessions": files(served.volatile),
        "what the server said": files(served.logs),
        "temporary files": files(served.temporary),
        "mail": files(served.mail),
        "raw copies": files(copies),
    }
    if content:
        del found["content, its log and journals"]
        data = Path(os.environ["KITHBRIDGE_TEST_PG_DATA"])
        found["PostgreSQL's data"] = [*files(data / "base" / number_of(content)), *files(data / "global")]
        # Other tests write into the same log: what was not touched since this one began is theirs.
        found["PostgreSQL's write-ahead log"] = [path for path in files(data / "pg_wal") if path.stat().st_mtime >= served.began]
        found["PostgreSQL's own log"] = files(Path(os.environ["KITHBRIDGE_TEST_PG_LOG"]))
    return found


def ask_postgres(content: str, question: str) -> str:
    import psycopg

    with psycopg.connect(content.replace("postgres://", "postgresql://"), autocommit=True) as connection:
        found = connection.execute(question)
        row = found.fetchone() if found.description else None
        return str(row[0]) if row else ""


def number_of(content: str) -> str:
    """PostgreSQL's number for this database: the folder its files are in."""
    return ask_postgres(content, "SELECT oid FROM pg_database WHERE datname = current_database()")


def plant_controls(served: Served, content: str) -> dict[str, str]:
    """One clear marker for each place; files that hold nothing of their own get one written."""
    written = "CONTROL-written-here"
    for folder in (served.temporary, served.mail):
        (folder / "control").write_text(written)
    controls = {
        "content, its log and journals": "Ms Adeyemi",
        "keyring": served.team["Jo"]["id"].replace("-", ""),
        "everything else in the home": served.team["Jo"]["site"],
        "sessions": "CREATE TABLE",
        "what the server said": f"http://localhost:{served.port}",
        "temporary files": written,
        "mail": written,
        "raw copies": written,
    }
    if content:
        with Path(os.environ["KITHBRIDGE_TEST_PG_LOG"]).open("a") as log:
            log.write("CONTROL-log\n")
        controls |= {
            "PostgreSQL's data": "Ms Adeyemi",
            "PostgreSQL's write-ahead log": "Ms Adeyemi",
            "PostgreSQL's own log": "CONTROL-log",
        }
        del controls["content, its log and journals"]
    return controls


@pytest.mark.slow
def test_nothing_planted_lies_anywhere(tmp_path: Path, content: str) -> None:
    with Served(tmp_path / "site", database_url=content) as served:
        markers = journey(served)
        controls = plant_controls(served, content)
        copies = raw_copies(served, tmp_path / "copies")
        running = {name: where for name, where in places(served, content, copies).items() if "PostgreSQL" not in name}
        while_running = {name: found_in(where, markers) for name, where in running.items()}
    if content:
        ask_postgres(content, "CHECKPOINT")
    after = places(served, content, copies)
    hits = {name: found for name, found in while_running.items() if found}
    hits |= {f"{name}, stopped": found for name, where in after.items() if (found := found_in(where, markers))}
    assert hits == {}
    unseen = [name for name, control in controls.items() if not found_in(after[name], {"control": control})]
    assert unseen == []
    print(f"{len(markers)} markers, {sum(len(where) for where in after.values())} files in {len(after)} places: 0 hits")


@pytest.mark.slow
@pytest.mark.sqlite
def test_with_sealing_switched_off_the_search_finds_them(tmp_path: Path) -> None:
    with Served(tmp_path / "site", unsealed=True) as served:
        markers = journey(served)
        copies = raw_copies(served, tmp_path / "copies")
        found = found_in(files(served.home, copies), {name: markers[name] for name in [*CLEAR, "second factor"]})
        assert set(found) == {*CLEAR, "second factor"}
        assert found_in(files(served.home), {name: markers[name] for name in ("words", "token", "carried", "refused")}) == {}


@pytest.mark.parametrize(
    "shape",
    [
        lambda marker: marker.encode(),
        lambda marker: marker.encode().hex().encode(),
        lambda marker: marker.encode("utf-16-le"),
        *(lambda marker, n=n: base64.b64encode(b"x" * n + marker.encode() + b"y" * 5) for n in range(4)),
        *(lambda marker, n=n: base64.urlsafe_b64encode(b"?" * n + marker.encode()) for n in range(4)),
    ],
)
def test_the_search_finds_every_shape(tmp_path: Path, shape) -> None:
    marker = "MARKER ~ that is hidden ÿ"
    (tmp_path / "place").write_bytes(os.urandom(5_000) + shape(marker) + os.urandom(5_000))
    assert found_in(files(tmp_path), {"it": marker}) == {"it": {"place"}}
    assert found_in(files(tmp_path), {"it": "MARKER ~ that is absent ÿ"}) == {}


def test_a_marker_too_short_to_mean_anything_is_refused() -> None:
    with pytest.raises(ValueError, match="by chance"):
        shapes("abc")
