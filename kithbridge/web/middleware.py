"""Headers of every answer, and the hourly count of requests.

Fixed policies: the neighbour's and public pages (no script may write HTML), the team's (htmx and passkeys), the phone's own page.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.response import HttpResponseBase

from kithbridge.web import logs, pages, uploads

Answer = Callable[[HttpRequest], HttpResponseBase]

_SHARED_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; media-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
NEIGHBOUR_POLICY = _SHARED_POLICY + "; require-trusted-types-for 'script'"
TEAM_POLICY = _SHARED_POLICY + "; connect-src 'self'"
# The phone's own page keeps itself and sends by script; what becomes a worker there is named by one policy of one address.
PHONE_POLICY = _SHARED_POLICY + (
    "; connect-src 'self'; worker-src 'self'; manifest-src 'self'; require-trusted-types-for 'script'; trusted-types phone"
)
# A worker's own policy governs what it fetches; it has no page into which anything could be written.
WORKER_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
POLICIES = {"team": TEAM_POLICY, "phone": PHONE_POLICY}

HEADERS = {
    # The server's own name would only tell what to attack.
    "Server": "-",
    "Strict-Transport-Security": "max-age=31536000",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), "
        "midi=(), payment=(), usb=(), browsing-topics=(), interest-cohort=(), publickey-credentials-get=(self), "
        "publickey-credentials-create=(self)"
    ),
}
PUBLIC = ("/how-we-work", "/why/", "/held", "/about", "/who", "/what-changed", "/api/", "/things/", "/w/l", "/talks", "/decided")


def side(path: str) -> str:
    """Which side of the house an address belongs to: neighbour, team, phone, public or static."""
    if path.startswith("/t/"):
        return "team"
    if path.startswith("/s/"):
        return "static"
    if path.startswith("/o/"):
        return "phone"
    if path.startswith(PUBLIC):
        return "public"
    return "neighbour"


def outermost(answer: Answer) -> Answer:
    """Counts the request by its side; an address nobody has asked for keeps no trace."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        kind = side(request.path_info)
        logs.seen(f"{kind} {'failed' if response.status_code >= 500 else 'answered'}")
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", POLICIES.get(kind, NEIGHBOUR_POLICY))
        return response

    return middleware


def _without_nul(sent: QueryDict) -> QueryDict:
    """The same without U+0000, which nobody can type and PostgreSQL refuses."""
    if not any("\0" in value for _name, values in sent.lists() for value in values):
        return sent
    clean = sent.copy()
    for name, values in sent.lists():
        clean.setlist(name, [value.replace("\0", "") for value in values])
    return clean


def text(answer: Answer) -> Answer:
    """What comes in is text that every database takes: UTF-8 without U+0000."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.encoding not in (None, "utf-8", "UTF-8"):
            request.encoding = "utf-8"  # our forms send nothing else; Django fails on a name such as "hex"
        request.GET = _without_nul(request.GET)  # type: ignore[assignment]
        if request.method == "POST":
            uploads.ready(request)
            try:
                request.POST = _without_nul(request.POST)  # type: ignore[assignment]
            except UnreadablePostError:  # whoever sent it has gone
                uploads.let_go(request)
        return answer(request)

    return middleware


def headers(answer: Answer) -> Answer:
    """Nothing that is not static or public may be kept by a browser or a proxy."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.side = side(request.path_info)  # type: ignore[attr-defined]
        response = answer(request)
        if response.status_code == 405 and not getattr(response, "content", b""):
            # A form's address opened by hand: an empty answer would show the browser's own page, without a way out.
            allow = response.headers.get("Allow", "")
            response = pages.not_that_way(request)
            response.headers["Allow"] = allow
        if "Cache-Control" not in response.headers:
            cacheable = request.side == "public" and response.status_code == 200 and request.method == "GET"  # type: ignore[attr-defined]
            response.headers["Cache-Control"] = "public, max-age=300" if cacheable else "no-store"
            if cacheable:
                # What a proxy may keep must not carry anybody's cookie (Django renews a broken one on any page).
                response.cookies.clear()
        if isinstance(response, HttpResponse):
            for name in ("ETag", "Last-Modified"):
                response.headers.pop(name, None)
        return response

    return middleware
