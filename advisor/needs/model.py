"""The needs of a project, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

#: A choice or a version is a string, a list a tuple of strings ("none" is the empty tuple), the team's
#: skills a mapping from framework to 0 (none) … 4 (expert).
Answer = str | tuple[str, ...] | Mapping[str, int]

_EMPTY: Mapping[str, Answer] = MappingProxyType({})


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
class Needs:
    """A project's answers; what is missing was left open or answered with `unknown`.

    Attributes:
        project: The project's name.
        answers: The known answers by question id, in the form that `Answer` describes.
        importance: By concern id, 0 … 5; None where the answer was `unknown`; missing where left out.
        workload: Sizes for the probes, if given.
        participant: The member of a team who answered, if given.
        source: The file as the user named it, for messages.
    """

    project: str
    answers: Mapping[str, Answer] = field(default_factory=lambda: _EMPTY)
    importance: Mapping[str, float | None] = field(default_factory=dict)
    workload: WorkloadSize | None = None
    participant: Participant | None = None
    source: str = ""
