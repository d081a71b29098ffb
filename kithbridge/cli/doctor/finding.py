"""What the doctor's groups share.

Offers
------
Finding   what is wrong, what it means for people, the exact remedy
Unseen    what could not be looked at, and why; no fault by itself
Look      the place being looked at: the root of the machine's own files, the environment, how full a disk is
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Finding:
    """One fault.

    key : "group.fault", stays the same over versions (for monitors)
    """

    key: str
    what: str
    means: str
    remedy: str


@dataclass(frozen=True)
class Unseen:
    """Something that could not be looked at from here."""

    what: str
    why: str


def how_full(folder: Path) -> tuple[int, int]:
    """Bytes in all and bytes free on the disk of `folder`."""
    usage = shutil.disk_usage(folder)
    return usage.total, usage.free


@dataclass(frozen=True)
class Look:
    """Where to look. A test gives another root, environment or disk."""

    root: Path = Path("/")
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    disk: Callable[[Path], tuple[int, int]] = how_full

    def read(self, path: str) -> str:
        """A file of the machine's own, "" when it is not there or not ours to read."""
        try:
            return (self.root / path.lstrip("/")).read_text(errors="replace")
        except OSError:
            return ""

    @property
    def whole_machine(self) -> bool:
        """Whether this is the machine itself and not a stand-in for its files."""
        return self.root == Path("/")

    def named(self, variable: str) -> Path | None:
        """The folder or file that a variable names, None when it is not set."""
        text = self.environ.get(variable, "")
        return Path(text).absolute() if text else None
