"""Answers of one length: whoever watches the line sees how much is sent, and must not tell one answer from another by it.

Offers
------
even(value)    as a button or a circle sends it: dots behind it, to one length
plain(text)    the value again, with or without the dots
fill(label, labels)   spaces that a page puts behind a word, so that it is as long with each of these words
"""

from __future__ import annotations

from collections.abc import Iterable

# The longest answer of any form here: "abstain", "partner".
LENGTH = 8


def even(value: str) -> str:
    """`value` with dots behind it.

    Examples
    --------
    >>> even("yes"), even("abstain")
    ('yes.....', 'abstain.')
    """
    return value.ljust(LENGTH, ".")


def plain(text: str) -> str:
    """What `even` made of it; anything else as it is.

    Examples
    --------
    >>> plain("yes....."), plain("no")
    ('yes', 'no')
    """
    return text.rstrip(".")


def fill(label: str, labels: Iterable[str]) -> str:
    """As many bytes as `label` is shorter than the longest of `labels`; a browser shows them as nothing.

    Examples
    --------
    >>> len("Pass" + fill("Pass", ["Pass", "Disagree"]))
    8
    """
    return " " * (max(len(one.encode()) for one in labels) - len(label.encode()))
