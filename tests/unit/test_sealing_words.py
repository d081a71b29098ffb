"""Secret words: what the shipped list promises, and what typing may look like."""

from __future__ import annotations

import re
import string
from importlib import resources

import pytest

from kithbridge.engines.sealing import Problem, Reading, WordList, normalise, read_words

WORDS = WordList.load("en")
SEVEN = ("aardvark", "basket", "cabin", "daffodil", "elbow", "fabric", "garlic")
BINDS_ONLY_SECRET_WORDS = {"slip", "brand", "odd"}


def data(name: str) -> list[str]:
    text = resources.files("kithbridge.engines.sealing").joinpath("data", name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def veto() -> dict[str, str]:
    """Each vetoed term and its reason."""
    found: dict[str, str] = {}
    reason = ""
    for line in data("veto_en.txt"):
        if line.startswith("["):
            reason = line.strip("[]")
        else:
            found.setdefault(line, reason)
    return found


def vetoed(words: list[str], *, labels: bool = False) -> list[tuple[str, str]]:
    """(word, term) for every word that a term forbids.

    A term of three letters forbids them as the first three of a secret word too: they are typed alone.
    """
    hurts = [term for term, reason in veto().items() if reason not in BINDS_ONLY_SECRET_WORDS]
    terms = hurts if labels else list(veto())
    exact = {term for term in terms if "*" not in term}
    short = {term for term in hurts if len(term) == 3 and not labels}
    stems = [(term, re.compile(term.replace("*", ".*"))) for term in terms if "*" in term]
    hits = [(word, word) for word in words if word in exact]
    hits += [(word, word[:3]) for word in words if word[:3] in short]
    return hits + [(word, term) for word in words for term, stem in stems if stem.fullmatch(word)]


def slips(word: str) -> set[str]:
    """Every insertion, deletion and replacement of one letter."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    deleted = {a + b[1:] for a, b in cuts if b}
    replaced = {a + letter + b[1:] for a, b in cuts if b for letter in string.ascii_lowercase}
    inserted = {a + letter + b for a, b in cuts for letter in string.ascii_lowercase}
    return (deleted | replaced | inserted) - {word}


def swaps(word: str) -> set[str]:
    return {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)} - {word}


def shortened(word: str, letters: int) -> set[str]:
    """The word and all that is left of it when up to so many letters are taken out."""
    found = {word}
    for _ in range(letters):
        found |= {one[:at] + one[at + 1 :] for one in found for at in range(len(one))}
    return found


# --- The list -----------------------------------------------------------------------------------------


def test_seven_words_have_72_bits_and_eight_have_82() -> None:
    assert len(WORDS.words) >= 1_260
    assert WORDS.bits(7) >= 72
    assert WORDS.bits(8) >= 82


def test_seven_words_are_21_key_presses() -> None:
    for start in range(0, len(WORDS.words) - 7, 7):
        words = WORDS.words[start : start + 7]
        typed = "".join(word[:3] for word in words)
        assert len(typed) == 21
        assert read_words(typed, WORDS).words == words


def test_words_are_plain_letters_and_no_two_begin_alike() -> None:
    readable = WORDS.words + WORDS.retired
    assert all(re.fullmatch("[a-z]{4,10}", word) for word in readable)
    assert len({word[:3] for word in readable}) == len(readable)


def test_every_pair_is_three_edits_apart() -> None:
    # Two words within two edits share a form with at most two letters taken out of each.
    owner: dict[str, str] = {}
    near: set[tuple[str, str]] = set()
    for word in WORDS.words + WORDS.retired:
        for form in shortened(word, 2):
            other = owner.setdefault(form, word)
            if other != word:
                near.add((other, word))
    assert not [pair for pair in near if edits(*pair) < 3]


def edits(one: str, other: str) -> int:
    """Levenshtein's distance, the slow way."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]


def test_no_word_is_vetoed_whole_or_in_part_or_by_its_first_three_letters() -> None:
    assert vetoed(list(WORDS.words)) == []


@pytest.mark.parametrize("name", ["handle_first", "handle_second", "pick_first", "pick_second"])
def test_no_label_is_vetoed(name: str) -> None:
    words = [part for line in data(f"{name}.txt") for part in re.split(r"[\s-]+", line)]
    assert vetoed(words, labels=True) == []


def test_the_veto_list_knows_what_it_is_for() -> None:
    for word in [
        "junkie",
        "neglector",
        "unfit",
        "relapse",
        "rehab",
        "clean",
        "supermom",
        "pregnant",
        "prison",
        "police",
        "shame",
    ]:
        assert vetoed([word]), word
    assert len(veto()) >= 700


def test_a_word_the_list_never_had_is_no_word() -> None:
    assert "womb" not in WORDS.words
    assert "yo-yo" not in WORDS.words


def test_the_lists_head_counts_what_was_changed() -> None:
    shipped = resources.files("kithbridge.engines.sealing").joinpath("data", "words_en.txt")
    head = re.search(
        r"English: (\d+) words.* (\d+) words of it were removed and (\d+) words of our own",
        shipped.read_text(encoding="utf-8"),
        re.DOTALL,
    )
    assert head is not None
    total, removed, added = (int(count) for count in head.groups())
    assert total == len(WORDS.words) + len(WORDS.retired) == 1_296 - removed + added


# --- Slips: all of them, of every word ----------------------------------------------------------------


def test_every_single_slip_of_every_word_is_put_right() -> None:
    seen = 0
    wrong = []
    for word in WORDS.words:
        for slip in slips(word):
            seen += 1
            if WORDS.match(slip) != (word, 0 if word.startswith(slip) else 1):
                wrong.append((word, slip))
    assert not wrong
    assert seen > 490_000


def test_every_swap_of_neighbours_is_put_right() -> None:
    assert not [(word, swap) for word in WORDS.words for swap in swaps(word) if WORDS.match(swap) != (word, 1)]


def test_every_beginning_of_three_letters_or_more_is_the_word() -> None:
    for word in WORDS.words:
        for letters in range(3, len(word) + 1):
            assert WORDS.match(word[:letters]) == (word, 0)


# --- Typing -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        " ".join(SEVEN),
        " ".join(SEVEN).upper(),
        "\n".join(f"{number}. {word}" for number, word in enumerate(SEVEN, 1)),
        ", ".join(word.title() for word in SEVEN) + ".",
        "-".join(SEVEN),
        "\t".join(SEVEN) + "\r\n",
        " ".join(f"{number}{word}" for number, word in enumerate(SEVEN, 1)),
        "".join(SEVEN),
        "".join(word[:3] for word in SEVEN),
        " ".join(word[:3] for word in SEVEN),
        "aarbas cabdaf elbfabgar",
        "aardvarkbasket cabin daffodil elbow fabric garlic",
        "aard bask cabi daff elbo fabr garl",
        "aardvark basket cabin daf fodil elbow fabric garlic",
        "ａａｒｄｖａｒｋ ｂａｓｋｅｔ cabin daffodil elbow fabric ｇａｒｌｉｃ",
        "áardvark básket cabin daffodil elbow fabric garlic",
        "“aardvark” ‘basket’ cabin daffodil elbow fabric garlic's",
        "aardvark\u200bbasket\u200bcabin\u200bdaffodil\u200belbow\u200bfabric\u200bgarlic",
        "\ufeffaardvark\u00a0basket\u3000cabin daffodil elbow fabric garlic",
    ],
)
def test_however_it_is_typed(typed: str) -> None:
    assert read_words(typed, WORDS).words == SEVEN


def test_slips_are_counted() -> None:
    reading = read_words("ardvark basket cabin dafodil elbow fabirc garlic", WORDS)
    assert reading.words == SEVEN
    assert reading.corrected == 3


def test_a_soft_hyphen_within_a_word_is_not_there() -> None:
    assert read_words("aard\u00advark basket cabin daffodil elbow fabric garlic", WORDS).words == SEVEN


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", Problem.TOO_FEW),
        ("1. 2. 3.", Problem.TOO_FEW),
        (" ".join(SEVEN[:6]), Problem.TOO_FEW),
        ("".join(SEVEN[:6]), Problem.TOO_FEW),
        (" ".join([*SEVEN, "zebra"]), Problem.TOO_MANY),
        ("".join([*SEVEN, "zebra"]), Problem.TOO_MANY),
        ("aardvark basket cabin daffodil elbow fabric xqzzy", Problem.UNKNOWN),
        ("aardvark basket cabin daffodil elbow fabric ga", Problem.UNKNOWN),
        (" ".join(SEVEN) + " " * 3_000, Problem.TOO_LONG),
        ("aardvark " * 1_200_000, Problem.TOO_LONG),
        ("\x00\x01\x02", Problem.NOT_TEXT),
        (" ".join(SEVEN) + "\x07", Problem.NOT_TEXT),
        ("\ud800", Problem.NOT_TEXT),
        (bytes(range(256)).decode("utf-8", "replace"), Problem.NOT_TEXT),
        (b"aardvark", Problem.NOT_TEXT),
        (None, Problem.NOT_TEXT),
        (7, Problem.NOT_TEXT),
        ("ﷺ" * 400, Problem.TOO_MANY),
    ],
)
def test_what_cannot_be_read_says_why(typed: object, problem: Problem) -> None:
    assert read_words(typed, WORDS) == Reading(None, problem=problem)


def test_a_word_that_could_be_two_is_none() -> None:
    near = WordList(("barns", "corns"), "xx")
    assert near.match("borns") is None
    assert read_words("borns", near, n=1).problem is Problem.UNKNOWN


def test_a_swap_counts_only_when_nothing_else_is_meant() -> None:
    assert WordList(("train", "plank"), "xx").match("trian") == ("train", 1)


def test_a_beginning_that_is_another_words_slip_is_none() -> None:
    assert WordList(("clampdown", "lamps"), "xx").match("clamps") == ("lamps", 1)
    assert WordList(("clampdown", "lamp"), "xx").match("clamp") is None
    assert WordList(("clampdown", "lamp"), "xx").match("cla") == ("clampdown", 0)


def test_the_list_refuses_words_it_cannot_tell_apart() -> None:
    with pytest.raises(ValueError, match="first three letters"):
        WordList(("basket", "basin"), "xx")
    with pytest.raises(ValueError, match="letters a to z"):
        WordList(("yo-yo",), "xx")
    with pytest.raises(ValueError, match="letters a to z"):
        WordList((), "xx")


def test_a_retired_word_is_read_but_not_drawn() -> None:
    words = WordList(("basket",), "xx", retired=("cabin",))
    assert words.draw(5) == ("basket",) * 5
    assert read_words("cab cabim", words, n=2).words == ("cabin", "cabin")


def test_only_shipped_lists_load() -> None:
    assert WordList.load("en") is WORDS
    for name in ("cy", "../labels", "EN", "", "handle"):
        with pytest.raises(LookupError):
            WordList.load(name)


def test_drawing_uses_the_whole_list_each_time() -> None:
    offered: list[int] = []

    def first(words: object) -> str:
        assert isinstance(words, tuple)
        offered.append(len(words))
        return str(words[0])

    assert WORDS.draw(7, choice=first) == (WORDS.words[0],) * 7
    assert offered == [len(WORDS.words)] * 7


def test_words_never_show_in_a_repr() -> None:
    reading = read_words(" ".join(SEVEN), WORDS)
    assert not any(word in repr(reading) + repr(WORDS) for word in SEVEN)


def test_one_form_is_derived_from() -> None:
    assert normalise(["Aardvark ", " BASKET"]) == "aardvark basket"
