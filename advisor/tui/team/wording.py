"""How a session and its people stand, in a few words; a glyph stands before each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from advisor.team.records import Member, Phase, State

PHASES: dict[Phase, str] = {
    "answering": "◔ answers are open",
    "locked": "■ answers are closed",
    "revealed": "● revealed",
    "ended": "✗ ended",
}
#: Names that a sentence tells; of more it says how many.
_TOLD = 4


def where(state: State) -> str:
    """The round and what can be done in it."""
    return f"round {state.round} · {PHASES[state.phase]}"


def standing(member: Member, phase: Phase) -> str:
    """How far a participant is."""
    if member.joined is None:
        return "○ invited"
    if member.finished:
        return "● done"
    if phase != "answering":
        return "◐ not done"
    return "◐ answering" if member.answered else "◔ joined"


def called(member: Member) -> str:
    """How a participant is called, with or without a name."""
    return member.name or "(no name yet)"


def answered(member: Member, total: int | None) -> str:
    """How many questions are settled.

    Args:
        member: Whose.
        total: How many there are; None while that is not known.
    """
    return f"{member.answered} answered" if total is None else f"{member.answered} of {total}"


def seen(member: Member, now: datetime) -> str:
    """How long ago a participant was last heard of, in two letters or so."""
    if member.seen is None:
        return "never"
    seconds = max(0.0, (now - member.seen).total_seconds())
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{int(seconds // length)} {unit} ago"
    return "just now"


def not_done(state: State) -> list[Member]:
    """Who has not said "done" in this round."""
    return [member for member in state.members if not member.finished]


def some_names(members: Sequence[Member]) -> str:
    """Their names as they stand in a sentence, a few of them."""
    names = [called(member) for member in members]
    if len(names) > _TOLD:
        names = [*names[:_TOLD], f"{len(names) - _TOLD} more"]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


def next_step(state: State) -> str:
    """What the facilitator can do now, in a sentence."""
    waiting = not_done(state)
    if state.phase == "ended":
        return "The session has ended: it can be exported, and nothing can be changed any more."
    if not state.members:
        return "Invite the first participant."
    if state.phase == "revealed":
        return "Look at the spread together. Reopen for a second round, or export and end."
    if not waiting:
        return "Everybody is done: reveal when you like."
    told = f"Waiting for {some_names(waiting)}."
    if state.phase == "locked":
        return f"{told} Answers are closed: reveal, or unlock to take them again."
    return told
