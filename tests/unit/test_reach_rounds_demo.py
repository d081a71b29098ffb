"""The invented round of the demo: both briefs, a change, samples, a decision, and a few things said without a round."""

from __future__ import annotations

import datetime as dt

from kithbridge.people import facts
from kithbridge.people.demo import HERON, Cast
from kithbridge.reach import demo_rounds, rounds
from kithbridge.reach.models import Answer, Item
from kithbridge.web import clock
from tests.builders import DATABASES, furnish_site, make_member, make_page, quick_kdf  # noqa: F401 - autouse

pytestmark = DATABASES


def test_the_whole_story_is_told_on_one_page():
    now = clock.now()
    with clock.at(now - dt.timedelta(weeks=demo_rounds.FIRST)):
        site = furnish_site()
        team = {name: make_member(name, circle=site.circle).key for name in demo_rounds.PEERS}
        cast = Cast({**team, "Maeve": site.lead.key}, {HERON: make_page().key})
    Item.objects.create(key="box", label="A box that shuts", picture="box")
    for ago in range(demo_rounds.FIRST, -1, -1):
        with clock.at(now - dt.timedelta(weeks=ago)):
            facts.looked()
            demo_rounds.week(cast, ago)
    first, second = rounds.history("fine")
    assert (first.number, second.number, second.last, second.row.state) == (1, 2, True, "decided")
    assert "(Invented.)" in second.row.decision
    assert first.told is not None
    assert first.told.heard.said == "20 to 29"
    assert [side for side, _lines in first.told.sides] == ["works", "hurts or fails", "shows or gives away", "is wanted"]
    shown = {pair.label: (pair.first, pair.second) for pair in second.beside.pairs}
    assert [band.said for band in shown[demo_rounds.LONG]] == ["20 to 29", "fewer than 10"]
    assert [band.said for band in shown[demo_rounds.SHARP]] == ["fewer than 10", "20 to 29"]
    assert shown[demo_rounds.CAP][0] is None
    assert demo_rounds.ONE_READER[1] not in shown
    assert Answer.objects.filter(round=None).count() == 1, "the other one was taken into the round that is being asked now"
    assert rounds.said_in(team["Jo"], second.row)
