"""Answers of one length: nobody who watches the line tells one from another by how much is sent."""

from __future__ import annotations

import re

from django.test import Client

from kithbridge.agree.even import LENGTH, even, plain
from kithbridge.agree.matter_models import Answer, Live
from kithbridge.agree.models import Voice
from tests.builders import DATABASES, quick_kdf  # noqa: F401 - autouse
from tests.pressing import press
from tests.unit.agree.talked import begin, slip

pytestmark = DATABASES


def test_every_answer_fits_and_comes_back() -> None:
    values = [*Voice.values, *Answer.values, *Live.values, "yes", "no", "live", "abstain"]
    assert {len(even(value)) for value in values} == {LENGTH}
    assert [plain(even(value)) for value in values] == values
    assert [plain(value) for value in values] == values, "what a form sent before still counts"


def test_as_what_she_takes_part_is_sent_in_one_length(client: Client) -> None:
    talked = begin()
    page = client.get(f"/n/talk/as?v=1&i={talked.talk.number}")
    sent = re.findall(r'name="voice" value="([^"]*)"', page.content.decode())
    assert {len(value) for value in sent} == {LENGTH}
    assert {plain(value) for value in sent} == set(Voice.values)
    press(client, page, "Begin", voice=even("kin"), slip=slip())
    assert talked.talk.voter_set.get().voice == "kin"
