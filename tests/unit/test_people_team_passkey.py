"""Passkeys, with an authenticator made of plain functions: a challenge works once, in the visit it was made for."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from kithbridge.people import visit
from kithbridge.people.actions import factors, team
from kithbridge.people.models import Factor, Role
from kithbridge.web import once
from tests.builders import DATABASES, Member, make_member, quick_kdf, sign_in  # noqa: F401

pytestmark = DATABASES
FLAGS = AuthenticatorData.FLAG
JSON = "application/json"


class Device:
    """A security key: one credential, a counter."""

    def __init__(self, host: str = "localhost") -> None:
        self.key, self.id, self.count = ec.generate_private_key(ec.SECP256R1()), b"c" * 16, 0
        self.rp = hashlib.sha256(host.encode()).digest()

    def _client(self, kind: str, challenge: str, origin: str) -> CollectedClientData:
        return CollectedClientData(json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode())

    def make(self, options: dict[str, Any], origin: str = settings.ADDRESS) -> dict[str, Any]:
        client = self._client("webauthn.create", options["challenge"], origin)
        held = AttestedCredentialData.create(Aaguid.NONE, self.id, ES256.from_cryptography_key(self.key.public_key()))
        data = AuthenticatorData.create(self.rp, FLAGS.UP | FLAGS.UV | FLAGS.AT, 0, held)
        made = AttestationObject.create("none", data, {})
        return self._answer({"clientDataJSON": websafe_encode(client), "attestationObject": websafe_encode(made)})

    def show(self, options: dict[str, Any], origin: str = settings.ADDRESS) -> dict[str, Any]:
        self.count += 1
        client = self._client("webauthn.get", options["challenge"], origin)
        data = AuthenticatorData.create(self.rp, FLAGS.UP | FLAGS.UV, self.count)
        signature = self.key.sign(bytes(data) + client.hash, ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": websafe_encode(client),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signature),
                "userHandle": None,
            }
        )

    def _answer(self, response: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": websafe_encode(self.id),
            "rawId": websafe_encode(self.id),
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }


def post(client: Client, name: str, **body: Any) -> Any:
    return client.post(reverse(name), json.dumps(body), content_type=JSON)


@pytest.fixture
def jo() -> Member:
    return make_member("Jo")


@pytest.fixture
def device(jo: Member) -> Device:
    """A passkey that Jo has added."""
    one, hers = Device(), Client()
    sign_in(hers, jo)
    options = post(hers, "team_factor_begin").json()["options"]
    assert post(hers, "team_factor_end", answer=one.make(options)).json() == {"to": reverse("team_me")}
    return one


def waiting(jo: Member) -> Client:
    client = Client()
    client.post(reverse("team_sign_in"), {"work_name": "Jo", "words": jo.typed})
    return client


def test_it_works(jo: Member, device: Device) -> None:
    client = waiting(jo)
    page = client.get(reverse("team_second")).content.decode()
    assert 'data-passkey="show"' in page
    assert "passkey.js" in page
    before = client.cookies[visit.COOKIE].value
    options = post(client, "team_second_begin").json()["options"]
    assert options["rpId"] == "localhost"
    assert options["userVerification"] == "preferred"
    assert len(options["allowCredentials"]) == 1
    assert visit.resume(before) is None
    assert client.get(reverse("team_home")).status_code == 302
    assert post(client, "team_second_end", answer=device.show(options)).json() == {"to": reverse("team_home")}
    assert client.get(reverse("team_home")).status_code == 200


def test_as_the_first_second_step() -> None:
    invited = team.invite(work_name="Cass", roles=[Role.PEER], form_id=once.new_form_id())
    key = team.join(token=invited.token, work_name="Cass", words=team.draw_words())
    client = Client()
    client.cookies[visit.COOKIE] = visit.start(key, visit.Stage.WAITING)
    options = post(client, "team_factor_first_begin").json()["options"]
    assert options["user"]["name"] == "Cass"
    assert str(key.owner) not in json.dumps(options)
    assert post(client, "team_factor_first_end", answer=Device().make(options)).json() == {"to": reverse("team_codes")}
    assert client.get(reverse("team_home")).status_code == 200


def test_it_is_sealed(jo: Member, device: Device) -> None:
    row = Factor.objects.get(member=jo.member, kind="passkey")
    assert device.id not in bytes(row.secret)


def test_a_passkey_without_words_opens_nothing(jo: Member, device: Device) -> None:
    stranger = Client()
    assert post(stranger, "team_second_begin").status_code == 403
    assert post(stranger, "team_second_end", answer={}).status_code == 403


def test_an_answer_works_once_and_in_its_own_visit(jo: Member, device: Device) -> None:
    one, two = waiting(jo), waiting(jo)
    options = post(one, "team_second_begin").json()["options"]
    post(two, "team_second_begin")
    answer = device.show(options)
    assert post(two, "team_second_end", answer=answer).status_code == 400
    state = visit.resume(one.cookies[visit.COOKIE].value)[2]["passkey"]
    assert post(one, "team_second_end", answer=answer).status_code == 200
    three = Client()
    three.cookies[visit.COOKIE] = visit.start(jo.key, visit.Stage.WAITING, passkey=state)
    assert post(three, "team_second_end", answer=answer).status_code == 400


@pytest.mark.parametrize("wrong", ["key", "origin", "host", "challenge", "none", "rubbish"])
def test_what_does_not_fit_opens_nothing(jo: Member, device: Device, wrong: str) -> None:
    client = waiting(jo)
    options = post(client, "team_second_begin").json()["options"]
    if wrong == "key":
        other = Device()
        answer: Any = other.show(options)
    elif wrong == "origin":
        answer = device.show(options, "https://tarrowby.example")
    elif wrong == "host":
        device.rp = hashlib.sha256(b"tarrowby.example").digest()
        answer = device.show(options)
    elif wrong == "challenge":
        answer = device.show({"challenge": websafe_encode(b"x" * 32)})
    else:
        answer = {} if wrong == "none" else ["rubbish", {"id": 7}]
    response = post(client, "team_second_end", answer=answer)
    assert response.status_code == 400
    assert "said" in response.json()
    assert client.get(reverse("team_home")).status_code == 302


def test_without_a_challenge(jo: Member, device: Device) -> None:
    client = waiting(jo)
    assert post(client, "team_second_end", answer=device.show({"challenge": "AAAA"})).status_code == 400


def test_not_json(jo: Member, device: Device) -> None:
    client = waiting(jo)
    post(client, "team_second_begin")
    assert client.post(reverse("team_second_end"), "\xff[", content_type=JSON).status_code == 400


def test_a_challenge_wins_no_time(jo: Member, device: Device) -> None:
    from kithbridge.people.sessions.models import Session

    client = waiting(jo)
    Session.objects.update(until=visit.unix() + 10, idle_until=visit.unix() + 10)
    post(client, "team_second_begin")
    assert all(row.until <= visit.unix() + 10 for row in Session.objects.all())


def test_who_has_none(jo: Member) -> None:
    client = waiting(jo)
    assert post(client, "team_second_begin").status_code == 400
    assert "data-passkey" not in client.get(reverse("team_second")).content.decode()


def test_codes_and_passkeys_share_the_tries(jo: Member, device: Device) -> None:
    client = waiting(jo)
    for _ in range(factors.TRIES_AN_HOUR):
        client.post(reverse("team_second"), {"code": "000"})
    options = post(client, "team_second_begin").json()["options"]
    assert post(client, "team_second_end", answer=device.show(options)).status_code == 429
