"""The pictures of the catalogue as drawings of their own, for paper. Offers `drawing(picture)`.

On pages they are symbols in `web/_pictures.html`, drawn in the colour of the text. On paper each stands alone, in ink.
"""

from __future__ import annotations

import re
from functools import cache

from django.template.loader import get_template

SYMBOL = re.compile(r'<symbol id="pic-([a-z-]+)" viewBox="([\d ]+)">(.*?)</symbol>', re.DOTALL)
INK = "#24211D"


@cache
def _symbols() -> dict[str, tuple[str, str]]:
    return {found[1]: (found[2], found[3]) for found in SYMBOL.finditer(get_template("web/_pictures.html").render())}


def drawing(picture: str) -> str:
    """The drawing of this name as SVG; the one of "something else" when nobody drew it."""
    box, inside = _symbols().get(picture) or _symbols()["else"]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" fill="none" stroke="{INK}" stroke-width="2.5" '
        f'stroke-linecap="round" stroke-linejoin="round">{inside}</svg>'
    )
