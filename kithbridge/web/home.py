"""Where this installation keeps its files, and the secrets that stand outside every database.

Offers
------
home()            the folder of one group (`KITHBRIDGE_HOME`, default `var` in the working folder)
volatile()        memory-backed folder for sessions (`KITHBRIDGE_VOLATILE`)
Secrets, secrets  pepper, site salt, site id, Django's key
make_secrets()    writes new ones; refuses to overwrite
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets as random_source
import tempfile
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

SECRETS_FILE = "site.json"


class MissingSecretsError(RuntimeError):
    """The files made by `kithbridge init` or `kithbridge demo` are not there."""


@dataclass(frozen=True)
class Secrets:
    """What stands outside every database and backup.

    pepper : 32 bytes, without which stolen keyring rows offer nothing to guess against
    salt : 16 bytes, the site's Argon2id salt
    site : short public id that stands in every AAD
    django : signing key for CSRF tokens
    """

    pepper: bytes = field(repr=False)
    salt: bytes = field(repr=False)
    site: str
    django: str = field(repr=False)


def home() -> Path:
    """The folder of this group's databases, recordings, secrets and epoch key."""
    return Path(os.environ.get("KITHBRIDGE_HOME", "var")).absolute()


def secrets_folder() -> Path:
    return Path(os.environ.get("KITHBRIDGE_SECRETS", home() / "secrets"))


def epoch_folder() -> Path:
    return Path(os.environ.get("KITHBRIDGE_EPOCH", home() / "epoch"))


def volatile() -> Path:
    """A folder in memory (`/dev/shm`) where the machine has one, else in the temporary folder; made if absent."""
    named = os.environ.get("KITHBRIDGE_VOLATILE")
    if named:
        folder = Path(named)
    else:
        memory = Path("/dev/shm")  # noqa: S108 - memory-backed on purpose: sessions must not reach a disk
        base = memory if os.access(memory, os.W_OK) else Path(tempfile.gettempdir())
        tag = hashlib.sha256(str(home()).encode()).hexdigest()[:12]
        folder = base / f"kithbridge-{os.getuid()}-{tag}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise MissingSecretsError(f"{folder} belongs to somebody else; set KITHBRIDGE_VOLATILE to a folder of your own.")
    return folder


def write_private(path: Path, text: str) -> None:
    """Write `text` so that only this user can read it; whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def make_secrets() -> Secrets:
    """Draw and write new secrets. Raises FileExistsError when there are some already."""
    path = secrets_folder() / SECRETS_FILE
    if path.exists():
        raise FileExistsError(path)
    salt = random_source.token_bytes(16)
    write_private(
        path,
        json.dumps(
            {
                "pepper": random_source.token_hex(32),
                "salt": salt.hex(),
                "site": hashlib.sha256(salt).hexdigest()[:8],
                "django": random_source.token_urlsafe(50),
            }
        ),
    )
    secrets.cache_clear()
    return secrets()


def have_secrets() -> bool:
    return (secrets_folder() / SECRETS_FILE).exists()


@lru_cache(maxsize=1)
def secrets() -> Secrets:
    """The secrets of this site. Raises MissingSecretsError with what to do."""
    path = secrets_folder() / SECRETS_FILE
    try:
        kept = json.loads(path.read_text())
        return Secrets(
            pepper=bytes.fromhex(kept["pepper"]),
            salt=bytes.fromhex(kept["salt"]),
            site=kept["site"],
            django=kept["django"],
        )
    except FileNotFoundError:
        raise MissingSecretsError(
            "This folder has no keys yet. Run `kithbridge init` (a real group) or `kithbridge demo` (to look)."
        ) from None
    except (ValueError, KeyError):
        raise MissingSecretsError(f"The file {path.name} in the secrets folder is damaged: put back your copy.") from None
