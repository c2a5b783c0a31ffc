"""The command palette: everything that has a key here and now, and how long measuring may take."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.types import IgnoreReturnCallbackType

if TYPE_CHECKING:
    from advisor.evidence.plan import Budget
    from advisor.tui.app import AdvisorApp

#: Their keys act inside a widget, where a palette is of no use.
_OF_WIDGETS = ("slider.", "level.", "find.", "bars.", "answer.", "importance.", "dock.up", "dock.down")
_BUDGETS: dict[Budget, str] = {
    "quick": "at most a minute",
    "standard": "at most 3 minutes",
    "thorough": "at most 15 minutes",
    "none": "measure nothing",
}


class _Command(NamedTuple):
    """A line of the palette."""

    name: str
    about: str
    run: IgnoreReturnCallbackType


class HereAndNow(Provider):
    """What the screen and the focused part can do."""

    async def discover(self) -> Hits:
        """All of it."""
        for command in self._commands():
            yield DiscoveryHit(command.name, command.run, help=command.about)

    async def search(self, query: str) -> Hits:
        """What fits the words."""
        matcher = self.matcher(query)
        for command in self._commands():
            score = matcher.match(f"{command.name} {command.about}")
            if score > 0:
                yield Hit(score, matcher.highlight(command.name), command.run, help=command.about)

    def _commands(self) -> Iterator[_Command]:
        app = cast("AdvisorApp", self.app)
        told: set[str] = set()
        for node, binding, enabled, tooltip in self.screen.active_bindings.values():
            key_id = binding.id or ""
            if not enabled or not key_id or key_id in told or key_id.startswith(_OF_WIDGETS):
                continue
            told.add(key_id)
            run = partial(app.run_action, binding.action, node)
            key = app.get_key_display(binding)
            yield _Command(f"{binding.description}  {key}", tooltip or binding.tooltip, run)
        if app.is_ready and app.desk.conduct.hints:
            for budget, about in _BUDGETS.items():
                mark = " ✓" if app.desk.conduct.budget == budget else ""
                yield _Command(f"Measuring: {budget}{mark}", about, partial(app.measure_for, budget))
