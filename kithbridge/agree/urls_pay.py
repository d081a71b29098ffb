"""Addresses of the pay ledger: the public totals, and the team's pages."""

from django.urls import path

from kithbridge.agree import views_pay, views_pay_rates

urlpatterns = [
    path("talks/paid", views_pay_rates.paid, name="paid"),
    path("t/pay", views_pay.pay, name="pay"),
    path("t/pay/export", views_pay.export, name="pay_export"),
    path("t/pay/rates", views_pay_rates.rates, name="pay_rates"),
    path("t/pay/large/<uuid:asked>", views_pay.large, name="pay_large"),
    path("t/pay/back", views_pay.back, name="pay_back"),
    path("t/pay/<uuid:payment>/out", views_pay.out, name="pay_out"),
]
