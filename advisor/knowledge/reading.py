"""What was read of the knowledge so far, and how a file joins it: all mistakes are collected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from advisor.decision.conditions import Condition
from advisor.decision.outside import Outsider
from advisor.decision.parsing import ConditionProblem, Vocabulary, parse_condition
from advisor.decision.rules import Rule, Scenario, WorkloadChoice
from advisor.decision.stack import StackEntry
from advisor.documents import RULES_LIMITS, Document, read_document
from advisor.errors import AdvisorError, InputError, Problem
from advisor.knowledge.base import Kind, Library, Path_, Place
from advisor.knowledge.shapes import FileOf
from advisor.needs.locating import problems_of
from advisor.needs.questions import Questionnaire
from advisor.needs.reading import AnswersReader

T = TypeVar("T", bound=BaseModel)
SHIPPED = "shipped"
#: Checks what can be checked of an entry that does not have its shape.
Salvage = Callable[[Mapping[str, object], "Entry"], None]


@dataclass
class Reading:
    """What was read so far; problems of all files are collected and raised together.

    Attributes:
        questionnaire: What may be asked and weighed.
        answers: Reads answers inside the files of rules.
        frameworks: Their ids; the first is the reference.
        called: Their names as their makers write them, by id.
        folder: The folder at hand.
        origin: How its entries are marked: `shipped`, or the folder.
        names: Derived answers that conditions may use, those included whose own condition is wrong.
    """

    questionnaire: Questionnaire
    answers: AnswersReader
    frameworks: tuple[str, ...] = ()
    called: dict[str, str] = field(default_factory=dict)
    folder: Path = Path()
    origin: str = SHIPPED
    names: set[str] = field(default_factory=set)
    derived: dict[str, Condition] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    replaced: dict[str, str] = field(default_factory=dict)
    workloads: list[WorkloadChoice] = field(default_factory=list)
    libraries: dict[str, Library] = field(default_factory=dict)
    stack: dict[str, StackEntry] = field(default_factory=dict)
    outsiders: dict[str, Outsider] = field(default_factory=dict)
    scenarios: dict[str, Scenario] = field(default_factory=dict)
    places: dict[tuple[Kind, str], Place] = field(default_factory=dict)
    claimed: dict[tuple[Kind, str, str], Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def vocabulary(self) -> Vocabulary:
        """What conditions may speak of."""
        return Vocabulary(self.questionnaire, frozenset(self.names))

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
            reason = (error.strerror or "it is no file").lower()
            raise AdvisorError(f"{path} cannot be read: {reason}", "Make it readable, or remove it") from None
        self.files[name if self.origin == SHIPPED else f"{self.origin}/{name}"] = source
        try:
            return read_document(source, str(path), RULES_LIMITS, self.problems)
        except InputError as error:
            self.problems += error.problems
            return None

    def entries(self, name: str, shape: FileOf[T], salvage: Salvage | None = None) -> list[tuple[T, Entry]]:
        """The validated entries of a file with their places; nothing if it is not there.

        Args:
            name: The file, in the folder at hand.
            shape: What it looks like.
            salvage: Looks at each entry that has not its shape, so that its other mistakes are told at once.
        """
        document = self.document(name)
        if document is None or document.data is None:
            return []
        wrong: set[str | int] = set()
        data = document.data
        try:
            shapes = dict(enumerate(shape.adapter.validate_python(data)))
        except ValidationError as error:
            self.problems += problems_of(error, document, shape.model)
            if not isinstance(data, list):
                return []
            wrong = {details["loc"][0] for details in error.errors(include_url=False) if details["loc"]}
            good = [index for index in range(len(data)) if index not in wrong]
            valid = shape.adapter.validate_python([data[index] for index in good])
            shapes = dict(zip(good, valid, strict=True))
        for index, raw in enumerate(data if isinstance(data, list) and salvage is not None else ()):
            if index in wrong and isinstance(raw, dict) and salvage is not None:
                salvage(raw, Entry(Place(document, (index,)), self))
        return [(entry, Entry(Place(document, (index,)), self)) for index, entry in shapes.items()]

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
    """An entry of a list, for the mistakes that a model alone cannot see."""

    at: Place
    reading: Reading

    @property
    def document(self) -> Document:
        """The file it stands in."""
        return self.at.document

    @property
    def path(self) -> Path_:
        """Its path in the file."""
        return self.at.path

    @property
    def place(self) -> str:
        """`file:line` of the entry."""
        return self.at.short

    def problem(self, key: str, what: str, remedy: str = "") -> None:
        """Adds a mistake at a key of the entry."""
        self.reading.problems.append(self.at.problem(key, what, remedy))

    def claim(self, kind: Kind, id_: str) -> None:
        """Takes an id for this entry; a second entry of its kind in the same folder is a mistake."""
        key = (kind, self.reading.origin, id_)
        if (first := self.reading.claimed.setdefault(key, self.at)) is not self.at:
            what = f"'{id_}' stands here a second time, first at {first.short}"
            self.problem("id", what, "Keep one of the two, or give one another id")
        self.reading.places[kind, id_] = self.at

    def condition(self, key: str, data: object) -> Condition | None:
        """The condition under a key, or None if it is wrong or not there."""
        return None if data is None else self.reading.condition(data, self.document, (*self.path, key))
