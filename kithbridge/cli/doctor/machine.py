"""The machine: swap, core dumps, the clock, the disk. Offers `look(place)`; every reader takes the root of the machine's files."""

from __future__ import annotations

import ctypes
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from kithbridge.cli.doctor.finding import Finding, Look, Unseen
from kithbridge.web import home

LEAST_FREE, LEAST_SHARE = 500_000_000, 0.05
# Handlers that obey the limit of zero which `serve` sets for itself; others get the memory of a crashed process all the same.
OBEDIENT_HANDLERS = ("|/bin/false", "|/usr/bin/false", "|/bin/true", "|/usr/lib/systemd/systemd-coredump", "|/lib/systemd/systemd-coredump")
UNSYNCHRONISED = 0x0040  # STA_UNSYNC of adjtimex(2)


def look(place: Look) -> Iterator[Finding | Unseen]:
    yield from _swap(place)
    yield from _dumps(place)
    yield from _clock(place)
    yield from _disk(place)


# --- Memory that may reach a disk ----------------------------------------------------------------------
def _swap(place: Look) -> Iterator[Finding]:
    for line in place.read("/proc/swaps").splitlines()[1:]:
        if not line.split():
            continue
        device = line.split()[0]
        if not _encrypted(place, device):
            yield Finding(
                "machine.swap",
                f"Swap is on and not encrypted ({device}).",
                "Parts of the memory, keys and words among them, may be written to the disk and stay there.",
                f"swapoff {device}  and take its line out of /etc/fstab (or encrypt the disk)",
            )


def _encrypted(place: Look, device: str) -> bool:
    """Whether swap lies on an encrypted device, or in memory (zram)."""
    name = Path(device).resolve().name if place.whole_machine else Path(device).name
    if name.startswith("zram"):
        return not place.read(f"/sys/block/{name}/backing_dev").strip().startswith("/")
    if not device.startswith("/dev/"):
        return _disk_of(place, device)
    return place.read(f"/sys/class/block/{name}/dm/uuid").startswith("CRYPT-")


def _disk_of(place: Look, path: str) -> bool:
    """Whether a swap file lies on a disk that is encrypted as a whole."""
    mounts = [line.split()[:2] for line in place.read("/proc/mounts").splitlines() if len(line.split()) > 2]
    holding = [(where, device) for device, where in mounts if path == where or path.startswith(where.rstrip("/") + "/")]
    if not holding:
        return False
    device = Path(max(holding)[1])
    name = device.resolve().name if place.whole_machine else device.name
    return place.read(f"/sys/class/block/{name}/dm/uuid").startswith("CRYPT-")


def _dumps(place: Look) -> Iterator[Finding]:
    handler = place.read("/proc/sys/kernel/core_pattern").strip()
    if handler.startswith("|") and handler.split()[0] not in OBEDIENT_HANDLERS:
        yield Finding(
            "machine.dumps",
            f"This machine hands crashed programs to {handler.split()[0].lstrip('|')}, which writes their memory to the disk.",
            "A crash could leave keys and words of people who were signed in on the disk.",
            "echo 'kernel.core_pattern=|/bin/false' > /etc/sysctl.d/60-no-core.conf && sysctl --system",
        )
    for process in _serving(place):
        limit = next((line for line in (process / "limits").read_text().splitlines() if line.startswith("Max core file size")), "")
        if limit and limit.split()[4:5] != ["0"]:
            yield Finding(
                "machine.dumps",
                f"The running server (process {process.name}) may write its memory to the disk when it crashes.",
                "A crash could leave keys and words of people who were signed in on the disk.",
                "Put LimitCORE=0 into its unit (deploy/systemd/kithbridge-.service.d has it), then: systemctl restart kithbridge-web@GROUP",
            )


def _serving(place: Look) -> Iterator[Path]:
    """Processes of `kithbridge serve` that this user may look at."""
    for process in sorted((place.root / "proc").glob("[0-9]*")):
        words = place.read(f"/proc/{process.name}/cmdline").split("\0")
        if "serve" in words and any(Path(word).name == "kithbridge" for word in words) and place.read(f"/proc/{process.name}/limits"):
            yield process


# --- Time ----------------------------------------------------------------------------------------------
def _clock(place: Look) -> Iterator[Finding | Unseen]:
    told = _synchronised(place)
    if told is None:
        yield Unseen("whether the clock is right", "this machine does not say whether it asks a time server")
    elif not told:
        yield Finding(
            "machine.clock",
            "The clock of this machine is not kept right by a time server.",
            "Codes of the second step stop fitting, and things live longer or shorter than people were told.",
            "apt install systemd-timesyncd && timedatectl set-ntp true",
        )


def _synchronised(place: Look) -> bool | None:
    """What systemd's time service says, else the kernel; None when neither can be asked."""
    service = place.root / "run/systemd/timesync"
    if service.is_dir():
        return (service / "synchronized").exists()
    if not place.whole_machine:
        return None
    return _kernel_says()


def _kernel_says() -> bool | None:
    # The first fields of `struct timex`: modes (unsigned), padding, offset, freq, maxerror, esterror, status. Reading changes nothing.
    class Timex(ctypes.Structure):
        _fields_ = [("modes", ctypes.c_uint), ("fields", ctypes.c_long * 4), ("status", ctypes.c_int), ("rest", ctypes.c_byte * 400)]

    asked = Timex()
    try:
        state = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(asked))
    except (OSError, AttributeError):
        return None
    return None if state < 0 else not asked.status & UNSYNCHRONISED


def clock_against_record(newest: str, today: dt.date) -> Iterator[Finding]:
    """The clock against the newest week of the event record: a week that is still to come was written by a clock that was ahead."""
    from kithbridge.engines.week import Week

    this = Week.of(today)
    if not newest:
        return
    if newest > str(this):
        yield Finding(
            "machine.clock_record",
            f"The event record has entries of {newest}, and this machine says it is {this}.",
            "Either the clock is behind now, or it was ahead then. Things end in the wrong week.",
            "timedatectl  (look at the date; set it right: timedatectl set-ntp true)",
        )
    elif newest < str(this - 13):
        yield Finding(
            "machine.clock_record",
            f"The newest entry of the event record is of {newest}, and this machine says it is {this}.",
            "Either nobody has worked here for a quarter of a year, or the clock is far ahead and things end too early.",
            "timedatectl  (look at the date; set it right: timedatectl set-ntp true)",
        )


# --- Room ----------------------------------------------------------------------------------------------
def _disk(place: Look) -> Iterator[Finding]:
    places = {
        "the group's folder": home.home(),
        "backups": place.named("KITHBRIDGE_BACKUPS"),
        "the spare place": place.named("KITHBRIDGE_SPARE"),
    }
    told: set[int] = set()
    for what, folder in places.items():
        if folder is None or not folder.is_dir() or folder.stat().st_dev in told:
            continue
        total, free = place.disk(folder)
        if free < LEAST_FREE or free < total * LEAST_SHARE:
            told.add(folder.stat().st_dev)
            yield Finding(
                "machine.disk",
                f"The disk of {what} ({folder}) is nearly full: {free / 1e6:.0f} MB are left.",
                "When it is full, asks cannot be taken and what people take back waits.",
                f"du -xsh {folder}/* | sort -h  shows what is large; move old things away or take a larger disk",
            )
