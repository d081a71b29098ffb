"""Recordings: known by their bytes; what a phone writes about itself is cut out."""

from __future__ import annotations

from pathlib import Path

import pytest

from kithbridge.people import sound

DEMO = sorted((Path(sound.__file__).parent / "demo_audio").glob("*.mp3"))
FRAME = b"\xff\xfb\x10\x00" + b"\x55" * (144_000 * 32 // 44_100 - 4)
SECRET = b"Maeve's phone, Mill End, 2026-11-03T10:02"


def page(number: int, packets: list[bytes], *, flags: int = 0, serial: bytes = b"abcd", place: int = 0) -> bytes:
    """One Ogg page that holds whole packets."""
    lacing = b"".join(b"\xff" * (len(one) // 255) + bytes([len(one) % 255]) for one in packets)
    head = b"OggS\x00" + bytes([flags]) + place.to_bytes(8, "little") + serial + number.to_bytes(4, "little") + bytes(4)
    whole = head + bytes([len(lacing)]) + lacing + b"".join(packets)
    return whole[:22] + sound._crc(whole).to_bytes(4, "little") + whole[26:]


def box(name: bytes, inside: bytes) -> bytes:
    return (8 + len(inside)).to_bytes(4, "big") + name + inside


OPUS = (
    page(0, [b"OpusHead\x01\x01" + bytes(9)], flags=2)
    + page(1, [b"OpusTags" + len(SECRET).to_bytes(4, "little") + SECRET + bytes(4)])
    + page(2, [b"sound one", b"sound two"], place=960)
    + page(3, [b"sound three"], flags=4, place=1_920)
)
VORBIS = (
    page(0, [b"\x01vorbis" + bytes(23)], flags=2)
    + page(1, [b"\x03vorbis" + len(SECRET).to_bytes(4, "little") + SECRET + bytes(4) + b"\x01", b"\x05vorbis" + b"setup" * 300])
    + page(2, [b"sound one"], flags=4, place=960)
)


def m4a(kind: bytes = b"soun", extra: bytes = b"") -> bytes:
    time = b"\xe1\x23\x45\x67"
    media = box(b"mdia", box(b"mdhd", bytes(4) + time * 2 + bytes(12)) + box(b"hdlr", bytes(8) + kind + bytes(12) + SECRET))
    track = box(b"trak", box(b"tkhd", bytes(4) + time * 2 + bytes(72)) + media + box(b"udta", SECRET))
    movie = box(b"moov", box(b"mvhd", bytes(4) + time * 2 + bytes(88)) + track + box(b"udta", box(b"meta", SECRET)))
    return box(b"ftyp", b"M4A " + bytes(4)) + movie + extra + box(b"mdat", b"the sound itself")


def test_mp3_keeps_frames_only() -> None:
    tagged = b"ID3\x03\x00\x00\x00\x00\x00" + bytes([len(SECRET)]) + SECRET
    ape = b"APETAGEX" + SECRET
    found = sound.clean(tagged + FRAME * 5 + ape + b"TAG" + SECRET.ljust(125, b"\0"))
    assert found == sound.Sound("audio/mpeg", FRAME * 5)


def test_what_stands_between_frames_goes() -> None:
    assert SECRET not in sound.clean(FRAME * 4 + SECRET + FRAME * 4).data


@pytest.mark.skipif(not DEMO, reason="the demo's recordings are not here yet")
@pytest.mark.parametrize("path", DEMO, ids=lambda path: path.stem)
def test_real_recordings_stay_whole(path: Path) -> None:
    data = path.read_bytes()
    found = sound.clean(data)
    assert found.kind == "audio/mpeg"
    assert len(found.data) > 0.97 * len(data)
    assert sound.clean(found.data) == found


@pytest.mark.parametrize("data", [OPUS, VORBIS], ids=["opus", "vorbis"])
def test_ogg_comments_are_written_anew(data: bytes) -> None:
    found = sound.clean(data)
    assert found.kind == "audio/ogg"
    assert SECRET not in found.data
    assert b"sound one" in found.data
    assert sound.clean(found.data) == found
    for number, one in enumerate(sound._pages(found.data)):
        assert one.written(number) == one.head[:26] + bytes([len(one.lacing)]) + one.lacing + one.body, "places and checksums are right"


def test_ogg_with_two_streams_or_cut_short_is_refused() -> None:
    for data in (
        OPUS + page(0, [b"\x01vorbis"], flags=2, serial=b"efgh"),
        OPUS[:-3],
        OPUS[: OPUS.index(b"OpusTags")],
        page(0, [b"\x80theora"], flags=2),
    ):
        with pytest.raises(sound.NotSound):
            sound.clean(data)


def test_m4a_loses_labels_and_times_in_place() -> None:
    data = m4a(extra=box(b"uuid", SECRET) + box(b"free", SECRET))
    found = sound.clean(data)
    assert found.kind == "audio/mp4"
    assert len(found.data) == len(data)
    assert SECRET not in found.data
    assert b"\xe1\x23\x45\x67" not in found.data
    assert b"udta" not in found.data
    assert found.data.endswith(b"the sound itself")
    assert found.data.index(b"mdat") == data.index(b"mdat")


def test_a_film_is_refused() -> None:
    with pytest.raises(sound.NotSound) as caught:
        sound.clean(m4a(b"vide"))
    assert caught.value.why == "picture"


@pytest.mark.parametrize("data", [b"", FRAME * 25_000, b"plain", b"\xff\xff\xff", b"ID3", m4a(b"text"), m4a()[:60]])
def test_what_is_no_sound(data: bytes) -> None:
    with pytest.raises(sound.NotSound):
        sound.clean(data)
