"""The product's own words pass its own checker: every text on its pages, in its commands, its starting texts, its demo, its documents.

A text that must show a word to speak about it puts it in quotation marks, as anybody who writes for the product does. What a finding
says here is either right, and then the text is mended, or wrong, and then the rule is: there is no list of exceptions.

The decision records and the published list (`docs/word-list.md`) are left out: they are about words.
"""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.base import Lexer, Token, TokenType
from django.utils.text import smart_split
from django.utils.translation import trim_whitespace

from kithbridge.engines.language import lexicon
from kithbridge.engines.language.check import Checker, Known
from kithbridge.formats import documents

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = PROJECT / "kithbridge"
# The engine's list and rules are made of the words themselves; migrations say nothing to anybody.
SILENT = ("engines/", "/migrations/")
ABOUT_WORDS = {"docs/word-list.md"}
# What others wrote, for the demo's check page: a case note, a letter, a plan, a newspaper. They are there to be found fault with.
OTHERS = {"kithbridge/words/demo_texts.py"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{[\w.!:]*\}")
# Entries proposed in the demo: a term or a form is the word itself; a reason of more than a few words is the product's own voice.
ENTRIES = {"kithbridge/words/demo_list.py"}
LONGEST_TERM = 3
Text = tuple[str, str]


def quoted(word: str) -> str | None:
    """The text of a template's string argument; None for a variable."""
    return word[1:-1] if word[:1] in "\"'" and word[-1:] == word[:1] else None


def block(tokens: Iterator[Token], trimmed: bool) -> Iterator[str]:
    """The texts of a {% blocktranslate %}: one, or one and its plural."""
    said: list[str] = []
    for token in tokens:
        if token.token_type == TokenType.BLOCK:
            yield trim_whitespace("".join(said)) if trimmed else "".join(said)
            said = []
            if token.contents != "plural":
                return
        else:
            said.append(token.contents if token.token_type == TokenType.TEXT else "7")


def of_template(source: str) -> Iterator[Text]:
    """(line, text) of everything a template gives to be translated."""
    tokens = iter(Lexer(source).tokenize())
    for token in tokens:
        if token.token_type != TokenType.BLOCK:
            continue
        name, *rest = list(smart_split(token.contents)) or [""]
        if name in {"translate", "trans"}:
            text = quoted(rest[0])
            if text is not None:
                yield str(token.lineno), text
        elif name in {"blocktranslate", "blocktrans"}:
            for text in block(tokens, "trimmed" in rest):
                yield str(token.lineno), text


def spoken(node: ast.AST) -> str | None:
    """The words of a string or an f-string; what is filled in stands as a number."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)
    return None


def of_python(source: str) -> Iterator[Text]:
    """(line, text) of every string of two words and more that is not a docstring: gettext's, the commands', the starting and demo texts."""
    tree = ast.parse(source)
    done = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if id(node) in done:
            continue
        if isinstance(node, ast.JoinedStr):
            done.update(id(part) for part in node.values)
        text = spoken(node)
        if text and " " in text.strip():
            yield str(getattr(node, "lineno", 0)), text


def of_the_package() -> Iterator[Text]:
    """(place, text) of templates, modules, sheets and printed pages."""
    for path in sorted(PACKAGE.rglob("*")):
        place = str(path.relative_to(PROJECT))
        if path.suffix not in {".html", ".py", ".csv", ".typ"} or place in OTHERS or any(part in place for part in SILENT):
            continue
        source = path.read_text(encoding="utf-8")
        if path.suffix == ".csv":
            found: Iterator[Text] = ((str(n), cell) for n, row in enumerate(csv.reader(source.splitlines()), 1) for cell in row)
        elif path.suffix == ".typ":
            found = iter([("0", source)])
        else:
            found = of_template(source) if path.suffix == ".html" else of_python(source)
        for line, text in found:
            if place in ENTRIES and len(text.split()) <= LONGEST_TERM:
                continue
            yield f"{place}:{line}", PLACEHOLDER.sub("7", text)


def findings(checker: Checker, texts: Iterator[Text]) -> list[str]:
    return [f"{place} {one.text!r} {one.entry} in {text[:90]!r}" for place, text in texts for one in checker.check(text)]


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(lexicon.starter())


def test_every_text_of_pages_commands_and_demo_passes(checker: Checker) -> None:
    texts = list(of_the_package())
    assert len(texts) > 3000, "the texts were not found"
    found = findings(checker, iter(texts))
    assert not found, "\n".join(found)


def test_every_document_passes(checker: Checker) -> None:
    paths = [
        *sorted(PROJECT.glob("*.md")),
        *sorted((PROJECT / "docs").glob("*.md")),
        *sorted((PROJECT / "docs" / "governance").glob("*.md")),
    ]
    said = []
    for path in paths:
        place = str(path.relative_to(PROJECT))
        if place in ABOUT_WORDS:
            continue
        read = documents.read(path.read_bytes(), path.name)
        known = [Known(one.start, one.end, one.kind) for one in read.known]
        for one in checker.check(read.text, known=known):
            said.append(f"{place}:{read.place(one.start).line} {one.text!r} {one.entry}")
    assert len(paths) > 20
    assert not said, "\n".join(said)


def test_what_others_wrote_for_the_demo_is_found_fault_with(checker: Checker) -> None:
    for place in OTHERS:
        texts = [(line, text) for line, text in of_python((PROJECT / place).read_text(encoding="utf-8")) if "\n\n" in text]
        assert texts
        assert all(checker.check(text) for _, text in texts), "a text of others without a finding is the product's own"


def test_the_search_finds_what_it_must(checker: Checker) -> None:
    """Each kind of text, with a word put in: else a reading that finds nothing would pass."""
    template = (
        "{% translate 'No addicts here' %}"
        "{% blocktranslate count n=n trimmed %}One\n junkie{% plural %}{{ n }} junkies{% endblocktranslate %}"
    )
    assert [text for _, text in of_template(template)] == ["No addicts here", "One junkie", "7 junkies"]
    module = '"""An addict."""\nA = _("Two " "addicts")\nB = f"{A} junkies"\n'
    assert sorted(text for _, text in of_python(module)) == ["7 junkies", "Two addicts"]
    assert len(findings(checker, iter([("x:1", "Two addicts came.")]))) == 1
