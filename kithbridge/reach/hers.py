"""What this room holds for one page: shown to her, taken back by her."""

from __future__ import annotations

import json
from uuid import UUID

from django.utils.translation import gettext as _

from kithbridge.people import lifetimes, vault
from kithbridge.people.hers import Mine
from kithbridge.people.models import TeamMember
from kithbridge.people.queries.page import ends_words
from kithbridge.people.vault import Key
from kithbridge.reach.actions import asking
from kithbridge.reach.models import Ask, Item
from kithbridge.reach.supply_rules import WAYS


def _sentence(words: dict[str, object], labels: dict[str, str]) -> str:
    items = words.get("items")
    parts = [f"{labels.get(key, key)}: {n}" for key, n in items.items()] if isinstance(items, dict) else []
    barred = words.get("may_not")
    if isinstance(barred, list) and barred:
        parts.append(_("we may not bring: %(things)s") % {"things": ", ".join(labels.get(str(key), str(key)) for key in barred)})
    if words.get("way") in WAYS:
        parts.append(str(WAYS[str(words["way"])]))
    own = [str(words[name]) for name in ("where", "text") if words.get(name)]
    return "\n".join([", ".join(parts), *own]) if own else ", ".join(parts)


def _state(readers: list[str]) -> str:
    """Who can read it now: passing on and leaving show here."""
    if not readers:
        return _("Nobody of us can open this any more. Ask again.")
    return _("Not brought yet. %(names)s can read it.") % {"names": ", ".join(sorted(readers))}


def of(key: Key) -> list[Mine]:
    """Her open asks; the words only of those sealed to her (asks made before she had a page were not)."""
    rows = list(Ask.objects.filter(page_id=key.owner, state=Ask.State.OPEN))
    bodies = vault.read_many(key, rows, "words")
    labels = dict(Item.objects.values_list("key", "label"))
    team = {member.pk: member.work_name for member in TeamMember.objects.all()}
    return [
        Mine(
            item=str(row.pk),
            kind=_("Asked for"),
            text=_sentence(json.loads(bodies[row.pk]), labels) if row.pk in bodies else "",
            code=asking.pick_code(row.pk),
            state=_state([team[one] for one in vault.readers(row.pk, team)]),
            gone=_("when handed over, or %(when)s") % {"when": ends_words(row.week, lifetimes.of("asks.live_weeks", str(row.week)))},
        )
        for row in sorted(rows, key=lambda row: (row.week, str(row.pk)))
    ]


def take_back(key: Key, item: str) -> bool:
    """Take back one ask of hers."""
    return asking.take_back_ask(key=key, ask_id=UUID(item))
