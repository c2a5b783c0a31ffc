"""Where and with what a session measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from advisor.evidence.costs import Costs
from advisor.evidence.interval import PRIOR_SPREAD
from advisor.evidence.records import FrameworkBuild, Machine


@dataclass(frozen=True)
class Setting:
    """Where and with what a session measures.

    Attributes:
        interpreters: By framework.
        probes: The folder of the measuring program.
        code: Digest of its code.
        builds: By framework, as the package metadata name them.
        machine: The machine at hand.
        command: What repeats the measurement.
        spread: The prior spread of launches on this machine.
        played_by: Which framework stands on each side, where it is not its own.
        costs: What is known of this machine's pace.
    """

    interpreters: Mapping[str, str]
    probes: Path
    code: str
    builds: Mapping[str, FrameworkBuild]
    machine: Machine
    command: str
    spread: float = PRIOR_SPREAD
    played_by: Mapping[str, str] = field(default_factory=dict)
    costs: Costs = field(default_factory=Costs)


@dataclass(frozen=True)
class Unmeasured:
    """A framework that could not be measured, why, and what to do."""

    framework: str
    what: str
    remedy: str
