"""What can be written after `kithbridge words`. Offers `add(words)`: sub-commands and options, nothing else is imported."""

from __future__ import annotations

import argparse

FORMATS = ("text", "json", "jsonl", "sarif", "github")
LEVELS = ("default", "contested", "all")
GENRES = ("case", "letter", "policy", "news", "transcript")
EXPORTS = ("tsv", "json", "vale", "rec")
MOST_JOBS = 64


def add(words: argparse.ArgumentParser) -> None:
    """The sub-commands check, list, reading and lsp."""
    what = words.add_subparsers(dest="what", metavar="WHAT", required=True, prog="kithbridge words")

    def sub(name: str, line: str) -> argparse.ArgumentParser:
        return what.add_parser(name, help=line, description=line[0].upper() + line[1:] + ".")

    _check(sub("check", "look through texts for words that hurt; exit 0 none, 1 findings, 2 it could not be done"))
    _list(sub("list", "the list of words: all of it, one entry, or as a file for other tools"))
    reading = sub("reading", "how hard a text is to read, counted offline")
    reading.add_argument("files", metavar="FILE", nargs="+", help="a text, or - for what comes in on standard input")
    reading.add_argument("--name", metavar="NAME", default="", help="what standard input would be called as a file, for example letter.md")
    reading.add_argument("--format", choices=("text", "json"), default="text", help="json is for machines")
    lsp = sub("lsp", "speak with an editor over standard input and output (Language Server Protocol)")
    lsp.add_argument("--stdio", action="store_true", help="what it does anyway; editors add it")
    _which_list(lsp)
    lsp.add_argument("--genre", choices=GENRES, help="what kind of text it is")


def _which_list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--list", metavar="FILE", dest="word_list", help="another list than the one that comes along: .rec, .tsv or .json")
    shown = "default: slurs and words to avoid; contested: more, with both sides; all: everything"
    parser.add_argument("--level", choices=LEVELS, help=shown)
    config = parser.add_mutually_exclusive_group()
    config.add_argument("--config", metavar="FILE", help="another file than the nearest .kithbridge-words.toml")
    config.add_argument("--no-config", action="store_true", help="read no .kithbridge-words.toml")


def _check(check: argparse.ArgumentParser) -> None:
    check.add_argument(
        "files",
        metavar="FILE",
        nargs="*",
        help="txt, md, html, docx, odt, pdf, srt, vtt; a folder is looked through; - is standard input",
    )
    check.add_argument("--name", metavar="NAME", default="", help="what standard input would be called as a file, for example letter.md")
    check.add_argument("--format", choices=FORMATS, help="text for people; the others for machines (default: text, with --lines jsonl)")
    _which_list(check)
    check.add_argument("--genre", choices=GENRES, help="what kind of text it is")
    check.add_argument("--lines", metavar="FILE", help='one {"id", "text"} a line instead of files; - is standard input')
    check.add_argument("--jobs", metavar="N", type=_jobs, default=1, help="processes (default: 1)")
    check.add_argument("--annotate", action="store_true", help="with --out: a copy of one docx or pdf with a note at each finding")
    check.add_argument("--tracked", action="store_true", help="with --out: a copy of one docx with notes and changes you can take or leave")
    check.add_argument("--out", metavar="FILE", help="where the copy is written")
    check.add_argument("--reading", action="store_true", help="say as well how hard each text is to read")
    check.add_argument("--quiet", action="store_true", help="say nothing but errors; the exit code tells")
    check.add_argument("--no-progress", action="store_true", help="no progress bar on a terminal")


def _list(listed: argparse.ArgumentParser) -> None:
    listed.add_argument("entry", metavar="ID", nargs="?", help="one entry with everything, for example KB001")
    _which_list(listed)
    listed.add_argument("--as", metavar="FORM", dest="form", choices=EXPORTS, help="tsv, json, vale (a folder) or rec")
    listed.add_argument("--out", metavar="FILE", help="write it there instead; needed for vale")


def _jobs(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) <= MOST_JOBS:
        raise argparse.ArgumentTypeError(f"a number from 1 to {MOST_JOBS}")
    return int(text)
