"""A peer's phone in Chromium against the real server, with its bars. `python benchmarks/reach_phone.py [kills] [cuts] [--only words]`

What is held: 0 saved events lost or doubled in 200 kills with lost answers; 50 cut logs lose only their tail; 10,000 events in under 5 s;
tap to "Saved" p95 under 500 ms and 5 ms to lock one event at a quarter of the processor; page, scripts and worker in 15 kB; first
load under 2 s at 250 kbit/s and 8 s at 50 kbit/s. Ends with 1 when a bar is not held.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from people_measuring import machine, p95
from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.browser.house import House
from tests.browser.phone_trials import ARGUMENTS, EVENT, PROGRAM, Handset, Link, deliver, killed, torn

QUEUED, TAPS, SEALS, PROFILES = 10_000, 60, 300, 3
QUEUE = f"""async n => {{
  const cat = await get('cat');
  for (let done = 0; done < n; done += 500) {{
    const rows = [];
    for (let i = 0; i < 500; i++) {{
      const id = crypto.randomUUID();
      rows.push({{id, box: await seal(cat.k[1], id, {{v: 1, d: today(), c: cat.v, q: done + i, ...{EVENT}}})}});
    }}
    await act(out => {{ rows.forEach(row => out.put(row)); }});
  }}
}}"""
# From the press until the sentence stands there, as the page's own clock has it.
TAP = """() => new Promise(ok => {
  const told = document.querySelector('#told');
  told.textContent = '';
  const began = performance.now();
  const watch = new MutationObserver(() => {
    if (told.textContent.includes('Saved')) { watch.disconnect(); ok(performance.now() - began); }
  });
  watch.observe(told, {childList: true, characterData: true, subtree: true});
  document.querySelector('#out button').click();
})"""
SEAL = f"""async n => {{
  const cat = await get('cat'), found = [];
  for (let i = 0; i < n; i++) {{
    const began = performance.now();
    await seal(cat.k[1], crypto.randomUUID(), {{v: 1, d: today(), c: cat.v, q: i, ...{EVENT}}});
    found.push(performance.now() - began);
  }}
  return found;
}}"""
FOUND = ("saved", "held", "lost", "missing", "left")
Part = Callable[[Browser, House, Link, Path], None]
missed: list[str] = []


def bar(what: str, figure: str, *, held: bool) -> None:
    """Print one figure beside its bar."""
    print(f"{what:52} {figure:44} {'held' if held else 'NOT HELD'}", flush=True)
    if not held:
        missed.append(what)


@contextlib.contextmanager
def a_phone(browser: Browser, house: House, link: Link, profile: Path | None = None) -> Iterator[Handset]:
    link.mode = "up"
    with Handset(browser, profile, link.address) as phone:
        phone.begin(house.hand("phone", work_name="Jo"))
        yield phone


def weights(browser: Browser, house: House, link: Link, folder: Path) -> None:
    page = browser.new_context().new_page()
    paths = ("/o/", "/o/box.js", "/o/page.js", "/o/worker.js")
    sizes = [len(page.request.get(house.address + path).body()) for path in paths]
    said = " + ".join(str(size) for size in sizes)
    bar("page + scripts + worker <= 15,000 bytes", f"{said} = {sum(sizes)}", held=sum(sizes) <= 15_000)
    page.context.close()


def loads(browser: Browser, house: House, link: Link, folder: Path) -> None:
    for kbit, latency, most in ((250, 300, 2.0), (50, 2000, 8.0)):
        seconds = []
        for _ in range(3):
            page = browser.new_context().new_page()
            shaped(page, kbit, latency)
            began = time.perf_counter()
            page.goto(f"{house.address}/o/", timeout=60_000)
            page.locator("#why").get_by_text("This phone cannot send yet").wait_for(timeout=60_000)
            seconds.append(time.perf_counter() - began)
            page.context.close()
        bar(f"first load, {kbit} kbit/s, {latency} ms, < {most:.0f} s", f"{max(seconds):.2f} s, slowest of 3", held=max(seconds) < most)


def shaped(page: Page, kbit: int, latency: int) -> None:
    """A slow link, as Chromium itself slows it."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    speed = {"downloadThroughput": kbit * 125, "uploadThroughput": kbit * 62}
    wire.send("Network.emulateNetworkConditions", {"offline": False, "latency": latency, **speed})


def taps(browser: Browser, house: House, link: Link, folder: Path) -> None:
    """With files of its own: what is saved goes to the disk."""
    with a_phone(browser, house, link, folder / "taps") as phone:
        page = phone.page
        page.locator("#place").evaluate("one => { one.open = true }")
        page.get_by_label("Coast and villages").check()
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
        times = [page.evaluate(TAP) for _ in range(TAPS)]
        figure = f"p95 {p95(times):.0f} ms, median {statistics.median(times):.0f}, n {len(times)}"
        bar("tap to Saved at 1/4 processor, p95 < 500 ms", figure, held=p95(times) < 500)
        seals = page.evaluate(SEAL, SEALS)
        figure = f"mean {statistics.mean(seals):.2f} ms, p95 {p95(seals):.2f}, n {len(seals)}"
        bar("locking one event at 1/4 processor <= 5 ms", figure, held=statistics.mean(seals) <= 5)


def drained(browser: Browser, house: House, link: Link, folder: Path) -> None:
    with Handset(browser, folder / "drained", house.address) as phone:
        page = phone.begin(house.hand("phone", work_name="Jo"))
        page.evaluate("window.fetch = ((was) => (...all) => window.shut ? Promise.reject(Error()) : was(...all))(window.fetch)")
        page.evaluate("window.shut = 1")
        page.evaluate(QUEUE, QUEUED)
        before = house.hand("counted")[""]
        waits = page.evaluate("waiting()")
        page.evaluate("window.shut = 0")
        began = time.perf_counter()
        page.evaluate("send()")
        took = time.perf_counter() - began
        taken = house.hand("counted")[""] - before
        whole = waits == taken == QUEUED and page.evaluate("waiting()") == 0
        bar(f"{QUEUED:,} queued, taken in < 5 s", f"{took:.2f} s, {taken:,} counted", held=whole and took < 5)


def kills(n: int) -> Part:
    def run(browser: Browser, house: House, link: Link, folder: Path) -> None:
        seed = random.randrange(10**6)
        dice, began, before = random.Random(seed), time.monotonic(), house.hand("counted")[""]
        all_found, broken = [], 0
        for trial in range(n):
            # A profile is used again and again, as a phone is; three of them, more nobody may have.
            profile = folder / f"killed-{trial % PROFILES}"
            begun = profile.exists()
            with Handset(browser, profile, link.address) as phone:
                link.mode = "up"
                try:
                    if begun:
                        phone.start()
                    else:
                        phone.begin(house.hand("phone", work_name="Jo", more=trial > 0))
                    all_found.append(killed(phone, link, house, dice, deaf=trial % 3 == 0))
                except Error as problem:
                    broken += 1
                    print(f"{'':4}trial {trial}: {str(problem).splitlines()[0]}", flush=True)
            if trial % 20 == 19:
                print(f"{'':4}{trial + 1} trials, {sum(one.saved for one in all_found):,} saved", flush=True)
        saved, held, lost, missing, left = (sum(getattr(one, what) for one in all_found) for what in FOUND)
        doubled = house.hand("counted")[""] - before - held
        figure = f"{saved:,} saved; {lost} lost, {missing} not taken, {left} left, {doubled} doubled"
        bar(f"{n} kills -9, a third with lost answers", figure, held=not (lost or missing or left or doubled or broken))
        print(f"{'':4}seed {seed}, {time.monotonic() - began:.0f} s, {broken} trials broken off", flush=True)

    return run


def cuts(n: int) -> Part:
    def run(browser: Browser, house: House, link: Link, folder: Path) -> None:
        dice, wrong, gone = random.Random(n), 0, []
        for trial in range(n):
            with a_phone(browser, house, link, folder / f"cut-{trial}") as phone:
                link.mode = "down"
                left, the_first, counted = torn(phone, 0 if trial == 0 else int(10 ** dice.uniform(0, 4.4)))
                wrong += not (the_first and counted)
                gone.append(60 - left)
                link.mode = "up"
                wrong += bool(deliver(phone.page))
        figure = f"{wrong} wrong; of 60 each {sum(gone)} gone, at most {max(gone)}"
        bar(f"{n} cut logs lose only their tail", figure, held=wrong == 0)

    return run


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("kills", nargs="?", type=int, default=200)
    words.add_argument("cuts", nargs="?", type=int, default=50)
    words.add_argument("--only", nargs="*", help="weights loads taps drained kills cuts")
    given = words.parse_args()
    parts = {"weights": weights, "loads": loads, "taps": taps, "drained": drained, "cuts": cuts(given.cuts), "kills": kills(given.kills)}
    arguments = ARGUMENTS + (["--no-sandbox"] if os.geteuid() == 0 else [])
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        house = stack.enter_context(House(folder / "house"))
        link = stack.enter_context(Link(house))
        browser = stack.enter_context(sync_playwright()).chromium.launch(executable_path=PROGRAM, headless=True, args=arguments)
        print(f"{machine()}; Chromium {browser.version}")
        for part, run in parts.items():
            if given.only is None or part in given.only:
                try:
                    run(browser, house, link, folder)
                except Error as problem:
                    bar(part, str(problem).splitlines()[0][:44], held=False)
        browser.close()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
