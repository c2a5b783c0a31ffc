"""What a decision consists of: results carry their intermediate values, so that "why" is free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

VerdictKind = Literal["clear", "lean", "toss-up", "infeasible"]


@dataclass(frozen=True)
class Weight:
    """A concern as weighed.

    Attributes:
        concern: Its id.
        importance: 0 … 5.
        sure: `firm` (a number was given), `unsure` (left out) or `open` (`unknown`); of a team what its
            members' mean is nearest to.
        weight: W = min(1, 0.4 · i / mean(i)).
        kappa: Shape of the Gamma distribution that the weight is drawn from.
    """

    concern: str
    importance: float
    sure: Literal["firm", "unsure", "open"]
    weight: float
    kappa: float


@dataclass(frozen=True)
class Contribution:
    """The exact points that one rule or one group of measurements gave.

    Attributes:
        id: The rule's id, or `measured:CONCERN`.
        kind: rule or measurement.
        concern: The concern it counts for.
        points: By framework.
        claim: One sentence.
        source: Where it can be read; for a measurement the command that repeats it.
        source_date: When the source was current; for a measurement the day it was taken.
        review_by: Last day of a rule's validity; None for a measurement.
        expired: True after `review_by`.
        origin: `shipped`, a folder, or for a measurement the machine.
        counted_with: The stronger rule of the same cause that counts in its place; empty where it counts.
    """

    id: str
    kind: Literal["rule", "measurement"]
    concern: str
    points: Mapping[str, float]
    claim: str
    source: str
    source_date: date
    review_by: date | None
    expired: bool
    origin: str
    counted_with: str = ""


@dataclass(frozen=True)
class RaisedVeto:
    """A framework is removed, and by what."""

    framework: str
    rule: str
    claim: str
    source: str
    source_date: date
    review_by: date


@dataclass(frozen=True)
class Verdict:
    """The answer.

    Attributes:
        kind: How sure.
        framework: The one named, or None.
        decided_by: points or veto; None where nothing is named.
        share: Share of the draws that the leader in points wins, ties counting half.
        lead: D ≥ 0, the leader's points less the runner-up's.
        tossup: Why nothing is named.
    """

    kind: VerdictKind
    framework: str | None
    decided_by: Literal["points", "veto"] | None
    share: float
    lead: float
    tossup: Literal["no-evidence", "conflict"] | None


@dataclass(frozen=True)
class Lead:
    """How the lead is spread over the draws.

    Attributes:
        framework: Whose lead over the runner-up: the leader in points.
        n: Number of draws.
        seed: Of all random numbers.
        mean: Mean lead.
        quantiles: The lead at 0.05, 0.25, 0.5, 0.75 and 0.95.
        edges: n + 1 edges of the histogram.
        counts: n counts of the histogram.
    """

    framework: str
    n: int
    seed: int
    mean: float
    quantiles: Mapping[str, float]
    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class RowUse:
    """What became of one measurement.

    Attributes:
        index: Its place in the sequence that was given.
        counts: False where it cannot speak for this project.
        why_not: One line; empty where it counts.
    """

    index: int
    counts: bool
    why_not: str


@dataclass(frozen=True)
class Warned:
    """Something the reader has to know: a stable code, one sentence, and what to do."""

    code: str
    text: str
    remedy: str


@dataclass(frozen=True)
class Threshold:
    """Where the lead would be gone.

    Attributes:
        what: `importance.CONCERN`, or `measured:CONCERN`.
        at: The importance, or the ratio t_tensorflow / t_pytorch, at which D = 0.
        now: What it is.
        low: Of the ratio's 95 % interval; None for an importance.
        high: As above.
    """

    what: str
    at: float
    now: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Decision:
    """A verdict with all that led to it.

    Attributes:
        outside: Ids of what has to be said first, as neither framework is the right tool.
        summary: Sentences that a lead can read aloud.
        other_side: The case for the framework that is not named, as its friends would state it.
    """

    verdict: Verdict
    points: Mapping[str, float]
    vetoes: tuple[RaisedVeto, ...]
    weights: tuple[Weight, ...]
    concern_points: Mapping[str, Mapping[str, float]]
    contributions: tuple[Contribution, ...]
    rows: tuple[RowUse, ...]
    lead: Lead
    fired: tuple[str, ...]
    expired: tuple[str, ...]
    warnings: tuple[Warned, ...]
    summary: tuple[str, ...]
    thresholds: tuple[Threshold, ...] = ()
    other_side: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
