"""How soon the command and the demo area answer.

Prints `kithbridge --help` (bar 0.15 s) and the time from `kithbridge demo` to the first answered page, once it is set up (bar 5 s).
Ends with 1 when a bar is not held.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

HELP_SECONDS, OPEN_SECONDS = 0.15, 5.0
TIMES = 5
COMMAND = [str(Path(sys.executable).with_name("kithbridge"))]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def seconds_to_help() -> float:
    began = time.perf_counter()
    subprocess.run([*COMMAND, "--help"], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def seconds_to_open(home: Path, limit: float) -> float:
    """Start the demo, wait for the first page, stop it."""
    port = free_port()
    env = {**os.environ, "KITHBRIDGE_DEMO_HOME": str(home)}
    began = time.perf_counter()
    server = subprocess.Popen([*COMMAND, "demo", "--port", str(port)], env=env, stdout=subprocess.DEVNULL)
    try:
        while time.perf_counter() - began < limit:
            try:
                with urllib.request.urlopen(f"http://localhost:{port}/", timeout=5) as answer:
                    if answer.status == 200:
                        return time.perf_counter() - began
            except OSError:
                time.sleep(0.02)
        raise SystemExit(f"The demo did not open within {limit:.0f} s.")
    finally:
        server.terminate()
        server.wait(timeout=20)


def main() -> int:
    helped = [seconds_to_help() for _ in range(TIMES)]
    with tempfile.TemporaryDirectory(prefix="kithbridge-demo-") as folder:
        home = Path(folder) / "demo"
        furnished = seconds_to_open(home, 120)
        opened = [seconds_to_open(home, 60) for _ in range(TIMES)]
    print(f"Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f}")
    print(f"kithbridge --help             median {statistics.median(helped):.3f} s   most {max(helped):.3f} s   (bar {HELP_SECONDS} s)")
    print(f"demo, furnishing it first            {furnished:.1f} s")
    print(f"demo, set up: first page      median {statistics.median(opened):.2f} s    most {max(opened):.2f} s    (bar {OPEN_SECONDS} s)")
    held = max(helped) <= HELP_SECONDS and max(opened) <= OPEN_SECONDS
    print("bars held" if held else "bars NOT held")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
