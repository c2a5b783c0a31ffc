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

    needs: Literal["pytorch", "tensorflow", "either", "neither"]
    strength: Literal["weak", "medium", "strong"] | None = None


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
DERIVED = TypeAdapter(dict[Id, Tree])


def rules_schema() -> dict[str, Any]:
    """The JSON Schema of a file of rules."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **RULES.json_schema()}
