"""Thin views: parse, one action or query, render."""
