"""An interview in plain lines, with what is typed given and what is said kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import click

from advisor.interview.desk import Desk
from advisor.plain import Prompts
from tests.interview.world import questionnaire


@dataclass
class Talk:
    """What was said and asked, and the lines that are typed.

    Attributes:
        lines: To be typed, one after the other; a function is called first, and its result typed.
        heard: All that was said, prompts included.
    """

    lines: Sequence[str | Callable[[], str]]
    heard: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def ask(self, prompt: str) -> str:
        self.heard.append(prompt)
        self.asked.append(prompt)
        if len(self.asked) > len(self.lines):
            raise click.Abort
        line = self.lines[len(self.asked) - 1]
        return line if isinstance(line, str) else line()

    def after(self, prompt_number: int) -> list[str]:
        """What was said between one prompt and the next."""
        places = [place for place, said in enumerate(self.heard) if said in self.asked]
        ends = [*places, len(self.heard)]
        return self.heard[ends[prompt_number] + 1 : ends[prompt_number + 1]]

    @property
    def text(self) -> str:
        return "\n".join(self.heard)


def talked(desk: Desk, *lines: str | Callable[[], str]) -> Talk:
    """An interview that ends with its lines, if not before."""
    talk = Talk(lines)
    try:
        Prompts(desk, talk.ask, talk.heard.append).run()
    except click.Abort:
        talk.heard.append("(no more lines)")
    return talk


def asked_for(talk: Talk) -> list[str]:
    """The keys that were asked for, in their order."""
    keys = {*questionnaire().questions, *map("importance of {}".format, questionnaire().concerns)}
    return [key for prompt in talk.asked if (key := key_of(prompt)) in keys]


def key_of(prompt: str) -> str:
    return prompt.partition(":")[0].partition(" [")[0]
