"""The application's side of saving: every answer at once, and what to do when that does not work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message

from advisor.diagnostics import visible
from advisor.errors import AdvisorError
from advisor.tui.probing import ProbingApp

if TYPE_CHECKING:
    from advisor.interview.project import Project


class Kept(Message):
    """A project was saved.

    Args:
        project: As it was to be kept.
        trouble: Why it was not, if it was not.
    """

    def __init__(self, project: Project, trouble: AdvisorError | None) -> None:
        super().__init__()
        self.project, self.trouble = project, trouble


class SavingApp(ProbingApp):
    """An application that saves the project at hand."""

    #: What was said last of being kept, and of which project.
    _saved, _saved_id = "", ""
    _asking_what_to_keep = False

    def open_project(self, project_id: str) -> None:
        """Goes on with a saved project."""
        raise NotImplementedError

    def show_mistake(self, error: AdvisorError) -> None:
        """Tells of a mistake and what to do about it."""
        from advisor.tui.screens.asking import Choose

        lines = [*error.lines[:12], *(["…"] if len(error.lines) > 12 else [])]
        self.push_screen(Choose("That did not work", "\n".join(lines), [("ok", "OK")]))

    def save_soon(self) -> None:
        """Keeps the project as it is now, behind the screen."""
        project = self.desk.draft.project
        self.say_saved("saving …")
        self.desk.save_soon(lambda trouble: self._saving_ended(project, trouble))

    def _saving_ended(self, project: Project, trouble: AdvisorError | None) -> None:
        self.post_from_thread(Kept(project, trouble))

    def say_saved(self, words: str) -> None:
        """Says above the screens whether the project is kept."""
        self._saved, self._saved_id = words, self.desk.draft.project.id
        self._show_saved()

    @on(Kept)
    def _kept(self, event: Kept) -> None:
        from advisor.interview.projects import ChangedElsewhereError

        at_hand, trouble = self.desk.draft.project, event.trouble
        # What is at hand may be newer, and is heard of in its turn; of an older version only trouble is news.
        if event.project is at_hand:
            self.say_saved("✗ not saved" if trouble else "✓ saved")
        if isinstance(trouble, ChangedElsewhereError) and event.project.id == at_hand.id:
            if not self._asking_what_to_keep:
                self._asking_what_to_keep = True
                self._ask_what_to_keep(trouble)
        elif trouble is not None:
            self.notify(visible(trouble.lines[0]), severity="error", timeout=10, markup=False)

    @work
    async def _ask_what_to_keep(self, trouble: AdvisorError) -> None:
        from advisor.tui.screens.asking import Choose

        choices = [("copy", "Keep mine as a copy"), ("other", "Take the other's")]
        project = self.desk.draft.project
        answer = await self.push_screen_wait(Choose(trouble.what, "Nothing was overwritten.", choices))
        self._asking_what_to_keep = False
        if answer == "other":
            self.open_project(project.id)
            return
        try:
            self.desk.keep_as_copy(f"{project.needs.project[:180]} (copy)")
        except AdvisorError as error:
            self.show_mistake(error)
            return
        self.say_saved("✓ saved as a copy")

    def on_top_bar_ready(self) -> None:
        """A screen with a bar has come."""
        self._show_saved()

    def _show_saved(self) -> None:
        from advisor.tui.widgets.topbar import TopBar

        project = self.desk.draft.project
        if self._saved_id != project.id:
            self._saved, self._saved_id = "✓ saved" if self.desk.is_kept else "", project.id
        # On all screens: one that lies under a dialog now says it as soon as it comes to light.
        for screen in self.screen_stack:
            for bar in screen.query(TopBar):
                if not bar.has_class("-own"):
                    bar.show(project.needs.project, self._saved)
