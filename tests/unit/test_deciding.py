import datetime as dt
import random
from kithbridge import rules
from kithbridge.people.actions import slips
from kithbridge.people.deciding import queries
from kithbridge.people.deciding.actions import answering, moving, proposing, seats
from kithbridge.people.deciding.models import Proposal
from kithbridge.people.models import Role
from kithbridge.rules import explain
from kithbridge.web import clock, once
from tests.builders import DATABASES, furnish_site, make_member, make_page, quick_kdf  # noqa: F401

pytestmark = DATABASES


def test_whole_way():
    site = furnish_site()
    jo = make_member("Jo", Role.PEER)
    people = []
    for con in ["living"] * 5 + ["lived"] * 2 + ["work"] * 1:
        page = make_page()
        code = slips.make(number=1, role="lead", form_id=once.new_form_id())[0]
        seats.say_yes(key=page.key, constituency=con, slip=code, form_id=once.new_form_id())
        people.append((page, con))
    assert not queries.sits()
    print(seats.draw(form_id=once.new_form_id(), rng=random.Random(1)), queries.seats_by_constituency())
    p = proposing.propose(rule="asks.live_weeks", value=4, by=jo.key, form_id=once.new_form_id())
    proposing.add_evidence(proposal=p.pk, kind="quote", role="living", text="Two weeks is short.", by=jo.key, form_id=once.new_form_id())
    from kithbridge.people.deciding.models import Saying

    proposing.pass_evidence(saying=Saying.objects.get().pk, by=site.lead.key)
    answering.ask(proposal=p.pk, by=jo.key)
    seated = [(pg, con) for pg, con in people if queries.seat_of(pg.key.owner)]
    for turn in ("living", "x"):
        for pg, con in seated:
            if (con == "living") == (turn == "living"):
                answering.answer(key=pg.key, proposal=p.pk, choice="yes")
    p = Proposal.objects.get()
    print(p.stage, p.outcome, queries.standing(p))
    with clock.at(clock.now() + dt.timedelta(days=9)):
        moving.move_on()
        p = Proposal.objects.get()
        print(p.stage)
        done = [answering.confirm(key=pg.key, proposal=p.pk, took_part=True, did_not_write=True) for pg, con in seated[:2]]
        print(done)
        assert rules.value("asks.live_weeks") == 4
        print(explain.why("asks.live_weeks"))
