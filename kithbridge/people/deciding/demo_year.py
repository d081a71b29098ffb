"""What the invented reference group left as it was in its year, and what each rests on.

Offers: `CONFIRMED`, what they looked at and left as it stood, the oldest first.
"""

from __future__ import annotations

from kithbridge.people.deciding.demo_story import Story, figure, guidance, quote, seen

NICE, PH52 = "NICE, guideline PH52 on needle and syringe programmes, recommendation %d, March 2014", "https://www.nice.org.uk/guidance/ph52"

CONFIRMED = (
    # Who decides, before anything else.
    Story(
        44,
        "deciding.use_now",
        50,
        "Wren",
        (
            quote("living", "I sat on a panel once. One of me and eleven with lanyards. I said nothing for a year."),
            guidance(
                "Whoever is treated is fully involved: in planning it, in what it aims at, and in looking at how it goes.",
                "“Drug misuse and dependence: UK guidelines on clinical management” (the Orange Book), 2017",
                "https://www.gov.uk/government/publications/drug-misuse-and-dependence-uk-guidelines-on-clinical-management",
            ),
        ),
        {"lived": 1},
    ),
    Story(
        44,
        "deciding.may_sit",
        ["living", "lived", "work"],
        "Wren",
        (
            guidance("Ask those who use the service, those who work in it and those who live near it.", NICE % 1, PH52),
            quote("lived", "I am seven years out. I know what it was. I do not know what it is now, so do not ask me alone."),
        ),
        {"living": 2},
    ),
    Story(
        44,
        "deciding.quorum",
        60,
        "Jo",
        (quote("living", "Six of ten I can live with. If only two of us make it that week, then it is not us who said it."),),
        {"work": 1},
    ),
    # What the first page says, who opens what is asked for, and what there is.
    Story(
        41,
        "group.who_for",
        "parents",
        "Shanice",
        (
            quote("kin", "I am her nan. I do the school run and I carry the bag. Where do I go, if it says mums?"),
            quote("mother", "Put mums first on it, or it fills up with blokes. But let the gran in, she is the one who has them."),
        ),
        {"living": 1},
    ),
    Story(
        41,
        "asks.openers",
        ["peer", "lead"],
        "Jo",
        (
            quote("mother", "If the safeguarding one reads every ask, I ask for nothing. If there is a danger you can fetch her."),
            seen("The question at the first meeting was always the same: who reads this?"),
        ),
        {"work": 1},
    ),
    Story(
        41,
        "menu.items",
        ["all"],
        "Cass",
        (
            guidance("Give what is needed to inject: needles and syringes of several sizes, and the other things.", NICE % 7, PH52),
            guidance(
                "Whoever may see an overdose should have naloxone, and be shown how to give it.",
                "World Health Organization, Community management of opioid overdose, 2014",
                "https://www.who.int/publications/i/item/9789241548816",
            ),
            quote("living", "Do not start hiding things off the list. If you have it, say so."),
        ),
    ),
    # What an ask says of where, and who is stopped from asking.
    Story(
        38,
        "asks.areas",
        True,
        "Jo",
        (
            guidance("Know in which parts of the district people inject, and how much goes out there.", NICE % 2, PH52),
            quote("living", "Coast and villages is big enough. Nobody finds me in that."),
        ),
    ),
    Story(
        38,
        "asks.refusers",
        2,
        "Bron",
        (quote("lived", "One worker had it in for me and that was that, for two years. Let it never be one person."),),
        {"living": 1},
    ),
    # How deciding goes, after the first four times.
    Story(
        35,
        "deciding.majority",
        50,
        "Wren",
        (
            quote("living", "If everybody has to say yes, nothing changes, and he who shouts wins."),
            quote("lived", "Half is thin. Two thirds would feel like all of us."),
        ),
        {"living": 1, "lived": 1},
    ),
    Story(
        35,
        "deciding.answer_days",
        14,
        "Wren",
        (quote("mother", "Half term is nine days. Two weeks and I get to it. One week and I never do."),),
    ),
    Story(
        35,
        "deciding.objection_days",
        7,
        "Jo",
        (
            quote("living", "I said yes and lay awake. It was good that there was a week."),
            figure("Of those who answered so far, eight of ten had done so by the ninth day"),
        ),
        {"lived": 1},
    ),
    # The words, and how long a page stays open.
    Story(
        32,
        "words.count",
        7,
        "Cass",
        (
            quote("mother", "Seven is a lot. I made a song of it with the buggy. Now I have it."),
            seen("Of those we sat with, most had theirs by the third visit. Nobody wished for nine."),
        ),
        {"living": 2},
    ),
    Story(
        32,
        "words.unpractised_weeks",
        2,
        "Jo",
        (figure("In half a year eleven of a hundred pages were begun and never opened again"),),
    ),
    Story(
        32,
        "words.idle_minutes",
        15,
        "Shanice",
        (
            quote("living", "I nod off with it in my hand. A quarter of an hour and it should be shut."),
            quote("mother", "Five minutes and I am in the middle of a nappy. Leave it."),
        ),
    ),
    Story(
        32,
        "words.visit_minutes",
        60,
        "Shanice",
        (quote("lived", "It was the library computer. An hour is what they give you there anyway."),),
        {"work": 1},
    ),
    # How long things lie there.
    Story(
        28,
        "messages.live_weeks",
        8,
        "Shanice",
        (
            quote("living", "Inside it was six weeks. I came out and could still read what I had asked."),
            quote("mother", "Every week it lies there is a week he can read it."),
            guidance(
                "What is known of a person is kept no longer than it is needed.",
                "UK GDPR, article 5(1)(e), storage limitation",
                "https://www.legislation.gov.uk/eur/2016/679/article/5",
            ),
        ),
        {"living": 2},
    ),
    Story(
        28,
        "notice.again_weeks",
        3,
        "Jo",
        (
            quote("living", "I had clean forgotten what it says of the children. Good that it came again."),
            seen("Few ask us any more what we keep. They have read it not long ago."),
        ),
        {"lived": 1},
    ),
    Story(
        28,
        "worries.live_weeks",
        26,
        "Bron",
        (
            quote("worker", "If it gets worse in spring I need to know that we talked at Christmas."),
            quote("mother", "Half a year, and then let it go. I am not that day for ever."),
        ),
        {"living": 1, "lived": 1},
    ),
    # What lies there unused.
    Story(
        25,
        "words.unused_weeks",
        26,
        "Cass",
        (quote("lived", "I was sent away for four months. The page was there when I came back. It was the only thing that was."),),
        {"living": 1},
    ),
    Story(
        25,
        "slips.live_weeks",
        26,
        "Jo",
        (
            seen("Slips turn up in coat pockets after a winter, and people try them."),
            figure("Of the slips that were used, nine of ten were used within twelve weeks"),
        ),
    ),
    # What the team must be, so that it can be trusted.
    Story(
        21,
        "asks.silent_days",
        7,
        "Wren",
        (quote("living", "I asked over the bank holiday and nobody was there. Say so on the page and I go to town."),),
    ),
    Story(
        21,
        "circles.fewest_readers",
        2,
        "Bron",
        (quote("worker", "Alone with it I took it home every night. Two is the least."),),
    ),
    Story(
        21,
        "team.second_factor",
        True,
        "Bron",
        (quote("living", "One of yours left her bag on the bus. I do not care how much it annoys you to type a code."),),
    ),
    Story(
        18,
        "team.visit_hours",
        8,
        "Cass",
        (quote("peer", "It is a shift. Signing in once a shift is fine."),),
        {"living": 1},
    ),
    Story(
        18,
        "team.invite_days",
        3,
        "Bron",
        (quote("worker", "The link came on a Friday and I opened it on Monday. That just worked."),),
    ),
    # Whether it goes on at all.
    Story(
        15,
        "group.goes_on",
        True,
        "Wren",
        (
            quote("mother", "Before this I went without or I went to him. Do not stop."),
            quote("lived", "Yes. And ask it again next year. Nobody ever asked me if a thing should end."),
            figure("In a year 1,500 things went out, and three of ten asks came from the villages"),
        ),
        {"lived": 1},
    ),
    # Numbers, and who sees them.
    Story(
        12,
        "figures.smallest",
        10,
        "Wren",
        (
            quote("mother", "There are four of us in the village. Write four and everybody knows which four."),
            seen("The commissioner asked for the villages one by one. We showed her why not (invented)."),
        ),
        {"lived": 1},
    ),
    Story(
        12,
        "tallies.readers",
        ["lead", "peer"],
        "Jo",
        (quote("peer", "We carry it. We should see what runs out before we stand there without."),),
    ),
    # How it is brought, and what is kept of it.
    Story(
        11,
        "asks.ways",
        ["meet", "other"],
        "Cass",
        (
            quote("mother", "Not at my door. The neighbours count cars. Meet me where I say."),
            quote("living", "My sister fetches it for me. She should be allowed to say so."),
        ),
        {"work": 1},
    ),
    Story(
        11,
        "kits.gift_and_note",
        True,
        "Shanice",
        (
            quote("mother", "I kept the note. It is on the inside of the cupboard."),
            seen("Asked what was best about the bag, most said the chocolate, and then: that somebody had written by hand."),
        ),
    ),
    Story(
        11,
        "equipment.live_weeks",
        12,
        "Jo",
        (quote("living", "Long enough for the next talk with the supplier. Not longer."),),
        {"lived": 1},
    ),
    Story(
        10,
        "handouts.live_weeks",
        104,
        "Jo",
        (
            quote("peer", "We order from half a year. Two years of single taps is plenty. The sums can stay."),
            figure("In the first year 31 taps were corrected, the oldest after three weeks"),
        ),
        {"living": 1},
    ),
    Story(
        10,
        "picture.shows",
        ["missing", "sets", "naloxone", "bins", "waste", "reach"],
        "Jo",
        (quote("worker", "What was asked for and not there goes on top. That is what I fight for money with."),),
    ),
    Story(
        10,
        "phones.quiet_weeks",
        2,
        "Cass",
        (quote("peer", "I lost a phone in March. I want it to forget before anybody has found the charger."),),
    ),
    Story(
        10,
        "orders.plan_late",
        False,
        "Jo",
        (
            quote("worker", "Foil is not late. They have none. More on the shelf of all the rest would not help."),
            figure("Of the first orders each came within two weeks"),
        ),
    ),
    # Before the first year of sitting ends.
    Story(
        8,
        "deciding.seats",
        9,
        "Wren",
        (
            quote("lived", "Nine is a table. I know what each of us thinks without a list."),
            seen("In eleven months a talk came about with six or more, every time."),
        ),
        {"living": 1},
    ),
    Story(
        8,
        "deciding.by_lot",
        75,
        "Jo",
        (
            quote("living", "I would never have been picked. That is why I am here."),
            quote("peer", "We know who speaks well. That is the reason why we should not choose."),
        ),
    ),
    Story(
        8,
        "deciding.writers",
        ["peer", "lead", "facilitator"],
        "Shanice",
        (quote("living", "I tell whoever packs the bag. I would not ring anybody up for it."),),
        {"lived": 1},
    ),
    Story(
        8,
        "agree.reopen_share",
        40,
        "Wren",
        (
            quote("lived", "They said it was done. I stood there and it was not, and nobody asked me."),
            quote("peer", "If four of ten say it is not there yet, it is not there yet."),
        ),
    ),
    Story(
        8,
        "agree.talk_weeks",
        6,
        "Wren",
        (
            quote("living", "I told them in March. In summer they still talked about it."),
            quote("worker", "We let it lie because nobody had to say why."),
        ),
    ),
)
