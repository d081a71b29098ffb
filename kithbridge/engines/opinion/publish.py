"""What leaves a conversation: the only door out. Made once, at close, from counts; pages and exports show nothing else.

Offers
------
Published, Statement, Told            what may be shown
publish(agree, disagree, passed, roles, *, statements, rule, known, previous)
tellable(rule, s, known)              whether "the rule was met" could be told with s voters: to be said before anybody votes
blocks(roles, known)                  roles that are told apart, the others merged

Rules, each of which the adversary of `test_publish_adversary` tries to break:

* Counts become bands (`bands`): for somebody who knows six votes and her own, everybody else may have agreed and may have disagreed.
  Under 8 voters nothing but "heard"; to 12 the same; from 13 whether opinions are mixed; from 17 words and intervals.
* Roles: either every block of roles is told, or none is and the whole is. Blocks share nobody, so what is known of one says nothing of
  another. The whole beside its blocks is added up from what is told of them. A block needs 17 voters of its own, for the same reason as a
  whole group does; smaller roles are merged with others.
* Whether the group's rule was met is reckoned from the bands: "untold" where counts in the band differ about it.
* The order is that of what is told, then of the statements' keys.
* A statement is told once. Where it was told before, the first telling stands, word for word, whoever votes again: with nearly the same
  people voting twice, two tellings would show what the few who changed or came did. What was only "heard" may be told later.

Adversaries are taken to know who voted on what. Bands and blocks depend on votes in no other way than shown here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kithbridge.engines.opinion.bands import KNOWN, LEAST_KNOWN, UNTOLD, Band, Word, band, cuts, ends, is_mixed, telling
from kithbridge.engines.opinion.small import HEARD_BELOW, Rule, stage

__all__ = ["Key", "Met", "Published", "Statement", "Told", "blocks", "publish", "tellable"]

Key = str | int
Met = Literal["yes", "no", "untold"]
Said = Literal["heard", "mixed", "not mixed", "words"]
Counts = NDArray[np.int64]
Cell = tuple[int, int, int, int]

MET_ORDER: dict[Met, int] = {"yes": 0, "untold": 1, "no": 2}
SAID_ORDER: dict[Said, int] = {"words": 0, "not mixed": 1, "mixed": 2, "heard": 3}
PEOPLE_STEP = 5
"""How many voted is told in steps of five."""


@dataclass(frozen=True)
class Told:
    """What is told of one block of people. `roles` is empty where it is everybody."""

    roles: tuple[str, ...]
    agree: Band
    disagree: Band
    met: Met


@dataclass(frozen=True)
class Statement:
    """What is told of one statement.

    `said` is "heard" (nothing more), "mixed" or "not mixed" (no side is named), or "words". `whole` is everybody; `parts` are blocks of
    roles, empty where only the whole is told. `met`: whether the group's rule was met by every block. `lowest`: the lower end of the
    interval of agreement of the block that agreed least, in per cent: common ground over the declared roles.
    """

    key: Key
    said: Said
    whole: Told
    parts: tuple[Told, ...]
    met: Met
    lowest: int


@dataclass(frozen=True)
class Published:
    """All that leaves. `people`: voters of the whole conversation, "from" and "to"; (0, 7) for a group that was only heard."""

    people: tuple[int, int]
    stage: str
    known: int
    statements: tuple[Statement, ...]

    def of(self, key: Key) -> Statement | None:
        """What is told of one statement, if anything."""
        return next((one for one in self.statements if one.key == key), None)


def _met(rule: Rule | None, cell: Cell, s: int) -> Met:
    """What every count of the cell (agree from, to, disagree from, to) says. Rules rise with agreeing and fall with disagreeing."""
    if rule is None or not s:
        return "untold"
    most_agree, least_agree = min(cell[1], s - cell[2]), cell[0]
    most_against, least_against = min(cell[3], s - cell[0]), cell[2]
    if rule(least_agree, most_against, s - least_agree - most_against):
        return "yes"
    return "untold" if rule(most_agree, least_against, s - most_agree - least_against) else "no"


@lru_cache(maxsize=4096)
def _rule_cut(rule: Rule | None, s: int) -> int | None:
    """The fewest who agree, everybody else being against, for whom the rule says yes."""
    if rule is None:
        return None
    return next((k for k in range(s // 2 + 1, s + 1) if rule(k, s - k, 0)), None)


def _tell(roles: tuple[str, ...], agree: int, disagree: int, s: int, edges: tuple[int, ...], rule: Rule | None) -> tuple[Told, Cell]:
    cell = (*ends(agree, s, edges), *ends(disagree, s, edges))
    return Told(roles, band(agree, s, edges), band(disagree, s, edges), _met(rule, cell, s)), cell


def tellable(rule: Rule, s: int, known: int = KNOWN) -> bool:
    """Whether a "yes" of the rule could be told with s voters.

    Examples
    --------
    >>> from kithbridge.engines.opinion.small import seventy_fifteen, surely_most
    >>> tellable(surely_most, 20), tellable(surely_most, 30), tellable(seventy_fifteen, 30)
    (False, True, False)
    """
    edges = cuts(s, known, _rule_cut(rule, s))
    if not edges:
        return False
    return _tell((), s, 0, s, edges, rule)[0].met == "yes"


def blocks(roles: Mapping[str, int], known: int = KNOWN) -> tuple[tuple[str, ...], ...]:
    """Roles told apart: each block has enough people for words. One block, if there are not two.

    Parameters
    ----------
    roles : mapping of str to int
        How many people of each role voted at all.

    Returns
    -------
    tuple of tuple of str
        Each role of which anybody voted, once: large roles alone, the rest together. Large roles are given up, the smallest first, until
        the rest is large enough.

    Examples
    --------
    >>> blocks({"living": 20, "workers": 18, "kin": 3, "managers": 2})
    (('living',), ('kin', 'managers', 'workers'))
    >>> blocks({"living": 20, "workers": 6})
    (('living', 'workers'),)
    """
    rising = sorted((size, name) for name, size in roles.items() if size)
    rest: list[str] = []
    together = 0
    while rising and (telling(rising[0][0], known) != "words" or (together > 0 and telling(together, known) != "words")):
        size, name = rising.pop(0)
        rest.append(name)
        together += size
    alone = tuple((name,) for _, name in sorted(rising, key=lambda one: one[1]))
    return (*alone, tuple(sorted(rest))) if rest else alone


def _whole_of(parts: Sequence[Told], cells: Sequence[Cell], sizes: Sequence[int], rule: Rule | None) -> Told:
    """Everybody, from what is told of the blocks and nothing else."""
    s = sum(sizes)
    least, most, against, against_most = (sum(cell[i] for cell in cells) for i in range(4))
    cell = (least, min(most, s), against, min(against_most, s))
    agree, disagree = (_joined([getattr(part, side) for part in parts]) for side in ("agree", "disagree"))
    return Told((), agree, disagree, _met(rule, cell, s))


def _joined(bands: Sequence[Band]) -> Band:
    """One band for several blocks: the weakest word that holds in all, and the widest interval."""
    words = {one.word for one in bands}
    weakest: Word = "most" if words <= {"most", "nearly all"} else "few" if words <= {"few", "nearly nobody"} else "differs"
    word = words.pop() if len(words) == 1 else weakest
    return Band(word, min(one.low for one in bands), max(one.high for one in bands))


def _statement(key: Key, agree: Counts, disagree: Counts, seen: Counts, groups: Sequence[tuple[str, ...]], names: Sequence[str],
               rule: Rule | None, known: int) -> Statement:  # fmt: skip
    s, ayes, noes = int(seen.sum()), int(agree.sum()), int(disagree.sum())
    how = telling(s, known)
    if how != "words":
        nothing = Told((), UNTOLD, UNTOLD, "untold")
        said: Said = "heard" if how == "nothing" or s < HEARD_BELOW else "mixed" if is_mixed(ayes, noes, known) else "not mixed"
        return Statement(key, said, nothing, (), "untold", 0)
    rows = [[names.index(role) for role in group] for group in groups]
    sizes = [int(seen[row].sum()) for row in rows]
    if len(groups) > 1 and all(telling(size, known) == "words" for size in sizes):
        told = [
            _tell(group, int(agree[row].sum()), int(disagree[row].sum()), size, cuts(size, known, _rule_cut(rule, size)), rule)
            for group, row, size in zip(groups, rows, sizes, strict=True)
        ]
        parts = tuple(one for one, _ in told)
        whole = _whole_of(parts, [cell for _, cell in told], sizes, rule)
        met: Met = max((part.met for part in parts), key=MET_ORDER.__getitem__)
        return Statement(key, "words", whole, parts, met, min(part.agree.low for part in parts))
    whole, _ = _tell((), ayes, noes, s, cuts(s, known, _rule_cut(rule, s)), rule)
    return Statement(key, "words", whole, (), whole.met, whole.agree.low)


def _rank(one: Statement) -> tuple[int, int, int, bool, Key]:
    return SAID_ORDER[one.said], MET_ORDER[one.met], -one.lowest, isinstance(one.key, str), one.key


def publish(
    agree: ArrayLike,
    disagree: ArrayLike,
    passed: ArrayLike,
    roles: Mapping[str, int],
    *,
    statements: Sequence[Key],
    rule: Rule | None = None,
    known: int = KNOWN,
    previous: Published | None = None,
) -> Published:
    """What may be shown of a conversation that has closed.

    Parameters
    ----------
    agree, disagree, passed : int array [R, S]
        People by role (in the order of `roles`) and statement (in the order of `statements`). Each person has one role here.
    roles : mapping of str to int
        How many people of each role voted at all.
    statements : sequence of str or int
        Keys, each once.
    rule : callable, optional
        The group's rule of agreement (`small.RULES`), fixed before the first vote: (agree, disagree, passed) to bool. With one more who
        agrees, or one fewer against, it must never turn from yes to no.
    known : int
        How many votes somebody is taken to know; never under 6.
    previous : Published, optional
        What was told before of the same statements, all rounds in one: what this function gave last time.

    Returns
    -------
    Published
        Statements in the order of what is told. Those of `previous` that were told stay as they were, also if they are not given again.

    Raises
    ------
    ValueError
        Shapes that do not fit, counts under 0, more voters on a statement than people of the role, a key twice, or `known` under 6.

    Examples
    --------
    >>> told = publish([[19]], [[1]], [[0]], {"living experience": 20}, statements=["s1"])
    >>> told.statements[0].whole.agree
    Band(word='most', low=35, high=100)
    """
    ayes, noes, neither = (np.atleast_2d(np.asarray(votes)).astype(np.int64) for votes in (agree, disagree, passed))
    _checked(ayes, noes, neither, roles, statements, known)
    seen, names, people = ayes + noes + neither, list(roles), sum(roles.values())
    groups = blocks(roles, known)
    kept = {one.key: one for one in previous.statements if one.said != "heard"} if previous else {}
    told = [
        kept.pop(key) if key in kept else _statement(key, ayes[:, at], noes[:, at], seen[:, at], groups, names, rule, known)
        for at, key in enumerate(statements)
    ]
    step = people // PEOPLE_STEP * PEOPLE_STEP
    band_of_people = (step, step + PEOPLE_STEP - 1) if people >= HEARD_BELOW else (0, HEARD_BELOW - 1)
    return Published(band_of_people, stage(people), known, tuple(sorted([*told, *kept.values()], key=_rank)))


def _checked(ayes: Counts, noes: Counts, neither: Counts, roles: Mapping[str, int], statements: Sequence[Key], known: int) -> None:
    wanted = (len(roles), len(statements))
    if not ayes.shape == noes.shape == neither.shape == wanted:
        raise ValueError(f"Counts are given for {ayes.shape}, {noes.shape}, {neither.shape}; roles and statements are {wanted}.")
    if len(set(statements)) != len(statements):
        raise ValueError("A statement is given twice.")
    if known < LEAST_KNOWN:
        raise ValueError(f"Nobody may lower what is guarded against below {LEAST_KNOWN} known votes.")
    if ayes.size and min(ayes.min(), noes.min(), neither.min()) < 0:
        raise ValueError("Counts of people are 0 or more.")
    if ayes.size and np.any((ayes + noes + neither) > np.array(list(roles.values()))[:, None]):
        raise ValueError("More votes on a statement than people of a role.")
