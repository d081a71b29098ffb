"""docs/supply.md names buttons and pages: each stands on a page as it is named."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PAGE = (ROOT / "docs" / "supply.md").read_text()
NAMED = sorted({" ".join(name.split()) for name in re.findall(r"\*\*([^*]+)\*\*|“([^”]+)”", PAGE) for name in name if name})
# Words of a page that the document quotes without naming a button: bands, states, what nobody may write.
WORDS = {"people say", "10 to 19", "rests", "None", "Fine needles"}
# Sentences of a page with their gaps filled.
FILLED = {
    "Fine needles with 26W43 or 26W45 on it: it is inside": "%(kit)s with %(numbers)s on it: it is inside",
    "Orders take 3 weeks, so we look at 4": "Orders take %(took)s weeks, so we look at %(weeks)s",
}


def _said() -> str:
    places = [*(ROOT / "kithbridge").glob("**/templates/**/*.html"), *(ROOT / "kithbridge" / "reach").glob("**/*.py")]
    return html.unescape(" ".join(" ".join(path.read_text().split()) for path in places))


SAID = _said()


@pytest.mark.parametrize("name", NAMED)
def test_it_stands_on_a_page(name: str) -> None:
    words = re.sub(r"“Fine needles.?$", "", FILLED.get(name, name)).strip()
    assert name in WORDS or words.casefold() in SAID.casefold(), name
