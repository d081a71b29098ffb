"""The address people type: https, a certificate that fits and lasts. Offers `look(place)`. Without a line to it nothing is claimed."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlparse

from kithbridge.cli.doctor.finding import Finding, Look, Unseen
from kithbridge.web.clock import now

SECONDS = 5.0
LAST_DAYS = 14


def look(place: Look) -> Iterator[Finding | Unseen]:
    address = place.environ.get("KITHBRIDGE_ADDRESS", "http://localhost:8000")
    found = urlparse(address)
    if found.scheme != "https":
        yield Finding(
            "address.https",
            f"The address is not https ({address}).",
            "What people write would travel in the open, and browsers drop the cookie that keeps a page open.",
            "Set KITHBRIDGE_ADDRESS='https://...' in the environment file, and put a proxy with TLS before the site (deploy/Caddyfile)",
        )
        return
    yield from _certificate(found.hostname or "", found.port or 443)


def _certificate(host: str, port: int) -> Iterator[Finding | Unseen]:
    try:
        with (
            socket.create_connection((host, port), timeout=SECONDS) as line,
            ssl.create_default_context().wrap_socket(line, server_hostname=host) as secured,
        ):
            shown = secured.getpeercert() or {}
    except ssl.SSLCertVerificationError as problem:
        yield _wrong(host, problem)
        return
    except (OSError, ValueError) as problem:
        yield Unseen(f"the certificate of {host}", f"no line to it from here ({type(problem).__name__})")
        return
    ends = dt.datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), dt.UTC)
    days = (ends - now()).days
    if days < LAST_DAYS:
        yield Finding(
            "address.certificate_ends",
            f"The certificate of {host} ends in {days} days.",
            "After that day every phone shows a warning instead of the site.",
            "journalctl -u caddy -n 50  (Caddy renews by itself: see why it could not), then: systemctl reload caddy",
        )


def _wrong(host: str, problem: ssl.SSLCertVerificationError) -> Finding:
    # Numbers of X509_V_ERR_*: 10 has expired, 62 another host's.
    what = {10: "is over", 62: "is for another address"}.get(problem.verify_code, "is not one that phones trust")
    return Finding(
        "address.certificate",
        f"The certificate of {host} {what}.",
        "Every phone shows a warning instead of the site. Who clicks it away cannot know whom she writes to.",
        "journalctl -u caddy -n 50  (see why no certificate came; the address must point to this machine), then: systemctl reload caddy",
    )
