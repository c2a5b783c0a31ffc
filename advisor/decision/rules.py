"""What a rule is, and all that is known when a decision is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from advisor.decision.conditions import Condition, mentions
from advisor.decision.outside import Outsider
from advisor.decision.stack import StackEntry
from advisor.needs.model import Answer
from advisor.needs.questions import Questionnaire

Strength = Literal["weak", "medium", "strong", "veto"]


@dataclass(frozen=True)
class Case:
    """Answers in which a rule must fire, or must stay silent."""

    fires: bool
    answers: Mapping[str, Answer]


@dataclass(frozen=True)
class Rule:
    """One sourced reason for one framework.

    Attributes:
        id: Unique among all rules.
        concern: The concern it speaks of.
        cause: Rules with one common root share it; a rule that stands alone has its id here.
        favours: The framework that gains.
        strength: How much; `veto` removes the frameworks in `vetoes`.
        vetoes: Frameworks that a veto removes; empty otherwise.
        when: The condition.
        claim: One sentence.
        source: Where it can be read.
        source_date: When the source was current.
        verified: True if the source was read and says so.
        first_hand: True if the source is the project's or vendor's own.
        review_by: The day after which the claim counts as expired.
        fallback: `measurement` for a rule about speed or memory in general: silent where it was measured.
        cases: Answers in which it fires and in which it does not.
        origin: `shipped`, or the folder it came from.
        place: `file:line` of the rule, for messages.
    """

    id: str
    concern: str
    cause: str
    favours: str
    strength: Strength
    vetoes: tuple[str, ...]
    when: Condition
    claim: str
    source: str
    source_date: date
    verified: bool
    first_hand: bool
    review_by: date
    fallback: Literal["measurement"] | None
    cases: tuple[Case, ...]
    origin: str
    place: str


@dataclass(frozen=True)
class Scenario:
    """A whole project and the verdict that is expected of it, from its answers alone.

    Attributes:
        id: Unique among the scenarios.
        about: One sentence on the project.
        answers: What is known of it.
        importance: 0 … 5 by concern.
        kinds: The kinds of verdict that would be right.
        frameworks: The frameworks that may be named; None for none.
        outside: Ids of what has to be said first, as neither framework is the right tool.
        because: By framework, ids of rules that must speak for it.
        place: `file:line`, for messages.
    """

    id: str
    about: str
    answers: Mapping[str, Answer]
    importance: Mapping[str, float]
    kinds: tuple[str, ...]
    frameworks: tuple[str | None, ...]
    outside: tuple[str, ...]
    because: Mapping[str, tuple[str, ...]]
    place: str


@dataclass(frozen=True)
class WorkloadChoice:
    """A workload of the probes, and the projects for which it is measured.

    Attributes:
        workload: Its name.
        when: Which projects.
        axes: What the numbers of its `input` mean; None if it takes any shape.
        when_model_open: Which projects that leave `model` open.
        when_reading: Which of those projects read its input from files.
    """

    workload: str
    when: Condition
    axes: tuple[str, ...] | None = None
    when_model_open: Condition | None = None
    when_reading: Condition | None = None

    def takes(self, shape: Sequence[int]) -> bool:
        """Whether the sizes that a project names can be sizes of this workload."""
        return self.axes is None or len(shape) == len(self.axes)


@dataclass(frozen=True)
class Knowledge:
    """All that `rules/` says.

    Attributes:
        frameworks: The ids of what is compared; the first is the reference of every measurement.
        questionnaire: Questions and concerns.
        derived: Conditions with a name that other conditions use like an answer.
        rules: By id.
        workloads: Which workloads speak for which projects.
        libraries: What each known library needs: a framework, `either` or `neither`.
        stack: Parts that go with a verdict, the more special before the more general.
        outsiders: Projects for which neither framework is the right tool.
        scenarios: Whole projects with the verdict that is expected of them.
        called: How frameworks are called in sentences, by id; one that is missing has the name known here.
        digest: Of all the files that were read, order of files excluded.
        files: The files, relative to their folder.
    """

    frameworks: tuple[str, ...]
    questionnaire: Questionnaire
    derived: Mapping[str, Condition]
    rules: Mapping[str, Rule]
    workloads: tuple[WorkloadChoice, ...]
    libraries: Mapping[str, str]
    digest: str
    files: tuple[str, ...]
    stack: tuple[StackEntry, ...] = ()
    outsiders: tuple[Outsider, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    called: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def depends_on(self) -> Mapping[str, frozenset[str]]:
        """By rule, the questions on whose answers it depends."""
        return {rule.id: mentions(rule.when, self.derived) for rule in self.rules.values()}
