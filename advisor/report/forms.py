"""The forms in which a report can be drawn, and which of them a file's name asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

from advisor.errors import AdvisorError
from advisor.needs.problems import shown
from advisor.report.model import Report

Form = Literal["text", "json", "markdown", "html"]
FORMS: tuple[Form, ...] = get_args(Form)
_ENDINGS: dict[str, Form] = {
    ".txt": "text",
    ".json": "json",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
}


def form_for(named: Form | None, output: Path | None) -> Form:
    """The form that was named, else the one that goes with the file's ending, else text.

    Raises:
        AdvisorError: None was named and the ending says nothing.
    """
    if named is not None:
        return named
    if output is None:
        return "text"
    form = _ENDINGS.get(output.suffix.lower())
    if form is None:
        raise AdvisorError(
            f"{shown(str(output))} does not say by its ending what it shall hold",
            f"End it with {', '.join(_ENDINGS)}, or name a form with --format",
        )
    return form


def check_drawable(form: Form) -> None:
    """Says before anything is measured that a form could not be drawn.

    Raises:
        AdvisorError: A library that it needs is not installed.
    """
    if form == "html":
        from advisor.report.charts.canvas import require_drawing

        require_drawing()


def render(report: Report, form: Form, width: int, *, color: bool) -> str:
    """Draws a report.

    Args:
        report: What to draw.
        form: How.
        width: Columns, of text.
        color: Whether text may be coloured.

    Raises:
        AdvisorError: A library that the form needs is not installed.
    """
    if form == "json":
        from advisor.report.document import render_json

        return render_json(report)
    if form == "markdown":
        from advisor.report.markdown import render_markdown

        return render_markdown(report)
    if form == "html":
        from advisor.report.html import render_html

        return render_html(report)
    from advisor.report.text import render_text

    return render_text(report, width, color=color)
