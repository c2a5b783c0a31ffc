"""Reading folders of rules: the shipped one, then those that add to it or override it.

FOLDER/questions.yaml, concerns.yaml      what is asked and weighed (shipped folder only)
FOLDER/workloads.yaml, signs.yaml         what is measured, what a repository shows (shipped folder only)
FOLDER/frameworks.yaml                    what is compared; a later folder can add to it
FOLDER/derived.yaml                       named conditions
FOLDER/libraries.yaml                     what each library needs
FOLDER/stacks.yaml                        what is recommended beside the framework
FOLDER/outside.yaml                       who is better served by neither
FOLDER/cases/*.yaml                       whole projects with the verdict expected of them
FOLDER/rules/*.yaml, or FOLDER/*.yaml     rules
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from advisor.decision.parsing import Vocabulary, find_circle
from advisor.decision.rules import Knowledge, WorkloadChoice
from advisor.errors import AdvisorError, InputError
from advisor.knowledge.advice import add_outsiders, add_scenarios, add_stack
from advisor.knowledge.entries import add_libraries, add_rules
from advisor.knowledge.reading import SHIPPED, Reading
from advisor.knowledge.shapes import DERIVED, FRAMEWORKS, WORKLOADS
from advisor.needs.catalogue import load_questionnaire
from advisor.needs.locating import problems_of
from advisor.needs.reading import AnswersReader

_NOT_RULES = {
    "questions.yaml",
    "concerns.yaml",
    "frameworks.yaml",
    "workloads.yaml",
    "derived.yaml",
    "libraries.yaml",
    "stacks.yaml",
    "outside.yaml",
    "signs.yaml",
}


def load_knowledge(folders: Sequence[Path]) -> Knowledge:
    """Reads the shipped folder and then others, whose entries are added or override by id.

    Args:
        folders: The shipped folder first.

    Raises:
        AdvisorError: A folder is not there.
        InputError: Files are wrong; every mistake is named with its place.
    """
    questionnaire = load_questionnaire(folders[0])
    reading = Reading(questionnaire, AnswersReader(questionnaire))
    for place, folder in enumerate(folders):
        if not folder.is_dir():
            raise AdvisorError(
                f"{folder} is no folder of rules", "Name a folder that holds rules as YAML files"
            )
        reading.folder, reading.origin = folder, SHIPPED if place == 0 else str(folder)
        _read_folder(reading)
    if reading.problems:
        raise InputError(reading.problems)
    digest = hashlib.sha256()
    for name, content in sorted(reading.files.items()):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return Knowledge(
        frameworks=reading.frameworks,
        questionnaire=reading.questionnaire,
        derived=reading.derived,
        rules=reading.rules,
        workloads=tuple(reading.workloads),
        libraries=reading.libraries,
        stack=tuple(reading.stack.values()),
        outsiders=tuple(reading.outsiders.values()),
        scenarios=tuple(reading.scenarios.values()),
        digest=digest.hexdigest(),
        files=tuple(sorted(reading.files)),
    )


def _read_folder(reading: Reading) -> None:
    folder = reading.folder
    if reading.origin == SHIPPED:
        for name in ("questions.yaml", "concerns.yaml"):
            reading.files[name] = (folder / name).read_bytes()
    for entry, _ in reading.entries("frameworks.yaml", FRAMEWORKS):
        if entry.id not in reading.frameworks:
            reading.frameworks = (*reading.frameworks, entry.id)
    _read_derived(reading)
    if reading.origin == SHIPPED:
        _read_workloads(reading)
    add_libraries(reading)
    add_stack(reading)
    add_outsiders(reading)
    add_scenarios(reading)
    places = sorted((folder / "rules").glob("*.yaml")) + [
        path for path in sorted(folder.glob("*.yaml")) if path.name not in _NOT_RULES
    ]
    for path in places:
        add_rules(path.relative_to(folder).as_posix(), reading)


def _read_derived(reading: Reading) -> None:
    document = reading.document("derived.yaml")
    if document is None:
        return
    try:
        entries = DERIVED.validate_python(document.data)
    except ValidationError as error:
        reading.problems += problems_of(error, document)
        return
    vocabulary = Vocabulary(reading.questionnaire, frozenset(reading.derived) | entries.keys())
    for name, data in entries.items():
        condition = reading.condition(data, document, (name,), vocabulary)
        if condition is not None:
            reading.derived[name] = condition
    circle = find_circle(reading.derived) if not reading.problems else ""
    if circle:
        reading.problems.append(document.problem((circle,), f"'{circle}' depends on itself", at_key=True))


def _read_workloads(reading: Reading) -> None:
    for shape, entry in reading.entries("workloads.yaml", WORKLOADS):
        condition = entry.condition("when", shape.when)
        if condition is not None:
            reading.workloads.append(
                WorkloadChoice(
                    workload=shape.workload,
                    when=condition,
                    axes=tuple(shape.input) if shape.input else None,
                    when_model_open=entry.condition("when_model_open", shape.when_model_open),
                    when_reading=entry.condition("when_reading", shape.when_reading),
                )
            )
