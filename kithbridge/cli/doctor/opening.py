"""What must be true before and while people come: facts, leads, declared fields, the event record, no demo words. Offers `look(place)`."""

from __future__ import annotations

from collections.abc import Iterator

from kithbridge import rules
from kithbridge.cli import demo_area
from kithbridge.cli.doctor.finding import Finding, Look, Unseen
from kithbridge.cli.doctor.machine import clock_against_record
from kithbridge.people import facts, spare_files
from kithbridge.people.models import Role, RoleHeld
from kithbridge.rules import proof
from kithbridge.web import inventory
from kithbridge.web.clock import this_week, today
from kithbridge.web.record import chain
from kithbridge.web.record.models import Entry


def look(place: Look) -> Iterator[Finding | Unseen]:
    yield from _demo()
    yield from _facts()
    yield from _assessments()
    yield from _leads()
    yield from _fields()
    yield from _record()


def _demo() -> Iterator[Finding]:
    if demo_area.is_demo_home():
        yield Finding(
            "opening.demo",
            "Passphrases of the demo open something here.",
            "They are printed in the open: anybody can sign in as the team and read what people write.",
            "Begin a group in a new folder: kithbridge init. Or, on the team's side, take those members out (Team, her name, she leaves).",
        )


def _facts() -> Iterator[Finding]:
    if gaps := facts.before_opening():
        yield Finding(
            "opening.facts",
            "Missing before the site may open: " + "; ".join(gaps) + ".",
            "Who comes would not know whom to complain to, who reads, or when. The site does not start for neighbours.",
            "kithbridge serve --before-opening  then a lead fills them in: team's side, Facts",
        )


def _assessments() -> Iterator[Finding]:
    """The rest of the site opens without them; the room in which people see each other's words does not."""
    if missing := facts.unsigned():
        yield Finding(
            "opening.talk",
            "Talk stays shut until somebody signs: " + "; ".join(missing) + ".",
            "There people see what others wrote. Nobody has looked yet at what could go wrong. Everything else is open.",
            "kithbridge governance --out FOLDER  then fill in, sign, and say who and when: team's side, Facts",
        )
    if old := facts.old_signatures():
        yield Finding(
            "opening.talk_old",
            "Signed more than a year ago: " + "; ".join(old) + ".",
            "What was looked at then may not be so now. Talk stays open meanwhile.",
            "Look at them again, sign them anew, and set the new day: team's side, Facts",
        )


def _leads() -> Iterator[Finding]:
    leads = RoleHeld.objects.filter(role=Role.LEAD).count()
    if leads == 1 and not facts.fact("sealed_letter"):
        yield Finding(
            "opening.leads",
            "There is one lead, and no sealed letter.",
            "If she loses her words or her phone, nobody can let anybody in again. Not the operator either.",
            "The lead invites a second lead: team's side, Team. Or she writes a sealed letter and names who keeps it: Facts.",
        )


def _fields() -> Iterator[Finding]:
    if problems := inventory.problems():
        yield Finding(
            "opening.fields",
            f"{len(problems)} stored fields are not declared as they must be: {problems[0]}",
            "The public page of what is held would not be true.",
            "kithbridge inventory --check  lists them; run a released version, or declare them (docs/develop.md)",
        )


def _record() -> Iterator[Finding]:
    kept_from = str(this_week() - rules.rule("record.keep_weeks").floor)
    report = chain.verify(spare_files.head() or None, kept_from=kept_from)
    found = [*report.problems, *proof.check().problems]
    if found:
        yield Finding(
            "record.broken",
            f"The event record was changed: {found[0]}",
            "Nobody can rely on what it says about who decided and who could read.",
            "kithbridge audit verify  shows all of it. Tell both leads today; compare with the last backup before anything is mended.",
        )
    newest = Entry.objects.order_by("-week").values_list("week", flat=True).first() or ""
    yield from clock_against_record(newest, today())
