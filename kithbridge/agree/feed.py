"""You said, we did, as RSS 2.0. A week is told by its Monday: no feed says on which day anything happened.

Offers: `feed(trails, site, page, itself)`, the XML; the same trails give the same bytes within a week. `plain(text)`, for the PDF, too.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kithbridge.agree.said_done import Trail
from kithbridge.engines.week import Week
from kithbridge.web.clock import this_week

__all__ = ["NEWEST", "feed", "plain"]

NEWEST = 30
# https://www.w3.org/TR/xml/#charsets, and the signs of Unicode's UAX 9 that override or isolate a direction.
UNFIT = re.compile("[^\\t\\n\\x20-\\x7e\\xa0-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]|[\\u202a-\\u202e\\u2066-\\u2069]")


class _Weekly(Rss201rev2Feed):
    """Django's own, but for the day of an empty feed: that would be this very second."""

    def latest_post_date(self) -> dt.datetime:
        if not self.items:
            return _monday(str(this_week()))
        found: dt.datetime = super().latest_post_date()
        return found


def _monday(week: str) -> dt.datetime:
    return dt.datetime.combine(Week.parse(week).monday(), dt.time(), tzinfo=dt.UTC)


def plain(text: str) -> str:
    """Without signs that XML 1.0 cannot hold, and without those that turn the direction of what stands behind them."""
    return UNFIT.sub("", text)


def _told(one: Trail) -> str:
    lines = [_("You said: %(words)s") % {"words": said.words} for said in one.said if not said.gone]
    lines.append(_("Our answer: %(answer)s") % {"answer": " ".join(filter(None, (one.answer, one.because)))})
    lines += [" ".join((task.what, task.label, task.came)).strip() for task in one.tasks]
    lines += [effect.text for effect in one.effects]
    return plain("\n".join(filter(None, [*lines, one.confirmed])))


def feed(trails: Sequence[Trail], group: str, page: str, itself: str) -> str:
    """`page`: address of the page, `itself` of this feed; both whole. What last moved stands first."""
    made = _Weekly(
        title=plain(_("You said, we did: %(group)s") % {"group": group}),
        link=page,
        description=_("What came of what people said."),
        language=get_language() or "en-gb",
        feed_url=itself,
    )
    for one in sorted(trails, key=lambda trail: trail.changed, reverse=True)[:NEWEST]:
        made.add_item(
            title=plain(f"{one.title}{' ' if one.title.endswith(('?', '.', '!')) else ': '}{one.answer}"),
            link=f"{page}?at={one.anchor}#{one.anchor}",
            description=_told(one),
            unique_id=f"{one.anchor} {one.changed} {one.standing.value}",
            unique_id_is_permalink=False,
            pubdate=_monday(one.changed),
        )
    return str(made.writeString("utf-8"))
