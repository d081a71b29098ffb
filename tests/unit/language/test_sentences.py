"""Labelled sentences: the sets themselves, and that the checker reaches the bars of issue 5 on each of them.

The open set lies beside a development tree; `dev.jsonl` and `held.jsonl` stand here (see their README). The bars for the open set are
higher: everybody may look at it.
"""

from __future__ import annotations

import pytest

from tests.unit.language import scoring

SETS = {
    "open": (scoring.OPEN, {"f1": 0.95, "tight": 0.90, "precision": 0.93}),
    "dev": (scoring.HERE / "dev.jsonl", {"f1": 0.90, "tight": 0.85, "precision": 0.93}),
    "held": (scoring.HERE / "held.jsonl", {"f1": 0.90, "tight": 0.85, "precision": 0.93}),
    "second": (scoring.HERE / "second.jsonl", {"f1": 0.90, "tight": 0.85, "precision": 0.93}),
    "third": (scoring.HERE / "third.jsonl", {"f1": 0.90, "tight": 0.85, "precision": 0.93}),
}
# By other authors and smaller: of some forty sentences one alarm is more than 2 %. They hold F1, tight F1 and precision.
FEW = ("second", "third")


@pytest.fixture(scope="module", params=sorted(SETS))
def named(request: pytest.FixtureRequest) -> str:
    if not SETS[request.param][0].exists():
        pytest.skip(f"the {request.param} set is not beside this tree")
    return str(request.param)


def test_the_labels_stand_where_they_say(named: str) -> None:
    rows = scoring.read(SETS[named][0])
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        for span in [*row["flags"], *row["must_not_flag"]]:
            assert row["text"][span["start"] : span["end"]] == span["text"], row["id"]
        assert bool(row["flags"]) == (row["kind"] == "flag"), row["id"]


def test_our_sets_are_large_mixed_and_of_no_common_sentence() -> None:
    dev, held = (scoring.read(SETS[name][0]) for name in ("dev", "held"))
    both = [*dev, *held]
    assert len(both) >= 640
    assert len({row["text"] for row in both}) == len(both)
    assert 0.4 <= sum(bool(row["flags"]) for row in both) / len(both) <= 0.5
    assert {row["genre"] for row in dev} == {row["genre"] for row in held}


def test_every_bar_holds(named: str) -> None:
    path, asked = SETS[named]
    rows = scoring.read(path)
    found = scoring.bars(rows, scoring.checked(rows), **asked)
    if named in FEW:
        found = found[:3]
        assert [what.split()[0] for what, *_ in found] == ["F1", "F1", "precision"]
    assert [f"{what}: {figure}" for what, holds, figure in found if not holds] == []


def test_contested_words_are_shown_when_asked_for(named: str) -> None:
    rows = scoring.read(SETS[named][0])
    shown, all_ = scoring.score(rows, scoring.checked(rows, "contested")).contested
    assert shown >= (0.7 if named in FEW else 0.8) * all_, f"{shown}/{all_}"


# The five rules of bar 2, to be read: the same word where it is left alone, and where it is not.
LEFT_ALONE = (
    ("direct speech", "“I was a junkie and a good mum,” she said.", "The junkie upstairs is a good mum."),
    (
        "direct speech, two paragraphs",
        "“I started young.\n\n“By twenty I was an addict.”",
        "She started young.\n\nBy twenty she was an addict.",
    ),
    ("a mention", "We never write ‘drug abuser’ in a letter.", "We never see a drug abuser in a good coat."),
    ("reported", "The leaflet of 1987 said: “Addicts spread disease.”", "Addicts were given a leaflet in 1987."),
    ("a speaker's label", "P7: I was a heroin addict then, aye.", "Notes on P7, a heroin addict then."),
    ("self-description", "She describes herself as an alcoholic.", "The alcoholic in bed 2 describes the pain as dull."),
    ("a law", "The Misuse of Drugs Act 1971 is old.", "The misuse of drugs in the flats is old news."),
    ("a fellowship", "Alcoholics Anonymous meets at six.", "Alcoholics meet at six in the car park."),
    ("literal use", "Keep the spoon clean.", "Mum has kept clean since May."),
    ("abuse of people", "She lived through years of domestic abuse.", "She lived through years of drug abuse."),
    ("a user of a thing", "New users of the app skip this page.", "New drug users skip this clinic."),
)


@pytest.mark.parametrize(("silent", "said"), [row[1:] for row in LEFT_ALONE], ids=[row[0] for row in LEFT_ALONE])
def test_a_word_is_left_alone_where_it_is_not_said_of_somebody(silent: str, said: str) -> None:
    found = scoring.checked([{"id": "silent", "text": silent}, {"id": "said", "text": said}])
    assert found["silent"] == []
    assert found["said"]


def test_the_score_of_nothing_and_of_everything() -> None:
    rows = [
        {
            "id": "1",
            "genre": "case",
            "text": "an addict",
            "flags": [{"start": 3, "end": 9, "contested": False, "text": "addict"}],
            "must_not_flag": [],
        },
        {"id": "2", "genre": "literal", "text": "clean air", "flags": [], "must_not_flag": [{"start": 0, "end": 5, "text": "clean"}]},
    ]
    assert scoring.score(rows, {}).f1 == 0
    all_ = scoring.score(rows, {"1": [(0, 9)], "2": [(0, 9)]})
    assert (all_.precision, all_.recall, all_.alarms, all_.clean) == (0.5, 1.0, {"literal": (1, 1)}, (1, 1))
    assert scoring.score(rows, {"1": [(0, 9)]}, tight=True).f1 == 1.0
    assert scoring.score(rows, {"1": [(8, 9)]}, tight=True).f1 == 0
