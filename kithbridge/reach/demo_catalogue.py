"""The demo area's catalogue: things, three kits, a second version of one, and on what ground each is supplied. All invented.

Offers: `begin()`, once, in the first week; `week(ago)`, every week.
"""

from __future__ import annotations

from dataclasses import dataclass

from kithbridge.reach import starting
from kithbridge.reach.actions import catalogue, grounds, kits
from kithbridge.reach.models import Basis
from kithbridge.web import once
from kithbridge.web.clock import this_week

NATION = "England"
# The first eight are what the group has carried from the beginning, in the order of its menu; what comes in kits only stands last.
CARRIED = ("fine", "short", "smoke", "naloxone", "box", "wipes", "foil", "gift", "medicine-box", "test", "card", "pipe")
IN_KITS = ("thin-syringe", "short-syringe", "spoon", "acid", "water", "lip-balm", "note")
BIN_TAKES = 30
PEERS_SAID = 40  # weeks ago: the short kit got more water and fewer wipes
_G = Basis.Ground
PHARMACY, SOLICITOR = "Pharmacy lead of the district (invented)", "Solicitor of the charity (invented)"


@dataclass(frozen=True)
class Ground:
    """One line: `ends` is how many weeks from the demo's own week it must be checked again."""

    item: str
    ground: str
    who: str
    checked_by: str = ""
    ends: int | None = None


LINES = (
    Ground("thin-syringe", _G.ANYBODY, "", PHARMACY, 70),
    Ground("short-syringe", _G.ANYBODY, "", PHARMACY, 70),
    Ground("wipes", _G.SERVICE, "Drug services, pharmacies, and who works for them.", PHARMACY, 44),
    Ground("spoon", _G.SERVICE, "Drug services, pharmacies, and who works for them.", PHARMACY, 44),
    Ground("acid", _G.SERVICE, "Drug services, pharmacies, and who works for them.", PHARMACY, 44),
    Ground("water", _G.SERVICE, "Drug services, pharmacies, and who works for them.", PHARMACY, 44),
    Ground("foil", _G.SERVICE, "Drug services, as part of a plan offered to each.", SOLICITOR, 5),
    Ground("naloxone", _G.SERVICE, "Trained people of a drug service, or of a registered one.", PHARMACY, 44),
    Ground("pipe", _G.NONE, "Nobody here. Elsewhere where the police agreed.", SOLICITOR),
    Ground("box", _G.ANYBODY, "", SOLICITOR, 70),
    Ground("medicine-box", _G.ANYBODY, "", SOLICITOR, 70),
    Ground("lip-balm", _G.ANYBODY, "", PHARMACY, 70),
)


def begin() -> None:
    """Everything the group carries, through a lead's own acts."""
    for key in (*CARRIED, *IN_KITS):
        fields = starting.fields(key)
        if key == "box":
            fields["takes"] = BIN_TAKES
        catalogue.add_item(key=key, label=starting.items()[key]["label"], **fields)
    for kit, lines in starting.recipes().items():
        kits.make_version(kit=kit, lines=lines, form_id=once.new_form_id())
    for line in LINES:
        grounds.write_down(item=line.item, nation=NATION, ground=line.ground, who=line.who)


def week(ago: int) -> None:
    """The short kit changes once; a year ago everything was checked, as far as anybody was found to check it."""
    if ago == PEERS_SAID:
        lines = {**starting.recipes()["short"], "wipes": 5, "water": 10}
        kits.make_version(kit="short", lines=lines, why="Mothers said: too many wipes, never enough water.", form_id=once.new_form_id())
    if ago == 52:
        for line in LINES:
            until = "" if line.ends is None else str(this_week() + ago + line.ends)
            who = {"who": line.who, "checked_by": line.checked_by, "until": until}
            grounds.write_down(item=line.item, nation=NATION, ground=line.ground, **who)
