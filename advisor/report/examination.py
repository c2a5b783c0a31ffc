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
    return "\n".join(map(visible, lines)) + "\n"


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
