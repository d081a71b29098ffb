"""What the month's page says about asks and hand-outs (people/assurance.py). Offers `section(month)` and `handed(month)`."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from kithbridge import rules
from kithbridge.engines.disclosure.margins import number
from kithbridge.engines.week import Week
from kithbridge.people import assurance
from kithbridge.people.assurance import Line, Month, Section
from kithbridge.people.queries import figures
from kithbridge.reach import picturing
from kithbridge.reach.models import Alert, Ask, Item, Phone, Reached, Round, Tally
from kithbridge.reach.picture import leaving
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


def _public(key: str, said: str, n: int) -> Line:
    """A number that stands on public pages anyway."""
    return Line(key, said % {"n": n})


def _at_least(of_things: Counter[tuple[str, str]], kind: str) -> str:
    """A sum over all things as it may leave: of those numbers only that may be shown each alone (`picture.leaving`).

    The picture that leaves shows each thing's number and hides small ones: beside it the true sum would give a hidden one away.
    """
    each = [figures.shown(n) for (_item, one), n in of_things.items() if one == kind and n]
    told = sum(number(n) for n in each)
    if not told:
        return _("%(few)s of each thing") % {"few": figures.shown(0)}
    return str(told) if all(number(n) for n in each) else _("at least %(n)d") % {"n": told}


def _things(month: Month) -> list[Line]:
    """What went out and could not, over all things; which one was missing most, where that is no small number."""
    sums = picturing.month(month.name)
    labels = dict(Item.objects.exclude(kind=Item.Kind.KIT).values_list("key", "label"))
    of_things: Counter[tuple[str, str]] = Counter()
    for (item, _area, kind), n in sums.items():
        if item in labels:
            of_things[item, kind] += n
    lines = [
        Line("handed.things", _("Things that went out: %(n)s.") % {"n": _at_least(of_things, Tally.Kind.OUT)}),
        Line("handed.missing", _("Asked for and not there: %(n)s.") % {"n": _at_least(of_things, Tally.Kind.MISSING)}),
        Line("handed.maynot", _("Asked for and may not be given: %(n)s.") % {"n": _at_least(of_things, Tally.Kind.MAY_NOT)}),
    ]
    missing = {item: of_things[item, Tally.Kind.MISSING] for item in labels}
    most = max(missing, key=lambda item: missing[item], default="")
    if most and isinstance(shown := figures.shown(missing[most]), int):
        lines.append(Line("handed.most", _("Missing most: %(thing)s, %(n)s times.") % {"thing": labels[most], "n": shown}, care=True))
    return lines


def _counted(month: Month) -> list[Line]:
    """Of a closed month only: of one that runs, two pages a day apart would show what went out between them."""
    hand_outs = picturing.reached([Week.parse(week) for week in month.weeks])[Reached.Kind.HAND_OUTS]
    return [Line("handed.times", _("Hand-outs counted one by one: %(n)s.") % {"n": assurance.band(hand_outs)}), *_things(month)]


def handed(month: Month) -> Section:
    """Hand-outs of a month in bands, and what else this room did in it: warnings, rounds, phones that may send now."""
    later = Line("handed.later", _("What went out is shown five weeks after the month: phones may still bring in some of it."))
    counted = _counted(month) if leaving.is_closed(month.name, this_week()) else [later]
    warned = Alert.objects.filter(given_out=True, week__in=month.weeks).count()
    rounds = Round.objects.filter(week__lte=month.weeks[-1])
    running = sum(one.ended is None or str(one.ended) >= month.weeks[0] for one in rounds)
    phones = Phone.objects.filter(off=False).count()
    return Section(
        _("Hand-outs"),
        (
            *counted,
            _public("handed.warnings", _("Warnings given out: %(n)d."), warned),
            _public("handed.rounds", _("Equipment rounds that ran: %(n)d."), running),
            Line("handed.phones", _("Phones that may send now: %(n)s.") % {"n": assurance.band(phones)}),
        ),
    )
