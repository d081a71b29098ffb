"""What a crash left in the keyring: wraps, offers and keys that nothing in the content database refers to.

Offers
------
sealed_models()         every model with a sealed column: their ids are the items of the keyring
orphans(), homeless()   items without content; owners of keys without a page or a place in the team
sweep_orphans(pause)    remove them, after looking twice
drop_unwritten(item)    what a crash left under one number, when the same number is tried again
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from kithbridge.people.keyring import turn
from kithbridge.people.keyring.models import Offer, Person, Wrap
from kithbridge.people.models import Due, Neighbour, TeamMember
from kithbridge.people.vault import holder
from kithbridge.web.fields import SealedField


def sealed_models() -> list[type[models.Model]]:
    """Every model with a sealed column: their ids are the items of the keyring."""
    return [model for model in apps.get_models() if any(isinstance(field, SealedField) for field in model._meta.local_concrete_fields)]


def orphans() -> set[UUID]:
    """Items that have wraps but no content row (a creation that was interrupted, or one that is happening now)."""
    items: set[UUID] = set(Wrap.objects.values_list("item", flat=True).distinct())
    for model in sealed_models():
        if not items:
            break
        manager: Any = model._default_manager
        items -= set(manager.values_list("pk", flat=True))
    return items


def drop_unwritten(item: UUID) -> None:
    """Take away the wraps under a number for which there is no content: what a crash left, when the same number is tried again."""
    with turn.writing():
        if not any(model._default_manager.filter(pk=item).exists() for model in sealed_models()):
            Wrap.objects.filter(item=item).delete()


def homeless() -> set[UUID]:
    """Owners of keys for whom there is no page and nobody in the team: begun and interrupted, or happening now."""
    owners: set[UUID] = set(Person.objects.values_list("owner", flat=True))
    owners -= set(Neighbour.objects.values_list("pk", flat=True))
    return owners - set(TeamMember.objects.values_list("pk", flat=True))


def _idle_offers() -> set[tuple[UUID, str]]:
    """Offers whose act is not recorded: interrupted, or happening now."""
    recorded = {(one.item, holder(one.owner)) for one in Due.objects.filter(kind="share") if one.owner}
    return set(Offer.objects.values_list("item", "holder")) - recorded


def sweep_orphans(pause: Callable[[], object]) -> int:
    """Remove wraps without content and keys without an owner. `pause` waits long enough for creations under way, then the suspects
    are looked at again. Nothing of these was ever there, so no tombstone is set: what was interrupted may be tried again.
    """
    items, people, offers = orphans(), homeless(), _idle_offers()
    if not items and not people and not offers:
        return 0
    pause()
    items, people, offers = items & orphans(), people & homeless(), offers & _idle_offers()
    with turn.writing():
        for item, reader in offers:
            Offer.objects.filter(item=item, holder=reader).delete()
        Wrap.objects.filter(item__in=items).delete()
        Person.objects.filter(owner__in=people).delete()
    return len(items) + len(people) + len(offers)
