"""Web pages: what somebody reads of them, with offsets into the source.

Offers
------
read(data, kind)      a page as a Document
Weaving               one page on its way to text; Markdown uses it for HTML inside

Not a browser: a scanner in one pass that keeps the offset of every letter, after the tokenizer of the HTML standard (WHATWG, section
13.2.5) where it matters for text: attributes in quotes, comments, raw text elements, character references. What is open at the end of
the file is left out, as there. Scripts, styles, templates, comments and deleted text (`del`) are no text. What is said by
attributes (alt, title, placeholder, aria-label) stands after its paragraph.
"""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

from kithbridge.formats.documents.plain import decoded
from kithbridge.formats.documents.shapes import Document, Known, Limits, Refused
from kithbridge.formats.documents.weaving import Weaver

__all__ = ["Weaving", "read"]

_INLINE = frozenset(
    re.findall(
        r"\w+",
        """
        a abbr acronym area audio b base bdi bdo big canvas cite code data del dfn em embed font g i iframe img input ins kbd label link map
        mark meta nobr noscript object output path picture q rb rp rt ruby s samp script slot small source span strike strong style sub sup
        svg template time tt u use var video wbr
        """,
    )
)
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"})
_RAW = frozenset({"script", "style", "xmp", "iframe", "noembed", "noframes"})
_OUT = frozenset({"template", "del", "rt", "rp", "svg", "math", "object", "audio", "video", "canvas"})
_KINDS = {"blockquote": "quoted", "q": "quoted", "cite": "name"} | dict.fromkeys(("code", "pre", "kbd", "samp", "var"), "code")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "title"})
_SAID = frozenset({"alt", "title", "placeholder", "aria-label"})
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*+)((?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+)>")
# Where a quote mark is never closed, the standard drops the rest of the page. Here the tag ends at the next >. That is found out once for
# each kind of mark, at the last of them: not at every tag, which would take the square of the time.
_LENIENT = re.compile(r"<(/?)([a-zA-Z][^\s/>]*+)([^>]*+)>")
_ATTRIBUTE = re.compile(r"([^\s\"'>/=]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'=<>`]++))")
_RUNS = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]|&(?:#[0-9]{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[a-zA-Z][a-zA-Z0-9]{1,31};?)")
_CHARSET = re.compile(rb"<meta[^>]{1,200}charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]{2,40})", re.IGNORECASE)


class Weaving:
    """A page on its way to text. `feed` takes stretches of the source in order."""

    def __init__(self, source: str, weaver: Weaver) -> None:
        self.source = source
        self.weaver = weaver
        self.known: list[Known] = []
        self._open: list[tuple[str, int]] = []  # elements that say something of their text, and where it began
        self._opened: Counter[str] = Counter()  # their names: asking the list at every end tag would take the square of the time
        self._out = ("", 0)  # the element that is no text, and how often its name is open
        self._pre = 0
        self._space = True  # whether a space would be one too many
        self._asides: list[tuple[int, int]] = []

    def feed(self, start: int, end: int) -> None:
        """Reads source[start:end]: text, tags, comments."""
        at = start
        while at < end:
            less = self.source.find("<", at, end)
            if less < 0:
                self.text(at, end)
                return
            self.text(at, less)
            at = self._markup(less, end)

    def _markup(self, at: int, end: int) -> int:
        """What begins with < at source[at]; where to go on."""
        source = self.source
        if source.startswith("<!--", at):
            return self._past("-->", at + 4, end) if not source.startswith(("<!-->", "<!--->"), at) else source.index(">", at) + 1
        if source.startswith("<![CDATA[", at):
            return self._past("]]>", at, end)
        if source.startswith(("<!", "<?"), at) or (source.startswith("</", at) and not source[at + 2 : at + 3].isalpha()):
            return self._past(">", at, end)
        found = _TAG.match(source, at, end) or _LENIENT.match(source, at, end)
        if found is None:
            if source[at + 1 : at + 2].isalpha() or source.startswith("</", at):
                return end  # a tag that never ends: the standard drops it
            self.text(at, at + 1)
            return at + 1
        name = found[2].lower()
        if found[1]:
            self._close(name, found.start())
        else:
            self._begin(name, found)
            if name in _RAW and not found[3].endswith("/"):
                return self._raw_end(name, found.end(), end)
        return found.end()

    def _past(self, closing: str, at: int, end: int) -> int:
        found = self.source.find(closing, at, end)
        return end if found < 0 else found + len(closing)

    def _raw_end(self, name: str, at: int, end: int) -> int:
        found = re.compile(rf"</{name}[\s/>]", re.IGNORECASE).search(self.source, at, end)
        return found.start() if found else end

    def _begin(self, name: str, tag: re.Match[str]) -> None:
        if self._out[1]:
            if name == self._out[0] and name not in _VOID and not tag[3].endswith("/"):
                self._out = (name, self._out[1] + 1)
            return
        self._said(tag)
        if name == "br":
            self._line(tag.start(), tag.end())
            return
        if name not in _INLINE:
            self.gap(tag.start())
        if name in _VOID or tag[3].endswith("/"):
            return
        if name in _OUT or name in _RAW:
            self._out = (name, 1)
        elif name in _KINDS or name in _HEADINGS:
            self._opened[name] += 1
            self._open.append((name, self.weaver.length))
            self._pre += name == "pre"

    def _close(self, name: str, at: int) -> None:
        if self._out[1]:
            if name == self._out[0]:
                self._out = (name, self._out[1] - 1)
            return
        if name not in _INLINE:
            self.gap(at)
        if self._opened[name]:
            while self._end_one() != name:
                pass

    def _end_one(self) -> str:
        name, start = self._open.pop()
        self._opened[name] -= 1
        self._pre -= name == "pre"
        if self.weaver.said > start:
            self.known.append(Known(start, self.weaver.said, _KINDS.get(name, "heading")))
        return name

    def _said(self, tag: re.Match[str]) -> None:
        """Attributes that are read to somebody wait for the end of the paragraph: they must not part a phrase."""
        for found in _ATTRIBUTE.finditer(tag[3]) if "=" in tag[3] else ():
            if found[1].lower() in _SAID:
                group = next(number for number in (2, 3, 4) if found[number] is not None)
                self._asides.append((tag.start(3) + found.start(group), tag.start(3) + found.end(group)))

    def _line(self, start: int, end: int) -> None:
        self.weaver.put("\n", start, end)
        self._space = True

    def gap(self, at: int) -> None:
        """The border of a block."""
        self.weaver.gap(at)
        self._space = True
        asides, self._asides = self._asides, []
        for start, end in asides:
            self.text(start, end)
            self.weaver.gap(at)
            self._space = True

    def text(self, start: int, end: int) -> None:
        """source[start:end] holds no tags: runs of space become one, character references what they mean."""
        if self._out[1]:
            return
        at = start
        for found in _RUNS.finditer(self.source, start, end):
            self._words(at, found.start())
            at = found.end()
            if found[0][0] == "&":
                meant = unescape(found[0])
                if meant == found[0]:
                    self.weaver.keep(found.start(), at)
                else:
                    self.weaver.put(meant, found.start(), at)
                self._space = False
            elif self._pre:
                self.weaver.keep(found.start(), at)
            elif not self._space:
                self.weaver.put(" ", found.start(), at)
                self._space = True
        self._words(at, end)

    def _words(self, start: int, end: int) -> None:
        """Letters with single spaces between them: the first may be one too many."""
        if start < end and self._space and not self._pre and self.source[start] == " ":
            start += 1
        if start < end:
            self.weaver.keep(start, end)
            self._space = self.source[end - 1] == " "

    def done(self, at: int) -> None:
        """Ends what is still open."""
        self._out = ("", 0)
        self.gap(at)
        while self._open:
            self._end_one()


def read(data: bytes, kind: str, *, limits: Limits) -> Document:
    """A web page. Raises Refused."""
    found = _CHARSET.search(data, 0, 2048)
    source, remark = decoded(data, declared=found[1].decode("ascii") if found else None)
    if len(source) > limits.letters:
        raise Refused(f"The page has more than {limits.letters:,} letters. Cut it into pieces and try again.")
    weaver = Weaver(source)
    page = Weaving(source, weaver)
    page.feed(0, len(source))
    page.done(len(source))
    text, way = weaver.woven()
    known = tuple(sorted(page.known, key=lambda one: (one.start, -one.end)))
    return Document(kind, text, known, source=source, remarks=(remark,) if remark else (), way=way)
