"""`kithbridge demo`: an invented area to look at, on this machine only."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sys
from pathlib import Path

import kithbridge
from kithbridge.cli import server, start_django

MARK = "demo.json"
PORT = 8000
# What a real group's environment may name: the demo must not touch it.
OWN = ("SECRETS", "EPOCH", "VOLATILE", "SPARE", "BACKUPS", "BACKUP_TO", "BACKUP_WEEKS")


def demo_home() -> Path:
    """Where the demo area lies: beside the code in a checkout, else in the user's data folder."""
    named = os.environ.get("KITHBRIDGE_DEMO_HOME")
    if named:
        return Path(named).absolute()
    root = Path(kithbridge.__file__).resolve().parent.parent
    if (root / "pyproject.toml").exists() and os.access(root, os.W_OK):
        return root / ".demo"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "kithbridge-demo"


def _environment(home: Path, port: int) -> None:
    for name in ("DATABASE_URL", "KEYRING_URL", "VOLATILE_URL", *(f"KITHBRIDGE_{name}" for name in OWN)):
        os.environ.pop(name, None)
    os.environ["KITHBRIDGE_HOME"] = str(home)
    os.environ["KITHBRIDGE_DEMO"] = "1"
    os.environ["KITHBRIDGE_ADDRESS"] = f"http://localhost:{port}"


def _stamp() -> dict[str, str]:
    from kithbridge.engines.week import this_week as week_of
    from kithbridge.web.clock import now

    # The demo's words are drawn from the shipped list: when the list changes, the area is furnished anew.
    listed = Path(kithbridge.__file__).parent / "engines" / "sealing" / "data" / "words_en.txt"
    words = hashlib.sha256(listed.read_bytes()).hexdigest()[:12]
    return {"version": kithbridge.__version__, "week": str(week_of(now())), "words": words}


def _is_furnished(home: Path) -> bool:
    try:
        return bool(json.loads((home / MARK).read_text()) == _stamp())
    except (OSError, ValueError):
        return False


def _empty(home: Path) -> None:
    """Only ever empties a folder that a demo was begun in."""
    if home.exists() and any(home.iterdir()):
        if not (home / MARK).exists() and not (home / "demo-begun").exists():
            print(f"kithbridge: {home.name} holds something that is not a demo. Move it away first.", file=sys.stderr)
            raise SystemExit(2)
        shutil.rmtree(home)
    home.mkdir(parents=True, exist_ok=True)
    (home / "demo-begun").touch()


def _say(line: str) -> None:
    print(f"  {line}", flush=True)


def _furnish(home: Path) -> None:
    print("Furnishing the invented area (once a week; about ten seconds)", flush=True)
    _empty(home)
    from kithbridge.people import epoch
    from kithbridge.web import home as places

    places.make_secrets()
    epoch.make_first()
    sessions = places.volatile() / "sessions.sqlite3"
    sessions.unlink(missing_ok=True)
    start_django()
    from kithbridge.cli import databases, demo_area

    databases.migrate()
    demo_area.furnish(_say)
    databases.collect()
    (home / MARK).write_text(json.dumps(_stamp()))


def _print_ways_in(port: int) -> None:
    from kithbridge.cli import demo_area
    from kithbridge.web.clock import now

    address = f"http://localhost:{port}"
    print(f"\nInvented area, invented people: Tarrowby and district.\n\n  Start          {address}/")
    print(f"  Help           {address}/help/\n  Team sign-in   {address}/t/in\n  How we work    {address}/how-we-work")
    print("\nTeam (work-name, passphrase, second-factor code of the moment):")
    for who in demo_area.SIGN_INS:
        code = demo_area.code(who.work_name, now())
        print(f"  {who.work_name:<12} {' '.join(who.words):<72} {code}  {', '.join(who.roles)}")
    print("  A new code at any time: ./kith demo code maeve")
    print("\nPages of neighbours (secret words):")
    for page in demo_area.PAGES:
        print(f"  {' '.join(page.words)}\n      {page.what_to_look_at}")
    print("\nEverything here is invented. Stop with Ctrl-C.", flush=True)


def _code(name: str | None, home: Path) -> int:
    from kithbridge.cli import demo_area
    from kithbridge.web.clock import now

    known = {who.work_name.casefold(): who.work_name for who in demo_area.SIGN_INS}
    chosen = known.get((name or "").casefold())
    if chosen is None:
        print(f"kithbridge: whose code? One of: {', '.join(sorted(known))}", file=sys.stderr)
        return 2
    print(demo_area.code(chosen, now()))
    return 0


def opened() -> bool:
    """Set Django up on the demo area that is there, for a command that looks at it. False: there is none of this week and version."""
    home = demo_home()
    if not _is_furnished(home):
        return False
    _environment(home, PORT)
    start_django()
    return True


def furnished_in(folder: Path) -> None:
    """Furnish a demo area in an empty folder, for a command that looks at it, and set Django up on it."""
    _environment(folder, PORT)
    _furnish(folder)


def run(options: argparse.Namespace) -> int:
    """Furnish when needed, print the ways in, serve on localhost."""
    home = demo_home()
    _environment(home, options.port)
    if options.what == "code":
        start_django()
        return _code(options.name, home)
    if not server.port_is_free("127.0.0.1", options.port):
        print(f"kithbridge: port {options.port} is in use. Choose another: ./kith demo --port {options.port + 1}", file=sys.stderr)
        return 2
    if options.anew or not _is_furnished(home):
        _furnish(home)
    else:
        start_django()
        from kithbridge.cli import databases

        databases.ready_volatile()
        databases.collect()  # a clone that was brought up to date has other styles and scripts
    _print_ways_in(options.port)
    return server.listen(bind="127.0.0.1", port=options.port, workers=1)
