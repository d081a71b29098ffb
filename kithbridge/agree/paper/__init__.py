"""Conversations on paper: ballots, and what a helper reads out who must not see the answers.

`sheets` gathers what stands on them and writes the PDFs; `ballot.typ` and `script.typ` only set them.
"""
