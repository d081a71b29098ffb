"""For tests of `kithbridge words`: a small list, so that no edit of the starter list changes them, and the command in a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]
FIELDS = ["start", "end", "text", "entry", "level", "contested", "reason", "alternatives"]
HURTS = "The paper wrote that he was an addict.\nOn the corner these junkies wait.\n"
KIND = "The van came at four. Mothers who use drugs know its driver.\n"

LIST = """\
id: KB001
term: addict
forms: addict(s)
about: drug use
level: avoid
instead: person who uses drugs
+ (her name)
why: It makes the whole person the habit.
disagree: Some claim the word.
sources: INPUD 2011*

id: KB004
term: junkie
forms: junkie(s)
about: drug use
level: slur
instead: person who uses drugs
+ person who injects drugs
why: It calls people rubbish.
sources: INPUD 2011*

id: KB090
term: service user
forms: service user(s)
about: policy
level: contested
instead: people who come here
why: It names people by what they get.
disagree: Some prefer it to client.
sources: SDF*
"""


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KITHBRIDGE_", "DJANGO_", "DATABASE_"))}
    return {**kept, "PYTHONPATH": str(PROJECT), **more}


def run(folder: Path, *words: str, given: str | bytes = b"", **more: str) -> subprocess.CompletedProcess[str]:
    """`kithbridge words WORDS...` in a folder, with the small list."""
    listed = [] if words[0] == "reading" or "--list" in words else ["--list", "small.rec"]
    command = [sys.executable, "-m", "kithbridge", "words", *words[:1], *listed, *words[1:]]
    raw = given.encode() if isinstance(given, str) else given
    answer = subprocess.run(command, cwd=folder, env=environment(**more), input=raw, capture_output=True, timeout=120, check=False)
    return subprocess.CompletedProcess(command, answer.returncode, answer.stdout.decode(), answer.stderr.decode())


@pytest.fixture(name="folder")
def folder_of_texts(tmp_path: Path) -> Path:
    """Three texts and the small list."""
    (tmp_path / "small.rec").write_text(LIST, encoding="utf-8")
    (tmp_path / "hurts.txt").write_text(HURTS, encoding="utf-8")
    (tmp_path / "kind.txt").write_text(KIND, encoding="utf-8")
    (tmp_path / "page.md").write_text("# Notes\n\n> These junkies wait.\n\nOn the corner these junkies wait.\n", encoding="utf-8")
    return tmp_path


def refused(answer: subprocess.CompletedProcess[str], *said: str) -> None:
    assert answer.returncode == 2, answer.stdout + answer.stderr
    assert "Traceback" not in answer.stderr
    assert answer.stderr.startswith(("kithbridge", "usage: kithbridge"))
    for words in said:
        assert words in answer.stderr


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]
