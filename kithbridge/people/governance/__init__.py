"""The file a governance lead needs: texts to start from, filled from the declarations, the rules and the group's facts.

Offers
------
Known, known()       what is filled in; a fresh clone without a site knows nothing, and the blanks say so
nobody_yet()         what is known without any group
documents(known)     file name -> text
differing(folder, known)   which files of a folder are not what the declarations say

The law named in these texts was read by nobody who signs for it. So each section that names one ends with a line to be signed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from string import Template

from django.db import DatabaseError

from kithbridge import rules
from kithbridge.people import facts
from kithbridge.people.governance import basis
from kithbridge.people.models import Role, RoleHeld
from kithbridge.web import home, inventory

BLANK = "____________"
SIGNED = f"*Checked by {BLANK} on {BLANK}.*"
# What makes a section one that somebody has to check. Generous: a line too many costs nothing.
LAW = re.compile(
    r"\bActs?\b|\bArt(?:icle|\.)|\bGDPR\b|\bDPA\b|\bPECR\b|\bSch\.|\bICO\b|\blaw(?:s|ful|yer)?\b|\bcourts?\b"
    r"|\bCharity Commission\b|\bOSCR\b|\bOfcom\b",
    re.IGNORECASE,
)
NATIONS = ("England", "Wales", "Scotland", "Northern Ireland")
# Which rules say how long something lives, in the order of the page.
LIFETIMES = (
    *("asks.live_weeks", "messages.live_weeks", "answers.live_weeks", "words.unused_weeks", "words.unpractised_weeks"),
    *("worries.live_weeks", "slips.live_weeks", "team.invite_days", "record.keep_weeks"),
)
# The rules of the room in which people see each other's words, and its tables, as far as that room is installed.
TALK = ("agree.first_round", "agree.open_weeks", "agree.each_writes", "agree.hidden_weeks")
TALK_TABLES = ("agree.Statement", "agree.Vote", "agree.Voter")


@dataclass(frozen=True)
class Known:
    """What is filled in.

    facts : key -> value of the facts that were set
    named : roles that somebody holds
    sentences : rule -> its sentence as it holds
    """

    facts: dict[str, str] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    sentences: dict[str, str] = field(default_factory=dict)


def nobody_yet() -> Known:
    """The blanks, and each rule as it comes: so stand the documents that lie beside the code."""
    return Known(sentences={one.key: one.said(one.default) for one in rules.all_rules()})


def known() -> Known:
    """From the group of this home; where there is none, or its databases are not ready, nothing."""
    nothing = nobody_yet()
    if not home.have_secrets():
        return nothing
    try:
        return Known(
            {key: value for key, value in facts.all_facts().items() if value.strip()},
            frozenset(RoleHeld.objects.values_list("role", flat=True)),
            {one.key: rules.explained(one.key) for one in rules.all_rules()},
        )
    except DatabaseError:
        return nothing


def _nations(said: str) -> list[str]:
    chosen = [nation for nation in NATIONS if nation.casefold() in said.casefold()]
    return chosen or list(NATIONS)


NATION_TEXTS = {
    "England": "Charity Commission. Children: Children Act 1989 and 2004, “Working together to safeguard children”. Adults: Care Act 2014.",
    "Wales": "Charity Commission. Children and adults: Social Services and Well-being (Wales) Act 2014, “Wales Safeguarding Procedures”.",
    "Scotland": "OSCR. Children: Children and Young People (Scotland) Act 2014. Adults: Adult Support and Protection (Scotland) Act 2007.",
    "Northern Ireland": "Charity Commission for Northern Ireland. Children (NI) Order 1995. **Criminal Law Act (NI) 1967, section 5, "
    "can make it an offence not to report some crimes: ask before anybody promises silence.**",
}


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in rows)])


def _by_basis() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for table in sorted({row.model for row in inventory.columns()}):
        found[basis.TABLES.get(table, "")].append(table)
    return found


def _basis_table() -> str:
    tables = _by_basis()
    rows = [(one.what, one.why, one.six, one.nine, one.ten, ", ".join(tables[key])) for key, one in basis.BASES.items() if tables.get(key)]
    return _table(("What", "Why", "Art. 6", "Art. 9", "Art. 10", "Tables"), rows)


def _retention_table() -> str:
    until: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in inventory.columns():
        until[basis.BASES[basis.TABLES[row.model]].what if row.model in basis.TABLES else row.model, row.until].add(row.model)
    rows = [(what, ends, ", ".join(sorted(tables))) for (what, ends), tables in sorted(until.items())]
    return _table(("What", "Until", "Tables"), rows)


def _kinds_table() -> str:
    return _table(("Kind", "For the law"), [(kind.value, said) for kind, said in basis.KINDS.items()])


def _talk_held() -> str:
    rows = [(row.model.split(".")[1], row.what, row.until) for row in inventory.columns() if row.model in TALK_TABLES]
    return _table(("Table", "What", "Until"), rows)


def _talk_rules(now: Known) -> str:
    said = [f"* {now.sentences[key]} (`{key}`)" for key in TALK if key in now.sentences]
    return "\n".join(said) or f"* {BLANK}"


def _filled(now: Known) -> dict[str, str]:
    """Every placeholder of the texts."""
    blanks = {kind.key: now.facts.get(kind.key, f"{BLANK} (fact: {str(kind.label).lower()})") for kind in facts.FACTS}
    roles = (Role.SAFEGUARDING_LEAD, Role.SAFEGUARDING_DEPUTY)
    named = {f"named_{role.value}": "named" if role.value in now.named else f"{BLANK} (to be named)" for role in roles}
    shown = _nations(now.facts.get("nation", ""))
    return (
        blanks
        | named
        | {
            "basis_table": _basis_table(),
            "retention_table": _retention_table(),
            "kinds_table": _kinds_table(),
            "hand_over": "\n".join(f"* {line}" for line in inventory.would_hand_over()),
            "lifetimes": "\n".join(f"* {now.sentences[key]} (`{key}`)" for key in LIFETIMES if key in now.sentences),
            "talk_held": _talk_held(),
            "talk_rules": _talk_rules(now),
            "nations": "\n".join(f"* **{nation}**: {NATION_TEXTS[nation]}" for nation in shown),
            "blank": BLANK,
        }
    )


def _signed(text: str) -> str:
    """A line to be signed at the end of every section that names a law."""
    sections = re.split(r"(?m)^(?=#{1,2} )", text)
    return "".join(f"{one.rstrip()}\n\n{SIGNED}\n\n" if LAW.search(one) else one for one in sections).rstrip() + "\n"


def documents(now: Known) -> dict[str, str]:
    """Every document, filled in. Raises KeyError for a placeholder that nothing fills."""
    filled = _filled(now)
    folder = resources.files("kithbridge.people.governance").joinpath("texts")
    texts = sorted((one for one in folder.iterdir() if one.name.endswith(".md")), key=lambda one: one.name)
    return {one.name: _signed(Template(one.read_text(encoding="utf-8")).substitute(filled)) for one in texts}


def differing(folder: Path, now: Known) -> list[str]:
    """Names of files that are missing, differ or are too many."""
    wanted = documents(now)
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")} if folder.is_dir() else {}
    return sorted(name for name in {*wanted, *there} if wanted.get(name) != there.get(name))
