"""Two smaller doors beside the five: ALONE, EXPECTING."""

from django.utils.translation import gettext_lazy as _

from kithbridge.people.doors.door import Door, Part

ALONE = Door(
    number=6,
    slug="alone",
    title=_("Alone, in a hurry, or behind a locked door"),
    numbers=("overdose", "emergency"),
    lines=(
        _("Leave the door off the lock. Tell one person. Ask them to knock or ring in ten minutes."),
        _("Try a little first. Wait. One thing at a time."),
        _("Keep naloxone where somebody who comes in will see it."),
    ),
    parts=(
        Part(
            _("If nobody can be there"),
            (
                _("A call or an app can stay with you and get help if you do not answer. Ask us which one works here."),
                _(
                    "Sit on the floor with your back to a wall, not on the toilet. Keep your chin up, "
                    "so that you can breathe if you nod off."
                ),
                _("Not well, tired, no food, or after a chest cold: take less."),
            ),
        ),
        Part(
            _("More risk than you may think"),
            (
                _("After a break: jail, a ward, a detox, even some days off. What you took before can now be too much."),
                _("More than one thing at once: heroin or methadone with benzos, drink or gabapentin slows the breath most."),
                _("New or fake stuff. Very strong opioids turn up in powder, pills and vapes. You cannot see or taste them."),
                _("Stuff from somebody new, or that others say is strong."),
            ),
        ),
        Part(
            _("In a hurry"),
            (
                _("Your own new set each time, and nothing shared: not the spoon, not the water, not the filter."),
                _("Wash your hands or use a wipe. Not into the neck or the groin."),
                _("Smoking it has less risk of stopping your breath than a needle. It still has some."),
                _("Red, hot, swollen skin, a fever, or a leg that swells: have it seen today. Ring 111."),
            ),
        ),
    ),
    sources=(
        _("UKHSA: advice on strong opioids"),
        _("Scottish Drugs Forum"),
        _("Release"),
        _("NHS"),
        _("Exchange Supplies"),
    ),
)

EXPECTING = Door(
    number=7,
    slug="expecting",
    title=_("Pregnant, or I may be"),
    numbers=("medical", "family", "emergency"),
    lines=(
        _("Do not stop all at once. With heroin, methadone, benzos or drink, a sudden stop can harm you and the baby."),
        _("A steady script is safer than stopping, and you can ask to start one fast."),
        _("Blood, bad pain, a fit, or a baby who moves less: ring the ward or 999."),
    ),
    parts=(
        Part(
            _("What helps"),
            (
                _("You can see a midwife yourself, with no doctor’s letter. Ask for the one who works with women who use."),
                _("Missed a script? Ring the same day. Say that you are pregnant: you should be seen first."),
                _("Your dose may need to go up late on. That is normal."),
                _("Less smoke, your own new set each time, food when you can. Each bit counts by itself."),
                _("Most women on methadone or buprenorphine can breastfeed. Ask before you change a thing."),
                _("You can also choose not to go on with it. A doctor, or the clinic itself, can see you with no blame."),
            ),
        ),
        Part(
            _("Who gets told"),
            (
                _(
                    "That you use is not by itself proof that a child is not safe. But a midwife may "
                    "have to tell social care. Ask her to tell you first, and to write down what goes "
                    "well."
                ),
                _("They may plan a meeting before the birth. Ring the family line before it. You can bring somebody."),
            ),
        ),
        Part(
            _("Who has been kind"),
            (_("Ask whoever comes to you. Mothers here know which midwives, wards and chemists have been kind."),),
        ),
    ),
    sources=(
        _("NHS: drugs in pregnancy"),
        _("NICE: pregnancy and complex social factors"),
        _("UK clinical guidelines, “Drug misuse and dependence”"),
        _("Family Rights Group"),
        _("Scottish Drugs Forum"),
    ),
)
