"""Mistakes that the user can mend, and faults that only we can."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """What the process says to its caller when it ends."""

    DONE = 0
    CHECK_FAILED = 1
    USAGE = 2
    FAULT = 70
    INTERRUPTED = 130
    TERMINATED = 143


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: where it is, what it is, and what to do about it.

    Attributes:
        file: The file as the user named it, `<stdin>`, or `--set` and the like for an option.
        line: 1-based line, or 0 where there is none.
        column: 1-based column, or 0 where there is none.
        key: The dotted key, such as `answers.targets[1]`; empty for the file as a whole.
        what: One sentence without the place: what is wrong and what was expected.
        remedy: What to do, as an imperative; empty where `what` says it already.
    """

    file: str
    line: int
    column: int
    key: str
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        """The problem on one line, in the form that editors can jump to."""
        place = ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])
        parts = [place, self.key, self.what]
        text = ": ".join(part for part in parts if part)
        return f"{text}. {self.remedy}" if self.remedy else text


class AdvisorError(Exception):
    """A mistake in the call or the input: one clear message, exit code 2, never a traceback."""

    exit_code = ExitCode.USAGE

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy

    @property
    def lines(self) -> tuple[str, ...]:
        """The message, a line for each mistake."""
        return (f"{self.what}. {self.remedy}" if self.remedy else self.what,)


class InputError(AdvisorError):
    """All the mistakes that were found in one file or option, in the order of their places."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @property
    def lines(self) -> tuple[str, ...]:
        """The message, a line for each mistake."""
        return tuple(str(problem) for problem in self.problems)


class MeasuringError(AdvisorError):
    """A measurement that could not be taken at all, with the reason; it costs its own rows only."""
