"""The group's paper pack: tally sheets, stock sheet, help card, notice and sheets for talking, for those without a phone.

`pack` gathers what stands on it and writes the PDF; `codes` draws the numbers of tally sheets and their squares; `drawings` are the
pictures of the catalogue as they stand on paper.
"""
