"""Areas, the catalogue, kits and grounds, brought in row by row. Offers `areas`, `things`, `recipes`, `lines` for `bringing.Bringing`."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext as _

from kithbridge.reach import kits
from kithbridge.reach.actions import catalogue, grounds
from kithbridge.reach.actions import kits as making
from kithbridge.reach.actions.bringing import Bringing, Rows, Values, keyed, next_place
from kithbridge.reach.exchange_changes import Change
from kithbridge.reach.models import Area, Basis, Item, Recipe, RecipeLine
from kithbridge.web.clock import this_week

_BASIS = ("ground", "who", "checked_by", "checked", "until")


def areas(run: Bringing, rows: Rows) -> None:
    for line, key, values in keyed(run, "areas", rows):
        area = Area.objects.filter(key=key).first()
        if not values.get("label", area.label if area else ""):
            run.wrong("areas", line, "label", _("give it a name."))
        else:
            run.keep("areas", key, area or Area(key=key, order=next_place(Area)), values, new=area is None)


def things(run: Bringing, rows: Rows) -> None:
    # What takes whose place is set at the end: the other may stand further down.
    places = []
    for line, key, values in keyed(run, "catalogue", rows):
        if "replaces" in values:
            places.append((line, key, values.pop("replaces") or None))
        known = Item.objects.filter(key=key).first()
        item = known or Item(key=key, order=next_place(Item), picture="else")
        trial = Item(**{**{field.attname: getattr(item, field.attname) for field in Item._meta.concrete_fields}, **values})
        wrong = catalogue.wrong_with(trial)
        for column, said in wrong.items():
            run.wrong("catalogue", line, column, said)
        if not wrong:
            run.keep("catalogue", key, item, values, new=known is None)
    for line, key, other in places:
        stored = Item.objects.filter(key=key).first()
        if stored is None or stored.replaces_id == other:
            continue
        if other == key or (other and not Item.objects.filter(key=other).exists()):
            run.wrong("catalogue", line, "replaces", _("there is no other thing with this key."))
        else:
            run.keep("catalogue", key, stored, {"replaces_id": other}, new=False)


def recipes(run: Bringing, rows: Rows) -> None:
    found: dict[tuple[str, int], list[tuple[int, Values]]] = defaultdict(list)
    for line, values in rows:
        found[values["kit"], values["version"]].append((line, values))
    for (kit, version), lines in sorted(found.items()):
        newest = version == max(n for other, n in found if other == kit)
        _recipe(run, kit, version, lines, newest=newest)


def _recipe(run: Bringing, kit: str, version: int, rows: Rows, *, newest: bool) -> None:
    """One version of one kit. What is there already must be the same; another one must be the next."""
    line, first = rows[0]
    lines = {values["item"]: values["quantity"] for _line, values in rows}
    if len(lines) < len(rows):
        run.wrong("kits", line, "item", _("a thing stands twice in this version."))
    elif not Item.objects.filter(key=kit, kind=Item.Kind.KIT).exists():
        run.wrong("kits", line, "kit", _("there is no kit %(kit)s in the catalogue.") % {"kit": kit})
    elif kits.recipe(kit, version) is not None:
        if kits.parts(kit, version) != lines:
            said = _("version %(n)s is there and differs. A version is never changed: write the next one.") % {"n": version}
            run.wrong("kits", line, "version", said)
    else:
        last = kits.newest(kit)
        problem = making.wrong_with(lines)
        if version != (last.version if last else 0) + 1:
            run.wrong("kits", line, "version", _("the next version is %(n)s.") % {"n": (last.version if last else 0) + 1})
        # An older version may come from a time when the rule was another one.
        elif problem and (newest or problem not in ("gift", "note")):
            run.wrong("kits", line, "item", str(making.SAID[problem]))
        else:
            week = first.get("week") or str(this_week())
            made = Recipe.objects.create(kit_id=kit, version=version, week=week, why=first.get("why", ""))
            RecipeLine.objects.bulk_create(RecipeLine(recipe=made, item_id=item, quantity=n) for item, n in lines.items())
            run.changes.append(Change("kits", _("%(kit)s, version %(n)s") % {"kit": kit, "n": version}))


def lines(run: Bringing, rows: Rows) -> None:
    seen = set()
    for line, values in rows:
        item, nation = values["item"], values["nation"]
        if (item, nation) in seen:
            run.wrong("grounds", line, "item", _("this thing stands twice for this nation."))
            continue
        seen.add((item, nation))
        if not Item.objects.filter(key=item).exclude(kind=Item.Kind.KIT).exists():
            run.wrong("grounds", line, "item", _("there is no such thing in the catalogue, or it is a kit."))
            continue
        known = Basis.objects.filter(item=item, nation=nation).first()
        row = known or Basis(item_id=item, nation=nation)
        said = {column: value for column, value in values.items() if column not in ("item", "nation")}
        trial = Basis(item_id=item, nation=nation, **{**{field: getattr(row, field) for field in _BASIS}, **said})
        wrong = grounds.wrong_with(trial)
        for column, problem in wrong.items():
            run.wrong("grounds", line, column, problem)
        if not wrong:
            run.keep("grounds", f"{item}, {nation}", row, said, new=known is None)
