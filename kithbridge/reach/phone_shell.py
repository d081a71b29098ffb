"""What a peer's phone keeps so that it works without signal: a page, two scripts, a worker and what they need. The same for everybody.

Offers
------
page(request), guide(request), giving(request)   the three pages, as bytes
script(name), style(), pictures(), icon(), manifest(), worker(request)   the files beside them
shell()                         every address that the worker keeps
lean(source)                    a script as it is served: without comments and blanks that nobody runs

The sources lie in `reach/phone/`. Page, scripts and worker together are held under 15 kB by a test: they come over a bad link.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Final

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import gettext, gettext_lazy

from kithbridge.engines.handout import BANDS
from kithbridge.people import facts
from kithbridge.people.doors import BREATH, numbers_for

FOLDER: Final = Path(__file__).parent / "phone"
KEPT: Final = (
    "/o/",
    "/o/help",
    "/o/give",
    "/o/box.js",
    "/o/page.js",
    "/o/give.js",
    "/o/page.css",
    "/o/pictures.svg",
    "/o/icon.svg",
    "/o/icon.png",
    "/o/manifest.json",
)
WAYS: Final = (("went", gettext_lazy("went")), ("noone", gettext_lazy("no one there")), ("notdared", gettext_lazy("did not dare")))
# Names that stand in the sources for whoever reads them, and for nothing else: never a property, never part of an object, and not
# called by the tests. Served as one letter each.
SHORT: Final = dict(
    zip(
        (  # noqa: SIM905 - one name a line would be a page
            "show make worker picture choose counted theirs shelf greeted opened answer rows named whole "
            "found left hello said asked tell step chips fill draw greet"
        ).split(),
        "ABCDEFGHIJKLMNOPQRTUVWXYZ",
        strict=True,
    )
)
# A quoted text, or blanks beside a sign that needs none. Our scripts hold neither patterns nor texts over several lines.
_PIECE: Final = re.compile(r"""('[^'\n]*'|"[^"\n]*")|\s*([{}()\[\];,<>=?:&|*!/+-])\s*""")
# A quoted text, or a name that is no property (three dots before it are no property).
_WORD: Final = re.compile(r"""('[^'\n]*'|"[^"\n]*")|(?<![\w$])(?<![^.]\.)([A-Za-z]\w*)""")


def lean(source: str) -> str:
    """A script without comments, indents and blanks around signs, with short names.

    >>> lean("// why\\nconst a = f('b, c');\\nreturn  a;\\n")
    "let a=f('b, c');return  a;"
    """
    lines = [line.strip() for line in source.splitlines()]
    kept = "\n".join(line for line in lines if line and not line.startswith("//"))
    bare = _PIECE.sub(lambda found: found[1] or found[2], kept).replace(";}", "}").strip()
    return _WORD.sub(lambda found: found[1] or {"const": "let", **SHORT}.get(found[2], found[2]), bare)


@cache
def _source(name: str) -> str:
    return (FOLDER / name).read_text()


@cache
def script(name: str) -> bytes:
    """One of the scripts. What begins a phone brings the outbox along, so that the page for phones needs one address."""
    if name == "begin.js":
        return lean(_source("box.js") + _source("begin.js")).encode()
    return lean(_source(name)).encode()


@cache
def style() -> bytes:
    return "".join(line.strip() for line in _source("page.css").splitlines()).encode()


@cache
def pictures() -> bytes:
    """The drawings of every page as one file of symbols."""
    inside = re.sub(r"^<svg[^>]*>|</svg>\s*$", "", render_to_string("web/_pictures.html").strip())
    return f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode()


@cache
def icon(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def manifest() -> bytes:
    """For the home screen: a neutral name and a neutral drawing."""
    name = gettext("Notes")
    icons = [
        {"src": "/o/icon.svg", "sizes": "any", "type": "image/svg+xml"},
        {"src": "/o/icon.png", "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
    ]
    said = {"id": "/o/", "name": name, "short_name": name, "start_url": "/o/", "scope": "/o/", "display": "standalone"}
    return json.dumps(said | {"background_color": "#fbf7f0", "theme_color": "#fbf7f0", "icons": icons}).encode()


def _rendered(template: str, context: dict[str, object], request: HttpRequest) -> bytes:
    """Without the line ends and quotation marks that HTML does not need."""
    text = "\n".join(line for line in render_to_string(template, context, request).splitlines() if line)
    return re.sub(r'="([\w./-]+)"', r"=\1", text.replace(">\n<", "><")).encode()


def page(request: HttpRequest) -> bytes:
    return _rendered("reach/phone.html", {"bands": list(BANDS), "ways": WAYS}, request)


def guide(request: HttpRequest) -> bytes:
    """The door "not breathing", kept on the phone: it must open without signal."""
    numbers = numbers_for(BREATH, facts.numbers(facts.all_facts()))
    return _rendered("reach/phone_help.html", {"door": BREATH, "numbers": numbers}, request)


def giving(request: HttpRequest) -> bytes:
    """What waits, as text to hand over; kept on the phone, since it is for when there is no signal."""
    return _rendered("reach/phone_give.html", {}, request)


def shell() -> tuple[str, ...]:
    return (*KEPT, static("web/kith.css"), static("web/leave.js"))


def worker(request: HttpRequest) -> bytes:
    """The worker: the addresses it keeps, and a version made from all that lies behind them. When one changes, phones fetch all anew."""
    files = [page(request), guide(request), giving(request), style(), pictures(), icon("icon.svg"), icon("icon.png"), manifest()]
    files += [script("box.js"), script("page.js"), script("give.js"), _source("worker.js").encode(), *(one.encode() for one in shell())]
    version = hashlib.sha256(b"\0".join(hashlib.sha256(one).digest() for one in files)).hexdigest()[:12]
    return script("worker.js").replace(b"$VERSION", version.encode()).replace(b"$SHELL", json.dumps(shell()).encode())
