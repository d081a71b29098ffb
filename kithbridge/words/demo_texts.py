"""Four invented texts with typical wording, to try the check on in the demo. Nobody in them exists; no sentence is anybody's.

Offers: `EXAMPLES`, `example(key)`.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Example:
    """`key` stands in the address, `genre` is what the check takes it for."""

    key: str
    title: str | Promise
    genre: str
    text: str


def _unwrapped(text: str) -> str:
    """One line for each paragraph, as people write."""
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n")) + "\n"


NOTE = _unwrapped("""
Home visit, Mill End, week 44. Invented.

Mum is a known heroin addict and has been a drug abuser since her teens. She failed to attend two appointments and was
non-compliant with her script. She claims that the bus was late both times. The partner is an alcoholic. She denied using on top,
but her last test was dirty.

She said: "I'm an addict and I know it, I don't need you to tell me." She calls herself a good mum. The kitchen was clean and
there was food in the fridge. The children were well dressed and talked a lot about school.

Baby was born addicted and needed extra care for nine days. Mum was manipulative when asked about the father and refused to engage
with the family worker. She is hard to reach by phone.

Plan: stress to her that she must stay clean. Discuss at core group.
""")

LETTER = _unwrapped("""
Tarrowby Community Drug Team. Invented.

Dear Ms D,

You did not attend your appointment on Monday. This is the second time that you have failed to attend. Patients who DNA twice are
discharged from the service.

As a substance misuser on a script you must give a clean sample at each visit. If your test is dirty again, your prescription will
be put back to daily pick-up. We have had problems with service users who are selling their medication.

We would like to remind you that non-compliance is reported to the social worker of your child. If you are serious about getting
clean, please ring us by Friday.

Yours sincerely,

The clinic
""")

POLICY = _unwrapped("""
Tarrowby and district: plan for family services, section 4. Invented.

4.1 Substance misuse in the district remains high. There are about 1,100 drug-using parents, many of them chaotic and hard to
reach. Children of addicts are among our most vulnerable groups.

4.2 Drug-using mothers who do not engage will be referred to the safeguarding board. Treatment-resistant clients may lose their
place. The aim is a drug-free family life and an end to the drug problem in our estates.

4.3 The Misuse of Drugs Act 1971 applies. The Mill End Drug Users' Union has asked for a needle exchange outside treatment. The
junkie stereotype, the union writes, keeps mothers away from the midwife.

4.4 Staff are asked to use the word "client" and not "user" in all records.
""")

NEWS = _unwrapped("""
The Tarrowby Post, page 5. Invented.

JUNKIE MUM LET OFF WITH A WARNING

A heroin addict who left her toddler with a neighbour to score drugs walked free from court yesterday. The mother of two, a crack
user for ten years, admitted theft from a chemist. The court heard that she was battling addiction and that the family home was
known to police as a drug den.

"I'm not a junkie, I'm somebody's mum," she told the Post outside. Her solicitor said that she had been clean since the spring.

Neighbours on the estate say that druggies leave dirty needles by the swings. The council will clean the playground and put in a
box for used equipment. A drug abuse charity called for tougher rules on repeat offenders.
""")

EXAMPLES = (
    Example("note", _("A case note"), "case", NOTE),
    Example("letter", _("A letter"), "letter", LETTER),
    Example("policy", _("A piece of a policy"), "policy", POLICY),
    Example("news", _("A piece in the paper"), "news", NEWS),
)


def example(key: str) -> Example | None:
    """The example of that key."""
    return next((one for one in EXAMPLES if one.key == key), None)
