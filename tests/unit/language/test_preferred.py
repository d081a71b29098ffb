"""What the list recommends is never flagged: no alternative, alone or in a sentence."""

import pytest

from kithbridge.engines.language.check import Checker
from kithbridge.engines.language.lexicon import starter

FRAMES = ("{}", "The {}.", "She is {}.", "{}.")
FILL = {
    "<drug>": ("drugs", "heroin"),
    "<person>": ("woman", "mother"),
    "<people>": ("women",),
    "<child>": ("baby",),
    "<test>": ("urine sample",),
}


def alternatives():
    for entry in starter().entries:
        for cell in entry.instead:
            if not cell.startswith("("):
                yield from filled(cell)


def filled(cell):
    for name, words in FILL.items():
        if name in cell:
            return [one for word in words for one in filled(cell.replace(name, word))]
    return [cell]


@pytest.mark.parametrize("frame", FRAMES)
def test_no_alternative_is_flagged(frame):
    checker = Checker(starter())
    flagged = {}
    for cell in dict.fromkeys(alternatives()):
        text = frame.format(cell[0].upper() + cell[1:] if frame == "{}." else cell)
        if found := checker.check(text):
            flagged[text] = [one.text for one in found]
    assert flagged == {}


def test_there_are_alternatives():
    assert len(set(alternatives())) > 250
