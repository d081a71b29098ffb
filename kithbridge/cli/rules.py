"""`kithbridge rules`: what holds, why, and how another group differs.

`list`, `why`, `export` and `diff` of files work in a fresh clone, without a site: then everything stands at its default and nothing is
created. `import` needs a site; it proposes and never enacts.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import json
import os
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kithbridge.web import home

if TYPE_CHECKING:
    from kithbridge.engines.week import Week
    from kithbridge.rules.exchange import Compared, Sent

WIDTH = 100


class Stopped(Exception):
    """It could not be done; the text says what happened, what was kept, what to do."""


def run(options: argparse.Namespace) -> int:
    """Do what was asked. 0 done, 1 something was found or left out, 2 it could not be done."""
    act = {"list": _list, "why": _why, "export": _export, "import": _import, "diff": _diff}[options.what]
    with _started() as site:
        try:
            return act(options, site)
        except Stopped as problem:
            print(f"kithbridge: {problem}", file=sys.stderr)
            return 2


@contextlib.contextmanager
def _started() -> Iterator[bool]:
    """Django, set up. Says whether there is a site; without one no folder of a site is made."""
    from django.apps import apps

    from kithbridge.cli import start_django

    site = home.have_secrets()
    if site or apps.ready:
        start_django()
        yield site
        return
    memory = "/dev/shm"  # noqa: S108 - in memory where there is one, so that nothing reaches a disk
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        os.environ["KITHBRIDGE_VOLATILE"] = folder
        start_django()
        yield site


def _week(text: str | None) -> Week | None:
    from kithbridge.engines.week import Week

    if text is None:
        return None
    try:
        return Week.parse(text)
    except ValueError as problem:
        raise Stopped(f"{problem}, for example 2026-W40. Nothing was done.") from None


def _group(site: bool) -> str:
    from kithbridge.people import facts

    return facts.fact("group") if site else ""


def _say(text: str, indent: str = "") -> None:
    """Words on the terminal, without signs that steer it: some were typed by people."""
    for line in text.splitlines() or [""]:
        plain = "".join(sign if sign.isprintable() else " " for sign in line)
        print(textwrap.fill(plain, WIDTH, initial_indent=indent, subsequent_indent=indent))


def _without_site() -> None:
    print("There is no group in this folder (KITHBRIDGE_HOME): everything stands as the software comes.", file=sys.stderr)


def _list(options: argparse.Namespace, site: bool) -> int:
    from kithbridge.rules import exchange
    from kithbridge.rules.declare import Readers
    from kithbridge.rules.explain import Telling, guessed, told

    if not site:
        _without_site()
    standing, telling = exchange.standing(site=site), Telling()
    heading = ""
    for one in told(Readers.TEAM):
        if str(one.group.label) != heading:
            heading = str(one.group.label)
            print(f"\n{heading}")
        only = "" if one.readers is Readers.EVERYBODY else f" [read by: {one.readers.value}]"
        print(f"\n  {one.key}{only}")
        _say(one.said(standing[one.key].value), "    ")
        _say(telling.since(one.key) if site else guessed(), "    ")
    return 0


def _unknown(key: str) -> Stopped:
    from kithbridge.rules import all_rules
    from kithbridge.rules.kinds import readable

    keys = [one.key for one in all_rules()]
    near = difflib.get_close_matches(key, keys, n=3, cutoff=0.5) or [one for one in keys if key and key.casefold() in one][:3]
    hint = f" Did you mean {' or '.join(near)}?" if near else " `kithbridge rules list` names them all."
    return Stopped(f"There is no rule called {readable(key)}.{hint}")


def _why(options: argparse.Namespace, site: bool) -> int:
    from kithbridge.rules import explain
    from kithbridge.rules.declare import Readers, all_rules

    week = _week(options.week)
    if options.key not in {one.key for one in all_rules()}:
        raise _unknown(options.key)
    if site:
        told = explain.why(options.key, Readers.TEAM, week).as_plain()
    else:
        _without_site()
        told = _as_it_comes(options.key)
    if options.json:
        print(json.dumps({**told, "week": str(week) if week else ""}, indent=2, ensure_ascii=False))
        return 0
    if week:
        print(f"At the end of {explain.week_words(week)}:\n")
    _tell(told)
    return 0


def _as_it_comes(key: str) -> dict[str, Any]:
    """The same, where nobody can have decided anything."""
    from kithbridge.rules import explain, rule

    one = rule(key)
    said = explain.limits(one)
    return {
        "key": key,
        "group": str(one.group.label),
        "question": str(one.question),
        "sentence": one.said(one.default),
        "value": one.default,
        "shown": one.kind.shown(one.default),
        "how": "default",
        "since": explain.guessed(),
        "undecided": True,
        "overdue": False,
        "protects": str(one.protects.label),
        "limits": said,
        "limits_reason": str(one.floor_reason) if said else "",
        "readers": one.readers.value,
        "coming": "",
        "paused": "",
        "decision": None,
        "earlier": [],
        "history": [],
    }


def _tell(told: dict[str, Any]) -> None:
    _say(told["sentence"])
    _say(told["since"])
    for label, name in (("The question", "question"), ("Whom it protects", "protects"), ("Who may read it", "readers")):
        print(f"\n{label}: {told[name]}")
    if told["limits"]:
        print("What no group can change:")
        _say(f"{told['limits']} {told['limits_reason']}", "  ")
    if told["decision"]:
        print("\nThe decision")
        _tell_decision(told["decision"])
    if told["history"]:
        print("\nWhat it was before")
        for line in told["history"]:
            changed = f"{line['was']} -> {line['now']}" if line["was"] else line["now"]
            change = f"it stays as it is, {line['stays']}" if line["stays"] else changed
            until = f", until the end of {line['until']}" if line["until"] and line["was"] else ""
            _say(f"{line['week']}: {line['how']}: {change}{until}", "  ")


def _tell_decision(decision: dict[str, Any]) -> None:
    lines = [("Taken in", decision["week"]), ("Before", decision["before"]), ("Decided", decision["value"])]
    lines += [("Who was asked", ", ".join(decision["asked"])), ("How it went", "; ".join(decision["outcome"]))]
    lines += [("Objections", "; ".join(decision["objections"])), ("Confirmed by", ", ".join(decision["confirmed"]))]
    lines += [("Why in a hurry", decision["reason"]), ("Trial", decision["trial"]), ("Pause", decision["pause"])]
    lines += [("Event record then", decision["head"])]
    for label, words in lines:
        if words:
            _say(f"{label}: {words}", "  ")
    for voice in decision["evidence"]:
        by = f" ({voice['said_by']})" if voice["said_by"] else ""
        _say(f"{voice['kind']}, {voice['role']}{by}: {voice['words']}", "  ")
    for voice in decision["voices"]:
        print(f"  rests on {voice['role']}: {voice['share']} in 100")


def _export(options: argparse.Namespace, site: bool) -> int:
    from kithbridge.rules import exchange

    if not site:
        _without_site()
    text = json.dumps(exchange.export(group=_group(site), site=site), indent=2, ensure_ascii=False)
    if options.out is None:
        print(text)
        return 0
    out = Path(options.out)
    part = out.with_name(out.name + ".part")
    try:
        part.write_text(text + "\n", encoding="utf-8")
        part.replace(out)
    except OSError as problem:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise Stopped(f"{options.out} could not be written ({problem.strerror}). Nothing was changed.") from None
    print(f"{options.out} is written. It holds public rules and decisions: no names, nothing that somebody told you as evidence.")
    return 0


def _read(name: str) -> Sent:
    from kithbridge.rules import exchange

    try:
        with Path(name).open("rb") as file:
            raw = file.read(exchange.LARGEST_BYTES + 1)
        return exchange.read(raw)
    except exchange.Unreadable as problem:
        raise Stopped(f"{name}: {problem}") from None
    except OSError as problem:
        raise Stopped(f"{name} could not be read ({problem.strerror}). Nothing was changed.") from None


def _import(options: argparse.Namespace, site: bool) -> int:
    from kithbridge.rules import exchange

    if not site:
        raise Stopped("There is no group in this folder (KITHBRIDGE_HOME). Run `kithbridge init` first. Nothing was changed.")
    compared = exchange.compare(_read(options.file))
    proposed, refused = _propose(compared)
    for line in proposed:
        print(line)
    print(f"{len(proposed)} proposed, {len(compared.same)} the same here. Nothing holds yet: the group decides.")
    for line in [*compared.refused, *refused]:
        print(f"left out: {line}", file=sys.stderr)
    return 1 if compared.refused or refused else 0


def _propose(compared: Compared) -> tuple[list[str], list[str]]:
    """A proposal for each rule that differs, all of them or none when something breaks; what the group itself refuses is left out."""
    from django.db import transaction

    from kithbridge.people.deciding.actions import proposing
    from kithbridge.rules.enact import Refused
    from kithbridge.web import once

    proposed, refused = [], []
    with transaction.atomic():
        for one in compared.differing:
            try:
                proposing.propose(rule=one.key, value=one.value, by=None, form_id=once.new_form_id(), origin="import")
            except Refused as problem:
                refused.append(f"{one.key}: {problem}")
            else:
                proposed.append(f"proposed: {one.key}: {one.here} -> {one.there}")
    return proposed, refused


def _diff(options: argparse.Namespace, site: bool) -> int:
    from kithbridge.rules import exchange

    names, groups = [], []
    if site:
        names.append(_group(site) or "this group")
        groups.append(exchange.read(json.dumps(exchange.export(group=_group(site))).encode()))
    elif len(options.files) < 2:
        raise Stopped("There is no group in this folder (KITHBRIDGE_HOME): name two files or more. Nothing was compared.")
    for file in options.files:
        groups.append(_read(file))
        names.append(groups[-1].group or Path(file).name)
    found = exchange.differences(groups)
    if options.json:
        told = {"schema": "kithbridge.differences/1", "groups": names, "weeks": [one.week for one in groups], "rules": found}
        print(json.dumps(told, indent=2))
    else:
        _tell_differences(names, found)
    return 1 if found else 0


def _tell_differences(names: list[str], found: list[dict[str, Any]]) -> None:
    if not found:
        print(f"No difference between {', '.join(names)}.")
        return
    wide = max(len(name) for name in names)
    for line in found:
        print(f"\n{line['key']}")
        if line["question"]:
            _say(line["question"], "  ")
        for place, name in enumerate(names):
            words = line["shown"][place] or "not a rule there"
            undecided = "  (nobody has decided it)" if line["undecided"][place] else ""
            print(f"  {name:<{wide}}  {words}{undecided}")
    print(f"\nDifferent in {len(found)} {'rule' if len(found) == 1 else 'rules'}.")
