"""What ends soon, and what to order.

Offers
------
asks_by_week()    what was asked for, given or not, week by week
endings()         lots that end within eight weeks, and what of them would be left
sheet()           what is here, what comes, what to order and why (also printed on paper)
bars(lines)       the same as bars
said_packs(packs, size)   "2 packs of 25, 50 in all"

The rule itself is `engines/restock`. Nothing here writes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kithbridge import rules
from kithbridge.engines import restock
from kithbridge.engines.restock import Advice, Because, Situation
from kithbridge.engines.week import Week
from kithbridge.reach import grounds, kits
from kithbridge.reach.models import Item, Lot, Place, Stock, Supply, SupplyLine, Tally
from kithbridge.reach.shelves import WAY, Row, rows_of, taken_apart, weeks_left
from kithbridge.web.clock import this_week, today

ASKED = (Tally.Kind.OUT, Tally.Kind.MISSING)
OPENING_KITS = 10  # for how many of each kit the parts lie here while fewer than eight weeks are known


def _known_for_long(first: str) -> set[str]:
    """Things that were asked for or sent to us before this week: all of the half-year is known of them."""
    asked = Tally.objects.filter(item=OuterRef("key"), kind__in=ASKED, week__lt=first)
    sent = SupplyLine.objects.filter(item=OuterRef("key"), supply__week__lt=first)
    return set(Item.objects.filter(Exists(asked) | Exists(sent)).values_list("key", flat=True))


def asks_by_week() -> dict[str, list[int]]:
    """Thing -> what was asked for in each of the last 26 weeks, this week last; shorter for what is newer here."""
    now = this_week()
    first, last = str(now - (restock.HALF_YEAR - 1)), str(now)
    sums = Tally.objects.filter(kind__in=ASKED, week__gte=first, week__lte=last).order_by().values_list("item", "week")
    asked = [(item, week, n) for item, week, n in sums.annotate(n=Sum("quantity"))]
    sent = SupplyLine.objects.filter(supply__week__gte=first, supply__week__lte=last).order_by().values_list("item", "supply__week")
    began = dict.fromkeys(_known_for_long(first), first)
    for item, week in (*((item, week) for item, week, _n in asked), *sent.distinct()):
        began[item] = min(week, began.get(item, week))
    found = {item: [0] * (now - Week.parse(week) + 1) for item, week in began.items()}
    for item, week, n in asked:
        found[item][-1 - (now - Week.parse(week))] += n
    return found


def _here() -> dict[str, int]:
    """Thing -> how much of it still can be handed out when an order comes, kits taken apart. Below 0 counts as nothing."""
    found: dict[str, list[tuple[int, int | None]]] = defaultdict(list)
    stock = Stock.objects.exclude(place=WAY).exclude(quantity=0).select_related("item", "lot")
    for row in taken_apart(row for row in rows_of(stock) if row.usable):
        found[row.item.key].append((row.n, row.left))
    return {item: restock.usable(lots) for item, lots in found.items()}


def _coming() -> dict[str, int]:
    """Thing -> what was sent and has not come: from a supplier, or from one place to another."""
    lines = SupplyLine.objects.filter(supply__state=Supply.State.SENT).select_related("item", "lot")
    found: Counter[str] = Counter()
    for row in taken_apart(Row(line.item, line.lot, line.sent) for line in lines):
        found[row.item.key] += row.n
    return dict(found)


def _lives() -> dict[str, int]:
    """Thing -> for how many weeks what a supplier sends can be used.

    The longest of the last year: one batch that was nearly over must not keep a thing from being ordered.
    """
    found: dict[str, int] = {}
    since = str(this_week() - 2 * restock.HALF_YEAR)
    lines = SupplyLine.objects.filter(supply__origin=None, supply__week__gte=since, lot__expires__isnull=False)
    for line in lines.select_related("lot", "supply"):
        if line.lot and line.lot.expires:
            weeks = (line.lot.expires - Week.parse(line.supply.week).monday()).days // 7
            found[line.item_id] = max(weeks, found.get(line.item_id, 0))
    return found


def _leads() -> dict[str, int]:
    """Thing -> how many weeks an order of it takes, by the supplier it last came from: for those that take longer than the rule's two.

    Of what came in the last year. Empty where the group plans with two weeks (rule orders.plan_late).
    """
    if not rules.value("orders.plan_late"):
        return {}
    since = str(this_week() - 2 * restock.HALF_YEAR)
    supplies = Supply.objects.filter(origin=None, order__isnull=False, came__isnull=False, week__gte=since)
    took: dict[str, list[int]] = defaultdict(list)
    for supplier, sent, came in supplies.values_list("order__supplier", "week", "came"):
        took[supplier].append(Week.parse(str(came)) - Week.parse(str(sent)))
    late = {supplier: weeks for supplier, known in took.items() if (weeks := restock.lead(known)) > restock.LEAD}
    last = SupplyLine.objects.filter(supply__in=supplies).order_by("supply__week").values_list("item", "supply__order__supplier")
    return {item: late[supplier] for item, supplier in dict(last).items() if supplier in late}


def _openings(items: Iterable[Item]) -> dict[str, int]:
    """Thing -> what to have to begin with: enough for so many of each kit that is carried, or one pack of what is asked for alone."""
    wanted: Counter[str] = Counter()
    for recipe in kits.parts_now(Item.objects.filter(on=True, kind=Item.Kind.KIT).values_list("key", flat=True)).values():
        for part, n in recipe.items():
            wanted[part] += n * OPENING_KITS
    return {item.key: max(wanted[item.key], item.pack if item.alone else 0) for item in items}


@dataclass(frozen=True)
class Line:
    """One thing on the order list."""

    item: Item
    here: int
    coming: int
    advice: Advice
    asked: int = 0
    lead: int = restock.LEAD

    @property
    def label(self) -> str:
        return self.item.label

    @property
    def pieces(self) -> int:
        return self.advice.packs * self.item.pack

    @property
    def order(self) -> str:
        """What to order, in words."""
        return said_packs(self.advice.packs, self.item.pack)

    @property
    def reason(self) -> str:
        return said_reason(self)


def said_packs(packs: int, size: int) -> str:
    """ "2 packs of 25, 50 in all"; single things are just a number."""
    if packs == 0:
        return _("nothing")
    if size == 1:
        return str(packs)
    said = ngettext("%(n)s pack of %(size)s", "%(n)s packs of %(size)s, %(all)s in all", packs)
    return said % {"n": packs, "size": size, "all": packs * size}


def _busiest(line: Line) -> str:
    if line.lead == restock.LEAD:
        return ngettext(
            "In the busiest three weeks of the last half-year %(most)s was asked for.",
            "In the busiest three weeks of the last half-year %(most)s were asked for.",
            line.advice.most,
        )
    return ngettext(
        "Orders take %(took)s weeks, so we look at %(weeks)s: in the busiest %(weeks)s of the last half-year %(most)s was asked for.",
        "Orders take %(took)s weeks, so we look at %(weeks)s: in the busiest %(weeks)s of the last half-year %(most)s were asked for.",
        line.advice.most,
    )


def said_reason(line: Line) -> str:
    """Why so much, so that somebody without numbers at hand can say yes or no."""
    advice, pack = line.advice, line.item.pack
    if advice.because is Because.OPENING:
        wanted = _("Fewer than eight weeks are known. To begin with we want %(level)s.")
    elif advice.because is Because.MUST:
        wanted = _("We never want to be without it: at least one pack, %(level)s.")
    elif not advice.most:
        wanted = _("Nobody asked for it in the last half-year.")
    else:
        wanted = _busiest(line)
        if 5 * advice.level > 4 * advice.most + 4 and advice.level < advice.most:
            wanted += " " + _("We keep one pack: %(level)s.")
        elif advice.level < advice.most:
            wanted += " " + _("We keep four fifths: %(level)s.")
    have = ngettext("%(here)s is here, %(coming)s on the way.", "%(here)s are here, %(coming)s on the way.", line.here)
    if advice.because is Because.ENDS:
        then = _("More would end unused: order %(packs)s.")
    elif not advice.packs:
        then = _("That is enough.")
    elif pack == 1:
        then = _("Order %(packs)s.")
    else:
        then = _("One pack is %(pack)s: order %(packs)s.")
    facts = {"most": advice.most, "level": advice.level, "here": line.here, "coming": line.coming, "pack": pack, "packs": advice.packs}
    facts |= {"took": line.lead, "weeks": line.lead + restock.REVIEW}
    return " ".join((wanted, have, then)) % facts


def ordered() -> list[Item]:
    """What can be ordered: things that are carried and may be supplied, and what carried kits are made of. Never a kit."""
    carried = list(Item.objects.filter(on=True).order_by("order", "key"))
    inside = {part for recipe in kits.parts_now(item.key for item in carried if item.kind == Item.Kind.KIT).values() for part in recipe}
    more = Item.objects.filter(key__in=inside - {item.key for item in carried}).order_by("order", "key")
    things = [item for item in (*carried, *more) if item.kind != Item.Kind.KIT]
    off = grounds.barred(things)
    return [item for item in things if item.key not in off]


def advise(item: Item, *, asks: Mapping[str, list[int]], here: int, coming: int, opening: int, life: int | None, lead: int) -> Advice:
    known = asks.get(item.key, [])
    situation = Situation(known, here, coming, item.pack or 1, item.must, opening, life if item.dated else None, lead)
    return restock.advise(situation)


def sheet(asks: Mapping[str, list[int]] | None = None) -> list[Line]:
    """Every thing with what is here, what comes, what to order by the rule and why, in the group's order.

    asks : `asks_by_week()`, where it has been read already
    """
    asks = asks_by_week() if asks is None else asks
    items, here, coming, lives, leads = ordered(), _here(), _coming(), _lives(), _leads()
    openings, found = _openings(items), []
    for item in items:
        have, comes, lead = here.get(item.key, 0), coming.get(item.key, 0), leads.get(item.key, restock.LEAD)
        advice = advise(item, asks=asks, here=have, coming=comes, opening=openings[item.key], life=lives.get(item.key), lead=lead)
        found.append(Line(item, have, comes, advice, sum(asks.get(item.key, [])), lead))
    return found


@dataclass(frozen=True)
class Ending:
    """A lot that ends within eight weeks or has ended: how much of it lies where, and how much would be left at the present use."""

    lot: Lot
    n: int
    left_over: int
    where: tuple[tuple[Place, int], ...]

    @property
    def weeks(self) -> int:
        left = weeks_left(self.lot.expires)
        return 0 if left is None else left

    @property
    def over(self) -> bool:
        return self.lot.expires is not None and self.lot.expires < today()


def endings(asks: Mapping[str, list[int]] | None = None) -> list[Ending]:
    """Lots that lie somewhere and end soon, what ends first standing first. `asks` as for `sheet`."""
    by_lot: dict[Lot, list[tuple[Place, int]]] = defaultdict(list)
    stock = Stock.objects.filter(quantity__gt=0, lot__expires__isnull=False).exclude(place=WAY)
    for one in stock.select_related("place", "lot__item").order_by("place__order"):
        if one.lot:
            by_lot[one.lot].append((one.place, one.quantity))
    asks = asks_by_week() if asks is None else asks
    would: dict[Lot, int] = {}
    for item in {lot.item_id for lot in by_lot}:
        lots = [lot for lot in by_lot if lot.item_id == item]
        many = [(sum(n for _place, n in by_lot[lot]), weeks_left(lot.expires) or 0) for lot in lots]
        known = asks.get(item, [])
        would |= dict(zip(lots, restock.would_end(many, sum(known), len(known)), strict=True))
    found = [Ending(lot, sum(n for _place, n in where), would[lot], tuple(where)) for lot, where in by_lot.items()]
    return sorted((one for one in found if one.weeks < restock.MARGIN), key=lambda one: (one.lot.expires or date.max, one.lot.code))


def _bar_width(n: int, most: int) -> int:
    return max(4, round(480 * n / most)) if most > 0 and n > 0 else 0


@dataclass(frozen=True)
class Bar:
    """One thing in the picture of all stock: here, on the way, and what the rule wants."""

    label: str
    here: int
    coming: int
    level: int
    width: int
    wanted: int


def bars(lines: list[Line]) -> list[Bar]:
    """Each thing against what the rule wants of it: the dashed outline is the whole."""
    found = []
    for line in lines:
        most = max(line.here + line.coming, line.advice.level)
        if most:
            found.append(
                Bar(line.label, line.here, line.coming, line.advice.level, _bar_width(line.here, most), _bar_width(line.advice.level, most))
            )
    return found
