"""Every change of state of this room, by subject: `asking` (neighbours), `handing` (peers), `ending` (retention), `catalogue` (leads)."""
