"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from kithbridge import __version__


def page(request: HttpRequest) -> dict[str, Any]:
    """`demo`, `side`, `version`."""
    return {"demo": settings.DEMO, "side": getattr(request, "side", "neighbour"), "version": __version__}
