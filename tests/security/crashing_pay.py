"""Acts of the pay ledger for the test that stops each action at every statement. Offers: `ACTIONS`.

Each prepares what it needs and returns the act itself, as in tests/security/test_crashes.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kithbridge.agree.actions import paying
from kithbridge.agree.ledger_models import Payment, PaymentAsked, PayRate
from kithbridge.people.models import Role, RoleHeld
from kithbridge.web import once
from kithbridge.web.clock import this_week

if TYPE_CHECKING:
    from tests.security.test_crashes import Act, Again, World


def _again(act: Act) -> Again:
    from tests.security.test_crashes import Again

    return Again(act)


def _line(world: World, form: str = "cash", pence: int = 2_750) -> None:
    for table in (Payment, PaymentAsked, PayRate):
        table.objects.all().delete()
    paying.write(key=world.site.lead.key, role="living", what="talk", pence=pence, form=form, form_id=once.new_form_id())


def pay(world: World) -> Again:
    form, key = once.new_form_id(), world.site.lead.key
    return _again(lambda: paying.write(key=key, role="living", what="talk", pence=2_750, form="cash", form_id=form))


def ask_for_a_large_payment(world: World) -> Again:
    form, key = once.new_form_id(), world.site.lead.key
    return _again(lambda: paying.write(key=key, role="living", what="talk", pence=150_000, form="cash", form_id=form))


def agree_to_a_large_payment(world: World) -> Act:
    _line(world, pence=150_000)
    asked = PaymentAsked.objects.get().pk
    RoleHeld.objects.get_or_create(member=world.jo.member, role=Role.LEAD)
    return lambda: paying.agree(key=world.jo.key, asked=asked)


def take_a_payment_back(world: World) -> Again:
    _line(world)
    form, payment = once.new_form_id(), Payment.objects.get().pk
    return _again(lambda: paying.take_back(key=world.site.lead.key, payment=payment, form_id=form))


def pay_a_promise(world: World) -> Again:
    _line(world, form="later")
    form, payment = once.new_form_id(), Payment.objects.get().pk
    return _again(lambda: paying.pay_out(key=world.site.lead.key, payment=payment, form="voucher", form_id=form))


def set_a_rate(world: World) -> Again:
    form, key, week = once.new_form_id(), world.site.lead.key, str(this_week())
    return _again(lambda: paying.set_rate(key=key, role="", length="hour", pence=2_750, week=week, source="Read in a week.", form_id=form))


ACTIONS = [pay, ask_for_a_large_payment, agree_to_a_large_payment, take_a_payment_back, pay_a_promise, set_a_rate]
