"""The team's pages of this room: `asks` (list, one ask), `out` (hand out without an ask), `talks`, `tallies`; `menu` for a lead."""
