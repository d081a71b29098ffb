"""How long signing in takes, with words that open a page and with words that open none. `python benchmarks/people_signin.py [N]`

Bar: p95 <= 400 ms on an idle machine. Known and unknown words run the same steps (tests/unit/test_opening.py); their times are
printed here beside each other and are no gate (GROUND section 5).
"""

from __future__ import annotations

import statistics
import sys

from people_measuring import her_page, line, machine, p95, site

from tests.security.serving import Visitor

UNKNOWN = "aardvark basket cabin daffodil elbow fabric garlic"


def main() -> int:
    tries = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    print(machine())
    with site() as served:
        _her, words = her_page(served)
        seconds: dict[str, list[float]] = {"words that open a page": [], "words that open none": []}
        for _ in range(tries):
            for what, typed in zip(seconds, (words, UNKNOWN), strict=True):  # in turns: what else the machine does hits both
                one = Visitor(served.port)
                answer = one.press(one.get("/n/in"), "Open my page", w=typed)
                assert answer.status == 302
                seconds[what].append(answer.seconds)
    for what, found in seconds.items():
        line(what, found)
    known, unknown = (statistics.mean(found) for found in seconds.values())
    print(f"means: known {known * 1000:.1f} ms, unknown {unknown * 1000:.1f} ms, {abs(known - unknown) / unknown:.1%} apart")
    held = p95(seconds["words that open a page"]) <= 0.4
    print(f"bar p95 <= 400 ms: {'held' if held else 'NOT held'}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
