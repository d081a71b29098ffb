"""What `kithbridge words check` writes for people and for machines, from findings made here: no engine, no files."""

from __future__ import annotations

import io
import json
import re
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kithbridge.cli import words_machine, words_said, words_shown
from kithbridge.cli.words_shown import Examined, Shown
from kithbridge.cli.words_texts import Where
from kithbridge.engines.language.lexicon import Entry, Lexicon

ENTRIES = (
    Entry(
        "KB004", "junkie", ("junkie(s)",), "drug use", "slur", ("person who uses drugs",), "It calls people rubbish.", sources=("INPUD",)
    ),
    Entry("KB001", "addict", ("addict(s)",), "drug use", "avoid", ("person who uses drugs",), "It is a label.", disagree="Some claim it."),
    Entry(
        "KB090", "service user", ("service user",), "policy", "contested", ("(ask her)",), "It names a service.", disagree="Others like it."
    ),
)
LEXICON = Lexicon(ENTRIES)


def found(entry: str = "KB001", text: str = "addict", line: int = 1, column: int = 1, **more: Any) -> Shown:
    """A finding of one line, `column` signs into it."""
    of = LEXICON.of(entry)
    given = {
        "start": column - 1,
        "end": column - 1 + len(text),
        "text": text,
        "entry": entry,
        "term": of.term,
        "level": of.level,
        "contested": of.level == "contested",
        "reason": of.why,
        "alternatives": of.instead,
        "disagree": of.disagree,
        "sources": of.sources,
        "soft": False,
        "put": (column - 1, column - 1 + len(text)),
        "put_text": text,
        "put_where": (column - 1, column - 1 + len(text)),
        "where": Where(line, column, line, column + len(text), column - 1, column - 1 + len(text)),
    }
    return Shown(**{**given, **more})


def said(writer: Any, *examined: Examined) -> str:
    for one in examined:
        writer.one(one)
    writer.end()
    return str(writer.out.getvalue())


def sarif(*examined: Examined) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(said(words_machine.Sarif(io.StringIO(), version="abc", lexicon=LEXICON), *examined))
    return log


def github(*shown: Shown, name: str = "a.txt") -> list[str]:
    return said(words_machine.GitHub(io.StringIO()), Examined(name, shown)).splitlines()


def told(*examined: Examined) -> str:
    return said(words_said.Telling(io.StringIO(), version="abc"), *examined)


# --- SARIF: the rules of the published format that a log of ours can break --------------------------------------------------


def held_to_the_format(log: dict[str, Any]) -> None:
    """OASIS SARIF 2.1.0, section by section; the standard's number stands beside each."""
    assert log["version"] == "2.1.0"  # 3.13.2
    assert urlsplit(log["$schema"]).scheme == "https"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"]  # 3.19.8
    assert re.fullmatch(r"\d+\.\d+\.\d+([-+].*)?", driver["semanticVersion"])  # 3.19.12
    assert run["columnKind"] in {"utf16CodeUnits", "unicodeCodePoints"}  # 3.14.17
    names = [rule["id"] for rule in driver["rules"]]
    assert len(names) == len(set(names))  # 3.19.23: unique
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"]
        assert rule["fullDescription"]["text"]
        assert rule["help"]["text"]
        assert rule["defaultConfiguration"]["level"] in {"none", "note", "warning", "error"}  # 3.50.3
    for invocation in run["invocations"]:
        assert isinstance(invocation["executionSuccessful"], bool)  # 3.20.14: always there
        assert all(note["message"]["text"] for note in invocation.get("toolExecutionNotifications", []))
    for result in run["results"]:
        assert names[result["ruleIndex"]] == result["ruleId"]  # 3.27.6
        assert result["level"] in {"none", "note", "warning", "error"}  # 3.27.10
        assert result["message"]["text"]  # 3.27.11
        assert all(isinstance(value, str) for value in result["partialFingerprints"].values())  # 3.27.17
        places(result)


def places(result: dict[str, Any]) -> None:
    """Locations and fixes of one result."""
    for location in result["locations"]:
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        assert not set(uri) & set(' "<>\\^`{|}'), uri  # RFC 3986
        assert all(name["fullyQualifiedName"] for name in location.get("logicalLocations", []))
        region = location["physicalLocation"].get("region")
        if region is not None:
            assert min(region["startLine"], region["startColumn"], region["endLine"], region["endColumn"]) >= 1  # 3.30.5 to 3.30.8
            assert (region["endLine"], region["endColumn"]) > (region["startLine"], region["startColumn"])
            assert region["charOffset"] >= 0
            assert region["charLength"] > 0
    for fix in result.get("fixes", []):
        for change in fix["artifactChanges"]:  # 3.55.3: one or more
            assert change["artifactLocation"]["uri"] == result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            assert change["replacements"]  # 3.56.3: one or more
            assert all("deletedRegion" in one for one in change["replacements"])  # 3.57.3
        assert fix["artifactChanges"]


def test_a_sarif_log_keeps_the_rules_of_the_format() -> None:
    log = sarif(
        Examined("notes/a b.txt", (found("KB004", "junkies", 3, 7), found(), found())),
        Examined("letter.docx", (found("KB090", "service user", where=Where(1, 1, 1, 13, 0, 12, "table 2, row 3")),), in_lines=False),
        Examined("clean.md"),
        Examined("gone.txt", problem="gone.txt: there is no such file."),
    )
    held_to_the_format(log)
    run = log["runs"][0]
    assert [result["level"] for result in run["results"]] == ["error", "warning", "warning", "note"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["KB004", "KB001", "KB090"]
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "notes/a%20b.txt"
    assert run["invocations"][0]["executionSuccessful"] is False


def test_sarif_names_the_part_of_a_file_without_lines_and_gives_no_region() -> None:
    at = Where(1, 1, 1, 7, 0, 6, "footnote 4")
    (result,) = sarif(Examined("a.docx", (found(where=at, put_where=None),), in_lines=False))["runs"][0]["results"]
    (location,) = result["locations"]
    assert location["logicalLocations"] == [{"fullyQualifiedName": "footnote 4"}]
    assert "region" not in location["physicalLocation"]
    assert "fixes" not in result


def test_sarif_tells_two_of_the_same_apart_and_keeps_them_when_lines_move() -> None:
    def prints(*lines: int) -> list[str]:
        shown = tuple(found(line=line, where=Where(line, 1, line, 7, line, line + 6)) for line in lines)
        results = sarif(Examined("a.txt", shown))["runs"][0]["results"]
        return [result["partialFingerprints"]["words/v1"] for result in results]

    assert len(set(prints(1, 5))) == 2
    assert prints(1, 5) == prints(11, 15)


def test_sarif_of_nothing_is_a_log_all_the_same() -> None:
    log = sarif()
    held_to_the_format(log)
    assert log["runs"][0]["results"] == []


def test_advice_in_brackets_is_no_fix() -> None:
    (result,) = sarif(Examined("a.txt", (found(alternatives=("(say what she did)",)),)))["runs"][0]["results"]
    assert "fixes" not in result


@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_any_name_and_any_words_make_a_log_of_the_format(name: str, text: str) -> None:
    log = sarif(Examined(name, (found(text=text),)))
    held_to_the_format(log)
    uri = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote(uri, errors="surrogatepass").endswith(name.rsplit("/", 1)[-1])


# --- GitHub annotations -----------------------------------------------------------------------------------------------------


def test_github_says_how_grave_it_is_and_where() -> None:
    lines = github(found("KB004", "junkie", 2, 5), found(), found("KB090", "service user"))
    assert [line.partition(" ")[0] for line in lines] == ["::error", "::warning", "::notice"]
    assert "file=a.txt,line=2,endLine=2,col=5,endColumn=11,title=KB004%3A junkie::" in lines[0]
    assert "This word is contested.%0AOthers say: Others like it." in lines[2]


def test_github_leaves_columns_out_over_two_lines_and_lines_out_where_there_are_none() -> None:
    over = found(where=Where(1, 30, 2, 4, 29, 36))
    assert "col=" not in github(over)[0]
    examined = Examined("a.docx", (found(where=Where(1, 1, 1, 7, 0, 6, "header")),), in_lines=False)
    assert "line=" not in said(words_machine.GitHub(io.StringIO()), examined)


@given(st.text(max_size=60), st.text(min_size=1, max_size=30))
def test_no_words_and_no_name_break_out_of_a_github_command(reason: str, name: str) -> None:
    written = said(words_machine.GitHub(io.StringIO()), Examined(name, (found(reason=reason),)))
    assert written.count("\n") == 1
    assert written.count("\r") == 0
    command, properties, message = re.fullmatch(r"::(\w+) (.*?)::(.*)\n", written, re.DOTALL).groups()  # type: ignore[union-attr]
    pairs = dict(pair.split("=", 1) for pair in properties.split(","))
    undone = message.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
    assert command == "warning"
    assert set(pairs) == {"file", "line", "endLine", "col", "endColumn", "title"}
    assert undone.startswith(f"“addict”: {reason}")


# --- JSON -------------------------------------------------------------------------------------------------------------------


def test_json_has_the_list_the_places_and_the_sums_but_not_the_text() -> None:
    shown = found(before="The whole family is an ", after=" they said")
    document = json.loads(said(words_machine.Json(io.StringIO(), version="abc"), Examined("a.txt", (shown,)), Examined("b.txt")))
    assert document["list"] == "abc"
    assert document["levels"] == {"avoid": 1}
    assert [text["file"] for text in document["texts"]] == ["a.txt", "b.txt"]
    (finding,) = document["texts"][0]["findings"]
    assert (finding["line"], finding["column"], finding["alternatives"]) == (1, 1, ["person who uses drugs"])
    assert "whole family" not in json.dumps(document)


def test_json_lines_have_the_promised_fields_and_no_others() -> None:
    line = json.loads(said(words_machine.JsonLines(io.StringIO()), Examined("a.txt", (found(),))))
    assert line["id"] == "a.txt"
    assert list(line["findings"][0]) == ["start", "end", "text", "entry", "level", "contested", "reason", "alternatives"]


# --- Text for people --------------------------------------------------------------------------------------------------------


def test_text_says_where_which_words_why_and_what_instead() -> None:
    shown = found(line=4, column=12, where=Where(4, 12, 4, 18, 40, 46), before="He was an ", after=" then.")
    answer = told(Examined("a.txt", (shown,)))
    assert "a.txt:4:12: »addict« avoid" in answer
    assert "He was an »addict« then." in answer
    for line in ("Why: It is a label.", "Others say: Some claim it.", "Instead: person who uses drugs"):
        assert line in answer
    assert answer.endswith("1 finding: 1 to avoid. List abc.\n")


def test_a_contested_word_is_shown_with_both_sides_and_never_as_wrong() -> None:
    shown = found("KB090", "service user")
    answer = told(Examined("a.txt", (shown,)))
    assert "»service user« people disagree" in answer
    assert "It names a service." in answer
    assert "Others like it." in answer
    assert words_shown.grave(shown) == "note"


def test_words_in_the_writers_own_quotation_marks_are_a_note() -> None:
    assert words_shown.grave(found("KB004", "junkie", soft=True)) == "note"
    assert words_shown.grave(found("KB004", "junkie")) == "error"


def test_a_sum_over_several_texts() -> None:
    answer = told(Examined("a.txt", (found(), found("KB004", "junkie"), found("KB004", "junkie"))), Examined("b.txt"))
    assert answer.endswith("3 findings in 1 of 2 texts: 1 to avoid, 2 insults. List abc.\n")
    assert told(Examined("a.txt")) == "Nothing found. List abc.\n"


@pytest.mark.parametrize("name", ["before", "text", "after", "reason"])
def test_nothing_in_a_text_steers_the_terminal(name: str) -> None:
    answer = told(Examined("a.txt", (found(**{name: "x\x1b]0;owned\x07\x9b31my\u202e"}),)))
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(answer)


class Terminal(io.StringIO):
    """Says that it is one."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("environment", "colours"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_colours_on_a_terminal_unless_somebody_minds(environment: dict[str, str], colours: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    answer = said(words_said.Telling(Terminal(), version="abc"), Examined("a.txt", (found(),)))
    assert ("\x1b[" in answer) is colours


def test_no_colours_in_a_file() -> None:
    assert "\x1b" not in told(Examined("a.txt", (found(),)))


@pytest.mark.parametrize(
    ("text", "start", "before", "after"),
    [
        ("One. The addict left. Two.", 9, "The ", " left."),
        ("A heading\nThe addict left", 14, "The ", " left"),
        ("addict", 0, "", ""),
        ("a " * 60 + "addict" + " b" * 60, 120, "… " + "a " * 34, " b" * 34 + " …"),
    ],
)
def test_the_sentence_round_a_finding(text: str, start: int, before: str, after: str) -> None:
    assert words_shown._around(text, start, start + 6) == (before, after)
