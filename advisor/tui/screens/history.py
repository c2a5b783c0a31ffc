"""Earlier results on this machine: each can be opened again, or deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from advisor.diagnostics import visible
from advisor.errors import AdvisorError
from advisor.results import ResultEntry
from advisor.tui.keys import bind
from advisor.tui.screens.asking import Choose
from advisor.tui.screens.base import AdvisorScreen
from advisor.tui.widgets.cells import fit
from advisor.tui.widgets.keyline import KeyLine

_NAME, _NAME_LEAST = 40, 14
#: Columns beside the name: the time, and a verdict in a few words.
_BESIDE = 50
_NONE = "No result is kept yet: advisor recommend keeps each of its own, an export that of the questionnaire."


class HistoryScreen(AdvisorScreen):
    """Lists the kept results, the newest first."""

    CSS_PATH = "history.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [bind("history.delete", "delete")]
    HELP = """**enter** opens the chosen result: its answers and measurements, weighed by today's rules.

Nothing is measured unless you ask for it, and no project is saved before you change something."""

    _entries: Sequence[ResultEntry] = ()

    def body(self) -> ComposeResult:
        """The list."""
        yield Static("Earlier results", id="history-title")
        yield Static("…", id="history-note")
        yield OptionList(id="history")
        yield KeyLine()

    def on_mount(self) -> None:
        """Puts the cursor into the list."""
        self.query_one(OptionList).focus()

    def on_screen_resume(self) -> None:
        """Lists the results as they are now."""
        self._read()

    @work(thread=True, exclusive=True, group="doing")
    def _read(self) -> None:
        entries = self.desk.results.entries()
        self.app.call_from_thread(self._show, entries)

    def _show(self, entries: Sequence[ResultEntry]) -> None:
        if not self.is_open:
            return
        self._entries = entries
        note = _NONE if not entries else f"{len(entries)} kept on this machine; enter opens one again."
        self.query_one("#history-note", Static).update(Content(note))
        options = self.query_one(OptionList)
        place = options.highlighted
        options.clear_options()
        room = max(_NAME_LEAST, min(_NAME, self.size.width - _BESIDE))
        for entry in entries:
            options.add_option(Option(Content(_line(entry, room)), id=entry.id))
        if entries:
            options.highlighted = min(place or 0, len(entries) - 1)

    def on_resize(self) -> None:
        """Cuts the names anew."""
        super().on_resize()
        if self._entries:
            self._show(self._entries)

    @on(OptionList.OptionSelected, "#history")
    def _picked(self, event: OptionList.OptionSelected) -> None:
        entry = self._entries[event.option_index]
        try:
            report = self.desk.results.load(entry)
        except AdvisorError as error:
            self.advisor.show_mistake(error)
            return
        self.advisor.open_result(report)

    def action_delete(self) -> None:
        """Deletes the chosen result, after asking."""
        at = self.query_one(OptionList).highlighted
        if at is not None:
            self._delete(self._entries[at])

    @work
    async def _delete(self, entry: ResultEntry) -> None:
        what = f"{entry.made:%Y-%m-%d %H:%M} {entry.project}".strip()
        choices = [("keep", "Keep it"), ("delete", "Delete it")]
        if await self.app.push_screen_wait(Choose("Delete this result for good?", what, choices)) != "delete":
            return
        try:
            self.desk.results.delete(entry)
        except AdvisorError as error:
            self.advisor.show_mistake(error)
            return
        self._read()


def _line(entry: ResultEntry, room: int) -> str:
    made = f"{entry.made:%Y-%m-%d %H:%M}"
    if entry.trouble:
        return f"{made}  ✗ cannot be read: {visible(entry.trouble)}"
    return f"{made}  {fit(visible(entry.project), room)}  {visible(entry.verdict)}"
