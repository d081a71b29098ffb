"""Phones outside a running server: with a token and what the catalogue told them, they seal, wait and send as the phone's script does.

Offers
------
phones_of(served, n)        so many phones, put on beside the server
Outside                     one phone: `waiting(n)` seals so many events, `drained(queue)` sends them, 500 a call; `altered(event)`
at_once(phones, queues)     all of them at the same time
drained(phones, queues)     one after the other
Went                        what became of it
counted(served)             how many things were handed out by the server's own sums
"""

from __future__ import annotations

import json
import threading
import time
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from kithbridge.engines import event_box
from tests.security.serving import Served, Visitor

A_CALL = 500
FILLED_UP = 160  # as the phone's script does, so that a box's length does not tell what it says
Event = list[str]


@dataclass
class Went:
    """What became of a queue. `took` from the first call to the last answer, `seconds` of each call, `wrong` answers other than 200."""

    ok: int = 0
    held: int = 0
    wrong: int = 0
    sent: int = 0
    bytes: int = 0
    took: float = 0.0
    seconds: list[float] = field(default_factory=list)

    @property
    def bytes_each(self) -> float:
        return self.bytes / max(1, self.sent)


@dataclass
class Outside:
    """One phone."""

    visitor: Visitor
    token: str
    catalogue: dict[str, Any]

    def call(self, events: Sequence[Event]) -> tuple[int, dict[str, Any], int, float]:
        """Status, content, bytes that were sent, seconds."""
        body = json.dumps({"c": self.catalogue.get("v", ""), "e": list(events)}, separators=(",", ":")).encode()
        answer = self.visitor.send("POST", "/o/s", body, Content_Type="application/json", Authorization=f"Bearer {self.token}")
        return answer.status, json.loads(answer.content) if answer.status == 200 else {}, len(body), answer.seconds

    def waiting(self, n: int) -> list[Event]:
        """So many hand-outs of today, sealed."""
        public, found = b64decode(self.catalogue["k"][1]), []
        items = [line[0] for line in self.catalogue["i"]]
        areas = [area[0] for area in self.catalogue["a"]]
        for at in range(n):
            number = str(uuid4())
            inside = {
                "v": 1,
                "d": date.today().isoformat(),
                "c": self.catalogue["v"],
                "q": at,
                "k": "out",
                "i": items[at % len(items)],
                "n": 1,
                "a": areas[at % len(areas)],
            }
            text = json.dumps(inside, separators=(",", ":")).ljust(FILLED_UP)
            found.append([number, b64encode(event_box.seal(public, number, text)).decode()])
        return found

    def drained(self, queue: Sequence[Event]) -> Went:
        """Send a queue to its end, as the phone does; what is answered wrongly is counted and not sent again."""
        went, began = Went(sent=len(queue)), time.perf_counter()
        for at in range(0, len(queue), A_CALL):
            status, content, size, seconds = self.call(queue[at : at + A_CALL])
            went.seconds.append(seconds)
            went.bytes += size
            went.wrong += status != 200
            went.ok += len(content.get("ok", []))
            went.held += len(content.get("held", []))
        went.took = time.perf_counter() - began
        return went

    @staticmethod
    def altered(event: Event) -> Event:
        """The same with one bit of its box changed."""
        box = bytearray(b64decode(event[1]))
        box[-1] ^= 1
        return [event[0], b64encode(box).decode()]


def phones_of(served: Served, n: int) -> list[Outside]:
    """So many phones, at most three for each of the team; each has called once and has the catalogue."""
    found = []
    for token in served.do("phones", n=n):
        phone = Outside(Visitor(served.port), token, {})
        status, content, _size, _seconds = phone.call([])
        if status != 200:
            raise RuntimeError(f"the phone's first call was answered {status}")
        phone.catalogue = content["cat"]
        found.append(phone)
    return found


def at_once(phones: Sequence[Outside], queues: Sequence[Sequence[Event]]) -> Went:
    """Every phone sends its queue, all at the same time."""
    found: list[Went] = []
    threads = [
        threading.Thread(target=lambda phone=phone, queue=queue: found.append(phone.drained(queue)))
        for phone, queue in zip(phones, queues, strict=True)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return _sum(found, time.perf_counter() - began)


def drained(phones: Sequence[Outside], queues: Sequence[Sequence[Event]]) -> Went:
    """One phone after the other."""
    began = time.perf_counter()
    found = [phone.drained(queue) for phone, queue in zip(phones, queues, strict=True)]
    return _sum(found, time.perf_counter() - began)


def _sum(parts: Sequence[Went], took: float) -> Went:
    every = Went(took=took)
    for one in parts:
        every.ok, every.held, every.wrong = every.ok + one.ok, every.held + one.held, every.wrong + one.wrong
        every.sent, every.bytes, every.seconds = every.sent + one.sent, every.bytes + one.bytes, every.seconds + one.seconds
    return every


def counted(served: Served) -> int:
    """How many things were handed out, by the server's sums."""
    return int(served.do("handed_out"))
