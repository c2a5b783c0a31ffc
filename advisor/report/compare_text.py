"""A comparison in a terminal: the answer in the first lines, then what changed."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from advisor.diagnostics import visible
from advisor.report.compare_model import Comparison
from advisor.report.compare_sections import Section, sections
from advisor.report.console import drawing, drawn
from advisor.report.sentences import shortened

_STYLES = {"still": "green", "less-sure": "yellow", "no-longer": "red", "not-comparable": "cyan"}
_LONGEST_TITLE = 60


def render_comparison_text(comparison: Comparison, width: int, *, color: bool) -> str:
    """Draws a comparison.

    Args:
        comparison: What to draw.
        width: Columns.
        color: Whether colours may be used; every one stands beside a word.
    """
    console = drawing(width, color=color)
    answer, *others = comparison.summary or ("",)
    title = _plain(shortened(comparison.then.project, _LONGEST_TITLE))
    style = _STYLES[comparison.answer]
    console.print(
        Panel(Text(visible(answer), style="bold"), title=title, title_align="left", border_style=style)
    )
    for sentence in others:
        console.print(Padding(_plain(sentence), (0, 2)))
    for section in sections(comparison):
        console.print()
        console.print(Text(visible(section.heading), style="bold"))
        console.print(Padding(_body(section), (0, 2)))
    return drawn(console)


def _body(section: Section) -> RenderableType:
    parts: list[RenderableType] = []
    if section.columns:
        table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="")
        for heading in section.columns:
            table.add_column(_plain(heading), overflow="fold")
        for row in section.rows:
            table.add_row(*map(_plain, row))
        parts.append(table)
    return Group(*parts, *map(_plain, section.lines))


def _plain(text: str) -> Text:
    """Text from anywhere, shown as it is."""
    return Text(visible(text))
