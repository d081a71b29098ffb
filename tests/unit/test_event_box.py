"""Event boxes: known answers, every altered byte refused, and the same boxes from a phone's own Web Crypto."""

from __future__ import annotations

import doctest
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kithbridge.engines import event_box
from kithbridge.engines.event_box import BoxError, Opener

if TYPE_CHECKING:
    from playwright.sync_api import Browser

KNOWN = [
    {
        "private": "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20",
        "public": "04515c3d6eb9e396b904d3feca7f54fdcd0cc1e997bf375dca515ad0a6c3b4035f"
        "4536be3a50f318fbf9a5475902a221502bef0d57e08c53b2cc0a56f17d9f9354",
        "ephemeral": "2122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f40",
        "number": "6f0a4d3e-0c1b-4e6a-9b0d-1f2e3d4c5b6a",
        "text": '{"v":1,"k":"out","i":"fine","n":1,"d":"2026-11-22","a":"coast"}',
        "box": "42698894041f140146bfb1b251f84f4ddbe0d4cdcfd77afd984a9520e35794021f8312bb9eec995a08b1fa7704df3dcc0b50a9665263fb7711f95f9f"
        "8a449c5096e47c892b940ae9db6c2e7ee165e440b4be01f7b50849ae387f37290bfd47c9937a37cbe91e0d89a6c36477f75c6b7afa4f85b6af81d100"
        "43ee05a2550f6ef5c84995c6eace1cc210a782a2b4d023f06bf4cab0",
    },
    {
        "private": "11" * 32,
        "public": "040217e617f0b6443928278f96999e69a23a4f2c152bdf6d6cdf66e5b80282d4ed"
        "194a7debcb97712d2dda3ca85aa8765a56f45fc758599652f2897c65306e5794",
        "ephemeral": "22" * 32,
        "number": "00000000-0000-4000-8000-000000000001",
        "text": "",
        "box": "2bad0fd604d65a93977caa3d1b081852ff57a79e465f1660577304baead505dd3a48589cf350185e895372df6221ea3a137557e473fddb6755f05bd5"
        "07c3c533fce9c912850f5444301892ad25551bd2d4bbba9213",
    },
    {
        "private": "7f" + "00" * 30 + "01",
        "public": "04b53cbdc265c6012e88d05ca89f165e95c74fa6d0beefc0a6176a7b909222f674"
        "e5623df75a59a5d394b89a7643c225487e547a8f4b41f4067d72625bcadbe74e",
        "ephemeral": "00" * 31 + "01",
        "number": "1",
        "text": "Tŷ bach – naïve £ 🧷",
        "box": "3d4f3cca046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315e"
        "cecbb6406837bf51f577e3d6196f633e327ef93115da7445ab4e43d64c9fdd6493a2ef5aef98b3332f7ea3df996848cdfa6dce6a",
    },
]
# The same in Web Crypto, as a phone does it; `open` here only, to see that both read the known answers alike.
WEB_CRYPTO = """async ([what, list]) => {
  const S = crypto.subtle, EC = {name: 'ECDH', namedCurve: 'P-256'}, utf = s => new TextEncoder().encode(s);
  const raw = b => Uint8Array.from(atob(b), c => c.charCodeAt(0)), b64 = u => btoa(String.fromCharCode(...u));
  const url = u => b64(u).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  const key = async (z, salt) => S.deriveKey({name: 'HKDF', hash: 'SHA-256', salt, info: utf('kb1:event')},
    await S.importKey('raw', z, 'HKDF', false, ['deriveKey']), {name: 'AES-GCM', length: 256}, false, ['encrypt', 'decrypt']);
  const iv = new Uint8Array(12), out = [];
  for (const one of list) {
    if (what === 'seal') {
      const point = raw(one.public), name = new Uint8Array(await S.digest('SHA-256', point)).slice(0, 4);
      const to = await S.importKey('raw', point, EC, false, []), pair = await S.generateKey(EC, false, ['deriveBits']);
      const own = new Uint8Array(await S.exportKey('raw', pair.publicKey));
      const aes = await key(await S.deriveBits({name: 'ECDH', public: to}, pair.privateKey, 256), own);
      const shut = await S.encrypt({name: 'AES-GCM', iv, additionalData: utf(one.number)}, aes, utf(one.text));
      out.push(b64(new Uint8Array([...name, ...own, ...new Uint8Array(shut)])));
    } else {
      const box = raw(one.box), own = box.slice(4, 69), point = raw(one.public);
      const jwk = {kty: 'EC', crv: 'P-256', x: url(point.slice(1, 33)), y: url(point.slice(33)), d: url(raw(one.private))};
      const mine = await S.importKey('jwk', jwk, EC, false, ['deriveBits']);
      const aes = await key(await S.deriveBits({name: 'ECDH', public: await S.importKey('raw', own, EC, false, [])}, mine, 256), own);
      const data = await S.decrypt({name: 'AES-GCM', iv, additionalData: utf(one.number)}, aes, box.slice(69));
      out.push(new TextDecoder().decode(data));
    }
  }
  return out;
}"""


@pytest.mark.parametrize("known", KNOWN)
def test_known_answers(known: dict[str, str]) -> None:
    private, box = bytes.fromhex(known["private"]), bytes.fromhex(known["box"])
    assert event_box.public_of(private).hex() == known["public"]
    ephemeral = bytes.fromhex(known["ephemeral"])
    sealed = event_box.seal(bytes.fromhex(known["public"]), known["number"], known["text"], rng=lambda n: ephemeral[:n])
    assert sealed == box
    assert event_box.open(private, known["number"], box) == known["text"]
    assert event_box.named_in(box) == event_box.key_id(bytes.fromhex(known["public"]))


def test_the_examples_in_its_docstrings() -> None:
    done = doctest.testmod(event_box)
    assert done.attempted >= 7
    assert not done.failed


KEYS = event_box.new_keys()


@given(number=st.text(max_size=60), text=st.text(max_size=500))
def test_what_is_sealed_opens_with_its_own_number_only(number: str, text: str) -> None:
    box = event_box.seal(KEYS.public, number, text)
    assert len(box) == event_box.HEAD + len(text.encode()) + 16
    assert event_box.open(KEYS.private, number, box) == text
    with pytest.raises(BoxError):
        event_box.open(KEYS.private, number + "x", box)


def test_two_boxes_of_the_same_are_never_alike() -> None:
    boxes = {event_box.seal(KEYS.public, "1", "one kit") for _ in range(50)}
    assert len(boxes) == 50
    assert len({box[4:69] for box in boxes}) == 50


def test_every_altered_bit_is_refused() -> None:
    opener, box = Opener(KEYS.private), event_box.seal(KEYS.public, "1", "one kit")
    for place in range(len(box)):
        for bit in (1, 128):
            altered = box[:place] + bytes([box[place] ^ bit]) + box[place + 1 :]
            with pytest.raises(BoxError):
                opener.open("1", altered)


@pytest.mark.parametrize("cut", [0, 1, 4, 68, 69, 84])
def test_what_is_too_short_is_refused(cut: int) -> None:
    with pytest.raises(BoxError):
        event_box.open(KEYS.private, "1", event_box.seal(KEYS.public, "1", "x")[:cut])


def test_another_servers_key_opens_nothing() -> None:
    other = event_box.new_keys()
    box = event_box.seal(KEYS.public, "1", "x")
    with pytest.raises(BoxError):
        event_box.open(other.private, "1", box)
    with pytest.raises(BoxError):
        event_box.open(other.private, "1", event_box.key_id(other.public) + box[4:])


@pytest.mark.parametrize("private", [b"", b"\x00" * 32, b"\xff" * 32, b"\x01" * 31, b"\x01" * 33])
def test_what_is_no_private_key(private: bytes) -> None:
    with pytest.raises(BoxError):
        Opener(private)


@pytest.mark.parametrize(
    "public",
    [b"", b"\x04" + bytes(64), KEYS.public[:64], KEYS.public + b"\x00", b"\x02" + KEYS.public[1:33]],
    ids=["empty", "not on the curve", "cut", "too long", "compressed"],
)
def test_nothing_is_sealed_to_what_is_no_point(public: bytes) -> None:
    with pytest.raises(BoxError):
        event_box.seal(public, "1", "x")


def test_half_a_character_is_no_text() -> None:
    with pytest.raises(BoxError):
        event_box.seal(KEYS.public, "1", "\ud800")


def test_a_drawn_key_is_never_out_of_range() -> None:
    drawn = iter([b"\xff" * 32, b"\x00" * 32, b"\x05" * 32])
    assert event_box.new_keys(rng=lambda n: next(drawn)).private == b"\x05" * 32


def test_a_private_key_never_shows() -> None:
    assert KEYS.private.hex() not in repr(KEYS)
    assert str(KEYS.private) not in repr(KEYS)


# --- In the browser ------------------------------------------------------------------------------------
@pytest.fixture
def web_crypto(browser: Browser) -> Callable[[str, list[dict[str, str]]], list[str]]:
    """Runs WEB_CRYPTO on a page that a browser trusts as it does https."""
    page = browser.new_page()
    page.route("**/*", lambda route: route.fulfill(body="<p>x", content_type="text/html"))
    page.goto("https://phone.invalid/")

    def run(what: str, given: list[dict[str, str]]) -> list[str]:
        found: Any = page.evaluate(WEB_CRYPTO, [what, given])
        return list(found)

    return run


def in_base64(known: dict[str, str]) -> dict[str, str]:
    return {k: v if k in ("number", "text") else b64encode(bytes.fromhex(v)).decode() for k, v in known.items()}


def test_the_browser_reads_the_known_answers(web_crypto: Callable[[str, list[dict[str, str]]], list[str]]) -> None:
    assert web_crypto("open", [in_base64(known) for known in KNOWN]) == [known["text"] for known in KNOWN]


def test_what_the_browser_seals_opens_here(web_crypto: Callable[[str, list[dict[str, str]]], list[str]]) -> None:
    given = [{"public": b64encode(KEYS.public).decode(), "number": str(n), "text": f'{{"k":"out","n":{n},"i":"£ 🧷"}}'} for n in range(40)]
    opener = Opener(KEYS.private)
    for one, box in zip(given, web_crypto("seal", given), strict=True):
        assert opener.open(one["number"], b64decode(box)) == one["text"]
