"""Points by concern as bars: PyTorch's to the left of the axis, TensorFlow's to the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from advisor.tui.widgets.cells import fit, widest
from advisor.tui.widgets.drawn import Drawn, Line

#: Points under this are shown as none.
_SHOWN = 0.05
_GUTTER, _END = 2, 2
_LABEL, _LABEL_LEAST = 34, 12
#: Screens of fewer columns get no notes.
_NOTES_FROM = 80
_NOTE, _NOTE_LEAST = 40, 12
_SHORTEST_BAR, _LONGEST_BAR = 4, 30
#: Bars are not squeezed under this for a label or a note.
_BAR_BESIDE_NOTE, _BAR_NARROW = 9, 6


@dataclass(frozen=True)
class BarRow:
    """A row of bars.

    Attributes:
        id: What `Opened` says.
        label: In words.
        left: Points for PyTorch, 0 or more.
        right: Points for TensorFlow, 0 or more.
        note: What the points rest on, in a few words.
        before: Both points as they were, for a comparison.
    """

    id: str
    label: str
    left: float
    right: float
    note: str = ""
    before: tuple[float, float] | None = None

    @property
    def changes(self) -> tuple[str, str]:
        """How much each side moved, such as `(+1.9)`; empty where it did not."""
        if self.before is None:
            return "", ""
        return _change(self.left - self.before[0]), _change(self.right - self.before[1])


@dataclass(frozen=True)
class _Columns:
    """Cells that each column takes."""

    label: int
    bar: int
    change: int
    figure: int
    note: int

    @property
    def side(self) -> int:
        """Of one side of the axis."""
        return self.bar + self.change + self.figure + 3


class SignedBars(Drawn, can_focus=True):
    """Bars with a cursor; a row opens with enter, space or a click."""

    DEFAULT_CSS = """
    SignedBars {
        pointer: pointer;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", id="bars.up", tooltip="To the row above", show=False),
        Binding("down", "move(1)", "Down", id="bars.down", tooltip="To the row below", show=False),
        Binding(
            "enter,space",
            "open",
            "Why",
            id="bars.open",
            tooltip="The rules and figures behind this row",
            key_display="⏎",
        ),
    ]

    HELP = "Points for PyTorch to the left, for TensorFlow to the right. ↑ ↓ choose a row, enter says why."

    class Opened(Message):
        """The user asks what is behind a row."""

        def __init__(self, bars: SignedBars, id: str) -> None:  # noqa: A002
            super().__init__()
            self.bars = bars
            self.id = id

        @property
        def control(self) -> SignedBars:
            """The bars whose row was opened."""
            return self.bars

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(name=name, id=id, classes=classes)
        self._rows: tuple[BarRow, ...] = ()
        self._total = (0.0, 0.0)
        self._cursor = 0

    @property
    def cursor_id(self) -> str | None:
        """The id of the row under the cursor; None without rows."""
        return self._rows[self._cursor].id if self._rows else None

    def show(self, rows: Sequence[BarRow], total: tuple[float, float]) -> None:
        """Shows these rows, in this order; the cursor stays on the row it was on.

        Args:
            rows: From top to bottom.
            total: All points of PyTorch and of TensorFlow.
        """
        if (tuple(rows), total) == (self._rows, self._total):
            return
        layout = len(rows) != len(self._rows)
        place = next((i for i, row in enumerate(rows) if row.id == self.cursor_id), self._cursor)
        self._rows, self._total = tuple(rows), total
        self._cursor = max(0, min(place, len(rows) - 1))
        self.refresh(layout=layout)

    def lines(self, width: int) -> list[Line]:
        """A header, the rows, and the sums."""
        columns = self._columns(width)
        longest = max((max(row.left, row.right, *(row.before or ())) for row in self._rows), default=0.0)
        return [
            _header(columns),
            *(
                self._row(row, columns, longest, marked=self.has_focus and place == self._cursor)
                for place, row in enumerate(self._rows)
            ),
            _sums(self._total, columns),
        ]

    def action_move(self, by: int) -> None:
        """Moves the cursor."""
        place = max(0, min(self._cursor + by, len(self._rows) - 1))
        if place != self._cursor:
            self._cursor = place
            self.refresh()
        self.keep_in_sight(1 + place)

    def action_open(self) -> None:
        """Asks for what is behind the row under the cursor."""
        if self.cursor_id is not None:
            self.post_message(self.Opened(self, self.cursor_id))

    def on_click(self, event: events.Click) -> None:
        """Opens the row under the mouse."""
        place = event.y - self.gutter.top - 1
        if 0 <= place < len(self._rows):
            event.stop()
            self._cursor = place
            self.refresh()
            self.action_open()

    def _columns(self, width: int) -> _Columns:
        noted = self.app.size.width >= _NOTES_FROM
        change = max((len(text) for row in self._rows for text in row.changes), default=0)
        change += 1 if change else 0
        points = [*self._total, *(side for row in self._rows for side in (row.left, row.right))]
        figure = max(3, *(len(f"{value:.1f}") for value in points))
        rest = width - _GUTTER - 2 * (change + figure + 3) - 1 - _END
        for_bars = 2 * (_BAR_BESIDE_NOTE if noted else _BAR_NARROW)
        most = max(_LABEL_LEAST, min(_LABEL, rest - for_bars - (_NOTE_LEAST + 1 if noted else 0)))
        label = widest([row.label for row in self._rows], most)
        note = min(widest([row.note for row in self._rows], _NOTE), rest - label - for_bars - 1)
        note = note if noted and note > 0 else 0
        bar = (rest - label - (note + 1 if note else 0)) // 2
        return _Columns(label, max(_SHORTEST_BAR, min(_LONGEST_BAR, bar)), change, figure, note)

    @staticmethod
    def _row(row: BarRow, columns: _Columns, longest: float, *, marked: bool) -> Line:
        before = row.before or (0.0, 0.0)
        changes = row.changes
        left = _bar(row.left, before[0], longest, columns.bar)
        right = _bar(row.right, before[1], longest, columns.bar)
        return Line.of(
            ("▸ " if marked else "  ", "knob"),
            fit(row.label, columns.label),
            " ",
            (left[::-1].rjust(columns.bar), "pytorch"),
            (changes[0].rjust(columns.change), "muted"),
            f" {_points(row.left).rjust(columns.figure)} ",
            ("│", "muted"),
            f" {_points(row.right).ljust(columns.figure)} ",
            (changes[1].ljust(columns.change), "muted"),
            (right.ljust(columns.bar), "tensorflow"),
            (f" {fit(row.note, columns.note)}" if columns.note else "", "muted"),
            (" ›", "muted"),
            marked=marked,
        )


def _header(columns: _Columns) -> Line:
    side = columns.side
    return Line.of(
        " " * (_GUTTER + columns.label),
        ("◂ PyTorch ".rjust(side), "pytorch"),
        ("│", "muted"),
        (" TensorFlow ▸".ljust(side), "tensorflow"),
        ("why" if columns.note else "", "muted"),
    )


def _sums(total: tuple[float, float], columns: _Columns) -> Line:
    left, right = (f"{value:.1f}" for value in total)
    return Line.of(
        " " * _GUTTER,
        (fit("all", columns.label), "strong"),
        (f"{left} ".rjust(columns.side), "strong"),
        ("│", "muted"),
        (f" {right}", "strong"),
    )


def _bar(points: float, before: float, longest: float, cells: int) -> str:
    """A bar from the axis outwards; what was lost since is hollow."""
    now, then = (_cells(value, longest, cells) for value in (points, before))
    return "■" * now + "□" * (then - now)


def _cells(points: float, longest: float, cells: int) -> int:
    return max(1, round(cells * points / longest)) if points >= _SHOWN else 0


def _points(points: float) -> str:
    return f"{points:.1f}" if points >= _SHOWN else ""


def _change(by: float) -> str:
    return "" if abs(by) < _SHOWN else f"({'+' if by > 0 else '−'}{abs(by):.1f})"
