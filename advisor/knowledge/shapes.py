"""What files of rules look like: the models that validate them and give editors their JSON Schema."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+([-_.][a-z0-9]+)*$", max_length=80)]
Sentence = Annotated[str, Field(min_length=10, max_length=400)]
Url = Annotated[str, Field(pattern=r"^https?://\S+$", max_length=500)]
#: A condition or answers: any mapping, checked further where the questions are known.
Tree = dict[str, Any]


#: Answers, or several sets of them.
Cases = Tree | Annotated[list[Tree], Field(min_length=1)]


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
    """A kind of project for which neither framework is the right tool."""

    when: Tree
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
    ]
    for_: Annotated[Id | None, Field(alias="for")] = None
    with_: Annotated[list[str] | None, Field(alias="with", min_length=1)] = None
    when: Tree | None = None
    choice: Annotated[str, Field(min_length=3, max_length=80)]
    why: Sentence
    caveat: Annotated[str, Field(max_length=400)] = ""
    source: Url
    source_date: date
    verified: bool
    review_by: date


VerdictKind = Literal["clear", "lean", "toss-up", "infeasible"]


class ExpectShape(Shape):
    """The verdict that is expected of a scenario; a list where several would be right."""

    kind: VerdictKind | Annotated[list[VerdictKind], Field(min_length=1)]
    framework: str | Annotated[list[str], Field(min_length=1)]
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
    name: Annotated[str, Field(min_length=1, max_length=60)]


class WorkloadShape(Shape):
    """A workload of the probes, and the projects for which it is measured."""

    workload: Id
    when: Tree
    when_model_open: Tree | None = None
    when_reading: Tree | None = None
    input: Annotated[list[str], Field(min_length=1, max_length=8)] | None = None


RULES = TypeAdapter(list[RuleShape])
LIBRARIES = TypeAdapter(list[LibraryShape])
FRAMEWORKS = TypeAdapter(list[FrameworkShape])
WORKLOADS = TypeAdapter(list[WorkloadShape])
STACKS = TypeAdapter(list[StackShape])
OUTSIDERS = TypeAdapter(list[OutsiderShape])
SCENARIOS = TypeAdapter(list[ScenarioShape])
DERIVED = TypeAdapter(dict[Id, Tree])


def rules_schema() -> dict[str, Any]:
    """The JSON Schema of a file of rules."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **RULES.json_schema()}
