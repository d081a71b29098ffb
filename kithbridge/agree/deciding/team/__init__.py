"""The team's side of deciding: proposals and their evidence, seats and beginning, what two leads do in a hurry."""
