"""The invented area's estimates and warnings.

Offers: `week(cast, ago)`: what was written down so many weeks before the demo's today, through the real actions.

Every number is invented, and every source says so.
"""

from __future__ import annotations

from kithbridge.people.demo import Cast
from kithbridge.reach.actions import alerts, estimates
from kithbridge.reach.models import Alert, Estimate
from kithbridge.web import once
from kithbridge.web.clock import today

INJECT, DEATHS = Estimate.Kind.INJECT, Estimate.Kind.DEATHS
SURVEY, COUNT = "District needs study (invented)", "Deaths register, district table (invented)"
# weeks ago -> kind, area, at least, at most, how many years before that week, who says so
ESTIMATES = {
    70: (
        (INJECT, "", 950, 1_500, 1, SURVEY),
        (DEATHS, "", 24, 24, 1, COUNT),
    ),
    20: (
        (INJECT, "", 900, 1_400, 1, SURVEY),
        (INJECT, "tarrowby", 550, 850, 1, SURVEY),
        (INJECT, "coast-and-villages", 350, 550, 1, SURVEY),
        (DEATHS, "", 19, 21, 1, COUNT),
    ),
}


def _warn(cast: Cast, by: str, then: str, *, grade: Alert.Grade, text: str, source: str, weeks: int) -> None:
    made = alerts.write(key=cast.team[by], grade=grade, text=text, source=source, weeks=weeks, form_id=once.new_form_id())
    if made is not None:
        alerts.give_out(key=cast.team[then], alert=made.pk)


def week(cast: Cast, ago: int) -> None:
    """What a lead wrote down, and what two of the team warned of, in this week."""
    for kind, area, low, high, back, source in ESTIMATES.get(ago, ()):
        estimates.write_down(kind=kind, area=area, low=low, high=high, year=today().year - back, source=source, form_id=once.new_form_id())
    if ago == 31:
        _warn(
            cast,
            "Shanice",
            "Maeve",
            grade=Alert.Grade.WARN,
            text="Pale powder that is far stronger than before was tested. Take less than you know. Wait. Do not be alone.",
            source="Tarrow drug testing service (invented)",
            weeks=3,
        )
    if ago == 1:
        _warn(
            cast,
            "Jo",
            "Bron",
            grade=Alert.Grade.URGENT,
            text="Blue pills sold as Valium hold a nitazene. Two people nearly died. Take a quarter, wait an hour, have naloxone near.",
            source="Tarrow drug testing service (invented)",
            weeks=3,
        )
