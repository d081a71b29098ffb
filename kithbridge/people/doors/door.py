"""What a help page is made of: `Door` and its `Part`s."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Part:
    """A heading and what stands under it."""

    title: Text
    lines: tuple[Text, ...]


@dataclass(frozen=True)
class Door:
    """One help page.

    number : what stands in the address: it says nothing about what is behind the door
    lines : about forty words of what to do now
    numbers : the group's numbers to ring, by their keys among the facts
    parts : what lowers the risk
    sources : the guidance it was taken from
    ring_first : whether the number stands before everything else
    """

    number: int
    slug: str
    title: Text
    lines: tuple[Text, ...]
    numbers: tuple[str, ...]
    parts: tuple[Part, ...]
    sources: tuple[Text, ...]
    ring_first: bool = False

    @property
    def source_names(self) -> str:
        return ", ".join(str(source) for source in self.sources)
