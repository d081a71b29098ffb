"""The invented area's statements about what a service would look like, and how often two kinds of mothers agree with each.

Offers
------
Said                    a sentence, how many in ten agree in each group, who wrote it down
QUESTION, ABOUT         of the conversation that has closed
SEEDS, THEIRS           its statements: what the team began with, what people who take part added
HIDDEN                  one that was hidden, why, and what its writer was told
NOW_QUESTION, NOW_ABOUT, NOW_SEEDS, NOW_WAITING   of the one that is open
DRAFT_QUESTION, DRAFT_ABOUT, DRAFT_SEEDS          of the one being prepared

All of it is invented. One group would rather have one house with everything in it, treatment too; the other wants somebody who comes,
far from any treatment. About their children they say the same.
"""

from __future__ import annotations

from typing import NamedTuple


class Said(NamedTuple):
    """A sentence, and how many in ten agree with it: those for one house, those for coming to us."""

    text: str
    house: int
    coming: int


QUESTION = "What would a service for us look like?"
ABOUT = (
    "We want to know what you want before anything is built. What most of us agree on goes to the steering group as proposals, "
    "with the votes beside it. Where we differ, both ways are written down. (Invented.)"
)

# What the team began with. The first ones are about children: there the two groups say the same.
SEEDS: tuple[Said, ...] = (
    Said("Children are welcome, and it shows: toys, a warm room, something to eat.", 10, 10),
    Said("Nobody asks about my children before I say a word about them.", 9, 10),
    Said("Somebody plays with the little ones while I am seen.", 10, 9),
    Said("That I come with a child is never a reason to ring anybody.", 10, 10),
    Said("All of it under one roof: kit, doctor, midwife, somebody for the rent.", 9, 1),
    Said("I would come to a house of our own, with our own front door.", 9, 1),
    Said("My script and my kit should come from the same place.", 8, 1),
    Said("A nurse from the clinic should be there every day.", 8, 2),
    Said("I would rather somebody came to me than go anywhere at all.", 2, 9),
    Said("Kit should come from people who have nothing to do with treatment.", 1, 9),
    Said("A van that stops where I shop anyway would do for me.", 2, 8),
    Said("Nobody who prescribes should know that I took kit.", 2, 9),
    Said("Open in the evening, when somebody is home for the children.", 6, 5),
    Said("Open on a Saturday, for those who work.", 6, 6),
    Said("Somebody who has been there herself opens the door.", 9, 9),
    Said("No name at the door.", 7, 10),
    Said("If I miss a day, nobody writes it down.", 8, 9),
    Said("There should be a room where I can lie down for an hour.", 6, 3),
    Said("I want to choose who sees me, and to change my mind.", 8, 8),
    Said("Needle kit by number asked for, not by what I bring back.", 8, 9),
)

# What people who take part wrote themselves.
THEIRS: tuple[Said, ...] = (
    Said("Room for prams inside, out of the rain.", 9, 9),
    Said("A kitchen. We eat together, and talk comes by itself.", 8, 3),
    Said("Put a sign outside with something else on it.", 4, 8),
    Said("No sign at all. We know where it is.", 3, 7),
    Said("A cot and nappies in the corner. Then I know they mean me.", 9, 9),
    Said("School holidays are when I need you, not when you shut.", 10, 9),
    Said("Somebody who comes with me to the school meeting.", 8, 8),
    Said("The health visitor could hold her hour there.", 8, 1),
    Said("No health visitor in that place, ever.", 1, 8),
    Said("A midwife who does not look at my arms first.", 9, 8),
    Said("Treatment next door is handy. One bus, not three.", 9, 2),
    Said("If treatment is next door I will be seen going in.", 2, 10),
    Said("Bring it in a bag from a shop, to the back lane.", 1, 8),
    Said("Two of you in a car with a child seat. That is a service.", 2, 8),
    Said("I want to know the same face, winter and summer.", 8, 9),
    Said("A washing machine. Nobody talks about washing.", 8, 5),
    Said("A shower with a lock on it.", 8, 4),
    Said("Tell me what you must pass on before I open my mouth.", 9, 10),
    Said("No forms on the first day.", 8, 10),
    Said("Text me nothing. He reads my phone.", 6, 9),
    Said("Women only, at least two mornings.", 7, 5),
    Said("Dads should be able to come too.", 5, 4),
    Said("Gran has them most of the week. She needs somebody as well.", 8, 7),
    Said("Somebody there at night, even if it is only a voice.", 6, 7),
    Said("Somewhere to leave a box without carrying it on the bus.", 7, 8),
    Said("A doctor in the house would save me a day each month.", 9, 3),
    Said("I do not want a worker. I want a neighbour who knows.", 3, 9),
    Said("Let us run the front room ourselves.", 8, 7),
    Said("Pay the ones of us who open the door.", 9, 9),
    Said("A plan for me on paper, and I keep the paper.", 7, 4),
    Said("Do not ask me why. Ask me what.", 8, 10),
    Said("Vapes and a smoking kit belong on the table too.", 6, 6),
)
HIDDEN = (
    "She from the corner house should not be let in.",
    "names",
    "It points at one person. Can you say what should not happen, without her?",
)

NOW_QUESTION = "How should a first visit go?"
NOW_ABOUT = (
    "Peers write down how a first visit goes, and keep to it. What you agree on here becomes that page. "
    "Both leads have said so. (Invented.)"
)
NOW_SEEDS = (
    "You come alone the first time, not in a pair.",
    "You say what you must pass on before you sit down.",
    "You bring something for the children, too.",
    "You leave when I say so, whatever you came for.",
    "The first visit is ten minutes at most.",
    "You do not write anything down while I watch.",
    "You tell me how to reach you without a phone.",
)
NOW_WAITING = (
    "Do not park in front of the house.",
    "Ask the little one’s name, not mine.",
    "Ring, wait, and smile. Do not knock like the police.",
)

DRAFT_QUESTION = "What should the van carry in winter?"
DRAFT_ABOUT = "The order for the winter is made in six weeks. What most ask for is ordered first. (Invented.)"
DRAFT_SEEDS = ("Hand warmers.", "Baby formula, small tins.", "A flask of soup.")
