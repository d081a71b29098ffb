"""Subtitles, SubRip (.srt) and WebVTT (.vtt): what is spoken, with offsets into the file.

Offers
------
read(data, kind)    the words of all cues as a Document; each cue is a part: "cue 3, 00:01:02"

A sentence often runs over several cues. So one line end stands between cues, and a border only where a sentence ends, where somebody
else begins (a dash, a voice) or after more than four seconds without words. Voice tags, <v Anna>, make their words "speaker".
Notes, styles and regions of WebVTT are left out (W3C, WebVTT: The Web Video Text Tracks Format, section 4).
"""

from __future__ import annotations

import re
from html import unescape
from itertools import zip_longest

from kithbridge.formats.documents.plain import decoded
from kithbridge.formats.documents.shapes import Document, Known, Limits, Part, Refused
from kithbridge.formats.documents.weaving import Weaver

__all__ = ["read"]

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMES = re.compile(rf"^[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}[^\r\n]*(?:\r\n|\r|\n|$)", re.MULTILINE)
_LINES = re.compile(r"[^\r\n]*+(?:\r\n|\r|\n|$)")
_MARKUP = re.compile(r"<(/?)([a-zA-Z]*)([^>\r\n]{0,300})>|\{\\[^}\r\n]{0,300}\}|&[a-zA-Z#][a-zA-Z0-9]{1,8};|\r\n|\r|\n")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]♪ ]*$|[♪\])]\s*$")
_NEW_SPEAKER = re.compile(r"\s*(?:[-–—]|>>|\[|\(|♪|[A-Z0-9][^\s:]{0,29}(?: [^\s:]{1,30})?:\s)")
_COUNTER = re.compile(r"(?:^|\r\n|\r|\n)[ \t]*[0-9]{1,9}[ \t]*$")
_VOICE = re.compile(r"\s*<v(?:\.[^\s>]*)?\s+([^>\r\n]{0,300})>")
_LONGEST_PAUSE = 4.0


class _Reading:
    """The cues of one file on their way to text."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.weaver = Weaver(source)
        self.known: list[Known] = []
        self.parts: list[Part] = []
        self._ended = 0.0
        self._last = ""  # what the cue before said
        self._voice: tuple[str, int] | None = None
        self._voice_before = ""

    def cue(self, times: re.Match[str], start: int, end: int) -> None:
        """source[start:end] is what the cue says; its last line end is not part of it."""
        begins, ends = _seconds(times.groups()[:4]), _seconds(times.groups()[4:])
        said = self.source[start:end]
        voice = _VOICE.match(said)
        other = (voice[1].strip() if voice else "") != self._voice_before
        if _SENTENCE_END.search(self._last) or _NEW_SPEAKER.match(said) or other or begins - self._ended > _LONGEST_PAUSE:
            self.weaver.gap(start)
        elif self._last:
            self.weaver.put("\n", start, start)
        hours, minutes = divmod(int(begins) // 60, 60)
        self.parts.append(Part(self.weaver.length, f"cue {len(self.parts) + 1}, {hours:02}:{minutes:02}:{int(begins) % 60:02}"))
        before, self._voice_before = self.weaver.length, ""
        self._words(start, end)
        self._close_voice()
        self._ended = ends
        if self.weaver.length > before:
            self._last = re.sub(r"<[^>]{0,300}>", "", said).rstrip()

    def _words(self, start: int, end: int) -> None:
        at = start
        for found in _MARKUP.finditer(self.source, start, end):
            self.weaver.keep(at, found.start())
            at = found.end()
            if found[0][0] == "&":
                self.weaver.put(unescape(found[0]), found.start(), at)
            elif found[0][0] in "\r\n":
                self.weaver.put("\n", found.start(), at)
            elif (found[2] or "").lower() == "v":
                self._close_voice()
                if not found[1]:
                    # Classes stand before the name: <v.loud Anna>.
                    self._voice = (found[3].partition(" ")[2].strip(), self.weaver.length)
        self.weaver.keep(at, end)

    def _close_voice(self) -> None:
        if self._voice is None:
            return
        name, start = self._voice
        self._voice, self._voice_before = None, name
        if self.weaver.length > start:
            self.known.append(Known(start, self.weaver.length, "speaker"))


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def _said_until(source: str, start: int, following: int | None) -> int:
    """Where the words of a cue end that begin at source[start]. `following` is where the next times stand.

    In WebVTT an empty line ends a cue. In SubRip people leave empty lines inside cues and forget them between, so the counter before the
    next times ends it.
    """
    if source.startswith("WEBVTT"):
        at = start
        while (at < len(source) if following is None else at < following) and (line := _LINES.match(source, at)) and line[0].strip():
            at = line.end()
        return start + len(source[start:at].rstrip())
    said = source[start:following].rstrip()
    if following is not None and (counter := _COUNTER.search(said, max(0, len(said) - 40))):
        said = said[: counter.start()].rstrip()
    return start + len(said)


def read(data: bytes, kind: str, *, limits: Limits) -> Document:
    """Subtitles. Raises Refused."""
    source, remark = decoded(data)
    if len(source) > limits.letters:
        raise Refused(f"The subtitles have more than {limits.letters:,} letters. Cut them into pieces and try again.")
    reading = _Reading(source)
    cues = list(_TIMES.finditer(source))
    for times, after in zip_longest(cues, cues[1:]):
        end = _said_until(source, times.end(), after.start() if after else None)
        if end > times.end():
            reading.cue(times, times.end(), end)
    if source.strip() and not cues and not source.startswith("WEBVTT"):
        raise Refused("There are no subtitles in this file. If it is plain text, name it .txt and try again.")
    text, way = reading.weaver.woven()
    return Document(kind, text, tuple(reading.known), tuple(reading.parts), source, (remark,) if remark else (), way)
