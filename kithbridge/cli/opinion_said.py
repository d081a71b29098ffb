"""An analysis of opinions for a person who reads it. Offers `say(analysis, texts, rule, out)`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, Final, TextIO

from kithbridge.engines.opinion.analyse import Analysis, as_plain

WIDTH: Final = 88
MOST: Final = 15
METHODS = {"polis": "as Polis would publish it", "small": "by the rules for small groups"}


def say(analysis: Analysis, texts: Mapping[str, str], rule: str, out: TextIO) -> None:
    """Write it as plain text: how many, groups, what is agreed, what may be handed on."""
    plain = as_plain(analysis, rule=rule)
    for line in (
        *_head(analysis, plain),
        *_groups(plain, texts),
        *_agreed(plain, texts),
        *_bridging(plain, texts),
        *_published(plain, texts),
    ):
        out.write(line.rstrip() + "\n")


def _head(analysis: Analysis, plain: Mapping[str, Any]) -> Iterator[str]:
    votes = analysis.votes
    yield f"People       {len(plain['participants'])} take part, of {len(votes.people)} who voted"
    out = int(votes.moderated.sum())
    yield f"Statements   {len(votes.statements)} with votes" + (f", {out} of them taken out" if out else "")
    yield f"Votes        {votes.value.size:,}"
    yield f"Read         {METHODS[analysis.method]}" + (", with the groups given" if analysis.given else "")
    if gate := plain["gate"]:
        failed = "not passed: the groups may be chance" if plain["groups"] else "not passed: no groups"
        told = "passed" if plain["groups"] else "passed: there may be sides, and fewer than 20 people are never put into groups"
        passed = told if gate["passed"] else failed
        yield f"Gate         {passed} (first component {_percent(gate['share'])} of the variance, p = {gate['p']:.3f})"
    if plain["shown"] == "heard":
        yield "Shown        that people were heard: with so few people, any figure is nearly somebody's vote"
    elif plain["shown"] == "words":
        yield "Shown        words and intervals, no groups"
    yield ""


def _groups(plain: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[str]:
    if not plain["groups"]:
        return
    apart = "" if plain["silhouette"] is None else f" (silhouette {plain['silhouette']:.2f})"
    yield f"{len(plain['groups'])} groups{apart}"
    for group in plain["groups"]:
        yield ""
        yield f"Group {group['id']}: {group['size']} people"
        listed = plain["repness"].get(group["id"], [])
        if not listed:
            yield "  nothing that surely tells it from the rest"
        for one in listed:
            what = f"{one['repful-for']:<9}{one['n-success']:>5} of {one['n-trials']:<5}"
            yield from _line(what, one["tid"], texts)
    yield ""


def _agreed(plain: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[str]:
    if plain["shown"] == "heard":
        return
    yield "What all together say"
    found = False
    for side in ("agree", "disagree"):
        for one in plain["consensus"][side]:
            found = True
            if "low" in one:
                much = f"{_percent(one['low'])} to {_percent(one['high'])}"
            else:
                much = f"{one['n-success']:>5} of {one['n-trials']:<5}"
            yield from _line(f"{side:<9}{much:<14}", one["tid"], texts)
    if not found:
        yield "  nothing that passes the rule"
    yield ""
    informed = sorted(plain["group_informed_consensus"].items(), key=lambda x: -x[1])[:5]
    if informed:
        yield "Agreed in every group (group-informed consensus)"
        for tid, x in informed:
            yield from _line(f"{x:.3f}", tid, texts)
        yield ""


def _bridging(plain: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[str]:
    scores = [(tid, x) for tid, x in plain["bridging"].items() if x["low"] is not None and x["low"] > 0]
    if not scores:
        return
    yield "Liked whatever the side (bridging score, 95 % interval)"
    for tid, x in sorted(scores, key=lambda one: -one[1]["low"])[:5]:
        yield from _line(f"{x['common']:+.2f}  {x['low']:+.2f} to {x['high']:+.2f}", tid, texts)
    yield ""


def _published(plain: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[str]:
    if not (told := plain["published"]):
        return
    yield "What may be handed on, since it gives nobody's vote away"
    said = [one for one in told["statements"] if one["said"] != "heard"]
    for one in said[:MOST]:
        agree = one["agree"]
        words = f"opinions are {one['said']}"
        if one["said"] == "words":
            shares = f"{agree['low']} to {agree['high']} %"
            words = f"split, {shares} agree" if agree["word"] == "split" else f"{agree['word']} agree, {shares}"
        yield from _line(f"{words:<32}", one["tid"], texts)
    if len(said) > MOST:
        yield f"  and {len(said) - MOST} more: see --format json"
    if len(said) < len(told["statements"]):
        rest = len(told["statements"]) - len(said)
        yield f"  {rest} {'statement' if rest == 1 else 'statements'}: only that people were heard"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _line(what: str, tid: object, texts: Mapping[str, str]) -> list[str]:
    """One statement: figures, id, and as much of its text as fits beside them."""
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in texts.get(str(tid), "")).split())
    start = f"  {what}  {tid!s:>4}  "
    return textwrap.wrap(text, WIDTH, initial_indent=start, subsequent_indent=" " * len(start), max_lines=2, placeholder=" ...") or [start]
