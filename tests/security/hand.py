"""What tests do beside a running server, in a process of its own: `python -m tests.security.hand WHAT JSON`. Answers in JSON."""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def furnish(*, peers: int = 3) -> dict[str, Any]:
    """Databases, the furnished site, and peers in its circle."""
    from kithbridge.cli import databases
    from kithbridge.people.actions import group
    from kithbridge.web import home
    from tests import builders

    databases.migrate()
    site = builders.furnish_site()
    group.set_facts(values={"sealed_letter": "The trustees keep it (invented)."})
    found = {"Maeve": site.lead, "Ms Adeyemi": site.deputy}
    for name in ("Jo", "Shanice", "Cass")[:peers]:
        found[name] = builders.make_member(name, circle=site.circle)
    return {
        name: {
            "words": one.typed,
            "totp": one.totp,
            "id": str(one.member.pk),
            "private": one.key.private.hex(),
            "site": home.secrets().site,
        }
        for name, one in found.items()
    }


def keys(*, words: str) -> dict[str, str]:
    """What seven words open: the private key and the keys under it."""
    from kithbridge.engines import sealing
    from kithbridge.people import vault
    from kithbridge.people.actions import opening
    from kithbridge.people.keyring.models import Wrap

    derived = opening.derive(sealing.normalise(words.split()))
    key = opening.unlock(derived, "page")
    assert key is not None
    found = {"private": key.private.hex(), "wrapping": derived.wrapping.hex(), "owner": str(key.owner)}
    for n, wrap in enumerate(Wrap.objects.filter(holder=vault.holder(key.owner))):
        found[f"item {n}"] = vault._unwrap(key, wrap).hex()
    return found


def invite() -> str:
    """A one-time link into the team."""
    from kithbridge.people.actions import team
    from kithbridge.people.models import Role
    from kithbridge.web import once

    return team.invite(work_name="Newcomer", roles=[Role.PEER], form_id=once.new_form_id()).token


def wraps() -> int:
    """How many wraps there are."""
    from kithbridge.people.keyring.models import Wrap

    return Wrap.objects.count()


def phones(*, n: int) -> list[str]:
    """So many phones are put on, at most three for each of the team; their tokens."""
    from kithbridge.people.queries.roles import holders
    from kithbridge.reach.actions import phones
    from kithbridge.web import once

    owners = [member for member in holders(*phones.SENDERS) for _ in range(phones.MOST)]
    return [phones.begin(member=member.pk, form_id=once.new_form_id()).token for member in owners[:n]]


def handed_out() -> int:
    """How many things went out, by the sums."""
    from kithbridge.reach.models import Tally

    return sum(Tally.objects.filter(kind="out").values_list("quantity", flat=True))


def main() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "kithbridge.web.settings"
    django.setup()
    what, given = sys.argv[1], json.loads(sys.argv[2])
    known = {one.__name__: one for one in (furnish, keys, invite, wraps, phones, handed_out)}
    print(json.dumps(known[what](**given)))


if __name__ == "__main__":
    main()
