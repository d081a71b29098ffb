"""From words to keys: against another implementation; and the limiter, with real threads, processes and kill -9."""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kithbridge.engines.sealing import Busy, Derived, Slots, derive, kdf, team_secret

SITE, PEPPER = b"s" * 16, b"p" * 32
HOLD = """
import sys, time
from pathlib import Path
from kithbridge.engines.sealing import Busy, Slots
slots = Slots(Path(sys.argv[1]), at_once=int(sys.argv[2]), waiting=int(sys.argv[3]))
try:
    with slots.turn(timeout=float(sys.argv[4])):
        print("in", flush=True)
        time.sleep(float(sys.argv[5]))
except Busy:
    print("busy", flush=True)
"""


# --- derive -------------------------------------------------------------------------------------------


def test_it_is_argon2id_then_two_hmacs_by_another_implementation() -> None:
    argon2 = pytest.importorskip("cryptography.hazmat.primitives.kdf.argon2", reason="cryptography is not installed")
    # RFC 9106, section 5.3: the other implementation is right before it is asked.
    reference = argon2.Argon2id(salt=b"\x02" * 16, length=32, iterations=3, lanes=4, memory_cost=32, ad=b"\x04" * 12, secret=b"\x03" * 8)
    expected = "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
    assert reference.derive(b"\x01" * 32).hex() == expected

    root = argon2.Argon2id(salt=SITE, length=32, iterations=3, lanes=1, memory_cost=64 * 1024).derive(b"apple basket")
    lookup = hmac.new(PEPPER, b"lookup" + root, hashlib.sha256).digest()[:16]
    wrapping = hmac.new(PEPPER, b"wrap" + root, hashlib.sha256).digest()
    assert derive("apple basket", site=SITE, pepper=PEPPER) == Derived(lookup, wrapping)


def test_cost_is_as_decided() -> None:
    assert (kdf.TIME_COST, kdf.MEMORY_COST, kdf.PARALLELISM) == (3, 65_536, 1)


def test_words_site_and_pepper_each_change_both_parts() -> None:
    results = [
        derive("apple", site=SITE, pepper=PEPPER),
        derive("apples", site=SITE, pepper=PEPPER),
        derive("apple", site=b"t" * 16, pepper=PEPPER),
        derive("apple", site=SITE, pepper=b"q" * 32),
    ]
    assert len({one.lookup for one in results}) == len({one.wrapping for one in results}) == 4
    assert all(len(one.lookup) == 16 and len(one.wrapping) == 32 for one in results)


def test_derived_never_shows() -> None:
    assert repr(Derived(b"l" * 16, b"w" * 32)) == "Derived()"


@pytest.mark.parametrize(("site", "pepper"), [(b"", PEPPER), (b"s" * 15, PEPPER), (b"s" * 17, PEPPER), (SITE, b"p" * 31)])
def test_a_short_salt_or_pepper_is_refused(site: bytes, pepper: bytes) -> None:
    with pytest.raises(ValueError, match="pepper"):
        derive("apple", site=site, pepper=pepper)


# --- team_secret --------------------------------------------------------------------------------------


def test_a_work_name_is_the_same_however_it_is_typed() -> None:
    words = ("apple", "basket")
    assert team_secret("Maeve", words) == team_secret("  ＭＡＥＶＥ ", words) == team_secret("maeve", "Apple  BASKET")


def test_no_two_people_share_a_secret_and_no_neighbour_has_one() -> None:
    secrets = {
        team_secret("maeve", "apple basket"),
        team_secret("maeve apple", "basket"),
        team_secret("maeve", "applebasket"),
        team_secret("ann", "apple basket"),
        team_secret("ann:5:maeve", "apple"),
        "maeve apple basket",
    }
    assert len(secrets) == 6
    assert team_secret("maeve", "apple basket").startswith("kb1:team:")


@pytest.mark.parametrize("name", ["", "  ", "\n"])
def test_an_empty_work_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="work-name"):
        team_secret(name, "apple")


# --- Slots --------------------------------------------------------------------------------------------


@pytest.fixture
def processes() -> Iterator[list[subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []
    yield started
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def holder(directory: Path, *, at_once: int, waiting: int, timeout: float, hold: float) -> subprocess.Popen[str]:
    numbers = [str(number) for number in (at_once, waiting, timeout, hold)]
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(directory), *numbers],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def taken(path: Path) -> bool:
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def test_beyond_slots_and_queue_it_is_busy_at_once(tmp_path: Path) -> None:
    slots = Slots(tmp_path / "slots", at_once=1, waiting=0)
    with slots.turn():
        began = time.monotonic()
        with pytest.raises(Busy), slots.turn(timeout=10):
            pass
        assert time.monotonic() - began < 3
    with slots.turn():
        pass


def test_a_turn_that_does_not_come_is_busy_after_the_time(tmp_path: Path) -> None:
    slots = Slots(tmp_path, at_once=1, waiting=1)
    with slots.turn():
        began = time.monotonic()
        with pytest.raises(Busy), slots.turn(timeout=0.2):
            pass
        assert 0.2 <= time.monotonic() - began < 3
        with pytest.raises(Busy), slots.turn(timeout=0):  # who gave up left the queue: this one got in there
            pass


def test_a_place_is_given_back_when_the_block_raises(tmp_path: Path) -> None:
    slots = Slots(tmp_path, at_once=1, waiting=0)
    for _ in range(3):
        with pytest.raises(KeyError), slots.turn():
            raise KeyError
    assert not [fd for fd in Path("/proc/self/fd").iterdir() if str(tmp_path) in os.path.realpath(fd)]


def test_of_forty_threads_two_are_inside_and_six_wait(tmp_path: Path) -> None:
    slots = Slots(tmp_path)
    guard, open_door = threading.Lock(), threading.Event()
    inside, most, entered, refused = 0, 0, 0, 0

    def one() -> None:
        nonlocal inside, most, entered, refused
        try:
            with slots.turn(timeout=20):
                with guard:
                    inside, entered = inside + 1, entered + 1
                    most = max(most, inside)
                open_door.wait(20)
                time.sleep(0.01)
                with guard:
                    inside -= 1
        except Busy:
            with guard:
                refused += 1

    threads = [threading.Thread(target=one) for _ in range(40)]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 15
    while refused < 32 and time.monotonic() < until:
        time.sleep(0.01)
    open_door.set()
    for thread in threads:
        thread.join()
    assert (most, entered, refused) == (2, 8, 32)


def test_who_came_first_goes_first(tmp_path: Path) -> None:
    slots = Slots(tmp_path, at_once=1, waiting=4)
    order: list[int] = []

    def one(number: int) -> None:
        with slots.turn(timeout=20):
            order.append(number)

    with slots.turn():
        threads = [threading.Thread(target=one, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
            time.sleep(0.3)
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3]


def test_processes_share_the_places(tmp_path: Path, processes: list[subprocess.Popen[str]]) -> None:
    Slots(tmp_path)
    for _ in range(2):
        processes.append(holder(tmp_path, at_once=2, waiting=0, timeout=1, hold=30))
    assert [said(process) for process in processes] == ["in", "in"]
    with pytest.raises(Busy), Slots(tmp_path, at_once=2, waiting=0).turn(timeout=1):
        pass


def test_a_killed_process_frees_its_place(tmp_path: Path, processes: list[subprocess.Popen[str]]) -> None:
    processes.append(holder(tmp_path, at_once=1, waiting=1, timeout=1, hold=60))
    assert said(processes[0]) == "in"
    processes.append(holder(tmp_path, at_once=1, waiting=1, timeout=30, hold=60))
    until = time.monotonic() + 20
    while not taken(tmp_path / "queue-0") and time.monotonic() < until:
        time.sleep(0.05)
    with pytest.raises(Busy), Slots(tmp_path, at_once=1, waiting=1).turn(timeout=1):
        pass
    os.kill(processes[0].pid, signal.SIGKILL)
    assert said(processes[1]) == "in"
    os.kill(processes[1].pid, signal.SIGKILL)
    with Slots(tmp_path, at_once=1, waiting=1).turn(timeout=10):
        pass


def test_a_child_forked_meanwhile_does_not_keep_the_place(tmp_path: Path) -> None:
    slots = Slots(tmp_path, at_once=1, waiting=0)
    with slots.turn():
        sleeper = subprocess.Popen(["sleep", "30"], close_fds=False)
    try:
        with slots.turn():
            pass
    finally:
        sleeper.kill()
        sleeper.wait()


def test_the_files_tell_no_time_and_belong_to_one_user(tmp_path: Path) -> None:
    slots = Slots(tmp_path / "slots", at_once=1, waiting=0)
    with slots.turn():
        pass
    file = tmp_path / "slots" / "inside-0"
    os.utime(file, (1, 1))
    with slots.turn():
        pass
    assert file.stat().st_mtime == 1
    assert file.stat().st_size == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(("at_once", "waiting"), [(0, 1), (1, -1)])
def test_a_limiter_that_lets_nobody_in_is_refused(tmp_path: Path, at_once: int, waiting: int) -> None:
    with pytest.raises(ValueError, match="at once"):
        Slots(tmp_path, at_once=at_once, waiting=waiting)
