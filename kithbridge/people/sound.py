"""Recordings of the group's own voice: known by their bytes, and cut down to the sound.

Offers: `clean(data) -> Sound`, `NotSound`, `MOST`.

A phone writes its name, a place and a time into what it records. MP3: only whole frames of sound are kept. Ogg: the comments are
written anew, empty. MP4 (m4a): boxes that describe are blanked and times zeroed, in place, so that every offset still holds.
Sources: ISO/IEC 11172-3 (frame header); RFC 3533 and 7845, Vorbis I specification; ISO/IEC 14496-12.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

MOST: Final = 2 * 1024 * 1024


class NotSound(Exception):
    """`why` is "size", "kind", "damaged" or "picture"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Sound:
    """kind : audio/mpeg, audio/ogg or audio/mp4; data : the sound without labels."""

    kind: str
    data: bytes = field(repr=False)


def clean(data: bytes) -> Sound:
    """Raises NotSound."""
    if not data or len(data) > MOST:
        raise NotSound("size")
    try:
        if data[:4] == b"OggS":
            return Sound("audio/ogg", _ogg(data))
        if data[4:8] == b"ftyp":
            return Sound("audio/mp4", _mp4(data))
        if data[:3] == b"ID3" or data[:1] == b"\xff":
            return Sound("audio/mpeg", _mp3(data))
    except (IndexError, ValueError):
        raise NotSound("damaged") from None
    raise NotSound("kind")


# --- MP3 -----------------------------------------------------------------------------------------------
_RATES_1: Final = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)  # kbit/s, MPEG-1 layer III
_RATES_2: Final = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)  # MPEG-2 and 2.5
_SAMPLES: Final = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_FEWEST_FRAMES: Final = 3


def _frame(data: bytes, at: int) -> int:
    """Length of the layer III frame that begins at `at`; 0 when none does."""
    if at + 4 > len(data) or data[at] != 0xFF or data[at + 1] & 0xE0 != 0xE0:
        return 0
    version, layer = data[at + 1] >> 3 & 3, data[at + 1] >> 1 & 3
    rate, sampling, padded = data[at + 2] >> 4, data[at + 2] >> 2 & 3, data[at + 2] >> 1 & 1
    if version == 1 or layer != 1 or rate in (0, 15) or sampling == 3:
        return 0
    if version == 3:
        return 144_000 * _RATES_1[rate] // _SAMPLES[3][sampling] + padded
    return 72_000 * _RATES_2[rate] // _SAMPLES[version][sampling] + padded


def _mp3(data: bytes) -> bytes:
    at = 0
    while data[at : at + 3] == b"ID3":
        size = int.from_bytes(bytes(data[at + 6 : at + 10]), "big")
        size = (size >> 24 << 21) | (size >> 16 & 0x7F) << 14 | (size >> 8 & 0x7F) << 7 | size & 0x7F
        at += 10 + size + (10 if data[at + 5] & 0x10 else 0)
    frames: list[bytes] = []
    gap = 0
    while at < len(data):
        length = _frame(data, at)
        if length and (at + length == len(data) or _frame(data, at + length) or _label(data, at + length)):
            frames.append(data[at : at + length])
            at += length
        elif _label(data, at):
            break
        else:
            at, gap = at + 1, gap + 1
            if gap > 65_536:
                raise NotSound("damaged")
    if len(frames) < _FEWEST_FRAMES:
        raise NotSound("kind")
    return b"".join(frames)


def _label(data: bytes, at: int) -> bool:
    return data[at : at + 3] == b"TAG" or data[at : at + 8] in (b"APETAGEX", b"LYRICSBE")


# --- Ogg -----------------------------------------------------------------------------------------------
_CRC: Final = []
for _byte in range(256):
    _value = _byte << 24
    for _bit in range(8):
        _value = (_value << 1 ^ 0x04C11DB7) & 0xFFFFFFFF if _value & 0x80000000 else _value << 1
    _CRC.append(_value)


def _crc(page: bytes) -> int:
    value = 0
    for byte in page:
        value = (value << 8 & 0xFFFFFFFF) ^ _CRC[value >> 24 ^ byte]
    return value


@dataclass(frozen=True)
class _Page:
    head: bytes  # the first 27 bytes
    lacing: bytes
    body: bytes

    @property
    def serial(self) -> bytes:
        return self.head[14:18]

    def written(self, number: int) -> bytes:
        """The page with another place in the stream and its checksum."""
        head = self.head[:18] + number.to_bytes(4, "little") + bytes(4) + bytes([len(self.lacing)])
        whole = head + self.lacing + self.body
        return whole[:22] + _crc(whole).to_bytes(4, "little") + whole[26:]


def _pages(data: bytes) -> list[_Page]:
    found, at = [], 0
    while at < len(data):
        head = data[at : at + 27]
        if len(head) < 27 or head[:4] != b"OggS":
            raise NotSound("damaged")
        lacing = data[at + 27 : at + 27 + head[26]]
        begin = at + 27 + head[26]
        at = begin + sum(lacing)
        if at > len(data) or len(lacing) != head[26]:
            raise NotSound("damaged")
        found.append(_Page(head, lacing, data[begin:at]))
    return found


def _packets(pages: list[_Page]) -> list[bytes]:
    """Whole packets of pages that end where a packet ends; ValueError otherwise."""
    packets, current = [], b""
    for page in pages:
        at = 0
        for size in page.lacing:
            current += page.body[at : at + size]
            at += size
            if size < 255:
                packets.append(current)
                current = b""
    if current:
        raise ValueError("a packet goes on")
    return packets


def _ogg(data: bytes) -> bytes:
    pages = _pages(data)
    if any(page.serial != pages[0].serial for page in pages) or not pages[0].head[5] & 2:
        raise NotSound("kind")
    first = pages[0].body
    if first[:8] == b"OpusHead":
        headers, empty = 2, b"OpusTags" + bytes(8)
    elif first[:7] == b"\x01vorbis":
        headers, empty = 3, b"\x03vorbis" + bytes(8) + b"\x01"
    else:
        raise NotSound("kind")
    for end in range(2, len(pages)):
        try:
            packets = _packets(pages[:end])
        except ValueError:
            continue
        if len(packets) >= headers:
            break
    else:
        raise NotSound("damaged")
    if len(packets) != headers or packets[1][: 8 if headers == 2 else 7] != empty[: 8 if headers == 2 else 7]:
        raise NotSound("damaged")
    lacing, body = b"", b""
    for packet in [empty, *packets[2:]]:
        lacing += b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255])
        body += packet
    if len(lacing) > 255:
        raise NotSound("damaged")
    second = _Page(b"OggS\x00\x00" + bytes(8) + pages[0].serial + bytes(9), lacing, body)
    rest = [pages[0], second, *pages[end:]]
    return b"".join(page.written(number) for number, page in enumerate(rest))


# --- MP4 -----------------------------------------------------------------------------------------------
_DESCRIBES: Final = {b"udta", b"meta", b"uuid", b"free", b"skip", b"wide"}
_HOLDS: Final = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts"}
_TIMED: Final = {b"mvhd", b"tkhd", b"mdhd"}


def _mp4(data: bytes) -> bytes:
    whole = bytearray(data)
    kinds: list[bytes] = []
    _boxes(whole, 0, len(whole), kinds, depth=0)
    if b"vide" in kinds:
        raise NotSound("picture")
    if b"soun" not in kinds:
        raise NotSound("kind")
    return bytes(whole)


def _boxes(data: bytearray, at: int, end: int, kinds: list[bytes], *, depth: int) -> None:
    if depth > 8:
        raise NotSound("damaged")
    while at < end:
        size, name, head = int.from_bytes(data[at : at + 4], "big"), bytes(data[at + 4 : at + 8]), 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        if size == 0 and depth == 0:
            size = end - at
        if size < head or at + size > end:
            raise NotSound("damaged")
        inside, stop = at + head, at + size
        if name in _DESCRIBES:
            data[at + 4 : at + 8] = b"free"
            data[inside:stop] = bytes(stop - inside)
        elif name in _TIMED:
            width = 16 if data[inside] == 1 else 8
            data[inside + 4 : inside + 4 + width] = bytes(width)
        elif name == b"hdlr":
            kinds.append(bytes(data[inside + 8 : inside + 12]))
            data[inside + 24 : stop] = bytes(stop - inside - 24)
        elif name in _HOLDS:
            _boxes(data, inside, stop, kinds, depth=depth + 1)
        at = stop
