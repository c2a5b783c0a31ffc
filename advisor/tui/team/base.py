"""What the screens of a session share: the bar above them, and being told when the session moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult

from advisor.team.records import State
from advisor.tui.screens.base import AdvisorScreen
from advisor.tui.team.wording import where
from advisor.tui.widgets.topbar import TopBar

if TYPE_CHECKING:
    from advisor.tui.team.app import TeamApp
    from advisor.tui.team.seat import SeatApp


class TeamScreen(AdvisorScreen):
    """A screen that shows how the session stands."""

    CSS_PATH = "team.tcss"

    def body(self) -> ComposeResult:
        """What the screen holds."""
        raise NotImplementedError

    @property
    def team(self) -> TeamApp:
        """The application."""
        return cast("TeamApp", self.app)

    def on_mount(self) -> None:
        """Shows how the session stands."""
        self.show_state(self.team.state)

    def on_resize(self) -> None:
        """Shows it anew where there is another room for it."""
        self.call_after_refresh(self._show_again)

    def _show_again(self) -> None:
        if self.is_open:
            self.show_state(self.team.state)

    def show_state(self, state: State) -> None:
        """The session has moved."""
        for bar in self.query(TopBar):
            bar.show(state.project, where(state))


class SeatScreen(TeamScreen):
    """A screen of a participant."""

    @property
    def seat_app(self) -> SeatApp:
        """The application."""
        return cast("SeatApp", self.app)
