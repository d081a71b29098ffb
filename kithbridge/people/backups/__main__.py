"""`python -m kithbridge.people.backups FILE`: a pair of age keys for the operator; the private one goes into FILE."""

from __future__ import annotations

import os
import sys

from kithbridge.people.backups.identity import new_identity


def main(words: list[str]) -> int:
    """Exit 2 when there is no file name or the file is there already."""
    if len(words) != 1 or words[0].startswith("-"):
        sys.stderr.write("Say where the private key goes: python -m kithbridge.people.backups backup.key\n")
        return 2
    public, private = new_identity()
    try:
        with os.fdopen(os.open(words[0], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(private)
    except OSError as problem:
        sys.stderr.write(f"{words[0]} was not written ({problem.strerror}). A key that is there is never overwritten.\n")
        return 2
    sys.stdout.write(f"{public}\n")
    sys.stderr.write(f"Keep {words[0]} away from the server: who has it opens backups, who loses it has none. The line above is for it.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
