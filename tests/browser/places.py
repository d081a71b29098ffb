"""Every page of the site and how to get there: looked at by the tests of every page, by the benchmark, by our own eyes.

Offers
------
Place          one page: `name`, `who` looks at it, `get_there(page, house)`, and what to put back afterwards
NEIGHBOUR      what somebody without a role can come to see
TEAM           what peers, leads and safeguarding leads see
token(place, house)   the cookie of a visit that may look at it
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from playwright.sync_api import Page

from tests.browser.house import House

DOORS = range(1, 8)
ever = count(1)
Way = Callable[[Page, House], None]


def nothing(house: House) -> None:
    """Nothing to put back."""


@dataclass(frozen=True)
class Place:
    """`who`: "" anybody, "her" a page with something on it, "new" one without,"sits" one with a seat, "waiting", "newcomer", work-name."""

    name: str
    who: str
    get_there: Way
    put_back: Callable[[House], None] = nothing


def token(place: Place, house: House) -> str:
    """An open visit for whoever looks at this place."""
    if place.who == "":
        return ""
    if place.who in ("her", "new"):
        made = house.hand("page")
        if place.who == "her":
            house.hand("write", page=made["id"], text="Can it be a plain bag.\nAnd nothing that rattles.")
            house.hand("answer", page=made["id"], text="Plain, and wrapped. " * 8)
            house.hand("ask", page=made["id"], text="Thursday is better.")
        return str(made["token"])
    if place.who == "sits":
        return str(house.hand("sitter"))
    if place.who == "waiting":
        return str(house.hand("waiting", work_name="Jo"))
    if place.who == "newcomer":
        return str(house.hand("newcomer", work_name=f"New {next(ever)}"))
    return str(house.hand("opened", work_name=place.who))


def at(address: str) -> Way:
    """Type the address in."""

    def way(page: Page, house: House) -> None:
        page.goto(address)

    return way


def then(address: str, *presses: str, **filled: str) -> Way:
    """Go to the address, fill in fields by their id, press buttons one after the other."""

    def way(page: Page, house: House) -> None:
        page.goto(address)
        for field, text in filled.items():
            page.fill(f"#{field}", text)
        for label in presses:
            page.get_by_role("button", name=label, exact=True).first.click()

    return way


def pressed(page: Page, house: House) -> None:
    page.goto("/n/ask?v=1")
    page.get_by_label("I am being pressed").check()
    page.locator("button.pick").first.click()


def other_does(page: Page, house: House) -> None:
    page.goto("/n/ask?v=1")
    page.get_by_label("Somebody else does it for me").check()
    page.locator("button.pick").first.click()


def new_two_words(page: Page, house: House) -> None:
    then("/n/ask?v=1", "Naloxone")(page, house)
    all_shut(page)
    page.get_by_role("button", name="Cancel these words").click()


def all_shut(page: Page) -> None:
    """Everything that can be unfolded is unfolded."""
    page.wait_for_load_state("domcontentloaded")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


def carried(page: Page, house: House) -> None:
    """The visit ended while she wrote."""
    page.goto("/n/write?v=1")
    page.fill("#text", "A long night’s words.")
    house.end_visits()
    page.get_by_role("button", name="Send it").click()


def old_form(page: Page, house: House) -> None:
    """The form's own cookie is gone, her visit stands."""
    page.goto("/n/write?v=1")
    page.fill("#text", "A long night’s words.")
    page.context.clear_cookies(name="__Host-c")
    page.get_by_role("button", name="Send it").click()


def full(page: Page, house: House) -> None:
    """This hour's new pages are used up."""
    then("/n/ask?v=1", "Naloxone", "Give me words")(page, house)
    house.hand("use_up", budget="pages", n=10_000)
    page.wait_for_load_state("domcontentloaded")
    page.fill("#w", " ".join(page.locator(".words li").all_inner_texts()))
    page.get_by_role("button", name="Try them").click()


def no_more_asks(page: Page, house: House) -> None:
    """This hour's asks are used up."""
    house.hand("use_up", budget="asks", n=10_000)
    pressed_one = then("/n/ask?v=1", "Ask", text="Foil, if you have it.")
    pressed_one(page, house)


def closed(page: Page, house: House) -> None:
    house.hand("facts", values={"complaints": ""})
    page.goto("/")


def nobody(page: Page, house: House) -> None:
    house.hand("silent", days=30)
    page.goto("/")


def open_again(house: House) -> None:
    house.hand("facts", values={"complaints": "Write to the trustees, 1 Quay. You need not give a name."})
    house.hand("silent", days=0)
    house.hand("use_up", budget="pages", n=0)
    house.hand("use_up", budget="asks", n=0)


def unsigned(address: str) -> Way:
    """One of the papers is not signed: Talk is shut."""

    def way(page: Page, house: House) -> None:
        house.hand("facts", values={"osa_terms": ""})
        page.goto(address)

    return way


def signed_again(house: House) -> None:
    house.hand("facts", values={"osa_terms": "The trustees (invented), 3 March 2026"})


DECIDE = "/n/decide?v=1"


def said_yes(page: Page, house: House) -> None:
    page.goto(DECIDE)
    page.get_by_label("people who use now").first.check()
    page.fill("#slip", str(house.hand("slip")))
    page.get_by_role("button", name="Yes, I would", exact=True).click()


def open_questions(page: Page, house: House) -> None:
    """One in which it is her turn, two more."""
    for stage in ("answering", "objecting", "confirming"):
        house.hand("proposal", stage=stage)
    page.goto(DECIDE)
    all_shut(page)


def question(stage: str, *presses: str, before: str = "/n/decide/") -> Way:
    """One question, on her side or the team's."""

    def way(page: Page, house: House) -> None:
        page.goto(before + str(house.hand("proposal", stage=stage)))
        all_shut(page)
        for label in presses:
            page.get_by_role("button", name=label, exact=True).first.click()

    return way


def nobody_sits(address: str) -> Way:
    """A page as it is before a reference group sits."""

    def way(page: Page, house: House) -> None:
        house.hand("seats_over", over=True)
        page.goto(address)

    return way


def they_sit_again(house: House) -> None:
    house.hand("seats_over", over=False)


def asked_of_two(page: Page, house: House) -> None:
    """A lead has asked for an urgent change, and sees it wait."""
    then("/t/decide/hurry?rule=asks.silent_days", "Ask a second lead", value="3", urgent_weeks="2", urgent_reason="Nobody looked.")(
        page, house
    )


def called_back(page: Page, house: House) -> None:
    house.hand("stock", what="called_back")
    page.goto("/n/recall")


def in_use_again(house: House) -> None:
    house.hand("stock", what="fine_again")


def round_page(which: str, rest: str = "", *presses: str, **filled: str) -> Way:
    """A page of an equipment round, or the public one of a thing."""

    def way(page: Page, house: House) -> None:
        page.goto(house.hand("rounds")[which] + rest)
        all_shut(page)
        for field, text in filled.items():
            page.fill(f"#{field}", text)
        for label in presses:
            page.get_by_role("button", name=label, exact=True).first.click()

    return way


def phone_put_on(page: Page, house: House) -> None:
    """A peer's phone with its list, everything unfolded."""
    token = house.hand("phone", work_name="Shanice")
    page.goto("/o/")
    page.evaluate("token => act((out, kept) => { kept.put(token, 'token'); })", token)
    page.reload()
    page.locator("#out button").first.wait_for()
    all_shut(page)


def phone_gives(page: Page, house: House) -> None:
    """A phone that hands over what waits on it as text."""
    phone_put_on(page, house)
    page.evaluate("fetch = () => Promise.reject(); save({k: 'out', i: 'fine', n: 1, a: 'coast'})")
    page.goto("/o/give")
    page.get_by_role("button", name="Copy it").wait_for()


def word_page(which: str, *presses: str, **filled: str) -> Way:
    """A page of the word list that somebody has spoken of, unfolded."""

    def way(page: Page, house: House) -> None:
        page.goto(house.hand("word_list")[which])
        all_shut(page)
        for field, text in filled.items():
            page.fill(f"#{field}", text)
        for label in presses:
            page.get_by_role("button", name=label, exact=True).first.click()

    return way


def word_heard(page: Page, house: House) -> None:
    """Every choice is made; words beside it."""
    page.goto("/w/i/h?v=1&i=kb001")
    all_shut(page)
    for label in ("It hurts", "in my notes", "somebody else"):
        page.get_by_label(label, exact=True).check()
    page.fill("#text", "It is on my file like a name.")
    page.get_by_role("button", name="Say it").click()


def no_list(page: Page, house: House) -> None:
    page.goto("/t/w/draft")
    all_shut(page)
    page.get_by_role("button", name="Bring it in").click()


def talk_page(which: str, rest: str = "", *presses: str, **filled: str) -> Way:
    """A page of a conversation that needs nobody to take part, or the public one."""

    def way(page: Page, house: House) -> None:
        page.goto(house.hand("talk")[which] + rest)
        all_shut(page)
        for field, text in filled.items():
            page.fill(f"#{field}", text)
        for label in presses:
            page.get_by_role("button", name=label, exact=True).first.click()

    return way


def in_talk(rest: str = "", *presses: str, slip: bool = False, **filled: str) -> Way:
    """Somebody takes part, with words or with a slip alone, goes on to a page of it and presses there."""

    def way(page: Page, house: House) -> None:
        there = house.hand("talk")
        page.goto(there["as"])
        page.get_by_label("I use drugs now").check()
        if slip:
            page.fill("#slip", str(house.hand("slip")))
        page.get_by_role("button", name="Begin").click()
        if rest:
            page.goto(there["open"] + rest)
        for field, text in filled.items():
            page.fill(f"#{field}", text)
        for label in presses:
            page.get_by_role("button", name=label).first.click()

    return way


def talk_walked(page: Page, house: House) -> None:
    """Nothing is left."""
    in_talk()(page, house)
    while page.get_by_role("button", name="Pass").count():
        page.get_by_role("button", name="Pass").click()
        page.wait_for_load_state("domcontentloaded")


def talk_code(page: Page, house: House) -> None:
    """What became of a sentence that waits to be read."""
    in_talk("/say", "Say it", text=f"A lamp in the window helps, number {next(ever)}.")(page, house)
    code = page.locator(".code").inner_text()
    page.goto("/n/talk/code")
    page.fill("#code", code)
    page.get_by_role("button", name="Look", exact=True).click()


def matter_page(which: str, rest: str = "", *presses: str, **filled: str) -> Way:
    """A page of a matter, everything unfolded."""

    def way(page: Page, house: House) -> None:
        page.goto(house.hand("matter")[which] + rest)
        all_shut(page)
        for field, text in filled.items():
            page.fill(f"#{field}", text)
        for label in presses:
            page.get_by_role("button", name=label, exact=True).first.click()

    return way


def matter_code(page: Page, house: House) -> None:
    """What became of what she wrote about a matter."""
    matter_page("hers", "", "Say it", text=f"I could come on a Sunday, number {next(ever)}.")(page, house)
    code = page.locator(".code").inner_text()
    page.goto("/n/decide/code")
    page.fill("#code", code)
    page.get_by_role("button", name="Look", exact=True).click()


def team_talk(which: str, rest: str = "", *presses: str, **filled: str) -> Way:
    """A page of a conversation on the team's side, everything unfolded."""

    def way(page: Page, house: House) -> None:
        page.goto(house.hand("talk_team")[which] + rest)
        all_shut(page)
        for field, text in filled.items():
            page.fill(f"#{field}", text)
        for label in presses:
            page.get_by_role("button", name=label, exact=True).first.click()

    return way


HARD = "Mum is a heroin addict. She failed to attend the clinic. We asked the service users. " * 2


def words_of_all_levels(page: Page, house: House) -> None:
    page.goto("/w/")
    page.fill("#text", HARD)
    page.get_by_label("Also words that people disagree about").check()
    page.get_by_role("button", name="Look at it").click()


def words_taken(page: Page, house: House) -> None:
    words_of_all_levels(page, house)
    page.locator("button[name=take]").first.click()


def warning_looked_at(page: Page, house: House) -> None:
    then("/t/alerts", "Look at the words first", text=HARD)(page, house)


NEIGHBOUR = (
    Place("start", "", at("/")),
    Place("start, nobody answers", "", nobody, open_again),
    Place("not open yet", "", closed, open_again),
    Place("notice", "", at("/n/how")),
    Place("paid for time", "", at("/talks/paid")),
    Place("whose word counts", "", at("/talks/heard")),
    Place("you said, we did", "", at("/talks/done")),
    Place("you said, we did: open", "", at("/talks/done?which=open")),
    Place("talk, not open yet", "", unsigned("/talks"), signed_again),
    Place("without a page", "", at("/n/without")),
    Place("ask", "", at("/n/ask?v=1")),
    Place("ask, nothing chosen", "", then("/n/ask?v=1", "Ask")),
    Place("ask, pressed", "", pressed),
    Place("ask, too many", "", no_more_asks, open_again),
    Place("asked", "", then("/n/ask?v=1", "Naloxone")),
    Place("asked, somebody else does it", "", other_does),
    Place("two new words", "", new_two_words),
    Place("two words", "", at("/n/code")),
    Place("two words, hers", "her", at("/n/code")),
    Place("notes", "", at("/n/notes")),
    Place("notes for two things", "", at("/n/notes?i=033d3c&i=a2219f&s=1&s=2&s=3&s=4&s=5")),
    Place("words", "", then("/n/ask?v=1", "Naloxone", "Give me words")),
    Place("words, tried when no more are given", "", full, open_again),
    Place("words, practice", "", at("/n/words/try?no")),
    Place("sign in", "", at("/n/in")),
    Place("sign in, wrong words", "", at("/n/in?no=y")),
    Place("sign in, no cookie", "", at("/n/in?cookie")),
    Place("sign in, text carried", "new", carried),
    Place("text given back", "new", old_form),
    Place("my page, nothing", "new", at("/n/")),
    Place("my page", "her", at("/n/")),
    Place("read", "her", at("/n/read")),
    Place("write", "her", at("/n/write?v=1")),
    Place("write, empty", "her", then("/n/write?v=1", "Send it")),
    Place("last", "her", at("/n/last")),
    Place("copy", "her", at("/n/copy")),
    Place("new words", "her", at("/n/new-words")),
    Place("new words, shown", "her", then("/n/new-words", "Give me new words")),
    Place("ask again", "her", at("/n/ask?v=1")),
    Place("asked again", "her", then("/n/ask?v=1", "Naloxone")),
    Place("away", "her", at("/n/away")),
    Place("receipt", "her", then("/n/away", "Take it all back")),
    Place("decide, how it works", "new", at(DECIDE)),
    Place("decide, nothing chosen", "new", then(DECIDE, "Yes, I would", slip="2222 2222")),
    Place("decide, said yes", "new", said_yes),
    Place("decide, what is open", "sits", open_questions),
    Place("decide, a question", "sits", question("answering")),
    Place("decide, answered", "sits", question("answering", "Yes")),
    Place("decide, agreed", "sits", question("objecting")),
    Place("decide, no ground", "sits", question("objecting", "Object")),
    Place("decide, to be confirmed", "sits", question("confirming")),
    Place("decide, over", "sits", question("over")),
    Place("no warning", "", at("/n/warning")),
    Place("check words", "", at("/w/")),
    Place("check words, nothing to look at", "", then("/w/", "Look at it")),
    Place("check words, what was heard", "", words_of_all_levels),
    Place("check words, one taken", "", words_taken),
    Place("check words, nothing heard", "", then("/w/", "Look at it", text="She came at ten.")),
    Place("which thing", "", at("/n/said?v=1")),
    Place("what a thing is like", "", round_page("thing asked")),
    Place("what a thing is like, nothing ticked", "", round_page("thing asked", "", "Say it")),
    Place("what a thing is like, said", "", round_page("thing asked", "", "Say it", text="It bends.")),
    Place("what a thing is like, said by her", "her", round_page("thing asked", "", "Say it", text="It bends.")),
    Place("things made better", "", at("/things/")),
    Place("a thing made better", "", round_page("thing")),
    Place("the word list", "", at("/w/l")),
    Place("the word list, searched", "", at("/w/l?q=addict")),
    Place("the word list, nothing found", "", at("/w/l?q=zzzz")),
    Place("the word list, a letter", "", at("/w/l?a=a")),
    Place("a word with bars", "", word_page("bars")),
    Place("a word asked about again", "", word_page("again")),
    Place("every word list", "", at("/w/ls")),
    Place("a word list of our own", "", word_page("list")),
    Place("how a word is heard", "", at("/w/i/h?v=1&i=kb001")),
    Place("how a word is heard, nothing chosen", "", then("/w/i/h?v=1&i=kb001", "Say it")),
    Place("how a word is heard, said", "", word_heard),
    Place("a word is hers", "", at("/w/i/o?v=1&i=kb001")),
    Place("a word is hers, nothing chosen", "", then("/w/i/o?v=1&i=kb001", "Say it")),
    Place("a word is missing", "", at("/w/i/s?v=1")),
    Place("a word is missing, told", "", then("/w/i/s?v=1", "Tell us", word="frequent attender")),
    Place("a word said otherwise", "", at("/w/i/s?v=1&i=kb001")),
    Place("what was told, taken back", "", at("/w/b")),
    Place("what was told, wrong code", "", then("/w/b", "Take them back", code="2222 2222")),
    Place("a matter that is talked about", "sits", matter_page("hers")),
    Place("a matter, which could she live with", "sits", matter_page("hers sounded")),
    Place("a matter, half an answer", "sits", matter_page("hers sounded", "", "Put it in the pile")),
    Place("a matter that was decided", "sits", matter_page("hers decided")),
    Place("a matter, said nothing", "sits", matter_page("hers", "", "Say it")),
    Place("a matter, said", "sits", matter_page("hers", "", "Say it", text="I could come on a Sunday.")),
    Place("a matter, what became of it", "sits", matter_code),
    Place("a matter, in other words", "sits", matter_page("hers", "/words?part=what")),
    Place("a matter, the same words", "sits", matter_page("hers", "/words?part=what", "Propose these words")),
    Place("something new", "sits", at("/n/decide/about/new")),
    Place("something new, nothing written", "sits", then("/n/decide/about/new", "Write it down")),
    Place("a matter, which code", "", at("/n/decide/code")),
    Place("a matter, wrong code", "", then("/n/decide/code", "Look", code="2222 2222")),
    Place("what was decided to be done", "", at("/decided")),
    Place("one thing decided to be done", "", matter_page("why")),
    Place("did it change", "", matter_page("changed")),
    Place("did it change, nothing chosen", "", matter_page("changed", "", "Say so")),
    Place("talks", "", talk_page("talks")),
    Place("talk, what is open", "her", talk_page("list")),
    Place("talk, what is said first", "", talk_page("open")),
    Place("talk, as what", "new", talk_page("as")),
    Place("talk, as what, with a slip alone", "", talk_page("as")),
    Place("talk, as what, nothing chosen", "new", talk_page("as", "", "Begin")),
    Place("talk, first round", "new", talk_page("first")),
    Place("talk, a sentence", "new", in_talk()),
    Place("talk, the next sentence", "new", in_talk("", "Agree")),
    Place("talk, a sentence, with a slip alone", "", in_talk("", "Disagree", slip=True)),
    Place("talk, nothing left", "new", talk_walked),
    Place("talk, what she tapped, nothing yet", "new", in_talk("/mine")),
    Place("talk, what she tapped, with a slip alone", "", in_talk("", "Agree", "What I tapped", slip=True)),
    Place("talk, taken back", "new", in_talk("/mine", "Take my taps back")),
    Place("talk, say it your way", "new", in_talk("/say")),
    Place("talk, said nothing", "new", in_talk("/say", "Say it")),
    Place("talk, said", "new", in_talk("/say", "Say it", text="The door should be easy to find.")),
    Place("talk, which code", "", at("/n/talk/code")),
    Place("talk, wrong code", "", then("/n/talk/code", "Look", code="2222 2222")),
    Place("talk, what became of it", "new", talk_code),
    Place("talk, still open", "", talk_page("still open")),
    Place("talk, what came of it", "", talk_page("closed")),
    Place("talk, heard", "", talk_page("heard")),
    Place("talk, stopped", "", talk_page("stopped")),
    Place("words back", "", at("/back")),
    Place("words back, wrong code", "", then("/back", "Take them back", code="2222 2222")),
    Place("words back, gone", "", at("/back?gone")),
    Place("help", "", at("/help/")),
    *(Place(f"help, door {number}", "", at(f"/help/{number}")) for number in DOORS),
    Place("not a mum", "", at("/others")),
    Place("how we work", "", at("/how-we-work")),
    Place("why", "", at("/why/asks.live_weeks")),
    Place("why, with limits", "", at("/why/messages.close_seconds")),
    Place("what changed", "", at("/what-changed")),
    Place("look at this again", "", at("/again?about=asks.live_weeks")),
    Place("look at this again, pressed", "", then("/again?about=notice", "Look at this again")),
    Place("held", "", at("/held")),
    Place("about", "", at("/about")),
    Place("who", "", at("/who")),
    Place("a notice about something we brought", "", called_back, in_use_again),
    Place("phone, not put on", "", at("/o/")),
    Place("phone, put on", "", phone_put_on),
    Place("phone, help", "", at("/o/help")),
    Place("phone, nothing to hand over", "", at("/o/give")),
    Place("phone, handing over", "", phone_gives),
    Place("no such page", "", at("/n/nothing-here")),
    Place("too long", "", then("/n/ask?v=1", "Ask", text="x" * 300_000)),
)


def of(kind: str, rest: str = "", **more: object) -> Way:
    """A page of one ask, one page's notes, one worry, one of the team or one circle."""

    def way(page: Page, house: House) -> None:
        if kind == "talk":
            made = house.hand("page")
            house.hand("write", page=made["id"], text="Can it be a plain bag.\nAnd nothing that rattles.")
            house.hand("answer", page=made["id"], text="Plain, and wrapped. " * 8)
            address = f"/t/talks/{made['id']}"
        elif kind in ("ask", "worry", "worry_new"):
            ask = house.hand("ask", **more)
            if kind == "worry":
                address = f"/t/worries/{house.hand('worry', ask=ask['id'])}"
            else:
                address = f"/t/asks/{ask['id']}" if kind == "ask" else f"/t/worry/new/ask/{ask['id']}"
        elif kind == "circle":
            address = f"/t/circles/{house.hand('numbers')['circle']}"
        else:
            address = f"/t/team/{house.hand('numbers')[kind]}"
        page.goto(address + rest)
        all_shut(page)

    return way


def late_answer(page: Page, house: House) -> None:
    """The visit ended while a peer wrote."""
    of("talk")(page, house)
    page.fill("#text", "Thursday, at the lamp.")
    house.end_visits()
    page.get_by_role("button", name="Send it to her page").click()


def sheet(page: Page, house: House) -> None:
    page.goto(f"/t/sheet/{house.hand('sheet')}")


def her_ask(page: Page, house: House) -> None:
    """An ask tied to a page."""
    made = house.hand("page")
    of("ask", page=made["id"], text="Thursday is better.")(page, house)


def join(page: Page, house: House) -> None:
    page.goto(f"/t/join/{house.hand('invite', work_name='Fern')}")


def join_words(page: Page, house: House) -> None:
    join(page, house)
    page.fill("#work_name", f"Fern {next(ever)}")
    page.get_by_role("button", name="Show me my words").click()


def invited(page: Page, house: House) -> None:
    page.goto("/t/team")
    page.get_by_label("peer", exact=True).check()
    page.locator("form", has=page.locator("#work_name")).get_by_role("button").click()


def drawn(page: Page, house: House) -> None:
    page.goto("/t/me/words")
    page.locator("main form button").first.click()


def kept(page: Page, house: House) -> None:
    """Something that was set aside under a hold."""
    page.goto(f"/t/kept/{house.hand('kept')}")


def asked_to_keep(page: Page, house: House) -> None:
    """A hold that waits for a second lead."""
    page.goto("/t/holds")
    page.get_by_label("the tallies").check()
    page.fill("#ground", f"Order of a court in week {next(ever)}")
    page.get_by_label("The order forbids").check()
    page.get_by_role("button", name="Ask a second lead").click()


def not_open(page: Page, house: House) -> None:
    house.hand("facts", values={"complaints": ""})
    page.goto("/t/")


def too_many(page: Page, house: House) -> None:
    """Too many wrong codes; a newcomer's, so that nobody else is kept out."""
    for _ in range(40):
        page.goto("/t/factor/new")
        page.fill("#code", "000000")
        page.get_by_role("button", name="Keep this app").click()
        page.wait_for_load_state("domcontentloaded")
        if page.locator("#code").count() == 0:
            return
    raise AssertionError("40 wrong codes were taken")


def phones_there(page: Page, house: House) -> None:
    """Some of a peer's are on, one of them taken off."""
    house.hand("phones", work_name="Jo")
    page.goto("/t/phones")
    all_shut(page)


def no_phones(house: House) -> None:
    for work_name in ("Jo", "Maeve"):
        house.hand("no_phones", work_name=work_name)


def phone_begun(page: Page, house: House) -> None:
    """As it stands where its script does not run: the script would go on to the phone's own page."""
    page.route("**/o/begin.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto("/t/phones")
    page.get_by_role("button", name="Put this phone on").click()


def kit_page(page: Page, house: House) -> None:
    page.goto(f"/t/menu/{house.hand('kit')}/kit")
    all_shut(page)


def kit_without_gift(page: Page, house: House) -> None:
    kit_page(page, house)
    page.fill("#n_nice", "0")
    page.get_by_role("button", name="Make this the kit from now on").click()


def tables(rows: str) -> Way:
    """A file is looked at before it is brought in."""

    def way(page: Page, house: House) -> None:
        page.goto("/t/exchange")
        page.set_input_files("#file", {"name": "catalogue.csv", "mimeType": "text/csv", "buffer": rows.encode()})
        page.get_by_role("button", name="Look at it first").click()

    return way


def rumour(page: Page, house: House) -> None:
    """A warning with a price and without a source."""
    page.goto("/t/alerts")
    page.get_by_label("warning", exact=False).first.check()
    page.fill("#text", "Very strong powder, £20 a bag, so take far less of it.")
    page.fill("#source", "people say")
    page.get_by_role("button", name="Put it before somebody else").click()


def compared(page: Page, house: House) -> None:
    """The picture beside how many people there are."""
    for kind in ("People who inject", "Deaths from opioids in a year"):
        page.goto("/t/estimates")
        page.get_by_label(kind, exact=True).check()
        page.fill("#low", "20")
        page.fill("#high", "30")
        page.fill("#source", "A survey")
        page.get_by_role("button", name="Write it down").click()
    page.goto("/t/picture")
    all_shut(page)


def opened_up(address: str) -> Way:
    """A page with everything on it unfolded."""

    def way(page: Page, house: House) -> None:
        page.goto(address)
        all_shut(page)

    return way


def pays(amount: str, form: str) -> Way:
    """What a lead writes down in the pay ledger."""

    def way(page: Page, house: House) -> None:
        page.goto("/t/pay")
        for label in ("uses now", form):
            page.get_by_label(label, exact=True).first.check()
        page.select_option("#what", "interview")
        page.fill("#amount", amount)
        page.get_by_role("button", name="Write it down", exact=True).click()

    return way


pay_refused, pay_written = pays("-5", "cash"), pays("27.50", "later")


def pay_large(page: Page, house: House) -> None:
    """Asked for, and waiting for a second lead; something promised beside it."""
    pay_written(page, house)
    pays("1500", "voucher")(page, house)
    page.goto("/t/pay")


def counts_turns(*heads: str, then: str = "") -> Way:
    """So many of each side in the room; `then`: what is pressed afterwards."""

    def way(page: Page, house: House) -> None:
        page.goto("/t/turns")
        page.get_by_label("an open meeting", exact=True).check()
        for name, n in zip(("living", "lived", "worker", "manager"), heads, strict=False):
            page.fill(f"[name=heads_{name}]", n)
        page.get_by_role("button", name="Begin to count", exact=True).click()
        if then:
            page.get_by_role("link", name="Look at it together", exact=True).click()
            page.fill("[name=turns_worker]", then)
            page.get_by_role("button", name="Change the numbers", exact=True).click()

    return way


def rate_refused(page: Page, house: House) -> None:
    page.goto("/t/pay/rates")
    page.get_by_label("an hour", exact=True).check()
    page.fill("#amount", "27.50")
    page.fill("#source", "   ")
    page.get_by_role("button", name="This holds from then on").click()


def stocked(address: str, what: str = "lay_out") -> Way:
    """A page of stock; the number that was made stands where the address has a star."""

    def way(page: Page, house: House) -> None:
        page.goto(address.replace("*", house.hand("stock", what=what)))
        all_shut(page)

    return way


TEAM = (
    Place("team: sign in", "", at("/t/in")),
    Place("team: sign in, wrong words", "", at("/t/in?no=y")),
    Place("team: no cookie", "", at("/t/in/look")),
    Place("team: second step", "waiting", at("/t/second")),
    Place("team: second step, wrong code", "waiting", at("/t/second?no")),
    Place("team: too many tries", "newcomer", too_many),
    Place("team: first second step", "newcomer", at("/t/factor/new")),
    Place("team: invited", "", join),
    Place("team: words", "", join_words),
    Place("team: invitation over", "", at("/t/join/nothing-here")),
    Place("team: text given back", "Jo", late_answer),
    Place("peer: home", "Jo", at("/t/")),
    Place("peer: how we work", "Jo", at("/t/how-we-work")),
    Place("peer: asks", "Jo", at("/t/asks")),
    Place("peer: ask without a page", "Jo", of("ask", text="By the lamp.")),
    Place("peer: ask, pressed", "Cass", of("ask", flags=["pressed", "other_does"])),
    Place("peer: ask with a page", "Jo", her_ask),
    Place("peer: not hers", "Jo", at("/t/asks/00000000-0000-4000-8000-000000000000")),
    Place("peer: carry", "Jo", at("/t/asks/carry")),
    Place("peer: notes on safer use", "Jo", at("/t/cards")),
    Place("peer: what mothers say", "Jo", at("/t/cards/new")),
    Place("lead: notes on safer use", "Maeve", at("/t/cards")),
    Place("lead: one note", "Maeve", at("/t/cards/inj-new")),
    Place("peer: hand out", "Jo", at("/t/give")),
    Place("peer: phones", "Jo", phones_there, no_phones),
    Place("peer: phones, off", "Jo", at("/t/phones?off")),
    Place("lead: phones", "Maeve", phones_there, no_phones),
    Place("lead: phone put on", "Maeve", phone_begun, no_phones),
    Place("peer: notes of a phone", "Jo", at("/t/phones/notes")),
    Place("peer: notes of a phone, cut off", "Jo", at("/t/phones/notes?new=9&before=2&held=1&missing=3")),
    Place("peer: notes", "Jo", at("/t/talks")),
    Place("peer: notes of a page", "Jo", of("talk")),
    Place("peer: tallies", "Jo", at("/t/tallies")),
    Place("peer: picture", "Jo", at("/t/picture")),
    Place("peer: picture of twelve months", "Jo", at("/t/picture?by=year")),
    Place("peer: warnings", "Jo", at("/t/alerts")),
    Place("peer: warning, cannot stand", "Jo", rumour),
    Place("peer: warning, words looked at", "Jo", warning_looked_at),
    Place("peer: word list", "Jo", at("/t/w")),
    Place("peer: a word is hers, told", "Jo", word_page("owned")),
    Place("peer: a word that is missing, told", "Jo", word_page("new")),
    Place("peer: nothing told", "Jo", at("/t/w/told/00000000-0000-4000-8000-000000000000")),
    Place("peer: an entry of the next list", "Jo", word_page("edit")),
    Place("peer: an entry, refused", "Jo", then("/t/w/new", "Write it into the next list", term="x")),
    Place("peer: cards about a word", "Jo", at("/t/w/cards?i=kb001")),
    Place("peer: a pile of cards", "Jo", at("/t/w/pile")),
    Place("peer: a pile of cards, refused", "Jo", then("/t/w/pile", "Count them", hurts_0="3")),
    Place("lead: the next list", "Maeve", at("/t/w/draft")),
    Place("lead: the next list, no file", "Maeve", no_list),
    Place("peer: something new", "Jo", at("/t/decide/matter/new")),
    Place("peer: something new, refused", "Jo", then("/t/decide/matter/new", "Write it down", what="It is dark.")),
    Place("peer: a matter, a draft", "Jo", matter_page("written")),
    Place("peer: a matter that is talked about", "Jo", matter_page("talked")),
    Place("peer: a matter, not taken without a reason", "Jo", matter_page("talked", "", "Leave it as it is")),
    Place("lead: a matter that is talked about", "Maeve", matter_page("talked")),
    Place("peer: a matter that is sounded", "Jo", matter_page("sounded")),
    Place("peer: a matter that was decided", "Jo", matter_page("decided")),
    Place("peer: a matter, words", "Jo", matter_page("talked", "/words?part=what")),
    Place("lead: a matter, other words", "Maeve", matter_page("talked", "/words?part=what")),
    Place("peer: a matter, a way", "Jo", matter_page("talked", "/way")),
    Place("peer: a matter, which rule", "Jo", matter_page("talked", "/way?rules")),
    Place("peer: a matter, a way that is mended", "Jo", matter_page("mended")),
    Place("peer: a matter, one more rule for a way", "Jo", matter_page("mended", "&rule=asks.live_weeks")),
    Place("peer: a matter, a way with a rule", "Jo", matter_page("talked", "/way?rule=asks.live_weeks")),
    Place("peer: a matter, a way refused", "Jo", matter_page("talked", "/way?rule=asks.live_weeks", "Add this way", value="99")),
    Place("peer: a matter, where it comes from", "Jo", matter_page("talked", "/from")),
    Place("peer: a matter, to the group", "Jo", matter_page("talked", "/put")),
    Place("peer: a matter, to the group, refused", "Jo", matter_page("talked", "/put", "Ask them")),
    Place("peer: a matter, tasks", "Jo", matter_page("decided", "/tasks")),
    Place("peer: a matter, a task refused", "Jo", matter_page("decided", "/tasks", "Add it")),
    Place("peer: words about matters to read", "Jo", at("/t/decide/read")),
    Place("peer: words about a matter", "Jo", matter_page("waits")),
    Place("peer: words about a matter, left out without a word", "Jo", matter_page("waits", "", "Leave it out")),
    Place("peer: no words about a matter", "Jo", at("/t/decide/read/00000000-0000-4000-8000-000000000000")),
    Place("lead: talks", "Maeve", at("/t/talk")),
    Place("lead: a question", "Maeve", at("/t/talk/new")),
    Place("lead: a question, refused", "Maeve", then("/t/talk/new", "Keep it as a draft", statements="Nappies.")),
    Place("lead: a talk that is open", "Maeve", team_talk("open")),
    Place("lead: a talk, stopped without a reason", "Maeve", team_talk("open", "", "I would stop it")),
    Place("lead: a talk that she would stop", "Maeve", team_talk("stopping")),
    Place("peer: a talk that one would stop", "Jo", team_talk("stopping")),
    Place("lead: a talk to be opened", "Maeve", team_talk("draft")),
    Place("lead: a talk, changed", "Maeve", team_talk("draft", "/edit")),
    Place("lead: statements to read", "Maeve", at("/t/talk/read")),
    Place("lead: a statement", "Maeve", team_talk("waits")),
    Place("lead: a statement, hidden without a word", "Maeve", team_talk("waits", "", "Hide it")),
    Place("lead: a statement one would hide", "Maeve", team_talk("flagged")),
    Place("peer: a statement, read", "Jo", team_talk("waits")),
    Place("peer: no statement", "Jo", at("/t/talk/read/00000000-0000-4000-8000-000000000000")),
    Place("peer: a talk on paper", "Jo", team_talk("open", "/paper")),
    Place("peer: a talk on paper, too many", "Jo", team_talk("open", "/paper", "Make the PDF", number="400")),
    Place("peer: a pile of ballots", "Jo", team_talk("open", "/pile")),
    Place("peer: a pile of ballots, refused", "Jo", team_talk("open", "/pile", "Count them", code_0="2222 2222", five_0_0="ax")),
    Place("peer: rounds", "Jo", at("/t/rounds")),
    Place("peer: a round", "Jo", round_page("asked")),
    Place("peer: a round, theme refused", "Jo", round_page("asked", "", "Write it down", label="It bends")),
    Place("peer: says it", "Jo", round_page("asked", "/say")),
    Place("peer: an answer", "Jo", round_page("answer")),
    Place("peer: said apart", "Jo", at("/t/said")),
    Place("lead: a round begins", "Maeve", at("/t/rounds/new")),
    Place("lead: a round begins, refused", "Maeve", then("/t/rounds/new", "Begin it")),
    Place("lead: a round with its maker", "Maeve", round_page("given")),
    Place("lead: a round decided", "Maeve", round_page("decided")),
    Place("lead: a brief to come", "Maeve", round_page("read", "/brief")),
    Place("lead: a brief", "Maeve", round_page("given", "/brief")),
    Place("peer: worry", "Jo", of("worry_new")),
    Place("peer: worry written", "Jo", of("worry")),
    Place("peer: worries", "Jo", at("/t/worries")),
    Place("peer: me", "Jo", at("/t/me")),
    Place("peer: new words", "Jo", at("/t/me/words")),
    Place("peer: new words, shown", "Jo", drawn),
    Place("peer: spare codes", "Jo", at("/t/me/codes")),
    Place("peer: spare codes, shown", "Jo", then("/t/me/codes", "Show me ten new codes")),
    Place("peer: one more second step", "Jo", at("/t/me/factor")),
    Place("peer: leave", "Jo", at("/t/me/leave")),
    Place("safeguarding: home", "Ms Adeyemi", at("/t/")),
    Place("safeguarding: worry", "Ms Adeyemi", of("worry")),
    Place("safeguarding: worries", "Ms Adeyemi", at("/t/worries")),
    Place("lead: home", "Maeve", at("/t/")),
    Place("lead: home, not open", "Maeve", not_open, open_again),
    Place("lead: tallies", "Maeve", at("/t/tallies?by=month")),
    Place("lead: picture, compared", "Maeve", compared),
    Place("lead: picture of five years", "Maeve", at("/t/picture?by=years")),
    Place("lead: picture that may leave", "Maeve", at("/t/picture/away")),
    Place("lead: estimates", "Maeve", at("/t/estimates")),
    Place("lead: estimate, wrong", "Maeve", then("/t/estimates", "Write it down", low="9", high="3", year="2026", source="A survey")),
    Place("lead: team", "Maeve", at("/t/team")),
    Place("lead: invited", "Maeve", invited),
    Place("lead: member", "Maeve", of("Jo")),
    Place("lead: herself", "Maeve", of("Maeve")),
    Place("lead: somebody leaves", "Maeve", of("Jo", "/leaves")),
    Place("lead: circles", "Maeve", at("/t/circles")),
    Place("lead: circle", "Maeve", of("circle")),
    Place("lead: slips", "Maeve", at("/t/slips")),
    Place("peer: stock", "Jo", stocked("/t/stock")),
    Place("peer: a bag", "Jo", stocked("/t/stock/red")),
    Place("peer: count a bag", "Jo", stocked("/t/stock/red/count")),
    Place("peer: supplies", "Jo", stocked("/t/supplies", "coming")),
    Place("peer: a supply that came", "Jo", stocked("/t/supplies/*", "coming")),
    Place("lead: stock", "Maeve", stocked("/t/stock", "called_back"), in_use_again),
    Place("lead: a hub", "Maeve", stocked("/t/stock/hub-at-the-quay")),
    Place("lead: hubs and bags", "Maeve", stocked("/t/places")),
    Place("lead: send something", "Maeve", stocked("/t/supplies/new?to=red")),
    Place("lead: supplies", "Maeve", stocked("/t/supplies", "differing")),
    Place("lead: a supply that differs", "Maeve", stocked("/t/supplies/*", "differing")),
    Place("lead: what to order", "Maeve", stocked("/t/orders")),
    Place("lead: an order", "Maeve", stocked("/t/orders/*", "ordered")),
    Place("lead: lots", "Maeve", stocked("/t/lots")),
    Place("lead: a lot called back", "Maeve", stocked("/t/lots/*", "called_back"), in_use_again),
    Place("lead: what we bring", "Maeve", at("/t/menu")),
    Place("lead: put aside", "Maeve", at("/t/asides")),
    Place("lead: what we bring, in which order", "Maeve", at("/t/menu?order")),
    Place("lead: one thing", "Maeve", at("/t/menu/naloxone")),
    Place("lead: one thing, refused", "Maeve", then("/t/menu/naloxone", "Keep the change", label="Foil", pack="none")),
    Place("lead: what is in a kit", "Maeve", kit_page),
    Place("lead: a kit without its gift", "Maeve", kit_without_gift),
    Place("lead: on what ground", "Maeve", at("/t/grounds")),
    Place("lead: one ground", "Maeve", at("/t/grounds/naloxone")),
    Place("lead: as tables", "Maeve", at("/t/exchange")),
    Place("lead: as tables, looked at", "Maeve", tables("key,label,pack\nsocks,Warm socks,2\nfoil,Foil,50\n")),
    Place("lead: as tables, refused", "Maeve", tables("key,label,pack\nsocks,Warm socks,many\n")),
    Place("lead: month", "Maeve", at("/t/month")),
    Place("lead: talk, not open yet", "Maeve", unsigned("/t/talk"), signed_again),
    Place("lead: facts, not signed", "Maeve", unsigned("/t/facts"), signed_again),
    Place("lead: paid for time", "Maeve", opened_up("/t/pay")),
    Place("lead: paid for time, refused", "Maeve", pay_refused),
    Place("lead: paid for time, written", "Maeve", pay_written),
    Place("lead: a large payment", "Maeve", pay_large),
    Place("lead: what an hour is worth", "Maeve", at("/t/pay/rates")),
    Place("lead: what an hour is worth, refused", "Maeve", rate_refused),
    Place("lead: who speaks", "Maeve", at("/t/turns")),
    Place("lead: who speaks, one alone at work", "Maeve", counts_turns("4", "2", "1")),
    Place("lead: who speaks, counting", "Maeve", counts_turns("4", "2", "3", "2")),
    Place("lead: who spoke", "Maeve", counts_turns("4", "2", "3", "2", then="12")),
    Place("peer: on paper", "Jo", at("/t/paper")),
    Place("peer: on paper, nothing ticked", "Jo", at("/t/paper?sheets=2")),
    Place("peer: which sheet", "Jo", at("/t/sheet")),
    Place("peer: a sheet", "Jo", sheet),
    Place("lead: going out", "Maeve", at("/t/round")),
    Place("lead: kept longer", "Maeve", at("/t/holds")),
    Place("lead: kept longer, asked", "Maeve", asked_to_keep),
    Place("peer: kept longer", "Jo", kept),
    Place("lead: kept longer, nothing chosen", "Maeve", then("/t/holds", "Ask a second lead")),
    Place("lead: facts", "Maeve", at("/t/facts")),
    Place("lead: notice", "Maeve", at("/t/facts/notice")),
    Place("lead: recordings", "Maeve", at("/t/facts/sound")),
    Place("peer: deciding", "Jo", question("over", before="/t/decide/")),
    Place("peer: what is being decided", "Jo", at("/t/decide")),
    Place("peer: propose, which rule", "Jo", at("/t/decide/new")),
    Place("peer: propose, a number", "Jo", at("/t/decide/new?rule=asks.live_weeks")),
    Place("peer: propose, refused", "Jo", then("/t/decide/new?rule=asks.live_weeks", "Write it down", value="99")),
    Place("peer: propose, some", "Jo", at("/t/decide/new?rule=deciding.may_sit")),
    Place("peer: propose, one", "Jo", at("/t/decide/new?rule=group.who_for")),
    Place("peer: a proposal", "Jo", question("written", before="/t/decide/")),
    Place("peer: a proposal, no words", "Jo", question("written", "Keep these words", before="/t/decide/")),
    Place("peer: a proposal, asked", "Jo", question("answering", before="/t/decide/")),
    Place("lead: a proposal to read", "Maeve", question("written", before="/t/decide/")),
    Place("lead: what is being decided", "Maeve", nobody_sits("/t/decide"), they_sit_again),
    Place("lead: seats", "Maeve", at("/t/decide/seats")),
    Place("lead: a seat code", "Maeve", then("/t/decide/seats", "Make a seat code")),
    Place("lead: to begin with", "Maeve", nobody_sits("/t/decide/begin"), they_sit_again),
    Place("lead: to begin with a rule", "Maeve", nobody_sits("/t/decide/begin?rule=tallies.readers"), they_sit_again),
    Place("lead: nothing to begin with", "Maeve", at("/t/decide/begin")),
    Place("lead: two leads", "Maeve", at("/t/decide/hurry?rule=asks.openers")),
    Place("lead: two leads, one asks", "Maeve", asked_of_two),
    Place("lead: a peer’s page", "Maeve", at("/t/asks")),
)
