"""Whether slow trials run in their short form: in CI, which has a quarter of an hour. `./kith test` on one's own machine runs them whole.

Offers: `SHORT`. docs/develop.md ("Tests") lists what is short, and how.
"""

from __future__ import annotations

import os

SHORT = os.environ.get("CI", "").lower() in {"1", "true"}
