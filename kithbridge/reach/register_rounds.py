"""What equipment rounds give to others. Offers `register()`, called once by `offers.register`.

What is tied to a new page, shown on it, taken back there and ended with it; what the sweep ends; what a worry may begin with; a card.
"""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kithbridge.people import hers, lifetimes, offers, vault
from kithbridge.people.access import Caller
from kithbridge.people.actions import pages, retention
from kithbridge.people.hers import Mine
from kithbridge.people.models import Role, TeamMember
from kithbridge.people.offers import HomeCard
from kithbridge.people.queries import danger
from kithbridge.people.queries import holding as held
from kithbridge.people.queries.danger import Subject
from kithbridge.people.queries.page import ends_words
from kithbridge.people.vault import Key
from kithbridge.reach import rounds
from kithbridge.reach.actions import answering
from kithbridge.reach.models import Answer, Mark, Round, Voice


def reads(inside: str) -> str:
    """An answer as one text, for her own page."""
    like, wish, text = rounds.in_words(inside)
    better = _("Better: %(wish)s.") % {"wish": ", ".join(wish)} if wish else ""
    return "\n".join(line for line in (", ".join(like), better, text) if line)


def _state(row: Answer, readers: list[str]) -> str:
    """Who can read it now, and what has left the team already."""
    said = (_("%(names)s can read it.") % {"names": ", ".join(sorted(readers))}) if readers else _("Nobody of us can open this any more.")
    if row.round and row.round.given and row.counted:
        said += " " + _("It was counted in a paper for who makes it. That number stays.")
    return said


def mine(key: Key) -> list[Mine]:
    """What she said about things; the words only of those sealed to her (said before she had a page, they were not)."""
    rows = list(Answer.objects.filter(page_id=key.owner).select_related("item", "round"))
    bodies = vault.read_many(key, rows, "words")
    team = {member.pk: member.work_name for member in TeamMember.objects.all()}
    return [
        Mine(
            item=str(row.pk),
            kind=_("Said about: %(thing)s") % {"thing": row.item.label},
            text=reads(bodies[row.pk]) if row.pk in bodies else _("You said this before you had a page. Here it does not open."),
            state=_state(row, [team[one] for one in vault.readers(row.pk, team)]),
            gone=ends_words(row.week, lifetimes.of("equipment.live_weeks", str(row.week))),
        )
        for row in sorted(rows, key=lambda row: (str(row.week), str(row.pk)))
    ]


def take_back(key: Key, item: str) -> bool:
    """Take back one answer of hers."""
    return answering.take_back(key=key, answer=UUID(item))


def subject(key: Key, number: UUID) -> Subject | None:
    """A worry may begin with an answer she holds; it hangs on the page where there is one."""
    found = rounds.opened(key, number)
    if found is None:
        return None
    row = found.row
    return Subject(row.page_id or row.pk, [row.pk], row.page.handle if row.page else "", ("said_open", row.pk), found.left_out)


def worry_links(key: Key, about: UUID) -> list[tuple[str, UUID]]:
    """The answers a worry is about, as far as she holds them."""
    rows = Answer.objects.filter(pk=about) | Answer.objects.filter(page=about)
    return [("said_open", answer) for answer in sorted(vault.readable(key, rows.values_list("pk", flat=True)))]


def card(caller: Caller) -> HomeCard | None:
    """For peers and leads: what is asked about now, or waits to be read."""
    if not caller.roles & {Role.PEER, Role.LEAD}:
        return None
    rows = list(Round.objects.filter(ended=None).select_related("item"))
    asked = [row.item.label for row in rows if rounds.stage(row) == Round.State.ASKING]
    to_read = sum(1 for row in rows if rounds.stage(row) == Round.State.READING)
    said = [_("Asked now: %(things)s.") % {"things": ", ".join(sorted(asked))}] if asked else []
    if to_read:
        said.append(ngettext("%(n)s is being read.", "%(n)s are being read.", to_read) % {"n": to_read})
    if not said:
        said.append(_("Nothing is asked about now."))
    return HomeCard(_("Things made better"), " ".join(said), reverse("rounds"), _("Open it"))


def register() -> None:
    hers.register_tie(answering.attach)
    hers.register_mine(mine, take_back)
    hers.register_sweep("answers about things", answering.end_old_answers)
    retention.follows("answers about things", rule="equipment.live_weeks", kept=answering.kept_answers)
    retention.lie_by_number(Answer, Mark, Voice)
    pages.taken_back_with_page(answering.end_with_page)
    held.told(Answer._meta.label, "words", reads)
    danger.subject_kind("said", subject)
    danger.what_it_is_about(worry_links)
    offers.register_home_card(card)
