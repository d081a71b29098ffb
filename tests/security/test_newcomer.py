"""A newcomer with two documents: the commands of docs/operate.md as they stand, then a lead's week from docs/start.md, to an open site.

Command blocks under `<!-- run -->` are run word for word, one after the other, with the substitutions of `substituted` and no others. What
needs root or systemd (packages, users, mounts, units) is not run. Every button that docs/start.md names in bold is pressed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyotp
import pytest

from kithbridge.people.backups import new_identity
from tests.pressing import filled, words_on
from tests.security.serving import PROJECT, Answer, Visitor, free_port

OPERATE, START = PROJECT / "docs" / "operate.md", PROJECT / "docs" / "start.md"
KB = PROJECT / "deploy" / "kb"
UNIT = PROJECT / "deploy" / "systemd" / "kithbridge-web@.service"
# `doctor` finds what is still missing before the site opens; every other command is to succeed.
EXIT = {"kb things doctor": 1}


def substituted(folder: Path, port: int, public: str) -> dict[str, str]:
    """What a newcomer puts in for her own: folders, address, port, key. Nothing else is changed."""
    return {
        "/var/lib/kithbridge": str(folder / "groups"),
        "/opt/kithbridge/.venv/bin/kithbridge": str(folder / "bin" / "kithbridge"),
        "/srv/kithbridge-spare/things": str(folder / "spare"),
        "/srv/kithbridge-backups/things": str(folder / "backups"),
        "https://things.example": f"http://localhost:{port}",
        "age1PUBLIC": public,
        "/media/stick": str(folder / "stick"),
        "serve --before-opening": f"serve --before-opening --port {port}",
        "${KITHBRIDGE_PORT}": str(port),
    }


def blocks(mark: str) -> list[str]:
    """The command lines under each such mark of the document, in order."""
    found = re.findall(rf"^<!-- {mark} -->\n\n((?:(?:    .+)?\n)+)", OPERATE.read_text(), re.MULTILINE)
    return [line.strip() for block in found for line in block.splitlines() if line.strip()]


@dataclass
class Newcomer:
    """Her machine: a folder, a shell with `kb`, a site on a port."""

    folder: Path
    port: int
    swap: dict[str, str]
    environ: dict[str, str]
    said: dict[str, str] = field(default_factory=dict)
    site: subprocess.Popen[bytes] | None = None

    def own(self, text: str) -> str:
        for theirs, hers in self.swap.items():
            text = text.replace(theirs, hers)
        return text

    def run(self, line: str) -> str:
        done = subprocess.run(["sh", "-c", self.own(line)], env=self.environ, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == EXIT.get(line, 0), f"{line}: {done.stdout}{done.stderr}"
        self.said[line] = done.stdout
        return done.stdout

    def serve(self, line: str) -> None:
        """Start the site and wait until it answers."""
        with (self.folder / "site.log").open("ab") as log:
            self.site = subprocess.Popen(["sh", "-c", "exec " + self.own(line)], env=self.environ, stdout=log, stderr=log)
        until = time.monotonic() + 60
        while time.monotonic() < until and self.site.poll() is None:
            try:
                Visitor(self.port, timeout=5).get("/healthz")
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"{line}: {(self.folder / 'site.log').read_text()}")

    def stop(self) -> None:
        if self.site is not None and self.site.poll() is None:
            self.site.terminate()
            self.site.wait(timeout=30)


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newcomer]:
    folder, port = tmp_path_factory.mktemp("newcomer"), free_port()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("KITHBRIDGE_", "DATABASE_URL", "DJANGO_", "PYTEST_"))}
    environ = kept | {"PATH": f"{folder / 'bin'}{os.pathsep}{kept['PATH']}", "KITHBRIDGE_VOLATILE": str(folder / "volatile")}
    public, private = new_identity()
    her = Newcomer(folder, port, substituted(folder, port, public), environ)
    for name in ("bin", "groups", "groups/things", "spare", "backups", "volatile", "stick"):
        (folder / name).mkdir(mode=0o700)
    (folder / "stick" / "backup.key").write_text(private)
    (folder / "bin" / "kb").write_text(her.own(KB.read_text()))
    (folder / "bin" / "kithbridge").write_text(f'#!/bin/sh\nexport PYTHONPATH="{PROJECT}"\nexec "{sys.executable}" -m kithbridge "$@"\n')
    for name in ("kb", "kithbridge"):
        (folder / "bin" / name).chmod(0o755)
    yield her
    her.stop()


# --- A lead and her team, on their phones ----------------------------------------------------------------
@dataclass
class Phone:
    """Somebody of the team with a browser; remembers which buttons she pressed."""

    visitor: Visitor
    pressed: list[str]
    code: pyotp.TOTP | None = None

    def look(self, path: str) -> Answer:
        answer = self.visitor.get(path)
        while answer.status in (301, 302, 303):
            answer = self.visitor.get(answer.location)
        assert answer.status == 200, f"{path}: {answer.status}"
        return answer

    def press(self, page: Answer, button: str, /, **typed: object) -> Answer:
        self.pressed.append(button)
        action, sent = filled(page.text, button)
        answer = self.visitor.post(action or page.path, sent | typed)
        while answer.status in (301, 302, 303):
            answer = self.visitor.get(answer.location)
        assert answer.status == 200, f"{button}: {answer.status} {words_on(answer.text)[:400]}"
        return answer

    def join(self, link: str, name: str) -> None:
        """Day 1 of docs/start.md."""
        page = self.press(self.look(re.sub(r"^https?://[^/]+", "", link)), "Show me my words", work_name=name)
        words = ["".join(pair) for pair in re.findall(r"<li><span><b>(\w+)</b>(\w*)</span></li>", page.text)]
        assert len(words) == 8
        page = self.press(page, "Make my keys", words=" ".join(words))
        letters = re.search(r'<p class="code">([A-Z2-7 ]+)</p>', page.text)
        assert letters, words_on(page.text)
        self.code = pyotp.TOTP("".join(letters[1].split()))
        page = self.press(page, "Keep this app", code=self.code.now())
        page = self.press(page, "Show me ten new codes")
        assert len(re.findall(r"<li>\w{5}-\w{5}</li>", page.text)) == 10


def invite(lead: Phone, newcomer: Newcomer, name: str, *roles: str, circle: str = "") -> Phone:
    """Day 4: a link for somebody, who joins with it on a phone of her own."""
    page = lead.press(lead.look("/t/team"), "Make the link", work_name=name, role=list(roles), circle=circle)
    link = re.search(r"http://localhost:\d+/t/join/[\w-]+", page.text)
    assert link
    hers = Phone(Visitor(newcomer.port), lead.pressed)
    hers.join(link[0], name)
    return hers


FACTS = {
    "controller": "Tarrowby Bridge (invented), 1 Quay, Tarrowby",
    "nation": "England",
    "dpia": "1 October 2026, signed by the trustees (invented)",
    "complaints": "Write to the trustees, 1 Quay. You need not give a name.",
    "reading_days": "Monday and Thursday",
    "number_emergency": "Ambulance, fire, police: 999",
    "number_medical": "Medical advice: 111",
    "number_domestic": "Somebody hurts or frightens me: 0808 157 0001",
    "number_threat": "Threats, pictures: 0808 157 0002",
    "number_legal": "Legal advice: 0808 157 0003",
    "number_family": "Parents' line: 0808 157 0004",
    "numbers_checked": "Ms Adeyemi (invented), 3 November 2026",
}


def week(lead: Phone, newcomer: Newcomer) -> Phone:
    """Days 2 to 6. Returns one of the peers."""
    page = lead.look("/t/facts")
    assert "Missing before the site may open" in page.text
    lead.press(page, "Set them", **FACTS)
    lead.press(lead.look("/t/facts/notice"), "Put it in force", checked_by="a solicitor (invented), 4 November 2026")
    invite(lead, newcomer, "Bron", "lead")
    invite(lead, newcomer, "Ms Adeyemi", "safeguarding_lead")
    invite(lead, newcomer, "Ruth", "safeguarding_deputy")
    page = lead.press(lead.look("/t/circles"), "Make it", name="Peers", asks="1")
    circle = re.search(r"/t/circles/([0-9a-f-]{36})", page.text)
    assert circle
    peer = invite(lead, newcomer, "Jo", "peer", circle=circle[1])
    invite(lead, newcomer, "Cass", "peer")
    page = lead.look(f"/t/circles/{circle[1]}")
    cass = re.search(r'<option value="([0-9a-f-]{36})">Cass</option>', page.text)
    assert cass
    lead.press(page, "Let her in", member=cass[1])
    for name in ("Jo", "Cass"):
        number = re.search(rf'/t/team/([0-9a-f-]{{36}})">{name}<', lead.look("/t/team").text)
        assert number
        page = lead.look(f"/t/team/{number[1]}")
        known = re.findall(r'name="learned" value="(\w+)"', page.text)
        lead.press(page, "Set what she has learned", learned=known)
    lead.press(lead.look("/t/menu"), "Add “Fine needles”")
    lead.press(lead.look("/t/menu"), "We carry this", label="Naloxone for two", plain="Brings breath back.", picture="naloxone")
    lead.press(lead.look("/t/menu"), "Add the area", area="Tarrowby")
    return peer


@pytest.mark.slow
@pytest.mark.sqlite
def test_word_for_word_to_an_open_site(newcomer: Newcomer) -> None:
    began = time.monotonic()
    lines = blocks("run")
    assert [line.split()[2] for line in lines[:2]] == ["init", "doctor"]
    told = newcomer.run(lines[0])
    assert "Keys, where they are" in told
    link = re.search(rf"http://localhost:{newcomer.port}/t/join/\S+", told)
    assert link
    assert "Missing before the site may open" in newcomer.run(lines[1])

    (before,) = blocks("serve")
    newcomer.serve(before)
    assert Visitor(newcomer.port).get("/n/ask").status != 200, "nothing is taken in before the facts are there"
    lead = Phone(Visitor(newcomer.port), [])
    lead.join(link[0], "Maeve")
    peer = week(lead, newcomer)
    assert "Nothing is missing: the site may open." in lead.look("/t/facts").text
    buttons = set(re.findall(r"\*\*([^*]+)\*\*", START.read_text()))
    assert buttons == set(lead.pressed), "every button that docs/start.md names, and no other, leads to an open site"
    peer.look("/t/asks")

    newcomer.stop()
    (unit,) = re.findall(r"^ExecStart=(.+)$", UNIT.read_text(), re.MULTILINE)
    newcomer.serve(unit.replace("/opt/kithbridge/.venv/bin/kithbridge", "kb things"))
    she = Phone(Visitor(newcomer.port), [])
    asked = she.press(she.look("/n/ask?v=1"), "Fine needles")
    assert "Give me words" in asked.text
    print(f"from `init` to an open site: {time.monotonic() - began:.1f} s")

    # The rest of docs/operate.md, beside the running site.
    for line in lines[2:]:
        newcomer.run(line)
    assert "databases are up to date" in newcomer.said["kb things upgrade"]
    assert list((newcomer.folder / "backups").glob("content-*.age"))
    told = newcomer.run("kb things doctor --json || true")
    found = set(re.findall(r'"key": "(.+?)"', told))
    print(f"`doctor` afterwards: {sorted(found)}")
    assert not found & {
        "opening.facts",
        "backups.missing",
        "spare.problem",
        "rotation.due",
        "record.broken",
        "files.secrets",
        "drill.none",
        "drill.failed",
    }
    newcomer.stop()


@pytest.mark.slow
@pytest.mark.sqlite
def test_the_disk_dies_and_the_group_comes_back(newcomer: Newcomer) -> None:
    """After the test above: a new disk, with what docs/operate.md says one needs and nothing else."""
    home, lost = newcomer.folder / "groups" / "things", newcomer.folder / "lost"
    home.rename(lost)
    (home / "secrets").mkdir(mode=0o700, parents=True)
    home.chmod(0o700)
    for name in ("secrets/site.json", "kithbridge.env"):
        shutil.copy(lost / name, home / name)
    restore, look = blocks("restore")
    print(newcomer.run(restore))
    assert "opening.facts" not in newcomer.run(look + " --json || true")
    (unit,) = re.findall(r"^ExecStart=(.+)$", UNIT.read_text(), re.MULTILINE)
    newcomer.serve(unit.replace("/opt/kithbridge/.venv/bin/kithbridge", "kb things"))
    assert "Fine needles" in Phone(Visitor(newcomer.port), []).look("/n/ask?v=1").text
    newcomer.stop()


def test_each_block_that_is_marked_is_a_command_of_kb() -> None:
    lines = blocks("run") + blocks("serve") + blocks("restore")
    assert len(lines) >= 9
    assert all(line.startswith("kb things ") for line in lines)


def test_operate_names_units_and_files_that_are_there() -> None:
    text = OPERATE.read_text()
    for unit in set(re.findall(r"kithbridge-(\w+)@things", text)):
        assert (PROJECT / "deploy" / "systemd" / f"kithbridge-{unit}@.service").exists(), unit
    for timer in set(re.findall(r"kithbridge-(\w+)@things\.timer", text)):
        assert (PROJECT / "deploy" / "systemd" / f"kithbridge-{timer}@.timer").exists(), timer
    for path in set(re.findall(r"\bdeploy/[\w./-]+\w", text)):
        assert (PROJECT / path).exists(), path
    for document in ("operate", "start", "before-you-open", "host-a-group", "keys"):
        page = PROJECT / "docs" / f"{document}.md"
        for link in re.findall(r"\]\(([\w./-]+\.md)", page.read_text()):
            assert (page.parent / link).exists(), f"{document}: {link}"
