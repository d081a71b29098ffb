"""`kithbridge rotate`: change the epoch key, or finish a change that was interrupted."""

from __future__ import annotations

import argparse
import sys
import time

from kithbridge.people import closing, epoch, rotation, spare, spare_files
from kithbridge.web import home

# A serving process holds the lock for a moment at every tick; a change under way holds it for longer.
TRIES, PAUSE_SECONDS = 20, 0.5


def run(options: argparse.Namespace) -> int:
    """Print each stage. Exit 2 when it could not be done: nothing is lost then, and it can be run again."""
    home.secrets()
    if closing.standing() is not None:
        print("This group has ended: there is no key to change.")
        return 0
    if options.if_due and epoch.store().path.exists() and not rotation.due():
        print("This week's epoch key is in force already.")
        return 0
    for _ in range(TRIES):
        try:
            rotation.rotate(lambda line: print(f"  {line}", flush=True), mend=True)
            break
        except rotation.Busy:
            time.sleep(PAUSE_SECONDS)
        except rotation.CopyFailed as problem:
            print(f"kithbridge: {problem}", file=sys.stderr)
            return 2
    else:
        print("kithbridge: another process is changing the key at this moment. Nothing was changed by this one.", file=sys.stderr)
        return 2
    spare.catch_up()
    if wrong := spare.problem():
        print(f"  Look at the spare place: {wrong}")
    named_and_away = spare.place() is not None and spare_files.wrong()
    away = ", once the spare place is back and has let go of the older key" if named_and_away else ""
    print(f"What was taken back before this opens from no copy any more{away}. What is taken back now: {rotation.gone_week()}.")
    return 0
