"""The one Comparison value: all that differs between two results, for every renderer.

Its keys are the contract of `advisor compare --format json`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from advisor.evidence.records import ComparisonKind, DeviceKind, RowVerdict, Task
from advisor.report.model import ChangePart, Part, VerdictName, VerdictPart

COMPARISON_SCHEMA: Literal["advisor/comparison/1"] = "advisor/comparison/1"

Answer = Literal["still", "less-sure", "no-longer", "not-comparable"]
RuleChange = Literal["came", "went", "expired", "rewritten", "points"]


class ResultPart(Part):
    """One of the two results."""

    file: str = Field(description="As the user named it")
    generated: datetime
    project: str
    verdict: VerdictPart
    leader: str = Field(description="Whose share and lead the verdict tells")
    in_short: str = Field(description="The verdict in a few words")
    points: dict[str, float] = Field(description="By framework")
    vetoes: dict[str, tuple[str, ...]] = Field(description="By framework, the rules that remove it")
    command: str


class AnswerPart(Part):
    """An answer, an importance or a size that is another one now; None while it was or is open."""

    key: str
    then: object
    now: object


class RulePart(Part):
    """A rule that spoke in either result, and what has become of it."""

    id: str
    kind: Literal["rule", "veto"]
    changes: tuple[RuleChange, ...] = Field(
        description="came and went: whether it speaks for this project; rewritten: claim or source differ"
    )
    claim: str
    source: str
    source_date: date | None = None
    review_by: date | None
    then: dict[str, float] | None = Field(description="Points by framework; None where it did not speak")
    now: dict[str, float] | None


class RulesPart(Part):
    """The knowledge behind the two results."""

    digest_then: str
    digest_now: str
    changed: tuple[RulePart, ...]


class ContributionChangePart(Part):
    """What a rule or measurement gave then and gives now; the differences sum to those of the points."""

    id: str
    kind: Literal["rule", "measurement"]
    concern: str
    claim: str
    then: dict[str, float] = Field(description="Points by framework; 0 where it did not speak")
    now: dict[str, float]
    difference: dict[str, float]
    gain: float = Field(description="What it adds to the lead of `lead.of` over `lead.over`")


class LeadPart(Part):
    """The lead of one framework over another; `now - then` is the sum of all gains."""

    of: str = Field(description="Who led in points then")
    over: str | None = Field(description="The strongest other one now; None if there is none")
    then: float
    now: float


class RatioPart(Part):
    """One comparison of one result."""

    ratio: float
    low: float
    high: float
    verdict: RowVerdict
    pytorch: str
    tensorflow: str
    machine: str
    machine_id: str
    taken: datetime
    versions: dict[str, str]
    threads: int
    code: str
    counts: bool


class RowPart(Part):
    """The same row of measurements in both results: one workload, size, task, batch, device and precision."""

    workload: str
    size: dict[str, int | list[int]]
    task: Task
    batch: int
    device: DeviceKind
    precision: str
    other: str = Field(description="What was measured against PyTorch")
    kind: ComparisonKind
    then: RatioPart | None = Field(description="None where it was not measured")
    now: RatioPart | None
    differs: bool | None = Field(
        description="Whether the two intervals have nothing in common; None where there is one only"
    )
    remarks: tuple[str, ...] = Field(description="What else is not the same, such as the machine")


class VersionPart(Part):
    """A version or a place that is another one now; empty where it is not known."""

    what: str
    then: str
    now: str


class CameTruePart(Part):
    """A change that the first result named as one that would change its verdict, and that has happened."""

    effect: Literal["flips", "unsettles"]
    changes: tuple[ChangePart, ...]
    said: VerdictName
    as_said: bool = Field(description="Whether the second result's verdict is the one that was foretold")


class Comparison(Part):
    """What changed between two results, and whether the verdict moved."""

    schema_: Literal["advisor/comparison/1"] = Field(alias="schema", default=COMPARISON_SCHEMA)
    compared: date
    answer: Answer = Field(description="Whether the first result's choice is still right by the second")
    moved: bool = Field(description="Whether another framework, or none, is named, or with another certainty")
    summary: tuple[str, ...] = Field(description="Sentences for people, the answer first")
    then: ResultPart
    now: ResultPart
    names: dict[str, str] = Field(description="How the frameworks are called, by id")
    lead: LeadPart
    contributions: tuple[ContributionChangePart, ...] = Field(
        description="Every one of either result, the largest gains first"
    )
    answers: tuple[AnswerPart, ...]
    rules: RulesPart
    measurements: tuple[RowPart, ...]
    versions: tuple[VersionPart, ...]
    came_true: tuple[CameTruePart, ...]
    notes: tuple[str, ...] = Field(description="What a reader has to know before trusting the comparison")
