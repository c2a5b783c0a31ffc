"""The report as an architecture decision record, with the headings of MADR 4 (https://adr.github.io/madr/)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from advisor.needs.model import DEFAULT_IMPORTANCE
from advisor.report.ageing import day_of
from advisor.report.beside import HEADINGS, beside
from advisor.report.commonmark import Markdown, bullets, code, joined, literal, md, quoted, table
from advisor.report.markdown_evidence import confirmation, more_information
from advisor.report.markdown_reasons import consequences, counts, points_text, pros_and_cons, reference, words
from advisor.report.model import ConcernPart, Report, VetoPart
from advisor.report.sentences import answer_text, headline, shortened, veto_age
from advisor.report.team_words import givers

#: Characters of a name in a sentence, and of an answer in a table.
_NAME, _ANSWER = 80, 300
_SURE = {"firm": "", "unsure": " (assumed)", "open": " (assumed, not known)"}


def render_markdown(report: Report) -> str:
    """Draws a report as a decision record that can be filed in a repository.

    Text from people, rules, files and machines is shown literally, and an address becomes a link only if it
    is a source on the web.
    """
    blocks = [
        _front_matter(report),
        md("# {}", _title(report)),
        Markdown("## Context and Problem Statement"),
        *_context(report),
        Markdown("## Decision Drivers"),
        *_drivers(report),
        Markdown("## Considered Options"),
        bullets(_options(report)),
        Markdown("## Decision Outcome"),
        *_outcome(report),
        Markdown("### Consequences"),
        *consequences(report),
        Markdown("### Confirmation"),
        *confirmation(report),
        Markdown("## Pros and Cons of the Options"),
        *pros_and_cons(report),
        Markdown("## More Information"),
        *more_information(report),
    ]
    return "\n\n".join(blocks) + "\n"


def _front_matter(report: Report) -> str:
    names = [member.name for member in report.team.members] if report.team else []
    if report.team is None and report.needs.participant:
        names = [report.needs.participant.name]
    makers = [f"decision-makers: [{', '.join(map(quoted, names))}]"] if names else []
    return "\n".join(["---", "status: proposed", f"date: {report.generated:%Y-%m-%d}", *makers, "---"])


def _either(report: Report) -> str:
    return " or ".join(report.name(option.id) for option in report.frameworks)


def _title(report: Report) -> str:
    project = shortened(report.project.strip(), _NAME) or "this project"
    verdict = report.verdict
    if verdict.framework:
        return f"Use {report.name(verdict.framework)} for {project}"
    why = "no option meets all requirements" if verdict.kind == "infeasible" else "a toss-up"
    return f"{_either(report)} for {project}: {why}"


def _context(report: Report) -> Iterator[Markdown]:
    yield md("Should “{}” be built on {}?", shortened(report.project, _NAME), _either(report))
    rows: list[tuple[object, object]] = [
        (code(shortened(key, _NAME)), shortened(_answer(value), _ANSWER))
        for key, value in report.needs.answers.items()
    ]
    size = report.needs.workload
    if size is not None:
        told = [f"batch {size.batch}"] if size.batch else []
        told += [f"input {' × '.join(map(str, size.input))}"] if size.input else []
        rows.append((code("workload"), ", ".join(told)))
    if rows:
        yield Markdown("What is known of it, in the words of the needs file; every other question is open:")
        yield table(("Question", "Answer"), rows)
    else:
        yield Markdown("No question about it was answered.")


def _answer(value: object) -> str:
    text = answer_text(value)
    return text if isinstance(value, str) else text[1:-1]


def _drivers(report: Report) -> Iterator[Markdown]:
    moved = {entry.concern for entry in report.contributions if counts(entry)}
    ranked = sorted(report.concerns, key=lambda entry: (-entry.importance, entry.sure != "firm", entry.id))
    drivers = [entry for entry in ranked if _is_given(entry, report) or entry.id in moved]
    if drivers:
        points = (f"Points for {report.name(option.id)}" for option in report.frameworks)
        yield table(
            ("Concern", "Importance, 0 to 5", "Weight", *points),
            (_driver(entry, report) for entry in drivers),
        )
        yield Markdown("A weight is 0.4 times the importance over the mean importance, at most 1.")
        if any(0 < given < everybody for given, everybody in (givers(report, part.id) for part in drivers)):
            yield md("Of members who gave none it counts as {}.", f"{DEFAULT_IMPORTANCE:g}")
    elif not report.concerns:
        yield Markdown("None is known.")
    silent = [words(entry.id) for entry in ranked if entry not in drivers]
    if silent:
        yield md(
            "Nothing known tells the options apart on {}, and no importance was given to any of these.",
            _list(silent),
        )


def _driver(entry: ConcernPart, report: Report) -> tuple[object, ...]:
    points = (points_text(entry.points.get(option.id, 0.0)) for option in report.frameworks)
    return words(entry.id), f"{entry.importance:.3g}{_sure(entry, report)}", f"{entry.weight:.2f}", *points


def _is_given(entry: ConcernPart, report: Report) -> bool:
    given, _ = givers(report, entry.id)
    return given > 0 or entry.sure == "firm"


def _sure(entry: ConcernPart, report: Report) -> str:
    given, everybody = givers(report, entry.id)
    if 0 < given < everybody:
        return f" (given by {given} of {everybody})"
    return "" if given else _SURE[entry.sure]


def _list(names: list[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _options(report: Report) -> Iterator[Markdown]:
    for option in report.frameworks:
        name, points = report.name(option.id), points_text(option.points)
        if option.feasible:
            yield md("{}: {} points", name, points)
        else:
            vetoes = joined("; ", (_veto(veto, day_of(report)) for veto in option.vetoes))
            yield md("{}: ruled out, whatever its {} points. {}", name, points, vetoes)


def _veto(veto: VetoPart, today: date) -> Markdown:
    owners = f", raised by {', '.join(veto.raised_by)}" if veto.raised_by else ""
    told = f"{veto_age(veto, today)}{owners}"
    return md("{} ({}: {}{})", veto.claim, code(veto.id), reference(veto.source), told)


def _outcome(report: Report) -> Iterator[Markdown]:
    framework = report.verdict.framework
    chosen = md('Chosen option: "{}".', report.name(framework)) if framework else "No option is chosen."
    yield md("{} **{}.**", chosen, headline(report))
    if report.baseline is not None:
        yield Markdown("The answers were changed with `--set` for this record:")
        yield table(HEADINGS, beside(report))
    if report.team and report.team.split:
        yield Markdown("**The team is split**: see its members' own leads under More Information.")
    if report.explanation.summary:
        yield bullets(map(literal, report.explanation.summary))
