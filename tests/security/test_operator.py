"""Nothing that lies on the server can be read by who holds it all; with one reader's words exactly what was shared with her opens."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connections

from kithbridge.engines import sealing
from kithbridge.engines.sealing import kdf
from kithbridge.people import visit
from kithbridge.people.actions import danger, notes
from kithbridge.people.visit import Stage
from kithbridge.reach.actions import asking
from kithbridge.web import home, once
from tests.builders import DATABASES, furnish_site, make_member, make_page, quick_kdf  # noqa: F401
from tests.security.operator import Stolen, recover

pytestmark = DATABASES
PLANTED = 20


def everything() -> Stolen:
    """Every row of every table of every database, and every file of secrets: more than any backup holds."""
    rows = {}
    for connection in connections.all():
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our own tables
                names = [column[0] for column in cursor.description]
                rows[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    folders = (home.secrets_folder(), home.epoch_folder())
    return Stolen(rows, [path.read_text() for folder in folders for path in folder.iterdir()])


@pytest.fixture
def planted():
    """20 locked things: 12 that Jo holds, 8 that she does not."""
    site = furnish_site()
    jo, cass = (make_member(name, circle=site.circle) for name in ("Jo", "Cass"))
    page, other = make_page(), make_page()
    both, only_cass = [jo.member.pk, cass.member.pk], [cass.member.pk]
    hers: set[str] = set()
    for n in range(5):
        hers.add(f"PLANTED-ask-{n}")
        asking.ask(readers=both, chosen={"fine": 1}, text=f"PLANTED-ask-{n}", form_id=once.new_form_id())
    for n in range(3):
        hers.add(f"PLANTED-note-{n}")
        notes.write(key=page.key, text=f"PLANTED-note-{n}", readers=both, form_id=once.new_form_id())
    for n in range(3):
        hers.add(f"PLANTED-answer-{n}")
        notes.answer(key=jo.key, work_name="Jo", page=page.key.owner, text=f"PLANTED-answer-{n}", readers=both, form_id=once.new_form_id())
    hers.add("PLANTED-worry")
    danger.raise_worry(
        key=jo.key, kind="page", about=page.key.owner, second=site.deputy.member.pk, text="PLANTED-worry", form_id=once.new_form_id()
    )
    for n in range(4):
        asking.ask(readers=only_cass, chosen={"fine": 1}, text=f"PLANTED-not-jo-{n}", form_id=once.new_form_id())
    for n in range(4):
        notes.write(key=other.key, text=f"PLANTED-not-jo-note-{n}", readers=only_cass, form_id=once.new_form_id())
    for key, stage in ((page.key, Stage.PAGE), (jo.key, Stage.TEAM), (cass.key, Stage.WAITING)):
        visit.start(key, stage)
    assert len(hers) + 8 == PLANTED
    return jo, page, hers


def texts(found: dict) -> set[str]:
    said = (json.loads(text) for (_table, column, _row), text in found.items() if column in ("words", "body", "note"))
    return {one["text"] for one in said if str(one.get("text", "")).startswith("PLANTED")}


COST = (1, 8)  # what quick_kdf sets


def test_with_everything_on_the_server_nothing_opens(planted):
    assert (kdf.TIME_COST, kdf.MEMORY_COST) == COST
    assert recover(everything()) == {}


def test_guessing_work_names_and_common_words_opens_nothing(planted):
    guesses = ["jo", "password", "maeve maeve", sealing.team_secret("Jo", "password"), sealing.team_secret("Jo", "jo jo jo jo jo jo jo jo")]
    assert recover(everything(), guesses, cost=COST) == {}


def test_with_one_readers_passphrase_exactly_what_was_shared_with_her_opens(planted):
    jo, _page, hers = planted
    found = recover(everything(), [sealing.team_secret(jo.work_name, jo.words)], cost=COST)
    assert texts(found) == hers
    # Her own second factor, and nothing of anybody else's.
    assert {row for table, _column, row in found if table == "people_factor"} == {str(jo.member.factors.get().pk)}


def test_with_a_neighbours_words_exactly_what_is_hers_opens(planted):
    _jo, page, hers = planted
    found = recover(everything(), [sealing.normalise(page.words)], cost=COST)
    assert texts(found) == {text for text in hers if "note" in text or "answer" in text}
    assert [table for table, column, _row in found if column == "uses"] == ["people_neighbour"]


def test_without_the_epoch_key_even_her_words_open_nothing(planted):
    jo, _page, _hers = planted
    stolen = everything()
    files = [re.sub(r"[0-9a-f]{64}", "00" * 32, text) if text.startswith("kbe1") else text for text in stolen.files]
    assert files != stolen.files
    with pytest.raises(AssertionError, match="epoch"):
        recover(Stolen(stolen.rows, files), [sealing.team_secret(jo.work_name, jo.words)], cost=COST)
