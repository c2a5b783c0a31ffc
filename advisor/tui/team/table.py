"""The facilitator's screen: participants with their progress, and never a word of what they answered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import DataTable, Static

from advisor.diagnostics import visible
from advisor.errors import AdvisorError
from advisor.team.records import Member, Phase, State
from advisor.tui.keys import bind
from advisor.tui.screens.asking import AskLine, Choose, Pick
from advisor.tui.team.base import TeamScreen
from advisor.tui.team.inviting import InviteDialog, ShowLink
from advisor.tui.team.wording import answered, called, next_step, not_done, seen, some_names, standing
from advisor.tui.widgets.cells import fit, widest
from advisor.tui.widgets.keyline import KeyLine
from advisor.tui.widgets.topbar import TopBar

if TYPE_CHECKING:
    from advisor.tui.team.chair import ChairApp

#: In which phases a key does something; those that are not listed always do.
_PHASES: dict[str, tuple[Phase, ...]] = {
    "invite": ("answering", "locked", "revealed"),
    "link": ("answering", "locked", "revealed"),
    "weigh": ("answering", "locked", "revealed"),
    "remove": ("answering", "locked", "revealed"),
    "lock": ("answering",),
    "unlock": ("locked",),
    "reveal": ("answering", "locked"),
    "reopen": ("revealed",),
    "measurements": ("answering", "locked", "revealed"),
    "end": ("answering", "locked", "revealed"),
}
#: Columns with the cells they take; name and role share what is left.
_FIXED = {"weight": 6, "answered": 11, "standing": 12, "seen": 11}
_ROLE_FROM, _SEEN_FROM = 80, 72
_NAME_LEAST, _NAME, _ROLE_LEAST, _ROLE = 12, 40, 8, 30
#: Seconds after which "seen" is told anew.
_AGAIN_S = 30.0
_ADD = "\0add"


class ChairScreen(TeamScreen):
    """Leads a session."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("chair.invite", "invite"),
        bind("chair.link", "link"),
        bind("chair.lock", "lock"),
        bind("chair.unlock", "unlock"),
        bind("chair.reveal", "reveal"),
        bind("chair.reopen", "reopen"),
        bind("team.spread", "spread"),
        bind("chair.weigh", "weigh"),
        bind("chair.measurements", "measurements"),
        bind("chair.remove", "remove"),
        bind("chair.export", "export"),
        bind("chair.end", "end"),
    ]
    HELP = """Who is how far. What anybody answers is not shown before you reveal it to everybody.

**↑ ↓** choose a participant; the keys below act on the chosen one, or on the session."""

    def body(self) -> ComposeResult:
        """What to do next above the table."""
        yield TopBar(classes="-own")
        yield Static(id="chair-next")
        yield DataTable(id="chair-table", cursor_type="row", zebra_stripes=False)
        yield Static(id="chair-files")
        yield KeyLine()

    @property
    def chair_app(self) -> ChairApp:
        """The application."""
        return cast("ChairApp", self.app)

    def on_mount(self) -> None:
        """Puts the cursor into the table."""
        self.query_one(DataTable).focus()
        self.set_interval(_AGAIN_S, self._show_again)

    def show_state(self, state: State) -> None:
        """Shows who is how far, and what comes next."""
        super().show_state(state)
        done = len(state.members) - len(not_done(state))
        counts = state.members and state.phase in ("answering", "locked")
        count = f"{done} of {len(state.members)} done. " if counts else ""
        self.query_one("#chair-next", Static).update(Content(visible(f"{count}{next_step(state)}")))
        files = ", ".join(f"{file.name} ({file.rows} rows)" for file in state.files) or "none"
        self.query_one("#chair-files", Static).update(Content(visible(f"Shared measurements: {files}")))
        self._fill(state)
        self.refresh_bindings()

    def _fill(self, state: State) -> None:
        table: DataTable[Text] = self.query_one(DataTable)
        chosen, width = self.chosen, self.app.size.width
        fixed = dict(_FIXED)
        if width < _SEEN_FROM:
            del fixed["seen"]
        left = width - sum(fixed.values()) - 2 * (len(fixed) + 2) - 2
        role = min(_ROLE, left // 2) if width >= _ROLE_FROM else 0
        role = max(_ROLE_LEAST, widest([member.role for member in state.members], role)) if role else 0
        name = max(_NAME_LEAST, widest([called(member) for member in state.members], min(_NAME, left - role)))
        table.clear(columns=True)
        for heading, cells in {"name": name, **({"role": role} if role else {}), **fixed}.items():
            table.add_column(heading, width=cells)
        now = self.team.clock()
        for member in state.members:
            told = {
                "weight": f"{member.weight:g}",
                "answered": answered(member, self.team.total),
                "standing": standing(member, state.phase),
                "seen": seen(member, now),
            }
            cells_ = [fit(called(member), name), *([fit(member.role, role)] if role else [])]
            table.add_row(*(Text(cell) for cell in [*cells_, *(told[key] for key in fixed)]), key=member.id)
        ids = [member.id for member in state.members]
        if chosen is not None and chosen.id in ids:
            table.move_cursor(row=ids.index(chosen.id), animate=False)

    @property
    def chosen(self) -> Member | None:
        """The participant under the cursor."""
        table: DataTable[Text] = self.query_one(DataTable)
        if not table.row_count or not table.is_valid_coordinate(table.cursor_coordinate):
            return None
        id_ = table.coordinate_to_cell_key(table.cursor_coordinate).row_key.value
        return next((member for member in self.team.state.members if member.id == id_), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Offers what the phase allows."""
        state = self.team.state
        if action in ("spread", "export"):
            return state.phase in ("revealed", "ended") or state.round > 1
        if action in ("link", "weigh", "remove") and not state.members:
            return False
        return state.phase in _PHASES.get(action, (state.phase,))

    @work
    async def action_invite(self) -> None:
        """Makes a link for another participant."""
        invitation = await self.app.push_screen_wait(InviteDialog())
        if invitation is None:
            return
        made: list[tuple[Member, str]] = []
        app = self.chair_app

        def invite() -> None:
            made.append(app.chair.invite(invitation.name, invitation.role, invitation.weight))

        if await app.attempt(invite):
            member, token = made[0]
            self.app.push_screen(ShowLink(called(member), app.link(token)))

    @work
    async def action_link(self) -> None:
        """Makes a new link for the chosen participant."""
        member, app = self.chosen, self.chair_app
        if member is None or not await self._is_sure(
            f"Make a new link for {called(member)}?",
            "The old link ends, and windows that were opened with it are let in no more.",
            "Make it",
        ):
            return
        made: list[str] = []
        if await app.attempt(lambda: made.append(app.chair.reissue(member.id))):
            self.app.push_screen(ShowLink(called(member), app.link(made[0])))

    @work
    async def action_weigh(self) -> None:
        """Says how much the chosen participant's voice counts."""
        member = self.chosen
        if member is None:
            return
        typed = await self.app.push_screen_wait(
            AskLine("How much does this voice count?", f"{member.weight:g}", called(member))
        )
        if typed is not None:
            await self.chair_app.attempt(lambda: self.chair_app.chair.weigh(member.id, weight_of(typed)))

    @work
    async def action_remove(self) -> None:
        """Removes the chosen participant."""
        member = self.chosen
        if member is not None and await self._is_sure(
            f"Remove {called(member)} with every answer?", "This cannot be taken back.", "Remove"
        ):
            await self.chair_app.attempt(lambda: self.chair_app.chair.remove(member.id))

    def action_lock(self) -> None:
        """Takes no more answers for now."""
        self.team.do(self.chair_app.chair.lock, "Answers are closed")

    def action_unlock(self) -> None:
        """Takes answers again."""
        self.team.do(self.chair_app.chair.unlock, "Answers are open again")

    @work
    async def action_reveal(self) -> None:
        """Shows everybody who answered what."""
        waiting = not_done(self.team.state)
        if waiting and not await self._is_sure(
            f"Reveal, although {len(waiting)} {'is' if len(waiting) == 1 else 'are'} not done?",
            f"Not done: {some_names(waiting)}. Everybody will see who answered what.",
            "Reveal",
        ):
            return
        if await self.chair_app.attempt(self.chair_app.chair.reveal):
            self.chair_app.show_spread()

    @work
    async def action_reopen(self) -> None:
        """Begins another round."""
        if await self.chair_app.attempt(self.chair_app.chair.reopen):
            self.notify(f"Round {self.team.state.round} is open: everybody may change their answers")

    @work
    async def action_measurements(self) -> None:
        """Shares a file of measurements, or takes one back."""
        state, app = self.team.state, self.chair_app
        lines = [(str(file.id), f"Take back: {file.name} ({file.rows} rows)") for file in state.files]
        picked = _ADD
        if lines:
            options = [(_ADD, "+ Share another file"), *lines]
            picked = await self.app.push_screen_wait(Pick("Shared measurements", options)) or ""
        if picked == _ADD:
            typed = await self.app.push_screen_wait(
                AskLine(
                    "Which file of measurements?",
                    "",
                    "As advisor probe -o FILE writes it, on the machine that runs the session",
                )
            )
            if typed:
                await app.attempt(lambda: _share(app, Path(typed).expanduser()))
        elif picked:
            await app.attempt(lambda: app.chair.remove_measurements(int(picked)))

    def action_spread(self) -> None:
        """What was revealed."""
        self.chair_app.show_spread()

    def action_export(self) -> None:
        """Writes answers and report."""
        from advisor.tui.team.taking import TakeAway

        self.app.push_screen(TakeAway())

    @work
    async def action_end(self) -> None:
        """Ends the session, and offers the export."""
        shown = self.check_action("export", ()) or False
        text = "No answer and no weight can be changed any more. It can still be looked at and exported."
        if not shown:
            text = "Nothing was revealed: nobody's answers will be seen, and there will be nothing to export."
        if not await self._is_sure("End this session?", text, "End it"):
            return
        if await self.chair_app.attempt(self.chair_app.chair.end) and shown:
            self.action_export()

    async def _is_sure(self, title: str, text: str, label: str) -> bool:
        choices = [("no", "Cancel"), ("yes", label)]
        return await self.app.push_screen_wait(Choose(title, text, choices)) == "yes"


def weight_of(text: str) -> float:
    """A typed weight.

    Raises:
        AdvisorError: It is none.
    """
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        raise AdvisorError(f"'{text.strip()[:40]}' is no weight", "Type a number, such as 1 or 0.5") from None


def _share(app: ChairApp, path: Path) -> None:
    from advisor.evidence.store import read_probes_file

    app.chair.add_measurements(path.name, read_probes_file(path))
