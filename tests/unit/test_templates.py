"""What every template must be: translatable, without inline style or script, its forms guarded and sent once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "kithbridge"
TEMPLATES = sorted(ROOT.glob("**/templates/**/*.html"))
BLOCK = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.S)
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.S)
HTML = re.compile(r"<[^>]*>", re.S)
ATTRIBUTE = re.compile(r"""\b(?:aria-label|title|placeholder|alt)=(["'])(?P<text>.*?)\1""", re.S)


def bare_text(source: str) -> list[str]:
    """Words a person would read that no translation can reach."""
    left = TAG.sub("\x00", BLOCK.sub("\x00", source))
    attributes = [found["text"] for found in ATTRIBUTE.finditer(left)]
    words = HTML.sub("\x00", re.sub(r"<!doctype[^>]*>", "", left, flags=re.I))
    parts = [part.strip() for part in [*words.split("\x00"), *attributes]]
    # A block may fill in an attribute of the base's tag: class="wide".
    return [part for part in parts if re.search(r"[^\W\d_]{2,}", part) and not re.fullmatch(r'class="[\w -]+"', part)]


def test_the_check_finds_bare_text() -> None:
    assert bare_text('<p aria-label="Hello there">{% translate "fine" %} but this</p>') == ["but this", "Hello there"]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_word_can_be_translated(path: Path) -> None:
    assert bare_text(path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_nothing_the_policy_blocks(path: Path) -> None:
    source = path.read_text()
    assert not re.search(r"\sstyle=", source), "style= is blocked by the policy"
    assert not re.search(r"\son[a-z]+=", source), "inline handlers are blocked by the policy"
    assert not re.search(r"<script(?![^>]*\bsrc=)", source), "inline script is blocked by the policy"
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", source), "no request to anybody else"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_form_that_acts_is_guarded_and_sent_once(path: Path) -> None:
    for form in re.findall(r"<form\b.*?</form>", path.read_text(), re.S):
        if re.search(r"""method=["']post""", form, re.I):
            assert "{% csrf_token %}" in form
            assert 'name="form_id"' in form
