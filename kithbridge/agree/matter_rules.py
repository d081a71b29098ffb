"""The rules of matters."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kithbridge.rules import Group, Protects, Rule, declare
from kithbridge.rules.kinds import Duration, Share

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
declare(
    Rule(
        "agree.talk_weeks",
        Group.DECIDING,
        _("How long may something be talked about before it is late?"),
        Duration("weeks"),
        8,
        _("What people want to change is talked about for {value}. Then it is late, until it is put to the reference group."),
        Protects.MOTHERS,
        floor=2,
        ceiling=26,
        floor_reason=_("People need time to read it and to answer. And nobody may let it lie until it is forgotten."),
        safer="less",
    )
)
