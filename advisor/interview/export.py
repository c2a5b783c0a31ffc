"""What can be taken away from a project: its answers, its report in any form, the command that repeats it."""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import yaml

from advisor.errors import AdvisorError
from advisor.needs.model import Needs
from advisor.needs.reading import needs_data
from advisor.output import deliver
from advisor.report.forms import Form, render
from advisor.report.model import Report
from advisor.results import Results

ExportKind = Literal["needs"] | Form

#: What is written, how a person would call it, and the ending of the file.
EXPORTS: dict[ExportKind, tuple[str, str]] = {
    "needs": ("Answers (YAML), to run or edit anywhere", ".yaml"),
    "markdown": ("Decision record (Markdown)", ".md"),
    "text": ("Report as plain text", ".txt"),
    "json": ("Report as JSON, for programs", ".json"),
    "html": ("Report with pictures (HTML)", ".html"),
}
_TEXT_COLUMNS = 100
_LONGEST_NAME = 60
_NONE: Mapping[str, str] = MappingProxyType({})


def needs_yaml(needs: Needs) -> str:
    """The needs as a file that `advisor recommend` reads as the same needs again."""
    parts = [_yaml(key, value) for key, value in needs_data(needs).items() if value != {}]
    return "".join(["# Written by advisor; run: advisor recommend THIS-FILE\n", *parts])


def _yaml(key: str, value: object) -> str:
    # Lists and sizes stand on one line each; what is no list or mapping must not drag its key into braces.
    flow = None if isinstance(value, dict) else False
    return yaml.safe_dump(
        {key: value}, sort_keys=False, allow_unicode=True, default_flow_style=flow, width=100
    )


def rendered(kind: ExportKind, needs: Needs, report: Report) -> str:
    """A project in one of its forms."""
    if kind == "needs":
        return needs_yaml(needs)
    return render(report, kind, _TEXT_COLUMNS, color=False)


def export(kind: ExportKind, needs: Needs, report: Report, path: Path, results: Results) -> str:
    """Writes a project in one of its forms to a file, and keeps its report among the earlier results.

    Returns:
        Why the result could not be kept; empty if it was.

    Raises:
        AdvisorError: The file cannot be written.
    """
    deliver(rendered(kind, needs, report), path)
    try:
        results.keep(report)
    except AdvisorError as error:
        return error.lines[0]
    return ""


def file_name(project: str, kind: ExportKind) -> str:
    """A name for the file, made of the letters and digits of the project's name."""
    plain = unicodedata.normalize("NFKD", project).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_NAME].strip("-")
    return (slug or "project") + EXPORTS[kind][1]


def repeating_command(
    needs_file: Path | str,
    budget: str,
    *,
    interpreters: Mapping[str, str] = _NONE,
    rules_folders: Sequence[Path] = (),
    command: str = "recommend",
) -> str:
    """The command line that gives the same advice, or measures the same, from an exported file."""
    words = ["advisor", command, str(needs_file), "--budget", budget]
    for framework, interpreter in interpreters.items():
        words += ["--python", f"{framework}={interpreter}"]
    for folder in rules_folders:
        words += ["--rules", str(folder)]
    return shlex.join(words)
