"""The five doors of "Help right now": BREATH, HURT, THREAT, OFFICIAL, CHILD."""

from django.utils.translation import gettext_lazy as _

from kithbridge.people.doors.door import Door, Part

BREATH = Door(
    number=1,
    slug="breath",
    title=_("Not breathing, or won’t wake"),
    ring_first=True,
    numbers=("emergency",),
    lines=(
        _("Shout and shake the shoulders. No answer? Ring 999. Put it on speaker."),
        _("Give naloxone if you have it."),
        _(
            "Breathing: roll them on their side, head back. Not breathing: push hard and fast on the "
            "chest. The voice on the phone helps you."
        ),
        _("Stay till help comes."),
    ),
    parts=(
        Part(
            _("Naloxone, step by step"),
            (
                _("Nose spray: tip the head back. Put the tip in one side of the nose. Press once, all the way."),
                _("Needle kit: into the outside of the thigh, through clothes if need be. One mark of the tube each time."),
                _("No change after 2 to 3 minutes? Give the next one. Spray: use the other side of the nose."),
                _(
                    "It does no harm if you guessed wrong. It works on heroin, methadone and the "
                    "like. It does not work on other drugs, so ring 999 each time."
                ),
                _("It can wear off in 20 minutes, and they can stop breathing again. So they should not be alone, and not take more."),
            ),
        ),
        Part(
            _("Their breath"),
            (
                _("Snoring, gurgling, blue or grey lips, slow breath: that is not sleep. Act now."),
                _("Do not walk them about, put them in a bath, or make them sick. Do not leave them to sleep it off."),
                _(
                    "Chest pushes: heel of your hand in the middle of the chest, about two a second. "
                    "If you know how, give two breaths after each 30."
                ),
            ),
        ),
        Part(
            _("What happens when you ring 999"),
            (
                _(
                    "They ask where you are, and if the person is awake and breathing. You need not "
                    "give your name. They can see the number you ring from."
                ),
                _("The ambulance is sent to save a life. The crew do not have to tell the police that somebody used."),
                _(
                    "The police may come too. They come if the crew may be in danger or if somebody "
                    "dies. In some places they come more often. We cannot promise that they stay "
                    "away."
                ),
                _("No law here says that whoever rings cannot be charged. Minutes count, so ring all the same."),
                _(
                    "If there are children, the crew may tell social care when they think a child is "
                    "not safe. It helps if a calm grown-up is with them."
                ),
                _("Tell the crew what was taken and what you gave. They need it to help."),
                _("Must you go? Put them on their side, door open, and tell 999 the place first."),
            ),
        ),
    ),
    sources=(
        _("NHS: first aid and recovery position"),
        _("Resuscitation Council UK"),
        _("UK government: naloxone and overdose"),
        _("Scottish Drugs Forum"),
        _("Release"),
    ),
)

HURT = Door(
    number=2,
    slug="hurt",
    title=_("Somebody is hurting me or makes me afraid"),
    numbers=("domestic", "legal", "emergency"),
    lines=(
        _("It is not your fault, and using does not make it so."),
        _(
            "You can ring the help line at any hour. It is free. A woman answers. She does not ask "
            "your name and does not tell you what to do."
        ),
        _("About to be hurt? Ring 999. On a mobile, if you cannot speak, press 55 when asked."),
    ),
    parts=(
        Part(
            _("What the line can do"),
            (
                _("Think with you about tonight, and about next week."),
                _("Look for a safe place, with your children too. Ask which ones take women who use."),
                _("Speak many languages, or chat in writing."),
            ),
        ),
        Part(
            _("What lowers the risk"),
            (
                _("When it gets loud, keep out of the kitchen and the bathroom. Stay near a way out."),
                _("Pressing 55 does not tell them where you are. Whisper the street if you can, or answer by taps."),
                _("Keep your phone charged and on you. Agree one word with a friend or a child that means: get help."),
                _("A small bag with papers, keys, money and medicine, at somebody else’s place."),
                _("Leaving can be the time of most danger. Do not say that you plan to. Plan it with the line."),
                _("Does he look in your phone? Use another one. “Leave now” does not clear your history."),
            ),
        ),
        Part(
            _("Two things that cannot wait"),
            (
                _(
                    "Hands round your neck, even once, even with no mark: have it looked at today. "
                    "Trouble with breath, voice, swallowing or sight: 999."
                ),
                _(
                    "Forced into sex: a centre for this can see you with no police. Ask the help line "
                    "for the nearest one. There is medicine against HIV that works if you start "
                    "within three days."
                ),
            ),
        ),
        Part(
            _("If he holds your gear or your script"),
            (
                _("Ask us for your own set. You can tick “Somebody else does it for me”."),
                _("Ask the chemist if you can pick up your script by yourself, at a time that is yours."),
            ),
        ),
    ),
    sources=(
        _("Refuge"),
        _("Women’s Aid"),
        _("Rights of Women"),
        _("Institute for Addressing Strangulation"),
        _("NHS: help after sexual assault"),
    ),
)

THREAT = Door(
    number=3,
    slug="threat",
    title=_("Somebody threatens to tell, or makes me get things"),
    numbers=("threat", "domestic", "legal", "emergency"),
    lines=(
        _("To get money, sex or things from you by a threat to tell is a crime. It is one even if what they would tell is true."),
        _("You can talk to somebody first who is not the police. You need not give your name."),
        _("In danger now? Ring 999."),
    ),
    parts=(
        Part(
            _("With us"),
            (
                _(
                    "When you ask for things, tick “I am being pressed”. Then only two of us, whom "
                    "you choose, can read it. You get what you asked for."
                ),
                _("What they want you to get is not held against you. We do not refuse you for it."),
                _("If somebody comes near while you look: “Leave now” closes these pages at once."),
            ),
        ),
        Part(
            _("What lowers the risk"),
            (
                _("Tell one person you trust. A threat to tell is weaker when somebody knows."),
                _("Paying once often brings the next demand. Talk it over before you pay."),
                _("If it is safe, keep the messages. Do not answer in anger."),
                _("Somebody may have your words: take new ones on your page. Somebody may have your phone: use another one."),
            ),
        ),
        Part(
            _("Made to carry, to sell, or to let them use your home"),
            (
                _("That is being used by others. The law knows it, and a solicitor can use it for you. Say early that you were made to."),
                _(
                    "They sit in your home and you cannot get them out? Housing staff and the line "
                    "can help without blaming you. You can ask to be moved."
                ),
                _("They threaten to show pictures of you: there is a help line for that alone. Ask the line for it."),
            ),
        ),
    ),
    sources=(
        _("Release"),
        _("Unseen: Modern Slavery Helpline"),
        _("Rights of Women"),
        _("Revenge Porn Helpline"),
        _("Crimestoppers"),
    ),
)

OFFICIAL = Door(
    number=4,
    slug="official",
    title=_("Somebody official is asking me"),
    numbers=("legal", "family"),
    lines=(
        _("You can ask: Who are you? Why do you ask? Can I have that in writing?"),
        _("You can say: “I want advice before I answer.” Say it calmly. That is not a no."),
        _("Sign nothing that day. Ring one of these lines. Advice is free."),
    ),
    parts=(
        Part(
            _("A social worker"),
            (
                _("Ask what they are worried about and what they want to see. Write it down. Have somebody with you."),
                _(
                    "You need not let them in, unless they have a court order or come with police who "
                    "think a child is in danger now. But if you say no to all of it, they may go to "
                    "court sooner. So get advice the same day."
                ),
                _("Asked to agree that your child stays elsewhere? Get advice before you say yes. You can ask how it ends."),
                _(
                    "A letter that says they may go to court gives a parent a free solicitor in "
                    "England and Wales, whatever you earn. Take the letter with you. In Scotland and "
                    "Northern Ireland, ask the line."
                ),
                _("You can ask for family to meet and make a plan first."),
            ),
        ),
        Part(
            _("The police"),
            (
                _("If they hold you, you can have a solicitor for free. Ask for one each time. Wait till they come."),
                _(
                    "You need not answer what they ask about it. Before you choose to keep quiet, "
                    "talk to the solicitor: it can count later."
                ),
                _("Ill, pregnant, or due a dose? Say so at once and ask for the nurse. Say if children are alone at home."),
            ),
        ),
        Part(
            _("A doctor, midwife, landlord, job centre or probation"),
            (
                _("Ask who will see what you say, and if you may have a copy."),
                _("A drug test: ask what it is for and what happens if you do not take it."),
                _("Ring before you miss a date, if you can. Ask for the new time in writing."),
            ),
        ),
        Part(
            _("What lowers the risk"),
            (
                _("Say what is true or say nothing. A lie found out weighs more than most truths."),
                _("Keep each letter. Note the name, the date and what was said."),
                _("We do not say to anybody whether we know you."),
            ),
        ),
    ),
    sources=(
        _("Family Rights Group"),
        _("Release"),
        _("Citizens Advice"),
        _("Rights of Women"),
        _("GOV.UK: legal aid; being arrested"),
    ),
)

CHILD = Door(
    number=5,
    slug="child",
    title=_("My child needs help, or I cannot look after them tonight"),
    numbers=("emergency", "medical", "family"),
    lines=(
        _("Won’t wake, a fit, or trouble with breath: ring 999."),
        _("Swallowed methadone: 999, even if they seem well. Something else: ring 111 now. Say what it was."),
        _("Too much tonight? Think who could come: a friend, gran, a neighbour. One night is enough to ask for."),
    ),
    parts=(
        Part(
            _("If a child has taken something"),
            (
                _("Do not make them sick. Give nothing to eat or drink until you are told to."),
                _("Take the bottle or packet with you. Say how much may be gone and when."),
                _(
                    "Methadone can stop a child’s breath hours later, even if they seem well. That is "
                    "always 999. If you have naloxone, say so on the phone."
                ),
                _("Pricked by a needle: let it bleed under a tap, wash, cover, then ring 111."),
            ),
        ),
        Part(
            _("Tonight"),
            (
                _(
                    "Put the baby down on their back, in their own cot or basket. If you have used or "
                    "had a drink, do not share a bed or a sofa."
                ),
                _("Food, a drink, a clean nappy, a film: that will do for one night."),
                _("Somebody who comes needs to know: what they eat, what they take, who may fetch them, when you are back."),
                _(
                    "Afraid of hurting them? Put the child in the cot, shut the door, step out for "
                    "ten minutes, ring somebody. That is safe."
                ),
            ),
        ),
        Part(
            _("Who else can help"),
            (
                _("The family line knows the rules and takes your side. You need not give a name."),
                _("Your health visitor, the school, or a children’s centre. You can ask just one thing of them."),
                _(
                    "Social care can help too, with a place or with money, and has a night team. "
                    "Asking is your right. They write it down, and they look at whether the child is "
                    "safe. Ring the family line first if you can."
                ),
            ),
        ),
        Part(
            _("What lowers the risk"),
            (
                _("A box with a lock for medicine and gear, high up. Ask us or your chemist for one."),
                _("One grown-up who has not used, within reach."),
                _("Agree now who would take them for a night. Write it on a card by the door."),
            ),
        ),
    ),
    sources=(
        _("NHS: swallowed something harmful"),
        _("The Lullaby Trust"),
        _("Family Rights Group"),
        _("NSPCC"),
        _("NICE"),
        _("Scottish Drugs Forum"),
    ),
)
