"""The room's tables as CSV files: taken out into a folder or a zip, read from a file, a folder or a zip.

Offers
------
export(folder)            writes every table; returns the names of the files
packed(role)              the same as the bytes of one zip
unpacked(name, raw)       the tables in an uploaded file: a CSV named like its table, or a zip of them
read(path, dry=False)     brings in what lies at a path; returns what changed. Raises Refused
folded, unfolded          what was uploaded, small enough for a form field, and back

What can be brought in: areas, catalogue, kits, grounds, places, lots, estimates, cards. Written only: stock, packed,
orders, tallies, reached.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from kithbridge.reach.actions import exchange
from kithbridge.reach.exchange_changes import Change, Problem, Refused
from kithbridge.reach.exchange_tables import IN, OUT, written
from kithbridge.web import home, once

MOST_BYTES = 1_000_000  # of an uploaded file
MOST_UNPACKED = 8_000_000  # of what a zip holds, in all
MOST_FOLDED = 200_000  # letters that a form field may carry (DATA_UPLOAD_MAX_MEMORY_SIZE is 262,144 for a whole form)
OPERATOR = "operator"
_NO_DATE = (1980, 1, 1, 0, 0, 0)  # a zip needs one; the hour of taking out is nobody's business


def export(folder: Path) -> list[str]:
    """Write every table into a folder, which is made if it is not there. Files of the same names are replaced."""
    # First the folder: what cannot be written is not recorded as taken out.
    folder.mkdir(parents=True, exist_ok=True)
    home.write_private(folder / "areas.csv", written("areas"))
    files = exchange.take_out(role=OPERATOR)
    for name, text in files.items():
        home.write_private(folder / name, text)
    return list(files)


def packed(*, role: str) -> bytes:
    """Every table in one zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in exchange.take_out(role=role).items():
            archive.writestr(zipfile.ZipInfo(name, _NO_DATE), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _no(name: str, said: str) -> Refused:
    return Refused([Problem(Path(name).name or _("The file"), 0, "", said)])


def _table(name: str) -> str:
    """The table a file belongs to by its name, "" where it is none of ours. "catalogue (2).csv" is the catalogue."""
    path = Path(name.replace("\\", "/"))
    stem = path.stem.lower().split("(")[0].split(" ")[0].strip()
    return stem if path.suffix.lower() == ".csv" and stem in OUT else ""


def unpacked(name: str, raw: bytes) -> dict[str, bytes]:
    """Table -> what stands in its file. What is written only is left out. Raises Refused."""
    if not raw or len(raw) > MOST_BYTES:
        raise _no(name, _("it is empty or larger than 1 MB."))
    files = _from_zip(name, raw) if zipfile.is_zipfile(io.BytesIO(raw)) else {_table(name): raw}
    found = {table: text for table, text in files.items() if table in IN}
    if not found:
        raise _no(name, _("there is no table in it that can be brought in. Files are named %(names)s.") % {"names": _names()})
    return found


def _names() -> str:
    return ", ".join(f"{table}.csv" for table in IN)


def _from_zip(name: str, raw: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            left = MOST_UNPACKED
            for inside in archive.infolist():
                table = _table(inside.filename)
                if not table or table in found:
                    continue
                # Read at most what may come, whatever the zip says about its size.
                with archive.open(inside) as opened:
                    found[table] = opened.read(left + 1)
                left -= len(found[table])
                if left < 0:
                    raise _no(name, _("there is too much in it."))
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, EOFError) as problem:
        raise _no(name, _("the zip is damaged or locked.")) from problem
    return found


def read(path: Path, *, dry: bool = False) -> tuple[Change, ...]:
    """Bring in a CSV file, a zip, or all tables of a folder: everything or nothing. Raises Refused, or OSError."""
    if path.is_dir():
        files = {table: (path / f"{table}.csv").read_bytes() for table in IN if (path / f"{table}.csv").is_file()}
        if not files:
            raise _no(path.name, _("there is no table in this folder. Files are named %(names)s.") % {"names": _names()})
    else:
        files = unpacked(path.name, path.read_bytes())
    return exchange.bring_in(files=files, role=OPERATOR, form_id=once.new_form_id(), dry=dry) or ()


def folded(files: Mapping[str, bytes]) -> str:
    """What was uploaded as one short text, so that the page with the preview can carry it. "" where it is too much."""
    plain = json.dumps({table: raw.decode("latin-1") for table, raw in files.items()}).encode()
    text = base64.b64encode(zlib.compress(plain, 9)).decode()
    return text if len(text) <= MOST_FOLDED else ""


def unfolded(text: str) -> dict[str, bytes]:
    """The inverse of `folded`. Raises Refused where the text was changed on its way."""
    try:
        if len(text) > MOST_FOLDED:
            raise ValueError("too long")
        # One letter of a file may take six of JSON.
        opened = zlib.decompressobj().decompress(base64.b64decode(text, validate=True), 6 * MOST_UNPACKED)
        found = {str(table): str(raw).encode("latin-1") for table, raw in json.loads(opened).items()}
    except (ValueError, AttributeError, binascii.Error, zlib.error) as problem:
        raise _no("", _("it did not come through. Choose it again.")) from problem
    return {table: raw for table, raw in found.items() if table in IN}
