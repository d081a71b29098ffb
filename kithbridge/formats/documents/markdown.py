"""Markdown (CommonMark with tables and struck text): what somebody reads, with offsets into the source.

Offers
------
read(data, kind)    the text without its marks; block quotes are "quoted", code is "code", headings are "heading"

The parser is markdown-it-py, which says on which lines a block stands but not where a word does. So what it says of a paragraph is laid
along the source again, mark by mark. Addresses of links, front matter, comments and HTML tags are no text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkDestination, parseLinkTitle
from markdown_it.token import Token

from kithbridge.formats.documents.html import Weaving
from kithbridge.formats.documents.plain import decoded
from kithbridge.formats.documents.shapes import Document, Known, Limits, Refused
from kithbridge.formats.documents.weaving import Weaver

__all__ = ["read"]

# `text_join` would make one word of "&amp;" and its neighbours, and where the letters stood would be lost.
_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable(["text_join"])
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(?:.*?\r?\n)?(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.DOTALL)
_LINES = re.compile(r"[^\r\n]*+(\r\n|\r|\n|$)")
_KINDS = {"blockquote": "quoted", "heading": "heading"}


class _Line(NamedTuple):
    start: int
    end: int  # without its line end


class _Laying:
    """A Markdown file on its way to text."""

    def __init__(self, source: str, begins: int) -> None:
        self.source = source
        self.weaver = Weaver(source)
        self.known: list[Known] = []
        self.lines = [_Line(found.start(), found.start(1)) for found in _LINES.finditer(source, begins)]
        self.page = Weaving(source, self.weaver)  # HTML inside
        self._at = begins
        self._open: list[int] = []
        self._in_cell = False
        self._row = (-1, 0)  # the line of a table and where its next cell begins

    def blocks(self, tokens: Sequence[Token]) -> None:
        lines: list[int] = [0, 0]
        for token in tokens:
            lines = token.map or lines
            name, _, edge = token.type.rpartition("_")
            if token.type == "inline":
                self._inline(token, lines)
            elif token.type in ("fence", "code_block"):
                self._code(token, lines)
            elif token.type == "html_block":
                self._html(self._start(lines[0]), self._stop(lines[1]))
            elif edge == "open":
                self._gap()
                self._in_cell = name in ("td", "th")
                if name in _KINDS:
                    self._open.append(self.weaver.length)
            elif edge == "close":
                self._gap()
                if name in _KINDS:
                    self._mark(self._open.pop(), _KINDS[name])

    def _gap(self) -> None:
        self.weaver.gap(self._at)

    def done(self) -> None:
        """Ends what HTML left open."""
        self.page.done(len(self.source))
        self.known = sorted([*self.known, *self.page.known], key=lambda one: (one.start, -one.end))

    def _start(self, line: int) -> int:
        return self.lines[line].start if line < len(self.lines) else len(self.source)

    def _stop(self, line: int) -> int:
        return self.lines[line - 1].end

    def _mark(self, start: int, kind: str) -> None:
        if self.weaver.said > start:
            self.known.append(Known(start, self.weaver.said, kind))

    def _code(self, token: Token, lines: list[int]) -> None:
        """The lines of the block as they stand, without the marks before them."""
        self._gap()
        begins = self.weaver.length
        line = lines[0] + (token.type == "fence")
        for number, content in enumerate(token.content.removesuffix("\n").split("\n")):
            if line >= lines[1]:
                break
            if number:
                self.weaver.put("\n", self.lines[line - 1].end, self.lines[line - 1].end)
            at = self.source.rfind(content, self.lines[line].start, self.lines[line].end) if content else -1
            if at >= 0:
                self.weaver.keep(at, at + len(content))
            line += 1
        self._at = self._stop(lines[1])
        self._mark(begins, "code")
        self._gap()

    def _html(self, start: int, end: int) -> None:
        self.page.gap(start)
        self.page.feed(start, end)
        self.page.gap(end)
        self._at = end

    def _inline(self, token: Token, lines: list[int]) -> None:
        """Lays the words of a paragraph, a heading or a cell along its lines."""
        spans = self._cell(token.content, lines[0]) if self._in_cell else self._found_lines(token.content, lines)
        _Words(self, token.content, spans).lay(token.children or [])
        self._at = spans[-1][1] + len(spans[-1][2]) if spans else self._at

    def _cell(self, content: str, line: int) -> list[tuple[int, int, str]]:
        """Where the next cell stands in its row: the same word may stand there twice. A pipe in it has a backslash that the parser took."""
        row = self.lines[min(line, len(self.lines) - 1)]
        begins = self._row[1] if self._row[0] == line else row.start
        written = content.replace("|", "\\|")
        at = self.source.find(written, begins, row.end)
        if at < 0:
            return self._found_lines(content, [line, line + 1])
        self._row = (line, at + len(written))
        spans, offset = [], 0
        for number, part in enumerate(content.split("|")):
            part = f"|{part}" if number else part
            spans.append((offset, at + offset + number, part))
            offset += len(part)
        return spans

    def _found_lines(self, content: str, lines: list[int]) -> list[tuple[int, int, str]]:
        """For each line of `content`: its offset there, its offset in the source, its letters."""
        spans, offset, line = [], 0, lines[0]
        for part in content.split("\n"):
            while line < lines[1]:
                here = self.lines[line]
                line += 1
                at = self.source.rfind(part, here.start, here.end) if part else here.end
                if at >= 0:
                    spans.append((offset, at, part))
                    break
            offset += len(part) + 1
        return spans


class _Words:
    """One inline token: what its children say, found again in its content."""

    def __init__(self, laying: _Laying, content: str, spans: Sequence[tuple[int, int, str]]) -> None:
        self._laying = laying
        self._weaver = laying.weaver
        self._content = content
        self._spans = spans
        # A paragraph may have thousands of lines: each of its words must not look through all of them.
        self._begins = [begins for begins, _at, _part in spans]
        self._at = 0
        self._links: list[tuple[bool, int]] = []

    def _source(self, offset: int) -> int:
        """Where content[offset] stands in the source."""
        number = bisect_right(self._begins, offset) - 1
        if number < 0:
            return 0
        begins, at, part = self._spans[number]
        return at + min(offset - begins, len(part))

    def lay(self, children: Sequence[Token]) -> None:
        for child in children:
            self._one(child)

    def _one(self, child: Token) -> None:
        if child.type == "text":
            self._keep(child.content)
        elif child.type == "text_special":
            self._put(child.content, child.markup)
        elif child.type in ("softbreak", "hardbreak"):
            end = self._content.find("\n", self._at)
            end = len(self._content) if end < 0 else end
            self._weaver.put("\n", self._source(end), self._source(end))
            self._at = end + 1
            while self._content.startswith((" ", "\t"), self._at):
                self._at += 1
        elif child.type == "code_inline":
            self._code(child)
        elif child.type == "html_inline":
            self._skip(child.content)
            end = self._source(self._at - 1) + 1
            self._laying.page.feed(end - len(child.content), end)
        elif child.type == "image":
            self._skip("![")
            self.lay(child.children or [])
            self._past_address()
        elif child.type == "link_open":
            self._links.append((child.markup == "autolink", self._weaver.length))
            self._skip("<" if child.markup == "autolink" else "[")
        elif child.type == "link_close":
            self._link_close()
        elif child.markup:
            self._skip(child.markup)

    def _link_close(self) -> None:
        automatic, start = self._links.pop()
        if automatic:
            self._skip(">")
            self._laying._mark(start, "code")
        else:
            self._past_address()

    def _skip(self, mark: str) -> None:
        found = self._content.find(mark, self._at)
        self._at = self._at if found < 0 else found + len(mark)

    def _keep(self, words: str) -> None:
        found = self._content.find(words, self._at)
        if found < 0:
            self._weaver.put(words, self._source(self._at), self._source(self._at))
            return
        self._at = found + len(words)
        start, end = self._source(found), self._source(self._at - 1) + 1
        if self._laying.source[start:end] == words:
            self._weaver.keep(start, end)
        else:
            self._weaver.put(words, start, max(start, end))

    def _put(self, words: str, markup: str) -> None:
        found = self._content.find(markup, self._at)
        if found >= 0:
            self._at = found + len(markup)
        end = self._source(self._at)
        self._weaver.put(words, end - len(markup), end)

    def _code(self, child: Token) -> None:
        start = self._weaver.length
        self._skip(child.markup)
        end = self._content.find(child.markup, self._at)
        end = len(self._content) if end < 0 else end
        inside = self._content[self._at : end]
        if inside.startswith(" ") and inside.endswith(" ") and inside.strip():
            self._at += 1
        if child.content == self._content[self._at : self._at + len(child.content)]:
            self._weaver.keep(self._source(self._at), self._source(self._at) + len(child.content))
        else:
            self._weaver.put(child.content, self._source(self._at), self._source(end))
        self._at = end + len(child.markup)
        self._laying._mark(start, "code")

    def _past_address(self) -> None:
        """From the end of a link's words over "](address "title")", "][label]" or "]"."""
        content = self._content
        close = content.find("]", self._at)
        if close < 0:
            return
        self._at = at = close + 1
        if content.startswith("(", at):
            for step in self._inside(at + 1):
                at = step
            end = content.find(")", at)
            self._at = self._at if end < 0 else end + 1
        elif content.startswith("[", at):
            end = content.find("]", at)
            self._at = self._at if end < 0 else end + 1

    def _inside(self, at: int) -> Iterator[int]:
        content = self._content
        at = _past_space(content, at)
        address = parseLinkDestination(content, at, len(content))
        if address.ok:
            at = _past_space(content, address.pos)
            yield at
        title = parseLinkTitle(content, at, len(content))
        if title.ok:
            yield title.pos


def _past_space(content: str, at: int) -> int:
    while at < len(content) and content[at] in " \t\n":
        at += 1
    return at


def read(data: bytes, kind: str, *, limits: Limits) -> Document:
    """A Markdown file. Raises Refused."""
    source, remark = decoded(data)
    if len(source) > limits.letters:
        raise Refused(f"The text has more than {limits.letters:,} letters. Cut it into pieces and try again.")
    matter = _FRONT_MATTER.match(source)
    begins = matter.end() if matter else 0
    laying = _Laying(source, begins)
    laying.blocks(_PARSER.parse(re.sub(r"\r\n?", "\n", source[begins:])))
    laying.done()
    text, way = laying.weaver.woven()
    return Document(kind, text, tuple(laying.known), source=source, remarks=(remark,) if remark else (), way=way)
