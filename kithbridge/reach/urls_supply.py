"""Addresses of the team's side: stock, supplies, orders, lots."""

from django.urls import path
from django.urls.resolvers import URLPattern

from kithbridge.reach.views_team import lots, orders, stock, supplies

urlpatterns: list[URLPattern] = [
    path("stock", stock.stock, name="stock"),
    path("places", stock.places, name="stock_places"),
    path("places/<slug:place>", stock.change_place, name="stock_place_change"),
    path("stock/<slug:place>", stock.place, name="stock_place"),
    path("stock/<slug:place>/count", stock.count, name="stock_count"),
    path("stock/<slug:place>/waste", stock.waste, name="stock_waste"),
    path("stock/<slug:place>/back", stock.give_back, name="stock_back"),
    path("stock/<slug:place>/pack", stock.pack, name="stock_pack"),
    path("supplies", supplies.supplies, name="supplies"),
    path("supplies/new", supplies.new, name="supply_new"),
    path("supplies/<uuid:supply>", supplies.supply, name="supply"),
    path("supplies/<uuid:supply>/settle/<uuid:line>", supplies.settle, name="supply_settle"),
    path("orders", orders.orders, name="orders"),
    path("orders/<uuid:order>", orders.order, name="order"),
    path("orders/<uuid:order>/change", orders.change, name="order_change"),
    path("orders/<uuid:order>/send", orders.send, name="order_send"),
    path("orders/<uuid:order>/drop", orders.drop, name="order_drop"),
    path("lots", lots.lots, name="lots"),
    path("lots/<uuid:lot>", lots.lot, name="lot"),
    path("lots/<uuid:lot>/recall", lots.recall, name="lot_recall"),
    path("lots/<uuid:lot>/end", lots.end_recall, name="lot_end_recall"),
]
