"""What files of rules look like: the models that validate them and give editors their JSON Schema."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetPydanticSchema,
    PlainValidator,
    TypeAdapter,
    WithJsonSchema,
)

from advisor.needs.problems import Mistake, Mistakes, nearest

T = TypeVar("T", bound=BaseModel)


def _text(expected: str, least: int, most: int, pattern: str = "") -> GetPydanticSchema:
    """A text, refused in our words; editors get the bounds and the pattern."""

    def check(text: str) -> str:
        if not least <= len(text) <= most or (pattern and not re.fullmatch(pattern, text)):
            raise Mistakes(Mistake(expected=expected, quotable=True))
        return text

    schema: dict[str, Any] = {"type": "string", "minLength": least, "maxLength": most}
    if pattern:
        schema["pattern"] = pattern
    return GetPydanticSchema(
        lambda source, handler: handler(Annotated[source, AfterValidator(check), WithJsonSchema(schema)])
    )


Id = Annotated[
    str,
    _text(
        "small letters and digits with - _ or . between them, such as tflm-active, at most 80",
        1,
        80,
        r"^[a-z0-9]+([-_.][a-z0-9]+)*$",
    ),
]
Sentence = Annotated[str, _text("a sentence of 10 to 400 characters", 10, 400)]
Url = Annotated[
    str, _text("an address that begins with https:// or http://, without spaces", 9, 500, r"^https?://\S+$")
]
#: A condition or answers: any mapping, checked further where the questions are known.
Tree = dict[str, Any]


def _cases(value: object) -> Tree | list[Tree]:
    if isinstance(value, dict) or (
        isinstance(value, list) and value and all(isinstance(entry, dict) for entry in value)
    ):
        return value
    raise Mistakes(Mistake(expected="answers such as {stage: research}, or a list of them"))


#: Answers, or several sets of them.
Cases = Annotated[
    Tree | list[Tree],
    PlainValidator(_cases),
    WithJsonSchema(
        {"anyOf": [{"type": "object"}, {"type": "array", "items": {"type": "object"}, "minItems": 1}]}
    ),
]


class Shape(BaseModel):
    """Refuses keys it does not know, and converts nothing."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class CasesShape(Shape):
    """Answers in which a rule fires, and answers in which it stays silent."""

    fires: Cases
    silent: Cases


class FactShape(Shape):
    """What every sourced claim carries."""

    id: Id
    claim: Sentence
    source: Url
    source_date: date
    verified: bool
    first_hand: bool = True
    review_by: date


class RuleShape(FactShape):
    """One rule."""

    concern: str
    cause: Id | None = None
    favours: str
    strength: Literal["weak", "medium", "strong", "veto"]
    vetoes: list[str] = Field(default_factory=list)
    when: Tree
    fallback: Literal["measurement"] | None = None
    cases: CasesShape


class LibraryShape(FactShape):
    """One library and what it needs.

    A library that exists for one framework only rules the others out, unless `strength` softens that.
    """

    needs: Annotated[str, Field(description="A framework, or `either`, or `neither`")]
    strength: Literal["weak", "medium", "strong"] | None = None


class OutsiderShape(FactShape):
    """A kind of project for which neither framework is the right tool.

    It is named where `when` certainly holds, and `unless` does not.
    """

    when: Tree
    unless: Tree | None = None
    instead: Sentence


class StackShape(Shape):
    """One part of the stack that goes with a verdict."""

    id: Id
    role: Literal[
        "mode",
        "api",
        "hub",
        "data",
        "scale",
        "tuning",
        "visualisation",
        "compression",
        "export",
        "runtime",
        "serving",
        "pipeline",
        "bridge",
        "migration",
        "security",
        "hedge",
        "install",
    ]
    for_: Annotated[Id | None, Field(alias="for")] = None
    with_: Annotated[list[str] | None, Field(alias="with", min_length=1)] = None
    when: Tree | None = None
    choice: Annotated[str, _text("3 to 80 characters: the tools by name", 3, 80)]
    why: Sentence
    caveat: Annotated[str, _text("at most 400 characters", 0, 400)] = ""
    source: Url
    source_date: date
    verified: bool
    review_by: date


_KINDS = ("clear", "lean", "toss-up", "infeasible")


def _words(value: object) -> tuple[str, ...]:
    """A word, or a list of words."""
    words = value if isinstance(value, list) else [value]
    if not words or not all(isinstance(word, str) for word in words):
        raise Mistakes(Mistake(expected="a word or a list of words", quotable=True))
    return tuple(words)


def _verdict_kinds(value: object) -> tuple[str, ...]:
    words = _words(value)
    for index, word in enumerate(words):
        if word not in _KINDS:
            part = (index,) if isinstance(value, list) else ()
            expected = f"one of {', '.join(_KINDS)}"
            raise Mistakes(Mistake(expected=expected, remedy=nearest(word, _KINDS), words=_KINDS, part=part))
    return words


class ExpectShape(Shape):
    """The verdict that is expected of a scenario; a list where several would be right."""

    kind: Annotated[tuple[str, ...], PlainValidator(_verdict_kinds)]
    framework: Annotated[tuple[str, ...], PlainValidator(_words)]
    outside: list[Id] = Field(default_factory=list)


class ScenarioShape(Shape):
    """A whole project and what is expected of it."""

    id: Id
    about: Sentence
    answers: Tree
    importance: dict[str, float] = Field(default_factory=dict)
    expect: ExpectShape
    because: Annotated[
        dict[str, list[Id]], Field(description="Rules that must speak, by the side that they speak for")
    ] = Field(default_factory=dict)


class FrameworkShape(Shape):
    """One of the frameworks compared."""

    id: Id
    name: Annotated[str, _text("1 to 60 characters", 1, 60)]


class WorkloadShape(Shape):
    """A workload of the probes, and the projects for which it is measured."""

    workload: Id
    when: Tree
    when_model_open: Tree | None = None
    when_reading: Tree | None = None
    input: Annotated[list[str], Field(min_length=1, max_length=8)] | None = None


@dataclass(frozen=True)
class FileOf(Generic[T]):
    """A file that is a list of entries of one shape."""

    model: type[T]
    adapter: TypeAdapter[list[T]]


RULES = FileOf(RuleShape, TypeAdapter(list[RuleShape]))
LIBRARIES = FileOf(LibraryShape, TypeAdapter(list[LibraryShape]))
FRAMEWORKS = FileOf(FrameworkShape, TypeAdapter(list[FrameworkShape]))
WORKLOADS = FileOf(WorkloadShape, TypeAdapter(list[WorkloadShape]))
STACKS = FileOf(StackShape, TypeAdapter(list[StackShape]))
OUTSIDERS = FileOf(OutsiderShape, TypeAdapter(list[OutsiderShape]))
SCENARIOS = FileOf(ScenarioShape, TypeAdapter(list[ScenarioShape]))
DERIVED = TypeAdapter(dict[Id, Tree])


def rules_schema() -> dict[str, Any]:
    """The JSON Schema of a file of rules."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **RULES.adapter.json_schema()}
