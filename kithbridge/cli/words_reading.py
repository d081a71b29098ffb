"""How hard a text is to read, by three measures, offline. Offers: `measured(text)`, `run(options)` (`kithbridge words reading`).

Sources: Flesch-Kincaid: Kincaid, Fishburne, Rogers, Chissom (1975). ARI: Smith, Senter (1967), AMRL-TR-66-220:
4.71 * signs / words + 0.5 * words / sentences - 21.43. Coleman-Liau: Coleman, Liau (1975), J. Appl. Psychol. 60:
0.0588 * letters of 100 words - 0.296 * sentences of 100 words - 15.8.
"""

from __future__ import annotations

import argparse
import sys

from kithbridge.engines.language import reading


def measured(text: str) -> dict[str, float]:
    """Words, sentences, three school grades (US) and the age that the first stands for, in years.

    Parameters
    ----------
    text : str
        Plain text, one paragraph a line. Below 100 words the grades say little.

    >>> measured("We do not ask your name. You can leave at any time.")["words"]
    12
    """
    parts = [reading.words(sentence) for sentence in reading.sentences(text)]
    words = [word for part in parts for word in part]
    if not words:
        return {"words": 0, "sentences": 0, "flesch_kincaid": 0.0, "ari": 0.0, "coleman_liau": 0.0, "age": 0.0}
    letters = sum(sum(map(str.isalpha, word)) for word in words)
    signs = sum(sum(map(str.isalnum, word)) for word in words)
    spoken = sum(map(reading.syllables, words))
    grade = 0.39 * len(words) / len(parts) + 11.8 * spoken / len(words) - 15.59
    return {
        "words": len(words),
        "sentences": len(parts),
        "flesch_kincaid": round(grade, 2),
        "ari": round(4.71 * signs / len(words) + 0.5 * len(words) / len(parts) - 21.43, 2),
        "coleman_liau": round(0.0588 * 100 * letters / len(words) - 0.296 * 100 * len(parts) / len(words) - 15.8, 2),
        "age": round(grade + 5, 2),
    }


def run(options: argparse.Namespace) -> int:
    """Measures every file. 0 done, 2 one of them could not be read."""
    import json

    from kithbridge.cli import words_said, words_texts
    from kithbridge.cli.words_config import Settings

    code = 0
    for name in words_texts.named(options.files, Settings()):
        try:
            if isinstance(name, words_texts.Unread):
                raise name
            called = (options.name or words_texts.CALLED) if name == words_texts.STDIN else name
            text = words_texts.read(called, words_texts.opened(name))
        except words_texts.Unread as problem:
            print(f"kithbridge: {words_said.safe(str(problem))}", file=sys.stderr)
            code = 2
            continue
        found = measured(text.text)
        if options.format == "json":
            print(json.dumps({"file": called, **found}))
        else:
            print(f"{words_said.safe(called)}: {words_said.reading_line(found)}")
    return code
