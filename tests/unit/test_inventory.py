"""The inventory: every stored field says what it holds; an undeclared or forbidden one stops the build."""

from __future__ import annotations

import json

import pytest
from django.core import checks
from django.db import connections, models
from django.test.utils import isolate_apps

from kithbridge.web import inventory
from kithbridge.web.fields import Holds, held, iso_week, key, sealed
from tests.builders import DATABASES


def said(field: models.Field, holds: Holds = Holds.TECHNICAL, **more: bool) -> models.Field:
    return held(field, holds, what="something", until="a while", **more)


def problems_of(monkeypatch: pytest.MonkeyPatch, table: str = "people_fake", **fields: object) -> list[str]:
    """What the inventory says about a model with these fields, and nothing else."""
    with isolate_apps("kithbridge.people"):
        meta = type("Meta", (), {"app_label": "people", "db_table": table})
        body = {"__module__": __name__, "Meta": meta, **fields}
        if not any(getattr(field, "primary_key", False) for field in fields.values()):
            body["id"] = key(until="a while")
        model = type("Fake", (models.Model,), body)
        monkeypatch.setattr(inventory, "_models", lambda: [model])
        return inventory.problems()


def test_what_is_built_is_sound():
    assert inventory.problems() == []
    assert inventory.check(None) == []
    assert len(inventory.columns()) > 100


def test_a_good_model_has_no_problem(monkeypatch):
    assert (
        problems_of(
            monkeypatch,
            words=sealed(what="words", until="a while"),
            week=iso_week(Holds.TALLY, what="week", until="a while"),
            n=said(models.PositiveIntegerField(), Holds.TALLY),
            shown=said(models.TextField(), Holds.PUBLIC),
        )
        == []
    )


BAD = {
    "undeclared": ({"thing": models.IntegerField()}, "not declared"),
    "an undeclared relation": ({"other": models.ForeignKey("people.Neighbour", models.CASCADE)}, "not declared"),
    "an address of a machine": ({"seen": said(models.GenericIPAddressField())}, "may not be stored"),
    "an e-mail address": ({"mail_to": said(models.EmailField())}, "may not be stored"),
    "a link": ({"page_of": said(models.URLField())}, "may not be stored"),
    "a file": ({"paper": said(models.FileField())}, "may not be stored"),
    "a picture": ({"face": said(models.ImageField())}, "may not be stored"),
    "an exact time": ({"at": said(models.DateTimeField())}, "exact times may stand"),
    "a time of day": ({"at": said(models.TimeField())}, "exact times may stand"),
    "seconds since 1970": ({"at": said(models.BigIntegerField(), exact_time=True)}, "exact times may stand"),
    "a day about somebody reached": ({"day": said(models.DateField())}, "a day may be kept"),
    "free text in clear": ({"story": said(models.TextField())}, "free text in clear"),
    "long text in clear": ({"story": said(models.CharField(max_length=2_000))}, "free text in clear"),
    "endless text in clear": ({"story": said(models.CharField())}, "free text in clear"),
    "anything in clear": ({"story": said(models.JSONField())}, "free text in clear"),
    "bytes called sealed": ({"story": said(models.BinaryField(), Holds.SEALED)}, "sealed columns and only those"),
    "sealed called public": (
        {"story": held(sealed(what="x", until="x"), Holds.PUBLIC, what="x", until="x")},
        "sealed columns and only those",
    ),
    "a counted key": ({"id": said(models.BigAutoField(primary_key=True))}, "counted key"),
    "a number as key": ({"id": said(models.IntegerField(primary_key=True))}, "counted key"),
    "without what it is": ({"thing": held(models.IntegerField(), Holds.TALLY, what=" ", until="a while")}, "say what it holds"),
    "without an end": ({"thing": held(models.IntegerField(), Holds.TALLY, what="a thing", until="")}, "say what it holds"),
}


@pytest.mark.parametrize("name", BAD)
def test_each_forbidden_field_is_named(monkeypatch, name):
    fields, expected = BAD[name]
    found = problems_of(monkeypatch, **fields)
    assert any(expected in line for line in found), found
    assert all(line.startswith("people.fake.") for line in found)


NAMES = [
    *("name", "first_name", "lastname", "surname", "full_name", "birth_date", "dob", "age", "gender", "sex"),
    *("postcode", "zip", "address", "gps", "latitude", "lon", "location", "ip", "ip_address", "user_agent"),
    *("referrer", "phone", "mobile", "telephone", "email", "e_mail", "nhs_number", "ethnicity", "pregnant", "children"),
    *("drug", "drugs", "diagnosis", "photo", "created", "created_at", "modified", "updated", "last_login", "timestamp"),
    *("hour", "device", "fingerprint", "brought_by", "used_drugs"),
]


@pytest.mark.parametrize("name", NAMES)
def test_each_forbidden_name_is_refused(monkeypatch, name):
    found = problems_of(monkeypatch, **{name: said(models.PositiveIntegerField())})
    assert any("must not be held" in line for line in found), found


@pytest.mark.parametrize("name", ["label", "handle", "usage", "paging", "stage", "shipped", "tips", "message", "language"])
def test_names_that_only_look_like_it_are_allowed(monkeypatch, name):
    assert problems_of(monkeypatch, **{name: said(models.PositiveIntegerField())}) == []


def test_exact_times_stand_in_three_places_only(monkeypatch):
    for table in ("sessions_session", "people_invitation", "people_factorreset", "people_recoverycode"):
        assert problems_of(monkeypatch, table, until=said(models.BigIntegerField(), exact_time=True)) == []
    exact = {row.table for row in inventory.columns() if row.column in ("until", "idle_until", "day", "at")}
    assert exact <= {
        "sessions_session",
        "sessions_usedcode",
        "sessions_budget",
        "people_invitation",
        "people_factorreset",
        "people_recoverycode",
        "people_lastlook",
    }


def test_a_problem_stops_every_command(monkeypatch):
    problems_of(monkeypatch, thing=models.IntegerField())
    found = inventory.check(None)
    assert [(error.id, error.level) for error in found] == [("kithbridge.E001", checks.ERROR)]


def test_text_json_and_the_public_sentences_tell_the_same():
    columns = inventory.columns()
    as_json = json.loads(inventory.as_json())
    assert as_json["schema"] == "kithbridge.inventory/1"
    assert len(as_json["columns"]) == len(columns)
    text = inventory.as_text()
    for row in columns:
        assert row.what in text
        assert row.until in text
    sealed_ones = sum(row.kind == "sealed" for row in columns)
    assert any(str(sealed_ones) in line for line in inventory.would_hand_over())


@DATABASES
def test_everything_a_database_holds_is_declared():
    """Read from the databases themselves: no table and no column that the inventory does not know."""
    known = {(row.table, row.column) for row in inventory.columns()}
    for connection in connections.all():
        with connection.cursor() as cursor:
            tables = set(connection.introspection.table_names(cursor)) - {"django_migrations"}
            assert tables
            for table in tables:
                there = {(table, column.name) for column in connection.introspection.get_table_description(cursor, table)}
                assert there <= known


def test_about_the_team_is_only_about_the_team():
    assert {row.kind for row in inventory.about_team()} == {"staff"}
