"""What the invented group has set: its notice, its threshold, its facts. Every text says that it is invented.

Offers: `LINES`, `FIRST_LINES` (the first notice), `THRESHOLD`, `facts_now()`.

The numbers to ring come from the ranges that Ofcom keeps free for drama.
"""

from __future__ import annotations

from kithbridge.web import clock

LINES = (
    "This notice is invented, like all you see here. It shows what a real one says.",
    "We do not ask your name. You can look, and ask for things, and tell us nothing.",
    "What you write is locked. Only you and the peers you leave ticked can open it. If you lose your words, it is "
    "gone. We cannot get it back.",
    "If you share something with one of us, she can read it. She is not police or social work. A court can order her to show it.",
    "That you use drugs is no reason to tell anybody. If you, a child or somebody else may be badly hurt or die, "
    "two of us decide. We tell you first, if that is safe. We keep a short note of it. That note you can’t take back.",
    "The woman who runs this also orders and packs the bags. She can’t open what you write to the peers.",
    "The man who looks after the computer can’t open what is stored. But if he changed the program, he could see "
    "what you read and write while your page is open.",
    "If the disk breaks, what you wrote may be lost, and your page with it. Then ask us again.",
    "You can take back all you wrote, at any time. Counts stay: how many things went out in a week, and in which half of the district.",
    "“Leave now” is quick, but it does not clear your history. If somebody may have put a spying app on this phone, do not use this here.",
)
FIRST_LINES = LINES[:5]
THRESHOLD = (
    "We do not tell anybody that you use drugs, that you asked for equipment, that you are on or off a script, that "
    "a child was taken, that you missed something. None of these is by itself a reason.\n"
    "We act if we learn that somebody may die or be badly hurt now; that a child is being badly hurt, sexually "
    "abused, or has nobody fit to look after them, now or very soon; or that an adult who cannot protect herself is.\n"
    "Then two of us decide. We tell you first, unless that makes it more dangerous, and pass on only what is "
    "needed. We write down that we did; that note you cannot take back.\n"
    "Mostly we do not know who you are, so what we can do is talk with you."
)


def facts_now() -> dict[str, str]:
    """Facts as they stand on the day, each marked as invented where it is.

    Who checked the words of the help pages stays empty: they are real, and nobody has.
    """
    day = clock.today().strftime("%-d %B %Y")
    return {
        "group": "Tarrowby Bridge (invented)",
        "controller": "Tarrowby Bridge (invented charity)",
        "nation": "England",
        "dpia": f"{day}, signed by the trustees of Tarrowby Bridge (invented)",
        "complaints": (
            "You can complain without a name. Put a note in the blue box on our table, or ring the chair on 01632 "
            "960118 (invented).\n"
            "It never goes to the one it is about. In 30 days you find what we did on the board by the table.\n"
            "About what we hold you can also ask the ICO: ico.org.uk."
        ),
        "reading_days": "Monday",
        "number_emergency": "Ambulance, fire, police: 999",
        "number_medical": "Medical advice, day and night: 111",
        "number_overdose": "Stay On The Line, for who uses alone (invented): 0808 157 0100",
        "number_domestic": "Tarrowby Women’s Line, day and night (invented): 0808 157 0110",
        "number_threat": "Held To It, threats and pictures (invented): 0808 157 0120",
        "number_legal": "Coast Law Centre, free advice (invented): 0808 157 0130",
        "number_family": "Parents’ Lamp, not social work (invented): 0808 157 0140",
        "numbers_checked": f"Ms Adeyemi on {day} (invented)",
        "osa_illegal": f"The chair of the trustees on {day} (invented)",
        "osa_children": f"The chair of the trustees on {day} (invented)",
        "osa_measures": f"The chair of the trustees on {day} (invented)",
        "osa_terms": f"The chair of the trustees on {day} (invented)",
        "osa_named": "The chair of the trustees (invented)",
        "pay_advice": (
            "Being paid can change your benefits. Before the first time, talk to Coast Law Centre on 0808 157 0130. It is free, and "
            "they don’t ask your name (invented).\n"
            "You can say no, take less, or take it later. Nobody thinks worse of you."
        ),
        "pay_checked": f"Coast Law Centre on {day} (invented)",
        "going_out": (
            "Half an hour after the time: ring her. No answer: ring whoever was with her last.\n"
            "An hour after: two of us go and look. If you fear for her, ring 999 at once (invented)."
        ),
        "others_served_by": (
            "Harbour Dads (invented): dads and step-dads\n"
            "The Nan Table (invented): grans and aunties who raise the children\n"
            "Tarrowby Exchange (invented): anybody, no name asked"
        ),
    }
