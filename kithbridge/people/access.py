"""Who may open which address: declared on every view, denied where nothing is declared.

Offers
------
anybody, with_words, team(*roles), team_by_rule(rule), waiting   decorators that declare a view's access; `looks_up_caller` beside `anybody`
Caller                                       what a view finds at `request.caller`
allowed(declared, caller)                    the one decision, used by the middleware and by the role x URL matrix

A view without a declaration answers 404 to everybody, and a test fails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.http import HttpRequest

from kithbridge import rules
from kithbridge.people.models import Role
from kithbridge.people.vault import Key

V = TypeVar("V", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """Declared access: "anybody", "words" (a neighbour's open page), "waiting" (second factor to come) or "team" with roles.

    `rule` names a rule whose value, a list of roles, may open it beside `roles`.
    """

    side: str
    roles: frozenset[str] = frozenset()
    rule: str = ""


@dataclass(frozen=True)
class Caller:
    """Who is asking, for one request. `token` is the cookie's; `extra` rides in the session's sealed blob."""

    side: str = "anybody"
    key: Key | None = None
    roles: frozenset[str] = frozenset()
    work_name: str = ""
    token: str = field(default="", repr=False)
    extra: dict[str, str] = field(default_factory=dict, repr=False)


class CallerRequest(HttpRequest):
    """What a view receives once the middleware has been."""

    caller: Caller
    side: str


def _declare(view: V, access: Access) -> V:
    view.access = access  # type: ignore[attr-defined]
    return view


def anybody(view: V) -> V:
    """Everybody, signed in or not."""
    return _declare(view, Access("anybody"))


def looks_up_caller(view: V) -> V:
    """For a view open to anybody that shows more to somebody whose page is open: who asks is looked up."""
    view.wants_caller = True  # type: ignore[attr-defined]
    return view


def with_words(view: V) -> V:
    """Somebody whose page is open."""
    return _declare(view, Access("words"))


def waiting(view: V) -> V:
    """A team member between passphrase and second factor; opens nothing."""
    return _declare(view, Access("waiting"))


def team(*roles: Role) -> Callable[[V], V]:
    """A team member signed in with both factors who holds one of these roles (none named: any role)."""
    return lambda view: _declare(view, Access("team", frozenset(role.value for role in roles)))


def team_by_rule(rule: str, *always: Role) -> Callable[[V], V]:
    """A team member whose role stands in this rule now, or is one of `always`."""
    return lambda view: _declare(view, Access("team", frozenset(role.value for role in always), rule))


def allowed(access: Access | None, caller: Caller) -> bool:
    """May this caller open a view with this declaration?"""
    if access is None:
        return False
    if access.side == "anybody":
        return True
    if access.side != caller.side:
        return False
    if access.side == "team":
        named = access.roles | frozenset(rules.value(access.rule)) if access.rule else access.roles
        return bool(caller.roles & named) if named else bool(caller.roles)
    return True
