"""Conversations on paper: ballots, what a helper reads out who must not see the answers, and sheets for a table.

`sheets` gathers what stands on them and writes the PDFs; `ballot.typ` and `script.typ` only set them. `piles` reads ballots
that are typed in; `table` gives its sheets to the group's paper pack.
"""
