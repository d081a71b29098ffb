"""Every example in the engines' docstrings runs and says what it says."""

from __future__ import annotations

import doctest
import importlib

import pytest


@pytest.mark.parametrize(
    "name", ["sealing.words", "sealing.kdf", "sealing.box", "sealing.labels", "week", "language.reading", "disclosure"]
)
def test_examples(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"kithbridge.engines.{name}"))
    assert result.attempted > 0
    assert result.failed == 0
