"""Pages as a browser without script sees them: forms with what is filled in already, and a press on a button.

Offers
------
forms(html)                         every form of a page
press(client, response, label)      send the form that has this button, as a browser would
words_on(html)                      what a page shows, without its marks
"""

from __future__ import annotations

import html as escapes
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any


@dataclass
class Button:
    name: str
    value: str
    action: str = ""
    label: str = ""


@dataclass
class Form:
    """One form: where it goes, what would be sent, and which buttons send it."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)

    def values(self, name: str) -> list[str]:
        return [value for key, value in self.fields if key == name]


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._form: Form | None = None
        self._button: Button | None = None
        self._area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(has.get("action", ""), has.get("method", "get").lower())
            self.found.append(self._form)
        elif self._form is None:
            return
        elif tag == "input":
            kind = has.get("type", "text")
            if "name" in has and (kind not in ("checkbox", "radio") or "checked" in has):
                self._form.fields.append((has["name"], has.get("value", "on" if kind == "checkbox" else "")))
        elif tag == "textarea":
            self._area = (has["name"], [])
        elif tag == "button":
            self._button = Button(has.get("name", ""), has.get("value", ""), has.get("formaction", ""))
            self._form.buttons.append(self._button)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area[1].append(data)
        if self._button is not None:
            self._button.label += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "button":
            self._button = None
        elif tag == "textarea" and self._area is not None and self._form is not None:
            name, parts = self._area
            # A browser drops one line end at the beginning of a text field.
            self._form.fields.append((name, "".join(parts).removeprefix("\n")))
            self._area = None


def forms(html: str) -> list[Form]:
    """Every form of a page, in order."""
    reader = _Forms()
    reader.feed(html)
    return reader.found


def filled(html: str, label: str, **typed: Any) -> tuple[str, dict[str, list[str]]]:
    """Address and fields that a press on the button `label` sends. `typed` replaces fields; None leaves one out."""
    for form in forms(html):
        for button in form.buttons:
            if label in " ".join(button.label.split()):
                sent: dict[str, list[str]] = {}
                for name, value in form.fields:
                    sent.setdefault(name, []).append(value)
                if button.name:
                    sent[button.name] = [button.value]
                for name, value in typed.items():
                    sent.pop(name, None)
                    if value is not None:
                        sent[name] = list(value) if isinstance(value, list | tuple) else [str(value)]
                return (button.action or form.action).partition("#")[0], sent
    seen = [" ".join(button.label.split()) for form in forms(html) for button in form.buttons]
    raise AssertionError(f"no button {label!r}; there are {seen}")


def press(client: Any, response: Any, label: str, **typed: Any) -> Any:
    """Send the form that has the button `label`. Follows nothing."""
    action, sent = filled(response.content.decode(), label, **typed)
    return client.post(action or response.request["PATH_INFO"], sent)


def words_on(html: str) -> str:
    """The text of a page's body as somebody reads it."""
    body = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>", " ", html.partition("<main")[2] or html)
    return " ".join(escapes.unescape(re.sub(r"<[^>]+>", " ", body)).split())
