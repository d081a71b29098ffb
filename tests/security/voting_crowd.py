"""Many people who vote at once over HTTP, with kills of the server in between, and what is stored of it afterwards.

Offers, to test_voting_crowd.py and benchmarks/agree_votes.py
------
Crowd(served, people)   makes a conversation and so many people with open pages and slips, beside the server
.run(seconds, pause=, kills=)   each taps a sentence, follows the answer, waits; an answer that does not come is sent again -> Times
.lost_or_doubled()      what is stored against what was confirmed, in plain words; empty = exact

`python -m tests.security.voting_crowd prepare|stored ...` runs beside the server, in the site's environment.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from tests.security.serving import PROJECT, Served

SENTENCES = 30
CHOICES = (1, -1, 0)
WAIT_SECONDS = 10.0
RESTING_SECONDS = 0.3
# A proxy before the server, as deploy/ has it, shares its connections. Each request under way holds one to PostgreSQL, which takes 100.
CONNECTIONS = 80


@dataclass
class Times:
    """Seconds each answer took: of a tap, and of the page that follows. `again`: taps that had to be sent once more.

    `cpu`: seconds of the processor that server and workers took, without kills: what a busy machine does not change much.
    """

    taps: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    again: int = 0
    odd: list[str] = field(default_factory=list)
    seconds: float = 0.0
    cpu: float = 0.0


Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class _Proxy:
    """What stands before the server: it keeps some connections open and lends them out, one request at a time."""

    def __init__(self, port: int) -> None:
        self.port, self.free = port, asyncio.Semaphore(CONNECTIONS)
        self.idle: list[Streams] = []

    @contextlib.asynccontextmanager
    async def connection(self) -> AsyncIterator[Streams]:
        async with self.free:
            streams = self.idle.pop() if self.idle else await asyncio.open_connection("127.0.0.1", self.port)
            try:
                yield streams
            except BaseException:
                streams[1].close()
                raise
            self.idle.append(streams)


class _Person:
    """One browser: two cookies, and the token of its forms."""

    def __init__(self, port: int, token: str) -> None:
        self.port, self.cookies = port, {"__Host-k": token}
        self.form = ""
        self.proxy: _Proxy | None = None
        self.confirmed: dict[int, int] = {}

    async def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str, str]:
        """(status, where it leads, page). Raises OSError or asyncio.IncompleteReadError where the server is gone."""
        body = urlencode(fields).encode() if fields is not None else b""
        lines = [f"{method} {path} HTTP/1.1", f"Host: localhost:{self.port}", f"Origin: http://localhost:{self.port}"]
        lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if body:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        assert self.proxy is not None
        async with self.proxy.connection() as (reader, writer):
            writer.write("\r\n".join([*lines, "", ""]).encode() + body)
            await writer.drain()
            return await self._answer(reader)

    async def _answer(self, reader: asyncio.StreamReader) -> tuple[int, str, str]:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status = int(head.split(" ", 2)[1])
        length = re.search(r"(?i)^content-length: *(\d+)", head, re.M)
        if length:
            content = await reader.readexactly(int(length[1]))
        else:
            content = b""
            while size := int((await reader.readuntil(b"\r\n")).strip() or b"0", 16):
                content += (await reader.readexactly(size + 2))[:-2]
            await reader.readexactly(2)
        for name, value in re.findall(r"(?i)^set-cookie: *([^=;\s]+)=([^;\r]*)", head, re.M):
            self.cookies[name] = value
        found = re.search(r"(?i)^location: *(\S+)", head, re.M)
        page = content.decode(errors="replace")
        if token := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page):
            self.form = token[1]
        return status, found[1] if found else "", page


class Crowd:
    """People who take part in one conversation of a served site."""

    def __init__(self, served: Served, people: int) -> None:
        self.served = served
        self.kept = served.folder / "crowd.json"
        made = self._beside("prepare", str(people))
        self.kept.write_text(json.dumps(made))
        self.path, self.sentences = f"/n/talk/{made['talk']}", made["sentences"]
        self.people = [_Person(served.port, token) for token in made["tokens"]]

    def _beside(self, *words: str) -> Any:
        done = subprocess.run(
            [sys.executable, "-m", "tests.security.voting_crowd", *words],
            cwd=PROJECT, env=self.served.environment, capture_output=True, text=True, timeout=600,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        return json.loads(done.stdout.splitlines()[-1])

    def run(self, seconds: float, *, pause: float, kills: int = 0, seed: int = 1) -> Times:
        """Each person taps every `pause` seconds on average. The server is killed with -9 and started again `kills` times."""
        return asyncio.run(self._run(seconds, pause, kills, seed))

    async def _run(self, seconds: float, pause: float, kills: int, seed: int) -> Times:
        times, rng = Times(), random.Random(seed)
        proxy = _Proxy(self.served.port)
        for person in self.people:
            person.proxy = proxy
            await person.ask("GET", self.path)
        began, cpu = time.perf_counter(), _cpu(self.served)
        until = began + seconds
        work = [asyncio.create_task(self._vote(person, times, until, pause, random.Random(rng.random()))) for person in self.people]
        if kills:
            await self._kill(kills, seconds)
        await asyncio.gather(*work)
        times.seconds = time.perf_counter() - began
        times.cpu = 0.0 if kills else _cpu(self.served) - cpu
        return times

    async def _kill(self, kills: int, seconds: float) -> None:
        for _kill in range(kills):
            await asyncio.sleep(seconds / (kills + 1))
            await asyncio.to_thread(kill_all, self.served)
            await asyncio.to_thread(self.served.start)

    async def _vote(self, person: _Person, times: Times, until: float, pause: float, rng: random.Random) -> None:
        await asyncio.sleep(rng.random() * pause)
        while time.perf_counter() < until:
            number, choice = rng.choice(self.sentences), rng.choice(CHOICES)
            await self._tap(person, times, number, choice)
            await asyncio.sleep(min(rng.expovariate(1 / pause), max(0.0, until - time.perf_counter())))

    async def _tap(self, person: _Person, times: Times, number: int, choice: int) -> None:
        while True:
            fields = {"csrfmiddlewaretoken": person.form, "form_id": "0" * 32, "act": "vote", "s": str(number), "choice": str(choice)}
            asked = time.perf_counter()
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, TimeoutError):
                status, leads, page = await asyncio.wait_for(person.ask("POST", self.path, fields), WAIT_SECONDS)
                if status == 302 and leads.endswith(f"?b={number}"):
                    times.taps.append(time.perf_counter() - asked)
                    person.confirmed[number] = choice
                    break
                times.odd.append(f"{status} {leads} {page[:200]!r}")
                return
            times.again += 1
            await asyncio.sleep(RESTING_SECONDS)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, TimeoutError):
            asked = time.perf_counter()
            status, _leads, _page = await asyncio.wait_for(person.ask("GET", leads), WAIT_SECONDS)
            times.pages.append(time.perf_counter() - asked)
            if status != 200:
                times.odd.append(f"{status} {leads}")

    def lost_or_doubled(self) -> list[str]:
        """What differs between what was confirmed and what is stored."""
        stored = self._beside("stored", str(self.kept))
        wrong = []
        for at, (person, has) in enumerate(zip(self.people, stored["answers"], strict=True)):
            if {str(number): choice for number, choice in person.confirmed.items()} != has:
                wrong.append(f"person {at}: {len(person.confirmed)} confirmed, {len(has)} stored")
        confirmed = sum(len(person.confirmed) for person in self.people)
        if stored["votes"] != confirmed:
            wrong.append(f"{confirmed} votes confirmed, {stored['votes']} rows")
        return wrong


def _processes(served: Served) -> list[int]:
    """The server and its workers, by their numbers."""
    if served.server is None:
        return []
    parent = served.server.pid
    children = Path(f"/proc/{parent}/task/{parent}/children")
    return [parent, *(int(one) for one in (children.read_text().split() if children.exists() else []))]


def _cpu(served: Served) -> float:
    """Seconds of the processor they took so far."""
    ticks = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13] for pid in _processes(served)]
    return sum(int(one) for pair in ticks for one in pair) / os.sysconf("SC_CLK_TCK")


def kill_all(served: Served) -> None:
    """With -9, by their numbers."""
    for pid in _processes(served):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    if served.server is not None:
        served.server.wait()


# --- Beside the server ----------------------------------------------------------------------------------
def _prepare(people: int) -> dict[str, Any]:
    from django.db import transaction

    from kithbridge.agree import links
    from kithbridge.agree.actions import making, stating, voting
    from kithbridge.agree.models import Conversation
    from kithbridge.engines import sealing
    from kithbridge.engines.sealing import kdf
    from kithbridge.people import vault, visit
    from kithbridge.people.actions import slips
    from kithbridge.people.models import Neighbour, Role
    from kithbridge.people.queries.roles import holders
    from kithbridge.people.vault import Key
    from kithbridge.web import once
    from kithbridge.web.clock import this_week

    kdf.TIME_COST, kdf.MEMORY_COST = 1, 8  # type: ignore[misc] - what words cost is measured elsewhere

    def as_team(role: str) -> Key:
        return Key(owner=holders(role)[0].pk, kind="team", private=b"\x01" * 32, lookup="", generation=1)

    row = making.write(key=as_team(Role.LEAD), question="What would help?", form_id=once.new_form_id())
    for n in range(SENTENCES):
        text = f"Sentence {chr(97 + n % 26)}{chr(97 + n // 26)}."
        stating.seed(key=as_team(Role.LEAD), conversation=row, text=text, form_id=once.new_form_id())
    for role in (Role.LEAD, Role.PEER):
        making.agree_to_open(key=as_team(role), conversation=row, as_seen=making.seen(row))
    Conversation.objects.filter(pk=row.pk).update(state="all")
    row.refresh_from_db()
    forms = range(-(-people // slips.MOST))
    codes = [code for _ in forms for code in slips.make(number=slips.MOST, role=Role.LEAD, form_id=once.new_form_id())]
    tokens, secrets = [], []
    # One commit for all of them: what beginning a page costs is measured elsewhere.
    with transaction.atomic(), transaction.atomic(using="keyring"), transaction.atomic(using="volatile"):
        for code in codes[:people]:
            owner, pair = uuid4(), sealing.new_pair()
            person = vault.add_person(owner, "page", sealing.derive(owner.hex, site=b"crowd".ljust(16), pepper=b"crowd".ljust(32)), pair)
            Neighbour.objects.create(id=owner, handle=f"Crowd {len(tokens)}", last_week=str(this_week()))
            key = Key(owner=owner, kind="page", private=pair.private, lookup=person.lookup, generation=person.generation)
            secret = links.hers(key, row)
            voting.join(conversation=row, secret=secret, voice="living", slip=code, form_id=once.new_form_id())
            tokens.append(visit.start(key, visit.Stage.PAGE))
            secrets.append(secret.hex())
    sentences = sorted(row.statements.values_list("number", flat=True))
    return {"talk": row.number, "sentences": sentences, "tokens": tokens, "secrets": secrets}


def _stored(kept: str) -> dict[str, Any]:
    from kithbridge.agree import links
    from kithbridge.agree.models import Conversation, Vote

    given = json.loads(Path(kept).read_text())
    row = Conversation.objects.get(number=given["talk"])
    numbers = dict(row.statements.values_list("pk", "number"))
    votes = dict(Vote.objects.values_list("pk", "choice"))
    answers = []
    for secret in given["secrets"]:
        made = links.vote_ids(row, links.tag(row, bytes.fromhex(secret)), numbers)
        answers.append({str(numbers[one]): votes[number] for number, one in made.items() if number in votes})
    return {"answers": answers, "votes": len(votes)}


if __name__ == "__main__":
    import django

    django.setup()
    what, given = sys.argv[1:]
    print(json.dumps(_prepare(int(given)) if what == "prepare" else _stored(given)))
