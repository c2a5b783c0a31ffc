"""Reading the questions and concerns that `rules/` declares."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from advisor.documents import RULES_LIMITS, read_document
from advisor.errors import InputError
from advisor.needs.problems import problems_of
from advisor.needs.questions import Choice, Concern, Question, QuestionKind, Questionnaire

T = TypeVar("T")
Text = Annotated[str, Field(min_length=1, max_length=500)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _ChoiceEntry(_Entry):
    id: Text
    text: Text
    prior: Annotated[float, Field(ge=0, le=1, strict=False)]


class _QuestionEntry(_Entry):
    id: Text
    section: Text
    text: Text
    why: Text
    kind: QuestionKind
    changeable: bool
    choices: list[_ChoiceEntry]


class _ConcernEntry(_Entry):
    id: Text
    text: Text
    low: Text
    high: Text


_QUESTIONS = TypeAdapter(list[_QuestionEntry])
_CONCERNS = TypeAdapter(list[_ConcernEntry])


def load_questionnaire(folder: Path) -> Questionnaire:
    """Reads `questions.yaml` and `concerns.yaml` of a folder of rules.

    Raises:
        InputError: A file is missing or wrong; every mistake is named with its place.
    """
    questions = _read(folder / "questions.yaml", _QUESTIONS)
    concerns = _read(folder / "concerns.yaml", _CONCERNS)
    return Questionnaire(
        questions={
            entry.id: Question(
                id=entry.id,
                section=entry.section,
                text=entry.text,
                why=entry.why,
                kind=entry.kind,
                changeable=entry.changeable,
                choices=tuple(Choice(c.id, c.text, c.prior) for c in entry.choices),
            )
            for entry in questions
        },
        concerns={entry.id: Concern(entry.id, entry.text, entry.low, entry.high) for entry in concerns},
    )


def _read(path: Path, shape: TypeAdapter[T]) -> T:
    document = read_document(path.read_bytes(), path.name, RULES_LIMITS)
    try:
        return shape.validate_python(document.data)
    except ValidationError as error:
        raise InputError(problems_of(error, document)) from None
