"""How we work: every rule somebody may read as a sentence, what nobody has decided, what no group can change.

Offers
------
charter(reader)       all of it, for the page, the PDF and the API
FLOORS                what holds about deciding itself, in every group, with the reason
fixed(reader)         rules with a limit that no group can pass, and the reason
pauses_words()        how often the steering group has stopped a decision
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kithbridge.rules import state
from kithbridge.rules.declare import Group, Readers
from kithbridge.rules.enact import FOUNDING_WEEKS, PAUSE_WEEKS, URGENT_WEEKS
from kithbridge.rules.explain import Telling, founding_note, nobody_decided, told
from kithbridge.rules.spoken import limits
from kithbridge.web import record


@dataclass(frozen=True)
class Floor:
    """What no group can change about deciding, and why."""

    said: str | Promise
    reason: str | Promise


FLOORS = [
    Floor(
        gettext_lazy("No rule may forbid anybody to say that somebody is in danger, or make it harder."),
        gettext_lazy("A life comes first."),
    ),
    Floor(
        gettext_lazy("Nobody with powers over children, probation or police holds a job that opens anything."),
        gettext_lazy("You must be able to ask for help without fear of those who can take things from you."),
    ),
    Floor(
        gettext_lazy("You can take back what you wrote at any time. Only a note about a danger stays, and we say so before."),
        gettext_lazy("Your words are yours."),
    ),
    Floor(
        gettext_lazy(
            "People who use now and people who used before are asked apart. What people who use now need, most of them must want."
        ),
        gettext_lazy("Those who stopped cannot speak for those who have not."),
    ),
    Floor(
        gettext_lazy("A decision works only when two who took part say it was taken as it is written. One is of those it protects."),
        gettext_lazy("No single hand can make up a decision. Whoever wrote it down is not one of the two."),
    ),
    Floor(
        gettext_lazy("Whoever gives us her time is paid for it, in the way she picks. She is paid all the same when she stops."),
        gettext_lazy("Nobody may have to stay because of the money."),
    ),
    Floor(
        gettext_lazy("Fewer than five decide only what all can live with. Nobody's answer is shown."),
        gettext_lazy("In a small group it would be clear who said no."),
    ),
    Floor(
        gettext_lazy(
            "The steering group can stop a decision for law, danger or money only, for %(n)d weeks, in public. It sets nothing else."
        ),
        gettext_lazy("Those who answer for money must be able to say stop. They must not rule."),
    ),
    Floor(
        gettext_lazy("Two leads may change a rule in a hurry, for %(urgent)d weeks, and only to protect more. Never how people decide."),
        gettext_lazy("Danger does not wait. It must not be used to take things away."),
    ),
    Floor(
        gettext_lazy("Whoever starts a group sets rules for %(founding)d weeks at most. Then people decide, or it says “overdue”."),
        gettext_lazy("Somebody has to begin. Nobody may just go on."),
    ),
]
WEEKS = {"n": PAUSE_WEEKS, "urgent": URGENT_WEEKS, "founding": FOUNDING_WEEKS}


@dataclass(frozen=True)
class Line:
    """One rule in force. `brief` is `since` for a page with many rules on it."""

    key: str
    sentence: str
    since: str
    brief: str
    question: str
    undecided: bool
    readers: str


@dataclass(frozen=True)
class Section:
    """Rules under one heading. `anchor` names it on the page."""

    anchor: str
    title: str
    rules: list[Line]


@dataclass(frozen=True)
class Fixed:
    """What no group can change, and why. `key`: of which rule; "" for what holds about deciding."""

    said: str
    reason: str
    key: str = ""
    question: str = ""


@dataclass(frozen=True)
class Charter:
    """Everything that stands under "How we work"."""

    counted: str
    sections: list[Section]
    undecided: list[Line]
    overdue: bool
    founding: str
    pauses: str
    floors: list[Fixed]
    fixed: list[Fixed]
    head: str
    mark: str

    def as_plain(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def pauses_words() -> str:
    """How often the steering group has stopped a decision."""
    found = state.known()
    about_rules = {one.decision for one in found.changes}
    n = sum(halt.decision in about_rules for halt in found.halts)
    doing = len(found.halts) - n
    said = []
    if n:
        said.append(
            ngettext(
                "The steering group has stopped a decision once. “What has changed” says why.",
                "The steering group has stopped a decision %(n)d times. “What has changed” says why.",
                n,
            )
            % {"n": n}
        )
    if doing:
        said.append(
            ngettext(
                "The steering group has stopped %(n)d thing that was to be done. The list of decisions says why.",
                "The steering group has stopped %(n)d things that were to be done. The list of decisions says why.",
                doing,
            )
            % {"n": doing}
        )
    return " ".join(said) or _("The steering group has never stopped a decision.")


def counted_words(undecided: int, total: int) -> str:
    """How much of it nobody has decided."""
    if not undecided:
        return _("All %(total)d rules here were decided by those they are for.") % {"total": total}
    if undecided == total:
        return _("There are %(total)d rules. Nobody has decided any of them yet.") % {"total": total}
    return ngettext(
        "There are %(total)d rules. %(n)d of them has not been decided by anybody yet.",
        "There are %(total)d rules. %(n)d of them have not been decided by anybody yet.",
        undecided,
    ) % {"total": total, "n": undecided}


def fixed(reader: Readers) -> list[Fixed]:
    """The rules with a limit, what it is, and why."""
    found = [(one, limits(one)) for one in told(reader)]
    return [Fixed(said, str(one.floor_reason), one.key, str(one.question)) for one, said in found if said]


def floors() -> list[Fixed]:
    """What no group can change about deciding, in words."""
    return [Fixed(str(one.said) % WEEKS, str(one.reason)) for one in FLOORS]


def charter(reader: Readers = Readers.EVERYBODY) -> Charter:
    """How we work, as this reader may see it. At most one query for decisions, one for pauses, and one for each name."""
    telling = Telling()
    lines: dict[Group, list[Line]] = {group: [] for group in Group}
    for one in told(reader):
        standing = telling.standing[one.key]
        said = one.said(standing.value)
        since, brief = telling.since(one.key), telling.since(one.key, brief=True)
        line = Line(one.key, said, since, brief, str(one.question), nobody_decided(standing), one.readers.value)
        lines[one.group].append(line)
    every = [line for found in lines.values() for line in found]
    undecided = [line for line in every if line.undecided]
    return Charter(
        counted=counted_words(len(undecided), len(every)),
        sections=[Section(group.value, str(group.label), found) for group, found in lines.items() if found],
        undecided=undecided,
        overdue=telling.overdue,
        founding=founding_note(),
        pauses=pauses_words(),
        floors=floors(),
        fixed=fixed(reader),
        head=record.head(),
        mark=str(state.known().mark or ""),
    )
