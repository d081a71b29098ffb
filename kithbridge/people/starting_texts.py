"""Texts to begin with, which a group changes and somebody who signs for it checks. None of them is in force until a lead sets it.

Offers: `notice()`, `threshold()`.
"""

from __future__ import annotations

from django.utils.translation import gettext as _


def notice() -> str:
    """The notice, one group of sentences a line."""
    return "\n".join(
        (
            _("We do not ask your name."),
            _("You can look, and ask for things, without telling us anything."),
            _("What you write is locked for those you left ticked."),
            _("If you have a page and lose its words, what is on it is gone. Nobody can get it back."),
            _("Nobody can read what lies on our server. Whoever runs it could change the program and see what you type."),
            _("If that server breaks, what you wrote may be lost."),
            _("[If one person does more than one job here, say so: “The woman who runs this also brings the kits.”]"),
            _("If you share something with one of us, she can read it. A court can order her to show it."),
            _("A law can make us keep a thing for longer. If we may, we tell you on your page. You can still take it back."),
            _(
                "If we learn that a child or adult is in great danger now, we may have to tell somebody, even if you say no. "
                "We try to tell you first."
            ),
            _("That note about a danger is the one thing you cannot take back."),
            _("Using drugs is not by itself a reason to tell anybody. [Change this to what holds in your group.]"),
            _("Peers are volunteers. [Say here whether they have a duty to pass things on.]"),
            _("Leaving quickly does not clear what this phone remembers."),
            _("If somebody may have put spy software on your phone, do not use this here."),
            _("To complain: [say how, and to whom]. You need not give a name."),
        )
    )


def threshold() -> str:
    """When the team acts on a danger."""
    return "\n".join(
        (
            _(
                "We do not tell anybody that you use drugs, that you asked for equipment, that you are on or off a script, "
                "that a child was taken, that you missed something. None of these is by itself a reason."
            ),
            _(
                "We act if we learn that somebody may die or be badly hurt now; that a child is being badly hurt, sexually "
                "abused, or has nobody fit to look after them, now or very soon; or that an adult who cannot protect herself is."
            ),
            _("Then two of us decide. We tell you first, unless that makes it more dangerous, and pass on only what is needed."),
            _("We write down that we did; that note you cannot take back."),
            _("Mostly we do not know who you are, so what we can do is talk with you."),
        )
    )
