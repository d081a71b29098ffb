"""The safer-use notes a new group starts with: what guidance says, in our own plain words, each with where it was read and when.

Offers STARTING (every note), Start, Source.

They lower risk and nothing else. None stands here for "mothers say": that column is empty until mothers have said something. Nobody
qualified has checked these words for the group: each says so until a lead writes down who did (`actions/cards.py`). A `dated` of
"seen 2026" is a web page without a date of its own, read in that year.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kithbridge.reach.models import Card, Item


@dataclass(frozen=True)
class Source:
    """Where guidance was read: its title is a proper name and is not translated."""

    title: str
    link: str
    dated: str


@dataclass(frozen=True)
class Start:
    """One note. `kind` empty: it belongs to every thing."""

    key: str
    kind: str
    when: str
    text: str | Promise
    source: Source


SEEN = "seen 2026"
PH52 = Source("NICE PH52: needle and syringe programmes", "https://www.nice.org.uk/guidance/ph52/chapter/1-Recommendations", "2014")
CG110 = Source("NICE CG110: pregnancy and complex social factors", "https://www.nice.org.uk/guidance/cg110", "2010")
WITH_YOU = Source(
    "With You: reducing the risk of infections when injecting",
    "https://www.wearewithyou.org.uk/help-and-advice/safer-injecting/reducing-risk-infection-injecting-drugs/",
    SEEN,
)
PRENOXAD = Source(
    "With You: how to use naloxone injection",
    "https://wearewithyou.org.uk/help-and-advice/safer-injecting/how-use-naloxone-injection-prenoxad",
    SEEN,
)
HANDBOOK = Source("Exchange Supplies: The Safer Injecting Handbook, 8th edition", "https://www.exchangesupplies.org/", "2015")
DEAD_SPACE = Source(
    "NIHR: low dead space, what and why",
    "https://idpc.net/publications/2019/07/low-dead-space-needles-and-syringes-what-and-why",
    "2019",
)
AIVL = Source("AIVL: Safer Injecting Guide", "http://aivl.org.au/resource/safer-injecting-guide/", "2018")
EUDA = Source(
    "European drugs agency: Women and drugs",
    "https://www.euda.europa.eu/publications/mini-guides/women-and-drugs-health-and-social-responses_en",
    "2023",
)
SHOOTING_UP = Source(
    "UK Health Security Agency: Shooting Up",
    "https://www.gov.uk/government/publications/shooting-up-infections-among-people-who-inject-drugs-in-the-uk",
    "2024",
)
INFECTION = Source("NHS inform: a life-threatening infection", "https://www.nhsinform.scot/sepsis", SEEN)
AMBULANCE = Source("NHS ambulance service: when to call 999", "https://www.swast.nhs.uk/when-to-call-999", SEEN)
FOIL = Source(
    "Harm Reduction Journal: foil at four needle services in England", "https://pmc.ncbi.nlm.nih.gov/articles/PMC2518541/", "2008"
)
CHASING = Source("CATIE: smoking with foil", "https://catie.ca/safer-smoking-information-smoking-with-foil", SEEN)
HERO = Source("LGBT HERO: safer smoking", "https://www.fridaymonday.org.uk/taking-drugs/safer-use/smoking/", "2018")
PIPES = Source("Safe inhalation pipe study, protocol", "https://pmc.ncbi.nlm.nih.gov/articles/PMC10804795/", "2024")
STRONG = Source(
    "Change Grow Live: strong opioids, staying safe",
    "https://changegrowlive.org/drugs-contaminated-synthetic-opioids-advice-staying-safe-nitazenes",
    SEEN,
)
NALOXONE = Source(
    "Change Grow Live: naloxone", "https://www.changegrowlive.org/advice-info/alcohol-drugs/naloxone-overdose-reversal-drug", SEEN
)
HOSTELS = Source("Homeless Link: naloxone", "https://homeless.org.uk/knowledge-hub/naloxone-in-homelessness-services/", "2025")
WHO_OVERDOSE = Source("WHO: community management of opioid overdose", "https://www.who.int/publications/i/item/9789241548816", "2014")
WHO_PREGNANT = Source("WHO: substance use in pregnancy", "https://www.who.int/publications/i/item/9789241548731", "2014")
WOMENS = Source(
    "The Royal Women’s Hospital: drugs and pregnancy",
    "https://www.thewomens.org.au/health-information/pregnancy-and-birth/pregnancy-drugs-alcohol/drugs",
    SEEN,
)
READY = Source(
    "NHS Scotland: Ready Steady Baby, medicine and drugs",
    "http://www.readysteadybaby.org.uk/you-and-your-pregnancy/looking-after-yourself-during-pregnancy/medicine.aspx",
    "2016",
)
RESUS = Source("Resuscitation Council UK: guidelines", "https://www.resus.org.uk/library/2021-resuscitation-guidelines", "2021")
SHARPS = Source("NHS: how should I dispose of used needles?", "http://www.nhs.uk/chq/Pages/2421.aspx?CategoryID=72&SubCategoryID=723", SEEN)
STUCK = Source(
    "NHS text: injuries from used needles; BASHH: PEP guideline", "https://www.livehealthily.com/self-care/injuries-from-used-needles", SEEN
)
LOCKED = Source(
    "NHS Norfolk: medicines and tablets at home",
    "https://www.justonenorfolk.nhs.uk/staying-safe/staying-safe-in-the-home/medicines-and-tablet-safety/",
    SEEN,
)
SWALLOWED = Source(
    "NHS Healthier Together: accidental swallowing",
    "https://www.oxfordshire-healthiertogether.nhs.uk/parentscarers/keeping-your-child-safe/poisoningaccidental-swallowing",
    SEEN,
)
ADFAM = Source("Adfam: medications in drug treatment, tackling the risks to children", "https://adfam.org.uk/about-us/blog/17", "2014")
LULLABY = Source("The Lullaby Trust: safer sleep", "https://www.humber.nhs.uk/news/Information-about-safer-sleep.htm", "2019")
HARBOUR = Source("Harbour: safety of children", "http://www.harbour.org.uk/services/how-to-stay-safe/safety-of-children/", SEEN)

INJECTING, SMOKING, OVERDOSE, DISPOSAL = Item.Kind.INJECTING, Item.Kind.SMOKING, Item.Kind.OVERDOSE, Item.Kind.DISPOSAL
ALWAYS, ALONE, HURRY, OTHER, PREGNANT, HOME = Card.When.values

STARTING: tuple[Start, ...] = (
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
            "The shortest, thinnest needle that reaches does the least harm. After one use the tip is bent, and tears. It hurts a lot? Stop."
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
            "The jab against hepatitis B is free. A test for hepatitis C is quick, and tablets cure most people in weeks. We can go with you."
        ),
        SHOOTING_UP,
    ),
    Start(
        "inj-less",
        INJECTING,
        ALWAYS,
        _(
            "Smoking makes no hole in the skin and the risk to your breath is less. It is not safe, but safer. Talk with us if you want to try."
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
            "Two sets, two colours. One is yours, one is theirs. Open yours yourself. Spoon, filter and water: two of each, never one for both."
        ),
        AIVL,
    ),
    Start(
        "inj-other-hands",
        INJECTING,
        OTHER,
        _(
            "Whoever does it washes hands before and after. If both of you use, you go first. Press on the place yourself, with your own wipe."
        ),
        WITH_YOU,
    ),
    Start(
        "inj-other-learn",
        INJECTING,
        OTHER,
        _(
            "You can learn to do it yourself. One of us shows you, with your own things, as slowly as you like. Then nobody else sets how much."
        ),
        HANDBOOK,
    ),
    Start(
        "inj-unborn",
        INJECTING,
        PREGNANT,
        _(
            "Some things in the blood can reach the baby. So your own new set counts twice now. Ask for blood tests: treatment can protect it."
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
            "Pain in the chest, one side of the face hangs, a fit that does not stop, no air: ring 999. Say what you took. It helps them help."
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
            "After days without (jail, hospital, a detox) your body has forgotten. What you took before can stop your breath. Start with a quarter."
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
            "Used needles go straight into the box. Do not bend them. Do not put the cap back on. Stop at the line. Never take one out again."
        ),
        SHARPS,
    ),
    Start(
        "dis-full",
        DISPOSAL,
        ALWAYS,
        _("We take full boxes back. Not the house bin, not a can, not a bottle: they break, and somebody is stuck."),
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
            "Is it your choice? If somebody makes you, or holds it back from you, it is not your fault. We help, and tell nobody that you asked."
        ),
        EUDA,
    ),
    Start(
        "all-unborn-stop",
        "",
        PREGNANT,
        _(
            "Do not stop heroin or methadone all at once: it can harm you and the baby. A steady script is safer, and can begin in any week."
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
            "Lock it up: methadone, tablets, all of it. A high shelf alone is not enough, small ones climb. You hold the key. Ask us for a box."
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
        "all-home-swallowed",
        "",
        HOME,
        _(
            "A child has swallowed something? Methadone, heroin or tablets, or a child who is sleepy, floppy, blue or has a fit: ring 999 now. "
            "Anything else: ring 111. Do not make them sick. Keep the bottle to show. Ring first: how it came about can wait."
        ),
        SWALLOWED,
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
