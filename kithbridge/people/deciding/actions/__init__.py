"""Every change of state of the simple form: seats, proposals with their evidence, answers, and what two leads do together."""
