"""The needs file as a model: one thing validates files and gives editors their JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
    create_model,
)

from advisor.needs.problems import listed, nearest, shown
from advisor.needs.questions import Question, Questionnaire

UNKNOWN = "unknown"
NONE = "none"
_VERSION = re.compile(r"\d{1,3}\.\d{1,3}")
#: Elements of a batch of inputs; more would not fit the probes' memory.
_MOST_ELEMENTS = 50_000_000


class Strict(BaseModel):
    """Refuses keys it does not know, and converts nothing."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _shape(value: Sequence[int]) -> Sequence[int]:
    elements = 1
    for length in value:
        elements *= length
    if elements > _MOST_ELEMENTS:
        raise ValueError(
            f"an example of {elements:,} numbers is too large for a probe | Take a smaller input"
        )
    return value


class WorkloadModel(Strict):
    """Sizes for the probes that lie nearer to the project's own."""

    batch: Annotated[int, Field(ge=1, le=65536)] | None = None
    input: (
        Annotated[
            list[Annotated[int, Field(ge=1, le=10_000_000)]],
            Field(min_length=1, max_length=4),
            AfterValidator(_shape),
        ]
        | None
    ) = None


class ParticipantModel(Strict):
    """Whose answers these are, where a team decides."""

    name: Annotated[str, Field(min_length=1)]
    role: str = ""
    weight: Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)] = 1.0


def answers_model(questionnaire: Questionnaire) -> type[BaseModel]:
    """The model of the answers to these questions."""
    asked: dict[str, Any] = {
        question.id: (
            _type_of(question),
            Field(default=UNKNOWN, description=f"{question.text} {question.why}"),
        )
        for question in questionnaire.questions.values()
    }
    return create_model(
        "Answers",
        __base__=Strict,
        __doc__="Every answer is optional; a missing answer and `unknown` are the same.",
        **asked,
    )


def needs_model(questionnaire: Questionnaire) -> type[BaseModel]:
    """The model of a needs file that asks these questions."""
    weighed: dict[str, Any] = {
        concern.id: (
            _importance(),
            Field(default=None, description=f"{concern.text}. 0: {concern.low} 5: {concern.high}"),
        )
        for concern in questionnaire.concerns.values()
    }
    importance = create_model(
        "Importance",
        __base__=Strict,
        __doc__="How much each concern matters, 0 to 5, or `unknown`; left out, it is taken as 2, unsure.",
        **weighed,
    )
    answers = answers_model(questionnaire)
    return create_model(
        "NeedsFile",
        __base__=Strict,
        __doc__="What a project needs from a deep-learning framework.",
        advisor=(
            Annotated[int, BeforeValidator(_format_version)],
            Field(description="The format's version, 1"),
        ),
        project=(Annotated[str, Field(min_length=1)], Field(description="The project's name")),
        answers=(answers, Field(default_factory=answers)),
        importance=(importance, Field(default_factory=importance)),
        workload=(WorkloadModel | None, None),
        participant=(ParticipantModel | None, None),
    )


def needs_schema(questionnaire: Questionnaire) -> dict[str, Any]:
    """The JSON Schema of a needs file."""
    schema = needs_model(questionnaire).model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _format_version(value: object) -> object:
    if value is not True and value == 1:
        return value
    raise ValueError(
        f"{shown(value)} is not a version of this format that this program reads | Write advisor: 1"
    )


def _importance() -> Any:
    schema = {"anyOf": [{"type": "number", "minimum": 0, "maximum": 5}, {"const": UNKNOWN}]}
    return Annotated[
        float | Literal["unknown"] | None, BeforeValidator(_check_importance), WithJsonSchema(schema)
    ]


def _check_importance(value: object) -> object:
    if value == UNKNOWN or (
        isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 5
    ):
        return value
    raise ValueError(f"expected a number from 0 to 5 or unknown, not {shown(value)}")


def _type_of(question: Question) -> Any:
    """The type of an answer, with a check that speaks of the question."""
    words = question.words
    if question.kind == "choice":
        return Annotated[
            str,
            BeforeValidator(partial(_check_word, words=(*words, UNKNOWN))),
            WithJsonSchema({"enum": [*words, UNKNOWN]}),
        ]
    if question.kind == "version":
        schema = {"type": "string", "pattern": f"^({_VERSION.pattern}|{UNKNOWN})$"}
        return Annotated[str, BeforeValidator(_check_version), WithJsonSchema(schema)]
    if question.kind == "levels":
        return _levels_type(question)
    entries: dict[str, object] = {"type": "string"}
    if question.kind == "list":
        entries = {"enum": [*words, NONE, UNKNOWN]}
    known = (*words, NONE) if question.kind == "list" else None
    entry = Annotated[str, BeforeValidator(partial(_check_entry, words=known))]
    return Annotated[
        list[entry],
        WrapValidator(_check_list),
        WithJsonSchema({"anyOf": [{"type": "array", "items": entries}, {"const": UNKNOWN}]}),
    ]


def _levels_type(question: Question) -> Any:
    level = Annotated[int, BeforeValidator(_check_level)]
    fields: dict[str, Any] = dict.fromkeys(question.words, (level | None, None))
    model = create_model(question.id.title(), __base__=Strict, **fields)
    schema = {
        "anyOf": [
            {
                "type": "object",
                "properties": {
                    word: {"type": "integer", "minimum": 0, "maximum": 4} for word in question.words
                },
                "additionalProperties": False,
            },
            {"const": UNKNOWN},
        ]
    }
    return Annotated[
        model, WrapValidator(partial(_check_levels, example=question.words[0])), WithJsonSchema(schema)
    ]


def _check_word(value: object, words: Sequence[str]) -> object:
    if isinstance(value, list):
        raise ValueError("one answer is expected, not a list | Keep the one that fits best")
    if value not in words:
        raise ValueError(
            f"{shown(value)} is not an answer; expected one of {listed(words)} | {nearest(value, words)}"
        )
    return value


def _check_entry(value: object, words: Sequence[str] | None) -> object:
    if not isinstance(value, str) or not value:
        raise ValueError(f"a word is expected, not {shown(value)}")
    if words is not None and value not in (*words, UNKNOWN):
        raise ValueError(
            f"{shown(value)} is not an answer; expected some of {listed(words)} | {nearest(value, words)}"
        )
    return value


def _check_list(value: object, handler: ValidatorFunctionWrapHandler) -> object:
    if value in (UNKNOWN, [UNKNOWN]):
        return UNKNOWN
    if not isinstance(value, list):
        raise ValueError(
            f"a list is expected, not {shown(value)} | Write [{value if isinstance(value, str) else '…'}]"
        )
    entries: list[str] = handler(value)
    for word in (NONE, UNKNOWN):
        if word in entries and len(entries) > 1:
            raise ValueError(f"'{word}' cannot stand beside other answers | Keep it alone, or remove it")
    twice = sorted({entry for entry in entries if entries.count(entry) > 1}) if len(entries) < 1000 else []
    if twice:
        raise ValueError(f"{listed(twice)} stands here twice | Keep one")
    return entries


def _check_version(value: object) -> object:
    if value == UNKNOWN or (isinstance(value, str) and _VERSION.fullmatch(value)):
        return value
    raise ValueError(f'expected a version such as "3.12", not {shown(value)} | Write it in quotes')


def _check_levels(value: object, handler: ValidatorFunctionWrapHandler, example: str) -> object:
    if value == UNKNOWN:
        return value
    if not isinstance(value, dict):
        raise ValueError(f"expected a level for each framework, not {shown(value)} | Write {{{example}: 3}}")
    return handler(value)


def _check_level(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 4:
        raise ValueError(f"expected a whole number from 0 (none) to 4 (expert), not {shown(value)}")
    return value
