"""Writing a proposal down, and its evidence: a value for one rule, with what speaks for it and the role of whoever spoke.

`propose` is what `kithbridge rules import` calls, too: importing proposes and never enacts.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kithbridge import rules
from kithbridge.people.deciding import hooks, queries, sayings
from kithbridge.people.deciding.actions import moving
from kithbridge.people.deciding.models import OPEN, Piece, Proposal, Saying, Stage
from kithbridge.people.models import RoleHeld
from kithbridge.people.queries.acting import acting
from kithbridge.people.vault import Key
from kithbridge.rules import enact, state
from kithbridge.rules.enact import AlreadyDone, NotAgreed, Overtaken, Refused
from kithbridge.rules.explain import KINDS, ROLES
from kithbridge.web import once, record
from kithbridge.web.clock import this_week

LONGEST = 1_000
ONE_AT_A_TIME = gettext_noop("Something is proposed for this rule already. It has to be decided or taken back first.")
MOST_PIECES = 20
MOST_TRIAL_WEEKS = 52
ASK_AGAIN_WEEKS = 26
ASKED = (Stage.ANSWERING, Stage.ADVISING)


def _writer(key: Key | None) -> str:
    """The role for the event record. Raises Refused for somebody who may not write proposals down."""
    if key is None:
        return "operator"
    held = set(RoleHeld.objects.filter(member=key.owner).values_list("role", flat=True))
    may = [role for role in rules.value("deciding.writers") if role in held]
    if not may:
        raise Refused(_("Your jobs do not include writing proposals down."))
    return acting(key, *may)


@transaction.atomic
def propose(
    *,
    rule: str,
    value: Any,
    by: Key | None,
    form_id: str,
    begins: int = 0,
    trial_weeks: int = 0,
    looks_at: str = "",
    says_who: str = "",
    origin: str = "here",
    matter: UUID | None = None,
) -> Proposal | None:
    """Write down another value for a rule. `begins`: in how many weeks it would hold. None: this form was sent before.

    matter : the matter of the room agree that it belongs to; that room is told how it ends (`deciding.hooks`).

    Raises Refused (a sentence): unknown rule, value of another kind, past a limit, no change, another proposal open.
    """
    role = _writer(by)
    _declared, fit = enact.fitting(rule, value)
    standing = state.in_force(rule)
    # What nobody has decided may be confirmed as it is, what ends by itself may be decided for good, and after half a year people may
    # be asked the same again ("Should this go on?").
    lately = standing.week > str(this_week() - ASK_AGAIN_WEEKS)
    if fit == standing.value and standing.how == "decision" and lately and not trial_weeks:
        raise Refused(_("It is so already."))
    when = _when(begins, trial_weeks, looks_at, says_who)
    if Proposal.objects.filter(key=rule, stage__in=OPEN).exists():
        raise Overtaken(_(ONE_AT_A_TIME))
    if not once.claim(form_id):
        return None
    try:
        with transaction.atomic():
            writer = by.owner if by else None
            row = Proposal.objects.create(
                id=uuid4(), key=rule, value=fit, stage=Stage.WRITTEN, written_by=writer, origin=origin, matter=matter, **when
            )
    except IntegrityError:  # somebody proposed at the same moment
        raise Overtaken(_(ONE_AT_A_TIME)) from None
    record.note(f"proposal written: {rule}", role=role, ref=row.pk)
    return row


def _when(begins: int, trial_weeks: int, looks_at: str, says_who: str) -> dict[str, Any]:
    """The columns that say when it begins and how it is tried out. Raises Refused."""
    if not 0 <= begins <= enact.FURTHEST_WEEKS or not 0 <= trial_weeks <= MOST_TRIAL_WEEKS:
        raise Refused(_("It can begin within a year, and be tried out for a year at most."))
    if trial_weeks and not (looks_at.strip() and says_who.strip()):
        raise Refused(_("A trial says what will be looked at, and who says whether it worked."))
    if len(looks_at) > LONGEST or len(says_who) > 200:
        raise Refused(_("That is too long."))
    now = this_week()
    return {
        "week": str(now),
        "begins": str(now + begins),
        "trial_weeks": trial_weeks,
        "looks_at": looks_at.strip(),
        "says_who": says_who.strip(),
    }


@transaction.atomic
def propose_doing(
    *,
    words: str,
    for_whom: str,
    matter: UUID,
    by: Key,
    form_id: str,
    begins: int = 0,
    trial_weeks: int = 0,
    looks_at: str = "",
    says_who: str = "",
) -> Proposal | None:
    """Write down something to do, where there is no rule for it. `for_whom`: one of `Protects`, by its value; they decide.

    None: this form was sent before. Raises Refused (a sentence).
    """
    role = _writer(by)
    said, protects = enact.asked_words(words, for_whom)
    when = _when(begins, trial_weeks, looks_at, says_who)
    if not once.claim(form_id):
        return None
    row = Proposal.objects.create(
        id=uuid4(),
        key="",
        value="",
        words=said,
        for_whom=protects.value,
        stage=Stage.WRITTEN,
        written_by=by.owner,
        origin="here",
        matter=matter,
        **when,
    )
    record.note(f"proposal written: {queries.about(row)}", role=role, ref=row.pk)
    return row


def _written(number: UUID) -> Proposal:
    row = Proposal.objects.select_for_update().filter(pk=number).first()
    if row is None or row.stage != Stage.WRITTEN:
        raise AlreadyDone(_("People were asked already: the proposal stays as it is."))
    return row


@transaction.atomic
def add_evidence(*, proposal: UUID, kind: str, role: str, text: str, by: Key, form_id: str, said_by: str = "", url: str = "") -> str:
    """Add what speaks for it (or against). It is shown once somebody else of another job has read it.

    Returns the code with which whoever said it can take it back, for a slip of paper; "" when the form was sent before. Raises Refused.
    """
    as_role = _writer(by)
    row = _written(proposal)
    check_evidence(kind=kind, role=role, text=text, said_by=said_by, url=url)
    if row.pieces.count() >= MOST_PIECES:
        raise Refused(_("That is enough evidence for one proposal."))
    if not once.claim(form_id):
        return ""
    said, code = keep_words(text=text, said_by=said_by, url=url, by=by)
    Piece.objects.create(proposal=row, kind=kind, role=role, source=sayings.SOURCE, ref=said.pk)
    record.note("evidence written", role=as_role, ref=row.pk)
    return code


def check_evidence(*, kind: str, role: str, text: str, said_by: str = "", url: str = "") -> None:
    """Whether words can stand as evidence. Raises Refused."""
    if kind not in KINDS or role not in ROLES:
        raise Refused(_("Say what kind of evidence it is, and in which role somebody spoke."))
    if not text.strip() or len(text) > LONGEST or len(said_by) > 200 or len(url) > 200:
        raise Refused(_("Evidence needs words, at most %(n)d letters.") % {"n": LONGEST})
    if url and not url.startswith("https://"):
        raise Refused(_("The address of guidance begins with https://"))
    if kind in ("guidance", "document") and not said_by.strip():
        raise Refused(_("Guidance needs its source, and so does a document: who published it, and when."))


def keep_words(*, text: str, by: Key, said_by: str = "", url: str = "") -> tuple[Saying, str]:
    """Inside a transaction: words that wait for a second reader, and the code that takes them back."""
    code = sayings.code()
    said = Saying.objects.create(
        id=uuid4(),
        text=text.replace("\r\n", "\n").strip(),
        said_by=said_by.strip(),
        url=url.strip(),
        back=sayings.hash_of(code, "back"),
        written_by=by.owner,
    )
    return said, f"{code[:4]} {code[4:]}"


@transaction.atomic
def pass_evidence(*, saying: UUID, by: Key) -> None:
    """A second person of another job has read the words: they may be shown. Raises NotAgreed for the same person or the same jobs."""
    role = _writer(by)
    row = Saying.objects.select_for_update().filter(pk=saying).first()
    if row is None or row.shown:
        return
    mine = set(RoleHeld.objects.filter(member=by.owner).values_list("role", flat=True))
    theirs = set(RoleHeld.objects.filter(member=row.written_by).values_list("role", flat=True)) if row.written_by else set()
    if row.written_by == by.owner or mine == theirs:
        raise NotAgreed(_("Somebody else, with another job, has to read it."))
    row.shown, row.written_by = True, None
    row.save(update_fields=["shown", "written_by"])
    record.note("evidence read by a second person", role=role)


@transaction.atomic
def remove_evidence(*, saying: UUID, by: Key) -> None:
    """One of the team takes words away that should not be shown. The role still counts if people were asked."""
    role = _writer(by)
    if Saying.objects.filter(pk=saying).delete()[0]:
        Piece.objects.filter(ref=saying, source=sayings.SOURCE, proposal__stage=Stage.WRITTEN).delete()
        record.note("evidence removed", role=role)


@transaction.atomic
def take_back(*, code: str) -> bool:
    """Whoever said it takes her words back, with the code on her slip. At once, everywhere; the decision stands and her role counts."""
    if not code.strip():
        return False
    gone, _rows = Saying.objects.filter(back=sayings.hash_of(code, "back")).delete()
    if gone:
        record.count("words taken back", role="neighbour")
    return bool(gone)


def may_drop(row: Proposal, by: Key) -> bool:
    """Whether she may take it back: nobody on the team stops what others put to the reference group."""
    return row.stage == Stage.WRITTEN or (row.stage in ASKED and row.written_by == by.owner)


@transaction.atomic
def drop(*, proposal: UUID, by: Key) -> None:
    """Take a proposal back, before it is agreed; once people are asked, only whoever wrote it down may. Raises Refused."""
    role = _writer(by)
    row = Proposal.objects.select_for_update().filter(pk=proposal).first()
    if row is None or row.stage not in (Stage.WRITTEN, *ASKED):
        raise Refused(_("It is too late to take this back: it was agreed, or is over."))
    if not may_drop(row, by):
        raise NotAgreed(_("People are being asked. Only whoever wrote it down can take it back now."))
    row.stage = Stage.DROPPED
    row.closes = None
    row.save(update_fields=["stage", "closes"])
    moving.clear(row)
    record.note(f"proposal taken back: {queries.about(row)}", role=role, ref=row.pk)
    hooks.over(row)


def ready(row: Proposal) -> str:
    """Why people cannot be asked yet; "" when they can."""
    if why_not := queries.cannot_ask(row):
        return why_not
    if not row.pieces.exists():
        return _("It has no evidence yet: what speaks for it, and who said so.")
    if queries.unread(row):
        return _("Some of the evidence has been read by one person only.")
    return ""
