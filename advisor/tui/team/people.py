"""Who is in a session and how far everybody is, as lines; never a word of what was answered."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from advisor.diagnostics import visible
from advisor.team.records import Member, State
from advisor.tui.team.wording import answered, called, standing
from advisor.tui.widgets.cells import fit, widest

_NAME, _NAME_LEAST, _STANDING = 32, 8, 12
#: Columns that are no name.
_BESIDE = _STANDING + 18


class People(Static):
    """Lists the participants.

    Args:
        me: Id of the participant at this screen, who is marked.
    """

    _shown: tuple[State, int | None] | None = None

    def __init__(self, me: str = "", *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._me = me

    def show(self, state: State, total: int | None) -> None:
        """Shows how far everybody is.

        Args:
            state: The session.
            total: How many questions there are; None while that is not known.
        """
        self._shown = (state, total)
        room = max(_NAME_LEAST, min(_NAME, (self.size.width or self.app.size.width) - _BESIDE))
        width = widest([_name(member) for member in state.members], room)
        parts: list[str | tuple[str, str]] = []
        for member in state.members:
            name = fit(_name(member), max(width, 1))
            line = f"{fit(standing(member, state.phase), _STANDING)} {name}  {answered(member, total)}"
            mine = member.id == self._me
            parts.append((f"{line}{' ◂ you' if mine else ''}\n", "bold" if mine else ""))
        self.update(Content.assemble(*parts) if parts else Content("Nobody yet."))

    def on_resize(self) -> None:
        """Cuts the names anew."""
        if self._shown is not None:
            self.show(*self._shown)


def _name(member: Member) -> str:
    return visible(f"{called(member)}, {member.role}" if member.role else called(member))
