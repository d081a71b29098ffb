"""`kithbridge doctor`: a sound home gives nothing; each planted fault is found with what it means and its remedy.

The machine's own files (/proc, /sys, /run) are stand-ins under a root of the test's; everything else is planted for real.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import connections

from kithbridge.cli import doctor
from kithbridge.cli.doctor import machine
from kithbridge.cli.doctor.finding import Finding, Look
from kithbridge.people import epoch, facts, rotation, spare, spare_files
from kithbridge.people.actions import group
from kithbridge.people.backups import new_identity, places
from kithbridge.people.models import Role, RoleHeld
from kithbridge.web import clock, home, record
from kithbridge.web.clock import this_week
from kithbridge.web.record import chain
from kithbridge.web.record.models import Entry
from kithbridge.words import lists
from kithbridge.words.models import WordList
from tests import ahead
from tests.builders import DATABASES, decide, furnish_site, make_member, quick_kdf  # noqa: F401

pytestmark = DATABASES
GB = 1_000_000_000


@dataclass
class Place:
    """A furnished site in a folder of its own, with stand-ins for the machine's files."""

    folder: Path
    root: Path
    environ: dict[str, str] = field(default_factory=dict)
    disk: Callable[[Path], tuple[int, int]] = lambda _folder: (100 * GB, 50 * GB)

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def machine(self, path: str, text: str) -> None:
        """Write one of the machine's own files."""
        file = self.root / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def findings(self) -> list[Finding]:
        return doctor.examine(Look(self.root, self.environ, self.disk))[0]

    def keys(self) -> set[str]:
        return {one.key for one in self.findings()}


# --- A certificate and a server that shows it ----------------------------------------------------------
def certificate(folder: Path, *, host: str = "localhost", days: int = 60) -> Path:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key, now = ec.generate_private_key(ec.SECP256R1()), clock.now().astimezone(dt.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=90))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{host}-{days}.pem"
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


class Secured:
    """A TLS server on this machine that shows one certificate at a time."""

    def __init__(self, shown: Path) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self.show(shown)
        threading.Thread(target=self._work, daemon=True).start()

    def show(self, path: Path) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(path)

    def _work(self) -> None:
        while True:
            try:
                line, _from = self._listening.accept()
            except OSError:
                return
            try:
                self._context.wrap_socket(line, server_side=True).close()
            except OSError:
                line.close()

    def close(self) -> None:
        with contextlib.suppress(OSError):  # closed before
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()


@pytest.fixture
def secured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Secured]:
    shown = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(shown))
    server = Secured(shown)
    yield server
    server.close()


# --- The sound home --------------------------------------------------------------------------------------
@pytest.fixture
def place(tmp_path: Path, secured: Secured, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Everything as it must be."""
    found = Place(tmp_path, tmp_path / "root")
    before = home.home()
    for name in ("secrets", "epoch"):
        shutil.copytree(before / name, found.home / name)
    found.environ = {
        "PATH": os.environ["PATH"],
        "KITHBRIDGE_HOME": str(found.home),
        "KITHBRIDGE_ADDRESS": f"https://localhost:{secured.port}",
        "KITHBRIDGE_SPARE": str(tmp_path / "spare"),
        "KITHBRIDGE_BACKUPS": str(tmp_path / "backups"),
        "KITHBRIDGE_BACKUP_TO": new_identity()[0],
        "KITHBRIDGE_ENV": str(found.home / "kithbridge.env"),
    }
    for name, value in found.environ.items():
        monkeypatch.setenv(name, value)
    for folder in (found.home, found.home / "secrets", found.home / "epoch", tmp_path / "spare", tmp_path / "backups"):
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
    home.write_private(found.home / "kithbridge.env", "KITHBRIDGE_HOME=...\n")
    monkeypatch.setattr(epoch, "_kept", {})
    site_machine(found)
    furnish_site()
    second = make_member("Bron", Role.LEAD)
    for one in (second, make_member("Jo")):
        from kithbridge.people.actions import circles
        from kithbridge.people.models import Circle

        circles.add(circle=Circle.objects.get(reads_asks=True).pk, member=one.member.pk)
    if rotation.due():
        rotation.rotate(lambda _line: None)
    spare_files.begin()
    spare.catch_up()
    chain.link()
    kept_backups(found)
    return found


def site_machine(place: Place) -> None:
    place.machine("/proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n")
    place.machine("/proc/mounts", f"/dev/vda / ext4 rw 0 0\ntmpfs {place_of_visits()} tmpfs rw 0 0\n")
    place.machine("/proc/sys/kernel/core_pattern", "core\n")
    place.machine("/run/systemd/timesync/synchronized", "")
    serving(place, "0")


def place_of_visits() -> Path:
    return Path(str(connections["volatile"].settings_dict["NAME"])).parent


def serving(place: Place, limit: str) -> None:
    """A running `kithbridge serve` whose limit for core files is `limit`."""
    place.machine("/proc/4711/cmdline", "/opt/x/bin/python\0/opt/x/bin/kithbridge\0serve\0--port\08000\0")
    place.machine("/proc/4711/limits", f"Limit  Soft Limit  Hard Limit  Units\nMax core file size        {limit}     {limit}     bytes\n")


def keep(kind: str, week: str) -> Path:
    """A whole backup file of that week, as far as its name tells."""
    with clock.at(dt.datetime.combine(clock.Week.parse(week).monday(), dt.time(12), clock.LONDON)):
        taken = places.reserve(kind)
        with places.new_file(taken) as file:
            file.write(b"age-encryption.org/v1\n")
    return taken.path


def kept_backups(place: Place) -> None:
    for kind in places.KINDS:
        keep(kind, str(this_week()))
    drilled(place, week=str(this_week()), ok=True)


def drilled(place: Place, **told: object) -> None:
    home.write_private(place.home / "drill.json", json.dumps({"lines": [], **told}))


def test_a_sound_home_gives_nothing(place: Place) -> None:
    findings, unseen = doctor.examine(Look(place.root, place.environ, place.disk))
    assert findings == []
    assert unseen == []


# --- Planted faults ----------------------------------------------------------------------------------------
def _loosen(*parts: str, mode: int = 0o755) -> Callable[[Place], None]:
    return lambda place: place.folder.joinpath(*parts).chmod(mode)


def _database(place: Place) -> None:
    (place.home / "content.sqlite3").write_bytes(b"SQLite format 3\0")
    (place.home / "content.sqlite3").chmod(0o644)


def _machine(path: str, text: str) -> Callable[[Place], None]:
    return lambda place: place.machine(path, text)


def _set(name: str, value: str) -> Callable[[Place], None]:
    return lambda place: place.environ.update({name: value})


def _unread_env(place: Place) -> None:
    home.write_private(place.home / "kithbridge.env", "KITHBRIDGE_HOME='/there'\nKITHBRIDGE_PORT='8001'\n")


def _copied_secrets(place: Place) -> None:
    shutil.copy(home.secrets_folder() / home.SECRETS_FILE, place.folder / "backups" / "old-site.txt")


def _private_key(place: Place) -> None:
    home.write_private(place.home / "backup.key", new_identity()[1])


def _unsynchronised(place: Place) -> None:
    (place.root / "run/systemd/timesync/synchronized").unlink()


def _ahead(place: Place) -> None:
    with clock.at(clock.now() + dt.timedelta(weeks=3)):
        record.note("test", role="software")


def _lost_epoch(place: Place) -> None:
    (place.home / "epoch" / epoch.FILE).unlink()
    epoch._kept.clear()


def _on_a_disk(place: Place) -> None:
    place.machine("/proc/mounts", "/dev/vda / ext4 rw 0 0\n")


def _without_backups(place: Place) -> None:
    del place.environ["KITHBRIDGE_BACKUP_TO"]


def _backups(**weeks: int) -> Callable[[Place], None]:
    """Backups of each kind, so many weeks ago; a kind that is not named is missing."""

    def plant(place: Place) -> None:
        for path in (place.folder / "backups").glob("*.age"):
            path.unlink()
        for kind, ago in weeks.items():
            keep(kind, str(this_week() - ago))

    return plant


def _no_folder(place: Place) -> None:
    shutil.rmtree(place.folder / "backups")


def _half(place: Place) -> None:
    (place.folder / "backups" / f"content-{this_week()}-{'0' * 16}.age.part").write_bytes(b"age")


def _drill(**told: object) -> Callable[[Place], None]:
    return lambda place: drilled(place, **told)


def _no_drill(place: Place) -> None:
    (place.home / "drill.json").unlink()


def _unread_drill(place: Place) -> None:
    (place.home / "drill.json").write_text("{")


def _no_spare(place: Place) -> None:
    shutil.rmtree(place.folder / "spare")


def _behind(place: Place) -> None:
    """The spare place kept a head that this record does not hold: an older copy was put back, or it was changed."""
    spare_files.write_head("ab" * 32)


def _overdue(place: Place) -> None:
    from kithbridge.people.keyring.models import Turn

    Turn.objects.update(week=str(this_week() - 2))


def _tampered(place: Place) -> None:
    Entry.objects.filter(segment__isnull=False).order_by("position").first().delete()


def _no_controller(place: Place) -> None:
    group.set_facts(values={"controller": ""})


def _changed_list(place: Place) -> None:
    WordList.objects.create(number=1, hash="0" * 64, before="starter", week=str(this_week()))
    decide("words.list", lists.key_of(1, "0" * 64))


def _one_lead(place: Place) -> None:
    RoleHeld.objects.filter(role=Role.LEAD, member__work_name="Maeve").delete()


def _demo(place: Place) -> None:
    from kithbridge.engines import sealing
    from kithbridge.people import demo, vault
    from kithbridge.people.actions.opening import derive

    one = demo.SIGN_INS[1]  # Bron: the name stands in this team
    vault.add_person(os.urandom(16).hex(), "team", derive(sealing.team_secret(one.work_name, one.words)), sealing.new_pair())  # type: ignore[arg-type]


PLANTED: dict[str, tuple[str, Callable[[Place], None]]] = {
    "the group's folder is open to others": ("files.home", _loosen("home")),
    "the secrets are open to others": ("files.secrets", _loosen("home", "secrets", "site.json", mode=0o644)),
    "the epoch key is open to others": ("files.epoch", _loosen("home", "epoch", "epoch.keys", mode=0o640)),
    "a database is open to others": ("files.databases", _database),
    "the environment file is open to others": ("files.env", _loosen("home", "kithbridge.env", mode=0o644)),
    "the environment file is not in force": ("files.env_unread", _unread_env),
    "the spare place is open to others": ("files.spare", _loosen("spare")),
    "the backups are open to others": ("files.backups", _loosen("backups")),
    "an init was interrupted": ("files.begun", lambda place: (place.home / "init.begun").touch()),
    "the epoch key is gone": ("files.epoch_lost", _lost_epoch),
    "secrets lie among the backups": ("files.copy", _copied_secrets),
    "the private backup key lies here": ("files.private_backup_key", _private_key),
    "tracebacks are on": ("settings.debug", _set("KITHBRIDGE_TRACEBACK", "1")),
    "settings of tests are on": ("settings.debug", _set("KITHBRIDGE_TESTING", "1")),
    "swap in clear": ("machine.swap", _machine("/proc/swaps", "Filename Type Size Used Priority\n/dev/sda2 partition 1000 0 -2\n")),
    "a swap file in clear": ("machine.swap", _machine("/proc/swaps", "Filename Type Size Used Priority\n/swapfile file 1000 0 -2\n")),
    "a crash handler that keeps memory": (
        "machine.dumps",
        _machine("/proc/sys/kernel/core_pattern", "|/usr/share/apport/apport -p%p -s%s -c%c\n"),
    ),
    "the server may dump its memory": ("machine.dumps", lambda place: serving(place, "unlimited")),
    "no time server": ("machine.clock", _unsynchronised),
    "the clock is behind the record": ("machine.clock_record", _ahead),
    "the disk is nearly full": ("machine.disk", lambda place: setattr(place, "disk", lambda _folder: (100 * GB, 1 * GB))),
    "not https": ("address.https", _set("KITHBRIDGE_ADDRESS", "http://things.example")),
    "visits on a disk": ("databases.volatile", _on_a_disk),
    "no backups": ("backups.none", _without_backups),
    "no folder for backups": ("backups.folder", _no_folder),
    "an old backup of the content": ("backups.old", _backups(content=2, keyring=0)),
    "an old backup of the keyring": ("backups.keyring_old", _backups(content=0, keyring=1)),
    "no backup of the keyring": ("backups.missing", _backups(content=0)),
    "half a backup": ("backups.half", _half),
    "no drill": ("drill.none", _no_drill),
    "a drill that failed": ("drill.failed", _drill(week="2026-W47", ok=False, lines=["found: 3 rows are missing"])),
    "an old drill": ("drill.old", _drill(week="2020-W01", ok=True)),
    "a drill that cannot be read": ("drill.unread", _unread_drill),
    "the spare place is gone": ("spare.problem", _no_spare),
    "the record does not follow the spare place's head": ("spare.problem", _behind),
    "the week's key is overdue": ("rotation.due", _overdue),
    "the record was changed": ("record.broken", _tampered),
    "a fact is missing": ("opening.facts", _no_controller),
    "one lead": ("opening.leads", _one_lead),
    "a demo passphrase opens something": ("opening.demo", _demo),
    "the word list was changed": ("words.list", _changed_list),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found_with_its_remedy(place: Place, name: str) -> None:
    key, plant = PLANTED[name]
    plant(place)
    found = {one.key: one for one in place.findings()}
    assert key in found, f"{name}: only {sorted(found)}"
    one = found[key]
    assert len(one.what) > 20
    assert one.means.endswith(".")
    assert len(one.remedy) > 10
    expected = {key, *BESIDE.get(name, set())}
    assert set(found) == expected, "a fault must not be taken for others"


# What a fault brings along: the record that was changed does not hold the head that the spare place kept either.
BESIDE = {
    "no folder for backups": set[str](),
    "the record does not follow the spare place's head": {"record.broken"},
    "one lead": {"opening.facts"},
    "a demo passphrase opens something": set[str](),
}


def test_at_least_twelve_kinds_are_planted() -> None:
    kinds = {key for key, _plant in PLANTED.values()}
    print(f"planted faults: {len(PLANTED)}, of {len(kinds)} kinds")
    assert len(kinds) >= 12


@pytest.mark.skipif(bool(ahead.DAYS), reason="TLS looks at the real clock")
def test_a_certificate_that_ends_is_over_or_is_another_hosts(place: Place, secured: Secured, monkeypatch: pytest.MonkeyPatch) -> None:
    for host, days, key in (
        ("localhost", 5, "address.certificate_ends"),
        ("localhost", -3, "address.certificate"),
        ("other.example", 60, "address.certificate"),
    ):
        shown = certificate(place.folder, host=host, days=days)
        monkeypatch.setenv("SSL_CERT_FILE", str(shown))
        secured.show(shown)
        assert place.keys() == {key}, (host, days)
    monkeypatch.delenv("SSL_CERT_FILE")
    assert place.keys() == {"address.certificate"}, "a certificate that nobody trusts"


def test_without_a_line_nothing_is_claimed_about_the_certificate(place: Place, secured: Secured) -> None:
    secured.close()
    findings, unseen = doctor.examine(Look(place.root, place.environ, place.disk))
    assert findings == []
    assert [one.what for one in unseen] == ["the certificate of localhost"]


def test_swap_that_is_encrypted_or_in_memory_is_no_fault(place: Place) -> None:
    head = "Filename Type Size Used Priority\n"
    place.machine("/proc/swaps", head + "/dev/dm-1 partition 1000 0 -2\n")
    assert place.keys() == {"machine.swap"}
    place.machine("/sys/class/block/dm-1/dm/uuid", "CRYPT-PLAIN-swap\n")
    assert place.keys() == set()
    place.machine("/proc/swaps", head + "/dev/zram0 partition 1000 0 100\n")
    place.machine("/sys/block/zram0/backing_dev", "none\n")
    assert place.keys() == set()
    place.machine("/sys/block/zram0/backing_dev", "/dev/sda3\n")
    assert place.keys() == {"machine.swap"}


def test_a_swap_file_on_an_encrypted_disk_is_no_fault(place: Place) -> None:
    place.machine("/proc/swaps", "Filename Type Size Used Priority\n/swapfile file 1000 0 -2\n")
    place.machine("/proc/mounts", f"/dev/dm-0 / ext4 rw 0 0\ntmpfs {place_of_visits()} tmpfs rw 0 0\n")
    assert place.keys() == {"machine.swap"}
    place.machine("/sys/class/block/dm-0/dm/uuid", "CRYPT-LUKS2-x\n")
    assert place.keys() == set()


def test_where_nothing_says_whether_the_clock_is_right(place: Place) -> None:
    shutil.rmtree(place.root / "run")
    findings, unseen = doctor.examine(Look(place.root, place.environ, place.disk))
    assert findings == []
    assert [one.what for one in unseen] == ["whether the clock is right"]


def test_a_clock_far_ahead_of_the_record(place: Place) -> None:
    newest, day = str(this_week()), clock.today()
    for weeks, found in ((0, 0), (13, 0), (14, 1)):
        assert len(list(machine.clock_against_record(newest, day + dt.timedelta(weeks=weeks)))) == found, weeks
    assert list(machine.clock_against_record("", day)) == []


def test_the_kernel_answers_about_the_clock() -> None:
    assert machine._kernel_says() in (True, False, None)
    assert machine._synchronised(Look()) in (True, False, None)


def test_pending_changes_are_found_and_the_rest_is_left_out(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.migrations.recorder import MigrationRecorder

    recorder = MigrationRecorder(connections["default"])
    recorder.record_unapplied("reach", max(name for app, name in recorder.applied_migrations() if app == "reach"))
    findings, unseen = doctor.examine(Look(place.root, place.environ, place.disk))
    assert [one.key for one in findings] == ["databases.pending"]
    assert findings[0].remedy == "kithbridge upgrade"
    assert {one.what for one in unseen} == {"opening", "keeping"}


def test_a_field_without_declaration(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from kithbridge.web import inventory

    monkeypatch.setattr(inventory, "problems", lambda: ["people.Fact.value is not declared"])
    assert place.keys() == {"opening.fields"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_else(place: Place) -> None:
    shutil.chown(place.home, "nobody")
    found = place.findings()
    assert [one.key for one in found] == ["files.owner"]
    assert "nobody" in found[0].remedy


def test_a_sealed_letter_stands_for_a_second_lead(place: Place) -> None:
    _one_lead(place)
    group.set_facts(values={"sealed_letter": "The trustees keep it (invented)."})
    assert facts.before_opening() == []
    assert place.keys() == set()


# --- PostgreSQL ---------------------------------------------------------------------------------------------
@pytest.mark.postgres
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("log_min_messages", "warning"),
        ("log_min_error_statement", "error"),
        ("log_statement", "all"),
        ("log_min_duration_statement", "250ms"),
        ("log_duration", "on"),
        ("log_parameter_max_length_on_error", "100"),
    ],
)
def test_what_postgres_would_write_down(place: Place, name: str, value: str) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(f"SET LOCAL {name} = '{value}'")
    found = place.findings()
    assert [one.key for one in found] == ["databases.log"]
    assert name in found[0].remedy


@pytest.mark.postgres
def test_a_missing_or_older_pg_dump(place: Place) -> None:
    empty = place.folder / "bin"
    empty.mkdir()
    place.environ["PATH"] = str(empty)
    assert place.keys() == {"databases.pg_dump"}
    (empty / "pg_dump").write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    (empty / "pg_dump").chmod(0o755)
    found = place.findings()
    assert [one.key for one in found] == ["databases.pg_dump"]
    assert "9.6.24" in found[0].what


@pytest.mark.postgres
def test_visits_that_postgres_writes_into_its_log(place: Place) -> None:
    from tests.security.test_planted import a_database

    name = f"doctor_volatile_{os.getpid()}"
    environ = beside(place, VOLATILE_URL=a_database(name))
    assert kithbridge(environ, "init").returncode == 0
    assert "databases.volatile" not in found_by(environ)
    from tests.security.test_planted import ask_postgres

    ask_postgres(environ["VOLATILE_URL"], "ALTER TABLE sessions_session SET LOGGED")
    assert "databases.volatile" in found_by(environ)


@pytest.mark.postgres
def test_content_and_keyring_in_one_database_though_spelled_differently(place: Place) -> None:
    from tests.security.test_planted import a_database

    address = a_database(f"doctor_both_{os.getpid()}")
    environ = beside(place, DATABASE_URL=address)
    assert kithbridge(environ, "init").returncode == 0
    told = found_by(environ | {"KEYRING_URL": address + "?application_name=keys"})
    assert "databases.together" in told
    assert not told & {"databases.pending", "opening.facts"}, "nothing more is claimed about databases that are one"


def beside(place: Place, **more: str) -> dict[str, str]:
    """The environment of a group of its own beside the test's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KITHBRIDGE_", "DATABASE_"))}
    return kept | {"KITHBRIDGE_HOME": str(place.folder / "beside"), "KITHBRIDGE_VOLATILE": str(place.folder / "visits"), **more}


def kithbridge(environ: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kithbridge", *words], env=environ, capture_output=True, text=True, timeout=120, check=False
    )


def found_by(environ: dict[str, str]) -> set[str]:
    """What the command finds in a process of its own."""
    answer = kithbridge(environ, "doctor", "--json")
    assert answer.returncode == 1, answer.stderr
    return {one["key"] for one in json.loads(answer.stdout)["findings"]}


# --- The command ----------------------------------------------------------------------------------------------
def test_text_and_json_say_the_same(place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    (place.home / "secrets").chmod(0o755)
    monkeypatch.setattr(doctor, "Look", lambda: Look(place.root, place.environ, place.disk))
    assert doctor.run(argparse.Namespace(json=False)) == 1
    text = capsys.readouterr().out
    assert "1. The folder of secrets can be opened" in text
    assert "Mend it:  chmod 700" in text
    assert "1 thing is wrong." in text
    assert doctor.run(argparse.Namespace(json=True)) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "kithbridge.doctor/1"
    assert [one["key"] for one in told["findings"]] == ["files.secrets"]
    (place.home / "secrets").chmod(0o700)
    assert doctor.run(argparse.Namespace(json=False)) == 0
    assert "Nothing found that is wrong." in capsys.readouterr().out


def test_the_remedy_mends(place: Place) -> None:
    """The remedies that are plain commands are run as they stand."""
    for name in ("the secrets are open to others", "the epoch key is open to others", "the group's folder is open to others"):
        PLANTED[name][1](place)
    for one in place.findings():
        subprocess.run(one.remedy.split(), check=True)
    assert place.keys() == set()
