"""The demo area's phones: four that peers hand out with, one that was lost, one that has been silent for too long. All invented.

Offers: `week(cast, ago)`, every week. Their keys are kept nowhere: whoever looks around puts on a phone of her own.
"""

from __future__ import annotations

from kithbridge.people.demo import Cast
from kithbridge.reach.actions import phones
from kithbridge.reach.models import Phone
from kithbridge.web import once

PUT_ON = 20  # weeks ago
# work-name, what she calls it, how many weeks ago it was last heard of
CARRIED = (("Jo", "old one", 0), ("Jo", "cracked one", 3), ("Shanice", "blue case", 0), ("Cass", "", 1), ("Maeve", "spare in the hub", 7))
LOST, LOST_AGO = ("Jo", "cracked one"), 3


def week(cast: Cast, ago: int) -> None:
    """Put on, heard of, lost."""
    if ago == PUT_ON:
        for who, label, _last in CARRIED:
            phones.begin(member=cast.team[who].owner, label=label, form_id=once.new_form_id())
    for who, label, last in CARRIED:
        if last <= ago < PUT_ON:
            phone = Phone.objects.filter(member=cast.team[who].owner, label=label, off=False).first()
            if phone is not None:
                phones.hear(phone=phone, event_key="")
    if ago == LOST_AGO:
        lost = Phone.objects.filter(member=cast.team[LOST[0]].owner, label=LOST[1]).first()
        if lost is not None:
            phones.take_off(phone=lost.pk, member=cast.team[LOST[0]].owner)
