"""Small made-up repositories, and what is written for them."""

from __future__ import annotations

from pathlib import Path

from advisor.existing import needs_of_repository
from advisor.needs.catalogue import load_questionnaire
from advisor.needs.reading import read_needs
from advisor.paths import rules_folder

QUESTIONNAIRE = load_questionnaire(rules_folder())


def repository(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def answers(folder: Path) -> dict[str, object]:
    """The answers of the needs file that is written, read back as any needs file."""
    text = needs_of_repository(folder, None)
    return dict(read_needs(text.encode(), "needs.yaml", QUESTIONNAIRE).answers)


def seen(folder: Path) -> list[str]:
    """What is told and not filled in."""
    mark = "# seen, not filled in: "
    return [
        line.partition(mark)[2] for line in needs_of_repository(folder, None).splitlines() if mark in line
    ]


def many(count: int, text: str, folder: str = "mine") -> dict[str, str]:
    """So many sources with the same text, in a package."""
    return {f"{folder}/__init__.py": "", **{f"{folder}/m{number}.py": text for number in range(count)}}
