"""A needs file from an existing repository: what it shows is filled in, with where it was found."""

from __future__ import annotations

from pathlib import Path

from advisor.knowledge.loading import load_knowledge
from advisor.needs.template import needs_template
from advisor.paths import rules_folder
from advisor.repository.answers import supported_answers
from advisor.repository.signs import read_signs
from advisor.repository.survey import survey


def needs_of_repository(folder: Path, project: str | None) -> str:
    """Writes a needs file for the project in a folder.

    Args:
        folder: The repository.
        project: The project's name; that of the folder if left out.

    Raises:
        AdvisorError: It is no folder.
    """
    knowledge = load_knowledge((rules_folder(),))
    found = survey(folder)
    answers = supported_answers(
        found, read_signs(rules_folder()), knowledge.questionnaire, knowledge.libraries
    )
    name = project or folder.resolve().name or "My project"
    filled = sum(1 for answer in answers.values() if answer.words)
    answered = f"{filled} answer" if filled == 1 else f"{filled} answers"
    notes = [
        f"Filled in from {folder}: {answered} from {found.files} files. Tests and documents were not "
        "looked at, nothing was run.",
        "Check each answer: the evidence stands above it. What only a few files, extras, examples, tools or",
        "notebooks show is told beside its question and not filled in.",
    ]
    if found.cut:
        notes.append("There is more than was looked into.")
    plain = "".join(sign for sign in name if sign.isprintable())[:200].strip()
    return needs_template(knowledge.questionnaire, plain or "My project", answers, notes)
