"""The governance file: filled from the declarations, works without a site, and never says "this is the law"."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kithbridge.people import governance
from kithbridge.people.governance import basis
from kithbridge.web import inventory
from kithbridge.web.fields import Holds
from tests.builders import DATABASES, furnish_site, quick_kdf  # noqa: F401 - autouse
from tests.unit.test_cli import run

PROJECT = Path(__file__).resolve().parents[2]
NOTHING_SET = governance.Known(sentences={"asks.live_weeks": "What you asked for goes after 2 weeks."})
# Written apart from the code: what a lawyer would call a law.
NAMES_A_LAW = re.compile(r"UK GDPR|\bArt\. \d|\bAct (?:\(|19|20)|\b\w+ Act \d{4}|\bDPA\b|\bPECR\b|\bICO\b|Regulations 20")


def test_every_table_and_kind_of_column_stands_under_a_line() -> None:
    assert basis.without_line() == []


def test_a_new_table_without_a_line_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    more = inventory.Column("listen.Story", "listen_story", "text", "sealed", "a story", "a year", "content")
    known = inventory.columns()
    monkeypatch.setattr(inventory, "columns", lambda: [*known, more])
    assert basis.without_line() == ["listen.Story: no lawful basis. Give it a line in people/governance/basis.py."]


def test_a_line_for_a_table_that_is_gone_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(basis.TABLES, "reach.Parcel", "words")
    monkeypatch.setitem(basis.TABLES, "reach.Ask", "wishes")
    assert len(basis.without_line()) == 2


def test_a_kind_without_a_line_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(basis.KINDS, Holds.KEY)
    assert basis.without_line() == ["key: this kind of column has no line."]


def test_the_documents_that_come_with_the_software_are_what_the_declarations_say(tmp_path: Path) -> None:
    answer = run(tmp_path / "none", "governance", "--check")
    assert answer.returncode == 0, answer.stderr
    assert not (tmp_path / "none").exists(), "no site is made by asking"


def test_every_section_that_names_a_law_waits_to_be_checked() -> None:
    sections = 0
    for name, text in governance.documents(NOTHING_SET).items():
        for section in re.split(r"(?m)^(?=#{1,2} )", text):
            if NAMES_A_LAW.search(section):
                sections += 1
                assert governance.SIGNED in section, f"{name}: {section[:60]}"
    assert sections > 15


@pytest.mark.parametrize("claim", ["this is the law", "legal advice is", "you are compliant", "gdpr compliant", "fully compliant"])
def test_nothing_claims_to_be_the_law(claim: str) -> None:
    for name, text in governance.documents(NOTHING_SET).items():
        assert claim not in text.lower(), name


def test_what_nobody_has_set_is_a_blank_that_names_its_fact() -> None:
    texts = governance.documents(NOTHING_SET)
    assert "Controller: ____________ (fact: who answers for what is held (the controller))" in texts["README.md"]
    assert "Safeguarding lead: ____________ (to be named)" in texts["README.md"]
    assert all(nation in texts["safeguarding.md"] for nation in governance.NATIONS)
    assert not any("$" in text for text in texts.values())


def test_every_table_stands_in_the_retention_schedule_and_under_a_basis() -> None:
    texts = governance.documents(NOTHING_SET)
    for row in inventory.columns():
        assert row.model in texts["retention.md"], row.model
        assert row.until.replace("|", "/") in texts["retention.md"], row.until
        assert row.model in texts["lawful-basis.md"], row.model


@DATABASES
def test_filled_from_the_group() -> None:
    furnish_site()
    texts = governance.documents(governance.known())
    assert "Controller: Tarrowby Bridge (invented), 1 Quay, Tarrowby" in texts["README.md"]
    assert "Safeguarding lead: named. Deputy: named" in texts["README.md"]
    assert "Write to the trustees, 1 Quay." in texts["complaints.md"]
    assert "Care Act 2014" in texts["safeguarding.md"]
    assert "Scotland" not in texts["safeguarding.md"]
    assert "after 2 weeks" in texts["retention.md"]


def test_written_checked_and_out_of_date(tmp_path: Path) -> None:
    folder = tmp_path / "file"
    assert run(tmp_path / "none", "governance", "--check", "--out", str(folder)).returncode == 2
    written = run(tmp_path / "none", "governance", "--out", str(folder))
    assert written.returncode == 0, written.stderr
    assert run(tmp_path / "none", "governance", "--check", "--out", str(folder)).returncode == 0
    (folder / "dpia.md").write_text("signed")
    (folder / "breach.md").unlink()
    (folder / "mine.md").write_text("too many")
    answer = run(tmp_path / "none", "governance", "--check", "--out", str(folder))
    assert answer.returncode == 1
    for name in ("dpia.md", "breach.md", "mine.md"):
        assert name in answer.stderr


def test_what_somebody_signed_is_kept_when_it_is_written_again(tmp_path: Path) -> None:
    folder = tmp_path / "file"
    assert run(tmp_path / "none", "governance", "--out", str(folder)).returncode == 0
    for hand in ("first", "second"):
        (folder / "dpia.md").write_text(f"signed, {hand}")
        assert "dpia.md was another one" in run(tmp_path / "none", "governance", "--out", str(folder)).stdout
    assert [(folder / f"dpia.md.before-{n}").read_text() for n in (1, 2)] == ["signed, first", "signed, second"]
    assert run(tmp_path / "none", "governance", "--out", str(folder), "--check").returncode == 0


def test_where_it_may_not_write_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    answer = run(tmp_path / "none", "governance", "--out", str(tmp_path / "file"))
    assert answer.returncode == 2
    assert "not written" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_without_a_folder_it_names_the_documents(tmp_path: Path) -> None:
    answer = run(tmp_path / "none", "governance")
    assert answer.returncode == 0
    assert "dpia.md" in answer.stdout.splitlines()


def test_links_between_the_documents_lead_somewhere() -> None:
    texts = governance.documents(NOTHING_SET)
    for name, text in texts.items():
        for target in re.findall(r"\]\(([a-z-]+\.md)\)", text):
            assert target in texts, f"{name} -> {target}"
        for target in re.findall(r"`(docs/[\w./-]+\.md)`", text):
            assert (PROJECT / target).exists() or target == "docs/host-a-group.md", f"{name} -> {target}"
