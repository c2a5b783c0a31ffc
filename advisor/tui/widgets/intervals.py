"""Measured ratios and their intervals, one under the other on a common axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from advisor.tui.widgets.cells import fit, widest
from advisor.tui.widgets.drawn import Drawn, Line
from advisor.tui.widgets.ratios import column, numbers, picture

#: The axis runs from 1 / 4 to 4.
REACH = 4.0
_TICKS = ((0.25, "0.25"), (0.5, "0.5"), (1.0, "1"), (2.0, "2"), (4.0, "4×"))
_LEFT, _RIGHT = "◂ TensorFlow faster", "PyTorch faster ▸"
#: Both ends of the axis are said above it, so it is not narrower than what is said.
_LEAST, _MOST = len(_LEFT) + len(_RIGHT) + 2, 61
_LEGEND = (
    "░ within 5 %: equal   ratio: TensorFlow's time / PyTorch's, 95 % interval",
    "░ within 5 %   ratio: TensorFlow's time / PyTorch's",
)
_NAME, _MODES, _VERDICT = 28, 24, 24
_GAP = "  "


@dataclass(frozen=True)
class IntervalRow:
    """A comparison.

    Attributes:
        name: What was timed.
        modes: The modes that met, such as `compile · function`.
        ratio: t_tensorflow / t_pytorch: above 1 PyTorch is faster; None if nothing was measured.
        low: Lower end of its 95 % interval.
        high: Upper end.
        verdict: In words.
        remark: What else is to be known, such as why it does not count.
    """

    name: str
    modes: str
    ratio: float | None
    low: float | None
    high: float | None
    verdict: str
    remark: str = ""

    @property
    def figures(self) -> str:
        """The ratio and its interval in text."""
        return numbers(self.ratio, self.low, self.high) or "not measured"


class IntervalChart(Drawn):
    """A forest plot that reads without its picture too: each row says its numbers and its verdict."""

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(name=name, id=id, classes=classes)
        self._rows: tuple[IntervalRow, ...] = ()

    def show(self, rows: Sequence[IntervalRow]) -> None:
        """Shows these rows, in this order."""
        if tuple(rows) != self._rows:
            self._rows = tuple(rows)
            self.refresh(layout=True)

    def lines(self, width: int) -> list[Line]:
        """The axis, the rows, and what the signs mean; a row takes two lines where one is too narrow."""
        if not self._rows:
            return [_muted(0, "Nothing measured yet.", width)]
        columns = _Columns.of(self._rows)
        beside = width - columns.together
        if beside >= _LEAST:
            cells, start = _odd(min(beside, _MOST)), columns.name + columns.modes + 2 * len(_GAP)
            rows = [line for row in self._rows for line in _one_line(row, columns, cells, width)]
        else:
            cells, start = _odd(min(max(1, width - columns.told - 2 * len(_GAP)), _MOST)), len(_GAP)
            rows = [line for row in self._rows for line in _two_lines(row, columns, cells, width)]
        legend = next((text for text in _LEGEND if start + len(text) <= width), _LEGEND[-1])
        axis = [_muted(start, _directions(cells), width), _muted(start, _scale(cells), width)]
        return [*axis, *rows, _muted(start, legend, width)]


@dataclass(frozen=True)
class _Columns:
    """Cells that the columns of text take."""

    name: int
    modes: int
    figures: int
    verdict: int

    @classmethod
    def of(cls, rows: Sequence[IntervalRow]) -> _Columns:
        return cls(
            widest([row.name for row in rows], _NAME),
            widest([row.modes for row in rows], _MODES),
            max(len(row.figures) for row in rows),
            widest([row.verdict for row in rows], _VERDICT),
        )

    @property
    def told(self) -> int:
        """Of numbers and verdict, one above the other."""
        return max(self.figures, self.verdict)

    @property
    def together(self) -> int:
        return self.name + self.modes + self.figures + self.verdict + 4 * len(_GAP)


def _one_line(row: IntervalRow, columns: _Columns, cells: int, width: int) -> list[Line]:
    line = Line.of(
        fit(row.name, columns.name),
        _GAP,
        (fit(row.modes, columns.modes), "muted"),
        _GAP,
        picture(row.ratio, row.low, row.high, cells, REACH),
        _GAP,
        (fit(row.figures, columns.figures), "strong" if row.ratio else "muted"),
        _GAP,
        fit(row.verdict, columns.verdict),
    )
    return [line, *_remark(row, columns.name + columns.modes + 2 * len(_GAP), width)]


def _two_lines(row: IntervalRow, columns: _Columns, cells: int, width: int) -> list[Line]:
    start = cells + 2 * len(_GAP)
    name = fit(row.name, min(columns.name, start - len(_GAP)))
    modes = start - cell_len(name) - len(_GAP) - 1
    verdict = fit(row.verdict, min(columns.verdict, width - start))
    top = Line.of(name, _GAP, (fit(row.modes, modes), "muted"), " ", verdict)
    below = Line.of(
        _GAP,
        picture(row.ratio, row.low, row.high, cells, REACH),
        _GAP,
        (row.figures, "strong" if row.ratio else "muted"),
    )
    return [top, below, *_remark(row, len(_GAP), width)]


def _remark(row: IntervalRow, indent: int, width: int) -> list[Line]:
    return [_muted(indent, row.remark, width)] if row.remark else []


def _muted(indent: int, text: str, width: int) -> Line:
    return Line.of((" " * indent + fit(text, width - indent), "muted"))


def _directions(cells: int) -> str:
    return _LEFT + " " * max(2, cells - len(_LEFT) - len(_RIGHT)) + _RIGHT


def _scale(cells: int) -> str:
    """The numbers of the axis, each at its place as far as they do not touch."""
    line = [" "] * cells
    for value, text in _TICKS:
        at = column(value, cells, REACH)
        start = min(max(0, at - len(text) // 2), cells - len(text))
        around = line[max(0, start - 1) : start + len(text) + 1]
        if start >= 0 and not "".join(around).strip():
            line[start : start + len(text)] = text
    return "".join(line)


def _odd(cells: int) -> int:
    """So that 1 has a cell in the middle."""
    return cells if cells % 2 else max(1, cells - 1)
