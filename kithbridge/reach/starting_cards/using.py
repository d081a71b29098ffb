"""Notes for injecting and smoking. Offers USING."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kithbridge.reach.models import Card, Item
from kithbridge.reach.starting_cards.sources import (
    AIVL,
    AMBULANCE,
    CHASING,
    DEAD_SPACE,
    FOIL,
    HANDBOOK,
    HERO,
    INFECTION,
    PH52,
    PIPES,
    READY,
    SHOOTING_UP,
    STRONG,
    WITH_YOU,
    WOMENS,
    Start,
)

INJECTING, SMOKING = Item.Kind.INJECTING, Item.Kind.SMOKING
ALWAYS, ALONE, HURRY, OTHER, PREGNANT = Card.When.ALWAYS, Card.When.ALONE, Card.When.HURRY, Card.When.OTHER, Card.When.PREGNANT

USING: tuple[Start, ...] = (
    Start(
        "inj-new",
        INJECTING,
        ALWAYS,
        _(
            "New needle and syringe each time. Your own spoon, filter and water, too. Blood too small to see can pass things on. "
            "Ask us for more than you think you need."
        ),
        PH52,
    ),
    Start(
        "inj-hands",
        INJECTING,
        ALWAYS,
        _("Wash hands and skin first, with soap. No tap? Take a new wipe. One swipe, one way, then bin it. Let the skin dry."),
        WITH_YOU,
    ),
    Start(
        "inj-thin",
        INJECTING,
        ALWAYS,
        _(
            "The shortest, thinnest needle that reaches does the least harm. After one use the tip is bent, and tears. It hurts a "
            "lot? Stop."
        ),
        HANDBOOK,
    ),
    Start(
        "inj-move",
        INJECTING,
        ALWAYS,
        _("Change the place. Let a sore one heal first. Not the neck. The groin and the wrist lie close to big vessels and nerves."),
        HANDBOOK,
    ),
    Start(
        "inj-artery",
        INJECTING,
        ALWAYS,
        _("Bright red blood that pushes or pumps? That was an artery. Take it out, press hard for ten minutes, lie down. Ring 999."),
        HANDBOOK,
    ),
    Start(
        "inj-space",
        INJECTING,
        ALWAYS,
        _("Some syringes hold less blood back at the end. Then a mix-up passes on less. Ask us which ones they are."),
        DEAD_SPACE,
    ),
    Start(
        "inj-red",
        INJECTING,
        ALWAYS,
        _(
            "Red, hot, swollen, or a red line up the arm: get it seen today. Shivering, confused, breath too fast, blotchy skin: "
            "ring 999. Ask: could it be sepsis?"
        ),
        INFECTION,
    ),
    Start(
        "inj-tests",
        INJECTING,
        ALWAYS,
        _(
            "The jab against hepatitis B is free. A test for hepatitis C is quick, and tablets cure most people in weeks. We can "
            "go with you."
        ),
        SHOOTING_UP,
    ),
    Start(
        "inj-less",
        INJECTING,
        ALWAYS,
        _(
            "Smoking makes no hole in the skin and the risk to your breath is less. It is not safe, but safer. Talk with us if you "
            "want to try."
        ),
        FOIL,
    ),
    Start(
        "inj-alone",
        INJECTING,
        ALONE,
        _("A little first. Then wait. You can take more; you cannot take less. Above all with a new lot, or after days without."),
        STRONG,
    ),
    Start(
        "inj-hurry",
        INJECTING,
        HURRY,
        _("In a hurry the needle goes wrong. Put a whole set where you will need it, before you need it. Then nobody has to share."),
        WITH_YOU,
    ),
    Start(
        "inj-hurry-wipe",
        INJECTING,
        HURRY,
        _("No time to wash? A new wipe for the hands, one for the skin. Do not lick the needle. Into the box as soon as it is out."),
        WITH_YOU,
    ),
    Start(
        "inj-other-sets",
        INJECTING,
        OTHER,
        _(
            "Two sets, two colours. One is yours, one is theirs. Open yours yourself. Spoon, filter and water: two of each, never "
            "one for both."
        ),
        AIVL,
    ),
    Start(
        "inj-other-hands",
        INJECTING,
        OTHER,
        _(
            "Whoever does it washes hands before and after. If both of you use, you go first. Press on the place yourself, with "
            "your own wipe."
        ),
        WITH_YOU,
    ),
    Start(
        "inj-other-learn",
        INJECTING,
        OTHER,
        _(
            "You can learn to do it yourself. One of us shows you, with your own things, as slowly as you like. Then nobody else "
            "sets how much."
        ),
        HANDBOOK,
    ),
    Start(
        "inj-unborn",
        INJECTING,
        PREGNANT,
        _(
            "Some things in the blood can reach the baby. So your own new set counts twice now. Ask for blood tests: treatment can "
            "protect it."
        ),
        WOMENS,
    ),
    Start(
        "smo-own",
        SMOKING,
        ALWAYS,
        _("Keep your own pipe, foil and mouthpiece. Cracked lips bleed. Blood on a pipe can pass on hepatitis C. Balm helps the lips."),
        HERO,
    ),
    Start(
        "smo-slow",
        SMOKING,
        ALWAYS,
        _("Hot smoke burns the lungs. Let the glass cool. Breathe in slowly. The edge of foil cuts: fold it over."),
        HERO,
    ),
    Start(
        "smo-cans",
        SMOKING,
        ALWAYS,
        _("Cans and plastic bottles give off paint and melt. They burn and cut, too. Foil that is made for it does less harm."),
        PIPES,
    ),
    Start(
        "smo-chest",
        SMOKING,
        ALWAYS,
        _(
            "Pain in the chest, one side of the face hangs, a fit that does not stop, no air: ring 999. Say what you took. It "
            "helps them help."
        ),
        AMBULANCE,
    ),
    Start(
        "smo-alone",
        SMOKING,
        ALONE,
        _("You can stop breathing from smoking, too. It comes on more slowly. Have somebody look in, and naloxone where they see it."),
        CHASING,
    ),
    Start(
        "smo-hurry",
        SMOKING,
        HURRY,
        _("Fast and hot does the most harm to lips and chest. Put water by you. Wait between two. One thing at a time."),
        CHASING,
    ),
    Start(
        "smo-other",
        SMOKING,
        OTHER,
        _("Somebody else holds it for you? Bring your own mouthpiece. You say when it is enough."),
        HERO,
    ),
    Start(
        "smo-unborn",
        SMOKING,
        PREGNANT,
        _("Any smoke reaches the baby. Less is better. Crack is the hardest on it: it cuts down its blood at once. Tell your midwife."),
        READY,
    ),
)
