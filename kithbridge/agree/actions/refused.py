"""Why an act of this room changed nothing.

Offers: `Refused(why)`; `why` is a word that the page explains.

Of conversations: question, about, first, weeks, statements (too few), same (the second needs another job), other (it was changed since
she read it), gone, state, reason.
Of taking part: closed, not yet (the first round is not hers), voice, word, words (neither secret words nor a slip), slip, join, choice.
Of statements: nothing, long, signs, there (it is there already), enough, readers, silent, busy, yours (she hid it herself), answer.
Of codes: tries (too many guess at this moment).
Of paper: few, many, number.
"""

from __future__ import annotations


class Refused(Exception):
    """Nothing was changed; `why` says in a word what the page explains."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
