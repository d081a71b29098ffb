"""What somebody of the team has learned: ticked by a lead, asked for by the rule team.training before she reads asks."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from kithbridge.people.models import Role, TeamMember, Training
from kithbridge.people.queries import ready
from kithbridge.people.queries.roles import shown_role
from kithbridge.web import record


@transaction.atomic
def set_learned(*, member: UUID, learned: Collection[str]) -> None:
    """These trainings and no others stand beside her. Raises TeamMember.DoesNotExist; unknown ones are left out."""
    row = TeamMember.objects.select_for_update().get(pk=member)
    wanted = set(learned) & set(ready.trainings())
    held = set(row.trainings.values_list("training", flat=True))
    if wanted == held:
        return
    Training.objects.filter(member=row, training__in=held - wanted).delete()
    Training.objects.bulk_create([Training(member=row, training=one) for one in sorted(wanted - held)])
    record.note("trainings set", role=shown_role(Role.LEAD), ref=member)
