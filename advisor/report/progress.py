"""Progress on standard error: one line that changes on a terminal, occasional lines elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.text import Text

from advisor.diagnostics import visible
from advisor.evidence.rows import Row, RowState


class ConsoleProgress:
    """Tells how measuring goes."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, markup=False, highlight=False, emoji=False)
        self._bar: Progress | None = None
        self._left = ""
        self._rows: dict[str, RowState] = {}
        if self._console.is_terminal:
            self._bar = Progress(
                BarColumn(bar_width=20),
                TextColumn("{task.fields[left]}", markup=False),
                TextColumn("{task.description}", markup=False),
                console=self._console,
                transient=True,
                # Few redraws: the screen must not take a core from what is being measured.
                auto_refresh=False,
            )
            self._task = self._bar.add_task("", total=1.0, left="")
            self._bar.start()

    def phase(self, text: str) -> None:
        """A new part of the work begins."""
        if self._bar is not None:
            self._bar.update(self._task, description=visible(text), refresh=True)
        else:
            self._say(f"{text}{self._left}")

    def estimate(self, done: float, left_s: float) -> None:
        """How far it is, and how long it still takes in s."""
        self._left = f", about {left_s:.0f} s left"
        if self._bar is not None:
            self._bar.update(self._task, completed=done, left=f"{left_s:3.0f} s left", refresh=True)

    def row(self, state: RowState) -> None:
        """The modes of a row that meet are known, or a launch made its ratio better."""
        before = self._rows.get(state.name)
        self._rows[state.name] = state
        if state.stage != "launches":
            return
        if state.detail:
            self._say(f"{state.name}, {state.detail}")
        elif state.modes and not (before and before.modes):
            met = " and ".join(f"{framework} {mode}" for framework, mode in state.modes.items())
            self._say(f"{state.name}: {met} meet")
        elif state.ratio is not None and (before is None or _interval(before) != _interval(state)):
            self._say(
                f"{state.name}: TensorFlow takes {state.ratio:.2f} "
                f"[{state.low:.2f}, {state.high:.2f}] of PyTorch's time"
            )

    def measured(self, rows: Sequence[Row]) -> None:
        """Says nothing: what is measured is told row by row, and reported at the end."""

    def warn(self, text: str) -> None:
        """Something went wrong that does not end the work."""
        self._say(f"warning: {text}")

    def close(self) -> None:
        """Takes the changing line away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _say(self, text: str) -> None:
        console = self._bar.console if self._bar is not None else self._console
        console.print(Text(visible(text)), soft_wrap=True)


def _interval(state: RowState) -> tuple[float | None, ...]:
    return state.ratio, state.low, state.high
