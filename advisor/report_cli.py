"""`advisor report`, `compare` and `history`: results that were made before, drawn, compared and reopened."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from advisor.errors import AdvisorError
from advisor.output import check_writable, deliver

if TYPE_CHECKING:
    from datetime import date

    from advisor.report.compare_model import Comparison
    from advisor.report.forms import Form
    from advisor.report.model import Report
    from advisor.results import Results

_PATH = click.Path(path_type=Path)
#: In the words of `advisor.report.forms`, which loads what `--help` does not need.
FORMS = ("text", "json", "markdown", "html")
_LONGEST_NAME = 60


def _written_to(command: Any) -> Any:  # a click decorator
    return click.option(
        "-o",
        "output",
        type=_PATH,
        metavar="FILE",
        help="Write there instead of standard output; its ending names the form.",
    )(command)


def _in_form(*forms: str) -> Callable[[Any], Any]:
    return click.option(
        "--format",
        "form",
        type=click.Choice(forms),
        help="By default what FILE ends with, or text.",
    )


@click.command()
@click.argument("result", metavar="RESULT.json")
@_written_to
@_in_form(*FORMS)
def report(result: str, output: Path | None, form: Form | None) -> None:
    """Draw a kept result again, later or elsewhere; - reads standard input.

    RESULT.json is what 'advisor recommend --format json' wrote. Nothing is measured or weighed: ages are
    told by today, and facts that have passed their review date since are marked.

    \b
    Examples:
      advisor report report.json
      advisor report report.json -o report.html
      advisor recommend needs.yaml --format json | advisor report - --format markdown
    """
    from advisor.report.forms import form_for
    from advisor.report.reading import read_report_file

    check_writable(output)
    chosen = form_for(form, output)
    _draw(read_report_file(result, sys.stdin.buffer), chosen, output)


@click.command()
@click.argument("then", metavar="A.json")
@click.argument("now", metavar="B.json")
@_written_to
@_in_form("text", "json", "markdown")
def compare(then: str, now: str, output: Path | None, form: Form | None) -> None:
    """Say what changed between two results, and whether the choice of the first is still right.

    The first lines answer: still right, less sure, no longer right, or not comparable (another project;
    compared all the same). The exit code is 0 whatever the answer. - reads one of them from standard input.

    \b
    Examples:
      advisor compare last-year.json today.json
      advisor compare last-year.json today.json --format json | jq .answer
      advisor recommend needs.yaml --format json | advisor compare last-year.json -
    """
    from advisor.report.compare import compare as compared
    from advisor.report.forms import form_for
    from advisor.report.reading import read_report_file

    check_writable(output)
    chosen = form_for(form, output)
    if chosen == "html":
        raise AdvisorError(
            f"a comparison cannot be written to {output} as HTML", "Name a .md, .txt or .json file"
        )
    if then == now == "-":
        raise AdvisorError("both results cannot come from standard input", "Name a file for one of them")
    before, after = (read_report_file(name, sys.stdin.buffer) for name in (then, now))
    deliver(_drawn(compared(before, after, _today(), (then, now)), chosen, output), output)


def _drawn(comparison: Comparison, form: Form, output: Path | None) -> str:
    if form == "json":
        from advisor.report.document import render_json

        return render_json(comparison)
    if form == "markdown":
        from advisor.report.compare_markdown import render_comparison_markdown

        return render_comparison_markdown(comparison)
    from advisor.report.compare_text import render_comparison_text

    return render_comparison_text(comparison, _width(), color=_in_color(output))


@click.group(invoke_without_command=True)
@click.pass_context
def history(context: click.Context) -> None:
    """List earlier results on this machine, the newest first; show, reopen or delete one.

    Every finished 'advisor recommend' keeps its result here, unless --no-history is given. A result is named
    by its number in the list, by its id, or by the beginning of that.

    \b
    Examples:
      advisor history
      advisor history show 1
      advisor history open 20261124-123000
    """
    if context.invoked_subcommand is None:
        _list()


@history.command("show")
@click.argument("result", metavar="ID")
@_written_to
@_in_form(*FORMS)
def history_show(result: str, output: Path | None, form: Form | None) -> None:
    """Draw an earlier result again, as 'advisor report' does.

    \b
    Examples:
      advisor history show 1
      advisor history show 2 --format json -o last-year.json
    """
    from advisor.report.forms import form_for

    check_writable(output)
    chosen = form_for(form, output)
    results = _results()
    _draw(results.load(results.find(result)), chosen, output)


@history.command("open")
@click.argument("result", metavar="ID")
def history_open(result: str) -> None:
    """Open an earlier result in the questionnaire: its answers and measurements, weighed by today's rules.

    Nothing is measured unless you ask for it, and no project is saved before you change something.

    \b
    Example:
      advisor history open 1
    """
    from advisor.paths import user_data_folder

    # A session that is served has no terminal of its own: Textual's driver for the browser stands in.
    if not (sys.stdin.isatty() and sys.stdout.isatty()) and not os.environ.get("TEXTUAL_DRIVER"):
        raise AdvisorError("this opens a screen and needs a terminal", f"Run: advisor history show {result}")
    results = _results()
    earlier = results.load(results.find(result))
    from advisor.tui.start import run

    raise click.exceptions.Exit(run(user_data_folder(), opening=earlier))


@history.command("delete")
@click.argument("names", nargs=-1, required=True, metavar="ID...")
def history_delete(names: tuple[str, ...]) -> None:
    """Delete earlier results for good; unreadable ones too.

    \b
    Example:
      advisor history delete 3 4
    """
    from advisor.diagnostics import note

    results = _results()
    # All are looked up first, since the numbers change with the first one that goes.
    for entry in dict.fromkeys([results.find(name) for name in names]):
        results.delete(entry)
        note(f"deleted {entry.id}{f', {entry.project[:_LONGEST_NAME]}' if entry.project else ''}")


def keep_result(made: Report) -> None:
    """Keeps a finished result; where that fails, a warning says so and nothing else happens."""
    from advisor.diagnostics import note

    try:
        _results().keep(made)
    except AdvisorError as error:
        note(error.lines[0], "warning")


def draw(made: Report, form: Form, output: Path | None) -> None:
    """Writes a report in a form, to a file or to standard output."""
    from advisor.report.forms import render

    deliver(render(made, form, _width(), color=_in_color(output)), output)


def _draw(kept: Report, form: Form, output: Path | None) -> None:
    from advisor.report.ageing import as_of

    draw(as_of(kept, _today()), form, output)


def _list() -> None:
    from advisor.results_text import list_results

    deliver(list_results(_results().entries(), _width()), None)


def _results() -> Results:
    from advisor.paths import user_data_folder
    from advisor.results import Results

    return Results(user_data_folder())


def _today() -> date:
    from datetime import date

    return date.today()  # noqa: DTZ011 - the user's day


def _in_color(output: Path | None) -> bool:
    return output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _width() -> int:
    return min(shutil.get_terminal_size((100, 24)).columns, 140)
