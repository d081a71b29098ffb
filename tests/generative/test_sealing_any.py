"""Sealing on any input: nothing raises that should not, every inverse holds, every altered byte fails closed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kithbridge.engines.sealing import (
    Problem,
    SealError,
    WordList,
    handle,
    new_item_key,
    new_pair,
    open_body,
    open_with,
    pad,
    pick_code,
    read_words,
    row_aad,
    seal_body,
    seal_with,
    unpad,
    unwrap,
    wrap,
)

WORDS = WordList.load("en")
DRAWN = st.lists(st.sampled_from(WORDS.words), min_size=7, max_size=7).map(tuple)
BETWEEN = st.text(alphabet=' \t\r\n,.;:-–—_/|()[]"0123456789', min_size=1, max_size=6).filter(lambda gap: not gap.strip().isdigit())
KEYS = st.binary(min_size=32, max_size=32)
ADDRESS = row_aad("demo", "reach_ask", "words", "1")


@given(st.one_of(st.text(), st.binary(), st.none(), st.integers(), st.characters(), st.text(alphabet="abc \n\x00ﬁﷺé１")))
@settings(max_examples=2_000)
def test_reading_never_raises(typed: object) -> None:
    reading = read_words(typed, WORDS)
    assert (reading.words is None) == isinstance(reading.problem, Problem)
    assert reading.words is None or len(reading.words) == 7


@given(st.text(min_size=2_000, max_size=2_500), st.integers(0, 20))
@settings(max_examples=30)
def test_reading_a_long_text_never_raises(typed: str, n: int) -> None:
    read_words(typed, WORDS, n=n)


@given(DRAWN, st.lists(BETWEEN, min_size=6, max_size=6), st.booleans(), st.data())
@settings(max_examples=500)
def test_words_are_read_however_they_are_set_out(words: tuple[str, ...], gaps: list[str], upper: bool, data: st.DataObject) -> None:
    typed = [word[: data.draw(st.integers(3, len(word)))] for word in words]
    text = "".join(word + gap for word, gap in zip(typed, [*(f" {gap} " for gap in gaps), ""], strict=True))
    assert read_words(text.upper() if upper else text, WORDS).words == words


@given(DRAWN, st.data())
@settings(max_examples=500)
def test_one_slip_in_each_of_seven_words_is_put_right(words: tuple[str, ...], data: st.DataObject) -> None:
    typed = []
    for word in words:
        at = data.draw(st.integers(0, len(word) - 1))
        letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
        tail = data.draw(st.sampled_from([word[at:], word[at + 1 :]]))
        typed.append(word[:at] + letter + tail)
    assert read_words(" ".join(typed), WORDS).words == words


@given(st.text())
def test_what_is_read_reads_the_same_again(typed: str) -> None:
    first = read_words(typed, WORDS, n=1)
    if first.words is not None:
        assert read_words(" ".join(first.words), WORDS, n=1).words == first.words


@given(st.binary(max_size=5_000), st.integers(1, 2_048))
def test_padding_has_an_inverse(data: bytes, block: int) -> None:
    padded = pad(data, block)
    assert len(padded) % block == 0
    assert len(data) < len(padded) <= len(data) + block
    assert unpad(padded, block) == data


@given(st.binary(max_size=64), st.integers(1, 16))
def test_what_unpads_was_padded(data: bytes, block: int) -> None:
    try:
        inside = unpad(data, block)
    except SealError:
        return
    assert pad(inside, block) == data


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=3_000), KEYS, st.text(alphabet="kb1:.az09"))
def test_bodies_have_an_inverse(text: str, key: bytes, address: str) -> None:
    assert open_body(key, seal_body(key, text, aad=address), aad=address) == text


@given(st.binary(max_size=300), KEYS)
def test_seals_have_an_inverse(data: bytes, key: bytes) -> None:
    sealed = seal_with(key, data, aad=ADDRESS)
    assert len(sealed) == len(data) + 41
    assert open_with(key, sealed, aad=ADDRESS) == data


@given(KEYS, KEYS)
def test_wraps_have_an_inverse(item_key: bytes, epoch: bytes) -> None:
    reader = new_pair()
    box = wrap(item_key, reader.public, epoch_key=epoch, aad=ADDRESS)
    assert unwrap(box, reader.private, epoch_key=epoch, aad=ADDRESS) == item_key


@given(st.binary(max_size=2_000), st.integers(0, 10_000), st.integers(1, 255))
def test_an_altered_byte_anywhere_fails_closed(data: bytes, at: int, change: int) -> None:
    key = new_item_key()
    sealed = bytearray(seal_with(key, data, aad=ADDRESS))
    sealed[at % len(sealed)] ^= change
    with pytest.raises(SealError):
        open_with(key, bytes(sealed), aad=ADDRESS)


@given(st.binary(max_size=400))
def test_bytes_that_were_never_sealed_fail_closed(data: bytes) -> None:
    key, reader = new_item_key(), new_pair()
    for act in (
        lambda: open_with(key, data, aad=ADDRESS),
        lambda: open_body(key, data, aad=ADDRESS),
        lambda: unwrap(data, reader.private, epoch_key=key, aad=ADDRESS),
    ):
        with pytest.raises(SealError):
            act()


@given(st.binary(min_size=16, max_size=64), st.binary(max_size=64), st.integers(0, 2**32 - 1))
def test_a_label_is_never_read_as_secret_words(key: bytes, ask_id: bytes, n: int) -> None:
    for label in (pick_code(key, ask_id=ask_id, n=n), handle()):
        for words in (7, 8):
            assert read_words(label, WORDS, n=words).words is None
