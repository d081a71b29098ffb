"""Where the starting notes were read. Offers Source, Start and the sources by name."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


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
