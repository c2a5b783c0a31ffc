"""Writing answers or a report to a file, with the command line that repeats it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from advisor.diagnostics import visible
from advisor.errors import AdvisorError
from advisor.interview.export import EXPORTS, ExportKind, file_name
from advisor.needs.model import Needs
from advisor.output import check_writable
from advisor.report.model import Report
from advisor.tui.screens.asking import Choose
from advisor.tui.screens.base import AdvisorModal
from advisor.tui.widgets.line import Line

_KINDS: tuple[ExportKind, ...] = tuple(EXPORTS)


class ExportDialog(AdvisorModal[Path]):
    """Asks what and where, writes it, and returns where it lies.

    Args:
        needs: The answers.
        report: The report on them.
        kind: What is written at first.
    """

    def __init__(self, needs: Needs, report: Report, kind: ExportKind = "needs") -> None:
        super().__init__()
        self._needs, self._report, self._kind = needs, report, kind

    def compose(self) -> ComposeResult:
        """The forms, the file, the command that repeats it."""
        with Vertical(classes="dialog -wide"):
            yield Static("Export", classes="dialog-title")
            forms = OptionList(*(Option(text, id=kind) for kind, (text, _) in EXPORTS.items()), id="forms")
            forms.highlighted = _KINDS.index(self._kind)
            yield forms
            yield Static("File", classes="dialog-text")
            yield Line(str(Path.cwd() / file_name(self._needs.project, self._kind)), id="export-file")
            yield Static(id="export-problem", classes="answer-error")
            yield Static("Repeat it from a shell with", classes="dialog-text")
            yield Static(id="export-command")
            with Horizontal(classes="dialog-buttons"):
                yield Button("Write", id="write", variant="primary")
                yield Button("Copy command", id="copy")
                yield Button("Cancel", id="cancel")

    def on_mount(self) -> None:
        """Shows the command."""
        self.query_one("#export-command", Static).update(Content(visible(self._command())))
        self.query_one("#forms").focus()

    @on(OptionList.OptionHighlighted, "#forms")
    def _form(self, event: OptionList.OptionHighlighted) -> None:
        line = self.query_one("#export-file", Input)
        path, own = Path(line.value), file_name(self._needs.project, self._kind)
        self._kind = _KINDS[event.option_index]
        if path.name == own:
            line.value = str(path.with_name(file_name(self._needs.project, self._kind)))

    @on(OptionList.OptionSelected, "#forms")
    def _chosen(self) -> None:
        self.query_one("#export-file").focus()

    @on(Input.Submitted)
    @on(Button.Pressed, "#write")
    def _write(self) -> None:
        self._write_file()

    @on(Button.Pressed, "#copy")
    def _copy(self) -> None:
        self.app.copy_to_clipboard(self._command())
        self.notify("The command is on the clipboard, if the terminal allows it")

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.dismiss(None)

    @work
    async def _write_file(self) -> None:
        typed = self.query_one("#export-file", Input).value.strip()
        problem = self.query_one("#export-problem", Static)
        if not typed:
            problem.update("✗ Name a file")
            return
        path = Path(typed).expanduser()
        try:
            check_writable(path)
            if path.exists() and not await self._may_replace(path):
                return
            # Pictures take a second to draw, and the screen goes on meanwhile.
            not_kept = await asyncio.to_thread(self.desk.export, self._kind, self._needs, self._report, path)
        except (AdvisorError, OSError, ValueError) as error:
            lines = error.lines if isinstance(error, AdvisorError) else (str(error),)
            problem.update(Content(visible(f"✗ {lines[0]}")))
            return
        self.app.notify(visible(f"Written: {path}"), markup=False)
        if not_kept:
            self.app.notify(visible(not_kept), severity="warning", timeout=10, markup=False)
        self.dismiss(path)

    async def _may_replace(self, path: Path) -> bool:
        answer = await self.app.push_screen_wait(
            Choose(f"{path.name} is there already", str(path), [("no", "Keep it"), ("yes", "Replace it")])
        )
        return answer == "yes"

    def _command(self) -> str:
        return self.desk.command(self._needs)
