"""`kithbridge assurance`: one page about a month, without persons."""

from __future__ import annotations

import argparse
import sys

from kithbridge.people import assurance
from kithbridge.web import home
from kithbridge.web.clock import this_week


def run(options: argparse.Namespace) -> int:
    """Print the page of a month (default: the last one), as text or JSON."""
    home.secrets()
    try:
        month = assurance.month(options.month or "")
    except assurance.NoSuchMonth:
        year, number = this_week().month()
        print(f"kithbridge: a month is written like {year}-{number:02d}, and has begun.", file=sys.stderr)
        return 2
    page = assurance.page(month)
    print(assurance.as_json(page) if options.json else assurance.as_text(page))
    return 0
