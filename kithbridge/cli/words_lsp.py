"""`kithbridge words lsp`: the check inside an editor, over standard input and output (Language Server Protocol 3.17).

Diagnostics when a text is opened or changed, replacements as quick fixes, reasons and both sides on hover. Nothing is written to a
disk or a log, and no message to the editor repeats a text.

Settings come from the nearest `.kithbridge-words.toml`, then the command line, then the editor's `initializationOptions` with the same
names: {"level": "contested", "genre": "case", "allow": ["Clean Break"]}.

Offers: `run(options)`, `server(settings)`, `Lines` (offsets to positions in the units of the editor).
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import re
import time
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from kithbridge import __version__
from kithbridge.cli import words_checking, words_texts
from kithbridge.cli.words_config import Settings, Wrong, from_table, settled

if TYPE_CHECKING:
    from kithbridge.engines.language.check import Finding

SOURCE: Final = "kithbridge words"
# What an editor calls a text that is not plain.
KINDS: Final = {"markdown": "text.md", "html": "text.html", "xhtml": "text.html"}
SEVERITIES: Final = {
    "slur": types.DiagnosticSeverity.Error,
    "avoid": types.DiagnosticSeverity.Warning,
    "prefer": types.DiagnosticSeverity.Hint,
}
# A check that takes longer waits until typing stops for as long as it took: else the editor would run behind.
QUICK: Final = 0.03
# To fit replacements into their sentence costs 50 us each. Nobody reads more than so many at once; the others follow when these are gone.
FITTED: Final = 300
_UNITS: Final[dict[str, tuple[str, int]]] = {
    types.PositionEncodingKind.Utf8: ("utf-8", 1),
    types.PositionEncodingKind.Utf16: ("utf-16-le", 2),
}


class Lines:
    """Offsets of code points to lines and characters, as the protocol counts them.

    Only the three line ends that the protocol knows end a line. Characters are counted in the units agreed upon, UTF-16 unless
    said otherwise.
    """

    def __init__(self, text: str, encoding: str | None = None) -> None:
        self.text = text
        self.starts = [0, *(found.end() for found in re.finditer(r"\r\n|\n|\r", text))]
        self.unit = _UNITS.get(encoding or types.PositionEncodingKind.Utf16)

    def position(self, offset: int) -> types.Position:
        """Where an offset stands."""
        line = bisect_right(self.starts, offset) - 1
        before = self.text[self.starts[line] : offset]
        if self.unit is None or before.isascii():
            return types.Position(line, len(before))
        encoding, size = self.unit
        return types.Position(line, len(before.encode(encoding, "surrogatepass")) // size)

    def range(self, start: int, end: int) -> types.Range:
        """A stretch from one offset to another."""
        return types.Range(self.position(start), self.position(end))


class Marked(NamedTuple):
    """A finding and where the editor shows it."""

    finding: Finding
    range: types.Range
    alternatives: Sequence[str] = ()
    # What a replacement takes the place of; None where the source has markup inside it.
    put: types.Range | None = None


class WordsServer(LanguageServer):
    """Keeps the findings of the texts that are open, in memory, until they are closed."""

    def __init__(self, settings: Settings) -> None:
        # Whole texts: 20 pages travel in a millisecond, and pieces would be counted in lines that the protocol does not know.
        super().__init__("kithbridge-words", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.settings = settings
        self.marked: dict[str, list[Marked]] = {}
        self.waiting: dict[str, asyncio.TimerHandle] = {}
        self.took: dict[str, float] = {}

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Say that something went wrong, without the text it went wrong with."""
        message = f"Kithbridge words: something went wrong ({type(error).__name__}). Your text is untouched. Restart the server."
        self.window_show_message(types.ShowMessageParams(types.MessageType.Error, message))

    def begin(self, given: object) -> None:
        """Take the editor's settings and make the checker ready. A setting it cannot follow is said, the others hold."""
        settings = self.settings
        try:
            if isinstance(given, dict) and given:
                said = from_table(given, Path(self.settings.folder or "."), said="The editor's settings")
                settings = settings._replace(**{_FIELDS[name]: getattr(said, _FIELDS[name]) for name in given})
            words_checking.prepare(settings)
            self.settings = settings
        except Wrong as problem:
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"Kithbridge words: {problem}"))
            words_checking.prepare(self.settings)

    def soon(self, uri: str) -> None:
        """Check a text when what has arrived of it is read."""
        if uri in self.waiting:
            self.waiting.pop(uri).cancel()
        took = self.took.get(uri, 0.0)
        self.waiting[uri] = asyncio.get_running_loop().call_later(0 if took < QUICK else took, self.check, uri)

    def check(self, uri: str) -> None:
        """Check a text and send what was found."""
        self.waiting.pop(uri, None)
        document = self.workspace.get_text_document(uri)
        began = time.perf_counter()
        self.marked[uri] = self._marked(document.source, document.language_id or "")
        self.took[uri] = time.perf_counter() - began
        found = [_diagnostic(one) for one in self.marked[uri]]
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, document.version))

    def _marked(self, source: str, language: str) -> list[Marked]:
        name = KINDS.get(language, words_texts.CALLED)
        try:
            text = words_texts.typed(name, source)
        except words_texts.Unread:
            return []
        lines = Lines(source, self.workspace.position_encoding)
        marked: list[Marked] = []
        for one in words_checking.findings(text):
            shown = lines.range(*text.span(one.start, one.end))
            if len(marked) >= FITTED:
                marked.append(Marked(one, shown))
                continue
            # At times wider than the finding, by an article or the noun behind it.
            start, end, alternatives = one.fitted
            put = lines.range(*text.span(start, end)) if text.as_it_stands(start, end) else None
            marked.append(Marked(one, shown, alternatives, put))
        return marked

    def forget(self, uri: str) -> None:
        """A text was closed: nothing of it stays."""
        if uri in self.waiting:
            self.waiting.pop(uri).cancel()
        self.marked.pop(uri, None)
        self.took.pop(uri, None)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


_FIELDS: Final = {
    "level": "level",
    "genre": "genre",
    "list": "word_list",
    "ignore": "ignore",
    "allow": "allow",
    "allow-entries": "allow_entries",
}


def _diagnostic(one: Marked) -> types.Diagnostic:
    finding = one.finding
    severity = SEVERITIES.get(finding.level, types.DiagnosticSeverity.Information)
    if finding.contested or finding.soft:
        severity = types.DiagnosticSeverity.Information
    said = f"“{' '.join(finding.text.split())}”: {finding.reason}"
    if finding.contested and finding.disagree:
        said += f"\n{'Contested. ' if finding.level == 'contested' else ''}Others say: {finding.disagree}"
    if one.alternatives:
        said += f"\nInstead: {' / '.join(one.alternatives)}"
    return types.Diagnostic(one.range, said, severity=severity, code=finding.entry, source=SOURCE)


def _hover(one: Marked) -> types.Hover:
    finding = one.finding
    lines = [
        f"{finding.term} ({finding.level})",
        finding.reason,
        finding.disagree and f"Others say: {finding.disagree}",
        one.alternatives and f"Instead: {' / '.join(one.alternatives)}",
        finding.sources and f"Sources: {'; '.join(finding.sources)}",
        f"{finding.entry}, list {finding.version}",
    ]
    said = "\n\n".join(str(line) for line in lines if line)
    return types.Hover(types.MarkupContent(types.MarkupKind.PlainText, said), one.range)


def _actions(uri: str, one: Marked) -> list[types.CodeAction]:
    """A quick fix for each alternative that can stand there as it is; advice in brackets is none."""
    if one.put is None:
        return []
    words = [words for words in one.alternatives if not words.startswith("(")]
    return [
        types.CodeAction(
            f"Write “{word}”",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[_diagnostic(one)],
            # Never preferred where it is contested: an editor's "fix all" must not decide it.
            is_preferred=not place and not one.finding.contested,
            edit=types.WorkspaceEdit(changes={uri: [types.TextEdit(one.put, word)]}),
        )
        for place, word in enumerate(words)
    ]


def _touch(one: types.Range, other: types.Range) -> bool:
    return one.start <= other.end and other.start <= one.end


def server(settings: Settings) -> WordsServer:
    """A server with its features. It speaks when `start_io()` is called."""
    made = WordsServer(settings)

    @made.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        made.begin(params.initialization_options)

    @made.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        made.check(params.text_document.uri)

    @made.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        made.soon(params.text_document.uri)

    @made.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        made.forget(params.text_document.uri)

    @made.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix]))
    def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        uri = params.text_document.uri
        return [action for one in made.marked.get(uri, []) if _touch(one.range, params.range) for action in _actions(uri, one)]

    @made.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        at = types.Range(params.position, params.position)
        found = next((one for one in made.marked.get(params.text_document.uri, []) if _touch(one.range, at)), None)
        return None if found is None else _hover(found)

    return made


def run(options: argparse.Namespace) -> int:
    """Speak with the editor until it says goodbye."""
    # The library would log messages that it cannot read, and a message holds the text.
    logging.getLogger("pygls").addHandler(logging.NullHandler())
    logging.getLogger("pygls").propagate = False
    logging.getLogger("pygls").setLevel(logging.CRITICAL + 1)
    gc.enable()
    server(settled(options)).start_io()
    return 0
