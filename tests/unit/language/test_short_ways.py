"""Short ways that save time say the same as the long ones: of alternatives, of folding, of quick looks, of lists that change."""

import json
import random
from pathlib import Path

import pytest

from kithbridge.engines.language import fit, fold
from kithbridge.engines.language.check import Checker
from kithbridge.engines.language.context_words import cue, late, of_phrase
from kithbridge.engines.language.forms import expand, expanded
from kithbridge.engines.language.lexicon import Lexicon, starter

SENTENCES = Path(__file__).parent / "sentences"
TEXTS = [json.loads(line)["text"] for name in ("dev", "held") for line in (SENTENCES / f"{name}.jsonl").read_text("utf-8").splitlines()]


def test_a_plain_noun_is_fitted_as_the_long_way_fits_it(monkeypatch: pytest.MonkeyPatch) -> None:
    checker = Checker(starter(), level="all")
    found = [(one, one.fitted) for text in TEXTS for one in checker.check(text)]
    asked = []
    plainly = fit.usual
    monkeypatch.setattr(fit, "usual", lambda place, lines: asked.append(plainly(place, lines)))

    long_way = [(one, one.fitted) for one, _ in found]

    assert found == long_way
    assert sum(one is not None for one in asked) > 200  # the short way is gone often enough to be told of


def _wraps(rng: random.Random) -> str:
    words = ["she", "Said", "a", "drug-", "user", "12", "•", ">", "“no", "e\u0301", "ﬁx", "\u00ad"]
    gaps = [" ", "\n", "\n\n", " \n", "\n ", "\r\n", "  ", "\t", "\n> ", "\x0b"]
    return "".join(rng.choice(words) + rng.choice(gaps[: rng.choice((2, 4, 10))]) for _ in range(rng.randrange(1, 60)))


def test_wrapped_lines_fold_as_all_other_line_ends_do(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(5)
    texts = [_wraps(rng) for _ in range(3000)]
    short_way = [fold.fold(text) for text in texts]
    monkeypatch.setattr(fold, "_WRAPPED", late("(?!)"))
    monkeypatch.setattr(fold, "_BESIDES_LINES", ("",))  # never the quick pattern

    assert [fold.fold(text) for text in texts] == short_way


def test_a_quick_look_finds_what_its_pattern_finds() -> None:
    pattern = r"word|wor|in place|say|sai|\buse|spa?t|: |no "
    quick, slow = cue(pattern), late(pattern)
    rng = random.Random(3)
    for _ in range(4000):
        text = "".join(rng.choice("wordinplaceysutp: ") for _ in range(rng.randrange(12)))
        assert bool(quick.search(text)) is bool(slow.search(text)), text


def test_what_was_said_of_a_phrase_is_said_again() -> None:
    asked = of_phrase("user$")

    assert [asked(phrase) for phrase in ("drug user", "drug users", "drug user", "drug users")] == [True, False, True, False]


def test_a_list_that_changes_has_the_phrases_of_its_own_forms() -> None:
    first, *others = starter().entries
    Lexicon((first, *others)).phrases()
    changed = Lexicon((first._replace(forms=("brand-new(s)",)), *others)).phrases()

    assert changed["brand news"] == (first.id,)
    assert first.id not in {name for phrase, names in changed.items() for name in names if "brand" not in phrase}
    assert list(dict.fromkeys(expanded("addict(s)"))) == expand("addict(s)") == ["addict", "addicts"]
