"""Findings for machines: JSON, JSON lines, SARIF 2.1.0, GitHub annotations.

Offers: `Json`, `JsonLines`, `Sarif`, `GitHub`, all with `one(examined)` and `end()`; `LOCAL` names of the SARIF levels.
SARIF: OASIS Standard "Static Analysis Results Interchange Format (SARIF) Version 2.1.0" (2020). GitHub: "Workflow commands for GitHub
Actions", escapes as its toolkit writes them. Texts themselves are not repeated: only the words that were found.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final, TextIO
from urllib.parse import quote

from kithbridge import __version__
from kithbridge.cli.words_shown import Examined, Shown, grave, instead, promised_of

if TYPE_CHECKING:
    from kithbridge.engines.language.lexicon import Lexicon

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def _fields(one: Shown) -> dict[str, Any]:
    """Everything about a finding but the sentence round it."""
    fields = one._asdict()
    del fields["before"], fields["after"], fields["put_where"]
    where = fields.pop("where")._asdict()
    return {**fields, **{name: where[name] for name in ("line", "column", "end_line", "end_column", "part", "page")}}


class Json:
    """One JSON document: the list's version, every text with its findings, how many of each level."""

    def __init__(self, out: TextIO, *, version: str) -> None:
        self.out, self.version = out, version
        self.texts: list[dict[str, Any]] = []
        self.levels: Counter[str] = Counter()

    def one(self, examined: Examined) -> None:
        """Keeps a text's findings."""
        self.levels.update(one.level for one in examined.found)
        reading = {} if examined.reading is None else {"reading": examined.reading}
        problem = {"problem": examined.problem} if examined.problem else {}
        self.texts.append({"file": examined.name, "findings": [_fields(one) for one in examined.found], **reading, **problem})

    def end(self) -> None:
        """Writes the document."""
        told = {"schema": "kithbridge.words/1", "list": self.version, "levels": dict(self.levels), "texts": self.texts}
        self.out.write(json.dumps(told, indent=1) + "\n")


class JsonLines:
    """A line of JSON for each text: `id` is the file's name, findings have the eight promised fields."""

    def __init__(self, out: TextIO) -> None:
        self.out = out

    def one(self, examined: Examined) -> None:
        """Writes the line. None for a file that could not be read: a line without findings would say that it is clean."""
        if examined.problem:
            return
        findings = [promised_of(one) for one in examined.found]
        self.out.write(json.dumps({"id": examined.name, "findings": findings}) + "\n")

    def end(self) -> None:
        """Nothing is left to say."""


class GitHub:
    """Workflow commands: each finding becomes an annotation at its line."""

    COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}

    def __init__(self, out: TextIO) -> None:
        self.out = out

    def one(self, examined: Examined) -> None:
        """Writes an annotation for each finding."""
        for one in examined.found:
            at = {"file": _forward(examined.name)}
            if examined.in_lines:
                at["line"] = str(one.where.line)
                at["endLine"] = str(one.where.end_line)
                if one.where.line == one.where.end_line:
                    at |= {"col": str(one.where.column), "endColumn": str(one.where.end_column)}
            at["title"] = f"{one.entry}: {one.term}"
            said = ",".join(f"{name}={_property(value)}" for name, value in at.items())
            self.out.write(f"::{self.COMMANDS[grave(one)]} {said}::{_message(said_of(one))}\n")

    def end(self) -> None:
        """Nothing is left to say."""


def said_of(one: Shown) -> str:
    """A finding in a few lines: the words, why, both sides where it is contested, what to write instead."""
    lines = [f"“{' '.join(one.text.split())}”: {one.reason}"]
    if one.where.part:
        lines.append(f"Where: {one.where.part}")
    if one.level == "contested":
        lines.append("This word is contested.")
    if one.disagree:
        lines.append(f"Others say: {one.disagree}")
    if one.alternatives:
        lines.append(f"{instead(one)}: {' / '.join(one.alternatives)}")
    return "\n".join(lines)


def _message(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _message(words).replace(":", "%3A").replace(",", "%2C")


def _forward(name: str) -> str:
    return PurePath(name).as_posix()


class Sarif:
    """A SARIF log with one run: a rule for each entry that was found, a result for each finding."""

    def __init__(self, out: TextIO, *, version: str, lexicon: Lexicon) -> None:
        self.out, self.version, self.lexicon = out, version, lexicon
        self.places: dict[str, int] = {}
        self.results: list[dict[str, Any]] = []
        self.problems: list[str] = []
        self.seen: Counter[str] = Counter()

    def one(self, examined: Examined) -> None:
        """Keeps a text's findings."""
        if examined.problem:
            self.problems.append(examined.problem)
        for one in examined.found:
            rule = self.places.setdefault(one.entry, len(self.places))
            self.results.append(
                {
                    "ruleId": one.entry,
                    "ruleIndex": rule,
                    "level": grave(one),
                    "message": {"text": said_of(one)},
                    "locations": [_location(examined, one)],
                    "partialFingerprints": {"words/v1": self._print(examined, one)},
                    "properties": {"contested": one.contested, "soft": one.soft, "alternatives": list(one.alternatives)},
                    **_fixes(examined, one),
                }
            )

    def end(self) -> None:
        """Writes the log."""
        told = [{"level": "error", "message": {"text": problem}} for problem in self.problems]
        driver = {
            "name": "Kithbridge words",
            "semanticVersion": __version__,
            "rules": [_rule(self.lexicon, entry) for entry in self.places],
            "properties": {"list": self.version},
        }
        run = {
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "invocations": [{"executionSuccessful": not told, **({"toolExecutionNotifications": told} if told else {})}],
            "results": self.results,
        }
        self.out.write(json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n")

    def _print(self, examined: Examined, one: Shown) -> str:
        """The same while lines above change: file, entry, words, and which one of these it is."""
        said = "\0".join((_forward(examined.name), one.entry, one.text.casefold()))
        self.seen[said] += 1
        return hashlib.sha256(f"{said}\0{self.seen[said]}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _rule(lexicon: Lexicon, name: str) -> dict[str, Any]:
    entry = lexicon.of(name)
    level = {"slur": "error", "avoid": "warning"}.get(entry.level, "note")
    told = [entry.why, entry.disagree and f"Others say: {entry.disagree}", entry.not_when and f"Not meant: {entry.not_when}"]
    help_lines = [*told, entry.sources and f"Sources: {'; '.join(entry.sources)}"]
    return {
        "id": name,
        "shortDescription": {"text": entry.term},
        "fullDescription": {"text": entry.why or entry.term},
        "help": {"text": "\n".join(line for line in help_lines if line) or entry.term},
        "defaultConfiguration": {"level": level},
        "properties": {"level": entry.level},
    }


def _artifact(name: str) -> dict[str, Any]:
    path = PurePath(name)
    return {"uri": path.as_uri() if path.is_absolute() else quote(path.as_posix(), safe="/", errors="surrogateescape")}


def _location(examined: Examined, one: Shown) -> dict[str, Any]:
    """Where it stands. A file without lines of its own gets the part in words: a region of it would be a region of zipped bytes."""
    physical: dict[str, Any] = {"artifactLocation": _artifact(examined.name)}
    if examined.in_lines:
        physical["region"] = _region(one)
        return {"physicalLocation": physical}
    part = one.where.part or (f"page {one.where.page}" if one.where.page else "text")
    return {"physicalLocation": physical, "logicalLocations": [{"fullyQualifiedName": part}]}


def _region(one: Shown) -> dict[str, Any]:
    where = one.where
    return {
        "startLine": where.line,
        "startColumn": where.column,
        "endLine": where.end_line,
        "endColumn": where.end_column,
        "charOffset": where.start,
        "charLength": where.end - where.start,
    }


def _fixes(examined: Examined, one: Shown) -> dict[str, Any]:
    """What could stand there, for viewers that offer it. Advice in brackets is no replacement."""
    words = [words for words in one.alternatives if not words.startswith("(")]
    if not words or one.put_where is None:
        return {}
    start, end = one.put_where
    region = {"charOffset": start, "charLength": end - start}
    return {
        "fixes": [
            {
                "description": {"text": f"Write “{word}”"},
                "artifactChanges": [
                    {
                        "artifactLocation": _artifact(examined.name),
                        "replacements": [{"deletedRegion": region, "insertedContent": {"text": word}}],
                    }
                ],
            }
            for word in words
        ]
    }
