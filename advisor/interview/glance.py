"""This machine at a glance: what there is to measure with, without starting a framework."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from advisor.errors import AdvisorError
from advisor.evidence.devices import devices_here
from advisor.evidence.interpreters import find_interpreter
from advisor.evidence.machine import this_machine
from advisor.frameworks import FRAMEWORKS, display_name


@dataclass(frozen=True)
class Glance:
    """What was found.

    Attributes:
        machine: Processor, threads and memory.
        devices: Kinds of devices.
        frameworks: A line for each framework that was found.
        missing: A line for each that was not, with the command that mends it.
    """

    machine: str
    devices: str
    frameworks: tuple[str, ...]
    missing: tuple[str, ...]


def look_around(interpreters: Mapping[str, str]) -> Glance:
    """Looks for frameworks without importing any.

    Args:
        interpreters: By framework, where the user named one.
    """
    machine = this_machine()
    found, missing = [], []
    for framework in FRAMEWORKS:
        try:
            place, inspection = find_interpreter(framework, interpreters)
        except AdvisorError as error:
            missing.append(f"{display_name(framework)}: {error.lines[0]}")
            continue
        installed = inspection.frameworks.get(framework)
        version = installed.version if installed else "?"
        found.append(f"{display_name(framework)} {version}, Python {inspection.python}, {place}")
    return Glance(
        f"{machine.processor}, {machine.cores} {'thread' if machine.cores == 1 else 'threads'}, "
        f"{machine.memory_gib:.0f} GiB",
        ", ".join(devices_here()),
        tuple(found),
        tuple(missing),
    )
