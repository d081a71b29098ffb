"""Notes for overdose, bins, pregnancy and children at home. Offers AROUND."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kithbridge.reach.models import Card, Item
from kithbridge.reach.starting_cards.sources import (
    ADFAM,
    CG110,
    EUDA,
    HARBOUR,
    HOSTELS,
    LOCKED,
    LULLABY,
    NALOXONE,
    PH52,
    PRENOXAD,
    RESUS,
    SHARPS,
    STRONG,
    STUCK,
    SWALLOWED,
    WHO_OVERDOSE,
    WHO_PREGNANT,
    Start,
)

OVERDOSE, DISPOSAL = Item.Kind.OVERDOSE, Item.Kind.DISPOSAL
ALWAYS, ALONE, HURRY = Card.When.ALWAYS, Card.When.ALONE, Card.When.HURRY
OTHER, PREGNANT, HOME = Card.When.OTHER, Card.When.PREGNANT, Card.When.HOME

AROUND: tuple[Start, ...] = (
    Start(
        "all-home-swallowed",
        "",
        HOME,
        _(
            "A child has swallowed something? Methadone, heroin or tablets, or a child who is sleepy, floppy, blue or has a fit: "
            "ring 999 now. "
            "Anything else: ring 111. Do not make them sick. Keep the bottle to show. Ring first: how it came about can wait."
        ),
        SWALLOWED,
    ),
    Start(
        "ovd-signs",
        OVERDOSE,
        ALWAYS,
        _("Will not wake. Snores or gurgles. Lips blue or grey. Slow breath. That is not sleep. Ring 999, give naloxone, stay."),
        HOSTELS,
    ),
    Start(
        "ovd-give",
        OVERDOSE,
        ALWAYS,
        _(
            "Spray: into one side of the nose. Needle: outside of the thigh, through clothes. No change after 2 to 3 minutes? "
            "Give the next. It does no harm if you guessed wrong."
        ),
        PRENOXAD,
    ),
    Start(
        "ovd-wears",
        OVERDOSE,
        ALWAYS,
        _("It wears off in 20 to 40 minutes. Then the breath can stop again. Stay with them. Nothing more to take till help has come."),
        NALOXONE,
    ),
    Start(
        "ovd-others",
        OVERDOSE,
        ALWAYS,
        _("You cannot give it to yourself. Show the people around you where it lies and how it works."),
        WHO_OVERDOSE,
    ),
    Start(
        "ovd-mix",
        OVERDOSE,
        ALWAYS,
        _("Mixing stops the breath: heroin or methadone with tablets or with drink. One thing at a time, and less of each."),
        STRONG,
    ),
    Start(
        "ovd-back",
        OVERDOSE,
        ALWAYS,
        _(
            "After days without (jail, hospital, a detox) your body has forgotten. What you took before can stop your breath. "
            "Start with a quarter."
        ),
        STRONG,
    ),
    Start(
        "ovd-hurry",
        OVERDOSE,
        HURRY,
        _("First 999, on speaker. The voice tells you each step. No breath? Push hard and fast on the chest, two a second."),
        RESUS,
    ),
    Start(
        "ovd-unborn",
        OVERDOSE,
        PREGNANT,
        _("Pregnant and not breathing? Naloxone all the same, and 999. The baby only has her breath."),
        WHO_OVERDOSE,
    ),
    Start(
        "dis-box",
        DISPOSAL,
        ALWAYS,
        _(
            "Used needles go straight into the box. Do not bend them. Do not put the cap back on. Stop at the line. Never take one "
            "out again."
        ),
        SHARPS,
    ),
    Start(
        "dis-full",
        DISPOSAL,
        ALWAYS,
        _("Ask us where full boxes go. Not the house bin, not a can, not a bottle: they break, and somebody is stuck."),
        SHARPS,
    ),
    Start(
        "dis-stuck",
        DISPOSAL,
        ALWAYS,
        _(
            "Stuck by a used needle? Let it bleed under the tap. Wash with soap. Do not suck or scrub it. Plaster on. "
            "Then A&E or 111 the same day: some tablets only work within 72 hours."
        ),
        STUCK,
    ),
    Start(
        "dis-hurry",
        DISPOSAL,
        HURRY,
        _("Ask us for a small box that fits a pocket. Then there is one at hand, wherever you are."),
        PH52,
    ),
    Start(
        "dis-home",
        DISPOSAL,
        HOME,
        _("Lid shut, high up, out of sight. A full box is no safer than an open one: let us have it soon."),
        SHARPS,
    ),
    Start(
        "all-alone",
        "",
        ALONE,
        _("Ring somebody before. Ask them to ring back after ten minutes. They know the street, and the door is not locked."),
        STRONG,
    ),
    Start(
        "all-other-choice",
        "",
        OTHER,
        _(
            "Is it your choice? If somebody makes you, or holds it back from you, it is not your fault. We help, and tell nobody "
            "that you asked."
        ),
        EUDA,
    ),
    Start(
        "all-unborn-stop",
        "",
        PREGNANT,
        _(
            "Do not stop heroin or methadone all at once: it can harm you and the baby. A steady script is safer, and can begin in "
            "any week."
        ),
        WHO_PREGNANT,
    ),
    Start(
        "all-unborn-tablets",
        "",
        PREGNANT,
        _("Tablets such as Valium: step down bit by bit, with a doctor. A sudden stop can bring on fits. The same goes for drink."),
        WHO_PREGNANT,
    ),
    Start(
        "all-unborn-care",
        "",
        PREGNANT,
        _("See a midwife early. You need not stop first. You may bring somebody with you: ask us to come along."),
        CG110,
    ),
    Start(
        "all-unborn-milk",
        "",
        PREGNANT,
        _("Most mothers on a steady script can give the breast, and it helps the baby. With street drugs, ask your midwife first."),
        WHO_PREGNANT,
    ),
    Start(
        "all-home-lock",
        "",
        HOME,
        _(
            "Lock it up: methadone, tablets, all of it. A high shelf alone is not enough, small ones climb. You hold the key. Ask "
            "us for a box."
        ),
        LOCKED,
    ),
    Start(
        "all-home-mouthful",
        "",
        HOME,
        _("A mouthful of methadone can stop a child’s breath. Leave it in its own bottle with the child-safe cap. Never in a cup."),
        ADFAM,
    ),
    Start(
        "all-home-sleep",
        "",
        HOME,
        _("After using or drinking, baby sleeps in the cot, on the back. Not in your bed. Never with you on the sofa."),
        LULLABY,
    ),
    Start(
        "all-home-never",
        "",
        HOME,
        _("Never give a child a drop of yours to sleep or to calm down. Take it where they do not see: they do what you do."),
        HARBOUR,
    ),
    Start(
        "all-home-who",
        "",
        HOME,
        _("Plan who looks after them for that time: one grown-up who has taken nothing."),
        HARBOUR,
    ),
)
