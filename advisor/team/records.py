"""What a session is, as plain values: its phase, its people and, once revealed, their answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from advisor.needs.model import Needs

#: answering: answers are taken. locked: they are not for now. revealed: everybody sees them. ended: for good.
Phase = Literal["answering", "locked", "revealed", "ended"]


@dataclass(frozen=True)
class Member:
    """A participant, without a word of what was answered.

    Attributes:
        id: Random; never changes.
        name: As the participant or the facilitator gave it; empty while nobody has.
        role: What the participant does in the team; may be empty.
        weight: How much the voice counts, 0 … 100.
        joined: When the participant first gave a name; None before.
        finished: Whether the participant said "done" in this round.
        answered: How many questions are settled, with "don't know" too; the page of importances counts as
            one. Never which, nor what.
        removed: True of what `Chair.remove` gives back alone: a `State` holds nobody who was removed.
        seen: When the participant last opened the answers or wrote; None before.
    """

    id: str
    name: str
    role: str
    weight: float
    joined: datetime | None
    finished: bool
    answered: int
    removed: bool = False
    seen: datetime | None = None


@dataclass(frozen=True)
class SharedFile:
    """A measurement file that the facilitator added for everybody.

    Attributes:
        id: Its number in the session.
        name: What it was called.
        added: When.
        rows: How many measurements it holds.
    """

    id: int
    name: str
    added: datetime
    rows: int


@dataclass(frozen=True)
class State:
    """A session at one moment, as everybody in it may see it.

    Attributes:
        id: Of the session.
        project: What is decided about.
        created: When it was begun.
        phase: What can be done now.
        round: From 1.
        members: In the order in which they were invited; who was removed is not among them.
        files: Shared measurements.
        version: Grows with every write of anybody.
    """

    id: str
    project: str
    created: datetime
    phase: Phase
    round: int
    members: tuple[Member, ...]
    files: tuple[SharedFile, ...]
    version: int


@dataclass(frozen=True)
class Voice:
    """What one participant answered.

    Attributes:
        member: Who.
        needs: The answers; `participant` is the member's name, role and weight.
        unread: Keys of kept answers that today's questions do not take; they are kept and left out here.
    """

    member: Member
    needs: Needs
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Revealed:
    """The answers that everybody may see.

    Attributes:
        round: The last round that was revealed.
        voices: Of everybody who answered, in the order of the members.
        earlier: The rounds before it that were revealed, the oldest first, each with its voices.
    """

    round: int
    voices: tuple[Voice, ...]
    earlier: tuple[tuple[int, tuple[Voice, ...]], ...] = ()


@dataclass(frozen=True)
class SessionEntry:
    """A session in the list of all.

    Attributes:
        id: Of its file.
        project: What is decided about.
        created: When it was begun; for one that cannot be read, when the file was changed last.
        phase: Its phase; None if it cannot be read.
        members: How many there are.
        trouble: Why it cannot be read; empty if it can.
    """

    id: str
    project: str
    created: datetime
    phase: Phase | None
    members: int
    trouble: str = ""
