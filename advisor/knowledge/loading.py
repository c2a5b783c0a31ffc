"""Reading folders of rules: the shipped one, then those that add to it or override it.

FOLDER/questions.yaml, concerns.yaml      what is asked and weighed (shipped folder only)
FOLDER/frameworks.yaml, workloads.yaml    what is compared and measured (shipped folder only)
FOLDER/derived.yaml                       named conditions
FOLDER/libraries.yaml                     what each library needs
FOLDER/rules/*.yaml, or FOLDER/*.yaml     rules
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from advisor.decision.conditions import Condition
from advisor.decision.parsing import ConditionProblem, Vocabulary, find_circle, parse_condition
from advisor.decision.rules import Case, Knowledge, Rule, WorkloadChoice
from advisor.documents import RULES_LIMITS, Document, read_document
from advisor.errors import AdvisorError, InputError, Problem
from advisor.knowledge.shapes import (
    DERIVED,
    FRAMEWORKS,
    LIBRARIES,
    RULES,
    WORKLOADS,
    CasesShape,
    LibraryShape,
    RuleShape,
    WorkloadShape,
)
from advisor.needs.catalogue import load_questionnaire
from advisor.needs.locating import problems_of
from advisor.needs.problems import listed, nearest
from advisor.needs.questions import Questionnaire
from advisor.needs.reading import AnswersReader

T = TypeVar("T")
SHIPPED = "shipped"
_NOT_RULES = {
    "questions.yaml",
    "concerns.yaml",
    "frameworks.yaml",
    "workloads.yaml",
    "derived.yaml",
    "libraries.yaml",
}


@dataclass
class _Reading:
    """What was read so far; problems of all files are collected and raised together."""

    questionnaire: Questionnaire
    answers: AnswersReader
    frameworks: tuple[str, ...] = ()
    derived: dict[str, Condition] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    workloads: list[WorkloadChoice] = field(default_factory=list)
    libraries: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(self.questionnaire, frozenset(self.derived))


def load_knowledge(folders: Sequence[Path]) -> Knowledge:
    """Reads the shipped folder and then others, whose rules are added or override by id.

    Args:
        folders: The shipped folder first.

    Raises:
        AdvisorError: A folder is not there.
        InputError: Files are wrong; every mistake is named with its place.
    """
    questionnaire = load_questionnaire(folders[0])
    reading = _Reading(questionnaire, AnswersReader(questionnaire))
    for place, folder in enumerate(folders):
        if not folder.is_dir():
            raise AdvisorError(
                f"{folder} is no folder of rules", "Name a folder that holds rules as YAML files"
            )
        _read_folder(folder, SHIPPED if place == 0 else str(folder), reading)
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
        digest=digest.hexdigest(),
        files=tuple(sorted(reading.files)),
    )


def _read_folder(folder: Path, origin: str, reading: _Reading) -> None:
    def rows(name: str, shape: TypeAdapter[list[T]]) -> tuple[list[T], Document | None]:
        path = folder / name
        return _read_file(path, f"{'' if origin == SHIPPED else f'{origin}/'}{name}", shape, reading)

    if origin == SHIPPED:
        for name in ("questions.yaml", "concerns.yaml"):
            reading.files[name] = (folder / name).read_bytes()
        frameworks, _ = rows("frameworks.yaml", FRAMEWORKS)
        reading.frameworks = tuple(entry.id for entry in frameworks)
    _read_derived(folder / "derived.yaml", origin, reading)
    if origin == SHIPPED:
        workloads, document = rows("workloads.yaml", WORKLOADS)
        _add_workloads(workloads, document, reading)
    libraries, document = rows("libraries.yaml", LIBRARIES)
    _add_libraries(libraries, document, origin, reading)
    places = sorted((folder / "rules").glob("*.yaml")) + [
        path for path in sorted(folder.glob("*.yaml")) if path.name not in _NOT_RULES
    ]
    for path in places:
        entries, document = rows(str(path.relative_to(folder)), RULES)
        _add_rules(entries, document, origin, reading)


def _read_file(
    path: Path, name: str, shape: TypeAdapter[list[T]], reading: _Reading
) -> tuple[list[T], Document | None]:
    """The validated entries of a file and where they stand; nothing if it is not there or wrong."""
    document = _read(path, name, reading)
    if document is None or document.data is None:
        return [], None
    try:
        return shape.validate_python(document.data), document
    except ValidationError as error:
        reading.problems += problems_of(error, document)
        return [], None


def _read(path: Path, name: str, reading: _Reading) -> Document | None:
    try:
        source = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise AdvisorError(f"{path} cannot be read: {error.strerror}") from None
    reading.files[name] = source
    try:
        return read_document(source, str(path), RULES_LIMITS)
    except InputError as error:
        reading.problems += error.problems
        return None


def _read_derived(path: Path, origin: str, reading: _Reading) -> None:
    document = _read(path, f"{'' if origin == SHIPPED else f'{origin}/'}derived.yaml", reading)
    if document is None:
        return
    try:
        entries = DERIVED.validate_python(document.data)
    except ValidationError as error:
        reading.problems += problems_of(error, document)
        return
    vocabulary = Vocabulary(reading.questionnaire, frozenset(reading.derived) | entries.keys())
    for name, data in entries.items():
        condition = _condition(data, (name,), document, vocabulary, reading)
        if condition is not None:
            reading.derived[name] = condition
    circle = find_circle(reading.derived) if not reading.problems else ""
    if circle:
        reading.problems.append(document.problem((circle,), f"'{circle}' depends on itself", at_key=True))


def _condition(
    data: object,
    path: tuple[str | int, ...],
    document: Document,
    vocabulary: Vocabulary,
    reading: _Reading,
) -> Condition | None:
    found: list[ConditionProblem] = []
    condition = parse_condition(data, vocabulary, found)
    reading.problems += [document.problem((*path, *entry.path), entry.what, entry.remedy) for entry in found]
    return condition


def _add_workloads(entries: Sequence[WorkloadShape], document: Document | None, reading: _Reading) -> None:
    for place, entry in enumerate(entries):
        assert document is not None
        condition, otherwise, files = (
            None if tree is None else _condition(tree, (place, key), document, reading.vocabulary, reading)
            for key, tree in (
                ("when", entry.when),
                ("when_model_open", entry.when_model_open),
                ("when_reading", entry.when_reading),
            )
        )
        if condition is not None:
            axes = tuple(entry.input) if entry.input else None
            reading.workloads.append(WorkloadChoice(entry.workload, condition, axes, otherwise, files))


def _add_libraries(
    entries: Sequence[LibraryShape], document: Document | None, origin: str, reading: _Reading
) -> None:
    """A library that needs one framework becomes a rule that speaks of the question `libraries`."""
    for place, entry in enumerate(entries):
        assert document is not None
        reading.libraries[entry.id] = entry.needs
        if entry.needs not in reading.frameworks:
            continue
        shape = RuleShape(
            id=f"library-{entry.id}",
            concern="ecosystem",
            cause=f"library-{entry.id}",
            favours=entry.needs,
            strength=entry.strength or "veto",
            vetoes=[]
            if entry.strength
            else [framework for framework in reading.frameworks if framework != entry.needs],
            when={"libraries": {"has": entry.id}},
            claim=entry.claim,
            source=entry.source,
            source_date=entry.source_date,
            verified=entry.verified,
            first_hand=entry.first_hand,
            review_by=entry.review_by,
            cases=CasesShape(fires={"libraries": [entry.id]}, silent={"libraries": ["none"]}),
        )
        _add_rule(shape, (place,), document, origin, reading)


def _add_rules(
    entries: Sequence[RuleShape], document: Document | None, origin: str, reading: _Reading
) -> None:
    for place, entry in enumerate(entries):
        assert document is not None
        _add_rule(entry, (place,), document, origin, reading)


def _add_rule(entry: RuleShape, path: tuple[int], document: Document, origin: str, reading: _Reading) -> None:
    """Checks what a model alone cannot see, and adds the rule."""
    before = len(reading.problems)

    def problem(key: str, what: str, remedy: str = "") -> None:
        reading.problems.append(document.problem((*path, key), what, remedy))

    concerns = reading.questionnaire.concerns
    if entry.concern not in concerns:
        problem("concern", f"'{entry.concern}' is no concern", nearest(entry.concern, concerns))
    for key, framework in (("favours", entry.favours), *(("vetoes", name) for name in entry.vetoes)):
        if framework not in reading.frameworks:
            known = listed(reading.frameworks)
            problem(
                key,
                f"'{framework}' is not compared; expected one of {known}",
                nearest(framework, reading.frameworks),
            )
    if (entry.strength == "veto") != bool(entry.vetoes):
        problem(
            "vetoes",
            "a veto names the frameworks that it removes, and only a veto does",
            "Write vetoes: [tensorflow]",
        )
    if entry.favours in entry.vetoes:
        problem("vetoes", f"'{entry.favours}' cannot be favoured and removed")
    if entry.review_by <= entry.source_date:
        problem("review_by", "the fact would have expired before its source was current", "Take a later day")
    earlier = reading.rules.get(entry.id)
    if earlier is not None and earlier.origin == origin:
        problem("id", f"'{entry.id}' is a rule already, at {earlier.place}", "Give it another id")
    when = _condition(entry.when, (*path, "when"), document, reading.vocabulary, reading)
    cases = _cases(entry.cases, path, document, reading)
    if when is None or len(reading.problems) > before:
        return
    line, _ = document.value_at(path)
    reading.rules[entry.id] = Rule(
        id=entry.id,
        concern=entry.concern,
        cause=entry.cause or entry.id,
        favours=entry.favours,
        strength=entry.strength,
        vetoes=tuple(entry.vetoes),
        when=when,
        claim=entry.claim,
        source=entry.source,
        source_date=entry.source_date,
        verified=entry.verified,
        first_hand=entry.first_hand,
        review_by=entry.review_by,
        fallback=entry.fallback,
        cases=cases,
        origin=origin,
        place=f"{Path(document.file).name}:{line}",
    )


def _cases(shape: CasesShape, path: tuple[int], document: Document, reading: _Reading) -> tuple[Case, ...]:
    cases: list[Case] = []
    for kind, entries in (("fires", shape.fires), ("silent", shape.silent)):
        places: list[tuple[tuple[str | int, ...], object]] = [((*path, "cases", kind), entries)]
        if isinstance(entries, list):
            places = [((*path, "cases", kind, place), entry) for place, entry in enumerate(entries)]
        for where, answers in places:
            known = reading.answers.read(answers, document, where, reading.problems)
            if known is not None:
                cases.append(Case(kind == "fires", known))
    return tuple(cases)
