"""What changes state in the room words: one function an act, in one transaction with its entry in the event record."""
