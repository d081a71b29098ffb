"""The group: facts, notice and recordings. A lead sets them at once, with the day shown; they are not rules."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlparse
from uuid import uuid4

from django.db import transaction

from kithbridge.people import facts, signing, sound
from kithbridge.people.models import Fact, Notice, Recording, Role
from kithbridge.people.queries.roles import shown_role
from kithbridge.web import once, record
from kithbridge.web.clock import this_week, today

SLUGS = ("notice", "breath", "hurt", "threat", "official", "child")
LONGEST_FACT = 2_000
LONGEST_NOTICE = 20_000


class Unfit(Exception):
    """What was given cannot stand. `wrong` says for each key why: "long", "address", "number", "signed" or "ahead"."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__("cannot stand")
        self.wrong = dict(wrong)


def _wrong(key: str, value: str) -> str:
    if len(value) > LONGEST_FACT:
        return "long"
    if key == "leave_to" and value:
        address = urlparse(value)
        if address.scheme not in ("http", "https") or not address.netloc:
            return "address"
    if key.startswith("number_") and value:
        name, _colon, number = value.rpartition(":")
        if not name.strip() or not any(sign.isdigit() for sign in number):
            return "number"
    if facts.BY_KEY[key].signed and value.strip():
        day = signing.signed_on(value)
        if day is None or not signing.is_signed(value):
            return "signed"
        if day > today():
            return "ahead"
    return ""


@transaction.atomic
def set_facts(*, values: Mapping[str, str]) -> list[str]:
    """Set the facts that changed; an empty value takes the fact off. Returns the keys that changed. Raises Unfit, KeyError."""
    cleaned = {facts.BY_KEY[key].key: value.strip().replace("\r\n", "\n") for key, value in values.items()}
    if wrong := {key: why for key, value in cleaned.items() if (why := _wrong(key, value))}:
        raise Unfit(wrong)
    before = dict(Fact.objects.select_for_update().filter(key__in=cleaned).values_list("key", "value"))
    changed = [key for key, value in cleaned.items() if before.get(key, "") != value]
    rows = [Fact(key=key, value=cleaned[key], set_on=today()) for key in changed if cleaned[key]]
    Fact.objects.bulk_create(rows, update_conflicts=True, unique_fields=["key"], update_fields=["value", "set_on"])
    Fact.objects.filter(key__in=[key for key in changed if not cleaned[key]]).delete()
    role = shown_role(Role.LEAD)
    for key in changed:
        record.note(f"fact set: {key}", role=role)
    return changed


@transaction.atomic
def set_notice(*, lines: str, threshold: str, checked_by: str = "", form_id: str) -> Notice | None:
    """A new version of the notice and the threshold. None: this form was sent before. Raises Unfit."""
    parts = {"lines": lines, "threshold": threshold, "checked_by": checked_by}
    cleaned = {name: text.replace("\r\n", "\n").strip() for name, text in parts.items()}
    most = {"lines": LONGEST_NOTICE, "threshold": LONGEST_NOTICE, "checked_by": 200}
    if wrong := {name: "long" for name, text in cleaned.items() if len(text) > most[name]}:
        raise Unfit(wrong)
    if not once.claim(form_id):
        return None
    newest = Notice.objects.select_for_update().order_by("-version").first()
    version = newest.version + 1 if newest else 1
    new = Notice.objects.create(id=uuid4(), version=version, week=str(this_week()), **cleaned)
    record.note(f"notice set: version {version}", role=shown_role(Role.LEAD))
    return new


@transaction.atomic
def keep_recording(*, slug: str, data: bytes) -> Recording:
    """Keep the group's own voice for a page, every label inside cut out. Raises sound.NotSound; Unfit for an unknown page."""
    if slug not in SLUGS:
        raise Unfit({"slug": "unknown"})
    found = sound.clean(data)
    row, _ = Recording.objects.update_or_create(slug=slug, defaults={"sound": found.data, "kind": found.kind})
    record.note(f"recording set: {slug}", role=shown_role(Role.LEAD))
    return row


@transaction.atomic
def remove_recording(*, slug: str) -> None:
    """Take a recording off its page."""
    gone, _rows = Recording.objects.filter(slug=slug).delete()
    if gone:
        record.note(f"recording removed: {slug}", role=shown_role(Role.LEAD))
