"""The three databases: this version's tables, where each lies, and what PostgreSQL writes about people. Offers `look(place)`."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.db import DatabaseError, connections

from kithbridge.cli import databases
from kithbridge.cli.doctor.finding import Finding, Look, Unseen

IN_MEMORY = ("tmpfs", "ramfs")
VARIABLES = {"default": "DATABASE_URL", "keyring": "KEYRING_URL", "volatile": "VOLATILE_URL"}
# What PostgreSQL must not write: failing rows and cast errors print values, logged statements print everything (GROUND section 10).
SILENT = {
    "log_min_messages": ("panic",),
    "log_min_error_statement": ("panic",),
    "log_statement": ("none",),
    "log_min_duration_statement": ("-1",),
    "log_min_duration_sample": ("-1",),
    "log_duration": ("off",),
    "log_connections": ("off",),
    "log_parameter_max_length_on_error": ("0",),
    "track_commit_timestamp": ("off",),
}


def look(place: Look) -> Iterator[Finding | Unseen]:
    try:
        together = list(_apart())
        waiting = 0 if together else databases.pending()
    except DatabaseError:
        yield _silent()
        return
    if together:
        yield from together
        return
    if waiting:
        yield Finding(
            "databases.pending",
            f"The databases are of an older version: {waiting} changes wait.",
            "The site does not start until they are made.",
            "kithbridge upgrade",
        )
    yield from _volatile(place)
    yield from _postgres(place)


def _silent() -> Finding:
    remedy = "systemctl status postgresql  (and look at DATABASE_URL, KEYRING_URL, VOLATILE_URL in the environment file)"
    if not _postgres_aliases():
        remedy = "Is the disk full, or may this user not write there? Else a file is damaged: keep it, and see docs/operate.md, Restore"
    return Finding("databases.silent", "A database does not answer.", "Nobody can ask, and nobody of the team can read.", remedy)


def _postgres_aliases() -> list[str]:
    return [alias for alias in databases.ALIASES if connections[alias].vendor == "postgresql"]


# --- Where each lies -----------------------------------------------------------------------------------
def _volatile(place: Look) -> Iterator[Finding]:
    if connections["volatile"].vendor == "postgresql":
        kept = _asked(
            "volatile",
            "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relpersistence = 'p' AND relname LIKE 'sessions\\_%'",
        )
        if kept not in ("", "0"):
            yield _not_in_memory(
                "The tables of open visits are written to PostgreSQL's log", "kithbridge upgrade  (it makes them UNLOGGED)"
            )
        return
    folder = Path(str(connections["volatile"].settings_dict["NAME"])).parent
    kind = kind_of_place(place, folder)
    if kind and kind not in IN_MEMORY:
        yield _not_in_memory(
            f"Open visits lie on a disk ({folder})",
            "Take KITHBRIDGE_VOLATILE out of the environment file, so that /dev/shm is used; or name a folder of a tmpfs. Then restart",
        )


def _not_in_memory(what: str, remedy: str) -> Finding:
    return Finding("databases.volatile", f"{what}.", "A copy of the disk would show which pages were open, and when.", remedy)


def kind_of_place(place: Look, folder: Path) -> str:
    """The kind of file system a folder lies on; "" when the machine does not say."""
    best, kind = "", ""
    for line in place.read("/proc/mounts").splitlines():
        words = line.split()
        if len(words) < 3:
            continue
        where = words[1].replace("\\040", " ")
        if (str(folder) + "/").startswith(where.rstrip("/") + "/") and len(where) >= len(best):
            best, kind = where, words[2]
    return kind


def _apart() -> Iterator[Finding]:
    # Two addresses may be spelled differently and mean one database: the server says when it was started, and which database it is.
    seen: dict[str, str] = {}
    for alias in _postgres_aliases():
        name = _asked(alias, "SELECT current_database()")
        where = f"{name} {_asked(alias, 'SELECT pg_postmaster_start_time()')}"
        if where in seen:
            yield Finding(
                "databases.together",
                f"Two databases are one: {seen[where]} and {alias} name the same PostgreSQL database ({name}).",
                "Locked text and its keys would lie in every copy together: what was taken back could be opened from it.",
                f"createdb {name}_{alias}  then name it in the environment file ({VARIABLES[alias]}) and: kithbridge upgrade",
            )
        seen.setdefault(where, alias)


# --- What PostgreSQL writes, and whether it can be copied --------------------------------------------------
def _postgres(place: Look) -> Iterator[Finding | Unseen]:
    aliases = _postgres_aliases()
    if not aliases:
        return
    for name, wanted in SILENT.items():
        loud = {alias: shown for alias in aliases if (shown := _shown(alias, name)) and shown not in wanted}
        if loud:
            shown = next(iter(loud.values()))
            yield Finding(
                "databases.log",
                f"PostgreSQL's {name} is {shown}; it must be {wanted[0]}.",
                "Rows, words and times of people would stand in its log, outside everything that forgets.",
                f"psql -c \"ALTER SYSTEM SET {name} = '{wanted[0]}'\" -c 'SELECT pg_reload_conf()'  (as the user postgres)",
            )
    yield from _pg_dump(place, aliases[0])


def _pg_dump(place: Look, alias: str) -> Iterator[Finding]:
    program = shutil.which("pg_dump", path=place.environ.get("PATH"))
    server = int(_shown(alias, "server_version_num") or 0) // 10_000
    if program is None:
        yield _no_dump("pg_dump is not here", server)
        return
    said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=False).stdout
    number = re.search(r"(\d+)(?:\.\d+)?", said)
    if number is None or int(number[1]) < server:
        yield _no_dump(f"pg_dump is older ({said.strip() or 'it says nothing'}) than the server ({server})", server)


def _no_dump(what: str, server: int) -> Finding:
    return Finding(
        "databases.pg_dump",
        f"{what}.",
        "No backup can be written: if this machine dies, what people asked and were told is gone.",
        f"apt install postgresql-client-{server}",
    )


def _shown(alias: str, name: str) -> str:
    """A setting as PostgreSQL says it; "" where this version has none of that name."""
    return _asked(alias, "SELECT coalesce(current_setting(%s, true), '')", name)


def _asked(alias: str, query: str, *values: str) -> str:
    with connections[alias].cursor() as cursor:
        cursor.execute(query, values or None)
        row = cursor.fetchone()
    return str(row[0]) if row else ""
