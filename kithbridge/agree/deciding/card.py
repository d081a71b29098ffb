"""The card of deciding on the team's first page.

Offers: `decide_card(caller)`.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kithbridge import rules
from kithbridge.agree import matters
from kithbridge.agree.deciding.trials import ending
from kithbridge.people.access import Caller
from kithbridge.people.deciding import queries
from kithbridge.people.deciding.models import OPEN, ByTwo, Saying
from kithbridge.people.models import Role
from kithbridge.people.offers import HomeCard
from kithbridge.rules import state
from kithbridge.web.clock import this_week, today

YEAR_WEEKS = 52


def _ask_again() -> bool:
    """Whether a year is over since the group began, or since those it is for last said that it should go on."""
    since = max((one.week for one in state.known().changes if one.key == "group.goes_on"), default=str(state.began()))
    if queries.known().filter(key="group.goes_on", stage__in=OPEN).exists() or not queries.sits():
        return False
    return str(this_week() - YEAR_WEEKS) >= since


def decide_card(caller: Caller) -> HomeCard | None:
    """For whoever may write proposals down, and leads: what is open, and what waits for a second pair of eyes."""
    if caller.key is None or not caller.roles & {*rules.value("deciding.writers"), Role.LEAD}:
        return None
    own = caller.key.owner
    if Role.LEAD in caller.roles and ByTwo.objects.filter(ends__gte=today()).exclude(asked_by=own).exists():
        return HomeCard(_("Decide"), _("Another lead asks you to agree to something."), reverse("team_hurry"), _("Look at it"), care=True)
    if _ask_again():
        said = _("A year is over. Ask those it is for: should this go on?")
        return HomeCard(_("Decide"), said, reverse("team_propose") + "?rule=group.goes_on", _("Write it down"), care=True)
    late = matters.overdue_tasks()
    if late:
        said = ngettext("%(n)d thing that was decided is overdue.", "%(n)d things that were decided are overdue.", late) % {"n": late}
        return HomeCard(_("Decide"), said, reverse("team_decide"), _("Look at it"), care=True)
    if slow := matters.late_talks():
        said = ngettext(
            "%(n)d thing has been talked about for too long. Put it to the reference group.",
            "%(n)d things have been talked about for too long. Put them to the reference group.",
            slow,
        )
        return HomeCard(_("Decide"), said % {"n": slow}, reverse("team_decide"), _("Look at it"), care=True)
    if trials := len(ending()):
        said = ngettext("%(n)d trial ends. Ask whether it goes on.", "%(n)d trials end. Ask whether they go on.", trials) % {"n": trials}
        return HomeCard(_("Decide"), said, reverse("team_decide"), _("Look at it"), care=True)
    n = queries.known().filter(stage__in=OPEN).count()
    said = ngettext("%(n)d proposal is open.", "%(n)d proposals are open.", n) % {"n": n} if n else _("Nothing is being decided.")
    if Saying.objects.filter(shown=False).exclude(written_by=own).exists():
        said += " " + _("Some words wait for a second reader.")
    if any(not one.mine for one in matters.waiting(caller.key)):
        said += " " + _("Somebody who sits wrote something that you can read.")
    return HomeCard(_("Decide"), said, reverse("team_decide"), _("Look"))
