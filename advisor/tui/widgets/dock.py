"""The dock at the foot of the questions: what is measured in the background, and how to hold it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from advisor.evidence.rows import RowState
from advisor.tui.widgets.cells import fit, widest
from advisor.tui.widgets.drawn import Drawn, Line
from advisor.tui.widgets.probe_lines import UNDER_WAY, Piece, Status, header, progress, row_line, subject

#: From this many columns on the unfolded header has room for the key that folds it.
_FOLD_FROM = 76


class ProbeDock(Drawn, can_focus=True):
    """The rows that are measured.

    It is drawn when `show` is called and at no other time, so that it takes no processor from what is being
    timed. The keys in its header are those of the bindings `dock.pause`, `dock.skip` and `dock.stop`,
    wherever they are bound: a screen that gives these ids to its own bindings has its keys shown.

    Attributes:
        collapsed: Only the header is shown.
    """

    DEFAULT_CSS = """
    ProbeDock {
        max-height: 9;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "pause", "Pause", id="dock.pause", tooltip="Pause the probes, or go on with them"),
        Binding("s", "skip", "Skip", id="dock.skip", tooltip="Leave out the row under the cursor"),
        Binding("x", "stop", "Stop", id="dock.stop", tooltip="End all probes; what was measured is kept"),
        Binding("z", "fold", "Fold", id="dock.fold", tooltip="Show the header only, or all rows"),
        Binding("up,k", "move(-1)", "Up", id="dock.up", tooltip="To the row above", show=False),
        Binding("down,j", "move(1)", "Down", id="dock.down", tooltip="To the row below", show=False),
    ]

    HELP = (
        "What is measured in the background. p pauses and goes on, s leaves out the row under the cursor, "
        "x ends all, z folds. What was measured is kept."
    )

    collapsed: reactive[bool] = reactive(False, layout=True)

    class _Asked(Message):
        def __init__(self, dock: ProbeDock) -> None:
            super().__init__()
            self.dock = dock

        @property
        def control(self) -> ProbeDock:
            """The dock that asks."""
            return self.dock

    class PauseToggled(_Asked):
        """The user wants the probes paused, or to go on."""

    class StopAsked(_Asked):
        """The user wants no more probes."""

    class SkipAsked(_Asked):
        """The user wants a row left out."""

        def __init__(self, dock: ProbeDock, name: str) -> None:
            super().__init__(dock)
            self.name = name

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(name=name, id=id, classes=classes)
        self._states: tuple[RowState, ...] = ()
        self._left_s: float | None = None
        self._status: Status = "idle"
        self._message = ""
        self._cursor = 0

    def show(
        self, states: Sequence[RowState], *, left_s: float | None, status: Status, message: str = ""
    ) -> None:
        """Shows how far the measuring is.

        Args:
            states: A row each, in their order.
            left_s: Seconds until the end, as predicted; None if not known.
            status: Of the whole.
            message: One line more, such as why it ended.
        """
        layout = (len(states), bool(message)) != (len(self._states), bool(self._message))
        held = status != self._status
        place = self._place(states)
        self._states, self._left_s, self._status, self._message = tuple(states), left_s, status, message
        self._cursor = max(0, min(place, len(states) - 1))
        self.refresh(layout=layout)
        if held or self.has_focus:
            self.refresh_bindings()

    def lines(self, width: int) -> list[Line]:
        """The header, the rows, the message."""
        pieces = self._header(width)
        top = Line.of(*((piece.text, piece.style) for piece in pieces))
        if self.collapsed:
            return [top]
        alone = len({state.workload for state in self._states}) == 1
        rows = [
            row_line(state, width, alone=alone, marked=self.has_focus and place == self._cursor)
            for place, state in enumerate(self._states)
        ]
        message = [Line.of(("  " + fit(self._message, width - 2), "muted"))] if self._message else []
        return [top, *rows, *message]

    def window(self, lines: list[Line]) -> list[Line]:
        """The header and the rows around the cursor, if not all have room."""
        first, rows = self._shown()
        top, *below = lines
        if rows >= len(self._states):
            return lines
        return [top, *below[first : first + rows], *below[len(self._states) :]]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Keys that have nothing to act on are not offered."""
        if action in {"pause", "skip", "stop"} and self._status not in {"running", "paused"}:
            return False
        if action == "skip" and self._skippable() is None:
            return None
        return True

    def action_pause(self) -> None:
        """Asks for a pause, or for its end."""
        self.post_message(self.PauseToggled(self))

    def action_skip(self) -> None:
        """Asks to leave out the row under the cursor."""
        name = self._skippable()
        if name is not None:
            self.post_message(self.SkipAsked(self, name))

    def action_stop(self) -> None:
        """Asks to end all probes."""
        self.post_message(self.StopAsked(self))

    def action_fold(self) -> None:
        """Shows the header only, or all rows."""
        self.collapsed = not self.collapsed

    def action_move(self, by: int) -> None:
        """Moves the cursor."""
        self._cursor = max(0, min(self._cursor + by, len(self._states) - 1))
        self.refresh()
        self.refresh_bindings()

    async def on_click(self, event: events.Click) -> None:
        """Acts on the words of the header, and puts the cursor on a row."""
        event.stop()
        x, y = event.x - self.gutter.left, event.y - self.gutter.top
        first, rows = self._shown()
        if y == 0:
            at = 0
            for piece in self._header(self.size.width):
                at += cell_len(piece.text)
                if x < at:
                    if piece.action:
                        await self.run_action(piece.action)
                    return
        elif 0 < y <= rows:
            self.action_move(first + y - 1 - self._cursor)

    def _header(self, width: int) -> list[Piece]:
        marked = "knob" if self.has_focus else "strong"
        ended = sum(state.stage not in UNDER_WAY for state in self._states)
        count = f"{ended} of {len(self._states)} rows" if self._states else ""
        keys: list[Piece] = []
        if self._status in {"running", "paused"}:
            pause = "resume" if self._status == "paused" else "pause"
            for action, key, word in (("pause", "p", pause), ("skip", "s", "skip"), ("stop", "x", "stop")):
                keys.append(Piece(" · " if not keys else "  ", "muted"))
                keys.append(Piece(f"{self.key_of(f'dock.{action}', key)} {word}", marked, action))
        if self.has_focus and (self.collapsed or width >= _FOLD_FROM):
            fold = "unfold" if self.collapsed else "fold"
            keys.append(Piece("  " if keys else " · ", "muted"))
            keys.append(Piece(f"{self.key_of('dock.fold', 'z')} {fold}", marked, "fold"))
        message = fit(self._message, widest([self._message], 40)) if self.collapsed else ""
        told = [count, progress(self._status, self._left_s), message]
        title = f"{'▸' if self.collapsed else '▾'} Probes"
        return header(title, subject(self._states), told, keys, width)

    def _shown(self) -> tuple[int, int]:
        """The first row that is seen, and how many are."""
        if self.collapsed:
            return 0, 0
        room = self.size.height - 1 - bool(self._message)
        rows = max(0, min(room, len(self._states)))
        return max(0, min(self._cursor - rows // 2, len(self._states) - rows)), rows

    def _place(self, states: Sequence[RowState]) -> int:
        """Where the cursor goes: it stays on its row while it is used, and follows the work otherwise."""
        if self.has_focus and self._states:
            name = self._states[self._cursor].name
            return next((i for i, state in enumerate(states) if state.name == name), self._cursor)
        running = (i for i, state in enumerate(states) if state.stage in {"modes", "launches"})
        return next(running, self._cursor)

    def _skippable(self) -> str | None:
        state = self._states[self._cursor] if self._states else None
        return state.name if state is not None and state.stage in UNDER_WAY else None
