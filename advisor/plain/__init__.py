"""`advisor --plain`: the same questions as plain prompts, for screen readers and dumb terminals.

Nothing is drawn and nothing moves: each question is a paragraph, each answer a line. The answers, their
order, their saving and the measuring are those of the screen, since both stand on the same desk.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from advisor.diagnostics import visible
from advisor.errors import AdvisorError
from advisor.interview.desk import Conduct, Desk
from advisor.interview.entry import number_in
from advisor.interview.project import ProjectEntry
from advisor.plain.asking import Asking
from advisor.plain.keeping import Keeping
from advisor.plain.result import tell_result
from advisor.plain.voice import EndError, Voice

_HELP = """Answer with numbers or words; several are comma-separated. Besides: ? don't know, s skip, b back,
/words finds a question, undo, review, done ends the questions, quit. Every answer is saved at once."""
_MOST_LISTED = 9


class Prompts:
    """Asks on plain lines.

    Args:
        desk: The interview.
        ask: Gives the line that is typed for a prompt.
        say: Tells a line.
    """

    def __init__(self, desk: Desk, ask: Callable[[str], str], say: Callable[[str], None]) -> None:
        self._desk = desk
        self._voice = Voice(ask, say)
        self._keeping = Keeping(desk, self._voice)

    def run(self) -> None:
        """From the first question to the exported file."""
        self._voice.say("PyTorch or TensorFlow, for this project, on this hardware?")
        self._voice.say(_HELP)
        with contextlib.suppress(EndError):
            self._begin()
            Asking(self._desk, self._voice, self._keeping).until_done()
            if not self._desk.conduct.hints:
                self._voice.say("Thank you. The result is shown when everybody has answered.")
                return
            tell_result(self._desk, self._voice)
        self._voice.say(self._keeping.farewell)

    def _begin(self) -> None:
        entries = self._desk.projects.entries()[:_MOST_LISTED]
        for number, entry in enumerate(entries, 1):
            self._voice.say(f"{number}. {visible(entry.name)}, {entry.answered} answers")
        asked = "Name of a new project, or a number from the list: " if entries else "Name of the project: "
        while True:
            typed = self._voice.line(asked)
            try:
                self._open(typed, entries)
            except AdvisorError as error:
                self._voice.tell(error)
            else:
                return

    def _open(self, typed: str, entries: Sequence[ProjectEntry]) -> None:
        if not entries or not typed.isdecimal():
            self._desk.begin(typed)
            return
        number = number_in(typed, len(entries))
        if number is None:
            raise AdvisorError("the list has no such number", "Type one of it, or a name with a letter in it")
        self._keeping.open(entries[number - 1].id)


def run(folder: Path, conduct: Callable[[], Conduct]) -> int:
    """Asks on this terminal; returns the exit code.

    Raises:
        AdvisorError: The rules cannot be read.
    """
    desk = Desk(folder, conduct())
    try:
        Prompts(
            desk, lambda prompt: click.prompt(prompt, "", show_default=False, prompt_suffix=""), click.echo
        ).run()
    finally:
        desk.close()
    return 0
