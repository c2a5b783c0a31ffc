"""Progress on standard error: one line that changes on a terminal, occasional lines elsewhere."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.text import Text

from advisor.diagnostics import visible


class ConsoleProgress:
    """Tells how measuring goes."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, markup=False, highlight=False, emoji=False)
        self._bar: Progress | None = None
        self._left = ""
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

    def row(self, text: str) -> None:
        """A row was measured, or measured better."""
        self._say(text)

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
