"""The interactive questionnaire: screens and what goes between them, nothing else.

The first screen is painted before rules, numbers and probes are loaded: those come in a thread behind it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import App
from textual.binding import BindingType
from textual.screen import Screen
from textual.worker import WorkerFailed

from advisor.diagnostics import visible
from advisor.errors import AdvisorError
from advisor.tui.commands import HereAndNow
from advisor.tui.ending import after_what_was_typed, listen_to_signals
from advisor.tui.keys import bind
from advisor.tui.saving import SavingApp
from advisor.tui.screens.base import BESIDE_FROM, LEAST_COLUMNS, LEAST_ROWS, AdvisorScreen
from advisor.tui.screens.home import HomeScreen
from advisor.tui.themes import DARK, HIGH_CONTRAST, THEMES

if TYPE_CHECKING:
    from advisor.interview.desk import Conduct, Desk
    from advisor.report.model import Report


class AdvisorApp(SavingApp):
    """The application.

    Args:
        folder: The user's data folder.
        conduct: Says how the interview is led, once it is asked; the usual way if left out.
        keymap: Keys by binding id, where the user has others.
        theme: Name of a theme.
        clock: Gives the time of day with its zone.
        opening: An earlier result to begin with.

    Attributes:
        trouble: What ended it, if anything did: a mistake of the user's, or a fault of ours.
        loaded: Is set when the rules are loaded.
    """

    TITLE = "advisor"
    CSS_PATH = "styles.tcss"
    ENABLE_COMMAND_PALETTE = True
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - as Textual declares it
        (0, "-too-narrow"),
        (LEAST_COLUMNS, "-narrow"),
        (80, "-normal"),
        (BESIDE_FROM, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-too-short"), (LEAST_ROWS, "-short"), (30, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.help", "help"),
        bind("app.theme", "next_theme"),
        bind("app.quit", "leave", priority=True, show=False),
    ]
    COMMANDS = App.COMMANDS | {HereAndNow}
    #: Whether nothing is below the first screen; where it may give way to another, a blank one is.
    _first_is_lowest = True

    def __init__(
        self,
        folder: Path,
        conduct: Callable[[], Conduct] | None = None,
        *,
        keymap: dict[str, str] | None = None,
        theme: str = DARK,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC).astimezone(),
        opening: Report | None = None,
    ) -> None:
        super().__init__()
        self._folder, self._conduct, self.clock = folder, conduct, clock
        self._desk: Desk | None = None
        self._opening = opening
        self.trouble: Exception | None = None
        self.loaded = asyncio.Event()
        self.register_theme(HIGH_CONTRAST)
        self.theme = theme
        if keymap:
            self.set_keymap(keymap)

    @property
    def desk(self) -> Desk:
        """The interview; there once the rules are loaded."""
        assert self._desk is not None, "the rules are not loaded yet"
        return self._desk

    @property
    def is_ready(self) -> bool:
        """Whether the rules are loaded."""
        return self._desk is not None

    def on_mount(self) -> None:
        """Shows the first screen; the rest is loaded once it is painted."""
        listen_to_signals(self, self._leave, self.close)
        if not self._first_is_lowest:
            self.push_screen(self.first_screen())

    def get_default_screen(self) -> Screen[Any]:
        """The first screen itself: a blank one below it would be laid out and painted before it."""
        return self.first_screen() if self._first_is_lowest else super().get_default_screen()

    def first_screen(self) -> AdvisorScreen:
        """What is painted first, before anything heavy is loaded."""
        return HomeScreen()

    @work(thread=True)
    def load(self) -> None:
        """Loads rules, numbers and the other screens, and looks around on this machine."""
        from advisor.interview.desk import Conduct, Desk
        from advisor.interview.glance import look_around

        try:
            conduct = self._conduct() if self._conduct else Conduct()
            desk = Desk(self._folder, conduct, self.tell, self.clock)
            import advisor.tui.screens.comparing
            import advisor.tui.screens.history
            import advisor.tui.screens.question
            import advisor.tui.screens.result
            import advisor.tui.screens.review
            import advisor.tui.screens.whatif  # noqa: F401 - here, so that no key waits for them
        except AdvisorError as error:
            self.trouble = error
            self.call_from_thread(self.exit, None, int(error.exit_code))
            return
        self.call_from_thread(self._loaded, desk)
        glance = look_around(conduct.interpreters)
        self.call_from_thread(self._home().show_glance, glance)

    def _loaded(self, desk: Desk) -> None:
        self._desk = desk
        self._home().list_projects()
        self.loaded.set()
        if self._opening is not None:
            self.open_result(self._opening)

    def _home(self) -> HomeScreen:
        return next(screen for screen in self.screen_stack if isinstance(screen, HomeScreen))

    def open_project(self, project_id: str) -> None:
        """Goes on with a saved project."""
        try:
            self.desk.open(project_id)
        except AdvisorError as error:
            self.show_mistake(error)
            self._home().list_projects()
            return
        self.say_saved("✓ saved")
        self.ask(None)

    def open_result(self, report: Report) -> None:
        """Shows an earlier result, weighed by today's rules over the measurements of then."""
        try:
            left_out = self.desk.open_result(report)
        except AdvisorError as error:
            self.show_mistake(error)
            return
        self.say_saved(f"result of {report.generated:%Y-%m-%d}")
        if left_out:
            told = f"No answers any more, so left open: {', '.join(left_out)}"
            self.notify(visible(told), severity="warning", timeout=10, markup=False)
        self.show_result()

    def show_history(self) -> None:
        """The results that were kept on this machine."""
        from advisor.tui.screens.history import HistoryScreen

        self.push_screen(HistoryScreen())

    def ask(self, key: str | None) -> None:
        """Shows a question, or the one that is worth most."""
        from advisor.tui.screens.question import QuestionScreen

        self.back_home()
        self.push_screen(QuestionScreen(key))

    def show_review(self) -> None:
        """All answers on one page."""
        from advisor.tui.screens.review import ReviewScreen

        self.push_screen(ReviewScreen())

    def show_result(self, *, fresh: bool = False) -> None:
        """The verdict on the answers so far.

        Args:
            fresh: Whether an older result that is open is to be left behind.
        """
        from advisor.tui.screens.result import ResultScreen

        if not self.desk.conduct.hints:
            self.notify("The result is shown when everybody has answered")
            return
        if fresh and isinstance(self.screen, ResultScreen):
            self.screen.weigh()
            return
        self.push_screen(ResultScreen())

    def show_whatif(self) -> None:
        """Changes anything, without keeping it."""
        from advisor.tui.screens.whatif import WhatIfScreen

        self.push_screen(WhatIfScreen())

    def show_compare(self) -> None:
        """Two scenarios side by side."""
        from advisor.tui.screens.comparing import CompareScreen

        self.push_screen(CompareScreen())

    def back_home(self) -> None:
        """Leaves all screens but the first."""
        while len(self.screen_stack) > 1 and not isinstance(self.screen, HomeScreen):
            self.pop_screen()

    def action_help(self) -> None:
        """Shows what the focused part does and all its keys, or hides it again."""
        shown = bool(self.screen.query("HelpPanel"))
        (self.action_hide_help_panel if shown else self.action_show_help_panel)()
        self.screen.set_class(not shown, "-helped")

    def action_next_theme(self) -> None:
        """Light, dark, high contrast, and again."""
        place = THEMES.index(self.theme) if self.theme in THEMES else -1
        self.theme = THEMES[(place + 1) % len(THEMES)]
        self.notify(f"Theme: {self.theme}", timeout=2)

    async def action_back(self) -> None:
        """To the screen before."""
        if self.screen.query("HelpPanel"):
            self.action_help()
        elif len(self.screen_stack) > 1:
            self.pop_screen()

    def action_leave(self) -> None:
        """Ends, once all that was typed has arrived."""
        self._leave(0)

    def _leave(self, code: int) -> None:
        after_what_was_typed(self, lambda: self.exit(None, code))

    def _handle_exception(self, error: Exception) -> None:
        """A fault of ours: it is told in a line when the screen is gone, without the values of variables."""
        if isinstance(error, WorkerFailed) and isinstance(error.error, Exception):
            error = error.error
        self.trouble = self.trouble or error
        self._exit_renderables.clear()
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()

    def close(self) -> None:
        """Ends what runs beside the screen; safe to call more than once."""
        self.tell_no_more()
        if self._desk is not None:
            self._desk.close()
