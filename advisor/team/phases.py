"""Which step leads from one phase of a session to another."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.errors import AdvisorError
from advisor.team.records import Phase

_WHILE: dict[Phase, str] = {
    "answering": "while answers are taken",
    "locked": "while it is locked",
    "revealed": "after the reveal",
    "ended": "once it has ended",
}


@dataclass(frozen=True)
class Step:
    """A step of the facilitator's.

    Attributes:
        done: What is then done with the session, as in "it cannot be locked".
        sources: The phases in which it is possible.
        target: The phase that it leads to.
    """

    done: str
    sources: tuple[Phase, ...]
    target: Phase

    def check(self, phase: Phase) -> None:
        """Refuses the step where the phase does not allow it.

        Raises:
            AdvisorError: It does not; the message says which phase does.
        """
        if phase not in self.sources:
            possible = " or ".join(_WHILE[source] for source in self.sources)
            raise AdvisorError(
                f"the session cannot be {self.done} {_WHILE[phase]}", f"That is possible {possible}"
            )


LOCK = Step("locked", ("answering",), "locked")
UNLOCK = Step("unlocked", ("locked",), "answering")
REVEAL = Step("revealed", ("answering", "locked"), "revealed")
REOPEN = Step("opened for another round", ("revealed",), "answering")
END = Step("ended", ("answering", "locked", "revealed"), "ended")


def closed_in(phase: Phase) -> str:
    """Why answers are not taken, in a few words."""
    return f"answers are not taken {_WHILE[phase]}"


def check_not_ended(phase: Phase, what: str) -> None:
    """Refuses what is possible until the end.

    Raises:
        AdvisorError: The session has ended.
    """
    if phase == "ended":
        raise AdvisorError(f"{what}: the session has ended", "Begin another one")
