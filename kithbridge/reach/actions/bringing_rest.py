"""Places, lots, estimates and safer-use notes, brought in row by row.

Offers `places`, `lots`, `estimates`, `notes` for `bringing.Bringing`.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kithbridge.engines.week import Week
from kithbridge.reach.actions import cards, stock
from kithbridge.reach.actions.bringing import Bringing, Rows, Values, keyed, next_place
from kithbridge.reach.models import Area, Card, Estimate, Item, Lot, Place
from kithbridge.reach.shelves import WAY
from kithbridge.web.clock import this_week, today

_WORDS = ("text", "kind", "item", "when", "source", "link", "dated")
_WRONG = {
    "text": ("text", gettext_lazy("write the note, 600 letters at most.")),
    "place": ("item", gettext_lazy("there is no such thing, kind or situation.")),
    "source": ("source", gettext_lazy("guidance needs a source, its year, and a link that begins with https.")),
}


def places(run: Bringing, rows: Rows) -> None:
    for line, key, values in keyed(run, "places", rows):
        place = Place.objects.filter(key=key).first()
        label = values.get("label", place.label if place else "")
        if key == WAY:
            run.wrong("places", line, "key", _("this key is kept for what is on its way."))
        elif not label or Place.objects.filter(label__iexact=label).exclude(key=key).exists():
            run.wrong("places", line, "label", _("give it a short name or colour that no other has."))
        elif place and place.on and not values.get("on", True) and not stock.empty(place):
            run.wrong("places", line, "on", _("something lies there, or is on its way there: it cannot be put away."))
        else:
            run.keep("places", key, place or Place(key=key, order=next_place(Place)), values, new=place is None)


def lots(run: Bringing, rows: Rows) -> None:
    for line, values in rows:
        item, code = values["item"], values.get("code", "")
        if not code:
            run.wrong("lots", line, "code", _("write the number that stands on the pack."))
        elif not Item.objects.filter(key=item).exclude(kind=Item.Kind.KIT).exists():
            run.wrong("lots", line, "item", _("there is no such thing in the catalogue, or it is a kit."))
        else:
            known = Lot.objects.filter(item=item, code=code).first()
            said = {"expires": values["expires"]} if "expires" in values else {}
            run.keep("lots", f"{item}, {code}", known or Lot(item_id=item, code=code), said, new=known is None)


def estimates(run: Bringing, rows: Rows) -> None:
    for line, values in rows:
        kind, area, year = values["kind"], values.get("area") or None, values["year"]
        if area and not Area.objects.filter(key=area).exists():
            run.wrong("estimates", line, "area", _("there is no such area."))
        elif not 0 <= values["low"] <= values["high"] or not values["high"]:
            run.wrong("estimates", line, "high", _("it must be more than 0, and at least as many as in low."))
        elif year > today().year:
            run.wrong("estimates", line, "year", _("that year has not come yet."))
        elif not values.get("source"):
            run.wrong("estimates", line, "source", _("say who says so."))
        else:
            known = Estimate.objects.filter(kind=kind, area=area, year=year).first()
            row = known or Estimate(kind=kind, area_id=area, year=year, entered=str(this_week()))
            said = {column: values[column] for column in ("low", "high", "source")}
            run.keep("estimates", ", ".join(part for part in (kind, area, str(year)) if part), row, said, new=known is None)


def _of(card: Card | None) -> dict[str, str]:
    """What a note says already, by column."""
    if card is None:
        return {"when": Card.When.ALWAYS.value}
    return {"item": card.item_id or "", **{column: getattr(card, column) for column in _WORDS if column != "item"}}


def notes(run: Bringing, rows: Rows) -> None:
    """Guidance only: what mothers say is read by two people, one note after the other."""
    for line, key, values in keyed(run, "cards", rows):
        known = Card.objects.filter(key=key).first()
        side = values.get("side", known.side if known else Card.Side.GUIDANCE)
        if side == Card.Side.GUIDANCE and (known is None or known.side == side):
            _guidance(run, line, key, known, values)
        elif known is None or known.side != side or any(_of(known)[column] != values.get(column, _of(known)[column]) for column in _WORDS):
            run.wrong("cards", line, "side", _("what mothers say is not brought in: two people read it first. Leave the row out."))


def _guidance(run: Bringing, line: int, key: str, known: Card | None, values: Values) -> None:
    try:
        said = cards.Words(**{"text": "", **_of(known), **{column: values[column] for column in _WORDS if column in values}}).values(
            Card.Side.GUIDANCE
        )
    except cards.Unfit as problem:
        column, why = _WRONG[problem.why]
        run.wrong("cards", line, column, str(why))
        return
    row = known or Card(key=key, side=Card.Side.GUIDANCE, order=next_place(Card))
    checked_by, checked = values.get("checked_by", row.checked_by), values.get("checked", row.checked)
    if bool(checked_by) != bool(checked):
        run.wrong("cards", line, "checked", _("say who checked it and in which week, or neither."))
        return
    if checked and Week.parse(checked) > this_week():
        run.wrong("cards", line, "checked", _("that week has not come yet."))
        return
    if (checked_by, checked) == (row.checked_by, row.checked) and any(getattr(row, field) != value for field, value in said.items()):
        # Other words, and the check as the file was given out with it: whoever checked has not checked this (`cards.guide`).
        checked_by, checked = "", None
    rest = {"checked_by": checked_by, "checked": checked, "on": values.get("on", row.on)}
    run.keep("cards", key, row, {**said, **rest}, new=known is None)
