"""The rules of matters."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kithbridge.rules import Group, Protects, Rule, declare
from kithbridge.rules.kinds import Share

declare(
    Rule(
        "agree.reopen_share",
        Group.DECIDING,
        _("When is something talked about again because it has not changed?"),
        Share(),
        40,
        _("When {value} of those who count say “not yet”, it is talked about again. Eight must have answered, and five must say so."),
        Protects.MOTHERS,
        floor=20,
        ceiling=60,
        floor_reason=_("A few must not keep everything open. And nobody may close it over the heads of most."),
        safer="less",
    )
)
