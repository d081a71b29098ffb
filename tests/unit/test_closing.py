"""A group ends in one evening: told first, asked twice, stopped anywhere without harm; afterwards nothing opens, with nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from kithbridge.people import closing

PROJECT = Path(__file__).resolve().parents[2]
WHERE = "Go to Harbour House, Monday to Friday.\nRing 0800 111."
YES = "shred them\nTarrowby Bridge\n"


class Home:
    """A furnished group in a folder of its own, with a spare place."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home, self.spare = folder, folder / "home", folder / "stick"

    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("KITHBRIDGE_", "DATABASE_URL", "DJANGO_", "PYTEST_"))}
        own = {"KITHBRIDGE_HOME": self.home, "KITHBRIDGE_VOLATILE": self.folder / "volatile", "KITHBRIDGE_SPARE": self.spare}
        return kept | {name: str(path) for name, path in own.items()}

    def call(self, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", *words]
        return subprocess.run(
            command, cwd=PROJECT, env=self.environment(), input=typed, capture_output=True, text=True, timeout=120, check=False
        )

    def ending(self, *words: str) -> Any:
        answer = self.call("tests.unit.ending", *words)
        assert answer.returncode == 0, answer.stderr
        return json.loads(answer.stdout)

    def close(self, *words: str, typed: str = YES) -> subprocess.CompletedProcess[str]:
        return self.call("kithbridge", "close", *words, typed=typed)

    def close_all(self, typed: str = YES) -> subprocess.CompletedProcess[str]:
        return self.close("--yes", "--hand-on", str(self.folder / "on"), "--next", WHERE, typed=typed)

    def opens(self) -> list[str]:
        return list(self.ending("open", str(self.folder / "known.json")))

    def files(self) -> dict[str, bytes]:
        return {str(path.relative_to(self.home)): path.read_bytes() for path in sorted(self.home.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once; each test has its own copy."""
    folder = tmp_path_factory.mktemp("ending")
    group = Home(folder)
    group.spare.mkdir()
    begun = group.call("kithbridge", "init", "--yes", "--work-name", "Nobody")
    assert begun.returncode == 0, begun.stderr
    (folder / "known.json").write_text(json.dumps(group.ending("furnish")))
    return folder


@pytest.fixture
def group(furnished: Path, tmp_path: Path) -> Home:
    shutil.copytree(furnished, tmp_path / "group")
    return Home(tmp_path / "group")


def test_without_yes_it_only_says_what_would_happen(group: Home) -> None:
    before = group.files()
    answer = group.close()
    assert answer.returncode == 0, answer.stderr
    assert "Open asks that would be shredded unanswered: 2" in answer.stdout
    assert "Notes about a danger that nobody has decided: 1" in answer.stdout
    assert "Nothing is changed without --yes." in answer.stdout
    assert not (group.home / closing.MARK).exists()
    assert group.files().keys() == before.keys()


@pytest.mark.parametrize(
    "typed", ["", "shred them\n", "yes\nTarrowby Bridge\n", "shred them\nTarrowby\n", "\n\n", "Tarrowby Bridge\nshred them\n"]
)
def test_asked_twice_and_refused_without_both_answers(group: Home, typed: str) -> None:
    before = (group.home / "epoch" / "epoch.keys").read_bytes()
    answer = group.close_all(typed=typed)
    assert answer.returncode == 2
    assert "Nothing was changed" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not (group.home / closing.MARK).exists()
    assert (group.home / "epoch" / "epoch.keys").read_bytes() == before


def test_it_names_everything_that_is_missing(group: Home) -> None:
    answer = group.close("--yes")
    assert answer.returncode == 2
    assert "--hand-on" in answer.stderr
    assert "--next" in answer.stderr


def test_a_spare_place_that_is_away_is_in_the_way(group: Home) -> None:
    group.spare.rename(group.folder / "drawer")
    answer = group.close_all()
    assert answer.returncode == 2
    assert "is not there" in answer.stderr
    assert not (group.home / closing.MARK).exists()


def test_a_folder_that_cannot_be_written_changes_nothing(group: Home) -> None:
    (group.folder / "on").write_text("a file")
    answer = group.close_all()
    assert answer.returncode == 2
    assert "could not be written" in answer.stderr
    assert "Jo opened Ask" in group.opens()


def test_afterwards_nothing_opens_with_all_words_and_old_copies_of_the_databases(group: Home) -> None:
    copies = group.folder / "copies"
    shutil.copytree(group.home, copies)
    shutil.copytree(group.spare, group.folder / "old-stick")
    assert {"signed in: page", "page opened Ask", "Jo opened Message", "Ms Adeyemi opened Worry"} <= set(group.opens()), "positive control"
    answer = group.close_all()
    assert answer.returncode == 0, answer.stderr
    assert group.opens() == []
    assert list(group.spare.iterdir()) == [], "nothing is left in the spare place"
    for name in ("content.sqlite3", "keyring.sqlite3"):
        for old in copies.glob(name + "*"):
            shutil.copy(old, group.home / old.name)
    assert group.opens() == [], "old copies of both databases, all words, and whatever lies in the home now"
    for folder in ("secrets", "epoch"):
        shutil.rmtree(group.home / folder)
        shutil.copytree(copies / folder, group.home / folder)
    assert "page opened Ask" in group.opens(), "with the destroyed keys given back it opens: the test can fail"


def test_one_destroyed_key_is_enough(group: Home) -> None:
    """The epoch key alone, or the pepper alone, given back together with everything else: nothing opens."""
    copies = group.folder / "copies"
    shutil.copytree(group.home, copies)
    assert group.close_all().returncode == 0
    for folder in ("secrets", "epoch"):
        for old in [*copies.glob("*.sqlite3*")]:
            shutil.copy(old, group.home / old.name)
        shutil.copytree(group.home / folder, group.folder / f"new-{folder}")
        shutil.rmtree(group.home / folder)
        shutil.copytree(copies / folder, group.home / folder)
        assert not any("opened" in line for line in group.opens()), folder
        shutil.rmtree(group.home / folder)
        shutil.copytree(group.folder / f"new-{folder}", group.home / folder)


def test_no_old_key_stands_anywhere_in_the_home_or_the_spare_place(group: Home) -> None:
    secrets = json.loads((group.home / "secrets" / "site.json").read_text())
    line = (group.home / "epoch" / "epoch.keys").read_bytes().split(b" ")
    never = [secrets[name].encode() for name in ("pepper", "salt", "django")] + [line[3]]
    never += [bytes.fromhex(secrets["pepper"]), bytes.fromhex(secrets["salt"]), bytes.fromhex(line[3].decode())]
    before = b"".join([*group.files().values()])
    assert all(one in before for one in never[:4]), "the search must find them first"
    assert group.close_all().returncode == 0
    after = b"".join([*group.files().values(), *(path.read_bytes() for path in group.spare.rglob("*") if path.is_file())])
    assert not [one for one in never if one in after]


def test_what_was_stored_is_gone_but_the_help_pages(group: Home) -> None:
    assert group.close_all().returncode == 0
    inside = b"".join(group.files().values())
    for word in (b"Cass", b"Maeve", b"worry raised", b"handed over"):
        assert word not in inside, word
    found = group.ending("serve-once")
    assert found["/"] == [200, True, True]
    for address in ("/n/ask", "/n/in", "/t/in", "/held", "/api/rules", "POST /n/in"):
        assert found[address][:2] == [410, True], address
    for address in ("/help/", "/help/1", "/healthz"):
        assert found[address][:2] == [200, False], address
    assert found["/leave"][1] is False


def test_doctor_and_rotate_know_that_it_has_ended(group: Home) -> None:
    assert group.close_all().returncode == 0
    keys = (group.home / "epoch" / "epoch.keys").read_bytes() if (group.home / "epoch" / "epoch.keys").exists() else b""
    told = group.call("kithbridge", "doctor")
    assert told.returncode in (0, 1), told.stderr
    assert "this group has ended" in told.stdout
    assert "kithbridge backup" not in told.stdout
    rotated = group.call("kithbridge", "rotate")
    assert (rotated.returncode, rotated.stdout) == (0, "This group has ended: there is no key to change.\n"), rotated.stderr
    now = (group.home / "epoch" / "epoch.keys").read_bytes() if (group.home / "epoch" / "epoch.keys").exists() else b""
    assert now == keys


def test_what_is_handed_on_is_public_and_has_no_small_counts(group: Home) -> None:
    assert group.close_all().returncode == 0
    folder = group.folder / "on"
    charter = json.loads((folder / "charter.json").read_text())
    assert charter["rules"]
    rows = json.loads((folder / "figures.json").read_text())["rows"]
    assert {row["how_many"] for row in rows} == {"20", "fewer than 10"}
    assert json.loads((folder / "end.json").read_text())["next"] == WHERE
    assert json.loads((folder / "notice.json").read_text())["lines"][0] == "We do not ask your name."
    everything = "".join(path.read_text() for path in folder.iterdir())
    for word in ("Jo", "Cass", "Maeve", "Adeyemi", "lamp", "quay"):
        assert f'"{word}' not in everything
        assert f" {word} " not in everything


@pytest.mark.parametrize("step", range(len(closing.STEPS)), ids=lambda n: closing.STEPS[n][1].__name__)
def test_stopped_in_any_step_and_run_again_it_goes_on(group: Home, step: int) -> None:
    answer = group.call("tests.unit.ending", "stop", str(step))
    assert answer.returncode in (0, 9), answer.stderr
    assert json.loads((group.home / closing.MARK).read_text())["next"] == "Ring 0800 111."
    again = group.close(typed="")
    assert again.returncode == 0, again.stderr
    assert json.loads((group.home / closing.MARK).read_text())["stage"] == "closed"
    assert group.opens() == []


@pytest.mark.slow
def test_killed_at_any_moment_it_goes_on(group: Home) -> None:
    command = [sys.executable, "-m", "kithbridge", "close", "--yes", "--hand-on", str(group.folder / "on"), "--next", WHERE]
    for pause in (0.3, 0.7, 0.9, 1.1, 1.3):
        process = subprocess.Popen(command, cwd=PROJECT, env=group.environment(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        assert process.stdin is not None
        process.stdin.write(YES.encode())
        process.stdin.close()
        time.sleep(pause)
        process.kill()
        process.wait()
    answer = group.close_all()
    assert answer.returncode == 0, answer.stderr
    assert group.opens() == []
    assert group.ending("serve-once")["/n/ask"][:2] == [410, True]
    assert "closed already" in group.close(typed="").stdout


def test_while_the_server_runs_it_is_refused(group: Home) -> None:
    held = "from kithbridge.people.backups import running; running.hold(); print('held', flush=True); input()"
    process = subprocess.Popen(
        [sys.executable, "-c", held], cwd=PROJECT, env=group.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline().strip() == "held"
        answer = group.close_all()
    finally:
        process.communicate("\n")
    assert answer.returncode == 2
    assert "The server runs" in answer.stderr
