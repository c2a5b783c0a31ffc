"""Reading the questions and concerns that `rules/` declares."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Protocol, TypeVar

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from advisor.documents import RULES_LIMITS, Document, read_document
from advisor.errors import AdvisorError, InputError, Problem
from advisor.needs.answers import NONE, UNKNOWN, Strict, Text
from advisor.needs.locating import problems_of
from advisor.needs.questions import Choice, Concern, Question, QuestionKind, Questionnaire

_QuestionId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
_ChoiceId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.\-]{0,39}$")]


class _ChoiceEntry(Strict):
    id: _ChoiceId
    text: Text
    prior: Annotated[float, Field(ge=0, le=1)]


class _QuestionEntry(Strict):
    id: _QuestionId
    section: Text
    text: Text
    why: Text
    kind: QuestionKind
    changeable: bool
    choices: list[_ChoiceEntry]


class _ConcernEntry(Strict):
    id: _QuestionId
    text: Text
    low: Text
    high: Text


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_Entry = TypeVar("_Entry", bound=BaseModel)


def load_questionnaire(folder: Path) -> Questionnaire:
    """Reads `questions.yaml` and `concerns.yaml` of a folder of rules.

    Raises:
        AdvisorError: A file cannot be read.
        InputError: A file is wrong; every mistake in both is named with its place.
    """
    problems: list[Problem] = []
    questions = _read(folder / "questions.yaml", _QuestionEntry, problems)
    concerns = _read(folder / "concerns.yaml", _ConcernEntry, problems)
    if problems:
        raise InputError(problems)
    return Questionnaire(
        questions={entry.id: _question(entry) for entry in questions},
        concerns={entry.id: Concern(entry.id, entry.text, entry.low, entry.high) for entry in concerns},
    )


def _question(entry: _QuestionEntry) -> Question:
    return Question(
        id=entry.id,
        section=entry.section,
        text=entry.text,
        why=entry.why,
        kind=entry.kind,
        changeable=entry.changeable,
        choices=tuple(Choice(choice.id, choice.text, choice.prior) for choice in entry.choices),
    )


def _read(path: Path, model: type[_Entry], problems: list[Problem]) -> list[_Entry]:
    """The entries of a file; what is wrong with them is added to the problems."""
    try:
        source = path.read_bytes()
    except OSError as error:
        raise AdvisorError(f"{path} cannot be read: {error.strerror}", "Install advisor again") from None
    try:
        document = read_document(source, str(path), RULES_LIMITS, found=problems)
        entries = TypeAdapter(list[model]).validate_python(document.data)  # type: ignore[valid-type]
    except InputError as error:
        problems += error.problems
        return []
    except ValidationError as error:
        problems += problems_of(error, document, model)
        return []
    problems += _twice(entries, document, ())
    for index, entry in enumerate(entries):
        if isinstance(entry, _QuestionEntry):
            problems += _check_question(entry, document, index)
    return entries


def _check_question(entry: _QuestionEntry, document: Document, index: int) -> Iterator[Problem]:
    """Checks what no single value shows: that the choices fit the kind of question, and each other."""
    path = (index, "choices")
    yield from _twice(entry.choices, document, path)
    reserved = {UNKNOWN} if entry.kind == "choice" else {UNKNOWN, NONE}
    for at, choice in enumerate(entry.choices):
        if choice.id in reserved:
            what = f"'{choice.id}' is an answer to every question and no choice of one"
            yield document.problem((*path, at, "id"), what, "Remove the choice")
    if not entry.choices and entry.kind != "open-list":
        yield document.problem(path, f"a question of kind {entry.kind} needs choices", at_key=True)
    elif entry.kind in ("choice", "version"):
        total = math.fsum(choice.prior for choice in entry.choices)
        if abs(total - 1) > 1e-6:
            what = f"the priors of {entry.id} sum to {total:.4g}, and one answer holds: 1 is expected"
            yield document.problem(path, what, at_key=True)


def _twice(entries: Iterable[_Named], document: Document, path: Sequence[str | int]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for index, entry in enumerate(entries):
        if entry.id in seen:
            line, _ = document.value_at((*path, seen[entry.id], "id"))
            what = f"'{entry.id}' stands here a second time, first in line {line}"
            yield document.problem((*path, index, "id"), what, "Keep one of the two")
        seen.setdefault(entry.id, index)
