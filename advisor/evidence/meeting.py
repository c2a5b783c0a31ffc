"""Two modes that meet in quartets: what is known so far, and the comparison it becomes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from advisor.evidence.interval import ALPHA, PRIOR_SPREAD, Interval, alpha_at, estimate, row_verdict
from advisor.evidence.quartets import Quartet
from advisor.evidence.records import Comparison, ComparisonKind

#: A meeting that failed in this many launches is given up.
GIVE_UP_AFTER = 2


@dataclass
class Meeting:
    """One comparison while it is being measured.

    Attributes:
        kind: What is compared.
        modes: By framework, the mode that meets the other's.
        threads: That both are set to.
        looks: After how many launches its interval is looked at, the last being the end of the plan.
        spread: The prior spread of launches on this machine.
        values: For each launch the values of its quartets.
        times: By framework the medians of all blocks in ms.
        stopped: Why no more launches were run.
        lost: Launches in which it failed.
        void: What disturbed quartets that were void, a line for each attempt.
        again: Blocks that were run again, since our own screen had worked during them.
        disturbed: Quartets that never had a calm moment.
        level: How often the interval of the look that ended it may miss.
    """

    kind: ComparisonKind
    modes: Mapping[str, str]
    threads: int
    looks: Sequence[int]
    spread: float = PRIOR_SPREAD
    values: list[list[float]] = field(default_factory=list)
    times: dict[str, list[float]] = field(default_factory=dict)
    stopped: str = ""
    lost: int = 0
    void: list[str] = field(default_factory=list)
    again: int = 0
    disturbed: int = 0
    level: float | None = None
    complete: bool = False

    @property
    def open(self) -> bool:
        """Whether more launches would say more."""
        return not self.stopped and self.lost < GIVE_UP_AFTER

    @property
    def never_calm(self) -> bool:
        """Whether others disturbed at least half of the quartets: the ratio is then that of their company."""
        return self.disturbed > 0 and 2 * self.disturbed >= sum(map(len, self.values))

    @property
    def launches(self) -> list[list[float]]:
        """The launches that gave a quartet."""
        return [quartets for quartets in self.values if quartets]

    def take(self, quartet: Quartet) -> None:
        """Adds a quartet to the launch that was begun last."""
        self.again += quartet.again
        self.void += [*quartet.void, *filter(None, [quartet.disturbed])]
        self.disturbed += bool(quartet.disturbed)
        self.values[-1].append(quartet.value)
        for framework, times in quartet.times.items():
            self.times.setdefault(framework, []).extend(times)

    def interval(self) -> Interval | None:
        """The interval as it stands, at the level of the look that ended it or else of the last one."""
        if not self.launches:
            return None
        level = alpha_at(self.looks[-1], self.looks) if self.level is None else self.level
        return estimate(self.launches, spread=self.spread, alpha=level)

    def look(self) -> None:
        """Ends the meeting if a look is due and decides, or if its launches are run."""
        count = len(self.launches)
        if not self.open or count not in self.looks or self.never_calm:
            return
        level = alpha_at(count, self.looks)
        interval = estimate(self.launches, spread=self.spread, alpha=level)
        decided = row_verdict(interval.low, interval.high) != "inconclusive"
        if count < self.looks[-1] and decided:
            self.level, self.complete = level, True
            self.stopped = (
                f"decided after {count} of {self.looks[-1]} launches (an early look is held to "
                f"{100 * (1 - level):g} %, so that all looks together keep 95 %)"
            )

    def stop(self, why: str, *, complete: bool) -> None:
        """Ends the meeting if it is still open.

        Args:
            why: For the reader.
            complete: Whether the plan's launches were run.
        """
        if not self.stopped:
            self.stopped, self.complete = why, complete

    def record(self) -> Comparison | None:
        """The comparison as it stands, or None before the first quartet."""
        interval = self.interval()
        if interval is None:
            return None
        plain = estimate(self.launches, spread=self.spread, alpha=ALPHA)
        return Comparison(
            kind=self.kind,
            pytorch=self.modes["pytorch"],
            tensorflow=self.modes["tensorflow"],
            ratio=interval.ratio,
            low=interval.low,
            high=interval.high,
            launches=interval.launches,
            quartets=interval.quartets,
            verdict="inconclusive" if self.never_calm else row_verdict(interval.low, interval.high),
            stopped=self.stopped or "interrupted",
            values=tuple(tuple(quartets) for quartets in self.launches),
            pytorch_ms=median(self.times["pytorch"]),
            tensorflow_ms=median(self.times["tensorflow"]),
            disturbed=self.never_calm,
            planned=self.looks[-1] if self.complete else 0,
            threads=self.threads,
            alpha=ALPHA if self.level is None else self.level,
            prior_spread=self.spread,
            sigma=math.log(plain.high / plain.low) / (2 * 1.96),
        )
