"""The sentences of a report that every renderer for people says alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from advisor.decision.wording import percent
from advisor.frameworks import display_name
from advisor.report.model import FlipPart, Report, ThresholdPart, VetoPart, WarningPart, WorthPart

#: What is worth fewer points to find out is left to the JSON document.
WORTH_TELLING = 0.05
_TWO = 2
_AS_KNOWN: Mapping[str, str] = MappingProxyType({})
_KINDS = {"clear": "clearly", "lean": "leaning"}
_RESOURCES = {"training_speed": "time", "inference_speed": "time", "footprint": "memory"}


def headline(report: Report) -> str:
    """The verdict in one sentence."""
    verdict, several = report.verdict, len(report.frameworks) > _TWO
    if verdict.kind == "infeasible":
        return f"{'No' if several else 'Neither'} framework meets all requirements"
    if verdict.framework is None:
        why = "too little is known" if verdict.tossup == "no-evidence" else "the reasons pull both ways"
        return f"Toss-up: {why} · {report.name(report.draws.framework)} wins in {_share(report)}"
    name = report.name(verdict.framework)
    mode = f" ({verdict.mode} mode)" if verdict.mode else ""
    if verdict.decided_by == "veto":
        return f"{name}{mode}, clearly: a requirement rules the {'others' if several else 'other'} out"
    return (
        f"{name}{mode}, {_KINDS[verdict.kind]} · wins in {_share(report)}, ahead by {verdict.lead:.1f} points"
    )


def flip_sentence(entry: FlipPart, called: Mapping[str, str] = _AS_KNOWN) -> str:
    """Which answers would have to be others, and what the verdict would then be.

    Args:
        entry: The changes.
        called: Names of frameworks, by id.
    """
    changes = " and ".join(
        f"{change.key.removeprefix('answers.')} were {answer_text(change.to)}"
        + (" (a choice of yours)" if change.changeable else "")
        for change in entry.changes
    )
    name = display_name(entry.verdict.framework, called) if entry.verdict.framework else ""
    kind = {"clear": "clearly ", "lean": "leaning to "}.get(entry.verdict.kind, "")
    return f"If {changes}: {kind}{name}" if name else f"If {changes}: {entry.verdict.kind}"


def answer_text(value: object) -> str:
    """An answer as it would stand in a needs file."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(str, value)) or 'none'}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{name}: {level}' for name, level in value.items())}}}"
    return str(value)


def threshold_sentence(entry: ThresholdPart, called: Mapping[str, str] = _AS_KNOWN) -> str:
    """The importance or the measured ratio at which nobody is ahead any more.

    Args:
        entry: The threshold.
        called: Names of frameworks, by id.
    """
    kind, concern, *of = entry.what.replace(":", ".").split(".")
    name = concern.replace("_", " ")
    if kind == "importance":
        return f"Importance of {name}: at {entry.at:.1f} the lead is gone; it is {entry.now:.3g}"
    measured = display_name(of[0] if of else "tensorflow", called)
    interval = f" [{entry.low:.2f}, {entry.high:.2f}]" if entry.low and entry.high else ""
    unsure = entry.low is not None and entry.high is not None and entry.low <= entry.at <= entry.high
    open_ = ", so the measurement leaves that open" if unsure else ""
    theirs = f"{display_name('pytorch', called)}'s {_RESOURCES.get(concern, 'time')}"
    return (
        f"Measured {name}: if {measured} took {entry.at:.2f} of {theirs}, the lead would be gone; "
        f"it takes {entry.now:.2f}{interval}{open_}"
    )


def raised_by(veto: VetoPart) -> str:
    """By whose answers a requirement holds, after what is said of it; nothing outside a team."""
    return f" Raised by {', '.join(veto.raised_by)}." if veto.raised_by else ""


def veto_age(veto: VetoPart, today: date) -> str:
    """When the source of a requirement was current, and whether it still is; empty where that is unknown."""
    if veto.source_date is None:
        return ""
    old = ", past its review date" if veto.expired else ""
    return f", {veto.source_date:%Y-%m-%d}, {age(veto.source_date, today)}{old}"


def worth_telling(report: Report) -> list[WorthPart]:
    """What is worth so much to find out that people should read it."""
    return [entry for entry in report.worth_knowing if entry.value >= WORTH_TELLING]


def warning_sentence(entry: WarningPart) -> str:
    """What a reader has to know, and what to do about it."""
    return f"{entry.text}. {entry.remedy}".rstrip(". ") + "."


def age(day: date, today: date) -> str:
    """How old something is, such as `9 months old`."""
    days = (today - day).days
    if days < 1:
        return "today"
    return f"{days} days old" if days < 60 else f"{round(days / 30.4)} months old"


def versions(frameworks: Mapping[str, str], called: Mapping[str, str] = _AS_KNOWN) -> str:
    """Frameworks with their versions."""
    return ", ".join(f"{display_name(name, called)} {version}" for name, version in frameworks.items())


def shortened(text: str, limit: int) -> str:
    """Text that may be very long, cut with a word on how long it was."""
    return text if len(text) <= limit else f"{text[:limit].rstrip()}… ({len(text):,} characters)"


def _share(report: Report) -> str:
    return f"{percent(report.verdict.share)} of the plausible weightings and measurements"
