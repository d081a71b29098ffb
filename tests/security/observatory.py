"""The scoring rules of MDN HTTP Observatory 1.4.8 as far as one answer of ours can reach them, for use without npm.

Offers: `grade(headers, cookies, html)` -> `Grade(score, results)`. A peer run against the real analyzers on the same input is
`benchmarks/people_headers.py`. Left out because nothing of ours can reach them: policies in <meta>, several policies in one
answer, hashes and nonces, the list of preloaded hosts, redirections (the proxy's), certificates.
Source: @mdn/mdn-http-observatory 1.4.8, src/analyzer/tests/*.js, src/grader/charts.js (MPL-2.0; rules retold, no code taken).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie

SCORES = {
    "csp-implemented-with-no-unsafe-default-src-none": 10,
    "csp-implemented-with-no-unsafe": 5,
    "csp-implemented-with-unsafe-inline-in-style-src-only": 0,
    "csp-implemented-with-insecure-scheme-in-passive-content-only": -10,
    "csp-implemented-with-unsafe-eval": -10,
    "csp-implemented-with-unsafe-inline": -20,
    "csp-implemented-with-insecure-scheme": -20,
    "csp-header-invalid": -25,
    "csp-not-implemented": -25,
    "cookies-secure-with-httponly-sessions-and-samesite": 5,
    "cookies-secure-with-httponly-sessions": 0,
    "cookies-not-found": 0,
    "cookies-without-secure-flag-but-protected-by-hsts": -5,
    "cookies-session-without-secure-flag-but-protected-by-hsts": -10,
    "cookies-without-secure-flag": -20,
    "cookies-samesite-flag-invalid": -20,
    "cookies-anticsrf-without-samesite-flag": -20,
    "cookies-session-without-httponly-flag": -30,
    "cookies-session-without-secure-flag": -40,
    "cross-origin-resource-sharing-not-implemented": 0,
    "cross-origin-resource-sharing-implemented-with-public-access": 0,
    "cross-origin-resource-sharing-implemented-with-restricted-access": 0,
    "referrer-policy-private": 5,
    "referrer-policy-not-implemented": 0,
    "referrer-policy-unsafe": -5,
    "referrer-policy-header-invalid": -5,
    "hsts-implemented-max-age-at-least-six-months": 0,
    "hsts-implemented-max-age-less-than-six-months": -10,
    "hsts-not-implemented": -20,
    "hsts-header-invalid": -20,
    "sri-not-implemented-response-not-html": 0,
    "sri-not-implemented-but-no-scripts-loaded": 0,
    "sri-not-implemented-but-all-scripts-loaded-from-secure-origin": 0,
    "sri-implemented-and-all-scripts-loaded-securely": 5,
    "sri-not-implemented-but-external-scripts-loaded-securely": -5,
    "sri-not-implemented-and-external-scripts-not-loaded-securely": -50,
    "x-content-type-options-nosniff": 0,
    "x-content-type-options-not-implemented": -5,
    "x-content-type-options-header-invalid": -5,
    "x-frame-options-implemented-via-csp": 5,
    "x-frame-options-sameorigin-or-deny": 0,
    "x-frame-options-allow-from-origin": 0,
    "x-frame-options-not-implemented": -20,
    "x-frame-options-header-invalid": -20,
    "corp-header-invalid": -5,
    "corp-implemented-with-cross-origin": 0,
    "corp-implemented-with-same-origin": 10,
    "corp-implemented-with-same-site": 10,
    "corp-not-implemented": 0,
}
BROAD = {"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}
INLINE = {"'unsafe-inline'", "data:"}
SIX_MONTHS = 15_552_000
WORST_COOKIE = (
    "cookies-without-secure-flag-but-protected-by-hsts",
    "cookies-without-secure-flag",
    "cookies-session-without-secure-flag-but-protected-by-hsts",
    "cookies-samesite-flag-invalid",
    "cookies-anticsrf-without-samesite-flag",
    "cookies-session-without-httponly-flag",
    "cookies-session-without-secure-flag",
)


@dataclass(frozen=True)
class Grade:
    """`score` as the Observatory counts it: bonuses only from 90 up."""

    score: int
    results: Mapping[str, str]


def policy(text: str) -> dict[str, set[str]]:
    """A content security policy by directive. Raises ValueError for a directive that stands twice."""
    found: dict[str, set[str]] = {}
    for entry in text.split(";"):
        words = entry.lower().split()
        if words:
            if words[0] in found:
                raise ValueError(words[0])
            found[words[0]] = set(words[1:]) or ({"'none'"} if words[0].endswith("-src") else set())
    return found


def _csp(text: str) -> str:
    if not text.strip():
        return "csp-not-implemented"
    try:
        said = policy(text)
    except ValueError:
        return "csp-header-invalid"

    def sources(name: str) -> set[str]:
        return said.get(name) or said.get("default-src") or {"*"}

    script, style, active = sources("script-src"), sources("style-src"), set[str]()
    for name, values in said.items():
        active |= values if name not in ("img-src", "media-src") else set()
    passive = sources("img-src") | sources("media-src")
    if script & (BROAD | INLINE) or sources("object-src") & BROAD:
        return "csp-implemented-with-unsafe-inline"
    if any(one.startswith(("http:", "ftp:")) for one in active | script):
        return "csp-implemented-with-insecure-scheme"
    if "'unsafe-eval'" in script | style:
        return "csp-implemented-with-unsafe-eval"
    if any(one.startswith(("http:", "ftp:")) for one in passive):
        return "csp-implemented-with-insecure-scheme-in-passive-content-only"
    if style & (BROAD | INLINE):
        return "csp-implemented-with-unsafe-inline-in-style-src-only"
    none = said.get("default-src") == {"'none'"}
    return "csp-implemented-with-no-unsafe-default-src-none" if none else "csp-implemented-with-no-unsafe"


def _cookies(cookies: Iterable[str], hsts: bool) -> str:
    found: list[str] = []
    seen, same_site = False, True
    for raw in cookies:
        jar: SimpleCookie = SimpleCookie(raw)
        for name, cookie in jar.items():
            seen = True
            low = name.lower()
            session = "login" in low or "sess" in low
            setting = cookie["samesite"].lower()
            if (setting and setting not in ("lax", "strict", "none")) or (setting == "none" and not cookie["secure"]):
                found.append("cookies-samesite-flag-invalid")
            if not cookie["secure"]:
                kind = "cookies-session-without-secure-flag" if session else "cookies-without-secure-flag"
                found.append(kind + ("-but-protected-by-hsts" if hsts else ""))
            if "csrf" in low and not setting:
                found.append("cookies-anticsrf-without-samesite-flag")
            if session and not cookie["httponly"]:
                found.append("cookies-session-without-httponly-flag")
            same_site &= bool(setting)
    if not seen:
        return "cookies-not-found"
    if found:
        return max(found, key=WORST_COOKIE.index)
    return "cookies-secure-with-httponly-sessions" + ("-and-samesite" if same_site else "")


def _hsts(text: str) -> str:
    if not text:
        return "hsts-not-implemented"
    found = re.search(r"(?:^|;)\s*max-age=(\d+)", text.lower())
    if found is None or "," in text:
        return "hsts-header-invalid"
    enough = int(found.group(1)) >= SIX_MONTHS
    return "hsts-implemented-max-age-" + ("at-least-six-months" if enough else "less-than-six-months")


def _referrer(text: str) -> str:
    good = ["no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"]
    bad = ["origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade"]
    if not text:
        return "referrer-policy-not-implemented"
    known = [one for one in (part.strip().lower() for part in text.split(",")) if one in good + bad]
    if not known:
        return "referrer-policy-header-invalid"
    return "referrer-policy-private" if known[-1] in good else "referrer-policy-unsafe"


def _frames(text: str, csp: str) -> str:
    try:
        if "frame-ancestors" in policy(csp):
            return "x-frame-options-implemented-via-csp"
    except ValueError:
        pass
    said = text.strip().lower()
    if not said:
        return "x-frame-options-not-implemented"
    if said.startswith("allow-from"):
        return "x-frame-options-allow-from-origin"
    return "x-frame-options-" + ("sameorigin-or-deny" if said in ("deny", "sameorigin") else "header-invalid")


def _scripts(kind: str, html: str) -> str:
    if kind.split(";")[0].strip() not in ("text/html", "application/xhtml+xml"):
        return "sri-not-implemented-response-not-html"
    scripts = re.findall(r"<script\b[^>]*>", html, re.IGNORECASE)
    if not scripts:
        return "sri-not-implemented-but-no-scripts-loaded"
    foreign = [one for one in scripts if re.search(r"""src\s*=\s*["']?(https?:)?//""", one) and "integrity" not in one]
    if any("https://" in one for one in foreign):
        return "sri-not-implemented-but-external-scripts-loaded-securely"
    if foreign:
        return "sri-not-implemented-and-external-scripts-not-loaded-securely"
    if any("src" in one and "integrity" in one for one in scripts):
        return "sri-implemented-and-all-scripts-loaded-securely"
    return "sri-not-implemented-but-all-scripts-loaded-from-secure-origin"


def grade(headers: Mapping[str, str], cookies: Iterable[str] = (), html: str = "") -> Grade:
    """Grade one answer as if it had come over https.

    Parameters
    ----------
    headers : name -> value; names in any case
    cookies : each `Set-Cookie` value
    """
    low = {name.lower(): value for name, value in headers.items()}
    csp = low.get("content-security-policy", "")
    hsts = _hsts(low.get("strict-transport-security", ""))
    sniff = low.get("x-content-type-options", "").strip().lower()
    corp = low.get("cross-origin-resource-policy", "").strip().lower()
    known = ("same-site", "same-origin", "cross-origin")
    shared = low.get("access-control-allow-origin", "").strip()
    results = {
        "csp": _csp(csp),
        "cookies": _cookies(cookies, hsts == "hsts-implemented-max-age-at-least-six-months"),
        "cors": "cross-origin-resource-sharing-"
        + (
            "not-implemented" if not shared else "implemented-with-public-access" if shared == "*" else "implemented-with-restricted-access"
        ),
        "referrer": _referrer(low.get("referrer-policy", "")),
        "hsts": hsts,
        "scripts": _scripts(low.get("content-type", ""), html),
        "sniffing": "x-content-type-options-" + ("nosniff" if sniff == "nosniff" else "header-invalid" if sniff else "not-implemented"),
        "frames": _frames(low.get("x-frame-options", ""), csp),
        "corp": f"corp-implemented-with-{corp}" if corp in known else "corp-header-invalid" if corp else "corp-not-implemented",
    }
    marks = [SCORES[result] for result in results.values()]
    plain = 100 + sum(mark for mark in marks if mark < 0)
    return Grade(max(plain + sum(mark for mark in marks if mark > 0), 0) if plain >= 90 else max(plain, 0), results)
