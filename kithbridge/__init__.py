"""Kithbridge: the operating system of a service designed and run by the people who use it."""

__version__ = "0.5.0"
