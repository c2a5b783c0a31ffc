"""What all screens share: the app behind them, and a notice where there is no room."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from advisor.tui.keys import bind

if TYPE_CHECKING:
    from advisor.interview.desk import Desk
    from advisor.interview.measuring import Standing
    from advisor.tui.app import AdvisorApp
    from advisor.tui.widgets.dock import ProbeDock

LEAST_COLUMNS, LEAST_ROWS = 60, 20
#: Screens of so many columns show two halves side by side.
BESIDE_FROM = 110
#: Screens of fewer rows show one line of the probes.
_DOCK_FROM = 24
#: Characters of a message that the dock's first line has room for.
_SHORT_MESSAGE = 40

T = TypeVar("T")


class SizeNotice(Static):
    """Covers a screen that is too small to be used."""

    def render(self) -> Content:
        """How large it is, and how large it has to be."""
        size = self.app.size
        return Content(
            f"This window is {size.width} × {size.height}.\n"
            f"advisor needs {LEAST_COLUMNS} × {LEAST_ROWS}: make it larger,\n"
            "or run advisor --plain.\nEvery answer is saved."
        )

    def on_resize(self) -> None:
        """Tells the new size."""
        self.refresh()


class AdvisorScreen(Screen[None]):
    """A screen of this application."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("app.back", "app.back")]
    _has_more = False

    def compose(self) -> ComposeResult:
        """The notice, then what the screen itself holds."""
        yield SizeNotice()
        yield from self.body()

    def body(self) -> ComposeResult:
        """What the screen holds."""
        raise NotImplementedError

    @property
    def advisor(self) -> AdvisorApp:
        """The application."""
        return cast("AdvisorApp", self.app)

    @property
    def desk(self) -> Desk:
        """The interview."""
        return self.advisor.desk

    @property
    def is_open(self) -> bool:
        """Whether it was not left meanwhile; what took a while has nobody to tell then."""
        return self in self.app.screen_stack

    def on_resize(self) -> None:
        """Folds the probes where there is no room for them."""
        # By its name: the first screen has none, and what it is made of takes longer to load than to paint.
        for dock in self.query("ProbeDock"):
            cast("ProbeDock", dock).collapsed = not self._has_more or self.app.size.height < _DOCK_FROM

    def show_standing(self, standing: Standing) -> None:
        """The measuring has moved."""

    def show_probes(self, standing: Standing, message: str) -> None:
        """Brings the dock up to date; without rows it is a line, and the first rows unfold it."""
        from advisor.tui.widgets.dock import ProbeDock

        dock = self.query_one(ProbeDock)
        has_more = bool(standing.rows) or len(message) > _SHORT_MESSAGE
        if has_more != self._has_more:
            self._has_more = has_more
            dock.collapsed = not has_more or self.app.size.height < _DOCK_FROM
        dock.show(standing.rows, left_s=standing.left_s, status=standing.status, message=message)


class AdvisorModal(ModalScreen[T]):
    """A question that stands before everything else and returns its answer."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [bind("app.back", "close"), bind("app.help", "app.help")]

    @property
    def desk(self) -> Desk:
        """The interview."""
        return cast("AdvisorApp", self.app).desk

    def action_close(self) -> None:
        """Closes without an answer."""
        self.dismiss(None)
