"""Comments and tracked changes in Word documents: exactly there, and nothing else touched."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import docx as python_docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kithbridge.formats import documents
from kithbridge.formats.documents import Note, docx
from tests.unit.documents.comparing import bare, covered, members, rejected
from tests.unit.documents.word_files import MADE, Made, p, packed, r, word

AUTHOR = "Kithbridge words"
each_file = pytest.mark.parametrize("made", MADE, ids=lambda made: made.name)


def _notes(made: Made, text: str) -> list[Note]:
    """A note on each phrase, those with no place for one among them, first to last."""
    spans = sorted((text.index(phrase), phrase) for phrase in (*made.here, *made.elsewhere))
    return [Note(start, start + len(phrase), f"About: {phrase}\nand why", "others") for start, phrase in spans]


def _text(data: bytes) -> str:
    return documents.read(data, "a.docx").text


@each_file
def test_each_comment_stands_on_its_letters(made: Made) -> None:
    notes = _notes(made, _text(made.data))
    written = docx.annotated(made.data, notes, author=AUTHOR)
    ours = [(said, letters) for author, said, letters in covered(written.data).values() if author == AUTHOR]
    phrases = [said.removeprefix("About: ").removesuffix("\nand why").replace("\n", " ") for said, _letters in ours]
    assert sorted(letters.replace("\n", " ") for _said, letters in ours) == sorted(phrases)
    assert sorted(phrases) == sorted(phrase.replace("\n", " ") for phrase in made.here)


@each_file
def test_notes_without_a_place_are_named_and_not_written(made: Made) -> None:
    notes = _notes(made, _text(made.data))
    written = docx.annotated(made.data, notes, author=AUTHOR)
    assert {_phrase(notes[number]) for number in written.elsewhere} == set(made.elsewhere)
    assert {_phrase(notes[number]) for number in written.placed} == set(made.here)


def _phrase(note: Note) -> str:
    return note.text.removeprefix("About: ").removesuffix("\nand why")


@each_file
def test_nothing_but_comments_is_added(made: Made) -> None:
    written = docx.annotated(made.data, _notes(made, _text(made.data)), author=AUTHOR)
    assert bare(written.data, AUTHOR) == bare(made.data, AUTHOR)
    assert _text(written.data) == _text(made.data)
    before, after = members(made.data), members(written.data)
    touched = {"word/document.xml", "word/comments.xml"}
    if "word/comments.xml" not in before:
        touched |= {"[Content_Types].xml", "word/_rels/document.xml.rels"}
    assert {name: data for name, data in after.items() if name not in touched} == {
        name: data for name, data in before.items() if name not in touched
    }


@pytest.mark.parametrize("made", [made for made in MADE if "word/comments.xml" in members(made.data)], ids=lambda made: made.name)
def test_comments_of_others_stay(made: Made) -> None:
    before = covered(made.data)
    after = covered(docx.annotated(made.data, _notes(made, _text(made.data)), author=AUTHOR).data)
    assert before
    assert {key: after[key] for key in before} == before


@each_file
def test_tracked_changes_can_be_refused(made: Made) -> None:
    written = docx.annotated(made.data, _notes(made, _text(made.data)), author=AUTHOR, tracked=True)
    assert rejected(written.data, AUTHOR) == bare(made.data, AUTHOR)


# python-docx does not read the strict form. LibreOffice does, below.
@pytest.mark.parametrize("made", [made for made in MADE if made.name != "the strict form"], ids=lambda made: made.name)
def test_another_program_opens_it(made: Made) -> None:
    written = docx.annotated(made.data, _notes(made, _text(made.data)), author=AUTHOR)
    comments = [comment for comment in python_docx.Document(io.BytesIO(written.data)).comments if comment.author == AUTHOR]
    assert len(comments) == len(made.here)
    assert {comment.initials for comment in comments} <= {"KW"}


def test_a_tracked_change_puts_the_words_in() -> None:
    made = word(p(r("He is an ad"), r("dict", "<w:b/>"), r(" they say.")))
    start = _text(made).index("an addict")
    written = docx.annotated(made, [Note(start, start + 9, "why", "somebody")], author=AUTHOR, tracked=True)
    assert _text(written.data) == "He is somebody they say.\n\n"
    body = members(written.data)["word/document.xml"].decode("utf-8")
    assert body.count("<w:delText") == 2  # one for each run that was there
    assert "w:date" not in body


def test_in_what_a_field_made_the_comment_stands_alone() -> None:
    made = next(made for made in MADE if made.name.startswith("fields"))
    start = _text(made.data).index("Monday")
    written = docx.annotated(made.data, [Note(start, start + 6, "why", "Tuesday")], author=AUTHOR, tracked=True)
    assert written.placed == (0,)
    assert "Tuesday" not in _text(written.data)


@each_file
def test_spaces_at_the_borders_of_runs_are_kept(made: Made) -> None:
    written = docx.annotated(made.data, _notes(made, _text(made.data)), author=AUTHOR)
    body = members(written.data)["word/document.xml"].decode("utf-8")
    assert not re.findall(r"<w:t>(?:\s[^<]*|[^<]*\s)</w:t>", body)


@pytest.mark.parametrize("name", ["fields: a simple one and a complex one", "a field in a field"])
def test_references_stand_behind_a_field(name: str) -> None:
    made = next(made for made in MADE if made.name == name)
    body = members(docx.annotated(made.data, _notes(made, _text(made.data)), author=AUTHOR).data)["word/document.xml"].decode("utf-8")
    inside = 0
    for mark in re.findall(r'fldCharType="(?:begin|end)"|<w:commentReference', body):
        inside += {'fldCharType="begin"': 1, 'fldCharType="end"': -1}.get(mark, 0)
        assert not (inside and "Reference" in mark)


def test_where_words_go_the_next_note_finds_no_place() -> None:
    made = word(p(r("one two three")))
    written = docx.annotated(made, [Note(0, 7, "a", "x"), Note(4, 13, "b", "y")], author=AUTHOR, tracked=True)
    assert (written.placed, written.elsewhere) == ((0,), (1,))


def test_notes_may_overlap() -> None:
    made = word(p(r("one two three")))
    written = docx.annotated(made, [Note(0, 7, "a"), Note(4, 13, "b"), Note(0, 13, "c"), Note(4, 7, "d")], author=AUTHOR)
    assert {said: letters for _author, said, letters in covered(written.data).values()} == {
        "a": "one two",
        "b": "two three",
        "c": "one two three",
        "d": "two",
    }
    assert bare(written.data, AUTHOR) == bare(made, AUTHOR)


def test_a_note_over_two_paragraphs() -> None:
    made = word(p(r("one two")) + p(r("three four")))
    written = docx.annotated(made, [Note(4, _text(made).index(" four"), "a")], author=AUTHOR)
    assert [letters for *_said, letters in covered(written.data).values()] == ["twothree"]


@pytest.mark.parametrize("span", [(3, 3), (500, 600), (7, 9)])
def test_a_note_on_nothing_has_no_place(span: tuple[int, int]) -> None:
    made = word(p(r("one two")) + p(r("three")))
    written = docx.annotated(made, [Note(*span, "a")], author=AUTHOR)
    assert (written.placed, written.elsewhere, written.data) == ((), (0,), made)


def test_a_signed_document_is_refused() -> None:
    made = packed({**members(word(p(r("one")))), "_xmlsignatures/origin.sigs": b""})
    with pytest.raises(documents.Refused, match="signed"):
        docx.annotated(made, [Note(0, 3, "a")], author=AUTHOR)


def test_letters_that_xml_has_not_are_left_out() -> None:
    written = docx.annotated(word(p(r("one"))), [Note(0, 3, "a\x00b\x0bc & <d>\ud800")], author=AUTHOR)
    assert [said for _author, said, _letters in covered(written.data).values()] == ["ab\nc & <d>"]


def test_the_same_notes_make_the_same_file() -> None:
    for made in MADE[:3]:
        notes = _notes(made, _text(made.data))
        assert docx.annotated(made.data, notes, author=AUTHOR).data == docx.annotated(made.data, notes, author=AUTHOR).data


_RUNS = st.lists(st.tuples(st.text("abc é", min_size=1, max_size=6), st.sampled_from(["", "<w:b/>", "<w:i/>"])), min_size=1, max_size=8)


@settings(deadline=None, max_examples=60)
@given(
    paragraphs=st.lists(_RUNS, min_size=1, max_size=3),
    spans=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=6),
    tracked=st.booleans(),
)
def test_any_notes_on_any_runs(paragraphs: list[list[tuple[str, str]]], spans: list[tuple[int, int]], tracked: bool) -> None:
    made = word("".join(p(*(r(*run) for run in runs)) for runs in paragraphs))
    text = _text(made)
    notes = [Note(start, start + length, f"n{number}", "new") for number, (start, length) in enumerate(spans)]
    written = docx.annotated(made, notes, author=AUTHOR, tracked=tracked)
    assert (rejected if tracked else bare)(written.data, AUTHOR) == bare(made, AUTHOR)
    if not tracked and written.placed:
        letters = {said: letters for _author, said, letters in covered(written.data).values()}
        expected = {f"n{number}": text[notes[number].start : notes[number].end].replace("\n\n", "") for number in written.placed}
        assert letters == {key: value.replace("\n", "") for key, value in expected.items()}


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice here (Debian: apt install libreoffice-writer-nogui)")
def test_libreoffice_opens_all_of_them_with_the_same_text(tmp_path: Path) -> None:
    for number, made in enumerate(MADE):
        written = docx.annotated(made.data, _notes(made, _text(made.data)), author=AUTHOR)
        (tmp_path / f"before{number}.docx").write_bytes(made.data)
        (tmp_path / f"after{number}.docx").write_bytes(written.data)
    _convert(tmp_path, "txt:Text (encoded):UTF8", sorted(map(str, tmp_path.glob("*.docx"))))
    for number, made in enumerate(MADE):
        before, after = ((tmp_path / f"{when}{number}.txt").read_text("utf-8-sig").split() for when in ("before", "after"))
        assert before or made.name == "a field that never ends", made.name  # LibreOffice hides all of it
        assert before == after, made.name
    _convert(tmp_path, "fodt", sorted(map(str, tmp_path.glob("after*.docx"))))
    for number, made in enumerate(MADE):
        shown = (tmp_path / f"after{number}.fodt").read_text("utf-8")
        assert shown.count(f"<dc:creator>{AUTHOR}</dc:creator>") == len(made.here), made.name


def _convert(folder: Path, form: str, files: list[str]) -> None:
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", str(folder), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
