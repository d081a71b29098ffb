"""`kithbridge words check --lines`: one text a line in, one line of findings out."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kithbridge.cli import words_lines
from kithbridge.cli.words_config import Wrong
from tests.unit.worded import FIELDS, environment, folder_of_texts, rows, run  # noqa: F401


def test_lines_come_back_in_order_with_the_promised_fields(folder: Path) -> None:
    asked = [{"id": number, "text": f"{'junkies and ' * (number % 3)}people wait"} for number in range(200)]
    (folder / "in.jsonl").write_text("".join(json.dumps(one) + "\n" for one in asked))
    answer = run(folder, "check", "--lines", "in.jsonl", "--format", "jsonl")
    assert answer.returncode == 1
    back = rows(answer.stdout)
    assert [row["id"] for row in back] == list(range(200))
    for given, row in zip(asked, back, strict=True):
        assert list(row) == ["id", "findings"]
        assert len(row["findings"]) == given["id"] % 3  # type: ignore[operator]
        for finding in row["findings"]:
            assert list(finding) == FIELDS
            assert str(given["text"])[finding["start"] : finding["end"]] == finding["text"] == "junkies"
            assert finding["contested"] is False
            assert finding["alternatives"][0] == "people who use drugs"


@pytest.mark.parametrize(
    "text",
    [
        "The paper wrote that he was an addict.",
        "The addicts on the corner wait.",
        "An addict's child was there, the letter says.",
        "The report calls it a matter for addict mothers.",
    ],
)
def test_the_first_alternative_can_be_put_in_the_place_of_the_span(folder: Path, text: str) -> None:
    (row,) = rows(run(folder, "check", "--lines", "-", given=json.dumps({"id": 1, "text": text})).stdout)
    (finding,) = row["findings"]
    assert text[finding["start"] : finding["end"]] == finding["text"]
    assert "addict" in finding["text"].lower()
    put = text[: finding["start"]] + finding["alternatives"][0] + text[finding["end"] :]
    assert not re.search(r"\ban? an? |\ban (?=person)|\ba (?=[aeio])|(\b\w+\b) \1\b", put), put
    (same,) = rows(run(folder, "check", "--format", "jsonl", "-", given=text).stdout)
    assert same["findings"] == row["findings"]


def test_offsets_are_those_of_python_strings_and_any_id_comes_back(folder: Path) -> None:
    texts = {"\U0001f600": "\U0001f600é\r\nThese junkies wait", "x" * 50: "half \ud83d of a pair, junkies too", "": "\ufb01ne junkies"}
    given = "".join(json.dumps({"id": name, "text": text, "more": [1]}) + "\n" for name, text in texts.items())
    answer = run(folder, "check", "--lines", "-", given=given + json.dumps({"id": [1, None], "text": ""}))
    assert answer.stdout.isascii()
    *some, last = rows(answer.stdout)
    assert [row["id"] for row in some] == list(texts)
    assert last == {"id": [1, None], "findings": []}
    for row in some:
        (finding,) = row["findings"]
        assert texts[row["id"]][finding["start"] : finding["end"]] == "junkies"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_broken_line_is_named_and_all_others_are_written(folder: Path, jobs: str) -> None:
    good = json.dumps({"id": "a", "text": "These junkies wait."}).encode()
    broken = [b"{", b"[]", b'{"id": 1}', b'{"text": "x"}', b'{"id": 1, "text": 5}', b'{"id": 1, "text": "\xff"}', b"[" * 100_000]
    answer = run(folder, "check", "--lines", "-", "--jobs", jobs, given=b"\n".join([good, *broken, b"", good]) + b"\n")
    assert answer.returncode == 2
    assert [row["id"] for row in rows(answer.stdout)] == ["a", "a"]
    assert [int(number) for number in re.findall(r"line (\d+): ", answer.stderr)] == [2, 3, 4, 5, 6, 7, 8]
    assert "7 lines were broken and left out. All others were checked." in answer.stderr


def test_two_processes_write_what_one_writes(folder: Path) -> None:
    texts = [f"{'On the corner these junkies wait. ' * (number % 40)}{number}" for number in range(2_000)]
    (folder / "in.jsonl").write_text("".join(json.dumps({"id": number, "text": text}) + "\n" for number, text in enumerate(texts)))
    one, two = (run(folder, "check", "--lines", "in.jsonl", "--jobs", jobs) for jobs in ("1", "2"))
    assert one.stdout.count("\n") == 2_000
    assert one.stdout == two.stdout


def _busy(folder: Path) -> subprocess.Popen[bytes]:
    """Two processes that check more than they can end with in a second, once the first lines were written."""
    line = json.dumps({"id": 7, "text": "On the corner these junkies wait. " * 60}) + "\n"
    (folder / "in.jsonl").write_text(line * 20_000)
    command = [sys.executable, "-m", "kithbridge", "words", "check", "--list", "small.rec", "--lines", "in.jsonl", "--jobs", "2"]
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # Tests that run in the background of a shell hand down that Ctrl-C is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdout is not None
    assert process.stdout.readline()
    return process


def _workers(process: subprocess.Popen[bytes]) -> list[int]:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
    return [int(child) for child in children if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text(encoding="utf-8")]


def _lives(process: int) -> bool:
    """Not one that has ended and whose parent has not yet asked how."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_ends_all_processes(folder: Path, times: int) -> None:
    process = _busy(folder)
    workers = _workers(process)
    assert len(workers) == 2
    for _ in range(times):
        # A terminal sends it to the whole group; an impatient person sends it twice.
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.05)
    process.communicate(timeout=30)
    assert process.returncode in ({130} if times == 1 else {130, -signal.SIGINT, 1, 2})
    until = time.monotonic() + 10
    while any(_lives(worker) for worker in workers) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(_lives(worker) for worker in workers)


def test_a_process_that_is_killed_is_said_and_not_waited_for(folder: Path) -> None:
    process = _busy(folder)
    os.kill(_workers(process)[0], signal.SIGKILL)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 2
    assert b"A process was ended from outside" in said


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_pipe_that_is_closed_is_no_clean_bill(folder: Path, jobs: str) -> None:
    line = json.dumps({"id": 7, "text": "On the corner these junkies wait. " * 60}) + "\n"
    (folder / "in.jsonl").write_text(line * 500)
    command = [sys.executable, "-m", "kithbridge", "words", "check", "--list", "small.rec", "--lines", "in.jsonl", "--jobs", jobs]
    process = subprocess.Popen(command, cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(timeout=30) == 2


def test_nothing_found_in_lines_ends_with_0_and_an_empty_file_too(folder: Path) -> None:
    assert run(folder, "check", "--lines", "-", given='{"id": 1, "text": "The van came."}').returncode == 0
    assert run(folder, "check", "--lines", "-").returncode == 0


def test_memory_stays_flat_however_many_lines_come(folder: Path) -> None:
    def peak(count: int) -> int:
        line = json.dumps({"id": 7, "text": "The van came at four. " * 90 + "On the corner these junkies wait."}) + "\n"
        (folder / "in.jsonl").write_text(line * count)
        # Started by a small process: what is counted for one begins with the memory of whoever started it.
        small = (
            "import resource, subprocess, sys; ended = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL);"
            " print(ended, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        )
        command = [sys.executable, "-m", "kithbridge", "words", "check", "--list", "small.rec", "--lines", "in.jsonl"]
        answer = subprocess.run([sys.executable, "-c", small, *command], cwd=folder, env=environment(), capture_output=True, check=True)
        ended, used = map(int, answer.stdout.split())
        assert ended == 1
        return used

    small, large = peak(500), peak(6_000)
    assert large - small < 8 * 1024, f"{small} KB for 1 MB, {large} KB for 12 MB"


def test_a_line_without_an_end_does_not_take_all_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words_lines, "LONGEST_LINE", 1_000)
    file = io.BytesIO(b'{"id":1,"text":"x"}\n' + b"x" * 5_000)
    pieces = words_lines._pieces(file)
    number, lines = next(pieces)
    assert (number, [len(line) for line in lines]) == (1, [20, 1_001])
    with pytest.raises(Wrong, match="Line 2 is longer"):
        next(pieces)
    assert file.tell() == 20 + 1_001


def test_each_finding_is_written_as_json_would_write_it() -> None:
    from kithbridge.cli.words_promised import promised
    from kithbridge.engines.language.check import Checker
    from kithbridge.engines.language.lexicon import starter

    text = 'An addict — “IVDU” \\ "junkies" failed\tto attend; crack whores and a prisoner’s dirty\nurine.'
    found = Checker(starter(), level="all").check(text)

    for one in found:
        row = json.loads(promised(one, text))
        assert list(row) == ["start", "end", "text", "entry", "level", "contested", "reason", "alternatives"]
        assert json.dumps(row) == promised(one, text)
        assert row["text"] == text[row["start"] : row["end"]]
        assert row["start"] <= one.start < one.end <= row["end"]
        assert (row["entry"], row["level"], row["contested"], row["reason"]) == (one.entry, one.level, one.contested, one.reason)
        assert tuple(row["alternatives"]) == one.alternatives
    assert len(found) > 3
