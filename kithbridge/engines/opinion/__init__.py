"""Opinions: what people agree on, where they differ, what may be shown of it. numpy and scipy only; sparse; same votes, same answer.

Offers (each module says more at its top)
-----------------------------------------
votes             `Votes`, `votes_of`: who agreed with what
taking_part       whose votes are used
components        the map: two principal components, positions, extremity
tallies, common   counts by group; group-informed consensus; consensus
representative    what tells a group from the rest (Polis); `representative_exact` for fewer than 50 people
priorities        which statement comes next
grouping, gate    opinion groups, and whether there are any
bridging          common ground whatever the side, and over declared roles
exact, small      exact intervals and tests; what may be said of so few people
bands, publish    the only door out: words and intervals that give nobody's vote away
pairs             rankings from "this or that"
credibility       who is heard, cited and believed, by role
analyse, plain    a whole conversation at once; the same for JSON

Nothing is imported here: a page that needs an interval does not load eigenvectors. Sources: docs/adr/0014 and the modules.
"""

from __future__ import annotations

import os

# Matrices here are small. OpenBLAS would still start a thread for each core, and on a busy machine threads that wait for each other took 30
# times as long (8.9 s for 30 people on two cores, 0.3 s with one). And sums in several threads differ in the last bit: the same votes would
# not give the same bytes on every machine, so this is not left to whoever sets it otherwise. Read once, when numpy is loaded.
os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
