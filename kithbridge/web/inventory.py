"""The record of processing, read from the declarations of the models.

Offers
------
columns()    every stored column of the product with its declaration
problems()   undeclared and forbidden columns, in plain words; empty = sound
as_text(), as_json(), would_hand_over(), about_team()
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.apps import apps
from django.core.checks import Error, register
from django.db import models
from django.utils.translation import gettext as _

from kithbridge.web.fields import Declaration, Holds, SealedField

OURS = "kithbridge."
# Exact times may stand in three declared technical places only: sessions, invitations, second factors (GROUND section 4).
EXACT_TIME_TABLES = re.compile(r"^(sessions_\w+|people_(invitation|factor|factorreset|recoverycode))$")
EXACT_TYPES = (models.DateTimeField, models.TimeField, models.DurationField)
FORBIDDEN_TYPES = (models.GenericIPAddressField, models.EmailField, models.URLField, models.ImageField, models.FileField)
# A label or a line of roles fits; what somebody tells does not.
LONGEST_LABEL = 200
# What must not be held about anybody (research notes: reach 3.4). A field whose name says so fails the build.
FORBIDDEN_NAMES = re.compile(
    r"(^|_)(name|first_?name|last_?name|surname|initials|full_?name|birth\w*|dob|age|gender|sex|postcode|post_?code|zip|address|gps|"
    r"lat(itude)?|lon(gitude)?|location|ip|ip_?addr\w*|user_?agent|referr?er|phone\w*|mobile|tel(ephone)?|e_?mail|nhs\w*|ethnic\w*|"
    r"pregnan\w*|child(ren)?|drug\w*|diagnosis|photo|picture_of|hour|minute|timestamp|created|modified|updated|last_login|"
    r"device|fingerprint|brought_by|used_drugs|uses_drugs)($|_)"
)
# Names of things, not of people: allowed with the reason beside each.
ALLOWED_NAMES = {
    "people.teammember.work_name": "a name for work only, chosen by her; never a legal name",
    "people.invitation.work_name": "the work-name a lead proposes until the invitation is used",
    "people.circle.name": "a circle's name",
}


@dataclass(frozen=True)
class Column:
    """One stored column: where it stands, and what it was declared to be."""

    model: str
    table: str
    column: str
    kind: str
    what: str
    until: str
    database: str


def _models() -> Iterable[type[models.Model]]:
    for config in apps.get_app_configs():
        if config.name.startswith(OURS):
            yield from config.get_models(include_auto_created=True)


def _fields() -> Iterable[tuple[type[models.Model], models.Field[object, object]]]:
    for model in _models():
        for field in model._meta.local_concrete_fields:
            if field.concrete and field.column:
                yield model, field


def columns() -> list[Column]:
    """Every declared column, sorted by table."""
    from kithbridge.web.router import PLACES

    found = []
    for model, field in _fields():
        said: Declaration | None = getattr(field, "declaration", None)
        if said is not None:
            place = {"default": "content", "keyring": "keyring", "volatile": "sessions"}[PLACES.get(model._meta.app_label, "default")]
            found.append(Column(model._meta.label, model._meta.db_table, str(field.column), said.holds.value, said.what, said.until, place))
    return sorted(found, key=lambda row: (row.database, row.table, row.column))


def _wrong(model: type[models.Model], field: models.Field[object, object]) -> Iterable[str]:
    where = f"{model._meta.label_lower}.{field.name}"
    said: Declaration | None = getattr(field, "declaration", None)
    if said is None:
        yield f"{where}: not declared. Wrap it in held(...), sealed(...) or iso_week(...) from kithbridge.web.fields."
        return
    if isinstance(field, FORBIDDEN_TYPES):
        yield f"{where}: a {type(field).__name__} may not be stored."
    exact = said.exact_time or isinstance(field, EXACT_TYPES)
    if exact and not EXACT_TIME_TABLES.match(model._meta.db_table):
        yield f"{where}: exact times may stand in sessions, invitations and second factors only; keep an ISO week."
    if isinstance(field, EXACT_TYPES) and not said.exact_time:
        yield f"{where}: an exact time must say so (exact_time=True)."
    if isinstance(field, models.DateField) and not exact and said.holds is not Holds.STAFF:
        yield f"{where}: a day may be kept about the team's own work only."
    if FORBIDDEN_NAMES.search(field.name) and where not in ALLOWED_NAMES:
        yield f"{where}: this name stands for something that must not be held."
    if (said.holds is Holds.SEALED) != isinstance(field, SealedField):
        yield f"{where}: sealed columns and only those are SealedField."
    if said.holds is not Holds.PUBLIC and _free_text(field):
        yield f"{where}: free text in clear is for public words only; seal it."
    if isinstance(field, models.AutoField) or (field.primary_key and isinstance(field, models.IntegerField)):
        yield f"{where}: a counted key tells the order of rows; use key()."
    if not said.what.strip() or not said.until.strip():
        yield f"{where}: say what it holds and how long it lives."


def _free_text(field: models.Field[object, object]) -> bool:
    """A column that whole sentences fit into."""
    if isinstance(field, models.CharField):
        return field.max_length is None or field.max_length > LONGEST_LABEL
    return isinstance(field, models.TextField | models.JSONField)


def problems() -> list[str]:
    """What is wrong with the declarations, in plain words."""
    return [line for model, field in _fields() for line in _wrong(model, field)]


@register()
def check(app_configs: object, **_kwargs: object) -> list[Error]:
    """Django system check: the same problems stop `serve`, `demo` and the tests."""
    return [Error(line, id="kithbridge.E001") for line in problems()]


def as_json() -> str:
    return json.dumps({"schema": "kithbridge.inventory/1", "columns": [asdict(row) for row in columns()]}, indent=2)


def as_text() -> str:
    """The record of processing for a terminal, by table."""
    by_table: dict[str, list[Column]] = defaultdict(list)
    for row in columns():
        by_table[f"{row.model} ({row.database})"].append(row)
    lines = []
    for table, rows in by_table.items():
        lines.append(table)
        lines += [f"  {row.column:<18} {row.kind:<10} {row.what} [{row.until}]" for row in rows]
        lines.append("")
    lines.append(_("What we would have to hand over"))
    lines += [f"  - {line}" for line in would_hand_over()]
    return "\n".join(lines)


def would_hand_over() -> list[str]:
    """What a court or a thief would get from this server, in plain sentences that follow from the declarations."""
    rows = columns()
    sealed = sum(row.kind == "sealed" for row in rows)
    return [
        _("Locked text: %(n)d kinds of it. It opens only with the keys of the people it was written for.") % {"n": sealed},
        _("Counts by week and area: what went out and what was missing. No link to a person."),
        _("The team's work-names, roles and circles. No legal names, no phone numbers, no e-mail."),
        _("Two-word labels for pages. They open nothing. For each page: in which weeks notes came and went, and how many."),
        _("That an ask is open, since which week, and to which page it belongs, if there is one. Who of us said “not me”."),
        _("That two of us talked about a danger: in which week, which two, and which way it ended. What it was about is locked."),
        _("What we keep longer because a law asks for it: which page or ask, and which law. What it says stays locked."),
        _("A list of what the team did, by week and job, with no names. Random numbers of what has ended."),
        _("Weeks, not days or times, for everything about people we reach."),
        _("The rules, facts and notices that the group made public anyway."),
    ]


def about_team() -> list[Column]:
    """What it would show about the team."""
    return [row for row in columns() if row.kind == "staff"]
