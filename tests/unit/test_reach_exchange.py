"""The tables of the room: out and in again, what is refused by line and column, and the lead's page."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kithbridge.cli import main
from kithbridge.formats import sheets
from kithbridge.people.models import Role
from kithbridge.reach import exchange, kits
from kithbridge.reach.actions import catalogue, grounds
from kithbridge.reach.actions import exchange as acts
from kithbridge.reach.actions import kits as making
from kithbridge.reach.actions import starting as taking
from kithbridge.reach.exchange_changes import Refused
from kithbridge.reach.exchange_tables import IN, OUT, written
from kithbridge.reach.models import Area, Basis, Card, Estimate, Item, Lot, Packed, Place, Recipe, Stock, Tally
from kithbridge.web import once
from kithbridge.web.clock import this_week
from kithbridge.web.record.models import Entry
from tests.builders import DATABASES, Site, decide, furnish_site, make_member, quick_kdf, sign_in  # noqa: F401
from tests.pressing import press, words_on

pytestmark = DATABASES


@pytest.fixture(autouse=True)
def site() -> Site:
    """A site with something in every table."""
    found = furnish_site()
    for key in ("smoke", "short", "thin-syringe", "barrel", "pipe"):
        taking.take(key=key)
    catalogue.change_item(key="short-syringe", replaces_id="thin-syringe", note="=HYPERLINK(1)", options='27G; 29G, "new"')
    making.make_version(kit="smoke", lines={**kits.parts("smoke"), "foil": 9}, why="More foil.", form_id=once.new_form_id())
    grounds.write_down(item="foil", nation="England", ground="service", checked_by="Solicitor", until=str(this_week() + 30))
    Place.objects.create(key="hub", label="Hub", kind="hub")
    Place.objects.create(key="green", label="Green", kind="bag", order=1, on=False)
    Lot.objects.create(item_id="naloxone", code="N-77", expires=dt.date(2027, 3, 31))
    Lot.objects.create(item_id="wipes", code="+W1")
    Estimate.objects.create(kind="inject", area_id="coast", low=300, high=500, year=2024, source="Invented.", entered="2026-W01")
    Estimate.objects.create(kind="deaths", low=10, high=20, year=2024, source="Invented.")
    words = {"text": "Swallow nothing.\nRing 999.", "source": "A nurse", "dated": "2025", "link": "https://example.org/a"}
    Card.objects.create(key="own-1", side="guide", item_id="naloxone", checked_by="Nurse", checked="2026-W40", **words)
    Card.objects.create(key="own-2", side="mothers", text="-- It works.", kind="overdose")
    Tally.objects.create(week="2026-W40", area_id="coast", item_id="foil", kind="out", quantity=3)
    return found


def now(*names: str) -> dict[str, str]:
    """Every table, or some, as they would be written."""
    return {name: written(name) for name in names or OUT}


def nothing_left() -> None:
    """The catalogue and all that belongs to it, gone."""
    for model in (Card, Estimate, Tally, Lot, Place, Basis, Recipe):
        model.objects.all().delete()
    Item.objects.update(replaces=None)
    Item.objects.all().delete()
    Area.objects.all().delete()


def bring(**tables: str) -> list[str]:
    """What changed, as "table row: what"."""
    files = {name: text.encode() for name, text in tables.items()}
    found = acts.bring_in(files=files, role="team", form_id=once.new_form_id())
    return [f"{one.table} {one.row}: {one.what}" if one.what else f"{one.table} {one.row}" for one in found or ()]


def refused(**tables: str) -> list[str]:
    """Why it is refused; nothing may have changed."""
    before = now()
    with pytest.raises(Refused) as problem:
        bring(**tables)
    assert now() == before
    return [str(one) for one in problem.value.problems]


# --- Out and in again ---------------------------------------------------------------------------------
def test_out_and_in_again_changes_nothing(tmp_path: Path) -> None:
    names = exchange.export(tmp_path / "tables")
    assert names == [f"{name}.csv" for name in OUT]
    assert exchange.read(tmp_path / "tables") == ()


def test_what_goes_out_comes_back_whole(tmp_path: Path) -> None:
    exchange.export(tmp_path)
    before = now(*IN)
    mothers = Card.objects.get(key="own-2")
    nothing_left()
    with pytest.raises(Refused, match="two people read it first"):
        exchange.read(tmp_path)
    lines = [line for line in before["cards"].splitlines(keepends=True) if "own-2" not in line]
    (tmp_path / "cards.csv").write_text("".join(lines), newline="")
    exchange.read(tmp_path)
    mothers.save(force_insert=True)
    assert now(*IN) == before


def test_no_event_phone_ask_or_answer_goes_out(tmp_path: Path) -> None:
    exchange.export(tmp_path)
    columns = {name: sheets.read((tmp_path / f"{name}.csv").read_bytes()).columns for name in OUT}
    assert set(columns) == {*IN, "stock", "packed", "orders", "tallies", "reached"}
    assert not {"member", "phone", "page", "id", "day"} & {column for known in columns.values() for column in known}
    assert columns["tallies"] == ("week", "area", "item", "kind", "quantity")


def test_what_went_into_kits_names_the_lot_as_it_stands_on_the_pack(tmp_path: Path) -> None:
    kit, part = Item.objects.filter(kind=Item.Kind.KIT)[0], Item.objects.get(key="thin-syringe")
    lot = Lot.objects.create(item=part, code="TS-1")
    for known, n in ((lot.pk.hex, 20), ("", 10)):
        Packed.objects.create(week="2026-W47", kit=kit, item=part, lot=known, quantity=n)
    exchange.export(tmp_path)
    rows = (tmp_path / "packed.csv").read_text().splitlines()
    assert {f"2026-W47,{kit.key},thin-syringe,TS-1,20", f"2026-W47,{kit.key},thin-syringe,,10"} <= set(rows)


def test_both_ways_stand_in_the_record(tmp_path: Path) -> None:
    exchange.export(tmp_path)
    assert Entry.objects.filter(kind="tables taken out").count() == 1
    bring(catalogue="label\nWarm socks\n")
    bring(catalogue="label\nWarm socks\n")
    assert Entry.objects.filter(kind="tables brought in").count() == 1


# --- Bringing in --------------------------------------------------------------------------------------
def test_a_new_thing_is_one_row() -> None:
    assert bring(catalogue="label,kind,unit,pack\nWarm socks,gift,pair,12\n") == ["catalogue warm-socks"]
    made = Item.objects.get(key="warm-socks")
    assert (made.label, made.kind, made.unit, made.pack, made.on, made.picture) == ("Warm socks", "gift", "pair", 12, True, "else")
    assert made.order > Item.objects.exclude(key=made.key).order_by("-order")[0].order


def test_columns_that_are_not_there_stay_as_they_are() -> None:
    before = Item.objects.get(key="thin-syringe")
    assert bring(catalogue="key,pack\nthin-syringe,500\n") == ["catalogue thin-syringe: pack: 10 → 500"]
    after = Item.objects.get(key="thin-syringe")
    assert (after.pack, after.label, after.counts, after.dated) == (500, before.label, before.counts, before.dated)


def test_nothing_is_taken_off_because_a_row_is_missing() -> None:
    before = Item.objects.count()
    bring(catalogue="key,pack\nfoil,500\n")
    assert Item.objects.count() == before


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbflabel;pack\r\nWarm socks;12\r\n",
        b"sep=;\r\nlabel;pack\r\nWarm socks;12\r\n",
        b"label\tpack\nWarm socks\t12\n",
        b"\n\nLabel,Pack\n\nWarm socks,12\n,\n",
        b'"label","pack"\r"Warm socks","12"\r',
    ],
)
def test_files_as_spreadsheets_write_them(raw: bytes) -> None:
    acts.bring_in(files={"catalogue": raw}, role="team", form_id=once.new_form_id())
    assert Item.objects.get(key="warm-socks").pack == 12


def test_a_day_as_a_spreadsheet_here_writes_it() -> None:
    assert bring(lots="item,code,expires\nnaloxone,N-78,30/04/2028\n") == ["lots naloxone, N-78"]
    assert Lot.objects.get(code="N-78").expires == dt.date(2028, 4, 30)


def test_a_dry_run_changes_nothing() -> None:
    before, entries = now(), Entry.objects.count()
    found = acts.bring_in(files={"catalogue": b"label\nWarm socks\n"}, role="team", form_id="", dry=True)
    assert [one.row for one in found or ()] == ["warm-socks"]
    assert (now(), Entry.objects.count()) == (before, entries)


def test_a_form_sent_twice_brings_in_once() -> None:
    form_id = once.new_form_id()
    assert acts.bring_in(files={"catalogue": b"label\nWarm socks\n"}, role="team", form_id=form_id) is not None
    assert acts.bring_in(files={"catalogue": b"label\nThin socks\n"}, role="team", form_id=form_id) is None
    assert not Item.objects.filter(key="thin-socks").exists()


def test_a_folder_that_cannot_be_written_is_not_recorded(tmp_path: Path) -> None:
    (tmp_path / "tables").write_text("a file, no folder")
    with pytest.raises(OSError, match="tables"):
        exchange.export(tmp_path / "tables")
    assert not Entry.objects.filter(kind="tables taken out").exists()


def test_what_takes_a_place_may_stand_before_what_it_replaces() -> None:
    bring(catalogue="key,label,replaces\nnew-one,New one,old-one\nold-one,Old one,\n")
    assert Item.objects.get(key="new-one").replaces_id == "old-one"


@pytest.mark.parametrize(
    ("table", "text", "said"),
    [
        ("catalogue", "", "catalogue.csv: The file is empty."),
        ("catalogue", "label,colour\nSocks,red\n", "catalogue.csv, line 1, column colour: this column is not known."),
        ("catalogue", "label,label\nSocks,red\n", "name each column, each once"),
        ("catalogue", "label,pack\nSocks,many\n", "catalogue.csv, line 2, column pack: write a whole number from 1 to 10000."),
        ("catalogue", "label,pack\nSocks,0\n", "line 2, column pack: write a whole number"),
        ("catalogue", "label,on\nSocks,maybe\n", "line 2, column on: write yes or no."),
        ("catalogue", "label,kind\nSocks,clothes\n", "line 2, column kind: write one of: kit, injecting"),
        ("catalogue", "key,label\nSocks!,Socks\n", "line 2, column key: a key has small letters"),
        ("catalogue", "key,label\nsocks,\n", "line 2, column label: Give it a name."),
        ("catalogue", "label\nFoil\n\nfoil\n", "line 4, column key: foil stands in line 2 already."),
        ("catalogue", "key,label\nsheets,Foil\n", "line 2, column label: This name is there already."),
        ("catalogue", "label,plain\nSocks,warm,thick\n", "Line 2: there are more cells than columns."),
        ("catalogue", 'label\n"Socks\n', "Line 2: a quotation mark is open"),
        ("catalogue", "label,replaces\nSocks,unicorn\n", "line 2, column replaces: there is no other thing with this key."),
        ("catalogue", "key,kind\nfoil,kit\n", "line 2, column kind: It lies in a kit"),
        ("catalogue", f"label,plain\nSocks,{'x' * 201}\n", "line 2, column plain: it is too long: 200 letters fit."),
        ("kits", "kit,version,item,quantity\nsmoke,1,foil,1\n", "version 1 is there and differs. A version is never changed"),
        ("kits", "kit,version,item,quantity\nsmoke,4,foil,1\n", "line 2, column version: the next version is 3."),
        ("kits", "kit,version,item,quantity\nsmoke,3,foil,1\n", "line 2, column item: The gift is missing."),
        ("kits", "kit,version,item,quantity\nsmoke,3,short,1\n", "A kit cannot lie in a kit."),
        ("kits", "kit,version,item,quantity\nsmoke,3,foil,1\nsmoke,3,foil,2\n", "a thing stands twice in this version."),
        ("kits", "kit,version,item,quantity\nfoil,1,gift,1\n", "line 2, column kit: there is no kit foil in the catalogue."),
        ("kits", "kit,version,item,quantity\nsmoke,3,,1\n", "line 2, column item: this cell must not be empty."),
        ("kits", "kit,item,quantity\nsmoke,foil,1\n", "the column version is missing."),
        ("grounds", "item,nation,ground\nfoil,Utopia,own\n", "line 2, column nation: write one of: England, Wales"),
        ("grounds", "item,nation,ground\nsmoke,Wales,own\n", "or it is a kit"),
        ("grounds", "item,nation,ground,checked_by\nfoil,Wales,own,Me\n", "line 2, column checked: Say who checked it and in which week"),
        ("grounds", "item,nation,ground\nfoil,Wales,own\nfoil,Wales,none\n", "line 3, column item: this thing stands twice"),
        ("places", "key,label,kind\non-the-way,Road,hub\n", "line 2, column key: this key is kept"),
        ("places", "key,label,kind\nblue,green,bag\n", "line 2, column label: give it a short name"),
        ("lots", "item,code,expires\nnaloxone,A,soon\n", "line 2, column expires: a day is written like 2027-03-31."),
        ("lots", "item,code,expires\nnaloxone,A,31/02/2027\n", "line 2, column expires: there is no such day."),
        ("lots", "item,code\nsmoke,A\n", "or it is a kit"),
        ("lots", "item,code\nnaloxone,\n", "line 2, column code: write the number that stands on the pack."),
        ("estimates", "kind,low,high,year,source\ninject,9,3,2024,X\n", "line 2, column high: it must be"),
        ("estimates", "kind,low,high,year,source\ninject,1,3,2199,X\n", "line 2, column year: that year has not come yet."),
        ("estimates", "kind,low,high,year,source\ninject,1,3,2024,\n", "line 2, column source: say who says so."),
        ("estimates", "kind,area,low,high,year,source\ninject,moon,1,3,2024,X\n", "line 2, column area: there is no such area."),
        ("cards", "key,side,text,source,dated\na,guide,,B,2024\n", "line 2, column text: write the note"),
        ("cards", "key,side,text,source,dated\na,guide,A,,2024\n", "line 2, column source: guidance needs a source"),
        ("cards", "key,side,text\na,mothers,A\n", "line 2, column side: what mothers say is not brought in"),
        ("cards", "key,side,text\nown-2,mothers,Other words.\n", "what mothers say is not brought in"),
        ("areas", "key,label\nmill,\n", "line 2, column label: give it a name."),
    ],
)
def test_what_is_refused_by_line_and_column(table: str, text: str, said: str) -> None:
    problems = refused(**{table: text})
    assert any(said in problem for problem in problems), problems


def test_everything_wrong_is_said_at_once_and_nothing_is_taken() -> None:
    problems = refused(catalogue="label,pack\nSocks,2\nGloves,many\n", lots="item,code\nunicorn,1\n")
    assert [problem.split(",")[0] for problem in problems] == ["catalogue.csv", "lots.csv"]


def test_what_was_counted_as_a_thing_does_not_become_a_kit() -> None:
    """Kits are left out of what is shown and handed on: all that was counted of it would be gone from there."""
    catalogue.add_item(label="Socks", unit="pair")
    assert bring(catalogue="key,kind\nsocks,kit\n") != []
    bring(catalogue="key,kind\nsocks,other\n")
    Tally.objects.create(week="2026-W40", area_id="coast", item_id="socks", kind="out", quantity=3)
    assert "counted as a thing and stays one" in refused(catalogue="key,kind\nsocks,kit\n")[0]


def test_a_place_with_something_in_it_is_not_put_away() -> None:
    Stock.objects.create(place_id="hub", item_id="foil", quantity=4)
    assert "something lies there" in refused(places="key,kind,on\nhub,hub,no\n")[0]
    Stock.objects.update(quantity=0)
    assert len(bring(places="key,kind,on\nhub,hub,no\n")) == 1


def test_a_note_with_other_words_loses_the_check_it_had() -> None:
    """A spreadsheet keeps the columns beside the one that was changed: nobody said that these words were checked."""
    text = "own-1,guide,Other words.,Nurse,{week}\n"
    bring(cards="key,side,text,checked_by,checked\n" + text.format(week="2026-W40"))
    assert (Card.objects.get(key="own-1").checked_by, Card.objects.get(key="own-1").checked) == ("", None)
    bring(cards="key,side,text,checked_by,checked\n" + text.format(week="2026-W41"))
    assert Card.objects.get(key="own-1").checked == "2026-W41"
    assert "has not come yet" in refused(cards="key,side,text,checked_by,checked\n" + text.format(week="2199-W41"))[0]


def test_an_older_version_may_lack_what_the_rule_asks_now() -> None:
    catalogue.add_item(label="Old bag", kind="kit")
    rows = "kit,version,item,quantity\nold-bag,1,foil,1\nold-bag,2,foil,1\nold-bag,2,gift,1\nold-bag,2,note,1\n"
    assert bring(kits=rows) == ["kits old-bag, version 1", "kits old-bag, version 2"]
    decide("kits.gift_and_note", False)
    assert bring(kits="kit,version,item,quantity\nold-bag,3,foil,1\n") == ["kits old-bag, version 3"]


@pytest.mark.parametrize("raw", ["Crème".encode("latin-1"), "label\nSocks".encode("utf-16"), b"label\nSo\x00cks\n", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_csv_file(raw: bytes) -> None:
    with pytest.raises(Refused, match=r"UTF-8|characters that no text has"):
        acts.bring_in(files={"catalogue": raw}, role="team", form_id=once.new_form_id())


# --- Files --------------------------------------------------------------------------------------------
def zipped(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"folder/{name}.csv", text)
    return out.getvalue()


def test_a_zip_and_a_file_by_its_name() -> None:
    assert exchange.unpacked("x.zip", zipped(catalogue="label\n", stock="item\n", readme="hello")) == {"catalogue": b"label\n"}
    for name in ("catalogue.csv", "Catalogue.CSV", "catalogue (2).csv", "C:\\files\\catalogue.csv"):
        assert exchange.unpacked(name, b"label\n") == {"catalogue": b"label\n"}


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("catalogue.csv", b"", "empty or larger than 1 MB"),
        ("catalogue.csv", b"x" * (exchange.MOST_BYTES + 1), "empty or larger than 1 MB"),
        ("stock.csv", b"item\n", "no table in it that can be brought in"),
        ("catalogue.xlsx", b"item\n", "no table in it that can be brought in"),
        ("x.zip", zipped(stock="item\n"), "no table in it that can be brought in"),
        ("x.zip", zipped(catalogue="label\n" + "x" * 9_000_000), "too much in it"),
    ],
)
def test_a_file_that_cannot_be_taken(name: str, raw: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        exchange.unpacked(name, raw)


def test_a_damaged_zip() -> None:
    raw = bytearray(zipped(catalogue="label\n" + "".join(f"thing {n * n}\n" for n in range(500))))
    raw[60:90] = bytes(30)
    with pytest.raises(Refused, match="damaged"):
        exchange.unpacked("x.zip", bytes(raw))


def test_a_folder_without_tables(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no table in this folder"):
        exchange.read(tmp_path)


@pytest.mark.parametrize("text", ["", "nonsense", "é", "x" * (exchange.MOST_FOLDED + 1), "eJwDAAAAAAE="])
def test_a_field_that_was_changed_on_its_way(text: str) -> None:
    with pytest.raises(Refused, match="did not come through"):
        exchange.unfolded(text)


# --- The page -----------------------------------------------------------------------------------------
@pytest.fixture
def boss(site: Site, client: Client) -> Client:
    sign_in(client, site.lead)
    return client


def upload(client: Client, raw: bytes, name: str = "catalogue.csv") -> object:
    return client.post(reverse("team_exchange"), {"file": SimpleUploadedFile(name, raw), "form_id": once.new_form_id()})


def test_it_works(boss: Client) -> None:
    looked = upload(boss, b"key,label,pack\n,Warm socks,2\nfoil,Foil,60\n")
    shown = words_on(looked.content.decode())  # type: ignore[attr-defined]
    assert "new warm-socks" in shown
    assert "foil: pack: 1 → 60" in shown
    assert not Item.objects.filter(key="warm-socks").exists()
    answer = press(boss, looked, "Bring in 2 changes")
    assert answer.status_code == 302
    assert Item.objects.get(key="warm-socks").pack == 2
    assert "Brought in." in words_on(boss.get(answer.headers["Location"]).content.decode())


def test_the_zip_of_the_page_changes_nothing_when_it_comes_back(boss: Client) -> None:
    answer = press(boss, boss.get(reverse("team_exchange")), "Take the tables out")
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Cache-Control"] == "no-store"
    assert set(zipfile.ZipFile(io.BytesIO(answer.content)).namelist()) == {f"{name}.csv" for name in OUT}
    looked = upload(boss, answer.content, "tables.zip")
    assert "Nothing: all of it is there already." in words_on(looked.content.decode())  # type: ignore[attr-defined]


@pytest.mark.parametrize(("raw", "said"), [(b"", "larger than 1 MB"), (b"label,pack\nSocks,many\n", "catalogue.csv, line 2, column pack")])
def test_what_is_refused_is_said(boss: Client, raw: bytes, said: str) -> None:
    before = now()
    answer = upload(boss, raw)
    assert answer.status_code == 400  # type: ignore[attr-defined]
    shown = words_on(answer.content.decode())  # type: ignore[attr-defined]
    assert "Nothing was changed." in shown
    assert said in shown
    assert now() == before


def test_a_long_list_of_changes_is_cut(boss: Client) -> None:
    rows = "".join(f"Thing {n}\n" for n in range(130))
    shown = words_on(upload(boss, f"label\n{rows}".encode()).content.decode())  # type: ignore[attr-defined]
    assert "And 30 more." in shown
    assert "Bring in 130 changes" in shown


def test_no_file_at_all(boss: Client) -> None:
    assert boss.post(reverse("team_exchange"), {"form_id": once.new_form_id()}).status_code == 400
    assert boss.post(reverse("team_exchange"), {"folded": "nonsense", "form_id": once.new_form_id()}).status_code == 400


def test_taking_out_is_a_post(boss: Client) -> None:
    assert boss.get(reverse("team_exchange_out")).status_code == 405


def test_nobody_but_a_lead() -> None:
    jo = Client()
    sign_in(jo, make_member("Jo", Role.PEER))
    assert jo.get(reverse("team_exchange")).status_code == 404
    assert jo.post(reverse("team_exchange_out")).status_code == 404


@pytest.mark.parametrize("what", [["export", ""], ["import", " "]])
def test_the_command_wants_a_name(what: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """An empty variable of a script is not the folder that one happens to stand in."""
    with pytest.raises(SystemExit) as left:
        main(["reach", *what])
    assert left.value.code == 2
    assert "no name was given" in capsys.readouterr().err


def test_the_command_calls_a_file_by_its_own_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    strange = tmp_path / "things.xlsx"
    strange.write_bytes(b"something")
    assert main(["reach", "import", str(strange)]) == 2
    assert "things.xlsx: there is no table in it" in capsys.readouterr().err
