"""Headers of every address, graded by MDN HTTP Observatory's own analyzers and by our reading of its rules, side by side.

    npm install --ignore-scripts --prefix /tmp/observatory @mdn/mdn-http-observatory@1.4.8 tough-cookie
    python benchmarks/people_headers.py /tmp/observatory

Bar: 130 or more for every answer. Without the folder only our reading is printed (it is what continuous integration holds).
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from people_measuring import her_page, machine, peer, site

from tests.security import observatory
from tests.security.serving import Visitor

PATHS = [
    "/",
    "/help/",
    "/help/breath",
    "/not-a-mum",
    "/how-we-work",
    "/held",
    "/about",
    "/who",
    "/healthz",
    "/favicon.ico",
    "/robots.txt",
    "/leave",
    "/n/how",
    "/n/ask?v=1",
    "/n/in",
    "/n/words/try",
    "/n/",
    "/n/read",
    "/n/write?v=1",
    "/n/last",
    "/n/copy",
    "/n/away",
    "/n/new-words",
    "/t/in",
    "/t/",
    "/t/asks",
    "/t/give",
    "/t/talks",
    "/t/tallies",
    "/t/me",
    "/t/worries",
    "/t/team",
    "/t/nothing",
    "/nothing",
]


def main() -> int:
    print(machine())
    sets, names = [], []
    with site() as served:
        callers = {"anybody": Visitor(served.port), "her": her_page(served)[0], "peer": peer(served)}
        for caller, one in callers.items():
            for path in PATHS:
                if path == "/leave" and caller != "anybody":
                    continue
                answer = one.get(path)
                names.append((caller, path, answer.status))
                headers = {name: value for name, value in answer.headers.items() if name.lower() != "set-cookie"}
                sets.append({"headers": headers, "cookies": answer.headers.get_all("Set-Cookie") or [], "html": answer.text})
    ours = [observatory.grade(one["headers"], one["cookies"], one["html"]).score for one in sets]
    print(f"our reading of the rules: {len(ours)} answers, {min(ours)} to {max(ours)}: {dict(Counter(ours))}")
    wrong = min(ours) < 130
    if len(sys.argv) > 1:
        script = Path(__file__).with_suffix(".mjs")
        done = subprocess.run(["node", str(script), sys.argv[1]], input=json.dumps(sets), capture_output=True, text=True, check=True)
        theirs = [one["score"] for one in json.loads(done.stdout)]
        print(f"MDN HTTP Observatory 1.4.8: {len(theirs)} answers, {min(theirs)} to {max(theirs)}: {dict(Counter(theirs))}")
        apart = [(name, a, b) for name, a, b in zip(names, ours, theirs, strict=True) if a != b]
        print(f"answers that the two grade differently: {len(apart)}", *apart[:10], sep="\n  ")
        wrong |= min(theirs) < 130 or bool(apart)
    print(f"bar 130 or more: {'NOT held' if wrong else 'held'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
