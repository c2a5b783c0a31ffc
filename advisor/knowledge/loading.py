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

from advisor.decision.conditions import All
from advisor.decision.parsing import find_circle
from advisor.decision.rules import WorkloadChoice
from advisor.errors import AdvisorError, InputError, Problem
from advisor.knowledge.advice import add_outsiders, add_scenarios, add_stack
from advisor.knowledge.base import KnowledgeBase
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


#: Where rules may stand in a folder, for people who put them elsewhere.
_LOOKED_FOR = "rules/*.yaml, *.yaml and cases/*.yaml"


def load_knowledge(folders: Sequence[Path]) -> KnowledgeBase:
    """Reads the shipped folder and then others, whose entries are added or override by id.

    Args:
        folders: The shipped folder first.

    Raises:
        AdvisorError: A folder is not there, or holds nothing that can be read as rules.
        InputError: Files are wrong; every mistake is named with its place.
    """
    knowledge, problems = read_knowledge(folders)
    if problems:
        raise InputError(problems)
    return knowledge


def read_knowledge(folders: Sequence[Path]) -> tuple[KnowledgeBase, tuple[Problem, ...]]:
    """Reads folders as `load_knowledge` does, and keeps what is right beside all that is wrong.

    Raises:
        AdvisorError: A folder is not there, or holds nothing that can be read as rules.
        InputError: The questions themselves are wrong.
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
    digest = hashlib.sha256()
    for name, content in sorted(reading.files.items()):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    knowledge = KnowledgeBase(
        frameworks=reading.frameworks,
        called=reading.called,
        questionnaire=reading.questionnaire,
        # A name whose own condition is wrong stands for anything; there is a problem to tell then.
        derived={**dict.fromkeys(reading.names, All(())), **reading.derived},
        rules=reading.rules,
        workloads=tuple(reading.workloads),
        libraries={id_: library.needs for id_, library in reading.libraries.items()},
        stack=tuple(reading.stack.values()),
        outsiders=tuple(reading.outsiders.values()),
        scenarios=tuple(reading.scenarios.values()),
        digest=digest.hexdigest(),
        files=tuple(sorted(reading.files)),
        shelf=reading.libraries,
        places=reading.places,
        replaced=reading.replaced,
    )
    return knowledge, InputError(reading.problems).problems


def _read_folder(reading: Reading) -> None:
    folder = reading.folder
    before = len(reading.files)
    if reading.origin == SHIPPED:
        for name in ("questions.yaml", "concerns.yaml"):
            reading.files[name] = (folder / name).read_bytes()
    for entry, _ in reading.entries("frameworks.yaml", FRAMEWORKS):
        if entry.id not in reading.frameworks:
            reading.frameworks = (*reading.frameworks, entry.id)
            reading.called[entry.id] = entry.name
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
    _check_names(reading, empty=len(reading.files) == before)


def _check_names(reading: Reading, *, empty: bool) -> None:
    """A folder without rules, and files that only look like some, are mistakes: nobody would notice them."""
    strays = [
        path for part in (".", "rules", "cases") for path in sorted((reading.folder / part).glob("*.yml"))
    ]
    for path in strays:
        what = "files of rules end in .yaml, so this one is not read"
        reading.problems.append(Problem(str(path), 0, 0, "", what, f"Rename it to {path.stem}.yaml"))
    if empty and not strays:
        what = f"no file of rules is in this folder; looked for {_LOOKED_FOR}"
        remedy = "Put rules there, or name another folder"
        reading.problems.append(Problem(str(reading.folder), 0, 0, "", what, remedy))


def _read_derived(reading: Reading) -> None:
    document = reading.document("derived.yaml")
    if document is None:
        return
    try:
        entries = DERIVED.validate_python(document.data)
    except ValidationError as error:
        reading.problems += problems_of(error, document)
        reading.names |= {str(name) for name in document.data} if isinstance(document.data, dict) else set()
        return
    reading.names |= entries.keys()
    for name, data in entries.items():
        condition = reading.condition(data, document, (name,))
        if condition is not None:
            reading.derived[name] = condition
    circle = find_circle(reading.derived) if not reading.problems else ""
    if circle:
        what = f"'{circle}' depends on itself"
        reading.problems.append(document.problem((circle,), what, "Break the circle", at_key=True))


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
