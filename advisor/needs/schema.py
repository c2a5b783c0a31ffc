"""The needs file as a model: one thing validates files and gives editors their JSON Schema."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema, create_model, model_validator

from advisor.needs.answers import UNKNOWN, Strict, Text, answers_model
from advisor.needs.problems import Mistake, Mistakes
from advisor.needs.questions import Concern, Questionnaire

FORMAT = 1
#: Numbers in a batch of examples; more would not fit the memory of a common machine beside the network.
_MOST_NUMBERS = 50_000_000

_Length = Annotated[int, Field(ge=1, le=_MOST_NUMBERS)]


class WorkloadModel(Strict):
    """Sizes for the probes that lie nearer to the project's own."""

    batch: Annotated[int, Field(ge=1, le=65536, description="Examples in a training step")] | None = None
    input: (
        Annotated[
            list[_Length], Field(min_length=1, max_length=4, description="One example, without the batch")
        ]
        | None
    ) = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        numbers = math.prod(self.input or ()) * (self.batch or 1)
        if numbers > _MOST_NUMBERS:
            what = f"a batch of {numbers:,} numbers is too large for a probe; {_MOST_NUMBERS:,} are the most"
            raise Mistakes(Mistake(what, remedy="Take a smaller batch or input", part=("input",)))
        return self


def _check_role(value: object) -> object:
    if not isinstance(value, str) or len(value) > 200 or not value.isprintable():
        raise Mistakes(Mistake(expected="a text on one line", quotable=True))
    return value


class ParticipantModel(Strict):
    """Whose answers these are, where a team decides."""

    name: Text
    role: Annotated[str, BeforeValidator(_check_role)] = ""
    weight: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 1.0


def needs_model(questionnaire: Questionnaire) -> type[BaseModel]:
    """The model of a needs file that asks these questions."""
    answers = answers_model(questionnaire)
    weighed: dict[str, Any] = {
        concern.id: _importance(concern) for concern in questionnaire.concerns.values()
    }
    importance = create_model(
        "Importance",
        __base__=Strict,
        __doc__="How much each concern matters, 0 to 5, or `unknown`; what is left out counts as 2, unsure.",
        **weighed,
    )
    version = Annotated[Literal[1], BeforeValidator(_check_format)]
    keys: dict[str, Any] = {
        "advisor": (version, Field(description="The version of this format")),
        "project": (Text, Field(description="The project's name")),
        # A heading with nothing below it is what remains when every line below it is taken away.
        "answers": (answers | None, None),
        "importance": (importance | None, None),
        "workload": (WorkloadModel | None, None),
        "participant": (ParticipantModel | None, None),
    }
    return create_model(
        "NeedsFile",
        __base__=Strict,
        __doc__="What a project needs from a deep-learning framework.",
        **keys,
    )


def needs_schema(questionnaire: Questionnaire) -> dict[str, object]:
    """The JSON Schema of a needs file."""
    schema = needs_model(questionnaire).model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _check_format(value: object) -> object:
    if type(value) is int and value == FORMAT:
        return value
    if type(value) is int and value > FORMAT:
        what = f"this file is in version {value} of the format; this program reads version {FORMAT}"
        raise Mistakes(Mistake(what, remedy="Use a newer advisor"))
    raise Mistakes(
        Mistake(expected=f"{FORMAT}, the version of this format", remedy=f"Write advisor: {FORMAT}")
    )


def _importance(concern: Concern) -> Any:
    schema = {"anyOf": [{"type": "number", "minimum": 0, "maximum": 5}, {"const": UNKNOWN}]}
    kind = Annotated[
        float | Literal["unknown"] | None, BeforeValidator(_check_importance), WithJsonSchema(schema)
    ]
    text = f"{concern.text}. 0: {concern.low} 5: {concern.high}"
    return kind, Field(default=None, description=text)


def _check_importance(value: object) -> object:
    if value == UNKNOWN:
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 5:
        return float(value)
    raise Mistakes(Mistake(expected=f"a number from 0 to 5, or {UNKNOWN}", words=(UNKNOWN,)))
