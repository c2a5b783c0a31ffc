"""What is here to measure with: the machine, the interpreters, the frameworks, and what each can do."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from advisor.errors import MeasuringError
from advisor.evidence.calibration import Calibration
from advisor.evidence.devices import devices_here
from advisor.evidence.interpreters import Inspection, candidates, find_interpreter, inspect
from advisor.evidence.machine import this_machine
from advisor.evidence.pair import Footing, ModeOffer, Opened, Pair
from advisor.evidence.records import DeviceKind, Machine
from advisor.evidence.store import Store
from advisor.evidence.worker import WorkerFailure
from advisor.frameworks import FRAMEWORKS, display_name
from advisor.paths import configuration_file, probes_folder, user_data_folder


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
class InterpreterFinding:
    """An interpreter that was looked into.

    Attributes:
        place: Its path.
        python: Its version; empty if it could not be asked.
        holds: The frameworks it holds, with their versions.
        problem: Why it could not be asked.
    """

    place: str
    python: str = ""
    holds: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class DeviceFinding:
    """Whether a framework works on an accelerator that this machine has.

    Attributes:
        framework: Its id.
        kind: Of device.
        name: What the device calls itself; empty if it does not work.
        problem: Why it does not.
    """

    framework: str
    kind: DeviceKind
    name: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Examination:
    """The machine, the interpreters, both frameworks, and how these work with accelerators.

    Attributes:
        machine: The machine at hand.
        frameworks: As each was found.
        interpreters: That were looked into.
        devices: Each framework on each accelerator at hand.
        calibration: What is known of the machine's noise.
        configuration: The user's configuration file.
    """

    machine: Machine
    frameworks: tuple[FrameworkFinding, ...]
    interpreters: tuple[InterpreterFinding, ...] = ()
    devices: tuple[DeviceFinding, ...] = ()
    calibration: Calibration = field(default_factory=Calibration)
    configuration: str = ""

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
    frameworks = tuple(_examine_framework(framework, chosen, machine) for framework in FRAMEWORKS)
    accelerators = [device for device in devices_here() if device != "cpu"]
    return Examination(
        machine,
        frameworks,
        tuple(_look_into(place) for place in dict.fromkeys([*chosen.values(), *candidates()])),
        tuple(
            _examine_device(finding, device, machine)
            for finding in frameworks
            for device in accelerators
            if not finding.problem
        ),
        Store(user_data_folder()).calibration(machine),
        str(configuration_file()),
    )


def _look_into(place: str) -> InterpreterFinding:
    try:
        found = inspect(place)
    except MeasuringError as error:
        return InterpreterFinding(place, problem=error.what)
    holds = tuple(
        f"{display_name(name)} {installed.version}"
        for name, installed in found.frameworks.items()
        if installed
    )
    return InterpreterFinding(place, found.python, holds)


def _examine_device(finding: FrameworkFinding, device: DeviceKind, machine: Machine) -> DeviceFinding:
    try:
        opened = _open(finding.framework, finding.interpreter, Footing(machine.cores, device))
    except WorkerFailure as failure:
        return DeviceFinding(finding.framework, device, problem=failure.what)
    return DeviceFinding(finding.framework, device, opened.device.name)


def _open(framework: str, interpreter: str, footing: Footing) -> Opened:
    with (
        tempfile.TemporaryDirectory(prefix="advisor-", ignore_cleanup_errors=True) as scratch,
        Pair({framework: interpreter}, probes_folder(), Path(scratch), footing) as pair,
    ):
        return pair.open(framework)


def _installed_mb(inspection: Inspection, framework: str) -> float | None:
    installed = inspection.frameworks.get(framework)
    return installed.installed_mb if installed else None


def _examine_framework(framework: str, chosen: Mapping[str, str], machine: Machine) -> FrameworkFinding:
    try:
        place, inspection = find_interpreter(framework, chosen)
    except MeasuringError as error:
        return FrameworkFinding(framework, problem=error.what, remedy=error.remedy)
    try:
        opened = _open(framework, place, Footing(threads=machine.cores))
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
