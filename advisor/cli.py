"""The commands. Heavy imports stay inside them, so that `advisor --help` is quick."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from advisor import __version__
from advisor.errors import ExitCode
from advisor.output import check_writable, deliver
from advisor.report_cli import FORMS, compare, draw, history, keep_result, report
from advisor.rules_cli import rules
from advisor.serve_cli import serve
from advisor.team_cli import team
from advisor.writing_cli import completion, init, schema

if TYPE_CHECKING:
    from advisor.evidence.plan import Budget
    from advisor.interview.desk import Conduct
    from advisor.pipeline import Request
    from advisor.report.forms import Form

BUDGETS = ("quick", "standard", "thorough", "none")
_EXISTING = click.Path(path_type=Path)


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Shell completion: advisor completion bash|zsh|fish",
)
@click.version_option(__version__, prog_name="advisor", message="%(prog)s %(version)s")
@click.option("--plain", is_flag=True, help="Ask in plain prompts, for screen readers and dumb terminals.")
@click.option(
    "--budget", type=click.Choice(BUDGETS), help="Of the questionnaire: how long it may measure.  [quick]"
)
@click.option(
    "--python",
    "interpreters",
    multiple=True,
    metavar="FRAMEWORK=PATH",
    help="Of the questionnaire: interpreter to measure a framework with; can be repeated.",
)
@click.option(
    "--rules",
    "folders",
    multiple=True,
    type=_EXISTING,
    metavar="DIR",
    help="Of the questionnaire: rules of your own beside the shipped ones; can be repeated.",
)
@click.pass_context
def cli(context: click.Context, /, *, plain: bool, **options: Any) -> None:
    """PyTorch or TensorFlow, for this project, on this hardware? An answer with evidence.

    Without a command, on a terminal, it asks: a questionnaire that measures while you answer.

    \b
    Examples:
      advisor                               questions, measurements and the answer, on the screen
      advisor init -o needs.yaml            write a needs file to edit
      advisor recommend needs.yaml          measure both frameworks and recommend one
      advisor recommend needs.yaml --budget none --format json
      advisor doctor                        what is here to measure with
    """
    if context.invoked_subcommand is not None:
        if plain or any(options.values()):
            raise click.UsageError(
                f"options of the questionnaire do not go with '{context.invoked_subcommand}'"
            )
        return
    # A session that is served has no terminal of its own: Textual's driver for the browser stands in.
    on_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    if not plain and not on_terminal and not os.environ.get("TEXTUAL_DRIVER"):
        click.echo(context.get_help(), err=True)
        context.exit(ExitCode.USAGE)
    context.exit(_questionnaire(plain=plain, **options))


def _questionnaire(
    *, plain: bool, budget: Budget | None, interpreters: tuple[str, ...], folders: tuple[Path, ...]
) -> int:
    from advisor.paths import user_data_folder

    if plain:
        from advisor.plain import run
    else:
        from advisor.tui.start import run
    return run(user_data_folder(), lambda: _conduct(budget or "quick", interpreters, folders))


def _conduct(budget: Budget, interpreters: tuple[str, ...], folders: tuple[Path, ...]) -> Conduct:
    from advisor.evidence.interpreters import parse_choices
    from advisor.interview.desk import Conduct

    return Conduct(budget=budget, interpreters=parse_choices(interpreters), rules_folders=folders)


def _measuring(command: Any) -> Any:  # a click decorator
    options = (
        click.option(
            "--budget",
            type=click.Choice(BUDGETS),
            default="quick",
            show_default=True,
            help="At most 60 s, 3 min or 15 min of measuring; none also reads no stored results.",
        ),
        click.option("--fresh", is_flag=True, help="Measure anew what is stored already."),
        click.option(
            "--python",
            "interpreters",
            multiple=True,
            metavar="FRAMEWORK=PATH",
            help="Interpreter to measure a framework with; can be repeated.",
        ),
        click.option(
            "-o", "output", type=_EXISTING, metavar="FILE", help="Write there instead of standard output."
        ),
        click.option(
            "--rules",
            "rules",
            multiple=True,
            type=_EXISTING,
            metavar="DIR",
            help="Rules of your own beside the shipped ones; can be repeated.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@cli.command()
@click.argument("needs", nargs=-1, required=True)
@_measuring
@click.option(
    "--probes",
    multiple=True,
    type=_EXISTING,
    metavar="FILE",
    help="Measurements from elsewhere (advisor probe -o FILE); can be repeated.",
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Change an answer or importance; can be repeated, lists are comma-separated.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    default="text",
    show_default=True,
    help="Markdown is an architecture decision record to file in a repository; HTML is one page with charts.",
)
@click.option("--no-history", is_flag=True, help="Do not keep the result on this machine.")
@click.option(
    "--strict",
    is_flag=True,
    help="Exit with 1 without a clear or lean verdict, or if a framework could not be measured.",
)
def recommend(
    needs: tuple[str, ...],
    form: Form,
    strict: bool,
    no_history: bool,
    probes: tuple[Path, ...],
    settings: tuple[str, ...],
    **options: Any,
) -> None:
    """Recommend a framework for the project that NEEDS describes; - reads standard input.

    \b
    Examples:
      advisor recommend examples/part-inspection.yaml
      advisor recommend needs.yaml --budget none
      advisor recommend needs.yaml --set answers.targets=server,android --set importance.deployment=5
      advisor recommend needs.yaml --probes gpu-server.json --format json -o report.json
    """
    from advisor.pipeline import recommend as run
    from advisor.report.forms import check_drawable

    output: Path | None = options.pop("output")
    check_writable(output)
    check_drawable(form)
    made = run(_request(needs, probes_files=probes, settings=settings, **options), _progress())
    if not no_history:
        keep_result(made)
    draw(made, form, output)
    unmeasured = any(warning.code == "not-measured" for warning in made.warnings)
    if strict and (made.verdict.kind not in ("clear", "lean") or unmeasured):
        raise click.exceptions.Exit(ExitCode.CHECK_FAILED)


@cli.command()
@click.argument("needs", required=False)
@_measuring
@click.option("--dry-run", is_flag=True, help="Print the plan and its predicted time.")
def probe(needs: str | None, dry_run: bool, **options: Any) -> None:
    """Measure both frameworks on this machine, for the project in NEEDS or in general.

    The file can be used elsewhere with --probes.

    \b
    Examples:
      advisor probe needs.yaml --dry-run
      advisor probe needs.yaml --budget standard -o gpu-server.json
    """
    from advisor.pipeline import plan
    from advisor.pipeline import probe as run
    from advisor.report.document import render_json

    output: Path | None = options.pop("output")
    request = _request((needs,) if needs else (), **options)
    if dry_run:
        planned = plan(request)
        lines = [
            f"{row.row.name}: {_modes(row.modes)}, about {row.predicted_s:.0f} s" for row in planned.rows
        ]
        lines += planned.notes
        lines.append(f"about {planned.total_s:.0f} s of {planned.budget_s:.0f} s")
        deliver("\n".join(lines) + "\n", None)
        return
    check_writable(output)
    file, evidence = run(request, _progress())
    for missing in evidence.unmeasured:
        from advisor.diagnostics import note

        note(f"{missing.framework} was not measured: {missing.what}. {missing.remedy}", "warning")
    deliver(render_json(file), output)


@cli.command()
@click.option(
    "--python", "interpreters", multiple=True, metavar="FRAMEWORK=PATH", help="Interpreter to look into."
)
def doctor(interpreters: tuple[str, ...]) -> None:
    """Say what is here to measure with, and what to do about what is missing.

    \b
    Examples:
      advisor doctor
      advisor doctor --python pytorch=envs/a/bin/python
    """
    from advisor.evidence.examination import examine
    from advisor.evidence.interpreters import parse_choices
    from advisor.report.examination import render_examination

    found = examine(parse_choices(interpreters))
    deliver(render_examination(found), None)
    if not found.usable:
        raise click.exceptions.Exit(ExitCode.CHECK_FAILED)


for _command in (report, compare, history, rules, serve, team, init, schema, completion):
    cli.add_command(_command)


def _request(needs: tuple[str, ...], **options: Any) -> Request:
    from advisor.evidence.interpreters import parse_choices
    from advisor.pipeline import Request

    return Request(
        needs_files=needs,
        budget=options["budget"],
        fresh=options["fresh"],
        probes_files=options.get("probes_files", ()),
        interpreters=parse_choices(options["interpreters"]),
        settings=options.get("settings", ()),
        rules_folders=options["rules"],
        command=shlex.join(["advisor", *sys.argv[1:]]),
    )


def _progress() -> Any:
    from advisor.report.progress import ConsoleProgress

    return ConsoleProgress()


def _modes(modes: Any) -> str:
    return "; ".join(f"{framework} {', '.join(names)}" for framework, names in modes.items())
