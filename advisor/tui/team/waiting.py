"""Where a participant who is done waits for the others and for the reveal."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from advisor.team.records import State
from advisor.tui.keys import bind
from advisor.tui.team.base import SeatScreen
from advisor.tui.team.people import People
from advisor.tui.team.wording import not_done, some_names
from advisor.tui.widgets.keyline import KeyLine
from advisor.tui.widgets.topbar import TopBar


class WaitingScreen(SeatScreen):
    """Shows who is done, live."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("seat.change", "change"),
        bind("seat.finish", "finish"),
        bind("team.spread", "spread"),
    ]
    HELP = "This page moves by itself. **c** goes back to your answers while they can be changed."

    def body(self) -> ComposeResult:
        """What happens next above who is done."""
        yield TopBar(classes="-own")
        with VerticalScroll(id="waiting", can_focus=True):
            yield Static(id="waiting-text")
            yield People(self.seat_app.member_id, id="waiting-people")
        yield KeyLine()

    def on_mount(self) -> None:
        """Lets the keys scroll."""
        self.query_one("#waiting").focus()

    def show_state(self, state: State) -> None:
        """Shows who is done, and what comes next."""
        super().show_state(state)
        self.query_one("#waiting-text", Static).update(
            Content(_text(state, finished=self.seat_app.me.finished))
        )
        self.query_one(People).show(state, self.team.total)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Offers what the phase allows."""
        state, me = self.seat_app.state, self.seat_app.me
        if action == "change":
            return state.phase == "answering"
        if action == "finish":
            return state.phase == "answering" and not me.finished
        return state.round > 1 if action == "spread" else True

    def action_change(self) -> None:
        """Back to the questions."""
        self.seat_app.change()

    def action_finish(self) -> None:
        """Says "done" after all."""
        self.seat_app.finish()

    def action_spread(self) -> None:
        """What was revealed in the round before."""
        from advisor.tui.team.spread import SpreadScreen

        self.app.push_screen(SpreadScreen())


def _text(state: State, *, finished: bool) -> str:
    waiting = not_done(state)
    if state.phase == "locked":
        first = "The facilitator has closed the answers. What you answered is saved."
        return f"{first}\nThe reveal comes next; this page moves by itself."
    if not finished:
        return "Answers are open. You have not said that you are done."
    first = f"You are done with round {state.round}. Every answer is saved; you can close this window."
    if waiting:
        return f"{first}\nStill answering: {some_names(waiting)}. This page moves by itself."
    return f"{first}\nEverybody is done: the reveal comes next."
