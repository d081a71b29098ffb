"""AGREE: conversations, common ground, and what a group decides (docs/adr/0014-agree.md)."""
