"""The commands that write files to start from: needs files, JSON Schemas, completions for shells."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.errors import AdvisorError
from advisor.output import check_writable, deliver

_PATH = click.Path(path_type=Path)


@click.command()
@click.option("-o", "output", type=_PATH, metavar="FILE", help="Write there; an existing file is kept.")
@click.option("--force", is_flag=True, help="Replace an existing file.")
@click.option("--project", default=None, help="The project's name.")
@click.option(
    "--from",
    "folder",
    type=_PATH,
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

    check_writable(output)
    if output is not None and output.exists() and not force:
        raise AdvisorError(f"{output} exists", "Name another file, or replace it with --force")
    if folder is None:
        text = needs_template(load_questionnaire(rules_folder()), project or "My project")
    else:
        from advisor.existing import needs_of_repository

        text = needs_of_repository(folder, project)
    deliver(text, output)


@click.command()
@click.argument("document", type=click.Choice(["needs", "rules", "report", "probes", "comparison"]))
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
    from advisor.report.document import comparison_schema, probes_schema, report_schema

    makers = {
        "needs": lambda: needs_schema(load_questionnaire(rules_folder())),
        "rules": rules_schema,
        "report": report_schema,
        "probes": probes_schema,
        "comparison": comparison_schema,
    }
    deliver(json.dumps(makers[document](), indent=2, ensure_ascii=False) + "\n", None)


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that completes commands in a shell.

    \b
    Example:
      eval "$(advisor completion bash)"
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise AdvisorError(f"there is no completion for {shell}")
    deliver(kind(context.find_root().command, {}, "advisor", "_ADVISOR_COMPLETE").source() + "\n", None)
