"""The team's pages of this room: `asks` (list and one ask), `out` (hand out without an ask), `talks` (notes), `tallies`, `menu` (for a lead)."""
