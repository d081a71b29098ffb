"""Who is in which group: official results of Polis, and the other forms in which people hand on groups.

Offers: `read_groups(path) -> Groups` from math JSON (math-pca2), reference.json, {person: group}, {group: people}, [people of the first
group, ...], [{id, members}], [{person, group}], a table with a column for each, participants-votes.csv. For `formats.polis`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

from kithbridge.formats.polis_reading import (
    NOTHING,
    PERSON,
    Id,
    Unreadable,
    column_name,
    from_json,
    ids_of,
    is_json,
    opened,
    place_of,
    table,
    text_of,
)

__all__ = ["Groups", "read_groups"]

GROUP: Final = ("group-id", "group", "cluster-id", "cluster", "label")


@dataclass(frozen=True)
class Groups:
    """Who is in which group; by the text of the person's id, whatever kind it is. The rest only where the file says it."""

    of: Mapping[str, Id]
    moderated: frozenset[str] | None = None
    meta: frozenset[str] | None = None
    tallies: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def read_groups(path: Path) -> Groups:
    """Who is in which group.

    Raises
    ------
    Unreadable
        None of the forms above, or nobody in it.
    """
    with opened(path) as file:
        if not is_json(file, path):
            header, rows = table(file, path)
            person, group = place_of(header, PERSON), place_of(header, GROUP)
            if person is None or group is None:
                raise Unreadable(
                    f"{path.name}: a table of groups has the columns participant and group-id. Found: {', '.join(header)[:200]}."
                )
            return _grouped(path, ((row[person], row[group]) for _, row in rows if len(row) > max(person, group)))
        found = from_json(file, path)
    try:
        return _groups_of(path, found)
    except Unreadable:
        raise
    except (LookupError, TypeError, AttributeError, ValueError, OverflowError) as problem:
        raise Unreadable(f"{path.name}: this is none of the forms in which groups are read. See docs/opinion.md.") from problem


def _groups_of(path: Path, found: Any) -> Groups:
    if isinstance(found, dict) and "group-clusters" in found:
        return _groups_of_math(path, found)
    if isinstance(found, dict):
        found = found.get("groups", found.get("official_group_of_participant", found))
    return _grouped(path, _pairs(found))


def _pairs(found: Any) -> Iterator[tuple[Any, Any]]:
    """Person and group from {person: group}, {group: people}, [people of the first group, ...], [{id, members}] or [{person, group}]."""
    by_name = isinstance(found, dict)
    for name, one in found.items() if by_name else enumerate(found):
        if isinstance(one, dict):
            row = {column_name(k): v for k, v in one.items()}
            if "members" in row:
                yield from ((person, row.get("id", row.get("group-id", name))) for person in row["members"])
            else:
                yield _first(row, PERSON), _first(row, GROUP)
        elif isinstance(one, list):
            yield from ((person, name) for person in one)
        elif by_name:
            yield name, one
        else:
            raise TypeError


def _first(row: Mapping[str, Any], names: Iterable[str]) -> Any:
    for name in names:
        if name in row:
            return row[name]
    raise KeyError


def _groups_of_math(path: Path, found: Mapping[str, Any]) -> Groups:
    """An official result: groups hold base clusters, base clusters hold people."""
    base = found.get("base-clusters")
    held: dict[Any, Any] | None
    if isinstance(base, Mapping):
        held = dict(zip(base["id"], base["members"], strict=True))
    else:
        held = None if base is None else {x["id"]: x["members"] for x in base}
    clusters = found["group-clusters"]
    clusters = clusters.values() if isinstance(clusters, Mapping) else clusters
    of = _grouped(path, ((p, g["id"]) for g in clusters for b in g["members"] for p in ((b,) if held is None else held[b])))
    return Groups(
        of.of,
        moderated=_named_ids(found.get("mod-out")),
        meta=_named_ids(found.get("meta-tids")),
        tallies=_tallies_of_math(found),
    )


def _tallies_of_math(found: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """From the counts by base cluster, or by group where the former were left out."""
    if base := found.get("votes-base"):
        return {text_of(tid): (int(np.sum(x["A"])), int(np.sum(x["D"]))) for tid, x in base.items()}
    tallies: dict[str, tuple[int, int]] = {}
    for group in (found.get("group-votes") or {}).values():
        for tid, x in group["votes"].items():
            agree, disagree = tallies.get(text_of(tid), (0, 0))
            tallies[text_of(tid)] = agree + int(x["A"]), disagree + int(x["D"])
    return tallies


def _named_ids(found: Any) -> frozenset[str] | None:
    return None if found is None else frozenset(text_of(tid) for tid in found)


def _grouped(path: Path, pairs: Iterable[tuple[Any, Any]]) -> Groups:
    """Groups by person. An id in braces or brackets is refused, an empty one is nobody's."""
    people: list[str] = []
    groups: list[str] = []
    for person, group in pairs:
        if isinstance(group, dict | list) or isinstance(person, dict | list):
            raise TypeError
        if str(group).strip().lower() not in NOTHING:
            people.append(text_of(person))
            groups.append(str(group).strip())
    if not people:
        raise Unreadable(f"{path.name}: there is nobody in its groups.")
    of: dict[str, Id] = {}
    for key, name in zip(people, ids_of(groups)[0], strict=True):
        if of.setdefault(key, name) != name:
            raise Unreadable(f'{path.name}: "{key[:40]}" is in two groups.')
    return Groups(of)
