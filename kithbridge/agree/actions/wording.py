"""The words of a statement as they may be shown: without signs that hide, turn round or pile up.

Offers
------
sentence(text)   one line of at most 200 signs. Raises Refused: nothing, long, signs
line(text, most) any other short line, cleaned alike
folded(text)     what is compared to know whether the same was said already
"""

from __future__ import annotations

import unicodedata

from kithbridge.agree.actions.refused import Refused

LONGEST = 200
# Nobody types so much by mistake; it is not even looked at.
LONGEST_SENT = 4_000
# Letters of living languages carry three marks at most (Hebrew with points and a tone, Vietnamese typed apart).
MOST_MARKS = 3
JOINERS = "\u200c\u200d"
# Letters and symbols that show as nothing.
BLANK = dict.fromkeys([0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, 0x1D159])


def _shown(text: str) -> str:
    """Line ends and odd spaces become a space; controls, turned directions, invisible signs and signs of nobody's alphabet go."""
    kept: list[str] = []
    for sign in unicodedata.normalize("NFC", text.translate(BLANK)):
        kind = unicodedata.category(sign)
        if sign in "\t\n\r\v\f\x85" or kind in ("Zs", "Zl", "Zp"):
            kept.append(" ")
        elif sign in JOINERS:
            # Persian, the languages of India and emoji need them, between two of their own signs.
            if kept and not kept[-1].isascii() and kept[-1] not in JOINERS:
                kept.append(sign)
        elif kind not in ("Cc", "Cf", "Cs", "Co", "Cn"):
            kept.append(sign)
    return " ".join("".join(kept).split()).rstrip(JOINERS)


def _marks_pile_up(text: str) -> bool:
    """Whether marks stand over each other beyond what any language writes, or on nothing."""
    run = 0
    for at, sign in enumerate(text):
        run = run + 1 if unicodedata.category(sign) in ("Mn", "Me") else 0
        if run > MOST_MARKS or (run and (at == 0 or text[at - 1] == " ")):
            return True
    return False


def line(text: str, most: int) -> str:
    """One short line; may be empty. Raises Refused: long, signs."""
    if len(text) > LONGEST_SENT:
        raise Refused("long")
    found = _shown(text)
    if _marks_pile_up(found):
        raise Refused("signs")
    if len(found) > most:
        raise Refused("long")
    return found


def sentence(text: str) -> str:
    """A statement as it will be shown. Raises Refused: nothing, long, signs."""
    found = line(text, LONGEST)
    if not folded(found):
        raise Refused("nothing")
    return found


def folded(text: str) -> str:
    """Letters and digits alone, without case, accents or width: "It HELPS!" and "it helps" are the same. "" where there are none."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(sign for sign in plain if not unicodedata.category(sign).startswith("M") or not _latin_mark(sign))
    return " ".join("".join(sign if sign.isalnum() or unicodedata.category(sign).startswith("M") else " " for sign in bare).split())


def _latin_mark(sign: str) -> bool:
    """An accent over a letter. Vowels that other scripts write as marks are part of the word."""
    return 0x0300 <= ord(sign) <= 0x036F
