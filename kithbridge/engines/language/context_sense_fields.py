"""What shows that a phrase is meant otherwise, and fields of life whose words do: software, flying, sport, needlework, machines.

Offers `Sense`, `sense(before, after, near)`, `SOFTWARE`, `AIR`, `SPORT`, `PINS`, `PLANT`: folded words
between spaces, for the table of other senses.
"""

from typing import Final, NamedTuple


class Sense(NamedTuple):
    """Words that show another sense: right before, right after, anywhere in the sentence; and the noun after it."""

    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()


def sense(before: str = "", after: str = "", near: str = "") -> Sense:
    return Sense(frozenset(before.split()), frozenset(after.split()), frozenset(near.split()))


SOFTWARE: Final = (
    "app apps software website web site system systems library libraries computer computers login log account accounts password admin "
    "administrator interface screen device devices printer internet online "
    "platform phone phones smartphone laptop database data portal page pages digital windows server network browser menu button "
    "wheelchair road roads bus buses rail railway train cycle cyclists park parks "
    "footpath path energy electricity gas water leisure gym pool car bike wifi email cookie cookies chatbot tablet console social-media "
    "facebook instagram twitter tiktok bandwidth download downloads "
    "licence click dashboard settings subscription hearing-aid braille toilet lift"
)
AIR: Final = "airline airlines air-miles miles lounge flight flights airport airports boarding cabin carrier airways plane planes pilot"
SPORT: Final = (
    "goal goals striker keeper winger midfielder defender league cup final finals semi-final match matches season seasons innings wicket "
    "wickets horse horses jockey racing track try tries tournament derby penalties pitch runner athletics batsman bowler golfer tee"
)
PINS: Final = (
    "knitting sewing crochet record turntable stylus bowling skittles darning tailor seamstress pine pines acupuncture tattoo "
    "cushion clock watch"
)
PLANT: Final = "sewage plant reservoir boiler software computer server servers seizure tumour embryo ivf tooth antibiotic satellite"
