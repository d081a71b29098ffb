"""The `kithbridge` command.

Each command is a function in a module of its own, imported only when it is called, so that `--help` answers at once.
"""

from __future__ import annotations

import argparse
import errno
import os
import re
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from kithbridge import __version__
from kithbridge.cli import opinion_arguments, words_arguments

# command: (module, function, needs Django, one line of help)
COMMANDS = {
    "demo": ("kithbridge.cli.demo", "run", False, "look at an invented area on http://localhost:8000"),
    "serve": ("kithbridge.cli.serve", "run", True, "run a real group's site"),
    "init": ("kithbridge.cli.init", "run", False, "begin a group: keys, databases, the first lead's invitation"),
    "upgrade": ("kithbridge.cli.init", "upgrade", True, "bring the databases up to this version"),
    "inventory": ("kithbridge.cli.inventory", "run", True, "what is held, and what you would have to hand over"),
    "sweep": ("kithbridge.cli.sweep", "run", True, "end what has had its time; finish what a crash interrupted"),
    "audit": ("kithbridge.cli.audit", "run", True, "check the event record"),
    "rules": ("kithbridge.cli.rules", "run", False, "what holds, why, and how another group differs"),
    "rotate": ("kithbridge.cli.rotate", "run", True, "change the epoch key, so that older copies of what was taken back open nothing"),
    "backup": ("kithbridge.cli.backup", "run", True, "write locked backups of content and keyring"),
    "restore": ("kithbridge.cli.restore", "run", False, "bring a group back from its backups and its spare place"),
    "drill": ("kithbridge.cli.drill", "run", True, "try every kept backup in a scratch place"),
    "doctor": ("kithbridge.cli.doctor", "run", False, "say what is wrong with this installation, and how to mend it"),
    "assurance": ("kithbridge.cli.assurance", "run", True, "one page about a month, without persons"),
    "governance": ("kithbridge.cli.governance", "run", False, "the file a governance lead needs, filled from the declarations"),
    "paper": ("kithbridge.cli.paper", "run", True, "the group's paper pack as one PDF: sheets to count on, to talk over, to put up"),
    "reach": ("kithbridge.cli.reach", "run", False, "hand-outs: count them again and compare; tables out and in as CSV"),
    "words": ("kithbridge.cli.words", "run", False, "check what is written about people: words that hurt, and what to write instead"),
    "opinion": ("kithbridge.cli.opinion", "run", False, "what people agree on: votes read from files, as Polis exports them"),
    "close": ("kithbridge.cli.close", "run", True, "end a group: hand on what is public, destroy the keys"),
}

# The parts of the paper pack (`reach.paper.pack.Part`), named here so that `--help` needs no Django.
PAPERS = ("tally", "stock", "help", "notice", "talk")

# What a database says of itself: what that means, and what to do.
_NOT_READY = "The databases are not ready. Run `kithbridge init` (new) or `kithbridge upgrade`."
_DAMAGED = (
    "A database file is damaged. Nothing was changed. Stop the site, keep the file, and bring the group back: docs/operate.md, Restore."
)
_NO_RIGHT = (
    "This user may not read or write the databases' files, or their disk can only be read. Nothing was changed. See: kithbridge doctor"
)
DATABASE_SAYS = {
    "no such table": _NOT_READY,
    "no such column": _NOT_READY,
    "does not exist": _NOT_READY,
    "is not a database": _DAMAGED,
    "malformed": _DAMAGED,
    "unable to open database file": _NO_RIGHT,
    "readonly database": _NO_RIGHT,
    "disk is full": "The disk is full. Nothing was changed. Make room and try again.",
    "database is locked": "Another process is writing at this moment. Nothing was changed. Try again.",
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kithbridge",
        description="The operating system of a service designed and run by the people who use it.",
        epilog="Settings come from the environment: KITHBRIDGE_HOME, KITHBRIDGE_ADDRESS, DATABASE_URL. See docs/operate.md.",
    )
    parser.add_argument("--version", action="version", version=f"kithbridge {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def add(name: str) -> argparse.ArgumentParser:
        line = COMMANDS[name][3]
        return commands.add_parser(name, help=line, description=line[0].upper() + line[1:] + ".")

    demo = add("demo")
    demo.add_argument("what", nargs="?", choices=["code"], help="`code NAME` prints a second-factor code of the moment")
    demo.add_argument("name", nargs="?", help="a work-name of the demo, for example maeve")
    demo.add_argument("--port", type=_port, default=8000, help="another port than 8000")
    demo.add_argument("--anew", action="store_true", help="furnish the demo area again")
    serve = add("serve")
    serve.add_argument("--port", type=_port, default=8000)
    serve.add_argument("--bind", default="127.0.0.1", help="address to listen on (a proxy with TLS stands before it)")
    serve.add_argument("--workers", type=_small, default=2, help="processes")
    serve.add_argument(
        "--before-opening",
        action="store_true",
        help="start although something is missing: a lead fills it in on the team's side; asking opens once the facts are complete",
    )
    init = add("init")
    init.add_argument("--work-name", help="the first lead's work-name (not a legal name)")
    init.add_argument("--address", help="the address people type, for example https://things.example")
    init.add_argument("--spare", metavar="FOLDER", help="the spare place: a folder on another machine, disk or stick")
    init.add_argument("--backups", metavar="FOLDER", help="where backups are written")
    init.add_argument("--backup-to", metavar="KEY", help="the operator's public backup key (age1...)")
    init.add_argument("--env", metavar="FILE", help="where the environment file is written (default: kithbridge.env in the group's folder)")
    init.add_argument("--yes", action="store_true", help="ask nothing; take what is given and the defaults")
    add("upgrade")
    inventory = add("inventory")
    inventory.add_argument("--json", action="store_true", help="for machines")
    inventory.add_argument("--check", action="store_true", help="exit 1 when a field is undeclared or forbidden")
    inventory.add_argument("--team", action="store_true", help="what it would show about the team")
    sweep = add("sweep")
    sweep.add_argument("--dry-run", action="store_true", help="only show what would end")
    sweep.add_argument("--json", action="store_true", help="for machines")
    audit = add("audit")
    audit.add_argument("what", choices=["verify", "head"], help="verify: read the whole chain again; head: print the newest hash")
    audit.add_argument("--head", metavar="HASH", help="a head kept elsewhere")
    _add_rules(add("rules"))
    _add_reach(add("reach"))
    words_arguments.add(add("words"))
    opinion_arguments.add(add("opinion"))
    _add_keeping(add)
    _add_running(add)
    return parser


def _words_parser() -> argparse.ArgumentParser:
    """The parser with `words` alone."""
    parser = argparse.ArgumentParser(prog="kithbridge")
    line = COMMANDS["words"][3]
    # With `prog` given, no usage line is worked out here.
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", prog="kithbridge")
    words_arguments.add(commands.add_parser("words", help=line, description=line[0].upper() + line[1:] + "."))
    return parser


def _add_rules(rules: argparse.ArgumentParser) -> None:
    what = rules.add_subparsers(dest="what", metavar="WHAT", required=True)

    def add(name: str, line: str) -> argparse.ArgumentParser:
        return what.add_parser(name, help=line, description=line[0].upper() + line[1:] + ".")

    add("list", "every rule as a sentence, with who decided it")
    why = add("why", "why a rule is as it is: the decision, its evidence, whose voices it rests on")
    why.add_argument("key", metavar="KEY", help="for example asks.live_weeks")
    why.add_argument("--json", action="store_true", help="for machines")
    why.add_argument("--week", metavar="WEEK", help="what held at the end of that week, for example 2026-W40")
    export = add("export", "print all public rules as JSON, for another group to start from or compare with")
    export.add_argument("--out", metavar="FILE", help="write it into a file instead")
    bring = add("import", "propose the values of another group's export; nothing is enacted")
    bring.add_argument("file", metavar="FILE")
    diff = add("diff", "where groups differ: this one (or the first file) and the files named")
    diff.add_argument("files", metavar="FILE", nargs="+")
    diff.add_argument("--json", action="store_true", help="for machines")


def _add_reach(reach: argparse.ArgumentParser) -> None:
    what = reach.add_subparsers(dest="what", metavar="WHAT", required=True)

    def add(name: str, line: str) -> argparse.ArgumentParser:
        return what.add_parser(name, help=line, description=line[0].upper() + line[1:] + ".")

    recount = add("recount", "fold all kept hand-outs again and compare with the sums; exit 1 on a difference")
    recount.add_argument("--demo", action="store_true", help="the demo area's instead of this group's")
    export = add("export", "write the catalogue, kits, stock and sums as CSV")
    export.add_argument("folder", metavar="FOLDER", type=_path, help="made when it is not there")
    bring = add("import", "read CSV in that `export` wrote or a supplier sent; whole or not at all")
    bring.add_argument("path", metavar="FILE|FOLDER", type=_path)


def _add_keeping(add: Callable[[str], argparse.ArgumentParser]) -> None:
    rotate = add("rotate")
    rotate.add_argument("--if-due", action="store_true", help="only when this week's key is still to come (for a timer)")
    backup = add("backup")
    backup.add_argument("--keyring-only", action="store_true", help="only the keyring (hourly: it is small)")
    restore = add("restore")
    restore.add_argument("--content", metavar="FILE", help="which content backup (default: the newest)")
    restore.add_argument("--identity", metavar="FILE", required=True, help="the operator's private backup key")
    restore.add_argument("--over", action="store_true", help="replace the group that is here")
    drill = add("drill")
    drill.add_argument("--identity", metavar="FILE", required=True, help="the operator's private backup key")
    drill.add_argument("--json", action="store_true", help="for machines")


def _add_running(add: Callable[[str], argparse.ArgumentParser]) -> None:
    doctor = add("doctor")
    doctor.add_argument("--json", action="store_true", help="for machines")
    assurance = add("assurance")
    assurance.add_argument("--month", metavar="MONTH", help="for example 2026-10 (default: last month)")
    assurance.add_argument("--json", action="store_true", help="for machines")
    governance = add("governance")
    governance.add_argument("--out", metavar="FOLDER", help="write the documents there (default: print their names)")
    governance.add_argument("--check", action="store_true", help="exit 1 when the folder's documents are not what the declarations say")
    paper = add("paper")
    paper.add_argument("--out", metavar="FILE", type=_path, default="paper.pdf", help="where to write it (default: paper.pdf)")
    paper.add_argument("--only", metavar="PART", nargs="+", choices=PAPERS, help=", ".join(PAPERS))
    paper.add_argument("--sheets", metavar="N", type=_whole, default=2, help="how many tally sheets, each with its own number (default: 2)")
    paper.add_argument(
        "--address",
        metavar="ADDRESS",
        type=_address,
        default=os.environ.get("KITHBRIDGE_ADDRESS", ""),
        help="how the site begins in a browser, for the squares on the sheets (default: KITHBRIDGE_ADDRESS)",
    )
    close = add("close")
    close.add_argument("--hand-on", metavar="FOLDER", help="where the charter and the public figures are written")
    close.add_argument("--next", metavar="TEXT", help="where people can go now; shown on the last page")
    close.add_argument("--yes", action="store_true", help="do it; without this it only says what would happen")


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return int(text)


def _small(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) <= 64:
        raise argparse.ArgumentTypeError("a number from 1 to 64")
    return int(text)


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise argparse.ArgumentTypeError("write a whole number")
    return int(text)


def _path(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("no name was given")
    return text


def _address(text: str) -> str:
    if text and not re.fullmatch(r"https?://[^\s/]+/?", text):
        raise argparse.ArgumentTypeError(
            "an address begins with https:// and ends with the name of the site, such as https://things.example"
        )
    return text


def start_django() -> None:
    """Set Django up, for commands that need the databases."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kithbridge.web.settings")
    import django

    django.setup()


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns its exit code: 0 done, 1 a check found something, 2 it could not be done."""
    given = sys.argv[1:] if argv is None else argv
    # A check of words is to answer like any small tool: the options of the other commands are not built for it.
    parser = _words_parser() if given and given[0] == "words" else _parser()
    options = parser.parse_args(argv)
    if options.command is None:
        parser.print_help()
        return 0
    module, function, needs_django, _line = COMMANDS[options.command]
    try:
        if needs_django:
            start_django()
        return int(getattr(import_module(module), function)(options))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Somebody closed the pipe we print into (`| head`): nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as problem:
        line = plainly(problem)
        if line is None or os.environ.get("KITHBRIDGE_TRACEBACK"):
            raise
        print(f"kithbridge: {line}", file=sys.stderr)
        return 2


def plainly(problem: Exception) -> str | None:
    """What a known problem means and what to do, or None for a defect of ours."""
    kind = type(problem).__name__
    if kind == "MissingSecretsError":
        return str(problem)
    if kind in {"OperationalError", "ProgrammingError", "DatabaseError", "MigrationSchemaMissing"}:
        said = str(problem)
        known = next((line for words, line in DATABASE_SAYS.items() if words in said), None)
        if known or kind != "DatabaseError":
            return known or "The database does not answer. Check DATABASE_URL, and that the database is running."
    if isinstance(problem, PermissionError):
        return f"This user may not read or write {problem.filename}. Nothing was changed."
    if isinstance(problem, OSError) and problem.errno == errno.ENOSPC:
        return "The disk is full. Nothing was changed."
    if isinstance(problem, OSError) and problem.filename:
        return f"{problem.filename}: {problem.strerror}. Nothing was changed."
    return None
