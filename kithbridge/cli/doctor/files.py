"""The group's files: who can read them, and keys that lie where they must not. Offers `look(place)`."""

from __future__ import annotations

import os
import pwd
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from kithbridge.cli.doctor.finding import Finding, Look, Unseen
from kithbridge.people import epoch
from kithbridge.web import home

# A backups folder with more files than this is no backups folder; and a copy of the secrets is small.
MOST_FILES, MOST_BYTES = 20_000, 1_000_000
PRIVATE_BACKUP_KEY = b"AGE-SECRET-KEY-1"
# Settings for tests or for looking into a fault: none of them may stay on.
NOT_FOR_PEOPLE = {
    "KITHBRIDGE_TESTING": "pages are served as in tests",
    "KITHBRIDGE_DEMO": "every page says that the area is invented",
    "KITHBRIDGE_TRACEBACK": "a fault prints where it happened, with values beside it",
    "PYTHONDEVMODE": "the program says more about itself than it may",
    "DJANGO_DEBUG": "somebody expects a page that shows the program's insides",
}


def look(place: Look) -> Iterator[Finding | Unseen]:
    yield from _permissions(place)
    yield from _begun()
    yield from _epoch_key()
    yield from _settings(place)
    yield from _not_in_force(place)
    yield from _keys_elsewhere(place)


def _private(place: Look) -> Iterator[tuple[str, str, Path]]:
    """What only the group's user may read: key of the finding, its name in words, path."""
    folder = home.home()
    yield "files.home", "The group's folder", folder
    yield "files.secrets", "The folder of secrets", home.secrets_folder()
    yield "files.secrets", "The file of secrets", home.secrets_folder() / home.SECRETS_FILE
    yield "files.epoch", "The folder of the epoch key", home.epoch_folder()
    for path in sorted(home.epoch_folder().glob("*")):
        yield "files.epoch", "The epoch key", path
    for path in sorted(folder.glob("*.sqlite3*")):
        yield "files.databases", "A database", path
    env = place.named("KITHBRIDGE_ENV") or folder / "kithbridge.env"
    yield "files.env", "The environment file", env
    for variable, what in (("KITHBRIDGE_SPARE", "The spare place"), ("KITHBRIDGE_BACKUPS", "The folder of backups")):
        if named := place.named(variable):
            yield f"files.{variable.rpartition('_')[2].lower()}", what, named


def _permissions(place: Look) -> Iterator[Finding]:
    for key, what, path in _private(place):
        try:
            found = path.stat()
        except OSError:
            continue
        if found.st_mode & 0o077:
            yield Finding(
                key,
                f"{what} can be opened by other users of this machine ({path}).",
                "Whoever has any login here could copy it. With the words of one reader, a copy opens what she can read.",
                f"chmod {'700' if path.is_dir() else '600'} {path}",
            )
        if found.st_uid != os.geteuid() and path == home.home():
            yield Finding(
                "files.owner",
                f"{path} belongs to {_user(found.st_uid)}, and you are {_user(os.geteuid())}.",
                "What this user writes there, the site cannot read: it stops answering people.",
                f"Run commands as its owner: kb GROUP doctor (deploy/kb), or sudo -u {_user(found.st_uid)} kithbridge doctor",
            )


def _user(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"


def _begun() -> Iterator[Finding]:
    if (home.home() / "init.begun").exists():
        yield Finding(
            "files.begun",
            "The beginning of this group was interrupted.",
            "Keys or databases may be missing, and the first lead has no link.",
            "kithbridge init  (it goes on where it stopped)",
        )


def _epoch_key() -> Iterator[Finding]:
    try:
        epoch.reload()
    except home.MissingSecretsError as problem:
        yield Finding(
            "files.epoch_lost",
            str(problem),
            "Nothing that people wrote can be opened, and nothing new can be locked.",
            "kithbridge rotate  (with the spare place mounted)",
        )


def _settings(place: Look) -> Iterator[Finding]:
    env = place.named("KITHBRIDGE_ENV") or home.home() / "kithbridge.env"
    for name, means in NOT_FOR_PEOPLE.items():
        if place.environ.get(name):
            yield Finding(
                "settings.debug",
                f"{name} is set.",
                f"It is for tests or for finding a fault: {means}.",
                f"Take the line {name} out of {env}, then restart: systemctl restart kithbridge-web@GROUP",
            )


def _not_in_force(place: Look) -> Iterator[Finding]:
    """Somebody who types `kithbridge` herself after `init`: what she answered stands in the file, and this command does not see it."""
    env = place.named("KITHBRIDGE_ENV") or home.home() / "kithbridge.env"
    try:
        names = re.findall(r"^([A-Z_]+)=", env.read_text(), re.MULTILINE)
    except (OSError, UnicodeDecodeError):
        return
    missing = [name for name in names if name not in place.environ]
    if missing:
        yield Finding(
            "files.env_unread",
            f"{env} sets {', '.join(missing)}, and that is not in force here.",
            "This command and the site may look at other places: what follows can be wrong for that reason alone.",
            f"kb GROUP doctor  (deploy/kb), or: set -a; . {env}; set +a",
        )


def _keys_elsewhere(place: Look) -> Iterator[Finding | Unseen]:
    """A second copy of the secrets beside the backups or in the spare place, and the private backup key on this machine."""
    try:
        pepper = home.secrets().pepper
    except home.MissingSecretsError:
        return
    marks = (pepper, pepper.hex().encode())
    for variable in ("KITHBRIDGE_BACKUPS", "KITHBRIDGE_SPARE"):
        folder = place.named(variable)
        for path in _small_files(folder) if folder else ():
            inside = _bytes(path)
            if inside is None:
                yield Unseen(str(path), "it is not readable for this user")
            elif any(mark in inside for mark in marks):
                yield Finding(
                    "files.copy",
                    f"A copy of the secrets lies in {path}.",
                    "Who takes that folder can begin to guess people's words. Backups must open nothing by themselves.",
                    f"Copy it to paper, then: shred -u {path}",
                )
    for path in [*_small_files(home.home()), *(_small_files(place.named("KITHBRIDGE_BACKUPS")))]:
        if PRIVATE_BACKUP_KEY in (_bytes(path) or b""):
            yield Finding(
                "files.private_backup_key",
                f"The private backup key lies on this machine ({path}).",
                "Who takes the machine opens every backup that is still kept.",
                f"Put it on paper or on a stick elsewhere, then: shred -u {path}",
            )


def _small_files(folder: Path | None) -> list[Path]:
    if folder is None or not folder.is_dir():
        return []
    names = (path for path in folder.rglob("*") if "static" not in path.parts and path.suffix not in {".age", ".sqlite3"})
    return [path for path in islice(names, MOST_FILES) if path.is_file() and not path.is_symlink() and path.stat().st_size <= MOST_BYTES]


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
