"""Where it begins: a new project, a recent one, and this machine at a glance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from advisor.diagnostics import visible
from advisor.errors import AdvisorError
from advisor.interview.project import project_name
from advisor.tui.keys import bind
from advisor.tui.screens.asking import AskLine, Choose
from advisor.tui.screens.base import AdvisorScreen
from advisor.tui.widgets.cells import fit
from advisor.tui.widgets.keyline import KeyLine

if TYPE_CHECKING:
    from advisor.interview.glance import Glance
    from advisor.interview.project import ProjectEntry

_WELCOME = """PyTorch or TensorFlow, for this project, on this hardware?

Answer what you know, about five minutes. Meanwhile both frameworks are measured here.
Every answer is saved at once; you can leave at any time and go on later."""
_NEW, _FILE = "\0new", "\0file"
_NAME, _NAME_LEAST = 40, 14
#: Columns beside the name.
_BESIDE = 28


class HomeScreen(AdvisorScreen):
    """New, open, copy, resume."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("home.new", "new"),
        bind("home.file", "file"),
        bind("home.copy", "copy"),
        bind("home.rename", "rename"),
        bind("home.delete", "delete"),
        bind("home.history", "history"),
        bind("app.quit", "app.leave", priority=True),
        bind("app.back", "leave", show=False),
    ]
    HELP = (
        "**enter** goes on with the chosen project; **n** begins a new one, **o** begins from a needs file."
    )

    _entries: Sequence[ProjectEntry] = ()

    def body(self) -> ComposeResult:
        """What one can do beside what there is to measure with."""
        yield Static(_WELCOME, id="welcome")
        with Horizontal(id="home"):
            with Vertical(id="home-left"):
                yield OptionList(id="projects")
            with VerticalScroll(id="home-right", can_focus=False):
                yield Static("This machine\n…", id="glance")
        yield KeyLine()

    def on_mount(self) -> None:
        """Shows what needs no looking for."""
        self._list([])
        self.query_one("#projects").focus()
        # Not before this screen is painted: what is loaded would hold it up.
        self.call_after_refresh(self.advisor.load)

    def on_screen_resume(self) -> None:
        """Lists the projects as they are now."""
        if self.advisor.is_ready:
            self.list_projects()

    def list_projects(self) -> None:
        """Reads the saved projects, the last first."""
        self._list(self.desk.projects.entries())

    def show_glance(self, glance: Glance) -> None:
        """Shows what there is to measure with."""
        parts: list[str | tuple[str, str]] = [("This machine\n", "bold"), f"{visible(glance.machine)}\n"]
        parts.append(f"devices: {glance.devices}\n\n")
        parts += [f"✓ {visible(line)}\n" for line in glance.frameworks]
        for line in glance.missing:
            parts.append((f"✗ {visible(line)}\n", "$text-warning"))
        if glance.missing:
            parts.append("\nWithout both, the rules alone decide.\n")
        self.query_one("#glance", Static).update(Content.assemble(*parts))

    def _list(self, entries: Sequence[ProjectEntry]) -> None:
        self._entries = entries
        options = self.query_one("#projects", OptionList)
        place = options.highlighted
        options.clear_options()
        options.add_option(Option("+ New project", id=_NEW))
        options.add_option(Option("+ From a needs file", id=_FILE))
        if entries:
            options.add_option(Option(Content.styled("Recent projects", "bold"), disabled=True))
        now = self.advisor.clock()
        room = max(_NAME_LEAST, min(_NAME, options.size.width - _BESIDE))
        for entry in entries:
            line = f"{fit(visible(entry.name), room)} {entry.answered:>2} answers  {_ago(now, entry.saved)}"
            options.add_option(Option(Content(line), id=entry.id))
        options.highlighted = min(place or 0, options.option_count - 1)

    @on(OptionList.OptionSelected, "#projects")
    def _picked(self, event: OptionList.OptionSelected) -> None:
        id_ = event.option.id
        if id_ == _NEW:
            self.action_new()
        elif id_ == _FILE:
            self.action_file()
        elif id_:
            self.advisor.open_project(id_)

    def on_resize(self) -> None:
        """Cuts the names anew."""
        super().on_resize()
        self.call_after_refresh(lambda: self._list(self._entries))

    def action_new(self) -> None:
        """Begins a new project."""
        self._new()

    @work
    async def _new(self) -> None:
        name = await self.app.push_screen_wait(
            AskLine("What is the project called?", "", "Any name; it can be changed")
        )
        if name:
            await self._try(lambda: self.desk.begin(name))

    def action_file(self) -> None:
        """Begins from a needs file."""
        self._from_file()

    @work
    async def _from_file(self) -> None:
        typed = await self.app.push_screen_wait(
            AskLine("Which needs file?", "", "A YAML file, such as advisor init writes")
        )
        if typed:
            await self._try(lambda: self.desk.open_file(Path(typed).expanduser()))

    def action_copy(self) -> None:
        """Begins with the answers of the chosen project."""
        entry = self._chosen()
        if entry is not None:
            self._copy(entry)

    @work
    async def _copy(self, entry: ProjectEntry) -> None:
        name = await self.app.push_screen_wait(
            AskLine("What is the copy called?", f"{entry.name[:180]} (copy)")
        )
        if name:
            await self._try(lambda: self.desk.copy(entry.id, name))

    def action_rename(self) -> None:
        """Gives the chosen project another name."""
        entry = self._chosen()
        if entry is not None:
            self._rename(entry)

    @work
    async def _rename(self, entry: ProjectEntry) -> None:
        name = await self.app.push_screen_wait(AskLine("What shall it be called?", entry.name))
        if name and name != entry.name:
            await self._try(lambda: self._renamed(entry.id, name), goes_on=False)
            self.list_projects()

    def _renamed(self, project_id: str, name: str) -> None:
        project = self.desk.projects.load(project_id, self.desk.questionnaire)
        needs = replace(project.needs, project=project_name(name))
        self.desk.projects.save(replace(project, needs=needs))

    def action_delete(self) -> None:
        """Deletes the chosen project, after asking."""
        entry = self._chosen()
        if entry is not None:
            self._delete(entry)

    @work
    async def _delete(self, entry: ProjectEntry) -> None:
        answer = await self.app.push_screen_wait(
            Choose(
                "Delete this project for good?", entry.name, [("keep", "Keep it"), ("delete", "Delete it")]
            )
        )
        if answer == "delete":
            self.desk.projects.delete(entry.id)
            self.list_projects()

    def action_history(self) -> None:
        """Lists earlier results."""
        self._history()

    @work
    async def _history(self) -> None:
        await self.advisor.loaded.wait()
        self.advisor.show_history()

    def action_leave(self) -> None:
        """There is nothing behind this screen."""
        if self.query("HelpPanel"):
            self.advisor.action_help()
            return
        self.notify("ctrl+q ends advisor", timeout=3)

    def _chosen(self) -> ProjectEntry | None:
        options = self.query_one("#projects", OptionList)
        at = options.highlighted
        id_ = None if at is None else options.get_option_at_index(at).id
        found = next((entry for entry in self._entries if entry.id == id_), None)
        if found is None:
            self.notify("Choose a project first", timeout=3)
        return found

    async def _try(self, begin: Callable[[], None], *, goes_on: bool = True) -> None:
        await self.advisor.loaded.wait()
        try:
            begin()
        except AdvisorError as error:
            self.advisor.show_mistake(error)
            return
        if goes_on:
            self.advisor.ask(None)


def _ago(now: datetime, then: datetime) -> str:
    seconds = max(0.0, (now - then).total_seconds())
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        count = int(seconds // length)
        if count:
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return "just now"
