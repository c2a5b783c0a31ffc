"""Ratios with their intervals as text: the picture on a log axis, the numbers, the words."""

from __future__ import annotations

import math

from advisor.evidence.interval import EQUAL_WITHIN
from advisor.evidence.records import RowVerdict
from advisor.tui.widgets.drawn import Line


def verdict_words(verdict: RowVerdict | None, other: str = "TensorFlow") -> str:
    """A row's verdict as it is said; empty before there is one.

    Args:
        verdict: The verdict.
        other: The name of the framework that was measured against PyTorch.
    """
    faster = {"pytorch-faster": "PyTorch faster", "tensorflow-faster": f"{other} faster"}
    return "" if verdict is None else faster.get(verdict, verdict)


def sound(value: float | None) -> float | None:
    """The value if it can stand on a log axis."""
    return value if value is not None and value > 0 and not math.isnan(value) else None


def numbers(ratio: float | None, low: float | None, high: float | None) -> str:
    """A ratio and its interval, such as `0.62 [0.55, 0.70]`; empty where nothing was measured."""
    if sound(ratio) is None:
        return ""
    interval = "" if low is None or high is None else f" [{_figure(low)}, {_figure(high)}]"
    return f"{_figure(ratio)}{interval}"


def column(value: float, cells: int, reach: float) -> int:
    """Where a ratio falls on an axis from 1 / reach to reach; below 0 or above the last cell if beyond it."""
    if value < 1 / reach:
        return -1
    if value > reach:
        return cells
    return round((math.log(value, reach) + 1) / 2 * (cells - 1))


def picture(ratio: float | None, low: float | None, high: float | None, cells: int, reach: float) -> Line:
    """An interval on its axis: `░` is the band of ratios called equal, `│` is 1, `◂` and `▸` go on beyond."""
    drawn = [" "] * cells
    style = ["muted"] * cells
    for cell in range(column(1 / EQUAL_WITHIN, cells, reach), column(EQUAL_WITHIN, cells, reach) + 1):
        drawn[cell] = "░"
    drawn[column(1, cells, reach)] = "│"
    ratio, low, high = sound(ratio), sound(low), sound(high)
    if ratio is not None:
        point = column(ratio, cells, reach)
        start = point if low is None else column(low, cells, reach)
        end = point if high is None else column(high, cells, reach)
        for cell in range(max(0, start), min(cells - 1, end) + 1):
            drawn[cell] = "─"
        for cell, cap in ((start, "├"), (end, "┤"), (point, "●")):
            if 0 <= cell < cells:
                drawn[cell] = cap
        if start < 0:
            drawn[0] = "◂"
        if end >= cells:
            drawn[-1] = "▸"
        for cell in range(max(0, min(start, cells - 1)), max(0, min(cells - 1, end)) + 1):
            style[cell] = "knob"
    return Line.of_signs(drawn, style)


def _figure(value: float | None) -> str:
    if value is None:
        return "?"
    if value >= 100:
        return f"{value:.0f}"
    if value >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if value >= 0.1 else f"{value:.2g}"
