"""The team: invitations, joining, roles, leaving.

Who joins gets keys only once she has typed her words back; until then nothing about her is stored but the invitation.
"""

from __future__ import annotations

import hashlib
import secrets as random_source
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from kithbridge import rules
from kithbridge.engines import sealing
from kithbridge.people import vault
from kithbridge.people.actions import pages
from kithbridge.people.actions.opening import derive, unlock
from kithbridge.people.keyring.models import Person
from kithbridge.people.models import Circle, CircleMember, Invitation, Role, RoleHeld, TeamMember
from kithbridge.people.queries import team as known
from kithbridge.people.queries.roles import MERGED, shown_role
from kithbridge.people.vault import Ending, Key
from kithbridge.web import once, record
from kithbridge.web.clock import unix

WORDS = 8
LONGEST_NAME = 40


class NoInvitation(Exception):
    """The link was used, its time is over, or it never was one."""


class NameTaken(Exception):
    """Somebody in the team has this work-name."""


class NameUnfit(Exception):
    """A work-name has 1 to 40 signs and no control characters."""


class NoRole(Exception):
    """Somebody of the team holds at least one role; without any she could open nothing, and would rather leave."""


class LastLead(Exception):
    """At least one lead must stay."""


class AlreadyDone(Exception):
    """This form was sent before; nothing was done a second time."""


@dataclass(frozen=True)
class Invited:
    """The link's token, shown once: only its hash is kept."""

    token: str = field(repr=False)
    until: int


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def fit_name(work_name: str) -> str:
    """The work-name as it will stand. Raises NameUnfit."""
    name = " ".join(unicodedata.normalize("NFKC", work_name).split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise NameUnfit
    return name


def free_name(work_name: str) -> str:
    """A fit work-name that nobody has. Raises NameUnfit or NameTaken."""
    name = fit_name(work_name)
    if name.casefold() in {other.casefold() for other in TeamMember.objects.values_list("work_name", flat=True)}:
        raise NameTaken
    return name


def _invite(*, work_name: str, roles: Sequence[Role], circle: UUID | None, role: str) -> Invited:
    token = random_source.token_urlsafe(32)
    until = unix() + int(rules.value("team.invite_days")) * 86_400
    Invitation.objects.filter(until__lt=unix()).delete()
    Invitation.objects.create(
        hash=token_hash(token),
        work_name=fit_name(work_name) if work_name.strip() else "",
        jobs=",".join(sorted({Role(job).value for job in roles})),
        circle_id=circle,
        until=until,
    )
    record.note("invited into the team", role=role)
    return Invited(token, until)


@transaction.atomic
def invite(*, work_name: str = "", roles: Sequence[Role], circle: UUID | None = None, form_id: str) -> Invited:
    """A lead makes a one-time link. Raises AlreadyDone for a form sent twice, NameUnfit for a work-name that cannot be."""
    if not roles:
        raise ValueError("An invitation gives at least one role.")
    if not once.claim(form_id):
        raise AlreadyDone
    return _invite(work_name=work_name, roles=roles, circle=circle, role=shown_role(Role.LEAD))


@transaction.atomic
def invite_first(*, work_name: str = "") -> Invited:
    """The operator's one invitation, for whoever starts the group. Raises LastLead when there is a lead, who then invites."""
    if RoleHeld.objects.filter(role=Role.LEAD).exists():
        raise LastLead
    return _invite(work_name=work_name, roles=[Role.LEAD], circle=None, role="operator")


def invite_first_lead(*, work_name: str = "") -> str:
    """The same as a whole address, for `kithbridge init` to print."""
    return known.join_link(invite_first(work_name=work_name).token)


@transaction.atomic
def call_back(*, invitation: UUID) -> None:
    """A lead ends an invitation that nobody has used yet."""
    gone, _rows = Invitation.objects.filter(pk=invitation).delete()
    if gone:
        record.note("invitation called back", role=shown_role(Role.LEAD))


def draw_words() -> tuple[str, ...]:
    """Eight words for one of the team; kept nowhere."""
    return sealing.WordList.load().draw(WORDS)


def join(*, token: str, work_name: str, words: Sequence[str]) -> Key:
    """She has typed her words back: keys, member, roles and circle are made, and the link is dead.

    Raises NoInvitation, NameTaken, NameUnfit, sealing.Busy. Nothing is kept then.
    """
    name = free_name(work_name)
    if known.invitation(token) is None:
        raise NoInvitation
    derived = derive(sealing.team_secret(name, words))
    # A join that was cut off after its keys were made left them: the same words go on with them.
    key = unlock(derived, "team") or _new_keys(derived)
    member = TeamMember(id=key.owner, work_name=name)

    def content() -> Key:
        found = known.invitation(token)
        if found is None or not Invitation.objects.filter(pk=found.pk).delete()[0]:
            raise NoInvitation
        free_name(name)
        member.save(force_insert=True)
        RoleHeld.objects.bulk_create([RoleHeld(member=member, role=job) for job in known.jobs_of(found)])
        if found.circle_id and Circle.objects.filter(pk=found.circle_id).exists():
            CircleMember.objects.create(circle_id=found.circle_id, member=member)
        record.note("joined the team", role=MERGED, ref=member.pk)
        return key

    try:
        return vault.create(content)
    except Exception:
        # Whatever it was: keys without a member go, but never those of somebody who has joined.
        if not TeamMember.objects.filter(pk=key.owner).exists():
            with transaction.atomic(using="keyring"):
                Person.objects.filter(owner=key.owner).delete()
        raise


def _new_keys(derived: sealing.Derived) -> Key:
    owner, pair = uuid4(), sealing.new_pair()
    with transaction.atomic(using="keyring"):
        person = vault.add_person(owner, "team", derived, pair)
    return Key(owner, "team", pair.private, person.lookup, person.generation)


def new_words(*, key: Key, work_name: str, words: Sequence[str]) -> Key:
    """Her new passphrase, typed back once: new keys; the old words and every visit opened with them die.

    A second press changes nothing. Raises sealing.Busy, or CannotOpen when other new words were faster.
    """
    derived = derive(sealing.team_secret(work_name, words))
    pressed_again = False
    try:
        vault.rekey(key, derived)
    except (IntegrityError, vault.CannotOpen):
        pressed_again = True
    fresh = unlock(derived, "team")
    if fresh is None:
        raise vault.CannotOpen("Those words were not taken.")
    if not pressed_again:
        with transaction.atomic():
            record.note("new passphrase", role=MERGED, ref=key.owner)
    pages.carry_along(key, fresh)
    return fresh


@transaction.atomic
def set_roles(*, member: UUID, roles: Collection[Role]) -> None:
    """Give and take roles. Raises NoRole, LastLead when no lead would remain, TeamMember.DoesNotExist for nobody."""
    if not roles:
        raise NoRole
    # Every change of who leads waits for this row, so that two leads cannot take each other's role at the same moment.
    list(TeamMember.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    TeamMember.objects.get(pk=member)
    wanted = {Role(role).value for role in roles}
    held = set(RoleHeld.objects.filter(member=member).values_list("role", flat=True))
    if wanted == held:
        return
    by = shown_role(Role.LEAD)
    if Role.LEAD in held - wanted and not known.other_leads(member):
        raise LastLead
    RoleHeld.objects.filter(member=member, role__in=held - wanted).delete()
    RoleHeld.objects.bulk_create([RoleHeld(member_id=member, role=role) for role in sorted(wanted - held)])
    for role in sorted(wanted - held):
        record.note(f"role given: {role}", role=by, ref=member)
    for role in sorted(held - wanted):
        record.note(f"role taken: {role}", role=by, ref=member)


def leave(*, member: UUID, by_herself: bool = False) -> None:
    """Offboarding in one act: from this commit on she reads nothing; keys, factors, roles and circles go, and her name with her.

    Raises LastLead, TeamMember.DoesNotExist.
    """

    def content() -> tuple[None, Ending]:
        list(TeamMember.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
        row = TeamMember.objects.get(pk=member)
        if row.roles.filter(role=Role.LEAD).exists() and not known.other_leads(member):
            raise LastLead
        factors = list(row.factors.values_list("pk", flat=True))
        record.note("left the team", role=MERGED if by_herself else shown_role(Role.LEAD), ref=member)
        row.delete()
        return None, Ending(items=factors, people=[member])

    vault.end(content)
