"""The picture of the month, put together from the sums of `picturing`.

lines     one line for each thing and kit, with its areas
drawing   lying bars, small columns, ranges: numbers as places in a drawing
compared  sets for each person who injects, naloxone, bins, waste, for how many others
leaving   what of all this may leave the team
"""
