"""What can be written after `kithbridge opinion`. Offers `add(opinion)`: sub-commands and options, nothing else is imported."""

from __future__ import annotations

import argparse

# The names in `engines.opinion.small.RULES`, which is slow to import; a test holds them together.
RULES = ("seventy-fifteen", "mode", "all but one", "surely most")


def add(opinion: argparse.ArgumentParser) -> None:
    """The sub-command analyse."""
    what = opinion.add_subparsers(dest="what", metavar="WHAT", required=True, prog="kithbridge opinion")
    line = "read a file of votes: what people agree on, which groups there are, what may be shown"
    analyse = what.add_parser("analyse", help=line, description=line[0].upper() + line[1:] + ". See docs/opinion.md.")
    analyse.add_argument("votes", metavar="VOTES", help="votes.csv or participants-votes.csv of a Polis export, or votes as JSON")
    analyse.add_argument("--comments", metavar="FILE", help="comments.csv: texts, moderation, and which number means agree")
    analyse.add_argument("--groups", metavar="FILE", help="groups that are known: math JSON, reference.json, or {person: group}")
    method = analyse.add_mutually_exclusive_group()
    small = "the number of people decides what is shown (default)"
    method.add_argument("--small-group-rules", dest="method", action="store_const", const="small", default="small", help=small)
    method.add_argument("--polis", dest="method", action="store_const", const="polis", help="as Polis would publish it")
    sign = "which number means agree (default: auto, by the tallies in --comments or --groups, else 1)"
    analyse.add_argument("--agree", metavar="NUMBER", choices=("auto", "1", "-1"), default="auto", help=sign)
    analyse.add_argument("--rule", choices=RULES, default=RULES[0], help="when few people agree: the rule fixed beforehand")
    analyse.add_argument("--format", choices=("text", "json"), default="text", help="json is for machines")
