"""What `kithbridge init` may be told: each answer is checked at once, in a plain sentence.

Offers
------
Answer            value, why it cannot stand (`wrong`), what to think of (`care`)
work_name, address, group_folder, spare, backups, backup_key, env_file   the checks
Plan              all of it, and the environment file it makes
TELLING           words by which an address says what it is for
"""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlparse

from kithbridge.web import home

BEGUN = "init.begun"
# The demo's mark (cli/demo_area.py), named here because that module needs Django.
DEMO_MARK = "DEMO"
# As in people/actions/team.py, which needs Django too.
LONGEST_WORK_NAME = 40
# An address stands in browser histories and on bills: it must not say what somebody came for.
TELLING = re.compile(
    r"drug|needle|syringe|(?<![cp])harm|mother|\bmums?\b|mummy|addict|recover|rehab|naloxone|methadone|heroin|crack|opioid|inject"
    r"|pregnan|parent|substance|exchange|safer|using|sober|detox|pharma",
    re.IGNORECASE,
)
# These may stand in the environment already (several machines, folders elsewhere); then they belong into the file too.
CARRIED = (
    "DATABASE_URL",
    "KEYRING_URL",
    "VOLATILE_URL",
    "KITHBRIDGE_SECRETS",
    "KITHBRIDGE_EPOCH",
    "KITHBRIDGE_VOLATILE",
    "KITHBRIDGE_HOSTS",
)


@dataclass(frozen=True)
class Answer:
    """One answer: what is taken; `wrong` says why it cannot stand; `care` what to think of all the same."""

    value: str
    wrong: str = ""
    care: str = ""


def work_name(text: str) -> Answer:
    """The first lead's work-name, as `people.actions.team` takes one. Empty: she chooses it when she joins."""
    name = " ".join(unicodedata.normalize("NFKC", text).split())
    if len(name) > LONGEST_WORK_NAME or not name.isprintable():
        return Answer(text, wrong=f"A work-name has at most {LONGEST_WORK_NAME} signs that can be seen. It is not a legal name.")
    return Answer(name)


def address(text: str) -> Answer:
    """The address people type: https, or http on this machine alone; no path."""
    found = urlparse(text if "://" in text else f"https://{text}")
    host = found.hostname or ""
    value = f"{found.scheme}://{found.netloc}"
    if not re.fullmatch(r"[a-z0-9.-]+", host) or found.scheme not in ("http", "https") or found.username:
        return Answer(text, wrong="An address looks like https://things.example.")
    if found.path not in ("", "/") or found.query:
        return Answer(text, wrong="The address has no path behind the name: pages have their own.")
    if found.scheme == "http" and host not in ("localhost", "127.0.0.1"):
        return Answer(text, wrong="The address must begin with https: what people write must not travel in the open.")
    if telling := TELLING.search(host):
        return Answer(
            value,
            care=f"“{telling[0]}” in the address tells whoever sees a phone's history what it is for. Choose an address that says nothing.",
        )
    return Answer(value)


def group_folder(text: str) -> Answer:
    """The group's folder: new, empty, or left by an `init` that was interrupted."""
    folder = Path(text).absolute()
    if _unwritable(text):
        return Answer(text, wrong="A folder's name here has no quotation marks and no line breaks.")
    if (folder / DEMO_MARK).exists() or (folder / "demo.json").exists():
        return Answer(text, wrong=f"{folder} is a demo area: its passphrases are printed in the open. Choose another folder.")
    if folder.exists() and not folder.is_dir():
        return Answer(text, wrong=f"{folder} is a file.")
    if (folder / BEGUN).exists():
        return Answer(str(folder))
    secrets = Path(os.environ.get("KITHBRIDGE_SECRETS", folder / "secrets"))
    if (secrets / home.SECRETS_FILE).exists():
        return Answer(text, wrong=f"There is a group in {folder} already.")
    if folder.exists() and any(not thing.name.startswith(".") and thing.name != "lost+found" for thing in folder.iterdir()):
        return Answer(text, wrong=f"{folder} holds other things already. Choose an empty folder, or a new one.")
    return Answer(str(folder))


def spare(text: str, group: Path) -> Answer:
    """The spare place: writable, outside the group's folder, best on another disk. Empty: none yet."""
    if not text:
        return Answer("")
    folder = Path(text).absolute()
    if problem := _place(folder, group):
        return Answer(text, wrong=problem)
    if _device(folder) == _device(group):
        return Answer(
            str(folder),
            care="this spare place is on the same disk as the group. It helps against a mistake, not against a disk that dies. "
            "Use another disk, a stick or another machine when you can.",
        )
    return Answer(str(folder))


def backups(text: str, group: Path, spare_place: str) -> Answer:
    """The folder for backups: writable, outside the group's folder and outside the spare place. Empty: none yet."""
    if not text:
        return Answer("")
    folder = Path(text).absolute()
    if problem := _place(folder, group):
        return Answer(text, wrong=problem)
    if spare_place and (folder == Path(spare_place) or Path(spare_place) in folder.parents or folder in Path(spare_place).parents):
        return Answer(text, wrong="Backups and the spare place must not lie together: what was taken back would open again from there.")
    if _device(folder) == _device(group):
        return Answer(
            str(folder), care="these backups lie on the same disk as the group. Copy them to another machine by a timer of yours."
        )
    return Answer(str(folder))


def backup_key(text: str) -> Answer:
    """The operator's public key (age; several with commas). The private half must not be given here."""
    from kithbridge.people.backups import Refused, identity

    if not text:
        return Answer("")
    if "AGE-SECRET-KEY" in text.upper():
        return Answer("", wrong="That is the private half. Keep it away from this machine; the public half begins with age1.")
    try:
        identity.recipients(text)
    except Refused:
        return Answer(text, wrong="That is no public backup key. It begins with age1 and has 62 signs.")
    return Answer(text)


def env_file(text: str) -> Answer:
    """Where the environment file goes: into a folder that is there, or the group's own; never over something else."""
    path = Path(text).absolute()
    if _unwritable(text):
        return Answer(text, wrong="A file's name here has no quotation marks and no line breaks.")
    if path.is_dir():
        return Answer(text, wrong=f"{path} is a folder. Name a file in it.")
    if path.exists() and "KITHBRIDGE_HOME=" not in path.read_text(errors="replace"):
        return Answer(text, wrong=f"{path} holds something else already.")
    return Answer(str(path))


def _place(folder: Path, group: Path) -> str:
    if _unwritable(str(folder)):
        return "A folder's name here has no quotation marks and no line breaks."
    if folder == group or group in folder.parents:
        return f"{folder} lies inside the group's own folder: it would be lost together with it. Choose another place."
    there = folder if folder.exists() else folder.parent
    if not there.is_dir():
        return f"{there} is not there. Mount the disk or stick first, or make the folder."
    if not os.access(there, os.W_OK | os.X_OK):
        return f"This user may not write into {there}. Give it to the group's user: chown, then try again."
    return ""


def _device(folder: Path) -> int:
    """The disk a folder is on, or would be on."""
    for place in (folder, *folder.parents):
        if place.exists():
            return place.stat().st_dev
    return -1


def _unwritable(text: str) -> bool:
    """Whether a value could break out of a line of the environment file."""
    return not text or any(sign in text for sign in "'\"\n\r\\$`")


@dataclass(frozen=True)
class Plan:
    """What will be made."""

    home: Path
    address: str
    spare: str
    backups: str
    backup_to: str
    env: Path

    def environment(self) -> dict[str, str]:
        """The settings of this group, without those that are not set."""
        found = {
            "KITHBRIDGE_HOME": str(self.home),
            "KITHBRIDGE_ADDRESS": self.address,
            "KITHBRIDGE_SPARE": self.spare,
            "KITHBRIDGE_BACKUPS": self.backups,
            "KITHBRIDGE_BACKUP_TO": self.backup_to,
            "KITHBRIDGE_ENV": str(self.env),
        }
        found |= {name: os.environ[name] for name in CARRIED if os.environ.get(name)}
        return {name: value for name, value in found.items() if value}

    def env_text(self) -> str:
        """The environment file: systemd and a shell read it alike. No key stands in it."""
        lines = [f"{name}='{value}'" for name, value in self.environment().items()]
        return "\n".join(["# Settings of one group. No key stands here. Read by systemd, and by: set -a; . FILE; set +a", *lines, ""])
