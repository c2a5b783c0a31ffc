"""A comparison as sections of lines and tables, alike in the terminal and in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from advisor.decision.wording import percent
from advisor.frameworks import display_name
from advisor.report.compare_model import AnswerPart, Comparison, RatioPart, ResultPart, RowPart, RulePart
from advisor.report.compare_sentences import TELLING, day, foretold, signed, told
from advisor.report.measurements import row_verdict
from advisor.report.sentences import age, answer_text, shortened

#: Reasons that moved the lead are told so far; the others are summed up.
_REASONS = 8
_LONGEST = 200
_KINDS = {"best": "", "eager": ", both eager", "one-thread": ", one thread each"}
_CHANGES = {
    "came": "speaks now",
    "went": "speaks no longer",
    "expired": "past its review date since",
    "rewritten": "rewritten",
}


@dataclass(frozen=True)
class Section:
    """A part of a comparison.

    Attributes:
        heading: What it is about.
        columns: Of the table; empty where there is none.
        rows: Of the table.
        lines: Below the table, or instead of one.
        commands: Whether the lines are for a shell.
    """

    heading: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    lines: tuple[str, ...] = ()
    commands: bool = False


def sections(comparison: Comparison) -> Iterator[Section]:
    """All that a comparison tells below its answer; what has not changed is said so in a line."""
    then, now = comparison.then, comparison.now
    sides = f"then, {day(then, now)}", f"now, {day(now, then)}"
    yield Section("Verdict", ("", *sides), tuple(_verdict(comparison)))
    if comparison.came_true:
        lines = tuple(foretold(entry, comparison.names) for entry in comparison.came_true)
        yield Section("What the first result had foretold", lines=lines)
    yield _answers(comparison, sides)
    yield _reasons(comparison)
    yield _rules(comparison)
    yield _measurements(comparison, sides)
    yield _versions(comparison, sides)
    if comparison.notes:
        yield Section("Of this comparison", lines=comparison.notes)
    yield Section("Repeat the two", lines=(comparison.then.command, comparison.now.command), commands=True)


def _verdict(comparison: Comparison) -> Iterator[tuple[str, ...]]:
    then, now, names = comparison.then, comparison.now, comparison.names
    yield "verdict", then.in_short, now.in_short
    yield "wins in", _share(then, names), _share(now, names)
    yield "lead", _lead(then, names), _lead(now, names)
    for name in dict.fromkeys([*then.points, *now.points]):
        row = [_number(part.points[name]) if name in part.points else "not compared" for part in (then, now)]
        yield f"points of {display_name(name, names)}", row[0], row[1]
    if then.vetoes or now.vetoes:
        yield "ruled out", _vetoes(then, names), _vetoes(now, names)


def _by_points(part: ResultPart) -> bool:
    return part.verdict.kind != "infeasible" and part.verdict.decided_by != "veto"


def _share(part: ResultPart, names: Mapping[str, str]) -> str:
    if not _by_points(part):
        return "a requirement decides"
    return f"{display_name(part.leader, names)}: {percent(part.verdict.share)}"


def _lead(part: ResultPart, names: Mapping[str, str]) -> str:
    if not _by_points(part):
        return "a requirement decides"
    lead = part.verdict.lead
    return f"{display_name(part.leader, names)} by {lead:.1f} points" if lead >= TELLING else "level"


def _vetoes(part: ResultPart, names: Mapping[str, str]) -> str:
    told_ = [f"{display_name(name, names)} ({', '.join(rules)})" for name, rules in part.vetoes.items()]
    return "; ".join(told_) or "none"


def _answers(comparison: Comparison, sides: tuple[str, str]) -> Section:
    heading = "Answers and importances"
    if not comparison.answers:
        return Section(heading, lines=("All are the same.",))
    return Section(heading, ("", *sides), tuple(map(_answer, comparison.answers)))


def _answer(entry: AnswerPart) -> tuple[str, ...]:
    # A question of that name asks for skills.
    if entry.key == "team":
        name, none = "members", "no team"
    else:
        name, none = entry.key.removeprefix("answers."), "open"
    values = (entry.then, entry.now)
    return (shortened(name, _LONGEST), *(none if value is None else _given(value) for value in values))


def _given(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else shortened(answer_text(value), _LONGEST)


def _reasons(comparison: Comparison) -> Section:
    lead, names = comparison.lead, comparison.names
    heading = f"What moved the lead of {display_name(lead.of, names)}"
    if lead.over is not None:
        heading += f" over {display_name(lead.over, names)}"
    moved = [entry for entry in comparison.contributions if told(entry)]
    if not moved:
        return Section(heading, lines=("No reason moved it.",))
    rows = tuple(
        (
            signed(entry.gain),
            f"{entry.concern.replace('_', ' ')}, {entry.id}: {shortened(entry.claim, _LONGEST)}",
            _points(entry.then, names),
            _points(entry.now, names),
        )
        for entry in moved[:_REASONS]
    )
    rest = [entry for entry in comparison.contributions if entry.gain and entry not in moved[:_REASONS]]
    others = f"{len(rest)} others together: {signed(sum(entry.gain for entry in rest))}"
    ends = f"from {_number(lead.then)} to {_number(lead.now)} points"
    total = f"All together: {signed(lead.now - lead.then)}, {ends}"
    lines = (others, total) if rest else (total,)
    return Section(heading, ("gain", "reason", "points then", "points now"), rows, lines)


def _points(points: Mapping[str, float], names: Mapping[str, str]) -> str:
    told_ = [(name, _number(gained)) for name, gained in points.items()]
    return (
        ", ".join(f"{display_name(name, names)} {gained}" for name, gained in told_ if gained != "0.0")
        or "0.0"
    )


def _number(points: float) -> str:
    return f"{points:.1f}".replace("-", "−") if abs(points) >= TELLING else "0.0"


def _rules(comparison: Comparison) -> Section:
    rules = comparison.rules
    lines = [f"Rules {rules.digest_then[:12]}, now {rules.digest_now[:12]}"]
    if rules.digest_then == rules.digest_now:
        lines = [f"Rules {rules.digest_then[:12]} in both"]
    quiet = []
    for entry in rules.changed:
        what = [_CHANGES[change] for change in entry.changes if change in _CHANGES]
        if what:
            lines.append(_rule(entry, what, comparison.compared))
        else:
            quiet.append(entry.id)
    if quiet:
        lines.append(f"Other points for the same rule: {', '.join(quiet)}")
    return Section("Rules", lines=tuple(lines))


def _rule(entry: RulePart, what: Sequence[str], today: date) -> str:
    name = f"{entry.id}, a requirement" if entry.kind == "veto" else entry.id
    due = f" ({entry.review_by})" if "expired" in entry.changes and entry.review_by else ""
    read = f", {entry.source_date}, {age(entry.source_date, today)}" if entry.source_date else ""
    return f"{name}: {', '.join(what)}{due}. {shortened(entry.claim, _LONGEST)} [{entry.source}{read}]"


def _measurements(comparison: Comparison, sides: tuple[str, str]) -> Section:
    rows = comparison.measurements
    heading = "Measurements: the other's time as a share of PyTorch's, 95 % interval"
    if not rows:
        return Section("Measurements", lines=("Neither result has any.",))
    columns = ("row", *sides, "they differ", "what else is not the same")
    return Section(heading, columns, tuple(_row(entry, comparison.names) for entry in rows))


def _row(entry: RowPart, names: Mapping[str, str]) -> tuple[str, ...]:
    precision = "" if entry.precision == "float32" else f" {entry.precision}"
    name = f"{entry.workload} {entry.task} b{entry.batch}{precision} {entry.device}{_KINDS[entry.kind]}"
    differs = {True: "yes, beyond both intervals", False: "no", None: "measured once only"}[entry.differs]
    ratios = (_ratio(part, display_name(entry.other, names)) for part in (entry.then, entry.now))
    return (name, *ratios, differs, "; ".join(entry.remarks))


def _ratio(part: RatioPart | None, other: str) -> str:
    if part is None:
        return "not measured"
    counts = "" if part.counts else ", does not count"
    interval = f"{part.ratio:.2f} [{part.low:.2f}, {part.high:.2f}]"
    return f"{interval} {row_verdict(part.verdict, other)}, {part.machine}, {part.taken:%Y-%m-%d}{counts}"


def _versions(comparison: Comparison, sides: tuple[str, str]) -> Section:
    heading = "Versions and places"
    if not comparison.versions:
        return Section(heading, lines=("All are the same.",))
    rows = tuple(
        (display_name(entry.what, comparison.names), entry.then or "unknown", entry.now or "unknown")
        for entry in comparison.versions
    )
    return Section(heading, ("", *sides), rows)
