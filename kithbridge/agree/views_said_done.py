"""The public page "You said, we did", its feed and its PDF. Offers: `said_done`, `rss`, `pdf`. No form stands on them."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kithbridge.agree import said_done_pdf
from kithbridge.agree.feed import feed
from kithbridge.agree.said_done import ALL, DONE, OPEN, stands_at, trails
from kithbridge.people import facts
from kithbridge.people.access import anybody

EACH_PAGE = 25


@anybody
@require_safe
def said_done(request: HttpRequest) -> HttpResponse:
    """From what was said to what changed; what is overdue stands first."""
    asked = request.GET.get("which", ALL)
    which = asked if asked in (OPEN, DONE) else ALL
    found, at = trails(which), request.GET.get("at", "")
    place = stands_at(found, at)
    page = Paginator(found, EACH_PAGE).get_page(request.GET.get("page") if place is None else place // EACH_PAGE + 1)
    return render(request, "agree/said_done.html", {"page": page, "which": which, "at": at})


@anybody
@require_safe
def rss(request: HttpRequest) -> HttpResponse:
    """The same, newest first, for whoever follows it."""
    page, itself = (request.build_absolute_uri(reverse(name)) for name in ("said_done", "said_done_rss"))
    written = feed(trails(), facts.fact("group"), page, itself)
    return HttpResponse(written, content_type="application/rss+xml; charset=utf-8")


@anybody
@require_safe
def pdf(request: HttpRequest) -> HttpResponse:
    """The same on paper."""
    response = HttpResponse(said_done_pdf.pages(trails(), facts.fact("group")), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="you-said-we-did.pdf"'
    return response
