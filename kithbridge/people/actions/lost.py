"""Her words are lost: one of us ends the old page, where the group decided so (rule words.lost) and she said so face to face."""

from __future__ import annotations

from uuid import UUID

from kithbridge import rules
from kithbridge.people import vault
from kithbridge.people.actions import danger, pages
from kithbridge.people.models import SAFEGUARDING, Message, Neighbour, Role
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import Ending, Key
from kithbridge.web import record

JOBS = (Role.PEER, Role.LEAD, *SAFEGUARDING)


class NotEnded(Exception):
    """The group has not decided this, or the page has ended before."""


def may_end() -> bool:
    """Whether the rule in force lets one of us end a page whose words are lost."""
    return bool(rules.value("words.lost") == "end")


def end_page(*, key: Key, page: UUID) -> None:
    """The page and all that hangs on it end, as if she had taken everything back. The caller reads something of it. Raises NotEnded."""

    def content() -> tuple[None, Ending]:
        row = Neighbour.objects.select_for_update().filter(pk=page).first()
        if row is None or not may_end():
            raise NotEnded
        items = [*Message.objects.filter(page=page).values_list("pk", flat=True), *pages.end_in_rooms(page)]
        danger.forget_about([page, *items])
        row.delete()
        record.note("page with lost words ended", role=acting(key, *JOBS), ref=page)
        return None, Ending(items=[*items, page], people=[page])

    vault.end(content)
