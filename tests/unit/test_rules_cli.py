"""`kithbridge rules` as a person uses it: with a site and in a fresh clone, with right and wrong input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kithbridge import rules
from kithbridge.cli import main
from kithbridge.people.actions.group import set_facts
from kithbridge.people.deciding.actions import proposing
from kithbridge.people.deciding.models import Proposal
from kithbridge.rules import Group, Protects, Readers, Rule, all_rules, exchange
from kithbridge.rules.kinds import YesNo
from kithbridge.rules.models import Version
from kithbridge.rules.spoken import week_words
from kithbridge.web.clock import this_week
from tests.decisions import decide, declare_only, words_of_tests  # noqa: F401

KEY = "asks.live_weeks"
GUESSED = "Nobody has decided this yet. The makers of the software guessed it."


def run(home: Path, *words: str, cwd: Path | None = None, **extra: str) -> subprocess.CompletedProcess[str]:
    """`kithbridge rules WORDS...` with this home. Nothing else names a place of a site."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KITHBRIDGE_", "DJANGO_", "DATABASE_"))}
    env = {**kept, "KITHBRIDGE_HOME": str(home), **extra}
    command = [sys.executable, "-m", "kithbridge", "rules", *words]
    project = str(Path(__file__).resolve().parents[2])
    return subprocess.run(command, env={**env, "PYTHONPATH": project}, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def nowhere(tmp_path: Path) -> Path:
    """A fresh clone: no home, no secrets, no databases."""
    return tmp_path / "nothing-here"


def other_group(path: Path, **values: Any) -> Path:
    lines = [{"key": key.replace("__", "."), "value": value} for key, value in values.items()]
    path.write_text(json.dumps({"schema": exchange.SCHEMA, "group": "Harbour", "week": "2026-W40", "rules": lines}))
    return path


class Answer(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def refused(answer: Answer | subprocess.CompletedProcess[str], *said: str) -> None:
    """Exit 2, one plain line on stderr, nothing on stdout."""
    assert answer.returncode == 2, answer.stdout + answer.stderr
    assert answer.stdout == ""
    assert "Traceback" not in answer.stderr
    for words in said:
        assert words in answer.stderr


@pytest.fixture
def here(db: None, capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    """`here(WORDS...)`: the command in this process, on the group of the tests."""

    def run_here(*words: str) -> Answer:
        code = main(["rules", *words])
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return run_here


# --- A fresh clone ----------------------------------------------------------------------------------------
def test_a_fresh_clone_lists_explains_and_exports_and_makes_nothing(nowhere: Path, tmp_path: Path):
    work = tmp_path / "work"
    work.mkdir()
    memory = Path("/dev/shm")
    before = set(memory.iterdir()) if memory.is_dir() else set()
    listed = run(nowhere, "list", cwd=work)
    assert listed.returncode == 0, listed.stderr
    assert all(f"  {one.key}" in listed.stdout for one in all_rules())
    told = run(nowhere, "why", KEY, cwd=work)
    assert told.stdout.startswith("What you asked for goes when it is handed over, or after 2 weeks.\n" + GUESSED)
    exported = run(nowhere, "export", cwd=work)
    found = json.loads(exported.stdout)
    assert (found["schema"], found["group"], found["changes"], found["head"]) == (exchange.SCHEMA, "", [], "")
    assert {line["key"]: line["value"] for line in found["rules"]} == exchange.read(exported.stdout.encode()).values
    as_json = json.loads(run(nowhere, "why", KEY, "--json", cwd=work).stdout)
    assert (as_json["value"], as_json["since"], as_json["undecided"]) == (2, GUESSED, True)
    assert not nowhere.exists()
    assert list(work.iterdir()) == []
    assert not {one for one in set(memory.iterdir()) - before if str(os.getpid()) in one.name}
    for answer in (listed, told, exported):
        assert answer.stderr == "There is no group in this folder (KITHBRIDGE_HOME): everything stands as the software comes.\n"


def test_why_says_the_same_with_and_without_a_site(nowhere: Path, here: Callable[..., Answer]):
    without, with_one = (json.loads(answer.stdout) for answer in (run(nowhere, "why", KEY, "--json"), here("why", KEY, "--json")))
    assert without == with_one


@pytest.mark.parametrize(("key", "near"), [("asks.live_week", KEY), ("ASKS.LIVE_WEEKS", KEY), ("seats", "deciding.seats")])
def test_an_unknown_rule_with_near_ones(nowhere: Path, key: str, near: str):
    refused(run(nowhere, "why", key), "There is no rule called", near)


def test_an_unknown_rule_with_nothing_near(nowhere: Path):
    refused(run(nowhere, "why", "\x1b[2Jzzzzzz"), "There is no rule called ?[2Jzzzzzz.", "rules list")


@pytest.mark.parametrize("week", ["2026-40", "2026-W54", "yesterday", ""])
def test_a_week_that_is_none(nowhere: Path, week: str):
    refused(run(nowhere, "why", KEY, "--week", week), "2026-W40")


def test_differences_of_two_files_without_a_site(nowhere: Path, tmp_path: Path):
    one = other_group(tmp_path / "one.json", asks__live_weeks=3, messages__live_weeks=6)
    other = other_group(tmp_path / "other.json", asks__live_weeks=4, messages__live_weeks=6)
    answer = run(nowhere, "diff", str(one), str(other))
    assert answer.returncode == 1, answer.stderr
    assert f"{KEY}\n  How long does an ask live?\n  Harbour  3 weeks\n  Harbour  4 weeks" in answer.stdout
    assert "messages.live_weeks" not in answer.stdout
    found = json.loads(run(nowhere, "diff", "--json", str(one), str(other)).stdout)
    assert found["schema"] == "kithbridge.differences/1"
    assert [(line["key"], line["values"], line["shown"]) for line in found["rules"]] == [(KEY, [3, 4], ["3 weeks", "4 weeks"])]
    same = run(nowhere, "diff", str(one), str(one))
    assert (same.returncode, same.stdout) == (0, "No difference between Harbour, Harbour.\n")


def test_one_file_alone_cannot_be_compared_without_a_site(nowhere: Path, tmp_path: Path):
    refused(run(nowhere, "diff", str(other_group(tmp_path / "one.json"))), "name two files or more")


def test_import_needs_a_site(nowhere: Path, tmp_path: Path):
    refused(run(nowhere, "import", str(other_group(tmp_path / "one.json"))), "kithbridge init")
    assert not nowhere.exists()


# --- A site -----------------------------------------------------------------------------------------------
def test_why_tells_the_decision_its_evidence_and_whose_voices(here: Callable[..., Answer]):
    first = this_week()
    decide(KEY, 4, voices=[("quote", "living", "Two weeks is short."), ("guidance", "guidance", "Four weeks is common.")])
    told = here("why", KEY)
    assert (told.returncode, told.stderr) == (0, "")
    for words in (
        "after 4 weeks.",
        f"Since {week_words(first)}, decided by people who use now, with people who work here.",
        "Before: 2 weeks",
        "How it went: people who use now: more than half said yes",
        "What somebody said, somebody who uses now: Two weeks is short.",
        "rests on published guidance: 50 in 100",
        "Decided: 2 weeks -> 4 weeks",
    ):
        assert words in told.stdout
    before = here("why", KEY, "--week", str(first - 1))
    assert f"At the end of {week_words(first - 1)}:" in before.stdout
    assert "after 2 weeks." in before.stdout


def test_the_list_says_since_when_and_who_reads_what(here: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch):
    hidden = Rule("test.hidden", Group.ASKING, "?", YesNo(), False, "It is {value}.", Protects.MOTHERS, readers=Readers.WORDS)
    declare_only(monkeypatch, hidden)
    assert here("list").stdout == f"\nIf you ask us for something\n\n  test.hidden [read by: who has words]\n    It is no.\n    {GUESSED}\n"


def test_what_was_exported_here_differs_in_nothing(here: Callable[..., Answer], tmp_path: Path):
    decide(KEY, 4)
    out = tmp_path / "ours.json"
    written = here("export", "--out", str(out))
    assert written.returncode == 0, written.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["ours.json"]
    assert here("diff", str(out)).returncode == 0
    again = here("import", str(out))
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout.startswith("0 proposed,")


def test_this_group_stands_first_in_a_comparison(here: Callable[..., Answer], tmp_path: Path):
    set_facts(values={"group": "Tarrowby Bridge"})
    found = json.loads(here("diff", "--json", str(other_group(tmp_path / "theirs.json", asks__live_weeks=4))).stdout)
    assert found["groups"] == ["Tarrowby Bridge", "Harbour"]
    line = next(line for line in found["rules"] if line["key"] == KEY)
    assert (line["values"], line["undecided"]) == ([2, 4], [True, False])


def test_export_into_a_place_that_is_not_there(here: Callable[..., Answer], tmp_path: Path):
    refused(here("export", "--out", str(tmp_path / "no" / "such" / "place.json")), "could not be written", "Nothing was changed")


def test_import_proposes_what_differs_and_enacts_nothing(here: Callable[..., Answer], tmp_path: Path):
    values = {"asks__live_weeks": 4, "messages__live_weeks": 6, "notice__again_weeks": 99, "no__such": 1, "words__count": 7}
    file = str(other_group(tmp_path / "theirs.json", **values))
    answer = here("import", file)
    assert answer.returncode == 1, answer.stderr
    assert "proposed: asks.live_weeks: 2 weeks -> 4 weeks\n" in answer.stdout
    assert "proposed: messages.live_weeks: 8 weeks -> 6 weeks\n" in answer.stdout
    assert "2 proposed, 1 the same here. Nothing holds yet: the group decides." in answer.stdout
    left_out = answer.stderr.splitlines()
    assert len(left_out) == 2
    assert left_out[0].startswith("left out: notice.again_weeks: No group can decide this:")
    assert left_out[1] == "left out: no.such: there is no such rule here."
    assert {(row.key, row.value, row.origin, row.written_by) for row in Proposal.objects.all()} == {
        (KEY, 4, "import", None),
        ("messages.live_weeks", 6, "import", None),
    }
    assert not Version.objects.exists()
    assert rules.value(KEY) == 2
    # A second time: what is open already is said, and stands once.
    once_more = here("import", file)
    assert (once_more.returncode, once_more.stdout[:10]) == (1, "0 proposed")
    assert once_more.stderr.count("Something is proposed for this rule already.") == 2
    assert Proposal.objects.count() == 2


def test_import_breaks_whole(here: Callable[..., Answer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = str(other_group(tmp_path / "theirs.json", asks__live_weeks=4, messages__live_weeks=6))
    real, calls = proposing.propose, []

    def second_breaks(**given: Any) -> object:
        calls.append(given["rule"])
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        return real(**given)

    monkeypatch.setattr(proposing, "propose", second_breaks)
    answer = here("import", file)
    assert (answer.returncode, answer.stderr) == (2, "kithbridge: The disk is full. Nothing was changed.\n")
    assert calls == [KEY, "messages.live_weeks"]
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b'{"schema": "kithbridge.rules/2", "rules": []}', b"[" * 5_000, b" " * 1_000_001])
def test_files_that_are_no_export_are_refused_whole(here: Callable[..., Answer], tmp_path: Path, raw: bytes):
    file = tmp_path / "bad.json"
    file.write_bytes(raw)
    refused(here("import", str(file)), "bad.json", "Nothing was read")
    refused(here("diff", str(file)), "bad.json", "Nothing was read")


def test_a_file_that_is_not_there(here: Callable[..., Answer], tmp_path: Path):
    refused(here("import", str(tmp_path / "nothing.json")), "could not be read")
    refused(here("diff", str(tmp_path)), "could not be read")


def test_what_people_typed_does_not_steer_the_terminal(capsys: pytest.CaptureFixture[str]):
    from kithbridge.cli import rules as command

    command._say("She said\x1b[2J it \u202eworked")
    assert capsys.readouterr().out == "She said [2J it  worked\n"
