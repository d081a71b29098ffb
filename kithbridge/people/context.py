"""What the templates of every page may use from people: the group's facts and, on the team's side, the way around.

Every page : `help_numbers`, `closed_note`, `who_for` (one query of facts a page, made only when a template uses one of them)
Team       : `nav`, `sign_out_url`, `team_home`, `form_id`
"""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from kithbridge import rules
from kithbridge.people import facts
from kithbridge.people.access import Access, Caller, allowed
from kithbridge.web import once

NAV: list[tuple[str, str | Promise]] = [
    ("team_home", _("Home")),
    ("asks", _("Asks")),
    ("hand_out", _("Hand out")),
    ("picture", _("Picture")),
    ("stock", _("Stock")),
    ("conversations", _("Talk")),
    ("team_decide", _("Decide")),
    ("word_home", _("Words")),
    ("team_list", _("Team")),
    ("team_circles", _("Circles")),
    ("team_facts", _("Facts")),
    ("team_me", _("Me")),
]
# Pages that belong to one of these without standing under its address: there, too, the way around shows where one is.
BELOW: dict[str, tuple[str, ...]] = {
    "hand_out": ("team_phones", "team_paper", "sheet_find"),
    "picture": ("estimates",),
    "stock": ("orders", "supplies", "lots", "stock_places"),
    "team_decide": ("pay", "turns"),
}


def _is_at(path: str, name: str) -> bool:
    """Whether this address is that page, or stands under it."""
    try:
        url = reverse(name)
    except NoReverseMatch:
        return False
    return path == url or (name != "team_home" and path.startswith(url.rstrip("/") + "/"))


def _known() -> dict[str, str]:
    """The group's facts; a page that says the database is down must still be shown."""
    try:
        return facts.all_facts()
    except DatabaseError:
        return {kind.key: kind.default for kind in facts.FACTS}


def _who_for() -> str:
    """For whom this is, in words; the default when the database does not answer."""
    declared = rules.rule("group.who_for")
    try:
        value = rules.value(declared.key)
    except DatabaseError:
        value = declared.default
    return declared.kind.shown(value)


def _way_around(path: str, caller: Caller) -> list[dict[str, Any]]:
    """The addresses that exist and that this caller may open."""
    found: list[dict[str, Any]] = []
    for name, label in NAV:
        try:
            url = reverse(name)
            access: Access | None = getattr(resolve(url).func, "access", None)
        except (NoReverseMatch, Resolver404):
            continue
        if allowed(access, caller):
            here = any(_is_at(path, one) for one in (name, *BELOW.get(name, ())))
            found.append({"url": url, "label": label, "here": here})
    return found


def people(request: HttpRequest) -> dict[str, Any]:
    """The context processor. Makes no query itself: what needs one is lazy."""
    known: dict[str, str] = SimpleLazyObject(_known)  # type: ignore[assignment]
    context: dict[str, Any] = {
        "help_numbers": SimpleLazyObject(lambda: facts.numbers(known)),
        "closed_note": SimpleLazyObject(lambda: known["closing"].strip()),
        "who_for": SimpleLazyObject(_who_for),
    }
    if request.path_info.startswith("/t/"):
        caller: Caller = getattr(request, "caller", None) or Caller()
        signed_in = caller.side in ("team", "waiting")
        context |= {
            "nav": _way_around(request.path_info, caller) if caller.side == "team" else [],
            "sign_out_url": reverse("team_sign_out") if signed_in else "",
            "team_home": reverse("team_home"),
            "form_id": once.new_form_id(),
        }
    return context
