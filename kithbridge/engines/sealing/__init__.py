"""Sealing: secret words, the keys they open, sealed boxes, and the labels that open nothing (format `kb1`).

Offers
------
words    `WordList`, `read_words`, `Reading`, `Problem`, `normalise`: seven drawn words, typed in forgivingly
kdf      `derive`, `Derived`, `team_secret`, `Slots`, `Busy`: words to keys, two slow runs at once per machine
box      `seal_body`/`open_body`, `wrap`/`unwrap`/`rewrap`, `seal_with`/`open_with`, `pad`/`unpad`,
         `new_item_key`, `new_pair`, `Pair`, `row_aad`, `wrap_aad`, `SealError`
labels   `handle`, `pick_code`: two neutral words that open nothing

Nothing derived from a secret is cached here or anywhere. Layout: docs/adr/0001-the-house.md.
"""

from kithbridge.engines.sealing.box import (
    Pair,
    SealError,
    new_item_key,
    new_pair,
    open_body,
    open_with,
    pad,
    rewrap,
    row_aad,
    seal_body,
    seal_with,
    unpad,
    unwrap,
    wrap,
    wrap_aad,
)
from kithbridge.engines.sealing.kdf import Busy, Derived, Slots, derive, team_secret
from kithbridge.engines.sealing.labels import handle, pick_code
from kithbridge.engines.sealing.words import Problem, Reading, WordList, normalise, read_words

__all__ = [
    "Busy",
    "Derived",
    "Pair",
    "Problem",
    "Reading",
    "SealError",
    "Slots",
    "WordList",
    "derive",
    "handle",
    "new_item_key",
    "new_pair",
    "normalise",
    "open_body",
    "open_with",
    "pad",
    "pick_code",
    "read_words",
    "rewrap",
    "row_aad",
    "seal_body",
    "seal_with",
    "team_secret",
    "unpad",
    "unwrap",
    "wrap",
    "wrap_aad",
]
