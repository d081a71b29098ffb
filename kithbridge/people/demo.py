"""The invented area's people: who they are, what they set, the pages that wrote, and two worries.

Offers
------
SIGN_INS, PAGES   the team's and three neighbours' demo words, and what is to be seen with them
FIXED_SECRETS     every secret that these words give, so that a real site can refuse them
totp_secret(name) the fixed secret of a demo code app
Cast, begin()     the first week: the first lead, facts, notice, recordings, circles
week(cast, ago)   what happened so many weeks before the demo's today, through the real actions
answers(...)      a neighbour and a peer, each writing once

Nobody here lives.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets as random_source
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from uuid import UUID, uuid4

import pyotp
from django.db import transaction

from kithbridge.engines import sealing
from kithbridge.people import facts, vault
from kithbridge.people.actions import circles, danger, factors, group, notes, team
from kithbridge.people.actions.opening import derive
from kithbridge.people.demo_texts import FIRST_LINES, LINES, THRESHOLD, facts_now
from kithbridge.people.models import Circle, Message, Neighbour, Role
from kithbridge.people.queries.danger import worries_of
from kithbridge.people.queries.roles import readers_of_asks
from kithbridge.people.vault import Key, Seal
from kithbridge.web import clock, once, record

AUDIO = Path(__file__).with_name("demo_audio")
FIRST_WEEK = 77  # weeks before the demo's own: eighteen months


@cache
def fixed_words(whose: str, n: int) -> tuple[str, ...]:
    """The same `n` words of the list for the same name, and nearly the same after the list has changed: no secret at all."""

    def rank(word: str) -> bytes:
        return hashlib.sha256(f"kithbridge demo {whose} {word}".encode()).digest()

    return tuple(sorted(sealing.WordList.load().words, key=rank)[:n])


@dataclass(frozen=True)
class SignIn:
    """One of the team. `joined`: how many weeks ago; `circle`: which she reads in."""

    work_name: str
    jobs: tuple[Role, ...]
    what_to_look_at: str
    joined: int = FIRST_WEEK
    circle: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        return fixed_words(self.work_name, team.WORDS)

    @property
    def roles(self) -> tuple[str, ...]:
        """Her jobs in plain words."""
        return tuple(str(job.label) for job in self.jobs)


PEERS, SAFETY, LEADS, LISTENING = "Peers", "Safeguarding", "Leads", "Listening"
SIGN_INS = (
    SignIn(
        "Maeve",
        (Role.LEAD,),
        "Leads. Team, circles, facts, tallies, what is decided; no ask opens for her.",
        circle=LEADS,
    ),
    SignIn(
        "Bron",
        (Role.LEAD,),
        "Second lead. Maeve has asked for Dr Iqbal's second factor to be taken off: a second lead must agree.",
        circle=LEADS,
    ),
    SignIn(
        "Jo",
        (Role.PEER,),
        "Peer. All five open asks; notes from five pages.",
        circle=PEERS,
    ),
    SignIn(
        "Shanice",
        (Role.PEER,),
        "Peer. Reads the ask by somebody who is being pressed; two worries she raised.",
        joined=FIRST_WEEK - 1,
        circle=PEERS,
    ),
    SignIn(
        "Cass",
        (Role.PEER,),
        "Peer. Said “not me” to one ask, was left out of another: three open ones are left.",
        joined=52,
        circle=PEERS,
    ),
    SignIn(
        "Wren",
        (Role.FACILITATOR,),
        "Holds the talks. Wrote a proposal down: its words wait for a second reader.",
        joined=60,
        circle=LISTENING,
    ),
    SignIn(
        "Dr Iqbal",
        (Role.RESEARCHER,),
        "Researcher. Opens nothing here yet.",
        joined=20,
        circle=LISTENING,
    ),
    SignIn(
        "Ms Adeyemi",
        (Role.SAFEGUARDING_LEAD,),
        "Safeguarding lead. One worry that ended by talking.",
        joined=FIRST_WEEK - 1,
        circle=SAFETY,
    ),
    SignIn(
        "Ruth",
        (Role.SAFEGUARDING_DEPUTY,),
        "Safeguarding deputy. One worry waits for her to say how it ended.",
        joined=FIRST_WEEK - 1,
        circle=SAFETY,
    ),
)
LEFT_ALONE = "Dr Iqbal"  # whose second factor the two leads talk about


@dataclass(frozen=True)
class Page:
    """A neighbour's page whose words are known. Its label opens nothing."""

    handle: str
    what_to_look_at: str

    @property
    def words(self) -> tuple[str, ...]:
        return fixed_words(self.handle, 7)


PAGES = (
    Page(
        "Quiet Heron",
        "There is something to open: a peer answered.",
    ),
    Page(
        "Grey Otter",
        "An open ask, and a note to keep or take back.",
    ),
    Page(
        "Teal Ferry",
        "Take it all back here: the receipt says that a note about a danger stays.",
    ),
)
HERON, OTTER, FERRY = (page.handle for page in PAGES)
OTHERS = (("Mossy Kettle", 6), ("Sunday Plover", 0))  # pages whose words nobody has: label, weeks ago

FIXED_SECRETS = frozenset(
    [sealing.team_secret(one.work_name, one.words) for one in SIGN_INS] + [sealing.normalise(page.words) for page in PAGES]
)


def totp_secret(work_name: str) -> str:
    """The fixed base32 secret of a demo code app: no secret at all."""
    return base64.b32encode(hashlib.sha256(f"kithbridge demo {work_name}".encode()).digest()[:20]).decode()


@dataclass
class Cast:
    """Who has joined and which pages have begun so far: work-name or label -> opened key."""

    team: dict[str, Key] = field(default_factory=dict, repr=False)
    pages: dict[str, Key] = field(default_factory=dict, repr=False)

    def peers(self, *work_names: str) -> list[UUID]:
        """Their numbers; without names: everybody who reads asks now."""
        return [self.team[name].owner for name in work_names] or [member.pk for member in readers_of_asks()]


def _join(cast: Cast, who: SignIn, token: str) -> None:
    key = team.join(token=token, work_name=who.work_name, words=who.words)
    secret = totp_secret(who.work_name)
    factors.add_totp(key=key, secret=secret, code=pyotp.TOTP(secret).at(clock.unix()))
    factors.new_spares(key=key)
    cast.team[who.work_name] = key


def begin() -> Cast:
    """The first week: Maeve by the operator's link, what must be set before opening, recordings, circles."""
    cast = Cast()
    first = SIGN_INS[0]
    link = team.invite_first_lead(work_name=first.work_name)
    _join(cast, first, link.rstrip("/").rpartition("/")[2])
    group.set_facts(values=facts_now())
    group.set_notice(lines="\n".join(FIRST_LINES), threshold=THRESHOLD, checked_by="the trustees (invented)", form_id=once.new_form_id())
    for sound in sorted(AUDIO.glob("*.mp3")):
        if sound.stem in group.SLUGS:
            group.keep_recording(slug=sound.stem, data=sound.read_bytes())
    for name in (PEERS, SAFETY, LEADS, LISTENING):
        circles.make(name=name, reads_asks=name == PEERS)
    circles.add(circle=_circle(LEADS), member=cast.team[first.work_name].owner)
    return cast


def _circle(name: str) -> UUID:
    return Circle.objects.get(name=name).pk


def _joins(cast: Cast, ago: int) -> None:
    for who in SIGN_INS:
        if who.joined == ago and who.work_name not in cast.team:
            link = team.invite(work_name=who.work_name, roles=who.jobs, circle=_circle(who.circle), form_id=once.new_form_id())
            _join(cast, who, link.token)


def page(cast: Cast, handle: str, words: Sequence[str], *, used: dict[int, int]) -> None:
    """Begin a page with chosen words, as `actions.pages.begin` does with drawn ones, and say when it was used since.

    words : none where nobody has them, as on a real site: then there is nothing for the slow function to do
    used : weeks before this one's clock, negative for later weeks -> how often
    """
    derived = derive(sealing.normalise(words)) if words else sealing.Derived(random_source.token_bytes(16), random_source.token_bytes(32))
    pair = sealing.new_pair()
    week = clock.this_week()
    row = Neighbour(id=uuid4(), handle=handle, last_week=str(week - min(used)), practised=True)
    with transaction.atomic(using="keyring"):
        person = vault.add_person(row.pk, "page", derived, pair)

    def content() -> None:
        row.save(force_insert=True)
        record.count("page begun", role="neighbour")

    uses = {str(week - weeks): n for weeks, n in sorted(used.items(), reverse=True)}
    vault.create(content, Seal(row, [row.pk], {"uses": json.dumps({**uses, "notice": [0, ""]})}))
    cast.pages[handle] = Key(row.pk, "page", pair.private, person.lookup, person.generation)


def writes(cast: Cast, handle: str, text: str, *readers: str) -> Message | None:
    """She writes to the peers she leaves in (none named: all)."""
    return notes.write(key=cast.pages[handle], text=text, readers=cast.peers(*readers), form_id=once.new_form_id())


def answers(cast: Cast, handle: str, peer: str, text: str, *, opened: bool = True) -> None:
    """A peer has opened what she wrote, and writes back; `opened`: she has read it."""
    key, hers = cast.team[peer], cast.pages[handle]
    written = Message.objects.filter(page=hers.owner, from_team=False)
    notes.opened(key=key, messages=list(written))
    sent = notes.answer(key=key, work_name=peer, page=hers.owner, text=text, readers=cast.peers(), form_id=once.new_form_id())
    if opened and sent is not None:
        notes.opened(key=hers, messages=[sent])


def _heron(cast: Cast, ago: int) -> None:
    if ago == 6:
        page(cast, HERON, PAGES[0].words, used={0: 2, -1: 1, -4: 1, -6: 1})
        writes(
            cast,
            HERON,
            "Can I get the thin ones. The place in town only gives out the big ones. I have my little one with me till three.",
        )
    elif ago == 5:
        answers(
            cast,
            HERON,
            "Jo",
            "Thin ones are in the bag from now on. Say your two words, we say nothing back. Little one is welcome.",
        )
    elif ago == 2:
        kept = writes(cast, HERON, "They were right, the bruises are going. Is there one of you who could come to the clinic with me.")
        if kept is not None:
            notes.keep(key=cast.pages[HERON], message=kept.pk)
    elif ago == 0:
        answers(
            cast,
            HERON,
            "Shanice",
            "I can come. Tuesday or Friday, you say. I sit with you or wait outside, as you like.",
            opened=False,
        )


def _otter(cast: Cast, ago: int) -> None:
    if ago == 4:
        page(cast, OTTER, PAGES[1].words, used={0: 1, -1: 2, -3: 2, -4: 1})
        writes(cast, OTTER, "Can it be a plain bag. And nothing that rattles.")
    elif ago == 3:
        answers(cast, OTTER, "Cass", "Plain, and wrapped so it does not rattle. Monday or Thursday.")
    elif ago == 1:
        writes(cast, OTTER, "My mum is here all week. Thursday is better. No rush.")


def _ferry(cast: Cast, ago: int) -> None:
    if ago == 5:
        page(cast, FERRY, PAGES[2].words, used={0: 1, -1: 3, -3: 1, -5: 1})
        writes(cast, FERRY, "He has moved back in. I am all right this minute. My bag is at my sister’s now.")
        danger.raise_worry(
            key=cast.team["Shanice"],
            kind="page",
            about=cast.pages[FERRY].owner,
            second=cast.team["Ms Adeyemi"].owner,
            text="He is back in the house. She says she is all right now. I’d like to talk it over before I write back.",
            share=True,
            form_id=once.new_form_id(),
        )
    elif ago == 4:
        second = cast.team["Ms Adeyemi"]
        for worry in (one for one in worries_of(second) if one.to_decide):
            danger.decide(
                key=second,
                worry=worry.row.pk,
                outcome="stay",
                text="We talked. Below the line today. Shanice writes, gives her the women’s line, and stays with it. "
                "We look again Monday.",
            )
        answers(
            cast,
            FERRY,
            "Shanice",
            "Two of us talked, nobody outside. There is a line that women answer at night, it is on the help page. I am here Monday.",
        )
    elif ago == 2:
        writes(cast, FERRY, "Rang the line. Got a new key for the back door from the council. Bit calmer.", "Jo", "Shanice")


def _others(cast: Cast, ago: int) -> None:
    said = {
        "Mossy Kettle": "Do the boxes come smaller. Mine is too big for the top shelf.",
        "Sunday Plover": "Missed two days at the chemist. Can I still go back or do I start again. Kids are off Friday.",
    }
    for handle, begun in OTHERS:
        if begun == ago:
            page(cast, handle, (), used={0: 1})
            writes(cast, handle, said[handle])
    if ago == 5:
        answers(cast, "Mossy Kettle", "Jo", "Small ones come next week. One is kept for you, say your two words.")


def _group(cast: Cast, ago: int) -> None:
    if ago == 40:
        group.set_facts(values={"reading_days": "Monday and Thursday"})
    elif ago == 7:
        day = clock.today().strftime("%-d %B %Y")
        group.set_facts(values={"numbers_checked": f"Ms Adeyemi on {day} (invented)"})
        checked = f"the trustees on {day} (invented)"
        group.set_notice(lines="\n".join(LINES), threshold=THRESHOLD, checked_by=checked, form_id=once.new_form_id())
    elif ago == 0:
        team.invite(work_name="Dilys", roles=[Role.PEER], circle=_circle(PEERS), form_id=once.new_form_id())
        factors.ask_reset(by=cast.team["Maeve"].owner, member=cast.team[LEFT_ALONE].owner)


def week(cast: Cast, ago: int) -> None:
    """What people did `ago` weeks before the demo's own week; the clock stands in it."""
    facts.looked()
    _joins(cast, ago)
    for story in (_group, _heron, _otter, _ferry, _others):
        story(cast, ago)
