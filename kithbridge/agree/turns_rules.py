"""The rule about who spoke in meetings: how long the counts are kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kithbridge.rules import Group, Protects, Rule, declare
from kithbridge.rules.kinds import Duration

declare(
    Rule(
        "agree.turns_weeks",
        Group.NUMBERS,
        _("How long do we keep who spoke in a meeting?"),
        Duration("weeks"),
        104,
        _("How often people at work and others spoke in a meeting is kept for {value}. No person stands in it."),
        Protects.EVERYBODY,
        floor=4,
        ceiling=156,
        floor_reason=_("In a month nothing can be compared. And what is kept can be found."),
        safer="less",
    )
)
