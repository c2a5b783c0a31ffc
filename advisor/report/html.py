"""The report as one page that asks nobody for anything: it can be kept, mailed, printed and read offline."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from advisor.diagnostics import visible
from advisor.report import team_words
from advisor.report.addresses import web_host
from advisor.report.ageing import day_of
from advisor.report.charts.member_leads import member_figures
from advisor.report.charts.ratios import measured_figures
from advisor.report.html_reasons import look_up, read_on, reasons_by_concern, sources
from advisor.report.html_record import answer_figures, beside_figures, provenance, weight_figures
from advisor.report.measurements import cost_lines, left_out_lines, noise_line, remark_lines
from advisor.report.model import Report
from advisor.report.sentences import (
    flip_sentence,
    headline,
    shortened,
    threshold_sentence,
    warning_sentence,
    worth_telling,
)

if TYPE_CHECKING:
    from advisor.report.charts.gallery import Gallery

#: Characters of a project's name in a heading, and of any text but a command.
_NAME, _TEXT = 80, 600


@dataclass(frozen=True)
class Section:
    """A part of the page: its id is also the name of its template."""

    id: str
    title: str


def render_html(report: Report) -> str:
    """Draws a report as one self-contained HTML page.

    Text from people, rules, files and machines is shown literally, and an address becomes a link only if it
    is a page on the web.

    Raises:
        AdvisorError: The library that draws the pictures is not installed.
    """
    from advisor.report.charts.gallery import gallery

    pictures = gallery(report)
    verdict, _, rest = headline(report).partition(" · ")
    return (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            pictures=pictures,
            sections=list(_sections(report, pictures)),
            project=shortened(report.project.strip(), _NAME) or "This project",
            verdict=verdict,
            rest=rest,
            today=day_of(report),
            others=list(dict.fromkeys(row.other for row in report.measurements)),
            beside=beside_figures(report),
            answers=answer_figures(report),
            weights=weight_figures(report),
            reasons=reasons_by_concern(report),
            sources=sources(report),
            provenance=list(provenance(report)),
            changes=[
                *(flip_sentence(entry, report.called) for entry in report.flips),
                *(threshold_sentence(entry, report.called) for entry in report.thresholds),
            ],
            worth=worth_telling(report),
            expired=sum(entry.expired for entry in report.contributions),
        )
    )


def _sections(report: Report, pictures: Gallery) -> list[Section]:
    entries = (
        ("why", "Why", report.explanation.summary),
        ("beside", "Beside what was answered", report.baseline),
        ("ruled-out", "Ruled out", any(part.vetoes for part in report.frameworks)),
        ("points", "Points by concern", report.contributions),
        ("measurements", "Measurements", True),
        ("change", "What would change it", report.flips or report.thresholds or pictures.lead),
        ("worth", "Worth finding out", worth_telling(report)),
        ("other-side", "The case for the other side", report.explanation.other_side),
        ("stack", "The stack", report.stack),
        ("team", "The team", report.team),
        ("warnings", "Warnings", report.warnings),
        ("answers", "What was answered", True),
        ("sources", "Sources", sources(report)),
        ("repeat", "How to repeat it", True),
    )
    return [Section(id_, title) for id_, title, there in entries if there]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("advisor.report", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_literal,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["whole"] = lambda text: escape(visible(text))
    environment.globals.update(
        web_host=web_host,
        read_on=read_on,
        look_up=look_up,
        warning_sentence=warning_sentence,
        measured_figures=measured_figures,
        member_figures=member_figures,
        noise_line=noise_line,
        remark_lines=remark_lines,
        cost_lines=cost_lines,
        left_out_lines=left_out_lines,
        words=team_words,
    )
    return environment


def _literal(value: object) -> object:
    """Text of anybody's as it is shown, before it is escaped: nothing in it acts, and none fills the page."""
    return (
        value if isinstance(value, Markup) or not isinstance(value, str) else shortened(visible(value), _TEXT)
    )
