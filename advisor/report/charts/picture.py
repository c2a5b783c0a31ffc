"""A picture of a report, and the text behind it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figures:
    """What a picture shows, as a table.

    Attributes:
        caption: What the table is of.
        headings: Of the columns; the first column names the rows.
        rows: As many cells each as there are headings.
    """

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Picture:
    """A chart that can stand in a page.

    Attributes:
        id: Of the SVG element and the beginning of every id in it.
        title: What it shows, in a few words.
        description: What there is to see, in sentences, for those who do not see it.
        svg: The SVG element; its colours are CSS variables of the page.
        figures: The same figures as text.
        rests_on: Where the figures come from and how old they are, a sentence each.
        commands: What repeats them.
    """

    id: str
    title: str
    description: str
    svg: str
    figures: Figures
    rests_on: tuple[str, ...]
    commands: tuple[str, ...]
