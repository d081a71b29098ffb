"""Labels that open nothing: handles for pages and sheets, pick codes to say to whoever comes.

Offers: `handle()` ("Quiet Heron"), drawn at random; `pick_code(key, ask_id=...)` ("copper kettle"), the same
again for the same ask. Both are two words where secret words are seven, so neither can be read as a secret,
and neither is derived from one. No word says anything about a person's state, looks, worth or morals (lists
in `data/`, our own).
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import resources
from typing import Final

__all__ = ["handle", "pick_code"]

_HALF: Final = 16  # bytes of the digest for each word: the bias of a remainder by 300 is below 1e-35
_MOST: Final = 2**32


def handle(*, choice: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """A neutral label for one person's page, drawn at random.

    Two people may draw the same one: the caller looks whether it is taken and draws again.

    >>> handle(choice=lambda words: words[0])
    'Apricot Acorn'
    """
    first, second = choice(_words("handle_first")), choice(_words("handle_second"))
    return f"{first} {second}".title() if first != second else handle(choice=choice)


def pick_code(key: bytes, *, ask_id: bytes, n: int = 0) -> str:
    """Two words that whoever comes and whoever asked both say; worked out anew from the ask, stored nowhere.

    Parameters
    ----------
    key : bytes
        A secret key of the site, 16 bytes or more.
    ask_id : bytes
        The ask's random id.
    n : int
        0 to 2**32 - 1: the next try when a code is in use by another open ask.

    Raises
    ------
    ValueError
        The key is too short, or `n` out of range.

    Examples
    --------
    >>> code = pick_code(bytes(32), ask_id=b"one")
    >>> len(code.split()), code == pick_code(bytes(32), ask_id=b"one")
    (2, True)
    >>> code == pick_code(bytes(32), ask_id=b"one", n=1)
    False
    """
    if len(key) < _HALF or not 0 <= n < _MOST:
        raise ValueError("a key of 16 bytes or more, and a try from 0 to 2**32 - 1")
    digest = hmac.digest(key, b"kb1:pick" + n.to_bytes(4, "big") + ask_id, "sha256")
    first, second = _words("pick_first"), _words("pick_second")
    return f"{_pick(first, digest[:_HALF])} {_pick(second, digest[_HALF:])}"


def _pick(words: Sequence[str], half: bytes) -> str:
    return words[int.from_bytes(half, "big") % len(words)]


@lru_cache(maxsize=4)
def _words(name: str) -> tuple[str, ...]:
    text = resources.files(__package__).joinpath("data", f"{name}.txt").read_text(encoding="utf-8")
    return tuple(word for line in text.splitlines() if not line.startswith("#") for word in line.split())
