"""What a peer's phone opens in the folder /o/: its pages, scripts and worker. The same for everybody, without a cookie."""

from __future__ import annotations

import gzip
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kithbridge.people.access import anybody
from kithbridge.reach import phone_shell
from kithbridge.web.middleware import WORKER_POLICY

SCRIPT = "text/javascript; charset=utf-8"


def _sent(request: HttpRequest, body: bytes, kind: str) -> HttpResponse:
    """Packed where the browser takes it. Nothing here is secret or hers, so its length tells nothing."""
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = HttpResponse(gzip.compress(body, 9, mtime=0) if packed else body, content_type=kind)
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    return answer


def _file(make: Callable[[HttpRequest], bytes], kind: str) -> Callable[[HttpRequest], HttpResponse]:
    @anybody
    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        return _sent(request, make(request), kind)

    return view


page = _file(phone_shell.page, "text/html; charset=utf-8")
guide = _file(phone_shell.guide, "text/html; charset=utf-8")
giving = _file(phone_shell.giving, "text/html; charset=utf-8")
outbox = _file(lambda _request: phone_shell.script("box.js"), SCRIPT)
script = _file(lambda _request: phone_shell.script("page.js"), SCRIPT)
give = _file(lambda _request: phone_shell.script("give.js"), SCRIPT)
begin = _file(lambda _request: phone_shell.script("begin.js"), SCRIPT)
style = _file(lambda _request: phone_shell.style(), "text/css; charset=utf-8")
pictures = _file(lambda _request: phone_shell.pictures(), "image/svg+xml")
icon = _file(lambda _request: phone_shell.icon("icon.svg"), "image/svg+xml")
icon_drawn = _file(lambda _request: phone_shell.icon("icon.png"), "image/png")
manifest = _file(lambda _request: phone_shell.manifest(), "application/manifest+json")


@anybody
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Its own policy: what it may fetch is said by its own answer, not by the page's."""
    answer = _sent(request, phone_shell.worker(request), SCRIPT)
    answer.headers["Content-Security-Policy"] = WORKER_POLICY
    return answer
