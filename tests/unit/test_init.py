"""`kithbridge init`: what may be answered, what is made, and a beginning that was cut off."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from kithbridge.cli import init_answers as answers
from kithbridge.people.actions import team
from kithbridge.people.backups import new_identity

PROJECT = Path(__file__).resolve().parents[2]


def environment(home: Path | None, **extra: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KITHBRIDGE_", "DJANGO_", "DATABASE_"))}
    found = {**kept, "KITHBRIDGE_VOLATILE": f"{home}-volatile", **extra}
    return found | ({"KITHBRIDGE_HOME": str(home)} if home else {})


def run(home: Path, *words: str, **extra: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kithbridge", *words],
        env=environment(home, **extra),
        cwd=home.parent,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


# --- What may be answered ------------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["https://things.example", "things.example", "https://things.example:8443/", "http://localhost:8000"])
def test_addresses_that_can_stand(text: str) -> None:
    found = answers.address(text)
    assert (found.wrong, found.care) == ("", "")
    assert found.value.startswith("http")
    assert not found.value.endswith("/")


@pytest.mark.parametrize(
    "text", ["http://things.example", "https://", "ftp://things.example", "https://things.example/n/", "https://me:x@things.example", "a b"]
)
def test_addresses_that_cannot(text: str) -> None:
    assert answers.address(text).wrong


@pytest.mark.parametrize(
    "host", ["needles.example", "harmreduction.example", "drug-help.example", "mothers.example", "mums.org.example", "safer-use.example"]
)
def test_an_address_that_says_what_it_is_for_is_warned_of(host: str) -> None:
    found = answers.address(f"https://{host}")
    assert not found.wrong
    assert "says nothing" in found.care


@pytest.mark.parametrize("host", ["charm.example", "quay.example", "minimum.example", "things.example"])
def test_harmless_addresses_are_left_alone(host: str) -> None:
    assert answers.address(f"https://{host}").care == ""


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    assert answers.group_folder(str(tmp_path / "new")).wrong == ""
    (tmp_path / "letter.txt").write_text("keep me")
    assert "other things" in answers.group_folder(str(tmp_path)).wrong
    (tmp_path / answers.BEGUN).touch()
    assert answers.group_folder(str(tmp_path)).wrong == "", "an interrupted init is gone on with"
    (tmp_path / "DEMO").touch()
    assert "demo" in answers.group_folder(str(tmp_path)).wrong
    assert answers.group_folder(str(tmp_path / "it's")).wrong


def test_the_spare_place_is_elsewhere(tmp_path: Path) -> None:
    group = tmp_path / "home"
    assert "inside" in answers.spare(str(group / "spare"), group).wrong
    assert "not there" in answers.spare(str(tmp_path / "no" / "where"), group).wrong
    same = answers.spare(str(tmp_path / "spare"), group)
    assert (same.wrong, same.value) == ("", str(tmp_path / "spare"))
    assert "same disk" in same.care
    if os.stat("/dev/shm").st_dev != tmp_path.stat().st_dev:
        assert answers.spare("/dev/shm", group).care == ""


def test_backups_and_the_spare_place_lie_apart(tmp_path: Path) -> None:
    spare = tmp_path / "spare"
    spare.mkdir()
    for text in (spare, spare / "in", tmp_path):
        assert "together" in answers.backups(str(text), tmp_path / "home", str(spare)).wrong
    assert answers.backups(str(tmp_path / "backups"), tmp_path / "home", str(spare)).wrong == ""


def test_only_a_public_key_is_taken() -> None:
    public, private = new_identity()
    assert answers.backup_key(public).wrong == ""
    assert "private half" in answers.backup_key(private.splitlines()[-1]).wrong
    assert "age1" in answers.backup_key("age1nonsense").wrong


def test_the_environment_file_never_goes_over_something_else(tmp_path: Path) -> None:
    other = tmp_path / "hosts"
    other.write_text("127.0.0.1 localhost")
    assert "something else" in answers.env_file(str(other)).wrong
    assert "folder" in answers.env_file(str(tmp_path)).wrong
    assert answers.env_file(str(tmp_path / "new.env")).wrong == ""


# --- What is made --------------------------------------------------------------------------------------
def begin(tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return run(
        tmp_path / "home",
        *("init", "--yes", "--work-name", "Maeve", "--address", "https://things.example"),
        *("--spare", str(tmp_path / "spare"), "--backups", str(tmp_path / "backups"), "--backup-to", new_identity()[0]),
        *words,
    )


def test_all_of_it(tmp_path: Path) -> None:
    env = tmp_path / "things.env"
    answer = begin(tmp_path, "--env", str(env))
    assert answer.returncode == 0, answer.stderr
    assert re.search(r"https://things\.example/t/join/\S{20,}", answer.stdout)
    for said in ("pepper", "epoch key", "keyring", "private backup key", "her head", "same disk", "1. ", "2. ", "3. "):
        assert said in answer.stdout
    assert answer.stdout.count("Lost: ") == 6
    assert env.stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / "home" / answers.BEGUN).exists()
    for path in [tmp_path / "home", *(tmp_path / "home").glob("*.sqlite3"), tmp_path / "spare", tmp_path / "backups"]:
        assert path.stat().st_mode & 0o077 == 0, path
    assert list((tmp_path / "spare").glob("kithbridge-*/epoch.keys"))


def test_a_shell_and_systemd_read_the_environment_file_alike(tmp_path: Path) -> None:
    assert begin(tmp_path).returncode == 0
    env = tmp_path / "home" / "kithbridge.env"
    shown = subprocess.run(
        ["sh", "-c", f"set -a; . {env}; exec env"], env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=True
    ).stdout
    by_shell = dict(line.split("=", 1) for line in shown.splitlines() if line.startswith("KITHBRIDGE_"))
    # systemd.exec(5): lines NAME=VALUE, `#` begins a comment, a value in single quotes is taken as it stands.
    by_systemd = {}
    for line in env.read_text().splitlines():
        if line and not line.startswith("#"):
            name, value = line.split("=", 1)
            assert re.fullmatch(r"'[^'\\]*'", value)
            by_systemd[name] = value[1:-1]
    assert by_shell == by_systemd
    assert by_shell["KITHBRIDGE_ADDRESS"] == "https://things.example"
    secrets = (tmp_path / "home" / "secrets" / "site.json").read_text()
    assert not set(re.findall(r"[0-9a-f]{32,}", env.read_text())) & set(re.findall(r"[0-9a-f]{32,}", secrets))


def test_without_answers_it_takes_defaults_and_says_so(tmp_path: Path) -> None:
    answer = run(tmp_path / "home", "init")
    assert answer.returncode == 0, answer.stderr
    for said in ("No address was given", "No spare place was given", "No folder for backups was given"):
        assert said in answer.stdout
    assert answer.stdout.count("Lost: ") == 4


def test_what_the_environment_names_is_taken(tmp_path: Path) -> None:
    """As in a container."""
    answer = run(tmp_path / "home", "init", KITHBRIDGE_SPARE=str(tmp_path / "spare"), KITHBRIDGE_ADDRESS="https://things.example")
    assert answer.returncode == 0, answer.stderr
    assert "No spare place" not in answer.stdout
    assert f"KITHBRIDGE_SPARE='{tmp_path}/spare'" in (tmp_path / "home" / "kithbridge.env").read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--address", "http://things.example"), "https"),
        (("--spare", "/no/such/place"), "not there"),
        (("--backups", "/no/such/place"), "not there"),
        (("--backup-to", "age1x"), "age1"),
    ],
)
def test_a_wrong_answer_changes_nothing(tmp_path: Path, words: tuple[str, str], said: str) -> None:
    answer = run(tmp_path / "home", "init", "--yes", *words)
    assert answer.returncode == 2
    assert said in answer.stderr
    assert "Nothing was changed" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not (tmp_path / "home").exists()


def test_a_new_link_once_the_first_has_ended(tmp_path: Path) -> None:
    first, home = begin(tmp_path), tmp_path / "home"
    refused = run(home, "init")
    assert refused.returncode == 2
    assert "still holds" in refused.stderr
    with closing(sqlite3.connect(home / "content.sqlite3")) as rows, rows:
        rows.execute("UPDATE people_invitation SET until = 1")
    again = run(home, "init", KITHBRIDGE_ADDRESS="https://things.example")
    assert again.returncode == 0, again.stderr
    links = {re.search(r"/t/join/(\S+)", answer.stdout)[1] for answer in (first, again)}  # type: ignore[index]
    assert len(links) == 2
    assert run(home, "init").returncode == 2, "one link at a time"


# --- Cut off, and begun again ------------------------------------------------------------------------------
@pytest.mark.slow
@pytest.mark.parametrize("after", [0.3, 0.6, 0.9, 1.3, 1.8])
def test_killed_anywhere_it_goes_on(tmp_path: Path, after: float) -> None:
    words = [sys.executable, "-m", "kithbridge", "init", "--yes", "--spare", str(tmp_path / "spare")]
    began = subprocess.Popen(words, env=environment(tmp_path / "home"), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(after)
    began.send_signal(signal.SIGKILL)
    said = began.communicate()[0].decode()
    secrets = tmp_path / "home" / "secrets" / "site.json"
    before = secrets.read_bytes() if secrets.exists() else None
    whole = "next three steps" in said and not (tmp_path / "home" / answers.BEGUN).exists()
    again = run(tmp_path / "home", "init", "--yes", "--spare", str(tmp_path / "spare"))
    assert again.returncode == (2 if whole else 0), again.stderr
    assert before is None or secrets.read_bytes() == before, "keys that were made stay"
    told = run(tmp_path / "home", "doctor", "--json", KITHBRIDGE_SPARE=str(tmp_path / "spare"))
    assert not {"files.begun", "files.epoch_lost", "databases.pending", "spare.problem"} & set(re.findall(r'"key": "(.*?)"', told.stdout))
    assert told.returncode == 1


# --- Asked at a terminal ---------------------------------------------------------------------------------
class Terminal:
    """`kithbridge init` at a terminal, with somebody who answers."""

    def __init__(self, folder: Path) -> None:
        self.said = ""
        self._child, self._line = pty.fork()
        if self._child == 0:
            os.chdir(folder)
            os.execve(  # noqa: S606 - the child of a terminal
                sys.executable, [sys.executable, "-m", "kithbridge", "init"], environment(folder / "home")
            )

    def until(self, text: str, seconds: float = 60) -> str:
        """Read until `text` was said; what was said since the last answer."""
        end, new = time.monotonic() + seconds, ""
        while text not in new:
            ready, _, _ = select.select([self._line], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"waited for {text!r}: {self.said}"
            try:
                part = os.read(self._line, 4096).decode(errors="replace")
            except OSError:
                part = ""
            assert part, f"it ended before {text!r}: {self.said}"
            new += part
            self.said += part
        return new

    def answer(self, text: str) -> None:
        os.write(self._line, text.encode() + b"\n")

    def end(self) -> int:
        while True:
            try:
                if not (part := os.read(self._line, 4096)):
                    break
                self.said += part.decode(errors="replace")
            except OSError:
                break
        return os.waitstatus_to_exitcode(os.waitpid(self._child, 0)[1])


def test_somebody_answers_each_question(tmp_path: Path) -> None:
    at = Terminal(tmp_path)
    at.until("In which folder")
    at.answer("")
    at.until("Which address")
    at.answer("http://things.example")
    assert "must begin with https" in at.until("Which address")
    at.answer("https://needles.example")
    assert "says nothing" in at.until("Spare place")
    at.answer(str(tmp_path / "no" / "stick"))
    assert "not there" in at.until("Spare place")
    at.answer(str(tmp_path / "spare"))
    at.until("Folder for backups")
    at.answer(str(tmp_path / "backups"))
    at.until("public backup key")
    at.answer("n")
    private = re.search(r"AGE-SECRET-KEY-1[A-Z0-9]+", at.until("last six signs"))
    assert private
    at.answer("WRONG!")
    at.until("last six signs")
    at.answer(private[0][-6:].lower())
    assert at.end() == 0, at.said
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert private[0].encode() not in kept
    assert b"KITHBRIDGE_BACKUP_TO='age1" in kept


def test_questions_cut_off_change_nothing(tmp_path: Path) -> None:
    at = Terminal(tmp_path)
    at.until("In which folder")
    at.answer("")
    at.until(">")
    at.answer("\x04")
    assert at.end() == 2
    assert not (tmp_path / "home").exists()


# --- Wrong input that nobody may be shown a traceback for --------------------------------------------------
def test_a_work_name_that_cannot_stand_begins_nothing(tmp_path: Path) -> None:
    answer = run(tmp_path / "home", "init", "--yes", "--work-name", "x" * (team.LONGEST_NAME + 1))
    assert (answer.returncode, answer.stdout) == (2, "")
    assert f"at most {team.LONGEST_NAME} signs" in answer.stderr
    assert not (tmp_path / "home").exists()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    answer = run(Path("/proc/nothing"), "init", "--yes", KITHBRIDGE_VOLATILE=str(tmp_path))
    assert answer.returncode == 2
    assert answer.stderr.endswith("kithbridge: /proc/nothing: No such file or directory. Nothing was changed.\n")


def test_an_upgrade_begins_the_rules_of_an_older_group_and_a_damaged_file_is_said(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert run(home, "init", "--yes").returncode == 0
    with closing(sqlite3.connect(home / "content.sqlite3")) as content, content:
        content.execute("DELETE FROM rules_edition")
    assert run(home, "upgrade").returncode == 0
    with closing(sqlite3.connect(home / "content.sqlite3")) as content:
        assert content.execute("SELECT count(*) FROM rules_edition WHERE began != ''").fetchone() == (1,)
    (home / "content.sqlite3").write_text("no database\n" * 200)
    for words in (["serve"], ["sweep"], ["upgrade"], ["audit", "verify"], ["rules", "why", "asks.live_weeks"]):
        answer = run(home, *words)
        assert (answer.returncode, answer.stderr.count("\n")) == (2, 1), answer.stderr
        assert "damaged" in answer.stderr
