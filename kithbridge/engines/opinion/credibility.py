"""Who gets to be believed (Becker 1967), as numbers over decisions: how many of the cited facts came from whom. Never a score of goodness.

Offers
------
Contribution, Citation, Decision, Talk       what was said, what was cited, what was decided, who talked
credibility(contributions, citations, decisions, talk, *, people, professionals) -> Credibility
Credibility, RoleView                        what may be shown (with Corroboration, Overrides, Sentence)
shown_roles(people, professionals)           roles under five people merged

No person appears in it, and no role of fewer than five: small roles are merged on their own side (people with experience, professionals),
and where a whole side has fewer than five people, roles are not compared at all. Intervals come from `credibility_exact`. A role stands
out only if an exact test, sharpened for the number of roles (Bonferroni), says so: in one view of equal treatment in twenty at most
anything stands out. Intervals take contributions as cited independently of each other, given their role.

Sentences are kinds with numbers; words in the reader's language are the room's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kithbridge.engines.opinion.credibility_exact import (
    UNKNOWN,
    Estimate,
    by_chance,
    gini,
    mantel_haenszel,
    odds_ratio,
    pielou,
    share_ratio,
    voices,
)
from kithbridge.engines.opinion.credibility_sentences import Corroboration, Overrides, Sentence, Side, sentences
from kithbridge.engines.opinion.credibility_talk import Talk, talk_ratio
from kithbridge.engines.opinion.small import HEARD_BELOW, LEAST

__all__ = [
    "Citation",
    "Contribution",
    "Corroboration",
    "Credibility",
    "Decision",
    "Overrides",
    "RoleView",
    "Sentence",
    "Talk",
    "credibility",
    "shown_roles",
]

Key = str | int
Weight = Literal["heard", "cited", "decisive"]


@dataclass(frozen=True)
class Contribution:
    """One thing that was said, by somebody of a role, on a topic."""

    key: Key
    role: str
    topic: str = ""


@dataclass(frozen=True)
class Citation:
    """A decision's use of a contribution, or of a document (`document` true). `point`: which of its arguments it stands for.

    "heard" was before those who decided, "cited" is named in the reasons, "decisive" would have changed the decision had it been missing.
    """

    decision: Key
    source: Key
    weight: Weight = "cited"
    point: str = ""
    document: bool = False


@dataclass(frozen=True)
class Decision:
    """`last_word`: role of whoever closed or last edited it. `overrode`: whether it went against a majority of living experience, as
    whoever asks counts one (in the literature: 70 of 100 votes).

    None where that may not be told or nobody voted. `reason`: whether a reason was written.
    """

    key: Key
    last_word: str
    overrode: bool | None = None
    reason: bool = False


@dataclass(frozen=True)
class RoleView:
    """One role, or several merged. `ratio`: share cited over share heard. `odds`: of being cited, against all professionals.

    `talk`: share of talk over share of heads, room by room; nan where nobody counted. `stands_out`: chance is a poor reason for the ratio.
    """

    roles: tuple[str, ...]
    heard: int
    cited: int
    decisive: int
    heard_share: float
    cited_share: float
    decisive_share: float
    ratio: Estimate
    odds: Estimate
    talk: float
    stands_out: bool


@dataclass(frozen=True)
class Credibility:
    """All that may be shown. `uptake`: odds of being cited, experience against professionals, over topics (Mantel and Haenszel).

    `last_word`: decisions by merged roles. `evenness`, `gini`: over everybody present, to one digit and only from 8 people, each counted
    alone; `voices` whole.
    """

    roles: tuple[RoleView, ...]
    uptake: Estimate
    corroboration: Corroboration | None
    overrides: Overrides
    last_word: tuple[tuple[tuple[str, ...], int], ...]
    evenness: float | None
    gini: float | None
    voices: int | None
    sentences: tuple[Sentence, ...]


def shown_roles(people: Mapping[str, int], professionals: Collection[str]) -> tuple[tuple[str, ...], ...]:
    """Roles as they are shown: those of five and more alone, smaller ones merged with others of their side; none if a side is too small.

    Examples
    --------
    >>> shown_roles({"living": 9, "kin": 3, "lived": 5, "workers": 6}, ["workers"])
    (('living',), ('kin', 'lived'), ('workers',))
    >>> shown_roles({"living": 9, "workers": 4}, ["workers"])
    ()
    """
    out: list[tuple[str, ...]] = []
    for side in (False, True):
        rising = sorted((size, role) for role, size in people.items() if size > 0 and (role in professionals) is side)
        if 0 < sum(size for size, _ in rising) < LEAST:
            return ()
        small = [role for size, role in rising if size < LEAST]
        large = [role for size, role in rising if size >= LEAST]
        if small and sum(people[role] for role in small) < LEAST:
            small.append(large.pop(0))
        out += [(role,) for role in sorted(large, key=lambda role: (-people[role], role))]
        out += [tuple(sorted(small))] if small else []
    return tuple(out)


@dataclass(frozen=True)
class _Use:
    """How contributions were used: how often each was heard by decisions, cited, decisive."""

    cited: Counter[Key]
    decisive: Counter[Key]

    @property
    def repeated(self) -> bool:
        return any(times > 1 for times in self.cited.values())


def _use(citations: Sequence[Citation]) -> _Use:
    """Each decision counts a contribution once."""
    cited = {(one.decision, one.source) for one in citations if not one.document and one.weight != "heard"}
    decisive = {(one.decision, one.source) for one in citations if not one.document and one.weight == "decisive"}
    return _Use(Counter(source for _, source in cited), Counter(source for _, source in decisive))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _views(
    groups: Sequence[tuple[str, ...]],
    contributions: Sequence[Contribution],
    use: _Use,
    talk: Sequence[Talk],
    professionals: Collection[str],
) -> tuple[RoleView, ...]:
    sources = {group: [one.key for one in contributions if one.role in group] for group in groups}
    every = [key for keys in sources.values() for key in keys]
    against = [one.key for one in contributions if one.role in professionals]

    def count(times: Counter[Key], keys: Sequence[Key]) -> int:
        return sum(times[key] for key in keys)

    def once(keys: Sequence[Key]) -> int:
        return sum(key in use.cited for key in keys)

    views = []
    all_cited, all_decisive = count(use.cited, every), count(use.decisive, every)
    for group, keys in sources.items():
        cited, decisive, n, rest = count(use.cited, keys), count(use.decisive, keys), len(keys), len(every) - len(keys)
        alarm = 0.05 / (len(groups) if len(groups) > 2 else 1)  # two roles are one comparison, seen from both sides
        if use.repeated:
            stands_out = share_ratio(cited, n, rest, all_cited, repeated=True, level=1 - alarm).differs_from_one
        else:
            stands_out = by_chance(cited, n, rest, all_cited) < alarm
        professional = set(group) <= set(professionals)
        odds = UNKNOWN if professional else odds_ratio(once(keys), n, len(against), once(keys) + once(against))
        views.append(
            RoleView(
                group,
                n,
                cited,
                decisive,
                _share(n, len(every)),
                _share(cited, all_cited),
                _share(decisive, all_decisive),
                share_ratio(cited, n, rest, all_cited, repeated=use.repeated),
                odds,
                talk_ratio(group, talk),
                stands_out,
            )
        )
    return tuple(views)


def _uptake(contributions: Sequence[Contribution], use: _Use, professionals: Collection[str]) -> Estimate:
    tables: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for one in contributions:
        tables[one.topic][2 * (one.role in professionals) + (one.key not in use.cited)] += 1
    return mantel_haenszel([tables[topic] for topic in sorted(tables)])


def _corroboration(citations: Sequence[Citation], role_of: Mapping[Key, str], professionals: Collection[str]) -> Corroboration | None:
    """A point rests on a side if it cites it; it needed more if it also cites the other side or a document."""
    sides: dict[tuple[Key, str], set[str]] = defaultdict(set)
    for one in citations:
        if one.weight != "heard" and (one.document or one.source in role_of):
            side = "document" if one.document else "professional" if role_of[one.source] in professionals else "experience"
            sides[one.decision, one.point].add(side)
    points = {side: [found for found in sides.values() if side in found] for side in ("experience", "professional")}
    needed = {side: sum(len(found) > 1 for found in mine) for side, mine in points.items()}
    if not all(points.values()):
        return None
    shares = {side: needed[side] / len(points[side]) for side in points}
    ratio = shares["experience"] / shares["professional"] if shares["professional"] else float("inf") if needed["experience"] else 1.0
    return Corroboration(
        (needed["experience"], len(points["experience"])),
        (needed["professional"], len(points["professional"])),
        ratio,
        odds_ratio(needed["experience"], len(points["experience"]), len(points["professional"]), sum(needed.values())),
    )


def _said(
    groups: Sequence[tuple[str, ...]],
    contributions: Sequence[Contribution],
    use: _Use,
    professionals: Collection[str],
    corroboration: Corroboration | None,
    overrides: Overrides,
    last_word: Sequence[tuple[tuple[str, ...], int]],
) -> tuple[Sentence, ...]:
    if not contributions:
        return (Sentence("nothing said", ()),)
    if not groups:
        return (Sentence("too few people to compare", ()),)
    sides = [[one.key in use.cited for one in contributions if (one.role in professionals) is side] for side in (False, True)]
    experience, expert = (Side(sum(side), len(side)) for side in sides)
    return sentences(experience, expert, corroboration, overrides, last_word)


def credibility(
    contributions: Sequence[Contribution],
    citations: Sequence[Citation],
    decisions: Sequence[Decision] = (),
    talk: Sequence[Talk] = (),
    *,
    people: Mapping[str, int],
    professionals: Collection[str],
) -> Credibility:
    """Who was heard, cited and decisive, over any set of decisions.

    Parameters
    ----------
    contributions : sequence of Contribution
        All that was said and could have been cited.
    citations : sequence of Citation
        What decisions used; of contributions given, and of documents.
    decisions : sequence of Decision
    talk : sequence of Talk
        One for each person present, also with nothing said; or one for each role and room, with its heads.
    people : mapping of str to int
        How many people of each role took part.
    professionals : collection of str
        Roles on the side that is usually believed; all others are people with experience.

    Returns
    -------
    Credibility
        `roles` empty and comparisons unknown where a side has fewer than five people.

    Raises
    ------
    ValueError
        A contribution twice, a cited one that is not given, or a role without a number of people.

    Examples
    --------
    >>> said = [Contribution(i, "living" if i < 30 else "workers") for i in range(60)]
    >>> used = [Citation("d", i) for i in (*range(9), *range(30, 48))]
    >>> found = credibility(said, used, people={"living": 8, "workers": 6}, professionals={"workers"})
    >>> found.sentences[0]
    Sentence(kind='cited of ten, not chance', numbers=(('experience', 3), ('professionals', 6)))
    """
    role_of = {one.key: one.role for one in contributions}
    _checked(contributions, citations, decisions, talk, role_of, people)
    groups, use = shown_roles(people, professionals), _use(citations)
    known = [one for one in decisions if one.overrode is not None]
    against = [one for one in known if one.overrode]
    overrides = Overrides(len(against), len(known), sum(one.reason for one in against))
    closed = Counter(group for one in decisions for group in groups if one.last_word in group)
    last_word = sorted(closed.items(), key=lambda one: (-one[1], one[0]))
    corroboration = _corroboration(citations, role_of, professionals) if groups else None
    amounts = [one.amount for one in talk]
    many = len(talk) >= HEARD_BELOW and sum(amounts) > 0 and all(one.heads == 1 for one in talk)
    return Credibility(
        _views(groups, contributions, use, talk, professionals),
        _uptake(contributions, use, professionals) if groups else UNKNOWN,
        corroboration,
        overrides,
        tuple(last_word),
        round(pielou(amounts), 1) if many else None,
        round(gini(amounts), 1) if many else None,
        round(voices(amounts)) if many else None,
        _said(groups, contributions, use, professionals, corroboration, overrides, last_word),
    )


def _checked(
    contributions: Sequence[Contribution],
    citations: Sequence[Citation],
    decisions: Sequence[Decision],
    talk: Sequence[Talk],
    role_of: Mapping[Key, str],
    people: Mapping[str, int],
) -> None:
    if len(role_of) != len(contributions):
        raise ValueError("A contribution is given twice.")
    if any(not one.document and one.source not in role_of for one in citations):
        raise ValueError("Something is cited that is not among the contributions.")
    roles = {one.role for one in contributions} | {one.last_word for one in decisions} | {one.role for one in talk}
    if any(people.get(role, 0) < 1 for role in roles):
        raise ValueError("A role has no number of people.")
