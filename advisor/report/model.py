"""The one Report value: all that a renderer needs, so that a report can be drawn later, elsewhere.

The keys are the contract of `--format json`. What a later capability fills is present and empty.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from advisor.evidence.records import (
    Ceiling,
    Comparison,
    DeviceKind,
    FrameworkBuild,
    Machine,
    ModeFigure,
    Parity,
    Task,
)
from advisor.frameworks import display_name

REPORT_SCHEMA: Literal["advisor/report/1"] = "advisor/report/1"


class Part(BaseModel):
    """A part of the report: never changed, and without keys of its own invention."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class VerdictPart(Part):
    """The answer; see `advisor.decision.outcome.Verdict`."""

    kind: Literal["clear", "lean", "toss-up", "infeasible"]
    framework: str | None
    decided_by: Literal["points", "veto"] | None
    mode: str | None = Field(description="The mode that measured best for the framework named")
    share: float = Field(ge=0, le=1)
    lead: float = Field(ge=0)
    tossup: Literal["no-evidence", "conflict"] | None


class ExplanationPart(Part):
    """Sentences for people."""

    summary: tuple[str, ...]
    other_side: tuple[str, ...]


class VetoPart(Part):
    """What removed a framework."""

    id: str
    claim: str
    source: str
    raised_by: tuple[str, ...] = ()
    source_date: date | None = None
    review_by: date | None = None
    expired: bool = Field(default=False, description="Whether that happened after the report was made")


class FrameworkPart(Part):
    """One of the frameworks compared."""

    id: str
    feasible: bool
    points: float
    vetoes: tuple[VetoPart, ...]
    name: str = Field(default="", description="As its makers write it; empty where only the id is known")


class ConcernPart(Part):
    """A concern as weighed, and its points by framework."""

    id: str
    importance: float = Field(ge=0, le=5)
    sure: Literal["firm", "unsure", "open"]
    weight: float
    points: dict[str, float]


class ContributionPart(Part):
    """The exact points of one rule, or of the measurements of one concern."""

    id: str
    kind: Literal["rule", "measurement"]
    concern: str
    points: dict[str, float]
    claim: str
    source: str
    source_date: date
    review_by: date | None
    expired: bool
    origin: str
    counted_with: str = Field(
        default="", description="The stronger rule of the same cause that counts in its place"
    )


class MeasurementPart(Part):
    """One row of measurements, and whether it counts for this project."""

    workload: str
    size: dict[str, int | list[int]]
    task: Task
    batch: int
    device: DeviceKind
    device_name: str
    machine: Machine
    builds: tuple[FrameworkBuild, ...]
    taken: datetime
    origin: Literal["fresh", "stored", "file"]
    counts: bool
    why_not: str
    threads: int
    precision: str
    seed: int
    code: str
    parity: Parity | None
    modes: tuple[ModeFigure, ...]
    comparisons: tuple[Comparison, ...]
    notes: tuple[str, ...]
    command: str
    parameters: int | None = None
    flops: int | None = None
    bytes: int | None = None
    ceilings: tuple[Ceiling, ...] = ()
    noise_floor: float | None = None
    other: str = "tensorflow"


class VerdictName(Part):
    """A verdict in two words."""

    kind: str
    framework: str | None


class BaselinePart(VerdictName):
    """The decision without the changes of `--set`, to stand beside the one with them."""

    decided_by: Literal["points", "veto"] | None = None
    leader: str | None = Field(default=None, description="Whose share and lead these are")
    share: float | None = Field(default=None, description="None where nothing is left to win")
    lead: float | None = None
    ruled_out: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="By framework, the ids of the rules that remove it"
    )
    concerns: dict[str, dict[str, float]] = Field(
        default_factory=dict, description="Points by concern and framework"
    )


class ChangePart(Part):
    """One changed answer or importance."""

    key: str
    from_: object = Field(alias="from")
    to: object
    changeable: bool


class FlipPart(Part):
    """The smallest change that names another framework (flips) or none (unsettles)."""

    effect: Literal["flips", "unsettles"]
    changes: tuple[ChangePart, ...]
    verdict: VerdictName


class ThresholdPart(Part):
    """The value of an importance or a measurement at which the lead is 0."""

    what: str
    at: float
    now: float
    low: float | None
    high: float | None


class WorthPart(Part):
    """What is worth finding out, and its value V."""

    what: Literal["question", "probe", "disagreement"]
    key: str
    value: float
    text: str


class MemberPart(Part):
    """One member of a team."""

    name: str
    role: str
    weight: float
    lead: float = Field(
        description="With this member's importances over the team's facts: the points of the framework "
        "that leads for the team, less the best of the others; negative where the member would choose another"
    )
    framework: str | None = Field(description="Who leads for this member; None if nobody does")
    importance: dict[str, float | Literal["unknown"]] = Field(
        default_factory=dict, description="As this member gave them, by concern; missing where left out"
    )


class DisagreementPart(Part):
    """An answer or an importance on which members differ, and what it is worth."""

    key: str = Field(description="`answers.QUESTION` or `importance.CONCERN`")
    who: dict[str, tuple[str, ...]] = Field(description="By answer as text, the members who gave it")
    value: float = Field(
        ge=0,
        description="V in points: what the other side would lead by, on average over what members say",
    )
    kind: Literal["fact", "importance"] = "fact"
    swing: float = Field(
        default=0.0, ge=0, description="How far the lead moves between what members say, in points"
    )
    counted: str = Field(
        default="", description="What counts as the team's: the majority's answer or the mean; empty at a tie"
    )
    matters: bool = Field(default=False, description="Whether any member's answer would change who leads")
    furthest: tuple[str, ...] = Field(
        default=(), description="The two members who are furthest apart, to explain first"
    )
    text: str = Field(default="", description="The disagreement in a sentence")


class AgendaPart(Part):
    """One item of the agenda of a meeting."""

    minutes: int = Field(ge=1)
    topic: str
    text: str
    first: tuple[str, ...] = Field(default=(), description="Members who speak first")


class RoundPart(Part):
    """The verdict after an earlier round of answers."""

    round: int = Field(ge=1)
    kind: Literal["clear", "lean", "toss-up", "infeasible"]
    framework: str | None
    leader: str = Field(description="Whose share and lead these are")
    share: float = Field(ge=0, le=1)
    lead: float = Field(ge=0)


class TeamPart(Part):
    """Several needs files over the same facts."""

    members: tuple[MemberPart, ...]
    disagreements: tuple[DisagreementPart, ...] = Field(description="The most valuable first")
    split: bool = Field(description="Whether leads of opposite signs stand in the team")
    median_lead: float = Field(description="The median of the members' leads, as a check of the mean")
    agenda: tuple[AgendaPart, ...] = Field(default=(), description="For a meeting of 30 minutes")
    before: tuple[RoundPart, ...] = Field(
        default=(), description="The verdicts after earlier rounds, the first one first"
    )


class StackPart(Part):
    """One part of the recommended stack."""

    role: str
    choice: str
    why: str
    source: str
    caveat: str
    source_date: date
    review_by: date | None = None


class RulesPart(Part):
    """Which knowledge was used."""

    digest: str
    files: tuple[str, ...]
    fired: tuple[str, ...]
    expired: tuple[str, ...]


class HistogramPart(Part):
    """Counts between edges; one edge more than counts."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]


class DrawsPart(Part):
    """The sampled leads of `framework` over the runner-up."""

    n: int
    seed: int
    framework: str
    mean: float
    quantiles: dict[str, float]
    histogram: HistogramPart


class WarningPart(Part):
    """What a reader has to know, and what to do about it."""

    code: str
    text: str
    remedy: str


class EnvironmentPart(Part):
    """Where and with what the report was made."""

    advisor: str
    machine: str
    system: str
    python: str
    frameworks: dict[str, str]
    command: str


class WorkloadPart(Part):
    """Sizes for the probes."""

    batch: int | None
    input: tuple[int, ...] | None


class ParticipantPart(Part):
    """Whose answers these are."""

    name: str
    role: str
    weight: float


class NeedsPart(Part):
    """The answers that were used, in the form of the needs file."""

    advisor: Literal[1] = 1
    project: str
    answers: dict[str, str | list[str] | dict[str, int]]
    importance: dict[str, float | Literal["unknown"]]
    workload: WorkloadPart | None
    participant: ParticipantPart | None


class Report(Part):
    """A recommendation that can be checked."""

    schema_: Literal["advisor/report/1"] = Field(alias="schema", default=REPORT_SCHEMA)
    generated: datetime
    project: str
    needs: NeedsPart
    team: TeamPart | None
    verdict: VerdictPart
    explanation: ExplanationPart
    frameworks: tuple[FrameworkPart, ...]
    concerns: tuple[ConcernPart, ...]
    contributions: tuple[ContributionPart, ...]
    measurements: tuple[MeasurementPart, ...]
    flips: tuple[FlipPart, ...]
    thresholds: tuple[ThresholdPart, ...]
    worth_knowing: tuple[WorthPart, ...]
    stack: tuple[StackPart, ...]
    rules: RulesPart
    draws: DrawsPart
    baseline: BaselinePart | None
    warnings: tuple[WarningPart, ...]
    environment: EnvironmentPart

    @property
    def called(self) -> dict[str, str]:
        """How the frameworks are called, by id."""
        return {part.id: part.name for part in self.frameworks if part.name}

    def name(self, framework: str) -> str:
        """How a framework is called."""
        return display_name(framework, self.called)
