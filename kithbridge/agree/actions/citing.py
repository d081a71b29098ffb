"""Where a matter comes from: statements and evidence, each with the role of whoever spoke. References, never copies of words.

Offers
------
cite(...)         words that another room holds and shows: a statement and how it went, a theme, a figure
cite_words(...)   words written down now; shown once somebody of another job has read them; her slip takes them back
uncite(...)       before anybody is asked
pass_words, remove_words   what the second reader does
"""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from kithbridge.agree.actions.matters import OPEN, locked
from kithbridge.agree.actions.speaking import Refused, writer
from kithbridge.agree.matter_models import Matter, Origin
from kithbridge.people.deciding import sayings
from kithbridge.people.deciding.actions import proposing
from kithbridge.people.deciding.models import Saying
from kithbridge.people.vault import Key
from kithbridge.rules import evidence
from kithbridge.rules.models import Evidence
from kithbridge.rules.spoken import KINDS, ROLES
from kithbridge.web import once, record

__all__ = ["Refused", "cite", "cite_words", "pass_words", "remove_words", "uncite"]


def _room_for(row: Matter) -> None:
    if row.origins.count() >= proposing.MOST_PIECES:
        raise Refused(_("That is enough evidence for one matter."))


@transaction.atomic
def cite(*, key: Key, matter: UUID, kind: str, role: str, source: str, ref: UUID, form_id: str) -> Origin | None:
    """Words that a room shows now. Cited before: the same again. None: this form was sent before. Raises Refused."""
    as_role = writer(key)
    row = locked(matter, *OPEN)
    if kind not in KINDS or role not in ROLES:
        raise Refused(_("Say what kind of evidence it is, and in which role somebody spoke."))
    if not evidence.words_of([Evidence(id=uuid4(), source=source, ref=ref)]):
        raise Refused(_("There are no such words that may be shown."))
    if known := row.origins.filter(source=source, ref=ref).first():
        return known
    _room_for(row)
    if not once.claim(form_id):
        return None
    made = Origin.objects.create(id=uuid4(), matter=row, kind=kind, role=role, source=source, ref=ref)
    record.note("evidence cited", role=as_role, ref=row.pk)
    return made


@transaction.atomic
def cite_words(*, key: Key, matter: UUID, kind: str, role: str, text: str, form_id: str, said_by: str = "", url: str = "") -> str:
    """Returns the code for the slip of whoever said it; "" when the form was sent before. Raises Refused."""
    as_role = writer(key)
    row = locked(matter, *OPEN)
    proposing.check_evidence(kind=kind, role=role, text=text, said_by=said_by, url=url)
    _room_for(row)
    if not once.claim(form_id):
        return ""
    said, code = proposing.keep_words(text=text, said_by=said_by, url=url, by=key)
    Origin.objects.create(id=uuid4(), matter=row, kind=kind, role=role, source=sayings.SOURCE, ref=said.pk)
    record.note("evidence written", role=as_role, ref=row.pk)
    return code


def pass_words(*, key: Key, saying: UUID) -> None:
    """A second person of another job has read them: they may be shown. Raises Refused."""
    proposing.pass_evidence(saying=saying, by=key)


@transaction.atomic
def remove_words(*, key: Key, saying: UUID) -> None:
    """Words that should not be shown go, everywhere. Where people were asked already, it stays that there were some. Raises Refused."""
    proposing.remove_evidence(saying=saying, by=key)
    Origin.objects.filter(source=sayings.SOURCE, ref=saying, matter__puts__isnull=True).delete()


@transaction.atomic
def uncite(*, key: Key, origin: UUID) -> None:
    """The matter does not rest on it after all; words that nobody else rests on go. Raises Refused once people are asked."""
    role = writer(key)
    found = Origin.objects.filter(pk=origin).first()
    if found is None:
        return
    row = locked(found.matter_id, *OPEN)
    if row.puts.exists():
        raise Refused(_("People were asked about it with this evidence. It stays."))
    found.delete()
    if found.source == sayings.SOURCE and not Origin.objects.filter(ref=found.ref).exists():
        Saying.objects.filter(pk=found.ref).delete()
    record.note("evidence no longer cited", role=role, ref=row.pk)
