"""The needs of a project, as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

#: A choice or a version is a string, a list a tuple of strings ("none" is the empty tuple), the team's
#: skills a mapping from framework to 0 (none) … 4 (expert).
Answer = str | tuple[str, ...] | Mapping[str, int]

#: What an importance counts as that was left out or answered with `unknown`.
DEFAULT_IMPORTANCE = 2.0

_EMPTY: Mapping[str, Answer] = MappingProxyType({})


class PartlyKnown(tuple[str, ...]):
    """A list of which the words it holds are named for certain, and those in `open` may be.

    So it is where a team agrees on some words and is evenly divided on others.
    """

    open: frozenset[str]

    def __new__(cls, named: Iterable[str], open_: Iterable[str]) -> PartlyKnown:
        """Makes one from the words that are named and those that are open."""
        made = super().__new__(cls, named)
        made.open = frozenset(open_)
        return made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PartlyKnown) and self.open == other.open and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash((tuple(self), self.open))

    def __repr__(self) -> str:
        return f"PartlyKnown({tuple(self)!r}, {sorted(self.open)!r})"


@dataclass(frozen=True)
class WorkloadSize:
    """Sizes for the probes that lie nearer to the project's own.

    Attributes:
        batch: Examples in a training step and in the larger inference batch.
        input: The shape of one example, without the batch.
    """

    batch: int | None = None
    input: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Participant:
    """Who answered, where the file is one voice of a team."""

    name: str
    role: str = ""
    weight: float = 1.0


@dataclass(frozen=True)
class Voices:
    """What the members of a team say, where that is more than what counts as the team's.

    Attributes:
        importance: For each member a share of the team's weight (they sum to 1) and the importances.
        disputed: By question the different answers of those who answered it, each with the share of their
            weight that stands behind it; only questions with more than one.
    """

    importance: tuple[tuple[float, Mapping[str, float | None]], ...]
    disputed: Mapping[str, tuple[tuple[Answer, float], ...]]


@dataclass(frozen=True)
class Needs:
    """A project's answers; what is missing was left open or answered with `unknown`.

    Attributes:
        project: The project's name.
        answers: The known answers by question id, in the form that `Answer` describes.
        importance: By concern id, 0 … 5; None where the answer was `unknown`; missing where left out.
        workload: Sizes for the probes, if given.
        participant: The member of a team who answered, if given.
        source: The file as the user named it, for messages.
        voices: What the members of a team say, where these are the needs of one.
    """

    project: str
    answers: Mapping[str, Answer] = field(default_factory=lambda: _EMPTY)
    importance: Mapping[str, float | None] = field(default_factory=dict)
    workload: WorkloadSize | None = None
    participant: Participant | None = None
    source: str = ""
    voices: Voices | None = None

    def settled(self, answers: Mapping[str, Answer]) -> Needs:
        """These needs with other answers, on which nobody differs any more."""
        voices = self.voices
        if voices is not None and answers.keys() & voices.disputed.keys():
            left = {key: said for key, said in voices.disputed.items() if key not in answers}
            voices = replace(voices, disputed=left)
        return replace(self, answers={**self.answers, **answers}, voices=voices)
