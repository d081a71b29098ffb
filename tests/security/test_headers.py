"""Headers and cookies of every address, for everybody: the policy is there, nothing is kept, and no cookie holds anything."""

from __future__ import annotations

import base64
import re

import pytest
from django.conf import settings
from django.test import Client

from kithbridge.people import visit
from kithbridge.people.visit import Stage
from kithbridge.web.middleware import HEADERS, NEIGHBOUR_POLICY, POLICIES, WORKER_POLICY, side
from tests.builders import DATABASES, furnish_site, make_member, make_page, quick_kdf, sign_in  # noqa: F401
from tests.security import observatory
from tests.security.addresses import addresses

pytestmark = DATABASES
CALLERS = ("anybody", "words", "waiting", "lead")
LEAST = 130


@pytest.fixture
def clients() -> dict[str, Client]:
    site = furnish_site()
    found = {caller: Client() for caller in CALLERS}
    make_page().enter(found["words"])
    found["waiting"].cookies[visit.COOKIE] = visit.start(site.deputy.key, Stage.WAITING)
    sign_in(found["lead"], site.lead)
    return found


def every_answer(clients: dict[str, Client]):
    for caller, client in clients.items():
        client.raise_request_exception = False
        for address in addresses():
            for method in ("GET", "POST"):
                if address.shape == "/leave" and caller != "anybody":
                    continue
                yield caller, method, address, client.generic(method, address.sample, headers={"accept-language": "en"})
        for path in ("/nothing", "/t/nothing", "/n/nothing"):
            yield caller, "GET", None, client.get(path)


def policy(path, status):
    """Which of the fixed policies an address answers with."""
    if path == "/o/worker.js" and status == 200:
        return WORKER_POLICY
    return POLICIES.get(side(path), NEIGHBOUR_POLICY)


def test_every_answer_carries_the_policy_and_is_graded(clients):
    worst = 1_000
    for caller, method, address, response in every_answer(clients):
        where = (caller, method, address.shape if address else "", response.status_code)
        path = address.sample if address else response.request["PATH_INFO"]
        assert response.headers["Content-Security-Policy"] == policy(path, response.status_code), where
        for name, value in HEADERS.items():
            if (name, path) != ("Referrer-Policy", "/leave"):
                assert response.headers[name] == value, (name, *where)
        html = response.content.decode(errors="replace")
        cookies = [morsel.OutputString() for morsel in response.cookies.values()]
        found = observatory.grade(response.headers, cookies, html)
        assert found.score >= LEAST, (found, *where)
        worst = min(worst, found.score)
    print(f"worst grade of any answer: {worst}")


PUBLIC = ("/how", "/held", "/about", "/who", "/why", "/what", "/things", "/api/", "/w/l", "/decided", "/talks")


def test_nothing_but_public_pages_may_be_kept(clients):
    for caller, method, address, response in every_answer(clients):
        for name in ("ETag", "Last-Modified", "Expires"):
            assert name not in response.headers, (name, address)
        # The server adds its own name unless one stands there already.
        assert response.headers["Server"] == "-", address
        control = response.headers["Cache-Control"]
        public = method == "GET" and response.status_code == 200 and address and address.sample.startswith(PUBLIC)
        assert control == ("public, max-age=300" if public else "no-store"), (caller, method, address)
        if public:
            assert not response.cookies, (caller, method, address.shape)
            assert "csrfmiddlewaretoken" not in response.content.decode(errors="replace")


def test_what_may_be_kept_by_a_proxy_is_the_same_for_everybody(clients):
    for address in addresses():
        first = clients["anybody"].get(address.sample)
        if "public" in first.headers["Cache-Control"]:
            for client in clients.values():
                assert client.get(address.sample).content == first.content


def test_no_page_loads_anything_from_elsewhere_or_inline(clients):
    for caller, _method, address, response in every_answer(clients):
        html = response.content.decode(errors="replace")
        where = (caller, address)
        assert not re.search(r"<(script|link|img|audio|iframe|source)\b[^>]*(src|href)=[\"']?(https?:)?//", html), where
        assert not re.search(r"<script(?![^>]*\bsrc=)", html), where
        assert not re.search(r"\sstyle\s*=\s*[\"']", html), where
        assert not re.search(r"\son\w+\s*=\s*[\"']", html), where


def test_every_cookie_lives_with_the_window_and_holds_nothing(clients):
    names = set()
    for caller, _method, address, response in every_answer(clients):
        for name, morsel in response.cookies.items():
            names.add(name)
            where = (caller, address and address.shape, name)
            assert name.startswith("__Host-"), where
            assert morsel["secure"], where
            assert morsel["httponly"], where
            assert morsel["samesite"] == "Strict", where
            assert morsel["path"] == "/", where
            assert not morsel["domain"], where
            assert morsel["max-age"] in ("", 0), where
    assert names <= {visit.COOKIE, settings.CSRF_COOKIE_NAME}


def test_decoded_a_cookie_says_nothing_about_anybody():
    page, member = make_page(), make_member("Jo")
    for key, stage in ((page.key, Stage.PAGE), (member.key, Stage.TEAM), (member.key, Stage.WAITING)):
        token = visit.start(key, stage)
        raw = base64.urlsafe_b64decode(token + "=")
        assert len(raw) == 32
        for secret in (key.private, key.owner.bytes, bytes.fromhex(key.lookup), stage.value.encode(), b"Jo"):
            assert secret not in raw
            assert secret.hex() not in raw.hex()
        # Nothing of one visit is in the next: the token is drawn, not made from anything.
        assert visit.start(key, stage)[:8] != token[:8]


KNOWN = [
    # The same sets and results as in shared/data/people/observatory_grade.mjs, graded by the real analyzers.
    ({"X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}, [], 55),
    (
        {
            "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Frame-Options": "DENY",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
        },
        ["__Host-k=abc; Path=/; Secure; HttpOnly; SameSite=Strict"],
        135,
    ),
    (
        {
            "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
            "frame-ancestors 'none';",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Frame-Options": "DENY",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
        },
        ["ss=abc; Path=/; HttpOnly; SameSite=Strict"],
        60,
    ),
    (
        {
            "Content-Security-Policy": "default-src 'self';style-src 'self' 'unsafe-inline';script-src 'self';img-src 'self' data: https:;"
            "frame-ancestors 'none'",
            "X-Frame-Options": "DENY",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Strict-Transport-Security": "max-age=63072000; includeSubdomains",
        },
        ["__HOST-session=abc; Path=/; Secure; HttpOnly; SameSite=Strict"],
        115,
    ),
]


@pytest.mark.parametrize(("headers", "cookies", "score"), KNOWN)
def test_our_reading_of_the_rules_agrees_with_the_real_one(headers, cookies, score):
    assert observatory.grade(headers, cookies).score == score


WORSE = {
    "Content-Security-Policy": [
        "",
        "default-src *",
        "default-src 'none'; script-src 'self' 'unsafe-inline'",
        "script-src 'self'; script-src *",
    ],
    "Strict-Transport-Security": ["", "max-age=600", "max-age=1, max-age=2"],
    "Referrer-Policy": ["unsafe-url", "nonsense"],
    "X-Content-Type-Options": ["", "sniff"],
    "Cross-Origin-Resource-Policy": ["", "cross-origin", "nonsense"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WORSE.items() for value in values])
def test_a_worse_header_is_graded_worse(name, value):
    ours = {**HEADERS, "Content-Security-Policy": NEIGHBOUR_POLICY}
    assert observatory.grade(ours).score >= LEAST
    assert observatory.grade({**ours, name: value}).score < observatory.grade(ours).score
