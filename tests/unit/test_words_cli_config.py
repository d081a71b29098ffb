"""`.kithbridge-words.toml`, allowed phrases, and the comments that let a word stand."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from kithbridge.cli import words_config, words_texts
from kithbridge.cli.words_config import NAME, Settings, Wrong, from_table, kept, settled, silenced


def options(**given: Any) -> argparse.Namespace:
    return argparse.Namespace(**{"level": None, "genre": None, "word_list": None, "config": None, "no_config": False, **given})


def finding(text: str, words: str, entry: str = "KB001", after: int = 0) -> Any:
    start = text.index(words, after)
    return cast(Any, SimpleNamespace(start=start, end=start + len(words), entry=entry))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository, and a folder in it where somebody works."""
    (tmp_path / ".git").mkdir()
    below = tmp_path / "texts" / "letters"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    return tmp_path


def write(folder: Path, text: str) -> Path:
    (folder / NAME).write_text(text, encoding="utf-8")
    return folder / NAME


# --- The file ---------------------------------------------------------------------------------------------------------------


def test_without_a_file_everything_stands_at_its_default(folder: Path) -> None:
    assert settled(options()) == Settings(folder=".")


def test_the_nearest_file_on_the_way_up_holds(folder: Path) -> None:
    write(folder, 'level = "all"\n')
    assert settled(options()).level == "all"
    write(folder / "texts", 'level = "contested"\n')
    assert settled(options()).level == "contested"


def test_nothing_above_the_repository_is_read(folder: Path) -> None:
    (folder / "texts" / ".git").mkdir()
    write(folder, 'level = "all"\n')
    assert settled(options()).level == "default"


def test_outside_of_a_repository_only_this_folder_speaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    write(tmp_path, 'level = "all"\n')
    monkeypatch.chdir(tmp_path / "in")
    monkeypatch.setattr(Path, "exists", lambda self: False)
    assert settled(options()).level == "default"
    monkeypatch.chdir(tmp_path)
    assert settled(options()).level == "all"


def test_the_command_line_wins(folder: Path) -> None:
    path = write(folder, 'level = "all"\ngenre = "case"\nlist = "ours.rec"\n')
    found = settled(options(level="default", genre="news"))
    assert (found.level, found.genre, found.word_list) == ("default", "news", str(folder / "ours.rec"))
    assert settled(options(no_config=True)) == Settings(folder=".")
    path.rename(folder / "other.toml")
    assert settled(options(config=str(folder / "other.toml"))).level == "all"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("level = default", "is not a settings file"),
        ('levels = "all"', "'levels' is not a setting"),
        ('level = "loud"', "level is one of default, contested, all"),
        ('genre = "poem"', "genre is one of case"),
        ("list = 5", "list must be words in quotation marks"),
        ('allow = "one"', "allow must be a list"),
        ("allow = [1]", "allow must be a list"),
        ('allow = [""]', "allow must be a list"),
        ("\x00", "is not a settings file"),
    ],
)
def test_a_mistake_is_named_and_stops(folder: Path, text: str, said: str) -> None:
    write(folder, text)
    with pytest.raises(Wrong, match=re.escape(said)) as refused:
        settled(options())
    assert NAME in str(refused.value)
    assert "Nothing was checked." in str(refused.value)


def test_bytes_that_are_no_text_and_a_file_that_is_not_there(folder: Path) -> None:
    (folder / NAME).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Wrong, match="is not a settings file"):
        settled(options())
    with pytest.raises(Wrong, match="could not be read"):
        settled(options(config=str(folder / "none.toml")))


# --- Which files ------------------------------------------------------------------------------------------------------------


def test_folders_are_walked_in_order_and_ignored_paths_left_out(folder: Path) -> None:
    for name in ("b.txt", "a.md", "old/x.txt", "old/deep/y.txt", ".hidden/z.txt", ".z.txt", "~$b.docx", "c.pdf", "picture.png", "q.html"):
        path = folder / "texts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    settings = from_table({"ignore": ["texts/old", "*.pdf"]}, folder)
    top = folder / "texts"
    found = [str(Path(str(name)).relative_to(top)) for name in words_texts.named([str(top)], settings)]
    assert found == ["a.md", "b.txt", "q.html"]
    assert list(words_texts.named([str(top / "c.pdf")], settings)) == []
    assert list(words_texts.named([str(top / "c.pdf"), str(top / "picture.png")], Settings())) == [
        str(top / "c.pdf"),
        str(top / "picture.png"),
    ]


def test_a_file_named_twice_is_looked_at_once_and_a_missing_one_is_said(folder: Path) -> None:
    path = folder / "a.txt"
    path.write_text("x", encoding="utf-8")
    first, second = words_texts.named([str(path), f"{folder}/./a.txt", str(folder / "none.txt")], Settings())
    assert first == str(path)
    assert isinstance(second, words_texts.Unread)
    assert "none.txt: there is no such file" in str(second)


# --- Phrases and entries that may stand -------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["The drug users' union met.", "THE DRUG\nUSERS’  UNION met.", "drug users' union"])
def test_an_allowed_phrase_lets_what_is_in_it_stand(text: str) -> None:
    settings = Settings(allow=("drug users' union",))
    span = re.search(r"drug\s+users", text, re.IGNORECASE)
    assert span is not None
    assert kept(text, [finding(text, span[0])], settings) == []


@pytest.mark.parametrize("text", ["The drug users met a union.", "The drug users' unions met.", "Drug users, union"])
def test_the_same_words_elsewhere_are_still_found(text: str) -> None:
    one = finding(text.lower(), "drug users")
    assert kept(text, [one], Settings(allow=("drug users' union",))) == [one]


def test_an_allowed_phrase_inside_a_longer_finding_excuses_nothing() -> None:
    text = "a chaotic drug user came"
    one = finding(text, "chaotic drug user")
    assert kept(text, [one], Settings(allow=("drug user",))) == [one]


def test_an_allowed_entry_is_not_reported() -> None:
    text = "junkie addict"
    both = [finding(text, "junkie", "KB004"), finding(text, "addict", "KB001")]
    assert kept(text, both, from_table({"allow-entries": [" kb001 "]}, Path())) == both[:1]


# --- Comments ---------------------------------------------------------------------------------------------------------------


def silent(text: str, words: str, entry: str = "KB001", after: int = 0) -> bool:
    is_silent = silenced(text)
    one = finding(text, words, entry, after)
    return is_silent is not None and is_silent(one.start, one.end, entry)


def test_off_and_on_again() -> None:
    text = "addict one\n<!-- words: off -->\naddict two\n<!-- words:on -->\naddict three"
    assert [silent(text, "addict", after=after) for after in (0, 25, 45)] == [False, True, False]


def test_off_to_the_end() -> None:
    assert silent("a <!-- WORDS: OFF --> addict", "addict")


@pytest.mark.parametrize(
    ("text", "entry", "is_silent"),
    [
        ("an addict  words:ok", "KB001", True),
        ("an addict <!-- words:ok KB001 -->", "KB001", True),
        ("an addict <!-- words:ok kb004, KB001 -->", "KB001", True),
        ("an addict words:ok KB004", "KB001", False),
        ("an addict\nwords:ok", "KB001", False),
        ("words:ok\nan addict", "KB001", False),
        ("an addict. These words: okay.", "KB001", False),
        ("an addict. In other words: ok", "KB001", False),
        ("an addict. Write words:ok KB001 to keep one.", "KB001", False),
        ("an addict words:ok \r\nand more", "KB001", True),
    ],
)
def test_a_line_that_keeps_its_word(text: str, entry: str, is_silent: bool) -> None:
    assert silent(text, "addict", entry) is is_silent


def test_a_phrase_over_two_lines_is_kept_by_either() -> None:
    text = "she failed to\nattend  words:ok KB061\n"
    assert silent(text, "failed to\nattend", "KB061")


def test_a_text_without_comments_costs_nothing() -> None:
    assert silenced("an addict, in other words, nobody") is None
    assert words_config.kept("x", [], Settings(allow=("x",))) == []
