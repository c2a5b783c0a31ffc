"""What doctor found, as text."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnostics import visible
from advisor.evidence.examination import Examination, FrameworkFinding
from advisor.frameworks import display_name


def render_examination(found: Examination) -> str:
    """The machine and each framework, and what to do about what is missing."""
    machine = found.machine
    lines = [
        f"Machine: {machine.name}, {machine.processor}, {machine.cores} usable cores, "
        f"{machine.memory_gib:g} GiB, {machine.system}"
    ]
    for finding in found.frameworks:
        lines += ["", *_framework(finding)]
    for device in found.devices:
        sign, told = ("✗", device.problem) if device.problem else ("✓", device.name)
        lines += ["", f"{sign} {display_name(device.framework)} on {device.kind}: {told}"]
    lines += ["", "Interpreters that were looked into:"]
    for place in found.interpreters:
        what = place.problem or f"Python {place.python}, {' and '.join(place.holds) or 'no framework'}"
        lines.append(f"  {place.place}: {what}")
    lines.append(f"  more can be named as environments in {found.configuration}")
    lines += ["", _noise(found)]
    return "\n".join(map(visible, lines)) + "\n"


def _noise(found: Examination) -> str:
    floor = found.calibration.floor(3)
    if floor is None:
        return "Noise floor: not measured yet; a standard or thorough budget measures it"
    newest = max(meeting.taken for meeting in found.calibration.meetings)
    return (
        f"Noise floor: a framework against itself differs by up to {100 * floor:.0f} % over three launches "
        f"({len(found.calibration.centres)} launches, the latest of {newest:%Y-%m-%d})"
    )


def _framework(finding: FrameworkFinding) -> Iterator[str]:
    name = display_name(finding.framework)
    if finding.problem:
        yield f"✗ {name}: {finding.problem}"
        if finding.remedy:
            yield f"  → {finding.remedy}"
        return
    yield f"✓ {name} {finding.version}, Python {finding.python}, {finding.interpreter}"
    yield f"  device {finding.device}, {finding.threads} threads, import {finding.import_s:.1f} s" + (
        f", {finding.installed_mb:,.0f} MB installed" if finding.installed_mb else ""
    )
    for offer in finding.modes:
        yield f"  {'✓' if offer.available else '✗'} {offer.mode}" + (
            f": {offer.reason}" if offer.reason else ""
        )
