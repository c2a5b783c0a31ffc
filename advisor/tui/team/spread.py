"""The spread: where the team differs, the most valuable first, and where everybody leans."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from advisor.diagnostics import visible
from advisor.errors import AdvisorError
from advisor.report.model import DisagreementPart, TeamPart
from advisor.report.sentences import headline
from advisor.team.records import State
from advisor.team.refusals import GoneError, RemovedError
from advisor.tui.keys import bind
from advisor.tui.screens.base import AdvisorModal
from advisor.tui.team.base import TeamScreen
from advisor.tui.team.seat import SeatApp
from advisor.tui.team.spreading import Spread, agenda, agreed, disagreement, question_of, standing
from advisor.tui.widgets.keyline import KeyLine
from advisor.tui.widgets.topbar import TopBar

_TWO = 2
_MARKS = {"clear": "●", "lean": "◐", "toss-up": "○", "infeasible": "✗"}


class SpreadScreen(TeamScreen):
    """Shows what was revealed; in a second round each disagreement leads to its question."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("seat.answers", "answers"),
        bind("seat.finish", "finish"),
        bind("team.agenda", "agenda"),
        bind("team.result", "result"),
    ]
    HELP = """Each disagreement with who says what. The two who are furthest apart explain first.

In a second round **enter** goes to the question, to change your answer."""

    _shown: Spread | None = None
    _weighed_for: object = None

    def body(self) -> ComposeResult:
        """The disagreements beside the verdict and the members."""
        yield TopBar(classes="-own")
        yield Static("Weighing …", id="spread-banner")
        yield Static(id="spread-note")
        with Horizontal(id="spread-area"):
            with Vertical(id="spread-left"):
                yield OptionList(id="disagreements")
            with VerticalScroll(id="spread-right", can_focus=True):
                yield Static(id="spread-standing")
        yield KeyLine()

    def on_mount(self) -> None:
        """Weighs."""
        self.query_one("#disagreements").focus()

    @property
    def entries(self) -> tuple[DisagreementPart, ...]:
        """The disagreements that are shown, from top to bottom."""
        team = self._shown.report.team if self._shown else None
        return team.disagreements if team else ()

    def show_state(self, state: State) -> None:
        """The session has moved: weights and measurements may be others."""
        super().show_state(state)
        note, told = self.query_one("#spread-note", Static), self._note(state)
        note.update(Content(told))
        note.display = bool(told)
        self.refresh_bindings()
        shown = (
            state.phase,
            state.round,
            tuple((member.id, member.name, member.role, member.weight) for member in state.members),
            state.files,
        )
        if shown != self._weighed_for:
            self._weighed_for = shown
            self.weigh()

    def _note(self, state: State) -> str:
        if state.phase == "answering" and state.round > 1:
            told = f"Round {state.round} is open; this is what round {state.round - 1} showed."
            return f"{told} Enter on a line changes your answer." if self._may_answer else told
        if state.phase == "locked":
            return f"Answers of round {state.round} are closed; this is what round {state.round - 1} showed."
        return "This session has ended." if state.phase == "ended" else ""

    @property
    def _may_answer(self) -> bool:
        app = self.team
        return isinstance(app, SeatApp) and app.state.phase == "answering" and not app.me.finished

    @work(exclusive=True, group="weigh")
    async def weigh(self) -> None:
        """Makes the report, beside the screen."""
        try:
            spread = await self.team.spread()
        except (RemovedError, GoneError) as error:
            self.team.refused(error)
            return
        except AdvisorError as error:
            self.query_one("#spread-banner", Static).update(Content(visible(f"✗ {error.lines[0]}")))
            return
        if self.is_open:
            self._show(spread)

    def _show(self, spread: Spread | None) -> None:
        banner = self.query_one("#spread-banner", Static)
        if spread is None:
            banner.update("Nothing was revealed.")
            return
        if self._shown is spread:
            return
        self._shown = spread
        report = spread.report
        banner.update(Content(f"{_MARKS[report.verdict.kind]} {visible(headline(report))}"))
        self._list(spread)
        if report.team is None or len(report.team.members) < _TWO:
            told = Content("Only one person answered: there is nothing to compare.")
        else:
            told = standing(report, report.team)
        self.query_one("#spread-standing", Static).update(told)
        self.refresh_bindings()

    def _list(self, spread: Spread) -> None:
        options, questionnaire = self.query_one("#disagreements", OptionList), self.desk.questionnaire
        place = options.highlighted
        options.clear_options()
        for number, entry in enumerate(self.entries):
            options.add_option(Option(disagreement(entry, questionnaire), id=str(number)))
        if not self.entries:
            options.add_option(Option("Nobody differs on anything.", disabled=True))
        if told := agreed(spread, questionnaire):
            options.add_option(Option(Content(visible(told)), disabled=True))
        if self.entries:
            options.highlighted = min(place or 0, len(self.entries) - 1)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Answers can be changed in a second round alone."""
        if action in ("answers", "finish"):
            return self._may_answer
        if action == "agenda":
            return bool(self._shown and self._shown.report.team and self._shown.report.team.agenda)
        return self._shown is not None if action == "result" else True

    @on(OptionList.OptionSelected, "#disagreements")
    def _picked(self, event: OptionList.OptionSelected) -> None:
        if event.option.id is None:
            return
        app = self.team
        if isinstance(app, SeatApp) and self._may_answer:
            app.change(question_of(self.entries[int(event.option.id)]))
        elif isinstance(app, SeatApp):
            self.notify("Answers can be changed when the facilitator opens another round", timeout=4)

    def action_answers(self) -> None:
        """Through the answers again."""
        if isinstance(self.team, SeatApp):
            self.team.change()

    def action_finish(self) -> None:
        """Says "done"."""
        if isinstance(self.team, SeatApp):
            self.team.finish()

    def action_agenda(self) -> None:
        """What to talk about."""
        if self._shown and self._shown.report.team:
            self.app.push_screen(Agenda(self._shown.report.team))

    def action_result(self) -> None:
        """The whole result."""
        from advisor.tui.team.result import TeamResult

        self.app.push_screen(TeamResult())


class Agenda(AdvisorModal[None]):
    """What to talk about in half an hour.

    Args:
        team: As reported.
    """

    CSS_PATH = "../screens/dialogs.tcss"

    def __init__(self, team: TeamPart) -> None:
        super().__init__()
        self._team = team

    def compose(self) -> ComposeResult:
        """The items below each other."""
        with Vertical(classes="dialog -large"):
            minutes = sum(item.minutes for item in self._team.agenda)
            yield Static(f"An agenda for {minutes} minutes", classes="dialog-title")
            with VerticalScroll():
                yield Static(agenda(self._team))
            with Horizontal(classes="dialog-buttons"):
                yield Button("Close", id="close", variant="primary")

    def on_button_pressed(self) -> None:
        """Closes."""
        self.dismiss(None)
