"""The list as text: read, written, refused; forms and the phrases they stand for."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kithbridge.engines.language import lexicon as words
from kithbridge.engines.language.lexicon import Entry, Lexicon, Malformed, dump, expand, parse, wrong

ONE = """\
id: A1
term: t
forms: addict(s)
+ junkie(s)
about: drug use
level: avoid
instead: person who uses drugs
why: w.
sources: a*; b
"""

line = st.text(st.characters(exclude_categories=("C", "Zl", "Zp", "Zs")) | st.just(" "), min_size=1, max_size=20).map(
    lambda text: " ".join(text.split(" ")).strip()
)
filled = line.filter(bool)
form = st.from_regex(r"[a-z]{1,8}(\((s|s/ed|ing)\))?( [a-z]{1,6}(-[a-z]{1,5})?){0,2}", fullmatch=True)
name = st.from_regex(r"[a-z]{1,6}(-[a-z]{1,6})?", fullmatch=True)
source = filled.map(lambda text: text.replace(";", ",").strip())


@st.composite
def entries(draw, place):
    return Entry(
        id=f"KB{place:03d}",
        term=draw(filled),
        forms=tuple(draw(st.lists(form, min_size=1, max_size=3))),
        about=draw(st.sampled_from(words.ABOUT)),
        level=draw(st.sampled_from(words.LEVELS)),
        instead=tuple(draw(st.lists(filled, min_size=1, max_size=3))),
        why=draw(filled),
        only=tuple(draw(st.lists(name, max_size=2))),
        unless=tuple(draw(st.lists(name, max_size=2))),
        not_when=draw(line),
        disagree=draw(line),
        sources=tuple(draw(st.lists(source, min_size=1, max_size=3))),
    )


@st.composite
def lexicons(draw):
    count = draw(st.integers(0, 4))
    preface = "\n".join(f"# {text}".rstrip() for text in draw(st.lists(filled, max_size=2)))
    return Lexicon(tuple(draw(entries(place)) for place in range(count)), preface=preface)


@given(lexicons())
@settings(max_examples=80)
def test_what_is_written_is_read_again(lexicon):
    assert not any(map(wrong, lexicon.entries))
    text = dump(lexicon)
    again = parse(text)
    assert again == lexicon
    assert dump(again) == text
    assert again.version == lexicon.version


def test_the_fields_of_an_entry():
    (entry,) = parse(ONE).entries
    assert entry.forms == ("addict(s)", "junkie(s)")
    assert entry.sources == ("a*", "b")
    assert (entry.only, entry.unless, entry.disagree) == ((), (), "")


def test_the_version_names_what_entries_say_and_not_the_preface():
    lexicon = parse(ONE)
    assert len(lexicon.version) == 12
    assert parse("# a word before\n\n" + ONE).version == lexicon.version
    assert parse(ONE.replace("avoid", "slur")).version != lexicon.version


@pytest.mark.parametrize(
    ("text", "at", "says"),
    [
        ("term: t\n", 1, "no 'id'"),
        (ONE.replace("avoid", "awful"), 1, "no such level"),
        (ONE.replace("drug use", "nothing"), 1, "no such 'about'"),
        (ONE + "\n" + ONE, 11, "stands twice"),
        (ONE.replace("term: t", "term: t\nterm: u"), 3, "stands twice in one entry"),
        (ONE.replace("term: t", "colour: t"), 2, "not a field"),
        (ONE.replace("term: t", "just words"), 2, "not a field"),
        ("+ more\n" + ONE, 1, "nothing stands above"),
        (ONE + "\n# late\n", 11, "before the first"),
        (ONE.replace("addict(s)", "addict(s"), 1, "do not pair"),
        (ONE.replace("addict(s)", "<cat> addict"), 1, "no such class"),
        (ONE.replace("addict(s)", "born [on <drug>]"), 1, "class inside brackets"),
        (ONE.replace("why: w.\n", ""), 1, "no 'why'"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text, at, says):
    with pytest.raises(Malformed) as refused:
        parse(text)
    assert refused.value.line == at
    assert says in refused.value.what


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("addict(s)", ["addict", "addicts"]),
        ("refus[e/es] to", ["refuse to", "refuses to"]),
        ("core/family group", ["core group", "family group"]),
        ("(her/his) habit", ["her habit", "his habit", "habit"]),
        ("[a mother/a mum] of two", ["a mother of two", "a mum of two"]),
        ("hard-to-reach", ["hard to reach", "hardtoreach"]),
        ("minimises", ["minimises", "minimizes"]),
        ("exercise/advise", ["exercise", "advise"]),
        ("methadone programme(s)", ["methadone programme", "methadone programmes", "methadone program", "methadone programs"]),
        ("DNA’d", ["dna'd"]),
        ("Bag-Lady", ["bag lady", "baglady"]),
    ],
)
def test_forms(written, found):
    assert expand(written) == found


def test_a_class_stands_for_each_of_its_words():
    assert set(expand("<drug>-addict(s)")) == {f"{drug} addict{end}" for drug in words.CLASSES["<drug>"] for end in ("", "s")}


def test_the_narrower_entry_comes_first():
    narrow = ONE.replace("A1", "A2").replace("level: avoid", "level: avoid\nonly: of-person")
    assert parse(ONE + "\n" + narrow).phrases()["addict"] == ("A2", "A1")


def test_an_id_twice_is_no_list():
    (entry,) = parse(ONE).entries
    with pytest.raises(ValueError, match="twice"):
        Lexicon((entry, entry))


def test_reading_the_starter_list_leaves_room_in_a_cold_start():
    text = dump(words.starter())

    def once():
        begin = time.perf_counter()
        parse(text).phrases()
        return time.perf_counter() - begin

    # 25 ms on a quiet machine; four times that leaves room for a busy one.
    assert min(once() for _ in range(5)) < 0.1


@pytest.mark.parametrize("form", ["(a/b/c) " * 40, "x" + "(a/b)" * 40, "<drug> " * 5, "a" * 1_001])
def test_a_form_that_stands_for_more_than_memory_holds_is_refused_at_once(form):
    begin = time.perf_counter()
    with pytest.raises(Malformed, match="stands for more"):
        parse(ONE.replace("addict(s)", form))
    assert time.perf_counter() - begin < 1


@pytest.mark.parametrize("name", ["../../x", "a/b", "..", "a b", "A\\B", "\x1b[31m"])
def test_an_id_is_the_name_of_no_path(name):
    with pytest.raises(Malformed, match="an id is"):
        parse(ONE.replace("A1", name))
