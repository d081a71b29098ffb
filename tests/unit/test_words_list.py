"""The list for everybody and its draft on the team's side: pages, differences in words, freezing, files."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kithbridge.engines.language import lexicon
from kithbridge.engines.language.lexicon import Entry, Lexicon
from kithbridge.people.models import Role
from kithbridge.web import once
from kithbridge.words import lists, queries
from kithbridge.words.actions import drafting
from kithbridge.words.forms import entry_form
from kithbridge.words.models import DraftLine, TermVersion, WordList
from kithbridge.words.models import Member as ListMember
from tests.builders import DATABASES, Member, Site, decide, furnish_site, make_member, quick_kdf, sign_in  # noqa: F401 - autouse
from tests.pressing import words_on

pytestmark = DATABASES
ENTRY = lexicon.starter().entries[0]
NEW = Entry(
    "OW001", "lifestyle choice", ("lifestyle choice(s)",), "policy", "avoid", ("what happened",), "It blames.", sources=("Tarrowby 2026",)
)


@pytest.fixture
def site() -> Site:
    return furnish_site()


@pytest.fixture
def lead(site: Site) -> Member:
    return site.lead


@pytest.fixture
def jo(site: Site) -> Member:
    return make_member("Jo", Role.PEER, circle=site.circle)


def write(by: Member, entry: Entry) -> None:
    drafting.write(key=by.key, entry=entry, form_id=once.new_form_id())


def freeze(lead: Member) -> WordList:
    row = drafting.freeze(key=lead.key, form_id=once.new_form_id())
    assert row is not None
    decide("words.list", lists.key_of(row.number, row.hash))
    return row


# --- Looking at it --------------------------------------------------------------------------------------
def test_the_list_is_found_by_letters_of_any_form(client: Client, site: Site) -> None:
    entry = next(one for one in lexicon.starter().entries if one.only == () and " " not in next(one.phrases()))
    phrase = next(entry.phrases())
    page = words_on(client.get("/w/l", {"q": phrase.upper()}).content.decode())
    assert entry.term in page
    assert "No such word" in words_on(client.get("/w/l", {"q": "zzzz"}).content.decode())


def test_the_list_is_narrowed_by_what_it_is_about_and_by_level(site: Site) -> None:
    entries = lexicon.starter().entries
    assert [line.term for line in queries.search()] == [
        entry.id.lower() for entry in sorted(entries, key=lambda entry: entry.term.casefold())
    ]
    about = {line.term for line in queries.search(about=ENTRY.about, level=ENTRY.level)}
    assert about == {one.id.lower() for one in entries if (one.about, one.level) == (ENTRY.about, ENTRY.level)}
    assert queries.search(about="nothing") == []


def test_what_a_search_asks_for_is_escaped(client: Client, site: Site) -> None:
    assert "<script>" not in client.get("/w/l", {"q": '"><script>alert(1)</script>'}).content.decode()


def test_ways_lead_to_the_list(jo: Member, client: Client) -> None:
    assert 'href="/w/l"' in client.get("/about").content.decode()
    assert 'href="/w/"' in client.get("/w/l").content.decode()
    sign_in(client, jo)
    assert '<a href="/t/w">Words</a>' in client.get("/t/").content.decode()
    assert '<a href="/t/w" aria-current="page">Words</a>' in client.get("/t/w/pile").content.decode()


def test_every_entry_has_its_page(client: Client, site: Site) -> None:
    for entry in lexicon.starter().entries[:12]:
        page = words_on(client.get(f"/w/l/{entry.id.lower()}").content.decode())
        assert entry.term in page
        assert " ".join(entry.why.split()) in page


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("person who uses <drug>", "person who uses drugs"),
        ("off <drug>", "off drugs"),
        ("long-term <drug> use", "long-term drug use"),
        ("(<drug> dependency, if it is one)", "drug dependency, if it is one"),
        ("ask the <person>", "ask the person"),
    ],
)
def test_what_to_say_instead_has_no_gap_in_it(written: str, shown: str) -> None:
    assert queries.plain(written) == shown


@pytest.mark.parametrize("address", ["/w/l/nothing", f"/w/l/{ENTRY.id}", "/w/l.exe", "/w/ls/9"])
def test_there_is_no_other_page(client: Client, site: Site, address: str) -> None:
    assert client.get(address).status_code == 404


def test_what_everybody_may_read_may_be_kept_by_a_browser_and_forms_may_not(client: Client, site: Site) -> None:
    assert "public" in client.get("/w/l").headers["Cache-Control"]
    assert "public" in client.get(f"/w/l/{ENTRY.id.lower()}").headers["Cache-Control"]
    assert client.get(f"/w/i/h?v=1&i={ENTRY.id.lower()}").headers["Cache-Control"] == "no-store"


# --- The draft ------------------------------------------------------------------------------------------
def test_a_change_waits_in_the_draft_until_it_is_decided(jo: Member, lead: Member, client: Client) -> None:
    write(jo, ENTRY._replace(why="We say so."))
    assert lists.found(ENTRY.id) == ENTRY
    row = drafting.freeze(key=lead.key, form_id=once.new_form_id())
    assert row is not None
    assert lists.found(ENTRY.id) == ENTRY
    assert "We say so." not in client.get(f"/w/l/{ENTRY.id.lower()}").content.decode().partition("How this entry changed")[0]
    decide("words.list", lists.key_of(row.number, row.hash))
    assert "We say so." in client.get(f"/w/l/{ENTRY.id.lower()}").content.decode()


def test_new_words_and_words_taken_off_are_said_so(jo: Member, lead: Member, client: Client) -> None:
    write(jo, NEW)
    drafting.take_off(key=jo.key, term=ENTRY.id, form_id=once.new_form_id())
    row = freeze(lead)
    assert [(one.term, one.kind) for one in lists.changes(lexicon.starter().entries, lists.holding().entries)] == [
        (NEW.id, "new"),
        (ENTRY.id, "off"),
    ]
    page = words_on(client.get(f"/w/ls/{row.number}").content.decode())
    assert "lifestyle choice" in page
    assert "It is not on the list any more" in page
    assert client.get(f"/w/l/{ENTRY.id.lower()}").status_code == 404


def test_nothing_is_deleted(jo: Member, lead: Member) -> None:
    write(jo, NEW)
    freeze(lead)
    drafting.take_off(key=jo.key, term=NEW.id, form_id=once.new_form_id())
    freeze(lead)
    assert TermVersion.objects.filter(term=NEW.id).count() == 1
    assert ListMember.objects.filter(version__term=NEW.id).count() == 1
    assert drafting.new_id() == "OW002"


def test_history_says_what_it_was_and_is(jo: Member, lead: Member) -> None:
    write(jo, ENTRY._replace(level="contested", why="Some of us say it."))
    freeze(lead)
    write(jo, lists.found(ENTRY.id)._replace(why="Many of us say it."))  # type: ignore[union-attr]
    freeze(lead)
    newest, first = lists.history(ENTRY.id)
    assert (newest.number, newest.change.lines) == (2, (("Why", "Some of us say it.", "Many of us say it."),))
    assert [label for label, _was, _now in first.change.lines] == ["What it is", "Why"]


def test_a_line_of_the_draft_is_undone(jo: Member) -> None:
    write(jo, NEW)
    drafting.undo(key=jo.key, term="ow001")
    assert lists.draft() == lexicon.starter().entries
    with pytest.raises(drafting.NotWritten, match="gone"):
        drafting.undo(key=jo.key, term="ow001")


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (ENTRY, "same"),
        (ENTRY._replace(id="x"), "id"),
        (ENTRY._replace(level="bad"), "entry"),
        (ENTRY._replace(forms=("addict(s",)), "entry"),
        (ENTRY._replace(forms=()), "entry"),
        (ENTRY._replace(only=("no-such-rule",)), "entry"),
        (ENTRY._replace(unless=("no-such-rule",)), "entry"),
        (ENTRY._replace(why="one\nid: KB9"), "entry"),
        (ENTRY._replace(why="x" * 7_000), "long"),
    ],
)
def test_what_the_list_cannot_hold_is_refused(jo: Member, entry: Entry, why: str) -> None:
    with pytest.raises(drafting.NotWritten, match=why):
        write(jo, entry)
    assert not DraftLine.objects.exists()


def test_a_list_says_what_a_check_by_it_calls_it(jo: Member, lead: Member, client: Client) -> None:
    write(jo, NEW)
    row = freeze(lead)
    mark = lists.of(lists.key_of(row.number, row.hash)).version
    assert f"A check that goes by it says: {mark}." in words_on(client.get(f"/w/ls/{row.number}").content.decode())


def test_an_empty_draft_is_not_frozen(lead: Member) -> None:
    with pytest.raises(drafting.NotWritten, match="empty"):
        drafting.freeze(key=lead.key, form_id=once.new_form_id())
    assert not WordList.objects.exists()


def test_the_same_form_freezes_once(jo: Member, lead: Member) -> None:
    write(jo, NEW)
    form = once.new_form_id()
    assert drafting.freeze(key=lead.key, form_id=form) is not None
    write(jo, NEW)
    assert drafting.freeze(key=lead.key, form_id=form) is None
    assert WordList.objects.count() == 1


# --- Its pages on the team's side -----------------------------------------------------------------------
def typed(entry: Entry) -> dict[str, str]:
    return {**entry_form(entry), "form_id": once.new_form_id()}


def test_the_form_of_an_entry_holds_all_of_it(jo: Member, client: Client) -> None:
    sign_in(client, jo)
    answer = client.post(f"/t/w/e/{ENTRY.id.lower()}", typed(ENTRY._replace(why="Otherwise.")))
    assert answer.headers["Location"] == "/t/w/draft?done=written"
    assert lists.draft()[0] == ENTRY._replace(why="Otherwise.")
    assert "Otherwise." in words_on(client.get("/t/w/draft").content.decode())


def test_a_word_that_was_suggested_is_typed_in(jo: Member, client: Client) -> None:
    sign_in(client, jo)
    assert 'value="lifestyle choice"' in client.get("/t/w/new?word=lifestyle%20choice").content.decode()
    assert client.post("/t/w/new", typed(NEW)).headers["Location"] == "/t/w/draft?done=written"
    assert lists.draft()[-1] == NEW


def test_what_was_typed_stays_when_it_does_not_fit(jo: Member, client: Client) -> None:
    sign_in(client, jo)
    answer = client.post("/t/w/new", typed(NEW._replace(forms=("open(",))))
    assert answer.status_code == 422
    assert "It blames." in answer.content.decode()
    assert "do not pair" in words_on(answer.content.decode())


def test_a_lead_freezes_and_is_shown_the_way_to_a_proposal(jo: Member, lead: Member, client: Client) -> None:
    write(jo, NEW)
    sign_in(client, lead)
    assert client.post("/t/w/freeze", {"form_id": once.new_form_id()}).headers["Location"] == "/t/w/draft?done=frozen"
    page = client.get("/t/w/draft?done=frozen").content.decode()
    assert "/t/decide/new?rule=words.list" in page
    assert "our list number 1" in words_on(client.get("/t/decide/new?rule=words.list").content.decode())


def test_a_peer_cannot_freeze(jo: Member, client: Client) -> None:
    write(jo, NEW)
    sign_in(client, jo)
    assert client.post("/t/w/freeze", {"form_id": once.new_form_id()}).status_code == 404
    assert not WordList.objects.exists()


# --- To others and from others --------------------------------------------------------------------------
def test_a_list_of_others_is_brought_into_the_draft(jo: Member, client: Client) -> None:
    sign_in(client, jo)
    theirs = lexicon.dump(Lexicon((ENTRY._replace(why="They say so."), NEW)))
    sent = SimpleUploadedFile("list.rec", theirs.encode())
    answer = client.post("/t/w/draft", {"form_id": once.new_form_id(), "file": sent})
    assert answer.headers["Location"] == "/t/w/draft?done=brought"
    assert [one.kind for one in lists.changes(lexicon.starter().entries, lists.draft())] == ["changed", "new"]


@pytest.mark.parametrize(("name", "body"), [("list.rec", b"id: KB1\nnonsense\n"), ("list.rec", b"\xff\xfe\x00"), ("list.tsv", b"\x00")])
def test_a_file_that_is_no_list_changes_nothing(jo: Member, client: Client, name: str, body: bytes) -> None:
    sign_in(client, jo)
    answer = client.post("/t/w/draft", {"form_id": once.new_form_id(), "file": SimpleUploadedFile(name, body)})
    assert answer.status_code == 422
    assert not DraftLine.objects.exists()


@pytest.mark.parametrize("kind", ["tsv", "json", "rec"])
def test_what_is_taken_away_comes_back_equal(jo: Member, lead: Member, client: Client, kind: str) -> None:
    from kithbridge.engines.language import exchange

    write(jo, NEW)
    freeze(lead)
    body = client.get(f"/w/l.{kind}").content.decode("utf-8-sig")
    read = {"tsv": exchange.from_tsv, "json": exchange.from_json, "rec": lexicon.parse}[kind]
    assert read(body).entries == lists.holding().entries


def test_the_style_for_vale_is_the_same_file_each_time(client: Client, site: Site) -> None:
    first, second = (client.get("/w/l.vale").content for _n in range(2))
    assert first == second
    assert first.startswith(b"PK")


# --- What would mark itself -----------------------------------------------------------------------------
def test_what_is_to_be_said_instead_and_is_marked_itself_is_named_before_freezing(jo: Member, client: Client) -> None:
    sign_in(client, jo)
    write(jo, NEW)
    assert "would be marked themselves" not in words_on(client.get("/t/w/draft").content.decode())
    write(jo, NEW._replace(instead=("lifestyle choice", "what happened")))
    page = words_on(client.get("/t/w/draft").content.decode())
    assert "“lifestyle choice”, in place of “lifestyle choice”: marked as “lifestyle choice”" in page


def test_the_level_that_hearers_say_is_chosen_already(jo: Member, client: Client) -> None:
    sign_in(client, jo)
    page = client.get(f"/t/w/e/{ENTRY.id.lower()}?level=contested").content.decode()
    assert '<option value="contested" selected>' in page
    assert "nonsense" not in client.get(f"/t/w/e/{ENTRY.id.lower()}?level=nonsense").content.decode()


@pytest.mark.parametrize("text", ["", "garbage", "id: X1\nterm: x\n"])
def test_a_list_that_somebody_changed_in_the_database_says_so_and_no_page_fails(
    site: Site, jo: Member, lead: Member, client: Client, text: str
) -> None:
    write(jo, ENTRY._replace(why="Another reason."))
    first = freeze(lead)
    write(jo, NEW)
    second = freeze(lead)
    TermVersion.objects.filter(term=ENTRY.id, origin="team").update(text=text)
    WordList.objects.filter(pk=first.pk).update(hash="0" * 64)
    lists._frozen.cache_clear()
    lists._checkable.cache_clear()
    for path in ("/w/l", "/w/ls", f"/w/ls/{first.number}", f"/w/ls/{second.number}", f"/w/l/{ENTRY.id.lower()}", "/how-we-work", "/w/"):
        assert client.get(path).status_code == 200, path
    assert "Somebody changed this list" in words_on(client.get(f"/w/ls/{second.number}").content.decode())
    assert lists.holding() == lexicon.starter(), "what was not decided does not hold"


def test_a_list_of_somebody_else_cannot_use_up_our_numbers(site: Site, jo: Member) -> None:
    other = Lexicon((NEW._replace(id="OW99999999"),))
    drafting.bring_in(key=jo.key, other=other, form_id=once.new_form_id())
    write(jo, NEW._replace(id=drafting.new_id()))
    assert set(lists.lines()) == {"OW001", "OW002"}


def test_a_number_of_another_group_is_another_word(site: Site, jo: Member, lead: Member) -> None:
    """Each group counts its own entries from OW001: bringing theirs in must not write over ours."""
    write(jo, NEW._replace(id="OW001"))
    freeze(lead)
    decide("words.list", lists.keys()[-1])
    theirs = NEW._replace(id="OW001", term="another", forms=("quite another word",))
    for _twice in range(2):
        drafting.bring_in(key=jo.key, other=Lexicon((theirs, NEW._replace(id="OW009", why="Their reason."))), form_id=once.new_form_id())
    found = {one.id: one for one in lists.draft()}
    assert (found["OW001"].forms, found["OW001"].why) == (NEW.forms, "Their reason.")
    assert found["OW002"].forms == theirs.forms
    assert "OW003" not in found, "brought in again it keeps its number"


def test_a_list_that_stands_for_more_than_can_be_searched_is_refused(site: Site, jo: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafting, "MOST_PHRASES", 1)
    with pytest.raises(drafting.NotWritten, match="long"):
        drafting.bring_in(key=jo.key, other=Lexicon((NEW,)), form_id=once.new_form_id())
    assert not DraftLine.objects.exists()
