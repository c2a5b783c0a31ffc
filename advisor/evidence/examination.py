"""What is here to measure with: the machine, the interpreters, the frameworks, and what each can do."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import MeasuringError
from advisor.evidence.interpreters import Inspection, find_interpreter
from advisor.evidence.machine import this_machine
from advisor.evidence.pair import Footing, ModeOffer, Pair
from advisor.evidence.records import Machine
from advisor.evidence.worker import WorkerFailure
from advisor.frameworks import FRAMEWORKS
from advisor.paths import probes_folder


@dataclass(frozen=True)
class FrameworkFinding:
    """One framework as it was found.

    Attributes:
        framework: Its id.
        interpreter: The interpreter that holds it; empty if none does.
        version: None if it cannot be used.
        python: The interpreter's version.
        import_s: Seconds that the import took.
        installed_mb: Disk space in MB of its own distribution; None if no record says it.
        device: The device it would be measured on.
        threads: Threads it was set to, as read back.
        modes: What it can do here, and why not.
        problem: What is wrong; empty if it can be used.
        remedy: What to do about it.
    """

    framework: str
    interpreter: str = ""
    version: str | None = None
    python: str | None = None
    import_s: float | None = None
    installed_mb: float | None = None
    device: str | None = None
    threads: int | None = None
    modes: tuple[ModeOffer, ...] = ()
    problem: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class Examination:
    """The machine and both frameworks."""

    machine: Machine
    frameworks: tuple[FrameworkFinding, ...]

    @property
    def usable(self) -> bool:
        """Whether any framework can be measured."""
        return any(not finding.problem for finding in self.frameworks)


def examine(chosen: Mapping[str, str]) -> Examination:
    """Starts each framework once and asks what it can do.

    Args:
        chosen: By framework, interpreters that the user named.
    """
    machine = this_machine()
    return Examination(
        machine, tuple(_examine_framework(framework, chosen, machine) for framework in FRAMEWORKS)
    )


def _installed_mb(inspection: Inspection, framework: str) -> float | None:
    installed = inspection.frameworks.get(framework)
    return installed.installed_mb if installed else None


def _examine_framework(framework: str, chosen: Mapping[str, str], machine: Machine) -> FrameworkFinding:
    try:
        place, inspection = find_interpreter(framework, chosen)
    except MeasuringError as error:
        return FrameworkFinding(framework, problem=error.what, remedy=error.remedy)
    footing = Footing(threads=machine.cores)
    with tempfile.TemporaryDirectory(prefix="advisor-", ignore_cleanup_errors=True) as scratch:
        try:
            with Pair({framework: place}, probes_folder(), Path(scratch), footing) as pair:
                opened = pair.open(framework)
        except WorkerFailure as failure:
            return FrameworkFinding(
                framework,
                place,
                python=inspection.python,
                problem=failure.what,
                remedy=failure.remedy or f"Install it again: {place} -m pip install 'advisor[{framework}]'",
            )
    return FrameworkFinding(
        framework,
        place,
        version=opened.version,
        python=opened.python,
        import_s=opened.import_s,
        installed_mb=_installed_mb(inspection, framework),
        device=f"{opened.device.kind} ({opened.device.name})",
        threads=opened.threads.intra,
        modes=opened.modes,
    )
