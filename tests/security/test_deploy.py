"""What is shipped in deploy/: units that systemd takes, a PostgreSQL that says nothing, files that are there, `kb` as its head says.

No container is built here and no proxy is started: that needs programs a test machine does not have. Caddy's own check of the Caddyfile
runs where Caddy is installed.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

from kithbridge import cli
from kithbridge.cli.doctor import databases as doctor
from tests.security.serving import PROJECT

DEPLOY = PROJECT / "deploy"
UNITS = DEPLOY / "systemd"
PROGRAM = "/opt/kithbridge/.venv/bin/kithbridge"
NAMES = ("web", "rotate", "sweep", "backup", "keyring", "doctor")
# systemd's own review: 0 is best, 10 is worst; up to 2 it says "OK".
MOST_EXPOSED = "20"
COMPOSE = (DEPLOY / "compose.yaml").read_text()


# --- Units -----------------------------------------------------------------------------------------------
def line(unit: str, name: str) -> str:
    found = re.search(rf"^{name}=(.*)$", (UNITS / unit).read_text(), re.MULTILINE)
    assert found, f"{unit} has no {name}"
    return found[1]


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The units as in /etc/systemd/system, for a group `things`, with a program that is there."""
    shutil.copytree(UNITS, tmp_path / "units")
    for name in NAMES:
        text = (UNITS / f"kithbridge-{name}@.service").read_text().replace(PROGRAM, "/bin/true")
        (tmp_path / "units" / f"kithbridge-{name}@.service").write_text(text)
        (tmp_path / "units" / f"kithbridge-{name}@things.service").write_text(text)
    return tmp_path / "units"


def analyze(installed: Path, *words: str) -> subprocess.CompletedProcess[str]:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze here (Debian: apt install systemd)")
    environ = os.environ | {"SYSTEMD_UNIT_PATH": f"{installed}:/lib/systemd/system"}
    return subprocess.run(["systemd-analyze", *words], env=environ, cwd=installed, capture_output=True, text=True, timeout=120, check=False)


def test_systemd_finds_no_fault(installed: Path) -> None:
    units = [f"./{path.name}" for path in sorted(installed.glob("*things.service")) + sorted(installed.glob("*.timer"))]
    assert len(units) == 2 * len(NAMES) - 1
    answer = analyze(installed, "verify", *units)
    assert (answer.stdout + answer.stderr, answer.returncode) == ("", 0)
    shared = installed / "kithbridge-.service.d" / "10-hardening.conf"
    shared.write_text(shared.read_text().replace("LimitCORE=0", "LimitCORE=nonsense"))
    assert "nonsense" in analyze(installed, "verify", "./kithbridge-sweep@things.service").stderr, "the shared part must be read for each"


@pytest.mark.parametrize("name", NAMES)
def test_systemds_own_review_calls_each_unit_little_exposed(installed: Path, name: str) -> None:
    answer = analyze(installed, "security", "--offline=yes", f"--threshold={MOST_EXPOSED}", f"./kithbridge-{name}@things.service")
    level = re.search(r"Overall exposure level.*", answer.stdout + answer.stderr)
    print(level[0] if level else answer.stderr)
    assert answer.returncode == 0


def test_memory_reaches_no_disk_and_writing_is_limited() -> None:
    text = (UNITS / "kithbridge-.service.d" / "10-hardening.conf").read_text()
    for setting in ("LimitCORE=0", "MemorySwapMax=0", "ProtectSystem=strict", "PrivateTmp=yes", "NoNewPrivileges=yes", "UMask=0077"):
        assert f"\n{setting}\n" in text
    written = re.findall(r"^ReadWritePaths=-?(.+)$", text, re.MULTILINE)
    assert written == ["/var/lib/kithbridge/%i", "/srv/kithbridge-spare/%i", "/srv/kithbridge-backups/%i"]
    operate = (PROJECT / "docs" / "operate.md").read_text()
    assert all(path.replace("%i", "things") in operate for path in written)


@pytest.mark.parametrize("name", NAMES)
def test_each_unit_runs_a_command_there_is(name: str) -> None:
    words = shlex.split(line(f"kithbridge-{name}@.service", "ExecStart").replace("${KITHBRIDGE_PORT}", "8000"))
    assert words[0] == PROGRAM
    options = cli._parser().parse_args(words[1:])
    assert options.command in cli.COMMANDS


def test_each_timer_has_its_service_and_is_made_up_for_after_a_pause() -> None:
    assert {path.name.split("@")[0] for path in UNITS.glob("*.timer")} == {f"kithbridge-{name}" for name in NAMES if name != "web"}
    for name in NAMES[1:]:
        assert line(f"kithbridge-{name}@.timer", "Persistent") == "true"
    assert line("kithbridge-keyring@.timer", "OnCalendar") == "hourly"
    assert line("kithbridge-rotate@.timer", "OnCalendar").startswith("*-*-*"), (
        "daily: a week's key must not wait for a Monday the machine was off"
    )


# --- PostgreSQL --------------------------------------------------------------------------------------------
def settings_of_file() -> dict[str, str]:
    lines = (DEPLOY / "postgresql" / "kithbridge.conf").read_text().splitlines()
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("'") for name, value in pairs}


def settings_of_compose() -> dict[str, str]:
    return dict(re.findall(r"^ +- -c\n +- (\w+)=(.*)$", COMPOSE, re.MULTILINE))


def test_both_ways_of_running_it_set_what_doctor_wants() -> None:
    assert settings_of_file() == settings_of_compose()
    for name, wanted in doctor.SILENT.items():
        assert settings_of_file()[name] == wanted[0], name


def test_every_thread_can_have_its_connections() -> None:
    from kithbridge.cli import server

    assert int(settings_of_file()["max_connections"]) >= 2 * server.THREADS * 3 + 10


@pytest.mark.postgres
def test_postgres_takes_every_setting() -> None:
    from tests import run

    server = run.postgres_programs() / "postgres"
    become, _user = run.as_postgres()
    for name, value in settings_of_file().items():
        told = subprocess.run(
            [*become, str(server), "-D", os.environ["KITHBRIDGE_TEST_PG_DATA"], "-c", f"{name}={value}", "-C", name],
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
        )
        assert told.returncode == 0, told.stderr
        assert told.stdout.strip().replace("MB", "") == value.replace("MB", ""), name


@pytest.mark.postgres
@pytest.mark.django_db(databases=["default", "keyring", "volatile"])
def test_the_postgres_of_the_log_test_is_as_silent_as_the_shipped_one() -> None:
    """tests/security/test_logs.py proves the silence on this server: it must be set as what is shipped."""
    for name, wanted in doctor.SILENT.items():
        assert doctor._shown("default", name) in ("", *wanted), name


# --- Containers ------------------------------------------------------------------------------------------------
def steps() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n\s*", "", (DEPLOY / "Dockerfile").read_text())
    return [(word, rest) for word, _space, rest in (line.partition(" ") for line in text.splitlines() if line and not line.startswith("#"))]


def test_each_step_of_the_dockerfile_can_be_taken() -> None:
    known = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "EXPOSE", "HEALTHCHECK", "STOPSIGNAL", "ENTRYPOINT", "CMD"}
    assert {word for word, _rest in steps()} <= known
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    for word, rest in steps():
        if word == "COPY" and not rest.startswith("--from"):
            for source in rest.split()[:-1]:
                assert (PROJECT / source).exists(), source
                assert f"!{source.removeprefix('./')}" in ignored, f"{source} is left out by Dockerfile.dockerignore"
    assert ignored[1] == "*"
    words = [word for word, _rest in steps()]
    assert words.index("USER") < words.index("ENTRYPOINT")
    assert ("USER", "kithbridge") in steps()


def test_packages_are_checked_against_their_hashes_and_the_back_end_is_among_them() -> None:
    runs = " ".join(rest for word, rest in steps() if word == "RUN")
    assert "--require-hashes --only-binary :all: -r requirements.txt" in runs
    assert "--no-deps --no-build-isolation --no-index -e ." in runs
    pinned = (PROJECT / "requirements.txt").read_text()
    assert re.search(r"^hatchling==", pinned, re.MULTILINE)
    assert re.search(r"^editables==", pinned, re.MULTILINE)


def test_images_have_plain_names_and_no_host() -> None:
    images = [rest.split()[0] for word, rest in steps() if word == "FROM"] + re.findall(r"^ +image: (\S+)$", COMPOSE, re.MULTILINE)
    assert len(images) >= 4
    assert all(re.fullmatch(r"[a-z]+(:[a-z0-9.-]+)?", image) for image in images), images


def test_three_databases_apart_and_nothing_swapped_out() -> None:
    addresses = dict(re.findall(r"^ +(\w+_URL): (\S+)$", COMPOSE, re.MULTILINE))
    made = re.findall(r"CREATE DATABASE (\w+);", (DEPLOY / "postgresql" / "three-databases.sql").read_text())
    made += re.findall(r"^ +POSTGRES_DB: (\w+)$", COMPOSE, re.MULTILINE)
    assert sorted(address.rpartition("/")[2] for address in addresses.values()) == sorted(made)
    assert set(addresses) == set(doctor.VARIABLES.values())
    assert re.findall(r"mem_limit: (\S+)", COMPOSE) == re.findall(r"memswap_limit: (\S+)", COMPOSE)
    assert COMPOSE.count("core: 0") == 2  # the careful ones by one anchor, and the database
    assert COMPOSE.count("/healthz") == 1
    assert not re.search(r"PASSWORD", COMPOSE)


# --- Proxy ---------------------------------------------------------------------------------------------------------
def test_the_proxy_keeps_no_log_and_hands_no_address_on() -> None:
    text = (DEPLOY / "Caddyfile").read_text()
    directives = [line.split()[0] for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
    assert directives.count("log") == 1, "one `log` for the program itself; none for requests"
    assert re.search(r"log default \{\s+output stderr\s+level WARN\s+include tls\.", text)
    assert "encode" not in directives
    for header in ("-X-Forwarded-For", "-X-Real-IP", "X-Forwarded-Proto https"):
        assert f"header_up {header}" in text
    assert "999" in text
    if caddy := shutil.which("caddy"):
        told = subprocess.run(
            [caddy, "validate", "--config", str(DEPLOY / "Caddyfile"), "--adapter", "caddyfile"], capture_output=True, check=False
        )
        assert told.returncode == 0, told.stderr.decode()


# --- kb ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def kb() -> Iterator[Path]:
    """`kb` with folders of the test's, and a program that says who and where it is. Open to everybody, unlike pytest's own folders."""
    with tempfile.TemporaryDirectory(prefix="kithbridge-kb-") as made:
        yield _kb(Path(made))


def _kb(tmp_path: Path) -> Path:
    program = tmp_path / "program"
    program.write_text('#!/bin/sh\necho "$(id -un) $KITHBRIDGE_HOME $KITHBRIDGE_ADDRESS $(umask) $*"\n')
    program.chmod(0o755)
    script = tmp_path / "kb"
    script.write_text((DEPLOY / "kb").read_text().replace("/var/lib/kithbridge", str(tmp_path / "groups")).replace(PROGRAM, str(program)))
    script.chmod(0o755)
    (tmp_path / "groups" / "things").mkdir(parents=True)
    tmp_path.chmod(0o755)
    return script


def call(kb: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("KITHBRIDGE_")}
    return subprocess.run([str(kb), *words], env=environ, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    "words", [(), ("things",), ("../etc", "doctor"), ("Things", "doctor"), ("-x", "doctor"), ("nobody-here", "doctor"), ("", "x")]
)
def test_kb_refuses_plainly(kb: Path, words: tuple[str, ...]) -> None:
    answer = call(kb, *words)
    assert answer.returncode == 2
    assert answer.stderr.startswith("kb: ")
    assert answer.stdout == ""


def test_kb_reads_the_groups_settings(kb: Path) -> None:
    me = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
    home = kb.parent / "groups" / "things"
    assert call(kb, "things", "init", "--yes").stdout == f"{me} {home}  0077 init --yes\n"
    (home / "kithbridge.env").write_text(f"KITHBRIDGE_HOME='{home}'\nKITHBRIDGE_ADDRESS='https://things.example'\n")
    assert call(kb, "things", "doctor").stdout == f"{me} {home} https://things.example 0077 doctor\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody else")
def test_kb_becomes_the_groups_user_before_it_reads_anything(kb: Path) -> None:
    home = kb.parent / "groups" / "things"
    (home / "kithbridge.env").write_text(f"id -un > {home}/who\n")
    shutil.chown(home, "nobody")
    shutil.chown(home / "kithbridge.env", "nobody")
    home.chmod(0o700)
    answer = call(kb, "things", "doctor")
    assert answer.stdout.startswith("nobody "), answer.stderr
    assert (home / "who").read_text() == "nobody\n", "a group's file must not be read as root"


def test_no_host_of_a_registry_and_no_key_stands_in_what_is_shipped() -> None:
    for path in (path for path in DEPLOY.rglob("*") if path.is_file()):
        text = path.read_text()
        assert not re.search(r"AGE-SECRET-KEY|docker\.io|ghcr|quay\.io|pypi|BEGIN [A-Z ]*PRIVATE", text), path
        assert not any(fnmatch(path.name, pattern) for pattern in ("*.env", "*.pem", "*.key")), path
