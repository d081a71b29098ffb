"""Documents that are archives of XML parts (docx, odt): opened so that no bomb goes off, written so that nothing else changes.

Offers
------
Archive.of(data, limits)    looks at the list of what is inside before anything is unpacked; raises Refused
  .names, .part(name)       a part, unpacked, bounded
  .xml(name)                a part as an element tree: no entities, no network, no deep nesting
  .data                     the file
  .with_parts(parts)        a new archive: these parts new or in place of the old ones, all others copied packed as they are

What is refused: more members, bytes or packing than the limits allow, members that overlap (a bomb without nesting: Fifield, "A better
zip bomb", WOOT 2019), encrypted members, archives over several disks, XML with a document type.
"""

from __future__ import annotations

import io
import itertools
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from kithbridge.formats.documents.shapes import Limits, Refused

__all__ = ["Archive"]

_BROKEN = "The file is damaged: it is not a whole document. Ask for it again, or save it anew, and try again."
_BOMB = "The file would unpack to far more than a document holds. It was not opened."
_LOCKED = "The document is locked with a password. Save it without one and try again."
_OWN_TYPE = "The document declares its own document type, which no word processor does. It was not read."
_LOCAL, _LOCAL_SIZE = b"PK\x03\x04", 30
_CENTRAL_SIZE = 46
_RATIO_FROM = 10_000_000  # bytes: what is small is no bomb, however well it packs


class Archive:
    """A zip file in memory. Use `of`."""

    def __init__(self, data: bytes, opened: zipfile.ZipFile, limits: Limits) -> None:
        self.data = data
        self._zip = opened
        self._limits = limits
        self.names = frozenset(info.filename for info in opened.infolist())

    @classmethod
    def of(cls, data: bytes, limits: Limits) -> Archive:
        """Opens an archive. Raises Refused."""
        # Reading the list takes half a kB of memory for each entry. Embedded archives may bring entries of their own.
        if data.count(b"PK\x01\x02") > 2 * limits.members:
            raise Refused(_BOMB)
        try:
            opened = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, struct.error, ValueError, OSError, NotImplementedError, OverflowError) as problem:
            raise Refused(_BROKEN) from problem
        _checked(data, opened.infolist(), limits)
        return cls(data, opened, limits)

    def part(self, name: str) -> bytes:
        """One part, unpacked: at most `limits.xml` bytes, whatever the archive says of its size."""
        try:
            with self._zip.open(name) as member:
                found = member.read(self._limits.xml + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, ValueError, OSError) as problem:
            raise Refused(_BROKEN) from problem
        if len(found) > self._limits.xml:
            raise Refused(_BOMB)
        return found

    def xml(self, name: str) -> Any:
        """The root element of a part (lxml). Raises Refused."""
        raw = self.part(name)
        # One tag or attribute takes a hundred bytes of memory and more, however short it is.
        if raw.count(b"<") + raw.count(b"=") > self._limits.marks:
            raise Refused("The document has more marks in it than can be read at once. Cut it into pieces and try again.")
        if b"<!DOCTYPE" in raw:
            raise Refused(_OWN_TYPE)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, strip_cdata=False)
        try:
            root = etree.fromstring(raw, parser)
        except etree.XMLSyntaxError as problem:
            raise Refused(_BROKEN) from problem
        if root.getroottree().docinfo.internalDTD is not None:
            raise Refused(_OWN_TYPE)
        return root

    def with_parts(self, parts: Mapping[str, bytes]) -> bytes:
        """A new archive. Members that are not named keep their packed bytes, their order, their dates."""
        out = io.BytesIO()
        central = []
        for info in self._zip.infolist():
            offset = out.tell()
            if info.filename in parts:
                flags = info.flag_bits & 0x800
                local, entry = _packed(_written_name(info), parts[info.filename], info.date_time, flags, info.external_attr)
                out.write(local)
            else:
                start, end = _stretch(self.data, info)
                head = bytearray(self.data[start : start + _LOCAL_SIZE])
                # The sizes stand in the list at the end; here they may stand behind the data. Written into the head, nothing must follow.
                head[6:8] = struct.pack("<H", info.flag_bits & ~0x8)
                head[14:26] = struct.pack("<LLL", info.CRC, info.compress_size, info.file_size)
                out.write(head)
                out.write(self.data[start + _LOCAL_SIZE : end])
                entry = _entry(info)
            central.append(entry[:42] + struct.pack("<L", offset) + entry[46:])
        known = self.names
        for name in parts:
            if name not in known:
                offset = out.tell()
                local, entry = _packed(name.encode("utf-8"), parts[name], (1980, 1, 1, 0, 0, 0), 0 if name.isascii() else 0x800, 0)
                out.write(local)
                central.append(entry[:42] + struct.pack("<L", offset) + entry[46:])
        begins = out.tell()
        listed = b"".join(central)
        out.write(listed)
        out.write(struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, len(central), len(central), len(listed), begins, 0))
        return out.getvalue()


def _checked(data: bytes, members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.members:
        raise Refused(_BOMB)
    if len({info.filename for info in members}) < len(members):
        raise Refused(_BROKEN)
    if any(info.flag_bits & 0x1 for info in members):
        raise Refused(_LOCKED)
    if sum(info.file_size for info in members) > limits.unpacked:
        raise Refused(_BOMB)
    for info in members:
        # An empty picture packs a thousand times smaller, and is never unpacked here.
        text = info.filename.endswith((".xml", ".rels")) and info.file_size > _RATIO_FROM
        if text and info.file_size > limits.ratio * max(1, info.compress_size):
            raise Refused(_BOMB)
    stretches = sorted(_stretch(data, info) for info in members)
    if any(before[1] > after[0] for before, after in itertools.pairwise(stretches)):
        raise Refused(_BOMB)


def _stretch(data: bytes, info: zipfile.ZipInfo) -> tuple[int, int]:
    """Where a member begins and its packed bytes end."""
    start = info.header_offset
    head = data[start : start + _LOCAL_SIZE] if start >= 0 else b""
    if len(head) < _LOCAL_SIZE or head[:4] != _LOCAL:
        raise Refused(_BROKEN)
    name_length, extra_length = struct.unpack("<HH", head[26:30])
    end = start + _LOCAL_SIZE + name_length + extra_length + info.compress_size
    if end > len(data):
        raise Refused(_BROKEN)
    return start, end


def _written_name(info: zipfile.ZipInfo) -> bytes:
    return info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437")


def _dos(moment: tuple[int, int, int, int, int, int]) -> tuple[int, int]:
    year, month, day, hour, minute, second = moment
    return hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day


def _packed(name: bytes, data: bytes, moment: tuple[int, int, int, int, int, int], flags: int, attributes: int) -> tuple[bytes, bytes]:
    """A member with its head, and its entry in the list at the end (its offset still empty)."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = packer.compress(data) + packer.flush()
    time, day = _dos(moment)
    sizes = (zlib.crc32(data), len(packed), len(data), len(name))
    local = struct.pack("<4sHHHHHLLLHH", _LOCAL, 20, flags, zipfile.ZIP_DEFLATED, time, day, *sizes, 0) + name + packed
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, flags, zipfile.ZIP_DEFLATED, time, day, *sizes, 0, 0, 0, 0, attributes, 0)
    return local, entry + name


def _entry(info: zipfile.ZipInfo) -> bytes:
    """A member's entry in the list at the end, as it was but for its offset."""
    name, (time, day) = _written_name(info), _dos(info.date_time)
    entry = struct.pack(
        "<4s4B4H3L5H2L",
        b"PK\x01\x02",
        info.create_version,
        info.create_system,
        info.extract_version,
        0,
        info.flag_bits & ~0x8,
        info.compress_type,
        time,
        day,
        info.CRC,
        info.compress_size,
        info.file_size,
        len(name),
        len(info.extra),
        len(info.comment),
        0,
        info.internal_attr,
        info.external_attr,
        0,
    )
    return entry + name + info.extra + info.comment
