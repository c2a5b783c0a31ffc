"""The usual result, on what a team answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import work
from textual.widgets import Static

from advisor.errors import AdvisorError
from advisor.report.model import Report
from advisor.tui.screens.result import ResultScreen
from advisor.tui.widgets.topbar import TopBar

if TYPE_CHECKING:
    from advisor.tui.team.app import TeamApp

_NOT_HERE = ("whatif", "export", "compare", "measure", "questions", "review", "probes")


class TeamResult(ResultScreen):
    """Shows the report on what was revealed."""

    CSS_PATH = "../screens/result.tcss"
    HELP = """The verdict on what the team answered, and under the tabs all that it rests on.

In the bars **enter** opens the reasons of a concern, each with its source and age."""

    def on_mount(self) -> None:
        """The bar above is filled by no project."""
        app = cast("TeamApp", self.app)
        for bar in self.query(TopBar):
            bar.add_class("-own")
            bar.show(app.state.project, "")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """What belongs to a project of one's own is left out."""
        return action not in _NOT_HERE

    @work(exclusive=True, group="weigh")
    async def weigh(self) -> None:
        """Takes the report on what was revealed."""
        app = cast("TeamApp", self.app)
        try:
            spread = await app.spread()
        except AdvisorError as error:
            app.refused(error)
            return
        if spread is not None:
            self._show(spread.report)

    def _show(self, report: Report) -> None:
        super()._show(report)
        if self.is_open and not report.measurements:
            told = "No measurement was shared. The facilitator can share a file of advisor probe."
            self.query_one("#measured", Static).update(told)
