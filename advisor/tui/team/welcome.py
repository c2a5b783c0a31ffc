"""Where a participant comes in: what is decided, who else is here, what is private, and a name."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Static

from advisor.diagnostics import visible
from advisor.team.records import State
from advisor.tui.keys import bind
from advisor.tui.team.base import SeatScreen
from advisor.tui.team.people import People
from advisor.tui.widgets.keyline import KeyLine
from advisor.tui.widgets.line import Line
from advisor.tui.widgets.topbar import TopBar

PRIVATE = """You answer alone. Until the facilitator reveals the answers nobody sees them here, the \
facilitator included: others see how many questions you have answered, and whether you are done.
After that everybody in this session sees who answered what. All is kept in a file on the machine that \
runs the session, and whoever may read its files could read that one."""
_SHORT = """Until the reveal nobody sees your answers here, only how many there are. Then everybody sees who \
answered what. All is kept in a file on the machine that runs the session."""
#: Windows of fewer rows have room for the short form.
_ALL_FROM = 30


class WelcomeScreen(SeatScreen):
    """Asks for a name and a role, or has them confirmed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("seat.begin", "begin"),
    ]
    HELP = "Your name and what you do in the team. **enter** goes on; every answer is saved at once."

    def body(self) -> ComposeResult:
        """What is private above the name; who else is here beside it."""
        yield TopBar(classes="-own")
        with Horizontal(id="welcome-area"):
            with VerticalScroll(id="welcome-left", can_focus=False):
                yield Static(id="welcome-project")
                yield Static(id="welcome-private")
                yield Static("Your name", classes="welcome-label")
                yield Line(id="welcome-name")
                yield Static("Your role, such as mobile lead; may be left empty", classes="welcome-label")
                yield Line(id="welcome-role")
                yield Static(id="welcome-problem", classes="answer-error")
                yield Button("Begin", id="welcome-begin", variant="primary")
            with VerticalScroll(id="welcome-right", can_focus=False):
                yield Static("Who is invited", classes="team-heading")
                yield People(self.seat_app.member_id, id="welcome-people")
        yield KeyLine()

    def on_mount(self) -> None:
        """Offers the name that is known."""
        me = self.seat_app.me
        self.query_one("#welcome-name", Input).value = me.name
        self.query_one("#welcome-role", Input).value = me.role
        if me.name:
            self.query_one("#welcome-begin").focus()
        else:
            self.query_one("#welcome-name").focus()

    def show_state(self, state: State) -> None:
        """Shows who is here and what can be done."""
        super().show_state(state)
        self.query_one("#welcome-project", Static).update(
            Content.assemble("You are invited to answer for ", (visible(state.project), "bold"))
        )
        private = PRIVATE if self.app.size.height >= _ALL_FROM else _SHORT
        closed = {"answering": "", "ended": "\nThe session has ended."}.get(
            state.phase, "\nAnswers are closed at the moment."
        )
        self.query_one("#welcome-private", Static).update(Content(private + closed))
        self.query_one(People).show(state, self.team.total)
        button = self.query_one(Button)
        button.label = "Go on" if self.seat_app.me.answered else "Begin"

    def show_problem(self, text: str) -> None:
        """Says why the name is not taken."""
        self.query_one("#welcome-problem", Static).update(Content(visible(f"✗ {text}")))

    @on(Input.Submitted)
    @on(Button.Pressed, "#welcome-begin")
    def action_begin(self) -> None:
        """Goes to the questions."""
        self.query_one("#welcome-problem", Static).update("")
        name, role = (self.query_one(f"#welcome-{part}", Input).value.strip() for part in ("name", "role"))
        self.seat_app.begin(name, role)
