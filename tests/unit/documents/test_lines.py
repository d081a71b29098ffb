"""Text, Markdown, web pages and subtitles: what is read of them, and that every offset leads back to the letter it came from."""

from __future__ import annotations

import html
import random
import re
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kithbridge.formats import documents
from kithbridge.formats.documents import Document
from kithbridge.formats.documents.weaving import Weaver


def read(name: str, source: str | bytes) -> Document:
    return documents.read(source.encode("utf-8") if isinstance(source, str) else source, name)


def known(document: Document) -> list[tuple[str, str]]:
    return [(one.kind, document.text[one.start : one.end]) for one in document.known]


def back(document: Document, phrase: str) -> str:
    """What stands in the source where a phrase stands in the text."""
    start = document.text.index(phrase)
    span = document.source_span(start, start + len(phrase))
    assert span is not None
    assert document.source is not None
    return document.source[slice(*span)]


# Plain text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_letters_of_every_unicode_form(encoding: str) -> None:
    words = "A café, a naïve “word” and 🪁\r\nsecond line\n"
    document = read("a.txt", words.encode(encoding))
    assert (document.text, document.remarks) == (words, ())


def test_old_windows_letters_are_read_and_said() -> None:
    document = read("a.txt", "a café – “yes”".encode("cp1252"))
    assert document.text == "a café – “yes”"
    assert "Windows-1252" in document.remarks[0]


@pytest.mark.parametrize("data", [b"\x00\x01\x02\x03" * 9, b"GIF89a\x01\x00\x01\x00\x80", "x".encode("utf-16")[:-1]])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(documents.Refused, match="not a text file"):
        read("a.txt", data)


def test_places_count_lines_of_every_kind() -> None:
    document = read("a.txt", "one\r\ntwo\rthree\nfour")
    places = [document.place(document.text.index(word)) for word in ("one", "two", "three", "four")]
    assert [(place.line, place.column) for place in places] == [(1, 1), (2, 1), (3, 1), (4, 1)]
    assert (document.place(len(document.text)).line, document.place(len(document.text)).column) == (4, 5)
    with pytest.raises(IndexError):
        document.place(99)


# Markdown


def test_markdown_is_read_without_its_marks() -> None:
    document = read(
        "a.md",
        "---\ntitle: front\n---\n# A *big* day\n\nShe **was** here_now &amp; \\*there\\*, see [the p*lac*e](http://x.example/drug 'title')"
        " or <http://y.example>.\nnext <b>line</b> ![alt text](i.png)[ref][r] done\n\n[r]: http://z.example\n",
    )
    assert document.text == ("A big day\n\nShe was here_now & *there*, see the place or http://y.example.\nnext line alt textref done\n\n")
    assert known(document) == [("heading", "A big day"), ("code", "http://y.example")]
    assert back(document, "big") == "big"
    assert back(document, "was here_now") == "was** here_now"
    assert back(document, "& *there") == "&amp; \\*there"
    assert back(document, "alt text") == "alt text"


def test_markdown_quotations_and_code() -> None:
    document = read(
        "a.md", "> said one\n> *two*\nlazy\n\n- item `in code`\n\n      deep code\n\n```py\nfenced\n\nmore\n```\n\nafter\n\n<q>html</q>\n"
    )
    assert known(document) == [
        ("quoted", "said one\ntwo\nlazy"),
        ("code", "in code"),
        ("code", "deep code"),
        ("code", "fenced\n\nmore"),
        ("quoted", "html"),
    ]
    assert back(document, "one\ntwo") == "one\n> *two"
    assert back(document, "fenced\n\nmore") == "fenced\n\nmore"
    assert document.place(document.text.index("after")).line == 15


def test_markdown_tables_keep_cells_apart() -> None:
    document = read("a.md", "| a | b |\n|---|---|\n| same | same |\n| x\\|y | **z** |\n")
    assert document.text == "a\n\nb\n\nsame\n\nsame\n\nx|y\n\nz\n\n"
    first, second = (found.start() for found in re.finditer("same", document.text))
    assert document.source_span(first, first + 4) == (22, 26)
    assert document.source_span(second, second + 4) == (29, 33)
    assert back(document, "x|y") == "x\\|y"


def test_markdown_with_windows_line_ends() -> None:
    document = read("a.md", "# Head\r\n\r\none\r\ntwo *three*\r\n\r\n- four\r\n  five\r\n")
    assert document.text == "Head\n\none\ntwo three\n\nfour\nfive\n\n"
    assert back(document, "two three") == "two *three"
    assert back(document, "five") == "five"


_WORDS = st.sampled_from(
    ["word", "two words", "é🪁", "*em*", "**strong words**", "`code`", "[link](u)", "&amp;", "\\*", "<b>x</b>", "a_b", "~~s~~", "![i](u)"]
)
_BLOCKS = st.sampled_from(
    [
        "{}\n\n",
        "# {}\n\n",
        "> {}\n\n",
        "- {}\n",
        "1. {}\n",
        "> - {}\n\n",
        "    {}\n\n",
        "```\n{}\n```\n\n",
        "<p>{}</p>\n\n",
        "| {} | x |\n|-|-|\n\n",
    ]
)


@settings(deadline=None, max_examples=150)
@given(blocks=st.lists(st.tuples(_BLOCKS, st.lists(_WORDS, min_size=1, max_size=5)), max_size=6), windows=st.booleans())
def test_markdown_words_lead_back_to_themselves(blocks: list[tuple[str, list[str]]], windows: bool) -> None:
    source = "".join(block.format(" ".join(words)) for block, words in blocks)
    document = read("a.md", source.replace("\n", "\r\n") if windows else source)
    assert [back_of(document, found) for found in re.finditer(r"[a-z]{3,}|[é🪁]", document.text)] == re.findall(
        r"[a-z]{3,}|[é🪁]", document.text
    )


def back_of(document: Document, found: re.Match[str]) -> str:
    span = document.source_span(*found.span())
    assert span is not None
    assert document.source is not None
    return document.source[slice(*span)]


def test_an_empty_stretch_lies_at_its_beginning() -> None:
    weaver = Weaver("a &amp;&NotEqualTilde; b")
    weaver.keep(0, 2)
    weaver.put("\u2242\u0338", 7, 22)
    _text, way = weaver.woven()
    assert [way.back(offset, offset) for offset in (0, 1, 2, 3, 4)] == [(0, 0), (1, 1), (7, 7), (7, 7), (7, 7)]
    assert (way.back(3, 4), way.back(1, 3)) == ((7, 22), (1, 22))


# Web pages


def test_a_page_is_read_as_somebody_reads_it() -> None:
    document = read(
        "a.html",
        "<!doctype html><html><head><title>A &amp; B</title><style>p{x:'drug'}</style><script>if (a<b) '</p>'</script></head><body>\n"
        "<p>She <em>was</em>\n   he<b>re</b>,<br>and&nbsp;there.<!-- no --> <del>gone</del><p>next <img alt='a kite' src=x> one"
        "<ul><li>first<li>second</ul><table><tr><td>left<td>right</table>1 < 2 &lt;3&gt; &unknown; a&b",
    )
    assert document.text == (
        "A & B\n\nShe was here,\nand\xa0there. \n\nnext one\n\na kite\n\nfirst\n\nsecond\n\nleft\n\nright\n\n1 < 2 <3> &unknown; a&b\n\n"
    )
    assert back(document, "She was here") == "She <em>was</em>\n   he<b>re"
    assert back(document, "a kite") == "a kite"
    assert back(document, "&unknown") == "&unknown"


def test_a_page_says_what_is_quoted() -> None:
    document = read(
        "a.html",
        "<h2>On it</h2><blockquote><p>one <q>two</q></p></blockquote><p><cite>A Book</cite> has <code>x</code><pre>a\n  b</pre>"
        "<script>var q = '<q>';</script><p>after",
    )
    assert sorted(known(document)) == sorted(
        [("heading", "On it"), ("quoted", "one two"), ("quoted", "two"), ("name", "A Book"), ("code", "x"), ("code", "a\n  b")]
    )
    assert document.text.endswith("a\n  b\n\nafter\n\n")


@pytest.mark.parametrize(
    "inside",
    [
        "<p title='a>b'>x</p>",
        '<p title="a>b">x</p>',
        "<p a=b'c>x</p>",
        "<p don't>x</p>",
        "<svg><title>no</title></svg>x",
        "<template>no</template>x",
    ],
)
def test_odd_tags_end_where_browsers_end_them(inside: str) -> None:
    assert "x" in read("a.html", inside).text.split()
    assert "no" not in read("a.html", inside).text


def test_what_is_open_at_the_end_is_left_out() -> None:
    for cut in ("<p>one<!-- two", "<p>one<script>two", "<p>one<a href='two", "<p>one</", "<p>one<"):
        assert read("a.html", cut).text.split()[0].startswith("one")
        assert "two" not in read("a.html", cut).text


def test_the_letters_a_page_declares() -> None:
    page = "<meta charset='iso-8859-2'><p>łódź</p>"
    assert read("a.html", page.encode("iso-8859-2")).text == "łódź\n\n"
    assert read("a.html", page.encode("utf-8")).text == "łódź\n\n"


@settings(deadline=None, max_examples=100)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<b>",
                "</b>",
                "<q>",
                "</q>",
                "<br>",
                " ",
                "\n ",
                "word",
                "é🪁",
                "&amp;",
                "<td>",
                "<pre>",
                "</pre>",
                "<img alt='say'>",
                "<del>",
                "</del>",
                "<!--x-->",
            ]
        ),
        max_size=30,
    )
)
def test_page_words_lead_back_to_themselves(pieces: list[str]) -> None:
    document = read("a.html", "".join(pieces))
    for found in re.finditer(r"[^\s&]+", document.text):
        assert re.sub(r"<!--x-->|<[^>]*>", "", back_of(document, found)).replace("&amp;", "&") in (found[0], html.unescape(found[0]))
    for one in document.known:
        assert 0 <= one.start < one.end <= len(document.text)


# Subtitles

SRT = """1
00:00:01,000 --> 00:00:02,500
We met people
who use

2
00:00:02,600 --> 00:00:04,000
<i>drugs</i> there.

3
00:00:04,100 --> 00:00:05,000
- Who said so?
- Me.

4
00:01:04,100 --> 00:01:05,000
Later on
"""


def test_a_sentence_runs_over_cues() -> None:
    document = read("a.srt", SRT)
    assert document.text == "We met people\nwho use\ndrugs there.\n\n- Who said so?\n- Me.\n\nLater on"
    assert str(document.place(document.text.index("drugs"))) == "cue 2, 00:00:02"
    assert document.place(document.text.index("drugs")).line == 8
    assert back(document, "drugs there") == "drugs</i> there"
    assert back(document, "who use") == "who use"


def test_after_a_long_pause_something_else_is_said() -> None:
    cue = "{0}\n00:00:{0:02},000 --> 00:00:{0:02},900\n{1}\n\n".format
    assert (
        read("a.srt", cue(1, "the drug") + cue(2, "user") + cue(9, "the drug") + cue(20, "user")).text
        == "the drug\nuser\n\nthe drug\n\nuser"
    )


def test_cues_run_together_or_apart_in_untidy_files() -> None:
    cue = "{0}\n00:00:0{0},000 --> 00:00:0{0},900\n{1}\n".format
    untidy = cue(1, "first") + cue(2, "second\n\nwith a gap\n") + cue(3, "1984")
    assert re.split(r"\n+", read("a.srt", untidy.replace("\n", "\r\n")).text) == ["first", "second", "with a gap", "1984"]


def test_voices_are_somebody_speaking() -> None:
    document = read(
        "a.vtt",
        "WEBVTT - talk\n\nSTYLE\n::cue {color: red}\n\nNOTE not this\nnor this\n\nfirst\n00:01.000 --> 00:02.000 align:start\n"
        "<v.loud Anna B>I am\n<c.x>one</c>\n\n00:02.000 --> 00:03.000\n<v Anna B>of &lt;them&gt;\n\n00:03.000 --> 00:04.000\n<v Bo>No\n\n"
        "00:04.000 --> 00:05.000\nShe left\n",
    )
    assert document.text == "I am\none\nof <them>\n\nNo\n\nShe left"
    assert known(document) == [("speaker", "I am\none"), ("speaker", "of <them>"), ("speaker", "No")]
    assert [part.words for part in document.parts] == ["cue 1, 00:00:01", "cue 2, 00:00:02", "cue 3, 00:00:03", "cue 4, 00:00:04"]


# All of them


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.srt", "a.vtt"])
def test_nothing_makes_them_fall(name: str) -> None:
    chance = random.Random(7)
    letters = "ab \n\r\t<>&;\"'`*_[]()#|-=!/\\:.0123é\u2028{}"
    for _ in range(200):
        source = "".join(chance.choices(letters, k=chance.randint(0, 120)))
        if name in ("a.srt", "a.vtt"):
            source = "WEBVTT\n\n" * (name == "a.vtt") + "1\n00:00:01.000 --> 00:00:02.000\n" + source
        document = read(name, source)
        assert document.source == source
        for offset in range(len(document.text) + 1):
            assert 0 <= (document.source_span(offset, len(document.text)) or (0, 0))[0] <= len(source)
            assert document.place(offset).line >= 1


def test_an_empty_file_has_an_empty_text() -> None:
    for name in ("a.txt", "a.md", "a.html", "a.srt", "a.vtt"):
        assert read(name, b"").text == ""


def test_text_is_read_without_the_readers_of_other_files() -> None:
    asked = "import sys; from kithbridge.formats import documents; documents.read(b'x', 'a.txt'); print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()
    assert "kithbridge.formats.documents.plain" in loaded
    assert not {"lxml", "docx", "pypdf", "pdfminer", "markdown_it", "zipfile", "django"} & {name.split(".")[0] for name in loaded}


@pytest.mark.parametrize("line", ["a\n", "a *b*\n", "[a](b)\n"])
def test_a_paragraph_of_thousands_of_lines_is_read_in_time_that_grows_with_them(line: str) -> None:
    begin = time.perf_counter()
    documents.read((line * 8_000).encode(), "note.md")
    assert time.perf_counter() - begin < 12  # about 1 s; it was a minute while each word looked through all lines
