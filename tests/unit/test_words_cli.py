"""`kithbridge words` as a person and a program use it: processes of their own, right and wrong input, a list of three entries."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typst

from kithbridge.cli import _parser
from kithbridge.cli.words_texts import SUFFIXES
from kithbridge.engines.language.lexicon import parse
from tests.unit.worded import HURTS, LIST, PROJECT, environment, folder_of_texts, refused, rows, run  # noqa: F401

# --- Files ------------------------------------------------------------------------------------------------------------------


def test_findings_end_with_1_and_none_with_0(folder: Path) -> None:
    answer = run(folder, "check", "hurts.txt")
    assert answer.returncode == 1, answer.stderr
    assert "hurts.txt:2:21: »junkies« an insult" in answer.stdout
    assert re.search(r"2 findings: 1 to avoid, 1 insult\. List [0-9a-f]{12}\.\n$", answer.stdout)
    answer = run(folder, "check", "kind.txt")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.startswith("Nothing found. List ")


def test_the_exit_code_is_1_for_hundreds_of_findings(folder: Path) -> None:
    (folder / "many.txt").write_text("On the corner these junkies wait.\n" * 512, encoding="utf-8")
    answer = run(folder, "check", "--quiet", "many.txt")
    assert (answer.returncode, answer.stdout, answer.stderr) == (1, "", "")


def test_a_folder_is_looked_through_and_a_file_that_is_not_there_said(folder: Path) -> None:
    answer = run(folder, "check", ".", "gone.txt")
    assert answer.returncode == 2
    assert answer.stderr == "kithbridge: gone.txt: there is no such file. Nothing of it was checked.\n"
    assert "page.md:5:21" in answer.stdout
    assert "page.md:3" not in answer.stdout
    assert "3 findings in 2 of 3 texts" in answer.stdout


@pytest.mark.parametrize("name", ["gone.txt", "noise.docx"])
def test_what_could_not_be_read_is_never_told_as_clean(folder: Path, name: str) -> None:
    (folder / "noise.docx").write_bytes(b"PK\x03\x04 no")
    answer = run(folder, "check", name)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert run(folder, "check", "--format", "jsonl", name).stdout == ""
    (told,) = json.loads(run(folder, "check", "--format", "json", name).stdout)["texts"]
    assert told["file"] == name
    assert told["problem"].startswith(f"{name}: ")


def test_a_name_of_no_letters_is_not_the_folder_and_a_pipe_in_a_folder_is_not_waited_for(folder: Path) -> None:
    refused(run(folder, "check", ""), "there is no such file")
    os.mkfifo(folder / "pipe.txt")
    assert run(folder, "check", ".").returncode == 1


def test_standard_input_and_what_it_would_be_called(folder: Path) -> None:
    text = (folder / "page.md").read_text(encoding="utf-8")
    plain, as_file = run(folder, "check", "-", given=text), run(folder, "check", "-", "--name", "x.md", given=text)
    assert plain.stdout.startswith("standard-input.txt:")
    assert as_file.stdout.startswith("x.md:5:21")


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "sarif", "github"])
def test_two_processes_say_what_one_says(folder: Path, form: str) -> None:
    one, two = (run(folder, "check", "--format", form, "--jobs", jobs, ".", "-", given=HURTS) for jobs in ("1", "2"))
    assert one.stdout.count("junkies") >= 3
    assert (one.returncode, one.stdout, one.stderr) == (two.returncode, two.stdout, two.stderr)


def test_contested_words_only_when_asked_for(folder: Path) -> None:
    text = "Each service user was asked twice."
    assert run(folder, "check", "-", given=text).returncode == 0
    answer = run(folder, "check", "--level", "contested", "-", given=text)
    assert "»service user« people disagree" in answer.stdout
    assert "Some prefer it to client." in answer.stdout


def test_the_settings_of_the_folder_are_followed(folder: Path) -> None:
    (folder / ".kithbridge-words.toml").write_text('list = "small.rec"\nallow = ["these junkies"]\nallow-entries = ["KB001"]\n')
    listed = [sys.executable, "-m", "kithbridge", "words", "check", "hurts.txt"]
    assert subprocess.run(listed, cwd=folder, env=environment(), capture_output=True, check=False).returncode == 0
    assert run(folder, "check", "--no-config", "hurts.txt").returncode == 1
    (folder / ".kithbridge-words.toml").write_text('loud = "yes"\n')
    refused(run(folder, "check", "hurts.txt"), "'loud' is not a setting", "Nothing was checked")


def test_a_comment_keeps_a_word(folder: Path) -> None:
    (folder / "kept.md").write_text(
        "<!-- words: off -->\nThese junkies wait.\n<!-- words: on -->\nTwo addicts left. <!-- words:ok KB001 -->\n"
    )
    assert run(folder, "check", "kept.md").returncode == 0


def test_a_word_document_is_told_by_its_parts_and_copied_with_notes(folder: Path) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_paragraph("The van came at four.")
    document.add_table(1, 1).cell(0, 0).text = "On the corner these junkies wait."
    document.save(folder / "a.docx")
    before = (folder / "a.docx").read_bytes()
    answer = run(folder, "check", "--annotate", "--out", "copy.docx", "a.docx")
    assert answer.returncode == 1, answer.stderr
    assert "a.docx: table 1" in answer.stdout
    assert "copy.docx is written, with 1 note in it." in answer.stderr
    assert (folder / "a.docx").read_bytes() == before
    (comment,) = docx.Document(folder / "copy.docx").comments
    assert "It calls people rubbish." in comment.text
    assert run(folder, "check", "--tracked", "--out", "changed.docx", "a.docx").returncode == 1
    assert docx.Document(folder / "changed.docx").element.body.xpath(".//w:ins//w:t")[0].text == "people who use drugs"


def test_a_pdf_is_told_by_its_pages_and_copied_with_highlights(folder: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    typst.compile(b"The van came at four.\n#pagebreak()\nOn the corner these junkies wait.", output=str(folder / "a.pdf"))
    before = (folder / "a.pdf").read_bytes()
    answer = run(folder, "check", "--annotate", "--out", "copy.pdf", "a.pdf")
    assert answer.returncode == 1, answer.stderr
    assert "a.pdf: page 2: »junkies« an insult" in answer.stdout
    assert (folder / "a.pdf").read_bytes() == before
    marks = [note.get_object() for page in pypdf.PdfReader(folder / "copy.pdf").pages for note in page.get("/Annots", [])]
    assert [mark["/Subtype"] for mark in marks if mark["/Subtype"] == "/Highlight"] == ["/Highlight"]
    assert any("It calls people rubbish." in mark.get("/Contents", "") for mark in marks)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check",), "Name a file, a folder"),
        (("check", "--lines", "x", "hurts.txt"), "--lines is instead of files"),
        (("check", "--lines", "x", "--format", "sarif"), "--lines writes --format jsonl"),
        (("check", "--lines", "none.jsonl"), "none.jsonl could not be read"),
        (("check", "--annotate", "hurts.txt"), "say where with --out"),
        (("check", "--out", "x.txt", "hurts.txt"), "can be made of .docx and .pdf"),
        (("check", "--out", "x.pdf", "a.docx"), "the copy is a .docx as well"),
        (("check", "--tracked", "--out", "x.pdf", "a.pdf"), "into .docx only"),
        (("check", "--out", "b.docx", "none.docx"), "none.docx could not be read"),
        (("check", "--list", "none.rec", "hurts.txt"), "The list none.rec could not be read"),
        (("check", "--list", "hurts.txt", "hurts.txt"), "has a mistake, line 1"),
        (("check", "--list", "wrong.json", "hurts.txt"), "The list wrong.json"),
        (("check", "--list", "empty.rec", "hurts.txt"), "The list empty.rec has no entries"),
        (("check", "--list", "wrong.tsv", "hurts.txt"), "The list wrong.tsv"),
        (("check", "--list", "latin.rec", "hurts.txt"), "is not text in UTF-8"),
        (("check", "noise.txt"), "noise.txt: "),
        (("check", "noise.docx"), "noise.docx: "),
        (("check", "--jobs", "0", "hurts.txt"), "a number from 1 to 64"),
        (("list", "KB999"), "There is no entry"),
        (("list", "kb005"), "Did you mean KB"),
        (("list", "--as", "vale"), "say where with --out"),
        (("list", "--out", "x"), "--out needs --as"),
        (("list", "KB001", "--as", "rec"), "leave the entry away"),
        (("list", "--as", "rec", "--out", "no/such/folder"), "could not be written"),
        (("reading", "none.txt"), "there is no such file"),
    ],
)
def test_what_goes_wrong_is_said_plainly(folder: Path, words: tuple[str, ...], said: str) -> None:
    (folder / "wrong.json").write_text('{"entries": 5}')
    (folder / "wrong.tsv").write_text("id\tterm\nKB1\n")
    (folder / "empty.rec").write_text("\n")
    (folder / "latin.rec").write_bytes(b"id: KB\xe9\n")
    (folder / "noise.txt").write_bytes(b"\x00\x01\x02")
    (folder / "noise.docx").write_bytes(b"PK\x03\x04 no")
    (folder / "a.docx").write_bytes(b"")
    refused(run(folder, *words), said)


def test_a_document_never_takes_the_place_of_itself(folder: Path) -> None:
    (folder / "a.docx").write_bytes(b"x")
    refused(run(folder, "check", "--out", "./a.docx", "a.docx"), "is the document itself")
    assert (folder / "a.docx").read_bytes() == b"x"


def test_a_mistake_in_the_list_is_said_once_by_two_processes(folder: Path) -> None:
    answer = run(folder, "check", "--list", "hurts.txt", "--jobs", "2", ".")
    refused(answer, "has a mistake")
    assert answer.stderr.count("\n") == 1


# --- Privacy, start, terminals ----------------------------------------------------------------------------------------------


def test_no_network_and_nothing_written_anywhere(folder: Path) -> None:
    (folder / "in.jsonl").write_text(json.dumps({"id": 1, "text": HURTS}) + "\n")
    guard, home = folder.parent / "guard", folder.parent / "elsewhere"
    guard.mkdir()
    home.mkdir()
    stopped = "import socket\ndef no(*_, **__): raise SystemExit('the network was touched')\n"
    stopped += "for name in ('connect', 'connect_ex', 'bind', 'sendto'): setattr(socket.socket, name, no)\nsocket.getaddrinfo = no\n"
    (guard / "sitecustomize.py").write_text(stopped)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    places = {"HOME": str(home), "TMPDIR": str(home), "XDG_CACHE_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    more = {"PYTHONPATH": f"{guard}{os.pathsep}{PROJECT}", **places}
    for words in (["hurts.txt"], ["--reading", "page.md"], ["--format", "sarif", "."], ["--lines", "in.jsonl"]):
        answer = run(folder, "check", *words, **more)
        assert answer.returncode == 1, answer.stderr
        assert answer.stderr == ""
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert list(home.rglob("*")) == []
    caught = subprocess.run(
        [sys.executable, "-c", "import socket; socket.socket().connect(('127.0.0.1', 9))"],
        env=environment(**more),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "the network was touched" in caught.stderr


def test_a_check_of_text_imports_neither_django_nor_document_readers(folder: Path) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "kithbridge", "words", "check", "--list", "small.rec", "hurts.txt"]
    answer = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=False)
    names = {line.split("|")[-1].strip().partition(".")[0] for line in answer.stderr.splitlines() if line.startswith("import time:")}
    assert "kithbridge" in names
    assert not names & {"django", "socket", "asyncio", "multiprocessing", "lxml", "docx", "pypdf", "pygls", "json", "tomllib"}


def test_a_bar_on_a_terminal_only(folder: Path) -> None:
    assert "MB" in on_a_terminal(folder)
    assert on_a_terminal(folder, "--no-progress") == ""
    assert on_a_terminal(folder, "--quiet") == ""
    (folder / "in.jsonl").write_text(json.dumps({"id": 7, "text": HURTS}) + "\n")
    assert run(folder, "check", "--lines", "in.jsonl").stderr == ""


def on_a_terminal(folder: Path, *words: str) -> str:
    """What standard error gets where that is a terminal, while lines come in slowly."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "kithbridge", "words", "check", "--list", "small.rec", "--lines", "-", *words]
    process = subprocess.Popen(
        command, cwd=folder, env=environment(TERM="xterm"), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=theirs
    )
    os.close(theirs)
    lines = (json.dumps({"id": 7, "text": "The van came at four. " * 100}) + "\n").encode() * 150
    assert process.stdin is not None
    for _ in range(2):
        process.stdin.write(lines)
        process.stdin.flush()
        # Longer than the patience of the bar.
        time.sleep(1.2)
    process.stdin.close()
    said = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:
            break
        if not piece:
            break
        said += piece
    os.close(ours)
    process.wait(timeout=120)
    return said.decode()


# --- The list and the reading age -------------------------------------------------------------------------------------------


def test_the_list_in_words_and_one_entry_with_everything(folder: Path) -> None:
    answer = run(folder, "list")
    assert answer.returncode == 0
    assert "KB001 addict (avoid): person who uses drugs" in answer.stdout
    assert "3 entries. List " in answer.stdout
    assert "service user" not in run(folder, "list", "--level", "default").stdout
    for name in ("KB001", "kb001", "addict"):
        answer = run(folder, "list", name)
        assert "Others say: Some claim the word." in answer.stdout
        assert "Sources: INPUD 2011*" in answer.stdout
    refused(run(folder, "list", "addictt"), "Did you mean addict")


@pytest.mark.parametrize("form", ["rec", "tsv", "json"])
def test_a_list_that_was_written_is_the_same_when_read(folder: Path, form: str) -> None:
    answer = run(folder, "list", "--as", form, "--out", f"out.{form}")
    assert answer.returncode == 0, answer.stderr
    assert (folder / f"out.{form}").read_text(encoding="utf-8") == run(folder, "list", "--as", form).stdout
    back = run(folder, "list", "--list", f"out.{form}", "--as", "rec").stdout
    assert parse(back) == parse(LIST)
    assert run(folder, "check", "--list", f"out.{form}", "hurts.txt").stdout == run(folder, "check", "hurts.txt").stdout


def test_a_vale_style_is_a_folder(folder: Path) -> None:
    answer = run(folder, "list", "--as", "vale", "--out", "styles/Kithbridge")
    assert answer.returncode == 0, answer.stderr
    assert list((folder / "styles" / "Kithbridge").rglob("*.yml"))


def test_the_starter_list_comes_along(folder: Path) -> None:
    command = [sys.executable, "-m", "kithbridge", "words", "check", "hurts.txt"]
    answer = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert "»junkies« an insult" in answer.stdout


def test_reading_grades_by_hand(folder: Path) -> None:
    # 12 words, 2 sentences, 38 letters, 13 syllables: name is one, any is two.
    (folder / "easy.txt").write_text("We do not ask your name. You can leave at any time.")
    answer = run(folder, "reading", "--format", "json", "easy.txt")
    found = json.loads(answer.stdout)
    letters = 38
    assert (found["words"], found["sentences"]) == (12, 2)
    assert found["ari"] == pytest.approx(4.71 * letters / 12 + 0.5 * 6 - 21.43, abs=0.01)
    assert found["coleman_liau"] == pytest.approx(0.0588 * letters / 0.12 - 0.296 * 2 / 0.12 - 15.8, abs=0.01)
    assert found["flesch_kincaid"] == pytest.approx(0.39 * 6 + 11.8 * 13 / 12 - 15.59, abs=0.01)
    answer = run(folder, "reading", "easy.txt", "-", given="")
    assert "easy.txt: 12 words in 2 sentences." in answer.stdout
    assert "standard-input.txt: there are no words to measure." in answer.stdout
    assert "12 words in 2 sentences" in run(folder, "check", "--reading", "easy.txt").stdout


def test_an_editor_without_its_library_is_told_what_to_install(folder: Path) -> None:
    (folder.parent / "without").mkdir()
    (folder.parent / "without" / "lsprotocol.py").write_text("raise ModuleNotFoundError('no', name='lsprotocol')")
    answer = run(folder, "lsp", PYTHONPATH=f"{folder.parent / 'without'}{os.pathsep}{PROJECT}")
    refused(answer, "needs pygls 2", "pip install pygls")


# --- Hooks ------------------------------------------------------------------------------------------------------------------


def test_the_hook_calls_a_command_that_exists_for_the_files_that_are_read() -> None:
    hook = (PROJECT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    entry, files = (re.search(rf"^  {name}: (.+)$", hook, re.MULTILINE) for name in ("entry", "files"))
    assert entry is not None
    assert files is not None
    program, *words = entry[1].split()
    assert program == "kithbridge"
    assert _parser().parse_args([*words, "a.txt"]).files == ["a.txt"]
    assert {suffix for suffix in [*SUFFIXES, ".png", ".py"] if re.search(files[1], "a" + suffix)} == SUFFIXES


def test_the_action_takes_what_a_workflow_gives_through_the_environment_only() -> None:
    action = (PROJECT / "action.yml").read_text(encoding="utf-8")
    scripts = re.findall(r"run: \|\n((?:        .*\n?)+)", action)
    assert len(scripts) == 2
    assert not any("${{" in script for script in scripts)
    for option in re.findall(r"--[a-z-]+", scripts[1]):
        if option != "--":
            assert option in _options(), option
    for name in re.findall(r"inputs\.([a-z-]+)", action):
        assert re.search(rf"^  {name}:$", action, re.MULTILINE), name


def _options() -> set[str]:
    answer = subprocess.run(
        [sys.executable, "-m", "kithbridge", "words", "check", "--help"], env=environment(), capture_output=True, text=True, check=True
    )
    return set(re.findall(r"--[a-z-]+", answer.stdout))
