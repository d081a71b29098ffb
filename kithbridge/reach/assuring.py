"""What the month's page says about asks (people/assurance.py). Offers `section(month)`."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from kithbridge import rules
from kithbridge.engines.week import Week
from kithbridge.people import assurance
from kithbridge.people.assurance import Line, Month, Section
from kithbridge.reach.models import Ask
from kithbridge.web.clock import this_week

KINDS = {
    "asked": gettext_noop("Asked: %(n)s."),
    "handed over": gettext_noop("Handed over: %(n)s."),
    "closed without handing out": gettext_noop("Closed without anything handed out: %(n)s."),
    "ask taken back": gettext_noop("Taken back: %(n)s."),
}


def _oldest() -> Line:
    weeks = list(Ask.objects.filter(state=Ask.State.OPEN).values_list("week", flat=True))
    if not weeks:
        return Line("asks.oldest", _("None is open now."))
    waits = this_week() - Week.parse(min(weeks))
    said = ngettext(
        "The oldest that nobody has answered is from %(n)d week ago.", "The oldest that nobody has answered is from %(n)d weeks ago.", waits
    )
    # Its own week counts as the first of its weeks: in the last of them it is about to end unanswered.
    late = waits >= int(rules.value("asks.live_weeks")) - 1
    return Line("asks.oldest", said % {"n": waits} if waits else _("The oldest that nobody has answered is from this week."), late)


def section(month: Month) -> Section:
    """Asks of a month in bands; what is open now, and for how long the oldest waits."""
    lines = [
        Line(f"asks.{kind.split()[0]}", _(said) % {"n": assurance.band(assurance.counted([kind], month.weeks))})
        for kind, said in KINDS.items()
    ]
    open_now = Ask.objects.filter(state=Ask.State.OPEN).count()
    return Section(_("Asks"), (*lines, Line("asks.open", _("Open now: %(n)s.") % {"n": assurance.band(open_now)}), _oldest()))
