"""What is a possible answer to a question, in words that speak of the question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
    create_model,
)

from advisor.needs.problems import Mistake, Mistakes, listed
from advisor.needs.questions import Question, Questionnaire

UNKNOWN = "unknown"
NONE = "none"
#: Characters of a name or a word.
LONGEST_TEXT = 200
#: Wrong entries of one list that are told apart; the check of a hostile list ends there.
_MOST_MISTAKES = 50

_VERSION = re.compile(r"[1-9][0-9]{0,2}\.(0|[1-9][0-9]{0,2})")


class Strict(BaseModel):
    """Refuses keys it does not know, and converts nothing."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def check_text(value: object) -> object:
    """Refuses a text that is empty, endless, or would move the cursor of a terminal."""
    if not isinstance(value, str):
        raise Mistakes(Mistake(expected="a text", quotable=True))
    if not value.strip():
        raise Mistakes(Mistake(expected="a text that is not empty"))
    if len(value) > LONGEST_TEXT or not value.isprintable():
        raise Mistakes(Mistake(expected=f"one line of at most {LONGEST_TEXT} printable characters"))
    return value


Text = Annotated[
    str,
    BeforeValidator(check_text),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}),
]


def answers_model(questionnaire: Questionnaire) -> type[Strict]:
    """The model of the answers to a questionnaire; each is optional."""
    fields: dict[str, Any] = {
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
        **fields,
    )


def _type_of(question: Question) -> Any:
    """The type of the answers to a question, and their JSON Schema."""
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
        level = Annotated[
            int | Literal["unknown"],
            BeforeValidator(_check_level),
            WithJsonSchema({"enum": [0, 1, 2, 3, 4, UNKNOWN]}),
        ]
        fields: dict[str, Any] = dict.fromkeys(words, (level, UNKNOWN))
        levels = create_model(question.id.title(), __base__=Strict, **fields)
        check = partial(_check_levels, example=words[0])
        level_schema = {"enum": [0, 1, 2, 3, 4, UNKNOWN]}
        levels_schema = {
            "type": "object",
            "properties": dict.fromkeys(words, level_schema),
            "additionalProperties": False,
        }
        # Not a union of types: that would put the name of a type into the path of every mistake.
        return Annotated[
            levels, WrapValidator(check), WithJsonSchema({"anyOf": [levels_schema, {"const": UNKNOWN}]})
        ]
    closed = question.kind == "list"
    entry: dict[str, object] = {"enum": [*words, NONE, UNKNOWN]} if closed else {"type": "string"}
    listed_schema = {"type": "array", "items": entry, "uniqueItems": True}
    return Annotated[
        list[str] | Literal["unknown"],
        BeforeValidator(partial(_check_list, words=(NONE, *words) if closed else None)),
        WithJsonSchema({"anyOf": [listed_schema, {"const": UNKNOWN}]}),
    ]


def _check_word(value: object, words: tuple[str, ...]) -> object:
    if isinstance(value, list):
        raise Mistakes(Mistake("one answer is expected, not a list", remedy="Keep the one that fits best"))
    if value not in words:
        raise Mistakes(Mistake(expected=f"one of {listed(words)}", words=words))
    return value


def _check_list(value: object, words: tuple[str, ...] | None) -> object:
    """Checks a list against the words that are possible in it, or takes any words if None."""
    if value in (UNKNOWN, [UNKNOWN]):
        return UNKNOWN
    if not isinstance(value, list):
        word = value if isinstance(value, str) and value.isprintable() else "…"
        example = f"Write [{word[:LONGEST_TEXT]}]"
        raise Mistakes(Mistake(expected="a list", remedy=example, words=words or (), quotable=words is None))
    mistakes = list(_mistakes_in(value, words))
    if mistakes:
        raise Mistakes(*mistakes)
    return value


def _mistakes_in(entries: Sequence[object], words: tuple[str, ...] | None) -> list[Mistake]:
    mistakes: list[Mistake] = []
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        if len(mistakes) >= _MOST_MISTAKES:
            break
        mistake: Mistake | None = None
        if entry in (NONE, UNKNOWN) and len(entries) > 1:
            what = f"'{entry}' cannot stand beside other answers"
            mistake = Mistake(what, remedy="Keep it alone, or remove it")
        elif words is not None and entry not in words:
            mistake = Mistake(expected=f"one of {listed(words)}", words=words)
        elif words is None:
            mistake = _mistake_in_word(entry)
        if mistake is None and entry in seen:
            mistake = Mistake(f"'{entry}' stands here twice", remedy="Keep one of the two")
        if isinstance(entry, str):
            seen.add(entry)
        if mistake is not None:
            mistakes.append(Mistake(**{**vars(mistake), "part": (index,)}))
    return mistakes


def _mistake_in_word(value: object) -> Mistake | None:
    try:
        check_text(value)
    except Mistakes as found:
        return found.mistakes[0]
    return None


def _check_version(value: object) -> object:
    if value == UNKNOWN or (isinstance(value, str) and _VERSION.fullmatch(value)):
        return value
    raise Mistakes(Mistake(expected='a version such as "3.12", in quotes', quotable=True))


def _check_levels(value: object, handler: ValidatorFunctionWrapHandler, example: str) -> object:
    if value == UNKNOWN:
        return value
    if isinstance(value, dict):
        return handler(value)
    remedy = f"Write {{{example}: 3}}"
    raise Mistakes(Mistake(expected="a level for each framework", remedy=remedy))


def _check_level(value: object) -> object:
    if value == UNKNOWN or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 4):
        return value
    raise Mistakes(Mistake(expected="a whole number from 0 (none) to 4 (expert)"))
