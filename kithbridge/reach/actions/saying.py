"""The two words of an ask: new ones when somebody else knows them. The old ones are worth nothing from then on.

Offers
------
new_words       she draws new ones, from her page or from the page right after asking
new_words_for   a peer who holds the ask draws them with her, when she has no page

The two words open nothing and change nothing: nobody can end an ask, or change its words, by typing them. There are about 30,000 pairs
and they are said aloud. If they could cancel, whoever overheard or guessed them could take from her what she asked for.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from kithbridge.people import vault
from kithbridge.people.models import Role
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import Key
from kithbridge.reach.actions import asking
from kithbridge.reach.models import Ask
from kithbridge.web import once, record


class NotHers(Exception):
    """There is no such open ask, or whoever asks for new words is not shown to be the one who asked."""


def _is_hers(row: Ask, key: Key | None, tie: str) -> bool:
    """Her page is open; or, while the ask hangs on no page, she holds what the page right after asking was given."""
    if row.page_id is not None:
        return key is not None and key.owner == row.page_id
    return asking.read_tie(tie) == row.pk


def _draw(row: Ask, role: str) -> str:
    Ask.objects.filter(pk=row.pk).update(pick=asking.free_pick(row.pk))
    record.count("new words to say", role=role)
    return asking.pick_code(row.pk)


def _open(ask: UUID | None) -> Ask:
    row = Ask.objects.select_for_update().filter(pk=ask, state=Ask.State.OPEN).first() if ask else None
    if row is None:
        raise NotHers
    return row


@transaction.atomic
def new_words(*, ask: UUID | None, key: Key | None = None, tie: str = "", form_id: str) -> str:
    """New words for this ask; sent again the form gives the same. Raises NotHers."""
    row = _open(ask)
    if not _is_hers(row, key, tie):
        raise NotHers
    return _draw(row, "neighbour") if once.claim(f"{form_id}:{row.pk}") else asking.pick_code(row.pk)


@transaction.atomic
def new_words_for(*, key: Key, ask: UUID, form_id: str) -> str:
    """Whoever holds the ask draws new words with her, where she has no page. Raises NotHers: not held, ended, or she has a page."""
    row = _open(ask)
    if row.page_id is not None or not vault.readable(key, [row.pk]):
        raise NotHers
    return _draw(row, acting(key, Role.PEER, Role.LEAD)) if once.claim(f"{form_id}:{row.pk}") else asking.pick_code(row.pk)
