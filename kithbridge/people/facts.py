"""Facts: what the lead sets at once, with the day shown. They are not rules.

Offers
------
FACTS         every fact: key, label, whether the site may open without it
fact(key)     its value, or its default
numbers()     the telephone numbers of the help pages
notice()      the notice in force
missing()     (rooms add theirs with `register_gaps`) what must still be filled in before the site may open, in plain words
before_opening()   what `serve` asks for: the same, enough readers, and two leads or a sealed letter
looked(), nobody_answering(), leave_to()
unsigned(), old_signatures()   which assessments nobody has signed yet; which were signed more than a year ago
said_on_first_page()   what the group brings, where it says so on the first page (rooms name it with `register_brought`)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import DatabaseError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kithbridge import rules
from kithbridge.people import signing
from kithbridge.people.models import Fact, LastLook, Notice, Role, RoleHeld
from kithbridge.people.queries.roles import readers_of_asks
from kithbridge.web.clock import today

THE_ROW = UUID(int=0x6B697468)  # one row: the last look of anybody


@dataclass(frozen=True)
class FactKind:
    """One fact the lead can set. `required`: the site does not open without it. `signed`: it says who, and on which day."""

    key: str
    label: str | Promise
    hint: str | Promise = ""
    required: bool = False
    default: str = ""
    long: bool = False
    signed: bool = False


SIGNED_HINT = _("Who, and the day. For example: The chair of the trustees, 3 March 2026.")

FACTS = [
    FactKind("group", _("What the group is called"), default="Kithbridge"),
    FactKind("controller", _("Who answers for what is held (the controller)"), _("An organisation, with a way to write to it."), True),
    FactKind("nation", _("Nation"), _("England, Wales, Scotland or Northern Ireland: law and texts differ."), True),
    FactKind("dpia", _("Data protection impact assessment: date and who signed it"), "", True),
    FactKind("complaints", _("How to complain, and to whom"), _("Not to the person complained of. Works without a name."), True, long=True),
    FactKind(
        "complaints_count",
        _("Complaints: how many came this month, and how many were answered within 30 days"),
        _("No names. Trustees see it on the month’s page. Write “none” when there were none."),
    ),
    FactKind("reading_days", _("Days on which the team reads"), _("For example: Monday and Thursday."), True),
    FactKind("number_emergency", _("Emergency number"), _("Name, then number: Ambulance, fire, police: 999"), True),
    FactKind("number_medical", _("Medical advice number"), _("Name: number"), True),
    FactKind("number_domestic", _("Somebody hurts or frightens me"), _("Name: number"), True),
    FactKind("number_threat", _("Threats, blackmail, pictures"), _("Name: number"), True),
    FactKind("number_legal", _("Legal advice the group has checked"), _("Name: number"), True),
    FactKind("number_family", _("Help for parents that is not social services"), _("Name: number"), True),
    FactKind("number_overdose", _("A line for somebody who uses alone"), _("Name: number. Leave it empty if there is none.")),
    FactKind("numbers_checked", _("Who checked the numbers, and when"), "", True),
    FactKind("texts_checked", _("Who checked the words of the help pages, and when"), _("A nurse or doctor, and a solicitor.")),
    FactKind("others_served_by", _("Who brings to dads, grans, aunties"), long=True),
    FactKind("sealed_letter", _("Sealed letter: who keeps it"), _("Only where there is one lead: it says who may let the team in again.")),
    FactKind("going_out", _("What we do when one of us is not back"), _("Whom to ring, after how long, and when to ring 999."), long=True),
    FactKind(
        "hard_day",
        _("After a hard one: who listens, and whether talking about it is paid"),
        _("Peers see it when they tap “a hard one today”. It lies on their phones, so name an office, not a person."),
        long=True,
    ),
    FactKind("osa_illegal", _("Online Safety Act, risk assessment of illegal content: who signed it, and when"), SIGNED_HINT, signed=True),
    FactKind("osa_children", _("Online Safety Act, children’s access assessment: who signed it, and when"), SIGNED_HINT, signed=True),
    FactKind("osa_measures", _("Online Safety Act, record of measures: who signed it, and when"), SIGNED_HINT, signed=True),
    FactKind("osa_terms", _("Online Safety Act, terms and way to complain: who signed them, and when"), SIGNED_HINT, signed=True),
    FactKind("osa_named", _("Online Safety Act: who answers for it"), _("An office, not a person.")),
    FactKind(
        "pay_advice",
        _("Paid for time: what we say about benefits, before the first payment"),
        _("Who pays us, what it can do to benefits, and who gives free advice."),
        long=True,
    ),
    FactKind("pay_checked", _("Paid for time: who checked what we say about benefits, and when"), SIGNED_HINT, signed=True),
    FactKind("leave_to", _("Where “Leave now” goes"), _("An ordinary, dull page."), default="https://www.bbc.co.uk/weather"),
    FactKind("closing", _("Urgent closing banner"), _("Shown on every page while it is filled in."), long=True),
]
BY_KEY = {kind.key: kind for kind in FACTS}
ASSESSMENTS = ("osa_illegal", "osa_children", "osa_measures", "osa_terms")
SIGNED_WEEKS = 52
NUMBER_KEYS = ("emergency", "medical", "overdose", "domestic", "threat", "legal", "family")


def all_facts() -> dict[str, str]:
    """Every fact with its value or default; one query."""
    found = {kind.key: kind.default for kind in FACTS}
    found.update(Fact.objects.filter(key__in=BY_KEY).values_list("key", "value"))
    return found


def fact(key: str) -> str:
    """One fact. Raises KeyError for a fact that does not exist."""
    kind = BY_KEY[key]
    found = Fact.objects.filter(key=key).values_list("value", flat=True).first()
    return found if found else kind.default


def numbers(known: dict[str, str] | None = None) -> dict[str, dict[str, str]]:
    """`{"emergency": {"label": ..., "number": ...}, ...}` from "Label: number" facts; "999" stands when none is set."""
    known = known if known is not None else all_facts()
    found = {}
    for key in NUMBER_KEYS:
        text = known.get(f"number_{key}", "")
        label, _colon, number = text.rpartition(":")
        if number.strip():
            found[key] = {"label": label.strip(), "number": number.strip()}
    found.setdefault("emergency", {"label": "Ambulance, fire, police", "number": "999"})
    return found


def notice() -> Notice | None:
    """The newest notice."""
    return Notice.objects.order_by("-version").first()


_room_gaps: list[Callable[[], list[str]]] = []


def register_gaps(gaps: Callable[[], list[str]]) -> None:
    """A room registers, in AppConfig.ready, what it needs before the site may open."""
    if gaps not in _room_gaps:
        _room_gaps.append(gaps)


def missing() -> list[str]:
    """What must still be filled in before the site may open. Empty: it may."""
    known = dict(Fact.objects.filter(key__in=BY_KEY).values_list("key", "value"))
    gaps = [str(kind.label) for kind in FACTS if kind.required and not known.get(kind.key, "").strip()]
    held = set(RoleHeld.objects.values_list("role", "member"))
    jobs = {role for role, _member in held}
    if Role.SAFEGUARDING_LEAD not in jobs:
        gaps.append(str(_("A safeguarding lead")))
    deputies = {member for role, member in held if role == Role.SAFEGUARDING_DEPUTY}
    leads = {member for role, member in held if role == Role.SAFEGUARDING_LEAD}
    if not deputies - leads:
        gaps.append(str(_("A safeguarding deputy who is somebody else")))
    newest = notice()
    if newest is None or not newest.lines.strip():
        gaps.append(str(_("The notice")))
    if newest is None or not newest.threshold.strip():
        gaps.append(str(_("The threshold: when you act on a danger")))
    for room in _room_gaps:
        gaps += room()
    return gaps


def before_opening() -> list[str]:
    """What `serve` asks for before a site opens: everything in `missing()`, enough readers, and two who can let others in."""
    gaps = missing()
    fewest = int(rules.value("circles.fewest_readers"))
    if len(readers_of_asks()) < fewest:
        gaps.append(str(_("A circle that reads asks, with at least %(n)d people in it who are ready to read them")) % {"n": fewest})
    if RoleHeld.objects.filter(role=Role.LEAD).count() < 2 and not fact("sealed_letter"):
        gaps.append(str(_("A second lead, or a sealed letter that says who may let the team in again (a fact)")))
    return gaps


def unsigned() -> list[str]:
    """Which Online Safety Act assessments say nobody who signed them, or no day. Empty: people may see what others wrote."""
    known = dict(Fact.objects.filter(key__in=ASSESSMENTS).values_list("key", "value"))
    return [str(BY_KEY[key].label) for key in ASSESSMENTS if not signing.is_signed(known.get(key, ""))]


def old_signatures() -> list[str]:
    """Which assessments were signed more than a year ago: they have to be looked at again."""
    known = dict(Fact.objects.filter(key__in=ASSESSMENTS).values_list("key", "value"))
    days = {key: signing.signed_on(value) for key, value in known.items()}
    edge = today() - dt.timedelta(weeks=SIGNED_WEEKS)
    return [str(BY_KEY[key].label) for key in ASSESSMENTS if (day := days.get(key)) is not None and day < edge]


def looked() -> None:
    """Somebody of the team looked at asks today. Nobody's name is kept."""
    LastLook.objects.update_or_create(pk=THE_ROW, defaults={"day": today()})


def nobody_answering() -> bool:
    """Whether nobody has looked for as many days as the rule says; then no asks are taken."""
    row = LastLook.objects.filter(pk=THE_ROW).first()
    if row is None:
        return True
    return today() - row.day > dt.timedelta(days=rules.value("asks.silent_days"))


_brought: list[Callable[[], list[str]]] = []


def register_brought(labels: Callable[[], list[str]]) -> None:
    """A room registers, in AppConfig.ready, how it names what the group brings."""
    if labels not in _brought:
        _brought.append(labels)


def said_on_first_page() -> list[str]:
    """What the first page says the group brings: nothing, unless the group decided so (rule start.says_what)."""
    return [label for labels in _brought for label in labels()] if rules.value("start.says_what") else []


def leave_to() -> str:
    """Where "Leave now" goes. Answers with the default when the database does not."""
    try:
        found = fact("leave_to")
    except DatabaseError:
        found = ""
    return found if found.startswith(("https://", "http://")) else BY_KEY["leave_to"].default
