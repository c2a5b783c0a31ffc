"""What was read of the knowledge so far, and how a file joins it: all mistakes are collected."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from advisor.decision.conditions import Condition
from advisor.decision.outside import Outsider
from advisor.decision.parsing import ConditionProblem, Vocabulary, parse_condition
from advisor.decision.rules import Rule, Scenario, WorkloadChoice
from advisor.decision.stack import StackEntry
from advisor.documents import RULES_LIMITS, Document, read_document
from advisor.errors import AdvisorError, InputError, Problem
from advisor.needs.locating import problems_of
from advisor.needs.questions import Questionnaire
from advisor.needs.reading import AnswersReader

T = TypeVar("T")
SHIPPED = "shipped"
Path_ = tuple[str | int, ...]


@dataclass
class Reading:
    """What was read so far; problems of all files are collected and raised together.

    Attributes:
        questionnaire: What may be asked and weighed.
        answers: Reads answers inside the files of rules.
        frameworks: Their ids; the first is the reference.
        folder: The folder at hand.
        origin: How its entries are marked: `shipped`, or the folder.
    """

    questionnaire: Questionnaire
    answers: AnswersReader
    frameworks: tuple[str, ...] = ()
    folder: Path = Path()
    origin: str = SHIPPED
    derived: dict[str, Condition] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    workloads: list[WorkloadChoice] = field(default_factory=list)
    libraries: dict[str, str] = field(default_factory=dict)
    stack: dict[str, StackEntry] = field(default_factory=dict)
    outsiders: dict[str, Outsider] = field(default_factory=dict)
    scenarios: dict[str, Scenario] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def vocabulary(self) -> Vocabulary:
        """What conditions may speak of."""
        return Vocabulary(self.questionnaire, frozenset(self.derived))

    def document(self, name: str) -> Document | None:
        """A file of the folder at hand, or None if it is not there or no YAML.

        Raises:
            AdvisorError: It cannot be read.
        """
        path = self.folder / name
        try:
            source = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise AdvisorError(f"{path} cannot be read: {error.strerror}") from None
        self.files[name if self.origin == SHIPPED else f"{self.origin}/{name}"] = source
        try:
            return read_document(source, str(path), RULES_LIMITS)
        except InputError as error:
            self.problems += error.problems
            return None

    def entries(self, name: str, shape: TypeAdapter[list[T]]) -> list[tuple[T, Entry]]:
        """The validated entries of a file with their places; nothing if it is not there or wrong."""
        document = self.document(name)
        if document is None or document.data is None:
            return []
        try:
            shapes = shape.validate_python(document.data)
        except ValidationError as error:
            self.problems += problems_of(error, document)
            return []
        return [(entry, Entry(document, (index,), self)) for index, entry in enumerate(shapes)]

    def condition(
        self, data: object, document: Document, path: Path_, vocabulary: Vocabulary | None = None
    ) -> Condition | None:
        """A condition, or None if it is wrong."""
        found: list[ConditionProblem] = []
        condition = parse_condition(data, vocabulary or self.vocabulary, found)
        self.problems += [document.problem((*path, *entry.path), entry.what, entry.remedy) for entry in found]
        return condition


@dataclass(frozen=True)
class Entry:
    """Where an entry of a list stands, for the mistakes that a model alone cannot see."""

    document: Document
    path: Path_
    reading: Reading

    @property
    def place(self) -> str:
        """`file:line` of the entry."""
        line, _ = self.document.value_at(self.path)
        return f"{Path(self.document.file).name}:{line}"

    def problem(self, key: str, what: str, remedy: str = "") -> None:
        """Adds a mistake at a key of the entry."""
        self.reading.problems.append(self.document.problem((*self.path, key), what, remedy))

    def condition(self, key: str, data: object) -> Condition | None:
        """The condition under a key, or None if it is wrong or not there."""
        return None if data is None else self.reading.condition(data, self.document, (*self.path, key))
