"""The facilitator's application: who is how far, and what happens next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.team.roles import Chair
from advisor.tui.screens.base import AdvisorScreen
from advisor.tui.team.app import TeamApp
from advisor.tui.team.table import ChairScreen

if TYPE_CHECKING:
    from advisor.interview.desk import Conduct


class ChairApp(TeamApp):
    """Where the facilitator leads a session.

    Args:
        chair: What the facilitator may do.
        folder: The user's data folder.
        invite_base: What a token is put behind to make a link.
        settings: Of the application.

    Raises:
        AdvisorError: The session cannot be read.
    """

    def __init__(self, chair: Chair, folder: Path, invite_base: str, **settings: Any) -> None:
        self.chair, self._invite_base = chair, invite_base
        super().__init__(chair, folder, **settings)

    def conduct(self) -> Conduct:
        """Nothing is asked here."""
        from advisor.interview.desk import Conduct

        return Conduct(hints=False, budget="none")

    def first_screen(self) -> AdvisorScreen:
        """The table of participants."""
        return ChairScreen()

    def link(self, token: str) -> str:
        """The link that a token opens."""
        return f"{self._invite_base}{token}"

    def show_spread(self) -> None:
        """What was revealed."""
        from advisor.tui.team.spread import SpreadScreen

        self.back_home()
        self.push_screen(SpreadScreen())
