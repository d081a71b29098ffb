"""How soon `kithbridge words check` answers, with how much memory, and how soon an editor sees findings.

Prints, for a text of one line: the bare interpreter, `kithbridge --version`, the check itself (bar 100 ms, 50 wanted; 80 MB), what it
imports that costs most, and that neither Django nor a socket is among it. Then the language server: 20 pages (10,000 words) from the
change to the diagnostics (bar 50 ms), in plain text and in Markdown, with the findings of ordinary prose and with one in each line.
Ends with 1 when a bar is not held. `hyperfine` style: one warm-up, then every figure from its own process.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

COLD_MS, WANTED_MS, MEMORY_MB, EDITOR_MS = 100.0, 50.0, 80.0, 50.0
TIMES = 25
KITHBRIDGE = str(Path(sys.executable).with_name("kithbridge"))
LINE = "The paper wrote that the estate is full of junkies. She came to the clinic on Tuesday.\n"
PLAIN = (
    "The council met on Tuesday and heard from the nurse who runs the clinic on the harbour. She said that the van comes at four, that"
    " mothers who use drugs know its driver, and that nobody has to give a name. People asked about the winter. A letter in the paper"
    " had called it a place for addicts, and nobody in the room thought so. There was tea, and the meeting ended at nine.\n"
)
DENSE = "The addict failed to attend his group, and the junkies on the corner were clean for a week. The van came at four.\n"


def once(command: list[str], folder: Path, codes: tuple[int, ...] = (0,)) -> tuple[float, float, float]:
    """Milliseconds on the clock and of the processor, and peak megabytes, of one process."""
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    took = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in codes:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return took * 1000, (used.ru_utime + used.ru_stime) * 1000, used.ru_maxrss / 1024


def row(name: str, command: list[str], folder: Path, codes: tuple[int, ...] = (0,)) -> tuple[float, float]:
    """Median milliseconds, most megabytes; printed."""
    once(command, folder, codes)
    runs = [once(command, folder, codes) for _ in range(TIMES)]
    took = [ms for ms, _, _ in runs]
    median, most = statistics.median(took), max(mb for _, _, mb in runs)
    busy = statistics.median(ms for _, ms, _ in runs)
    print(f"{name:<46} median {median:6.1f} ms   least {min(took):6.1f}   processor {busy:6.1f}   {most:5.1f} MB")
    return median, most


def imported(folder: Path) -> list[tuple[int, str]]:
    """What a check imports, with its own microseconds, dearest first."""
    command = [sys.executable, "-X", "importtime", "-m", "kithbridge", "words", "check", "--no-config", "a.txt"]
    answer = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    lines = re.findall(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)", answer.stderr)
    return sorted(((int(micro), name) for micro, name in lines), reverse=True)


class Editor:
    """Speaks with the language server."""

    def __init__(self, folder: Path) -> None:
        self.server = subprocess.Popen(
            [KITHBRIDGE, "words", "lsp", "--no-config"], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.send("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, 1)
        self.until(lambda message: message.get("id") == 1)
        self.send("initialized", {})

    def send(self, method: str, params: Any, number: int | None = None) -> None:
        message = {"jsonrpc": "2.0", "method": method, "params": params, **({} if number is None else {"id": number})}
        body = json.dumps(message).encode()
        assert self.server.stdin is not None
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.server.stdin.flush()

    def until(self, wanted: Any) -> dict[str, Any]:
        assert self.server.stdout is not None
        while True:
            size = 0
            while (line := self.server.stdout.readline()).strip():
                if line.lower().startswith(b"content-length:"):
                    size = int(line.split(b":")[1])
            if not size:
                raise SystemExit("the language server went away")
            message: dict[str, Any] = json.loads(self.server.stdout.read(size))
            if wanted(message):
                return message

    def diagnostics(self) -> int:
        message = self.until(lambda message: message.get("method") == "textDocument/publishDiagnostics")
        return len(message["params"]["diagnostics"])

    def typing(self, text: str, language: str) -> tuple[list[float], int]:
        """Milliseconds from each change to its diagnostics, and how many there were."""
        uri = f"file:///{language}"
        self.send("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": language, "version": 1, "text": text}})
        count = self.diagnostics()
        took = []
        for version in range(2, TIMES + 2):
            change = {"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": text + "a" * version}]}
            began = time.perf_counter()
            self.send("textDocument/didChange", change)
            self.diagnostics()
            took.append((time.perf_counter() - began) * 1000)
            # A person does not type faster.
            time.sleep(0.05)
        return took, count

    def end(self) -> None:
        self.send("shutdown", None, 2)
        self.send("exit", None)
        self.server.wait(timeout=20)


def pages(line: str) -> str:
    """20 pages: 10,000 words in paragraphs."""
    return line * (10_000 // len(line.split()))


def editor(folder: Path) -> bool:
    """Every kind of text in the editor; whether plain prose keeps the bar."""
    here = Editor(folder)
    held = True
    for name, text, language, binding in (
        ("plain text, ordinary prose", pages(PLAIN), "plaintext", True),
        ("Markdown, ordinary prose", pages(PLAIN), "markdown", True),
        ("plain text, findings in each line", pages(DENSE), "plaintext", False),
    ):
        took, count = here.typing(text, language)
        median = statistics.median(took)
        held &= median <= EDITOR_MS or not binding
        bar = f"(bar {EDITOR_MS:.0f} ms)" if binding else ""
        print(f"editor, 20 pages, {name:<35} median {median:5.1f} ms   most {max(took):5.1f}   {count} findings   {bar}")
    here.end()
    return held


def main() -> int:
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {TIMES} runs each")
    with tempfile.TemporaryDirectory(prefix="kithbridge-words-") as name:
        folder = Path(name)
        (folder / "a.txt").write_text(LINE, encoding="utf-8")
        (folder / "twenty.txt").write_text(pages(PLAIN), encoding="utf-8")
        row("the bare interpreter", [sys.executable, "-c", "pass"], folder)
        row("kithbridge --version", [KITHBRIDGE, "--version"], folder)
        median, most = row("kithbridge words check a.txt", [KITHBRIDGE, "words", "check", "a.txt"], folder, (1,))
        row("kithbridge words check twenty.txt (20 pages)", [KITHBRIDGE, "words", "check", "twenty.txt"], folder, (0, 1))
        names = imported(folder)
        print("dearest imports: " + ", ".join(f"{name} {micro / 1000:.1f} ms" for micro, name in names[:8]))
        unwanted = sorted(
            {name.partition(".")[0] for _, name in names} & {"django", "socket", "ssl", "asyncio", "lxml", "docx", "pypdf", "pygls"}
        )
        print("imports of Django, sockets or document readers: " + (", ".join(unwanted) or "none"))
        quick = editor(folder)
    print(f"bars: {COLD_MS:.0f} ms ({WANTED_MS:.0f} wanted), {MEMORY_MB:.0f} MB, {EDITOR_MS:.0f} ms in the editor")
    held = median <= COLD_MS and most <= MEMORY_MB and not unwanted and quick
    print("bars held" if held else "bars NOT held")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
