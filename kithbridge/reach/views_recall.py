"""The public page about lots that were called back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kithbridge.people.access import anybody
from kithbridge.reach import recalls


@anybody
@require_safe
def recall(request: HttpRequest) -> HttpResponse:
    """What was called back, the number on the pack, which kits hold some of it, what to do with it."""
    return render(request, "reach/recall.html", {"lots": [(lot, recalls.kit_line(lot)) for lot in recalls.called_back()]})
