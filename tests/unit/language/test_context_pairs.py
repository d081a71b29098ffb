"""Each rule against its own file of sentences: what must be flagged and what must not.

A line of `pairs/*.txt`: "+" must be flagged where the brackets stand, "-" must not be; "c" before it asks at the level "contested".
"\\n" and "\\u...." stand for the letters they name.
"""

import re
from functools import cache
from pathlib import Path

import pytest

from kithbridge.engines.language.check import Checker
from kithbridge.engines.language.lexicon import starter

FOLDER = Path(__file__).parent / "pairs"
LINE = re.compile(r"(c?)([+-]) (.*)")
ESCAPE = re.compile(r"\\(n|u[0-9a-f]{4})")


@cache
def checker(level):
    return Checker(starter(), level=level)


def lines():
    for file in sorted(FOLDER.glob("*.txt")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if line and not line.startswith("#"):
                yield pytest.param(line, id=f"{file.stem}:{number}")


def bracketed(written):
    """The sentence without its brackets, and the spans that they held."""
    written = ESCAPE.sub(lambda match: "\n" if match[1] == "n" else chr(int(match[1][1:], 16)), written)
    text, spans = "", []
    for part in re.split(r"(\[[^\]]*\])", written):
        if part.startswith("[") and not re.fullmatch(r"\[[\d:]+\]", part):
            spans.append((len(text), len(text) + len(part) - 2))
            part = part[1:-1]
        text += part
    return text, spans


@pytest.mark.parametrize("line", list(lines()))
def test_pair(line):
    level, sign, written = LINE.fullmatch(line).groups()
    text, spans = bracketed(written)
    assert spans or sign == "+", "a line that must not be flagged says where"
    found = checker("contested" if level else "default").check(text)
    if not spans:
        assert found
    for start, end in spans:
        hit = any(one.start < end and start < one.end for one in found)
        assert hit == (sign == "+"), f"{text!r}: {[one.text for one in found]}"


def test_every_rule_that_the_list_names_exists():
    from kithbridge.engines.language.context import RULES

    named = {name for entry in starter().entries for name in (*entry.only, *entry.unless)}
    assert named <= set(RULES)
    assert len(named) > 20
