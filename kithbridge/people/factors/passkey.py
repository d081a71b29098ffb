"""Passkeys (WebAuthn level 2), bound to the host name of the site's address.

Offers
------
begin_register(key, work_name, known)   options for the browser, and the state to keep
end_register(state, answer)             what to seal: the credential
begin_check(known), end_check(state, known, answer)
Refused                                 the browser's answer does not fit

The state (a challenge) rides inside the sealed visit, and each challenge is used once. A passkey alone opens nothing: her
passphrase has opened the key before, and what the passkey is checked against is sealed under that key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlparse

from django.conf import settings
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestationConveyancePreference,
    AttestedCredentialData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from kithbridge.people import visit
from kithbridge.people.factors.totp import SHOWN_AS
from kithbridge.people.vault import Key
from kithbridge.web.home import secrets

# The library logs ids of credentials; nothing of the kind may reach a log here.
logging.getLogger("fido2").setLevel(logging.CRITICAL + 1)

UV = UserVerificationRequirement.PREFERRED


class Refused(Exception):
    """The browser's answer does not fit what was asked."""


def origin(address: str) -> str:
    """Scheme, host and port of an address, as a browser writes them.

    >>> origin("http://localhost:8000/")
    'http://localhost:8000'
    """
    parts = urlparse(address)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _server() -> Fido2Server:
    host = urlparse(settings.ADDRESS).hostname or "localhost"
    return Fido2Server(
        PublicKeyCredentialRpEntity(name=SHOWN_AS, id=host),
        attestation=AttestationConveyancePreference.NONE,
        verify_origin=lambda found: found.lower() == origin(settings.ADDRESS),
    )


def _credentials(known: Sequence[Mapping[str, str]]) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(base64.b64decode(one["credential"])) for one in known]


def _user(key: Key) -> bytes:
    """What her device keeps for us: tells nothing without the pepper."""
    return hmac.new(secrets().pepper, b"passkey:" + key.owner.bytes, hashlib.sha256).digest()[:16]


def begin_register(key: Key, work_name: str, known: Sequence[Mapping[str, str]]) -> tuple[dict[str, Any], str]:
    """Options as JSON-ready dict, and the state as text."""
    user = PublicKeyCredentialUserEntity(name=work_name, id=_user(key), display_name=work_name)
    options, state = _server().register_begin(
        user,
        _credentials(known),
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UV,
    )
    return dict(options.public_key), json.dumps(state)


def end_register(state: str, answer: Mapping[str, Any]) -> dict[str, str]:
    """The credential to be sealed. Raises Refused."""
    asked = _once(state)
    try:
        data = _server().register_complete(asked, answer)
    except Exception as problem:
        raise Refused from problem
    if data.credential_data is None:
        raise Refused
    return {"credential": base64.b64encode(bytes(data.credential_data)).decode()}


def begin_check(known: Sequence[Mapping[str, str]]) -> tuple[dict[str, Any], str]:
    """Options and state for signing in with one of her passkeys."""
    options, state = _server().authenticate_begin(_credentials(known), user_verification=UV)
    return dict(options.public_key), json.dumps(state)


def end_check(state: str, known: Sequence[Mapping[str, str]], answer: Mapping[str, Any]) -> None:
    """Raises Refused unless one of her passkeys signed this challenge, for the first time."""
    asked = _once(state)
    try:
        _server().authenticate_complete(asked, _credentials(known), answer)
    except Exception as problem:
        raise Refused from problem


def _once(state: str) -> Any:
    """The state, whose challenge is used up by this."""
    try:
        asked = json.loads(state)
        challenge = str(asked["challenge"])
    except (ValueError, KeyError, TypeError):
        raise Refused from None
    if not visit.use_code(f"passkey:{challenge}", seconds=visit.PRE_SECONDS * 2):
        raise Refused
    return asked
