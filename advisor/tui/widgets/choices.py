"""Lists to choose from: one answer, or several; a mark in text beside each, so that no colour has to tell."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from advisor.diagnostics import visible


class Choices(OptionList):
    """Choices with a mark each.

    Args:
        choices: Id and text of each.
        chosen: Ids of those that are chosen.
        numbered: Whether a digit chooses the line of that number; not where people would type numbers.
    """

    #: Of what is not chosen, and of what is.
    MARKS: ClassVar[tuple[str, str]]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            f"{n}", f"pick({n})", f"Choose {n}", show=False, id=f"answer.pick-{n}", tooltip=f"Choose line {n}"
        )
        for n in range(1, 10)
    ]

    class Left(Message):
        """The user goes on."""

    class Chosen(Message):
        """Something was chosen, or is no more."""

        def __init__(self, choices: Choices, word: str) -> None:
            super().__init__()
            self.choices, self.word = choices, word

    def __init__(
        self, choices: Sequence[tuple[str, str]], chosen: Collection[str], *, numbered: bool = True
    ) -> None:
        self._numbered = numbered
        self._texts = dict(choices)
        self.chosen = set(chosen)
        super().__init__(*(Option(self._line(word), id=word) for word in self._texts))
        self.highlighted = next((at for at, word in enumerate(self._texts) if word in self.chosen), 0)

    def put(self, chosen: Collection[str]) -> None:
        """Marks these and no others."""
        self.chosen = set(chosen)
        for place, word in enumerate(self._texts):
            self.replace_option_prompt_at_index(place, self._line(word))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click chooses and stays."""
        event.stop()
        self.action_mark()

    def action_mark(self) -> None:
        """Chooses what is highlighted and stays."""
        if self.highlighted is not None:
            word = self.get_option_at_index(self.highlighted).id
            self.post_message(self.Chosen(self, word or ""))

    def action_pick(self, number: int) -> None:
        """Chooses a line by its number from 1 and stays."""
        if self._numbered and number <= self.option_count:
            self.highlighted = number - 1
            self.action_mark()

    def action_leave(self) -> None:
        """Goes on."""
        self.post_message(self.Left())

    def _line(self, word: str) -> Content:
        return Content(f"{self.MARKS[word in self.chosen]} {visible(self._texts[word])}")


class OneOf(Choices):
    """One is chosen: space or a click chooses, enter chooses and goes on."""

    MARKS = ("○", "●")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "Choose, next", id="answer.take", tooltip="Choose this and go on"),
        Binding("space", "mark", "Choose", id="answer.choose", tooltip="Choose this and stay"),
    ]
    HELP = "One answer: ↑ ↓ to move, space or the line's number to choose, enter to choose and go on."

    def action_take(self) -> None:
        """Chooses what is highlighted and goes on."""
        self.action_mark()
        self.action_leave()


class Several(Choices):
    """Any number is chosen: space or a click chooses, enter goes on."""

    MARKS = ("[ ]", "[x]")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "leave", "Next", id="answer.leave", tooltip="Go on to the next question"),
        Binding("space", "mark", "Choose", id="answer.toggle", tooltip="Choose this, or not"),
    ]
    HELP = "Any number of answers: ↑ ↓ to move, space or the line's number to choose or not, enter to go on."
