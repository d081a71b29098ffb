"""On which lawful basis each kind of thing is held: a proposal for somebody who signs for it to check.

Offers
------
BASES             the lines of the table: what, why, UK GDPR Art. 6, Art. 9, Art. 10
TABLES            which line each table of the product stands under
KINDS             what each kind of column means for the law
without_line()    tables and kinds of column that stand under none; empty = sound

A new table without a line fails `kithbridge governance --check` and a test.
"""

from __future__ import annotations

from dataclasses import dataclass

from kithbridge.web import inventory
from kithbridge.web.fields import Holds


@dataclass(frozen=True)
class Basis:
    """One line of the table of lawful bases.

    what, why : in plain words
    six : UK GDPR Art. 6
    nine : Art. 9 condition with its place in the Data Protection Act 2018 (DPA), or why there is none
    ten : Art. 10, or why it does not arise
    """

    what: str
    why: str
    six: str
    nine: str
    ten: str


PUBLIC_BODY = "6(1)(f) legitimate interests. Where a public body runs or commissions it: 6(1)(e) public task"
CONFIDENTIAL = "9(2)(g) with DPA Sch. 1 para. 17 (confidential support); or 9(2)(h) with para. 2 where a health professional is responsible"
NO_PERSON = "no person in it; treated with the same care all the same"

BASES: dict[str, Basis] = {
    "words": Basis(
        "What people ask for and write to us, locked",
        "to bring what was asked for, and to answer",
        PUBLIC_BODY,
        CONFIDENTIAL,
        "what somebody uses can be data about an offence: DPA Sch. 1 para. 17, extended by para. 36",
    ),
    "danger": Basis(
        "Notes that two of the team talked about a danger, locked",
        "to keep people alive and to answer for what was done",
        "6(1)(f) legitimate interests; 6(1)(d) vital interests in an emergency; the recognised interest in safeguarding, if in force",
        "9(2)(g) with DPA Sch. 1 para. 18 (safeguarding); 9(2)(c) vital interests",
        "DPA Sch. 1 para. 18",
    ),
    "keys": Basis(
        "Keys, random numbers and states",
        "to keep everything else locked, and to make taking back final",
        "6(1)(f) legitimate interests; security under Art. 32",
        "none by itself: tells that somebody has a page. Treated like what it locks",
        "as above",
    ),
    "visits": Basis(
        "Open visits, used codes, budgets of the hour",
        "to let people in and keep others out",
        "6(1)(f) legitimate interests. The one cookie is strictly necessary (PECR reg. 6(4))",
        "none by itself",
        "does not arise",
    ),
    "counts": Basis("Counts by week and area", "to order supplies and to show what is missing", PUBLIC_BODY, NO_PERSON, NO_PERSON),
    "stock": Basis(
        "What lies where, and what was ordered",
        "so that nobody asks and there is none; so that a lot can be called back",
        PUBLIC_BODY,
        NO_PERSON,
        NO_PERSON,
    ),
    "public": Basis(
        "What the group shows to everybody", "so that people know how it works", PUBLIC_BODY, "does not arise", "does not arise"
    ),
    "team": Basis(
        "The team: work-names, roles, circles, second steps",
        "to run the service and to say who can read what",
        "6(1)(f) legitimate interests; 6(1)(b) contract for those who are paid",
        "none held: whether somebody of the team uses or used is never a field",
        "none held: no convictions, no checks",
    ),
    "record": Basis(
        "The event record: acts by week and role",
        "to show later that nobody changed what was decided or done",
        "6(1)(f) legitimate interests; accountability under Art. 5(2)",
        NO_PERSON,
        NO_PERSON,
    ),
    "hold": Basis(
        "Legal holds, and what is kept under them, locked",
        "because a law or an order asks for it",
        "6(1)(c) legal obligation",
        "9(2)(f) legal claims and courts",
        "DPA Sch. 1 para. 33 (legal claims)",
    ),
    "talk": Basis(
        "Votes in conversations, under hashes",
        "so that people say what they agree on, and nobody is told who said what",
        "6(1)(f) legitimate interests",
        "9(2)(a) explicit consent: she votes herself and takes it back until the conversation closes",
        "does not arise",
    ),
    "pay": Basis(
        "What was paid for people's time, without names",
        "to pay whoever gives her time, and to answer for the money",
        "6(1)(c) legal obligation: accounts; 6(1)(f) legitimate interests",
        "as what somebody was paid can point to somebody in a small group: parts with fewer than three payments are put together",
        "as above",
    ),
    "turns": Basis(
        "How often each role spoke in a meeting, without names",
        "so that a group sees whether people at work speak more than those it is for",
        "6(1)(f) legitimate interests",
        "nobody alone in a role is counted alone; two or three of one role may know each other in the room: only larger counts are public",
        "does not arise",
    ),
    "decisions": Basis(
        "Rules, proposals, and what led to them",
        "so that anybody can ask why it is so",
        PUBLIC_BODY,
        "shown with roles, never with names; words only as their writer allowed",
        "does not arise",
    ),
    "seats": Basis(
        "Seats in the reference group and answers, under hashes",
        "so that people who use now decide what they need",
        "6(1)(f) legitimate interests",
        "9(2)(a) explicit consent: she takes the seat herself and leaves without a reason",
        "DPA Sch. 1 para. 29 (consent)",
    ),
}

TABLES: dict[str, str] = {
    **dict.fromkeys(
        ("reach.Ask", "reach.NotMe", "people.Message", "people.Neighbour", "people.Refusal", "reach.Answer", "reach.Mark"), "words"
    ),
    "people.Worry": "danger",
    **dict.fromkeys(("keyring.EventKey", "keyring.LinkKey", "keyring.Offer", "keyring.Person", "keyring.Tombstone"), "keys"),
    **dict.fromkeys(("keyring.Turn", "keyring.Wrap"), "keys"),
    **dict.fromkeys(("people.Due", "people.Slip", "web.Once"), "keys"),
    **dict.fromkeys(("sessions.Budget", "sessions.Outing", "sessions.Session", "sessions.UsedCode"), "visits"),
    **dict.fromkeys(("reach.Event", "reach.MonthTally", "reach.Reached", "reach.Tally"), "counts"),
    **dict.fromkeys(("reach.Aside", "reach.PickUp", "reach.Seen"), "keys"),
    **dict.fromkeys(("reach.Lot", "reach.Order", "reach.OrderLine", "reach.Packed", "reach.Place", "reach.Stock"), "stock"),
    **dict.fromkeys(("reach.Supply", "reach.SupplyLine"), "stock"),
    **dict.fromkeys(("reach.Alert", "reach.Basis", "reach.Card", "reach.Estimate", "reach.Recipe", "reach.RecipeLine"), "public"),
    **dict.fromkeys(("reach.Round", "reach.Theme"), "public"),
    **dict.fromkeys(("words.TermVersion", "words.WordList", "words.Member", "words.Difference", "words.DraftLine"), "public"),
    **dict.fromkeys(("words.Heard", "words.Bar", "words.Reopened"), "counts"),
    "words.Told": "words",
    "agree.Conversation": "public",
    "agree.Statement": "words",
    **dict.fromkeys(("agree.Ballot", "agree.Vote", "agree.Voter"), "talk"),
    **dict.fromkeys(("agree.Payment", "agree.PaymentAsked"), "pay"),
    "agree.PayRate": "public",
    **dict.fromkeys(("agree.Meeting", "agree.Turns"), "turns"),
    **dict.fromkeys(("reach.Phone", "reach.Voice"), "team"),
    **dict.fromkeys(("people.Fact", "people.Notice", "people.Recording", "reach.Area", "reach.Item"), "public"),
    **dict.fromkeys(("people.Circle", "people.CircleMember", "people.Factor", "people.FactorReset", "people.Invitation"), "team"),
    **dict.fromkeys(("people.LastLook", "people.RecoveryCode", "people.RoleHeld", "people.TeamMember", "people.Training"), "team"),
    **dict.fromkeys(("record.Count", "record.Entry", "record.Segment"), "record"),
    **dict.fromkeys(("people.Hold", "people.Kept"), "hold"),
    **dict.fromkeys(("rules.Decision", "rules.Edition", "rules.Evidence", "rules.Pause", "rules.Version"), "decisions"),
    **dict.fromkeys(("deciding.ByTwo", "deciding.Piece", "deciding.Proposal", "deciding.Saying"), "decisions"),
    **dict.fromkeys(("deciding.Answered", "deciding.Ballot", "deciding.Confirmation", "deciding.Objection"), "seats"),
    **dict.fromkeys(("deciding.Seat", "deciding.SeatCode", "deciding.Willing"), "seats"),
    **dict.fromkeys(("agree.Alternative", "agree.Amendment", "agree.Comment", "agree.Matter", "agree.Origin", "agree.Put"), "decisions"),
    **dict.fromkeys(("agree.Effect", "agree.Move", "agree.Sounding", "agree.Task"), "decisions"),
    **dict.fromkeys(("agree.Asked", "agree.Pile", "agree.Spoken"), "seats"),
    "agree.Changed": "counts",
}

KINDS: dict[Holds, str] = {
    Holds.SEALED: "Personal data of the most sensitive kind. Opens only with a reader's key. A court may order a reader to show it.",
    Holds.TALLY: "Counts. Not personal data while an area has at least 20,000 people and small numbers are not shown.",
    Holds.PUBLIC: "Shown to everybody anyway. Check before writing that nobody is named.",
    Holds.STAFF: "About the team's own work: personal data of those who work here, under work-names.",
    Holds.TECHNICAL: "Random numbers, hashes and states. Pseudonymous: treated as personal data.",
    Holds.KEY: "Locked keys and public keys. Treated as personal data.",
}


def without_line() -> list[str]:
    """What stands under no line of the table, in plain words."""
    tables = {row.model for row in inventory.columns()}
    found = [f"{table}: no lawful basis. Give it a line in people/governance/basis.py." for table in sorted(tables - set(TABLES))]
    found += [f"{table} stands in people/governance/basis.py and is no table." for table in sorted(set(TABLES) - tables)]
    found += [f"{table}: there is no line {line}." for table, line in TABLES.items() if line not in BASES]
    return found + [f"{kind.value}: this kind of column has no line." for kind in Holds if kind not in KINDS]
