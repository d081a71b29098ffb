"""Rules: what a group may decide about how it works. See `rules/declare.py`."""

from kithbridge.rules.declare import Group, Readers, Rule, all_rules, declare, explained, rule, since, value

__all__ = ["Group", "Readers", "Rule", "all_rules", "declare", "explained", "rule", "since", "value"]
