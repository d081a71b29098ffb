"""`kithbridge paper`: the group's paper pack as one PDF."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kithbridge.reach.paper import pack
from kithbridge.web import home


def run(options: argparse.Namespace) -> int:
    """Write the pack. 2: it cannot be printed, or the file cannot be written; nothing was changed."""
    home.secrets()
    parts = [part for part in pack.Part if not options.only or part.value in options.only]
    out = Path(options.out)
    try:
        made = pack.pdf(parts, options.sheets, options.address)
        out.write_bytes(made)
    except pack.NoSuchPack as problem:
        print(f"kithbridge: {problem} Nothing was written.", file=sys.stderr)
        return 2
    except OSError as problem:
        print(f"kithbridge: {out} cannot be written: {problem.strerror}. Nothing was changed.", file=sys.stderr)
        return 2
    print(f"{out}: {', '.join(WORDS[part] for part in parts)}.")
    if pack.Part.TALLY in parts:
        print(
            "Each tally sheet has a number of its own: copy a sheet on a machine and its copy counts as the same sheet. Print more instead."
        )
        if not options.address:
            print("The squares hold the sheet's number only. With --address https://... they open the page where a sheet is typed in.")
    if pack.Part.TALK in parts:
        print("Nothing on a sheet for talking is counted. Ballots bear codes: one of the team prints them, signed in, under Talk.")
    return 0


WORDS = {
    pack.Part.TALLY: "tally sheets",
    pack.Part.STOCK: "stock sheet",
    pack.Part.HELP: "help card",
    pack.Part.NOTICE: "notice",
    pack.Part.TALK: "sheets for talking",
}
