"""All concerns with a slider each, and what the ends of the chosen one mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from advisor.needs.questions import Concern
from advisor.tui.widgets.slider import Slider

_LEFT_OUT = "not said: counts as 2, unsure"
_UNKNOWN = "don't know: counts as 2, quite open"
#: Narrower editors have no room for the concerns in words.
_WORDS_FROM = 72


class ImportanceEditor(Vertical):
    """Weighs the concerns; every change is told at once.

    Args:
        concerns: What is weighed.
        importance: As it is: None is "don't know", what is missing was left out.
        baseline: Former values that are marked on the sliders.
    """

    DEFAULT_CSS = """
    ImportanceEditor {
        height: auto;
        Horizontal { height: 1; }
        .concern { width: 37; text-wrap: nowrap; text-overflow: ellipsis; }
        .concern.-short { width: 17; }
        .ends { color: $foreground-muted; height: auto; min-height: 3; margin-top: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "down", "step(1)", "Next slider", show=False, id="importance.down", tooltip="The next slider"
        ),
        Binding("up", "step(-1)", "Last slider", show=False, id="importance.up", tooltip="The one above"),
        Binding("enter", "done", "Next", id="importance.done", tooltip="Go on to the next question"),
    ]
    HELP = "↑ ↓ choose a concern, ← → or 0 to 5 say how much it matters, u if you don't know, enter goes on."

    class Changed(Message):
        """A concern was weighed otherwise."""

        def __init__(self, importance: Mapping[str, float | None]) -> None:
            super().__init__()
            self.importance = importance

    class Done(Message):
        """The user goes on."""

    def __init__(
        self,
        concerns: Mapping[str, Concern],
        importance: Mapping[str, float | None],
        baseline: Mapping[str, float | None] | None = None,
    ) -> None:
        super().__init__(id="importance-editor")
        self._concerns = concerns
        self._importance = dict(importance)
        self._baseline = baseline
        self._short = False

    def compose(self) -> ComposeResult:
        """A line for each concern."""
        for concern in self._concerns.values():
            with Horizontal():
                yield Static(Content(concern.text), classes="concern")
                yield Slider(
                    self._importance.get(concern.id),
                    left_out=concern.id not in self._importance,
                    baseline=(self._baseline or {}).get(concern.id),
                    low=concern.low,
                    high=concern.high,
                    id=f"weight-{concern.id}",
                )
        yield Static(classes="ends")

    def on_resize(self, event: events.Resize) -> None:
        """Names the concerns by their ids where there is little room."""
        short = event.size.width < _WORDS_FROM
        if short != self._short:
            self._short = short
            for place, concern in zip(
                self.query(".concern").results(Static), self._concerns.values(), strict=True
            ):
                place.update(Content(concern.id.replace("_", " ") if short else concern.text))
                place.set_class(short, "-short")

    def focus_first(self) -> None:
        """Puts the cursor on the first slider."""
        self.screen.set_focus(self.query(Slider).first())

    def show(self, importance: Mapping[str, float | None]) -> None:
        """Sets all the sliders."""
        self._importance = dict(importance)
        for concern in self._concerns:
            slider = self.query_one(f"#weight-{concern}", Slider)
            slider.value, slider.left_out = importance.get(concern), concern not in importance
            if slider.has_focus:
                self._tell_ends(slider)

    def action_step(self, by: int) -> None:
        """To another slider."""
        sliders = list(self.query(Slider))
        focused = self.screen.focused
        at = sliders.index(focused) if isinstance(focused, Slider) and focused in sliders else 0
        # At once: `focus()` waits its turn, and the next key would start from where this one did.
        self.screen.set_focus(sliders[(at + by) % len(sliders)])

    def action_done(self) -> None:
        """Goes on."""
        self.post_message(self.Done())

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Says what the ends of the focused slider mean."""
        if isinstance(event.widget, Slider):
            self._tell_ends(event.widget)

    @on(Slider.Changed)
    def _moved(self, event: Slider.Changed) -> None:
        event.stop()
        concern = (event.slider.id or "").removeprefix("weight-")
        self._importance[concern] = event.value
        self._tell_ends(event.slider)
        self.post_message(self.Changed(dict(self._importance)))

    def _tell_ends(self, slider: Slider) -> None:
        """What the ends of a slider mean, and what it counts for while it has no value."""
        counts = _LEFT_OUT if slider.left_out else _UNKNOWN if slider.value is None else ""
        self.query_one(".ends", Static).update(Content(f"0  {slider.low}\n5  {slider.high}\n{counts}"))
