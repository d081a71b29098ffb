"""The list in the formats of others: what comes in is equal to what went out."""

import json

import pytest
from hypothesis import given, settings

from kithbridge.engines.language import exchange
from kithbridge.engines.language.lexicon import Malformed, dump, starter
from tests.unit.language.test_lexicon import lexicons


@given(lexicons())
@settings(max_examples=60)
def test_a_table_comes_back_equal(lexicon):
    assert exchange.from_tsv(exchange.to_tsv(lexicon)) == lexicon


@given(lexicons())
@settings(max_examples=60)
def test_json_comes_back_equal(lexicon):
    assert exchange.from_json(exchange.to_json(lexicon)) == lexicon


@given(lexicons())
@settings(max_examples=60)
def test_a_vale_style_comes_back_equal(lexicon):
    assert exchange.from_vale(exchange.to_vale(lexicon)) == lexicon


def test_the_starter_list_comes_back_equal_from_each():
    lexicon = starter()
    assert exchange.read(exchange.to_tsv(lexicon), "list.tsv") == lexicon
    assert exchange.read(exchange.to_json(lexicon), "list.json") == lexicon
    assert exchange.read(dump(lexicon), "list.rec") == lexicon
    assert exchange.from_vale(exchange.to_vale(lexicon)) == lexicon


def test_semicolons_backslashes_and_tabs_survive_a_cell():
    entry = starter().entries[0]._replace(instead=("a; b\\", "c"), why="one\\two;\tthree")
    row = exchange.to_tsv(type(starter())((entry._replace(why="one\\two; three"),)))
    assert exchange.from_tsv(row).entries[0].instead == ("a; b\\", "c")
    assert exchange.from_tsv(row).entries[0].why == "one\\two; three"


OLDER = (
    "id\tterm\tforms\tabout\tlevel\talternatives\twhy\tnot_when\tdisagreement\tsources\n"
    "KB001\taddict\taddict(s); drug addict(s)\tHIV/hep C\tavoid\tperson who uses drugs; her name\tw\tn\td\tVA*; NIDA\n"
)


def test_the_older_columns_are_read():
    (entry,) = exchange.from_tsv(OLDER).entries
    assert entry.forms == ("addict(s)", "drug addict(s)")
    assert entry.about == "HIV and hepatitis"
    assert (entry.instead, entry.disagree, entry.only) == (("person who uses drugs", "her name"), "d", ())


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (OLDER.replace("\tw\t", "\t"), 2, "9 cells"),
        (OLDER.replace("sources", "colour", 1), 1, "colour, sources"),
        (OLDER.replace("avoid", "never"), 2, "no such level"),
        (OLDER + OLDER.split("\n")[1] + "\n", 2, "stands twice"),
    ],
)
def test_a_table_that_cannot_be_read(text, line, says):
    with pytest.raises(Malformed) as refused:
        exchange.from_tsv(text)
    assert (refused.value.line, says in refused.value.what) == (line, True)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "no JSON"),
        ("[]", "no word list"),
        ('{"entries": [{"id": "A", "colour": "red"}]}', "has the fields"),
        ('{"entries": [{"id": "A", "forms": "x"}]}', "a list of texts"),
        ('{"entries": [{"id": "A"}]}', "missing"),
    ],
)
def test_json_that_cannot_be_read(text, says):
    with pytest.raises(Malformed) as refused:
        exchange.from_json(text)
    assert says in refused.value.what


def test_vale_gets_severity_plural_and_what_it_cannot_hold_as_comments():
    files = exchange.to_vale(starter())
    addict, manipulative = files["KB001.yml"], files["KB087.yml"]
    assert "\nlevel: warning\n" in addict
    assert "  'addicts': 'people who use drugs'\n" in addict
    assert "# disagree: " in addict
    assert "extends: existence" in manipulative
    assert "\nlevel: error\n" in files["KB004.yml"]


def test_rules_of_others_in_the_same_folder_are_left_aside():
    files = {**exchange.to_vale(starter()), "Mine.yml": "extends: existence\n", "README.md": "# id: no\n"}
    assert exchange.from_vale(files) == starter()


def test_json_names_its_version():
    assert json.loads(exchange.to_json(starter()))["version"] == starter().version


@pytest.mark.parametrize("text", ['{"entries":' + "[" * 100_000, '{"entries":[],"x":' + "9" * 5_000 + "}"])
def test_json_that_nothing_wrote_is_refused_and_does_not_stop_the_program(text):
    with pytest.raises(Malformed):
        exchange.from_json(text)


@pytest.mark.parametrize("term", ["\ud800", "a\x00b", "\x1b[31mred"])
def test_signs_that_no_text_has_are_refused(term):
    fields = {**starter().entries[0]._asdict(), "term": term}
    with pytest.raises(Malformed, match="no text has"):
        exchange.from_json(json.dumps({"entries": [fields]}))


@pytest.mark.parametrize("term", ["=1+1", "+1", "-1", "@sum", '"=1+1', "'x"])
def test_no_cell_is_a_formula(term):
    entry = starter().entries[0]._replace(term=term, why=term, instead=(term,))
    row = exchange.to_tsv(type(starter())((entry,)))
    assert not any(cell.startswith(("=", "+", "-", "@", '"', "'")) for cell in row.splitlines()[1].split("\t"))
    assert exchange.from_tsv(row).entries == (entry,)
