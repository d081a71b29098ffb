"""What changes state in the room agree: one function an act, in one transaction with its entry in the event record."""
