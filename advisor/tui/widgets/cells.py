"""Text cut and padded by the cells it takes on a terminal, which is not its number of characters."""

from __future__ import annotations

from typing import Literal

from rich.cells import cell_len, set_cell_size

from advisor.diagnostics import visible

#: Characters looked at for each cell; marks without a width would otherwise let a text of any length through.
_CHARACTERS_A_CELL = 4


def fit(text: str, cells: int, align: Literal["left", "right"] = "left") -> str:
    """A text from anywhere on exactly so many cells: controls written out, what is too long ends in `…`."""
    if cells <= 0:
        return ""
    limit = _CHARACTERS_A_CELL * cells
    shown = text[:limit] if text.isprintable() else visible(text[:limit])
    if len(text) > limit or cell_len(shown) > cells:
        return set_cell_size(shown, cells - 1) + "…"
    padding = " " * (cells - cell_len(shown))
    return padding + shown if align == "right" else shown + padding


def widest(texts: list[str], most: int) -> int:
    """The cells that the widest of these texts takes, but not more than `most`."""
    return max((min(most, cell_len(visible(text[: _CHARACTERS_A_CELL * most]))) for text in texts), default=0)
