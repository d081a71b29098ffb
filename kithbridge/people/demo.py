"""The invented area's people: who they are, what they set, the pages that wrote, and two worries.

Offers
------
SIGN_INS, PAGES   the team's and three neighbours' demo words, and what is to be seen with them
FIXED_SECRETS     every secret that these words give, so that a real site can refuse them
totp_secret(name) the fixed secret of a demo code app
LINES, THRESHOLD, facts_now()   notice, threshold and facts, all marked as invented
Cast, begin()     the first week: the first lead, facts, notice, recordings, circles
week(cast, ago)   what happened so many weeks before the demo's today, through the real actions
answers(...)      a neighbour and a peer, each writing once

Nobody here lives. The numbers to ring come from the ranges that Ofcom keeps free for drama.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import pyotp
from django.db import transaction

from kithbridge.engines import sealing
from kithbridge.people import facts, vault
from kithbridge.people.actions import circles, danger, factors, group, notes, team
from kithbridge.people.actions.opening import derive
from kithbridge.people.models import Circle, Message, Neighbour, Role
from kithbridge.people.queries.danger import worries_of
from kithbridge.people.queries.roles import readers_of_asks
from kithbridge.people.vault import Key, Seal
from kithbridge.web import clock, once, record

AUDIO = Path(__file__).with_name("demo_audio")
FIRST_WEEK = 77  # weeks before the demo's own: eighteen months


@dataclass(frozen=True)
class SignIn:
    """One of the team. `joined`: how many weeks ago; `circle`: which she reads in."""

    work_name: str
    words: tuple[str, ...]
    jobs: tuple[Role, ...]
    what_to_look_at: str
    joined: int = FIRST_WEEK
    circle: str = ""

    @property
    def roles(self) -> tuple[str, ...]:
        """Her jobs in plain words."""
        return tuple(str(job.label) for job in self.jobs)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


PEERS, SAFETY, LEADS, LISTENING = "Peers", "Safeguarding", "Leads", "Listening"
SIGN_INS = (
    SignIn(
        "Maeve", _words("apricot basket clock duvet fiddle lantern pebble umbrella"), (Role.LEAD,),
        "Leads. Team, circles, facts and tallies; no ask opens for her.", circle=LEADS,
    ),
    SignIn(
        "Bron", _words("bakery cactus dairy easel footpath kennel postcard walrus"), (Role.LEAD,),
        "Second lead. Maeve has asked for Dr Iqbal's second factor to be taken off: a second lead must agree.", circle=LEADS,
    ),
    SignIn(
        "Jo", _words("badger bamboo carrot daffodil fountain ladder olympics yogurt"), (Role.PEER,),
        "Peer. All five open asks; notes from five pages.", circle=PEERS,
    ),
    SignIn(
        "Shanice", _words("almanac bonnet cedar donut glove jigsaw pumpkin violin"), (Role.PEER,),
        "Peer. Reads the ask by somebody who is being pressed; two worries she raised.", joined=FIRST_WEEK - 1, circle=PEERS,
    ),
    SignIn(
        "Cass", _words("anchor bottle chimney duckling gumdrop lemon puppy wheat"), (Role.PEER,),
        "Peer. Said “not me” to one ask, was left out of another: three open ones are left.", joined=52, circle=PEERS,
    ),
    SignIn(
        "Wren", _words("attic broom copier drum figurine marbles quilt tugboat"), (Role.FACILITATOR,),
        "Holds the talks. Opens nothing here yet.", joined=60, circle=LISTENING,
    ),
    SignIn(
        "Dr Iqbal", _words("avocado bubblegum cotton dictionary gecko laptop ribbon scooter"), (Role.RESEARCHER,),
        "Researcher. Opens nothing here yet.", joined=20, circle=LISTENING,
    ),
    SignIn(
        "Ms Adeyemi", _words("animal backpack chopsticks dominoes festival kayak ostrich windmill"), (Role.SAFEGUARDING_LEAD,),
        "Safeguarding lead. One worry that ended by talking.", joined=FIRST_WEEK - 1, circle=SAFETY,
    ),
    SignIn(
        "Ruth", _words("avenue balancing cabin elbow fridge lilac onion wagon"), (Role.SAFEGUARDING_DEPUTY,),
        "Safeguarding deputy. One worry waits for her to say how it ended.", joined=FIRST_WEEK - 1, circle=SAFETY,
    ),
)
LEFT_ALONE = "Dr Iqbal"  # whose second factor the two leads talk about


@dataclass(frozen=True)
class Page:
    """A neighbour's page whose words are known. Its label opens nothing."""

    handle: str
    words: tuple[str, ...]
    what_to_look_at: str


PAGES = (
    Page("Quiet Heron", _words("apple boots camera dinnerware goldfish koala saddlebag"), "There is something to open: a peer answered."),
    Page("Grey Otter", _words("azalea buckle cinnamon driftwood hazelnut lunchbox tulip"), "An open ask, and a note to keep or take back."),
    Page(
        "Teal Ferry", _words("bagpipe canister coconut evergreen icing mango swan"),
        "Take it all back here: the receipt says that a note about a danger stays.",
    ),
)
HERON, OTTER, FERRY = (page.handle for page in PAGES)
OTHERS = (("Mossy Kettle", 6), ("Sunday Plover", 0))  # pages whose words nobody has: label, weeks ago

FIXED_SECRETS = frozenset(
    [sealing.team_secret(one.work_name, one.words) for one in SIGN_INS] + [sealing.normalise(page.words) for page in PAGES]
)

LINES = (
    "This notice is invented, like all you see here. It shows what a real one says.",
    "We do not ask your name. You can look, and ask for things, and tell us nothing.",
    "What you write is locked. Only you and the peers you leave ticked can open it. If you lose your words, it is gone. We cannot get it back.",
    "If you share something with one of us, she can read it. She is not police or social work. A court can order her to show it.",
    "That you use drugs is no reason to tell anybody. If you, a child or somebody else may be badly hurt or die, two of us decide. "
    "We tell you first, if that is safe. We keep a short note of it. That note you can’t take back.",
    "The woman who runs this also orders and packs the bags. She can’t open what you write to the peers.",
    "The man who looks after the computer can’t open what is stored. But if he changed the program, he could see what you read and "
    "write while your page is open.",
    "If the disk breaks, what you wrote may be lost, and your page with it. Then ask us again.",
    "You can take back all you wrote, at any time. Counts stay: how many things went out in a week, and in which half of the district.",
    "“Leave now” is quick, but it does not clear your history. If somebody may have put a spying app on this phone, do not use this here.",
)
FIRST_LINES = LINES[:5]
THRESHOLD = (
    "We do not tell anybody that you use drugs, that you asked for equipment, that you are on or off a script, that a child was taken, "
    "that you missed something. None of these is by itself a reason.\n"
    "We act if we learn that somebody may die or be badly hurt now; that a child is being badly hurt, sexually abused, or has nobody fit "
    "to look after them, now or very soon; or that an adult who cannot protect herself is.\n"
    "Then two of us decide. We tell you first, unless that makes it more dangerous, and pass on only what is needed. We write down that "
    "we did; that note you cannot take back.\n"
    "Mostly we do not know who you are, so what we can do is talk with you."
)


def facts_now() -> dict[str, str]:
    """Facts as they stand on the day, each marked as invented where it is."""
    day = clock.today().strftime("%-d %B %Y")
    return {
        "group": "Tarrowby Bridge (invented)",
        "controller": "Tarrowby Bridge (invented charity)",
        "nation": "England",
        "dpia": f"{day}, signed by the trustees of Tarrowby Bridge (invented)",
        "complaints": (
            "You can complain without a name. Put a note in the blue box on our table, or ring the chair on 01632 960118 (invented).\n"
            "It never goes to the one it is about. In 30 days you find what we did on the board by the table.\n"
            "About what we hold you can also ask the ICO: ico.org.uk."
        ),
        "reading_days": "Monday",
        "number_emergency": "Ambulance, fire, police: 999",
        "number_medical": "Medical advice, day and night: 111",
        "number_domestic": "Tarrowby Women’s Line, day and night (invented): 0808 157 0110",
        "number_threat": "Held To It, threats and pictures (invented): 0808 157 0120",
        "number_legal": "Coast Law Centre, free advice (invented): 0808 157 0130",
        "number_family": "Parents’ Lamp, not social work (invented): 0808 157 0140",
        "numbers_checked": f"Checked by Ms Adeyemi on {day} (invented)",
        "others_served_by": (
            "Harbour Dads (invented): dads and step-dads\n"
            "The Nan Table (invented): grans and aunties who raise the children\n"
            "Tarrowby Exchange (invented): anybody, no name asked"
        ),
    }


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
    _join(cast, first, team.invite_first(work_name=first.work_name).token)
    group.set_facts(values=facts_now())
    group.set_notice(
        lines="\n".join(FIRST_LINES), threshold=THRESHOLD, checked_by="the trustees (invented)", form_id=once.new_form_id()
    )
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
            link = team.invite(
                work_name=who.work_name, roles=who.jobs, circle=_circle(who.circle), form_id=once.new_form_id()
            )
            _join(cast, who, link.token)


def page(cast: Cast, handle: str, words: Sequence[str], *, used: dict[int, int]) -> None:
    """Begin a page with chosen words, as `actions.pages.begin` does with drawn ones, and say when it was used since.

    used : weeks before this one's clock, negative for later weeks -> how often
    """
    derived, pair = derive(sealing.normalise(words)), sealing.new_pair()
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
    sent = notes.answer(
        key=key, work_name=peer, page=hers.owner, text=text, readers=cast.peers(), form_id=once.new_form_id()
    )
    if opened and sent is not None:
        notes.opened(key=hers, messages=[sent])


def _heron(cast: Cast, ago: int) -> None:
    if ago == 6:
        page(cast, HERON, PAGES[0].words, used={0: 2, -1: 1, -4: 1, -6: 1})
        writes(cast, HERON, "Can I get the thin ones. The place in town only gives out the big ones. I have my little one with me till three.")
    elif ago == 5:
        answers(cast, HERON, "Jo", "Thin ones are in the bag from now on. Say your two words, we say nothing back. Little one is welcome.")
    elif ago == 2:
        kept = writes(cast, HERON, "They were right, the bruises are going. Is there one of you who could come to the clinic with me.")
        if kept is not None:
            notes.keep(key=cast.pages[HERON], message=kept.pk)
    elif ago == 0:
        answers(cast, HERON, "Shanice", "I can come. Tuesday or Friday, you say. I sit with you or wait outside, as you like.", opened=False)


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
            key=cast.team["Shanice"], kind="page", about=cast.pages[FERRY].owner, second=cast.team["Ms Adeyemi"].owner,
            text="He is back in the house. She says she is all right now. I’d like to talk it over before I write back.",
            share=True, form_id=once.new_form_id(),
        )
    elif ago == 4:
        second = cast.team["Ms Adeyemi"]
        for worry in (one for one in worries_of(second) if one.to_decide):
            danger.decide(
                key=second, worry=worry.row.pk, outcome="stay",
                text="We talked. Below the line today. Shanice writes, gives her the women’s line, and stays with it. "
                "We look again Monday.",
            )
        answers(cast, FERRY, "Shanice", "Two of us talked, nobody outside. There is a line that women answer at night, it is on the help page. I am here Monday.")
    elif ago == 2:
        writes(cast, FERRY, "Rang the line. Got a new key for the back door from the council. Bit calmer.", "Jo", "Shanice")


def _others(cast: Cast, ago: int) -> None:
    said = {
        "Mossy Kettle": "Do the boxes come smaller. Mine is too big for the top shelf.",
        "Sunday Plover": "Missed two days at the chemist. Can I still go back or do I start again. Kids are off Friday.",
    }
    for handle, begun in OTHERS:
        if begun == ago:
            page(cast, handle, sealing.WordList.load().draw(7), used={0: 1})
            writes(cast, handle, said[handle])
    if ago == 5:
        answers(cast, "Mossy Kettle", "Jo", "Small ones come next week. One is kept for you, say your two words.")


def _group(cast: Cast, ago: int) -> None:
    if ago == 40:
        group.set_facts(values={"reading_days": "Monday and Thursday"})
    elif ago == 7:
        day = clock.today().strftime("%-d %B %Y")
        group.set_facts(values={"numbers_checked": f"Checked by Ms Adeyemi on {day} (invented)"})
        group.set_notice(
            lines="\n".join(LINES), threshold=THRESHOLD, checked_by=f"the trustees on {day} (invented)", form_id=once.new_form_id()
        )
    elif ago == 0:
        team.invite(work_name="Dilys", roles=[Role.PEER], circle=_circle(PEERS), form_id=once.new_form_id())
        factors.ask_reset(by=cast.team["Maeve"].owner, member=cast.team[LEFT_ALONE].owner)


def week(cast: Cast, ago: int) -> None:
    """What people did `ago` weeks before the demo's own week; the clock stands in it."""
    facts.looked()
    _joins(cast, ago)
    for story in (_group, _heron, _otter, _ferry, _others):
        story(cast, ago)
