"""The peers' pages of this room: `asks` (list and one ask), `out` (hand out without an ask), `talks` (notes), `tallies`."""
