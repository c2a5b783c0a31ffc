"""The commands. Heavy imports stay inside them, so that `advisor --help` is quick."""

from __future__ import annotations

import os
import shlex
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

import click

from advisor import __version__
from advisor.errors import AdvisorError, ExitCode
from advisor.output import check_writable, deliver
from advisor.rules_cli import rules

if TYPE_CHECKING:
    from advisor.pipeline import Request

BUDGETS = ("quick", "standard", "thorough", "none")
_EXISTING = click.Path(path_type=Path)


class Terminated(BaseException):
    """The process was asked to end; raised so that workers are ended and measurements kept."""


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Shell completion: advisor completion bash|zsh|fish",
)
@click.version_option(__version__, prog_name="advisor", message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """PyTorch or TensorFlow, for this project, on this hardware? An answer with evidence.

    \b
    Examples:
      advisor init -o needs.yaml            write a needs file to edit
      advisor recommend needs.yaml          measure both frameworks and recommend one
      advisor recommend needs.yaml --budget none --format json
      advisor doctor                        what is here to measure with
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help(), err=True)
        context.exit(ExitCode.USAGE)


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
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--strict",
    is_flag=True,
    help="Exit with 1 without a clear or lean verdict, or if a framework could not be measured.",
)
def recommend(
    needs: tuple[str, ...],
    form: str,
    strict: bool,
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
    from advisor.report.document import render_json
    from advisor.report.text import render_text

    output: Path | None = options.pop("output")
    check_writable(output)
    report = run(_request(needs, probes_files=probes, settings=settings, **options), _progress())
    if form == "json":
        text = render_json(report)
    else:
        color = output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        text = render_text(report, _width(), color=color)
    deliver(text, output)
    unmeasured = any(warning.code == "not-measured" for warning in report.warnings)
    if strict and (report.verdict.kind not in ("clear", "lean") or unmeasured):
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
@click.option("-o", "output", type=_EXISTING, metavar="FILE", help="Write there; an existing file is kept.")
@click.option("--force", is_flag=True, help="Replace an existing file.")
@click.option("--project", default=None, help="The project's name.")
@click.option(
    "--from",
    "folder",
    type=_EXISTING,
    metavar="FOLDER",
    help="Fill in what an existing repository shows; nothing in it is run.",
)
def init(output: Path | None, force: bool, project: str | None, folder: Path | None) -> None:
    """Write a commented needs file to edit.

    \b
    Examples:
      advisor init -o needs.yaml
      advisor init --from ../shelf-scanner -o needs.yaml
      advisor init --project "Shelf scanner" > needs.yaml
    """
    from advisor.needs.catalogue import load_questionnaire
    from advisor.needs.template import needs_template
    from advisor.paths import rules_folder

    if output is not None and output.exists() and not force:
        raise AdvisorError(f"{output} exists", "Name another file, or replace it with --force")
    check_writable(output)
    if folder is None:
        text = needs_template(load_questionnaire(rules_folder()), project or "My project")
    else:
        from advisor.existing import needs_of_repository

        text = needs_of_repository(folder, project)
    deliver(text, output)


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


@cli.command()
@click.argument("document", type=click.Choice(["needs", "rules", "report", "probes"]))
def schema(document: str) -> None:
    """Print the JSON Schema of a kind of file.

    \b
    Example:
      advisor schema needs > needs.schema.json
    """
    import json

    from advisor.knowledge.shapes import rules_schema
    from advisor.needs.catalogue import load_questionnaire
    from advisor.needs.schema import needs_schema
    from advisor.paths import rules_folder
    from advisor.report.document import probes_schema, report_schema

    makers = {
        "needs": lambda: needs_schema(load_questionnaire(rules_folder())),
        "rules": rules_schema,
        "report": report_schema,
        "probes": probes_schema,
    }
    deliver(json.dumps(makers[document](), indent=2, ensure_ascii=False) + "\n", None)


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that completes commands in a shell.

    \b
    Example:
      eval "$(advisor completion bash)"
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise AdvisorError(f"there is no completion for {shell}")
    deliver(kind(cli, {}, "advisor", "_ADVISOR_COMPLETE").source() + "\n", None)


cli.add_command(rules)


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


def _width() -> int:
    import shutil

    return min(shutil.get_terminal_size((100, 24)).columns, 140)


def _terminate(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated


def main() -> NoReturn:
    """Runs the command line and ends the process with its exit code."""
    signal.signal(signal.SIGTERM, _terminate)
    sys.exit(_run())


def _run() -> int:
    from advisor.diagnostics import note, show_fault, show_mistake

    try:
        return int(cli.main(prog_name="advisor", standalone_mode=False) or 0)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except AdvisorError as error:
        show_mistake(error)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        note("interrupted; what was measured is kept")
        return ExitCode.INTERRUPTED
    except Terminated:
        note("terminated; what was measured is kept")
        return ExitCode.TERMINATED
    except BrokenPipeError:
        # The reader has seen enough; Python must not complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    except Exception as error:  # noqa: BLE001 - the last resort: one line instead of a traceback
        show_fault(error)
        return ExitCode.FAULT
