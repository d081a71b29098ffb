"""The epoch key: every wrap lies under it, so that destroying an old one closes every old copy at once.

Offers: `Epochs.current()`, `Epochs.key(number)`, `make_first()`. Rotation and the spare place come with Ground floor II; the number
stands on every wrap from the first day.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from functools import lru_cache

from kithbridge.web.home import MissingSecretsError, epoch_folder, write_private

FILE = "epoch.json"


@dataclass(frozen=True)
class Epochs:
    """The keys in force: one, or two while wraps are being moved from the older to the newer."""

    keys: dict[int, bytes] = field(repr=False)

    def current(self) -> tuple[int, bytes]:
        """Number and key (32 bytes) that new wraps go under."""
        number = max(self.keys)
        return number, self.keys[number]

    def key(self, number: int) -> bytes:
        """Raises KeyError for an epoch whose key was destroyed."""
        return self.keys[number]


def make_first() -> None:
    """Draw the first epoch's key. Raises FileExistsError when there is one."""
    path = epoch_folder() / FILE
    if path.exists():
        raise FileExistsError(path)
    write_private(path, json.dumps({"1": secrets.token_hex(32)}))
    epochs.cache_clear()


@lru_cache(maxsize=1)
def epochs() -> Epochs:
    """The keys in force. Raises MissingSecretsError with what to do."""
    try:
        kept = json.loads((epoch_folder() / FILE).read_text())
        return Epochs({int(number): bytes.fromhex(key) for number, key in kept.items()})
    except FileNotFoundError:
        raise MissingSecretsError("The epoch key is missing. Run `kithbridge init`, or put the spare copy back.") from None
    except (ValueError, AttributeError):
        raise MissingSecretsError("The epoch key's file is damaged. Put the spare copy back.") from None
