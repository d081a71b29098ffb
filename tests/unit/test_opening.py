"""From words to an open visit: right and wrong words run the same steps."""

from __future__ import annotations

import pytest

from kithbridge.engines import sealing
from kithbridge.engines.sealing import box
from kithbridge.people.actions import opening, pages
from kithbridge.people.keyring.models import Person
from kithbridge.people.models import Neighbour
from kithbridge.people.sessions.models import Session
from tests.builders import DATABASES, make_member, make_page, quick_kdf, real_kdf  # noqa: F401

pytestmark = DATABASES
STEPS = ["kdf", "look-up", "open", "session write"]


def traced_page(words: str) -> list[str]:
    with opening.traced() as steps:
        opening.open_page(words=words)
    return steps


def test_known_and_unknown_words_run_the_same_steps():
    page = make_page()
    assert traced_page(sealing.normalise(page.words)) == STEPS
    assert traced_page("nobody has these words at all") == STEPS
    assert traced_page("") == STEPS


def test_known_and_unknown_passphrases_run_the_same_steps():
    member = make_member("Jo")
    for name, words in (("Jo", member.typed), ("Jo", "wrong " * 8), ("Nobody", member.typed)):
        with opening.traced() as steps:
            opening.open_team(work_name=name, words=words)
        assert steps == STEPS


def test_an_unknown_box_is_as_long_as_a_real_one_and_is_really_tried(monkeypatch):
    """Without the right format in front the opening would stop before the cipher."""
    page = make_page()
    tried: list[int] = []
    real = box.bindings.crypto_aead_xchacha20poly1305_ietf_decrypt
    monkeypatch.setattr(
        box.bindings,
        "crypto_aead_xchacha20poly1305_ietf_decrypt",
        lambda sealed, *rest: (tried.append(len(sealed)), real(sealed, *rest))[1],
    )
    opening.unlock(opening.derive(sealing.normalise(page.words)), "page")
    known = tried.copy()
    tried.clear()
    opening.unlock(opening.derive("nobody has these"), "page")
    assert tried == known


def test_the_slow_run_happens_once_and_before_anything_is_looked_up(monkeypatch):
    runs: list[str] = []
    real = sealing.derive
    monkeypatch.setattr(sealing, "derive", lambda *a, **k: (runs.append("kdf"), real(*a, **k))[1])
    page = make_page()
    for words in (sealing.normalise(page.words), "unknown"):
        runs.clear()
        opening.open_page(words=words)
        assert runs == ["kdf"]


def test_words_of_a_page_open_no_team_visit_and_the_other_way_round():
    page, member = make_page(), make_member("Jo")
    assert opening.open_team(work_name="Jo", words=page.typed) is None
    assert opening.open_page(words=member.typed) is None
    assert opening.open_page(words=sealing.team_secret("Jo", member.words)) is None


@pytest.mark.parametrize("what", ["row", "person"])
def test_half_a_page_opens_nothing(what):
    page = make_page()
    if what == "row":
        Neighbour.objects.all().delete()
    else:
        Person.objects.filter(kind="page").delete()
    assert opening.open_page(words=sealing.normalise(page.words)) is None
    assert Session.objects.count() == 0


def test_busy_before_anything_is_done(monkeypatch, tmp_path):
    full = sealing.Slots(tmp_path, at_once=1, waiting=0)
    page = make_page()
    monkeypatch.setattr(opening, "slots", lambda: full)
    with full.turn():
        for act in (
            lambda: opening.open_page(words="x"),
            lambda: opening.open_team(work_name="x", words="y"),
            lambda: pages.begin(words=pages.draw()),
            lambda: pages.new_words(key=page.key, words=pages.draw()),
        ):
            with pytest.raises(sealing.Busy):
                act()
    assert Neighbour.objects.count() == Person.objects.count() == 1


def test_uses_are_counted_by_week_for_her_eyes_only():
    page = make_page()
    for _ in range(2):
        opening.open_page(words=sealing.normalise(page.words))
    row = Neighbour.objects.get()
    assert row.practised
    assert b"2026" not in bytes(row.uses)


@pytest.mark.usefixtures("real_kdf")
def test_the_real_slow_function_is_slow():
    import time

    began = time.perf_counter()
    opening.derive("seven words that nobody would ever have")
    assert time.perf_counter() - began > 0.05
