"""Every check and test of the project, one after another: `./kith test`.

    ./kith test                     all of it
    ./kith test --fast              without PostgreSQL and without the browser
    ./kith test ruff mypy           only these checks (`./kith test --list` names them)
    ./kith test unit                only tests/unit, on SQLite; also a file or `file::test`
    ./kith test postgres browser    only these parts
    ./kith test postgres-three      what touches the database, with keyring and open visits on PostgreSQL, too
    ./kith test [names] -- -k words what stands after `--` goes to pytest; without names only the tests run

Goes on after a failure; ends with a summary and a non-zero status if anything failed. What this machine lacks
(PostgreSQL, Chromium, gettext) is skipped with one line saying so; with CI=true that is a failure.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

PROJECT = Path(__file__).resolve().parent.parent
TESTS = PROJECT / "tests"
PROGRAMS = Path(sys.executable).parent
IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}
SETTINGS = "kithbridge.web.settings"
WORKERS = min(max(os.cpu_count() or 2, 2), 4)

NOTHING_COLLECTED = 5
OK, FAILED, SKIPPED, EMPTY = "ok", "FAILED", "skipped", "no tests"


class LackingError(Exception):
    """This machine lacks what the check needs; the text says what, and how to get it."""


@dataclass(frozen=True)
class Check:
    name: str
    title: str
    run: Callable[[], str]
    slow: bool = False


@dataclass(frozen=True)
class Result:
    check: Check
    outcome: str
    seconds: float

    @property
    def failed(self) -> bool:
        return self.outcome == FAILED or (IN_CI and self.outcome == SKIPPED)


class Terminated(KeyboardInterrupt):
    """Told to stop by a signal of which the running check knows nothing."""


# --- Running things ------------------------------------------------------------------------------------
def environment(home: str) -> dict[str, str]:
    """Ours without the developer's own site in it: checks see a fresh home."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in {"KITHBRIDGE_CHROMIUM", "KITHBRIDGE_TEST_AHEAD"} or not name.startswith(("KITHBRIDGE_", "DJANGO_", "DATABASE_URL"))
    }
    # Hundreds of processes are started: without it each compiles the project anew, and each part all tests (a tenth of the whole).
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    kept["PATH"] = f"{PROGRAMS}{os.pathsep}{kept.get('PATH', os.defpath)}"
    kept["KITHBRIDGE_HOME"] = home
    kept["KITHBRIDGE_VOLATILE"] = str(Path(home) / "volatile")
    return kept


ENVIRONMENT: dict[str, str] = {}


def call(*command: str, **more: str) -> int:
    print("$ " + " ".join(command), flush=True)
    with subprocess.Popen(command, cwd=PROJECT, env=ENVIRONMENT | more) as process:
        try:
            return process.wait()
        except KeyboardInterrupt as stopped:
            if isinstance(stopped, Terminated):  # on Ctrl-C the terminal has told the child already
                process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=20)
            process.kill()
            raise


def verdict(status: int) -> str:
    return OK if status == 0 else FAILED


def command(*words: str) -> Callable[[], str]:
    return lambda: verdict(call(*words))


def spoken(seconds: float) -> str:
    """How long it took: "119 s", "20 min 37 s"."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes >= 2 else f"{round(seconds)} s"


def say(text: str) -> None:
    print(text, flush=True)


# --- Checks without tests ------------------------------------------------------------------------------
def translations() -> str:
    sources = sorted((PROJECT / "kithbridge" / "locale").glob("*/LC_MESSAGES/*.po"))
    if not sources:
        say("no translations yet")
        return OK
    if shutil.which("msgfmt") is None:
        raise LackingError("no msgfmt here (Debian: apt install gettext)")
    status = [call("msgfmt", "--check", "-o", str(po.with_suffix(".mo")), str(po)) for po in sources]
    return verdict(max(status))


# --- Tests ---------------------------------------------------------------------------------------------
def pytest(part: str, where: list[str], extra: list[str], **more: str) -> str:
    one_process = any(word.startswith(("-n", "--pdb", "--trace", "--numprocesses")) for word in extra)
    # One more where a server does part of the work.
    workers = WORKERS + (part == "postgres")
    spread = [] if one_process else ["-n", str(workers), "--dist", "loadscope" if part == "browser" else "worksteal"]
    words = [sys.executable, "-m", "pytest", *spread, "--durations=10", *where, *extra]
    status = call(*words, KITHBRIDGE_TEST_PART=part, **more)
    if status == NOTHING_COLLECTED:
        # A filter may leave one part without tests; a whole part without any would test nothing, unnoticed.
        return FAILED if IN_CI and not extra and where == ["tests"] else EMPTY
    return verdict(status)


def browser(where: list[str], extra: list[str]) -> str:
    if not (os.environ.get("KITHBRIDGE_CHROMIUM") or shutil.which("chromium")):
        raise LackingError("no Chromium here (Debian: apt install chromium)")
    return pytest("browser", where, extra)


def postgres(where: list[str], extra: list[str], **more: str) -> str:
    with cluster() as given:
        return pytest("postgres", where, extra, **given, **more)


# What several web machines share (docs/adr/0010): the keyring, what changes its keys, and open visits.
THREE = [
    *(f"tests/unit/test_{name}.py" for name in ("vault", "visit", "retention", "epoch", "spare", "rotation", "rotate_cli")),
    *("tests/generative/test_vault_machine.py", "tests/security/test_crashes.py", "tests/security/test_rotation_kill.py"),
]


# --- A PostgreSQL of our own, for these minutes only ---------------------------------------------------
def postgres_programs() -> Path:
    found = [p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb") if p.parent.parent.name.isdigit()]
    if found:
        return max(found, key=lambda folder: int(folder.parent.name))
    on_path = shutil.which("initdb")
    if on_path is None or not (Path(on_path).resolve().parent / "pg_ctl").exists():
        raise LackingError("no PostgreSQL server here (Debian: apt install postgresql)")
    return Path(on_path).resolve().parent


def as_postgres() -> tuple[list[str], int | None]:
    """PostgreSQL refuses to run as root: then it is the user `postgres` that runs it."""
    if os.geteuid() != 0:
        return [], None
    try:
        user = pwd.getpwnam("postgres").pw_uid
    except KeyError:
        raise LackingError("PostgreSQL refuses root, and there is no user `postgres` to run it as") from None
    if shutil.which("runuser") is None:
        raise LackingError("PostgreSQL refuses root, and there is no runuser to become `postgres` with")
    return ["runuser", "-u", "postgres", "--"], user


@contextlib.contextmanager
def cluster() -> Iterator[dict[str, str]]:
    """A throw-away cluster on a socket that only we can reach.

    Yields what the tests need to know of it: KITHBRIDGE_TEST_DATABASE_URL, ..._KEYRING_URL, ..._VOLATILE_URL (addresses),
    KITHBRIDGE_TEST_PG_LOG (its log) and KITHBRIDGE_TEST_PG_DATA (its data directory).
    """
    programs = postgres_programs()
    become, user = as_postgres()
    # Not in TMPDIR: the path of a socket may be 107 bytes long at most.
    folder = Path(tempfile.mkdtemp(prefix="kithbridge-pg-", dir="/tmp"))
    if user is not None:
        os.chown(folder, user, -1)
    data, log = folder / "data", folder / "log"
    settings = {
        "listen_addresses": "''",
        "unix_socket_directories": str(folder),
        # As shipped: a failing row or a cast error would otherwise write its values into the log.
        "log_min_messages": "panic",
        "log_min_error_statement": "panic",
        # What a test wrote must still lie in the log when it searches there, whatever others write meanwhile.
        "wal_keep_size": "1GB",
        # The machine's power is not what is tested, and half of the time would go there.
        "fsync": "off",
    }

    def pg(program: str, *words: str) -> None:
        done = subprocess.run(
            [*become, str(programs / program), *words],
            cwd=folder,
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if program != "pg_ctl" else subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            told = done.stdout or (log.read_text() if log.exists() else "")
            raise RuntimeError(f"{program} failed:\n{told}")

    try:
        say(f"starting PostgreSQL {programs.parent.name} in {folder}")
        pg(
            "initdb",
            "-D",
            str(data),
            "-U",
            "kithbridge",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        )
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        pg("pg_ctl", "-D", str(data), "-l", str(log), "-o", options, "-w", "start")
        for name in ("kithbridge", "keyring", "volatile"):
            pg("createdb", "-h", str(folder), "-U", "kithbridge", name)
        address = f"postgres://kithbridge@{quote(str(folder), safe='')}/"
        yield {
            "KITHBRIDGE_TEST_DATABASE_URL": address + "kithbridge",
            "KITHBRIDGE_TEST_KEYRING_URL": address + "keyring",
            "KITHBRIDGE_TEST_VOLATILE_URL": address + "volatile",
            "KITHBRIDGE_TEST_PG_LOG": str(log),
            "KITHBRIDGE_TEST_PG_DATA": str(data),
        }
    finally:
        if (data / "postmaster.pid").exists():
            pg("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


# --- All of it, in order -------------------------------------------------------------------------------
def checks(extra: list[str]) -> list[Check]:
    everything = ["tests"]
    return [
        Check("ruff", "ruff check", command("ruff", "check", ".")),
        Check("format", "ruff format --check", command("ruff", "format", "--check", ".")),
        Check("mypy", "mypy", command("mypy")),
        Check("imports", "import-linter", command("lint-imports")),
        Check("inventory", "every field declared", command("kithbridge", "inventory", "--check")),
        Check(
            "migrations",
            "migrations complete",
            command("django-admin", "makemigrations", "--check", "--dry-run", f"--settings={SETTINGS}"),
        ),
        Check("translations", "translations compile", translations),
        Check("sqlite", "tests on SQLite", lambda: pytest("sqlite", everything, extra)),
        Check("postgres", "tests on PostgreSQL", lambda: postgres(everything, extra), slow=True),
        Check(
            "postgres-three",
            "keyring and visits on PostgreSQL, too",
            lambda: postgres(THREE, extra, KITHBRIDGE_TEST_THREE="1"),
            slow=True,
        ),
        Check("browser", "tests in Chromium", lambda: browser(everything, extra), slow=True),
    ]


def chosen(names: list[str], *, fast: bool, extra: list[str]) -> list[Check]:
    """The checks that `names` ask for: a check, a folder of tests, a file or a test."""
    known = {check.name: check for check in checks(extra)}
    if not names:
        tests_only = {"sqlite", "postgres", "postgres-three", "browser"}
        return [check for check in known.values() if not (fast and check.slow) and not (extra and check.name not in tests_only)]
    selected = [known[name] for name in names if name in known]
    paths = []
    for name in (name for name in names if name not in known):
        path = f"tests/{name}" if (TESTS / name).is_dir() else name
        if not (PROJECT / path.partition("::")[0]).exists():
            sys.exit(f"There is no check and no test called {name!r}. `./kith test --list` names them.")
        paths.append(path)
    in_browser = [path for path in paths if path.startswith("tests/browser")]
    others = [path for path in paths if path not in in_browser]
    if others:
        selected.append(Check("tests", " ".join(others), lambda: pytest("sqlite", others, extra)))
    if in_browser:
        selected.append(Check("tests", " ".join(in_browser), lambda: browser(in_browser, extra)))
    return selected


def carry_out(check: Check, place: str) -> Result:
    say(f"\n=== {place} {check.title} ".ljust(100, "="))
    began = time.monotonic()
    try:
        outcome = check.run()
    except LackingError as lacking:
        outcome = SKIPPED
        say(f"skipped: {lacking}" + (" - a failure, because CI=true" if IN_CI else ""))
    except (OSError, RuntimeError) as problem:
        outcome = FAILED
        say(str(problem))
    seconds = time.monotonic() - began
    say(f"--- {check.title}: {outcome}, {seconds:.1f} s")
    return Result(check, outcome, seconds)


def summary(results: list[Result], seconds: float) -> int:
    say("\n=== summary ".ljust(100, "="))
    for result in results:
        say(f"{result.outcome:9} {result.check.title:24} {result.seconds:7.1f} s")
    failed = [result.check.title for result in results if result.failed]
    took = spoken(seconds)
    if failed:
        say(f"{len(failed)} of {len(results)} failed in {took}: {', '.join(failed)}")
        return 1
    say(f"all well in {took}")
    return 0


def terminated(*_: object) -> None:
    raise Terminated


def list_names() -> None:
    for check in checks([]):
        say(f"{check.name:14} {check.title}")
    for folder in sorted(path.name for path in TESTS.iterdir() if path.is_dir() and path.name[0] not in "._"):
        if folder != "browser":
            say(f"{folder:14} tests/{folder} on SQLite")


def main(words: list[str]) -> int:
    cut = words.index("--") if "--" in words else len(words)
    words, extra = words[:cut], words[cut + 1 :]
    flags = {word for word in words if word.startswith("-")}
    names = [word for word in words if word not in flags]
    if flags & {"-h", "--help", "--list"}:
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    if flags & {"-h", "--help"}:
        say((__doc__ or "").strip())
        return 0
    if "--list" in flags:
        list_names()
        return 0
    if unknown := flags - {"--fast"}:
        say(f"Unknown: {' '.join(sorted(unknown))}. What is for pytest stands after `--`.")
        return 2
    selected = chosen(names, fast="--fast" in flags, extra=extra)
    signal.signal(signal.SIGTERM, terminated)
    results: list[Result] = []
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kithbridge-checks-") as home:
        ENVIRONMENT.update(environment(home))
        try:
            for number, check in enumerate(selected, 1):
                results.append(carry_out(check, f"{number}/{len(selected)}"))
        except KeyboardInterrupt:
            say(f"\nstopped after {len(results)} of {len(selected)} checks")
            return 130
    return summary(results, time.monotonic() - began)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
