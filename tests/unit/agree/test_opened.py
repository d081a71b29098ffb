"""Talk opens when the Online Safety Act assessments are signed: nothing of it before, everything else all the same."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from kithbridge.agree import opened
from kithbridge.cli.doctor import opening
from kithbridge.cli.doctor.finding import Finding, Look
from kithbridge.engines.language.reading import grade
from kithbridge.people import facts, signing
from kithbridge.people.access import anybody
from kithbridge.people.actions import group
from kithbridge.people.models import Fact, Role
from kithbridge.web import clock
from tests.builders import DATABASES, furnish_site, make_member, quick_kdf, sign_in  # noqa: F401 - autouse
from tests.security.addresses import addresses

pytestmark = DATABASES


def unsign(*keys: str) -> None:
    Fact.objects.filter(key__in=keys or facts.ASSESSMENTS).delete()


def of_the_room(stays_open: bool) -> list[str]:
    """Sample addresses of the room, closed by the gate or not."""
    views = [(one.sample, one.pattern.callback) for one in addresses()]
    room = [(sample, view) for sample, view in views if view.__module__.startswith("kithbridge.agree.")]
    return [sample for sample, view in room if getattr(view, "stays_open", False) is stays_open]


def through(path: str, view: object) -> object:
    gate = opened.gate(lambda request: HttpResponse())
    return gate.process_view(RequestFactory().get(path), view, (), {})  # type: ignore[attr-defined]


@anybody
def talk(request: HttpRequest) -> HttpResponse:
    return HttpResponse("what others wrote")


talk.__module__ = "kithbridge.agree.views_invented"


@pytest.mark.parametrize("key", facts.ASSESSMENTS)
def test_one_missing_signature_closes_it(key: str) -> None:
    furnish_site()
    assert through("/talks", talk) is None
    unsign(key)
    answer = through("/talks", talk)
    assert isinstance(answer, HttpResponse)
    assert answer.status_code == 503
    assert "Talk is not open yet" in answer.content.decode()
    page = answer.content.decode()
    assert str(facts.BY_KEY[key].label) not in page, "what is missing is said to the team"
    main = page.split("<main")[1].split(">", 1)[1].split("</main>")[0]
    assert grade(re.sub(r"<[^>]+>", " ", re.sub(r"</(?:p|li|h1)>", ". ", main))) <= 6


def test_a_new_view_of_the_room_is_closed_by_itself_and_others_are_not_touched() -> None:
    furnish_site()
    unsign()

    @anybody
    def elsewhere(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert through("/talks", talk) is not None
    assert through("/talks", elsewhere) is None
    elsewhere.__module__ = "kithbridge.agree.views_new"
    assert through("/talks", elsewhere) is not None
    assert through("/talks", opened.stays_open(elsewhere)) is None


def test_every_address_of_the_room_is_shut_and_the_rest_of_the_site_is_not(client: Client) -> None:
    furnish_site()
    unsign()
    sign_in(client, make_member("Bron", *Role))
    for path in of_the_room(stays_open=False):
        answer = client.get(path)
        assert answer.status_code in (302, 503), path  # 302: hers, asked for by the team
        assert answer.status_code == 302 or "Talk is not open yet" in answer.content.decode(), path
    assert client.get("/").status_code == 200
    assert client.get("/n/how").status_code == 200
    for path in of_the_room(stays_open=True):
        assert client.get(path).status_code != 503, path


def test_the_team_reads_what_is_missing_and_where_to_sign() -> None:
    furnish_site()
    unsign("osa_terms")
    answer = through("/t/talk", talk)
    assert isinstance(answer, HttpResponse)
    said = answer.content.decode()
    assert str(facts.BY_KEY["osa_terms"].label) in said
    assert str(facts.BY_KEY["osa_children"].label) not in said
    assert "/t/facts" in said
    assert "kithbridge governance" in said


def test_whoever_may_not_open_an_address_learns_nothing(client: Client) -> None:
    furnish_site()
    unsign()
    sign_in(client, make_member("Jo", Role.RESEARCHER))
    for one in addresses():
        access, ours = one.access, one.pattern.callback.__module__.startswith("kithbridge.agree.")
        if ours and access.side == "team" and access.roles and Role.RESEARCHER not in access.roles:
            assert client.get(one.sample).status_code == 404, one.shape


def test_the_site_opens_without_the_signatures() -> None:
    furnish_site()
    unsign()
    assert facts.missing() == []
    assert len(facts.unsigned()) == len(facts.ASSESSMENTS)


def test_a_lead_signs_and_the_room_opens(client: Client) -> None:
    site = furnish_site()
    unsign()
    sign_in(client, site.lead)
    page = client.get("/t/facts").content.decode()
    assert "Talk is not open" in page
    day = f"{clock.today():%-d %B %Y}"
    answer = client.post("/t/facts", dict.fromkeys(facts.ASSESSMENTS, f"The chair of the trustees, {day}"))
    assert answer.status_code == 302
    assert facts.unsigned() == []
    assert through("/talks", talk) is None
    assert "Talk is not open" not in client.get("/t/facts").content.decode()


@pytest.mark.parametrize("said", ["the chair", "3 March 2026", "yes", "signed on 2026-03-03", "The chair, 31 February 2026"])
def test_a_signature_says_who_and_which_day(client: Client, said: str) -> None:
    site = furnish_site()
    sign_in(client, site.lead)
    answer = client.post("/t/facts", {"osa_terms": said})
    assert answer.status_code == 400
    assert "Who signed, and the day" in answer.content.decode()
    with pytest.raises(group.Unfit):
        group.set_facts(values={"osa_illegal": said})


def test_nothing_is_signed_ahead() -> None:
    furnish_site()
    with pytest.raises(group.Unfit) as refused:
        group.set_facts(values={"osa_illegal": f"The chair, {clock.today() + dt.timedelta(days=1)}"})
    assert refused.value.wrong == {"osa_illegal": "ahead"}


@pytest.mark.parametrize(
    "said",
    [
        "The chair of the trustees, 3 March 2026",
        "3rd of March 2026: Ms Adeyemi",
        "Trustees (March 3, 2026)",
        "Signed by the board on 2026-03-03",
        "Board, 3/3/2026",
        "THE BOARD 3 MAR 2026",
        "Board, first on 1 May 2024, again on 3 March 2026",
    ],
)
def test_days_as_people_write_them(said: str) -> None:
    assert signing.signed_on(said) == dt.date(2026, 3, 3)
    assert signing.is_signed(said)


def found() -> dict[str, Finding]:
    return {one.key: one for one in opening.look(Look()) if isinstance(one, Finding)}


def test_doctor_names_what_is_not_signed_and_what_is_old() -> None:
    furnish_site()
    assert not {"opening.talk", "opening.talk_old"} & set(found())
    unsign("osa_measures")
    assert "record of measures" in found()["opening.talk"].what
    assert "Online Safety" not in found()["opening.facts"].what
    assert "Facts" in found()["opening.talk"].remedy
    Fact.objects.filter(key="osa_terms").update(value=f"The chair, {clock.today() - dt.timedelta(weeks=60)}")
    assert "terms and way to complain" in found()["opening.talk_old"].what
