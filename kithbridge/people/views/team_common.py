"""What the team's views share.

Offers
------
own_key(request), form_id(request, act), typed(request, name), read_eight(text)
done_words(request, words)       what a page says was done
json_body(request), said(text)   for the two passkey scripts
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils.functional import Promise

from kithbridge.engines import sealing
from kithbridge.people.access import CallerRequest
from kithbridge.people.actions.team import WORDS
from kithbridge.people.vault import Key
from kithbridge.web import once

LONGEST_TYPED = 2_000


def own_key(request: CallerRequest) -> Key:
    """The unlocked key of whoever asks; the declarations of access promise that there is one."""
    if request.caller.key is None:
        raise PermissionDenied
    return request.caller.key


def form_id(request: HttpRequest, act: str) -> str:
    """The form's random number together with what it does: two forms of one page may carry the same number."""
    return f"{act}:{once.read_form_id(request.POST.get('form_id'))}"


def typed(request: HttpRequest, name: str) -> str:
    """What was typed into a field, cut to a length that no honest entry reaches."""
    return str(request.POST.get(name, ""))[:LONGEST_TYPED]


def done_words(request: HttpRequest, words: Mapping[str, str | Promise]) -> str:
    """What was done, by the word in the address."""
    return str(words.get(request.GET.get("done", ""), ""))


def read_eight(text: str) -> tuple[str, ...] | None:
    """Eight words as typed, slips put right; None when they cannot be eight words of the list."""
    return sealing.read_words(text, sealing.WordList.load(), n=WORDS).words


def json_body(request: HttpRequest) -> dict[str, Any]:
    """The JSON object a script sent; empty when it is none."""
    try:
        found = json.loads(request.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def said(text: str, *, status: int = 400) -> JsonResponse:
    """One sentence for a script to show."""
    return JsonResponse({"said": text}, status=status)
