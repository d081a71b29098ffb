"""Searching bytes for what must not be there (GROUND section 11): raw, hexadecimal, base64 at each of its three places, UTF-16.

Offers: `shapes(marker)`, `found_in(paths, markers)`, `files(*folders)`.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from pathlib import Path

SHORTEST = 6
TYPED = "MARKER"


def shapes(marker: str | bytes) -> set[bytes]:
    """Every shape in which a marker may lie in a file."""
    raw = marker.encode() if isinstance(marker, str) else marker
    if len(raw) < SHORTEST:
        raise ValueError("so short a marker is found by chance")
    found = {raw, raw.hex().encode(), raw.hex().upper().encode()}
    for coded in (base64.b64encode, base64.urlsafe_b64encode):
        for shift in range(3):
            # The middle of the code does not depend on what stands before and after it.
            text = coded(b"\0" * shift + raw)
            found.add(text[-(-8 * shift // 6) : 8 * (len(raw) + shift) // 6])
    if isinstance(marker, str):
        found |= {marker.encode("utf-16-le"), marker.encode("utf-16-be"), marker.lower().encode(), marker.upper().encode()}
    return {shape for shape in found if len(shape) >= SHORTEST}


def files(*folders: Path) -> list[Path]:
    """Every file below these folders, or the file itself."""
    found: list[Path] = []
    for folder in folders:
        found += [folder] if folder.is_file() else [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return sorted(found)


def found_in(paths: Iterable[Path], markers: Mapping[str, str | bytes]) -> dict[str, set[str]]:
    """Which markers lie in which files: name of the marker -> names of files."""
    wanted = {name: shapes(marker) for name, marker in markers.items()}
    typed = {name for name, marker in markers.items() if isinstance(marker, str) and marker.startswith(TYPED)}
    found: dict[str, set[str]] = {}
    for path in paths:
        try:
            content = path.read_bytes()
        except FileNotFoundError:  # a journal comes and goes
            continue
        # All that is typed begins alike: where that beginning does not lie, none of it does.
        skip = set() if any(shape in content for shape in shapes(TYPED)) else typed
        for name, every in wanted.items():
            if name not in skip and any(shape in content for shape in every):
                found.setdefault(name, set()).add(path.name)
    return found
