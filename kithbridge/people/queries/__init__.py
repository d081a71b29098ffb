"""What pages read. Nothing here changes anything."""
