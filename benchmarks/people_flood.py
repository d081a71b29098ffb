"""10,000 asks by a script, 10,000 tries at new pages, and 100 wrong words at once: what is there goes on working.
`python benchmarks/people_flood.py [N]`

Bar: other pages' p95 <= 200 ms while 100 sign in with wrong words, on an idle machine.
"""

from __future__ import annotations

import re
import sys
import threading
import time
from collections import Counter

from people_measuring import her_page, line, machine, p95, site

from tests.security.serving import Served, Visitor
from tests.security.test_flood import at_once, pages_while

FLOODERS = 8


def flood(her: Visitor, served: Served, what: str, number: int, act) -> None:
    """`number` requests on 8 connections, while a neighbour uses her page and writes."""
    statuses: Counter[int] = Counter()
    hers: list[float] = []
    began = time.perf_counter()

    def work(worker: int) -> None:
        one = Visitor(served.port)
        mine: Counter[int] = Counter(act(one, worker, n) for n in range(number // FLOODERS))
        statuses.update(mine)

    thread = threading.Thread(target=lambda: at_once(FLOODERS, work))
    thread.start()
    while thread.is_alive():
        page = her.get("/n/")
        written = her.press(her.get("/n/write?v=1"), "Send it", text="still works")
        if (page.status, written.status) != (200, 302):
            raise RuntimeError(f"her page stopped working: {page.status}, {written.status}")
        hers += [page.seconds, written.seconds]
        time.sleep(0.1)
    took = time.perf_counter() - began
    print(f"{what}: {sum(statuses.values())} in {took:.0f} s; answers {dict(sorted(statuses.items()))}")
    line("  her page and her notes meanwhile", hers)


def main() -> int:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    print(machine())
    with site() as served:
        her, _words = her_page(served)
        form = Visitor(served.port)
        signing, asking = form.get("/n/in"), form.get("/n/ask?v=1")

        def wrong(n: int) -> int:
            one = Visitor(served.port, cookies=dict(form.cookies))
            return one.press(signing, "Open my page", w="aardvark basket cabin daffodil elbow fabric " + "x" * n).status

        answers: list[object] = []
        seconds = pages_while(served, lambda: answers.extend(at_once(100, wrong)))
        line("other pages while 100 sign in wrongly", seconds, f"answers {dict(Counter(map(str, answers)))}")

        def ask(one: Visitor, worker: int, n: int) -> int:
            one.cookies = dict(form.cookies)
            return one.press(asking, "Foil", form_id=f"{worker:08x}{n:08x}" + "1" * 16).status

        asked = form.press(asking, "Foil")

        def begin(one: Visitor, worker: int, n: int) -> int:
            one.cookies = dict(form.cookies)
            shown = one.press(asked, "Give me words")
            words = " ".join(a + b for a, b in re.findall(r"<li><span><b>(\w+)</b>(\w*)</span></li>", shown.text))
            return one.press(shown, "Try them", w=words).status

        flood(her, served, f"{number} asks", number, ask)
        flood(her, served, f"{number} tries at new pages", number, begin)
    held = p95(seconds) <= 0.2
    print(f"bar other pages' p95 <= 200 ms: {'held' if held else 'NOT held'}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
