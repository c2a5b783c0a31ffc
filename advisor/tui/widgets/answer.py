"""The editor of one answer, in the form that its question has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, Static

from advisor.diagnostics import visible
from advisor.errors import AdvisorError
from advisor.interview.entry import as_typed, parse_answer, suggestion
from advisor.needs.model import Answer
from advisor.needs.questions import Question, Questionnaire
from advisor.tui.widgets.choices import Choices, OneOf, Several
from advisor.tui.widgets.levels import Level
from advisor.tui.widgets.line import Line, NamesLine

_NONE, _OPEN = "\0none", "\0unknown"
_BESIDE = {_NONE: "None of these", _OPEN: "Don't know"}


class _Completion(Suggester):
    """Completes the last word of a comma-separated line."""

    def __init__(self, known: Sequence[str]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._known = known

    async def get_suggestion(self, value: str) -> str | None:
        """The line with its last word completed."""
        return suggestion(value, self._known)


class AnswerEditor(Vertical):
    """Edits the answer to a question; every change is told at once.

    Args:
        question: What is asked.
        answer: The answer so far; None while it is open.
        questionnaire: For checking what is typed.
        known: Names that a free list is completed from.
        open_is_known: Whether "don't know" was chosen, as opposed to nothing yet.
    """

    DEFAULT_CSS = """
    AnswerEditor {
        height: auto;
        Choices { height: auto; }
        Input { margin: 0 0 1 0; }
        .answer-error { color: $text-error; height: auto; }
        .answer-note { color: $text-muted; height: auto; }
    }
    """

    class Changed(Message):
        """Another answer was given.

        Args:
            key: The question.
            answer: None for "don't know".
            taken_back: Whether there is no answer any more, not even "don't know".
        """

        def __init__(self, key: str, answer: Answer | None, *, taken_back: bool = False) -> None:
            super().__init__()
            self.key, self.answer, self.taken_back = key, answer, taken_back

    class Done(Message):
        """The user wants to go on."""

    def __init__(
        self,
        question: Question,
        answer: Answer | None,
        questionnaire: Questionnaire,
        *,
        known: Sequence[str] = (),
        open_is_known: bool = False,
    ) -> None:
        super().__init__(id="answer-editor")
        self.question = question
        self._answer = answer
        self._questionnaire = questionnaire
        self._known = known
        self._open_is_known = open_is_known
        self._words = [choice.id for choice in question.choices]

    def compose(self) -> ComposeResult:
        """What the kind of question needs."""
        kind = self.question.kind
        if kind == "choice":
            yield OneOf(self._entries(_OPEN), self._chosen())
        elif kind == "version":
            yield OneOf(self._entries(_OPEN), self._chosen(), numbered=False)
            other = self._answer if isinstance(self._answer, str) and self._answer not in self._words else ""
            yield Line(other, placeholder="another version, such as 3.12, then enter", id="answer-line")
        elif kind == "list":
            yield Several(self._entries(_NONE, _OPEN), self._chosen())
        elif kind == "levels":
            levels = self._answer if isinstance(self._answer, Mapping) else {}
            for choice in self.question.choices:
                yield Level(choice.id, choice.text, levels.get(choice.id))
            yield Static("0 none · 1 some · 2 working knowledge · 3 fluent · 4 expert", classes="answer-note")
        else:
            typed = as_typed(self._answer) if isinstance(self._answer, tuple) else ""
            yield NamesLine(
                typed,
                placeholder="names, comma-separated; none if none; → completes; enter goes on",
                suggester=_Completion(self._known),
                id="answer-line",
            )
            yield Static("", classes="answer-note", id="answer-known")
        yield Static("", classes="answer-error")

    def on_mount(self) -> None:
        """Says what is known of names that stand there already."""
        if self.question.kind == "open-list" and isinstance(self._answer, tuple):
            self._say_known(self._answer)

    def focus_first(self) -> None:
        """Puts the cursor where the answer is given."""
        for widget in self.query("Choices, Level, Input"):
            # At once: a key that is pressed as soon as the question is seen must arrive here.
            self.screen.set_focus(widget)
            return

    def forget(self) -> None:
        """Shows "don't know"."""
        self._answer, self._open_is_known = None, True
        self.refresh(recompose=True)
        self.call_after_refresh(self.focus_first)

    def _entries(self, *beside: str) -> list[tuple[str, str]]:
        """The choices, and what can be said beside them."""
        told = [(choice.id, choice.text) for choice in self.question.choices]
        return [*told, *((word, _BESIDE[word]) for word in beside)]

    def _chosen(self) -> set[str]:
        """What of them is the answer."""
        if self._answer is None:
            return {_OPEN} if self._open_is_known else set()
        if isinstance(self._answer, str):
            return {self._answer}
        return set(self._answer) or {_NONE}

    @on(Choices.Left)
    @on(Level.Left)
    def _left(self, event: Message) -> None:
        event.stop()
        self.post_message(self.Done())

    @on(Choices.Chosen)
    def _marked(self, event: Choices.Chosen) -> None:
        event.stop()
        choices, word = event.choices, event.word
        if isinstance(choices, OneOf):
            choices.put({word})
            for line in self.query(Input):
                with line.prevent(Input.Changed):
                    line.value = ""
            self._set(None if word == _OPEN else word)
            return
        # "None" and "don't know" stand alone.
        alone = word in _BESIDE
        kept = choices.chosen & {word} if alone else choices.chosen - set(_BESIDE)
        choices.put(kept ^ {word})
        chosen = choices.chosen
        if _OPEN in chosen or not chosen:
            self._set(None, taken_back=not chosen)
        else:
            self._set(tuple(name for name in self._words if name in chosen))

    @on(Level.Changed)
    def _level(self, event: Level.Changed) -> None:
        event.stop()
        levels = {level.word: level.value for level in self.query(Level) if level.value is not None}
        self._set(levels or None, taken_back=not levels)

    @on(Input.Changed)
    def _typing(self, event: Input.Changed) -> None:
        event.stop()
        if self.question.kind == "open-list":
            self._typed(event.value)

    @on(Input.Submitted)
    def _line(self, event: Input.Submitted) -> None:
        event.stop()
        if self._typed(event.value):
            self.post_message(self.Done())

    def _typed(self, text: str) -> bool:
        """Takes a typed answer; False if it is none, which is then said below."""
        problem = self.query_one(".answer-error", Static)
        try:
            answer = parse_answer(text, self.question, self._questionnaire) if text.strip() else None
        except AdvisorError as error:
            problem.update(Content(visible(f"✗ {error.lines[0]}")))
            return False
        problem.update("")
        if self.question.kind == "open-list":
            self._say_known(answer if isinstance(answer, tuple) else ())
        for choices in self.query(OneOf) if text.strip() else ():
            choices.put({answer} if isinstance(answer, str) else {_OPEN})
        if text.strip() or (self.question.kind == "open-list" and self._answer is not None):
            self._set(answer, taken_back=not text.strip())
        return True

    def _say_known(self, names: Sequence[str]) -> None:
        strangers = [name for name in names if name not in self._known]
        if strangers and suggestion(", ".join(names), self._known):
            strangers = [name for name in strangers if name != names[-1]]  # it is still being typed
        text = f"not in our list, so it will not count: {', '.join(strangers)}" if strangers else ""
        self.query_one("#answer-known", Static).update(Content(visible(text)))

    def _set(self, answer: Answer | None, *, taken_back: bool = False) -> None:
        self._answer, self._open_is_known = answer, answer is None and not taken_back
        self.post_message(self.Changed(self.question.id, answer, taken_back=taken_back))
