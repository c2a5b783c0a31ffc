"""Between a project and the entries of the log: nothing is lost in either direction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from advisor.interview.draft import IMPORTANCE
from advisor.interview.project import Passed
from advisor.needs.answers import UNKNOWN
from advisor.needs.model import Answer, Needs, WorkloadSize
from advisor.team.log import Key, Said

if TYPE_CHECKING:
    from advisor.needs.questions import Questionnaire

_SIZE: Key = ("workload", "size")


@dataclass(frozen=True)
class Heard:
    """What the log says, in the questions of today.

    Attributes:
        needs: The answers, importances and sizes.
        passed: What was passed over, and how.
        unread: Entries that today's questions do not take.
    """

    needs: Needs
    passed: Mapping[str, Passed]
    unread: tuple[Key, ...]


def said_in(needs: Needs, passed: Mapping[str, Passed]) -> Said:
    """Answers as plain data for the log."""
    from advisor.needs.reading import answer_data

    said: dict[Key, object] = {("answer", key): answer_data(answer) for key, answer in needs.answers.items()}
    for concern, value in needs.importance.items():
        said["importance", concern] = UNKNOWN if value is None else value
    for key, how in passed.items():
        said["passed", key] = how
    if (size := needs.workload) is not None:
        said[_SIZE] = {"batch": size.batch, "input": None if size.input is None else list(size.input)}
    return said


def settled(needs: Needs, passed: Mapping[str, Passed]) -> int:
    """How many questions are settled, with "don't know" too; the page of importances is one of them."""
    unknown = {key for key, how in passed.items() if how == "unknown"}
    weighed = {IMPORTANCE} if needs.importance else set()
    return len({*needs.answers, *unknown, *weighed})


class Hearing:
    """Reads the log with one questionnaire; made once for many participants."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        from advisor.needs.reading import AnswersReader

        self._questionnaire = questionnaire
        self._reader = AnswersReader(questionnaire)

    def hear(self, said: Said, project: str) -> Heard:
        """What somebody said; what today's questions do not take is named and left out."""
        unread: list[Key] = []
        passed: dict[str, Passed] = {}
        importance: dict[str, float | None] = {}
        given: dict[str, object] = {}
        size: WorkloadSize | None = None
        for (kind, key), value in said.items():
            if kind == "answer" and key in self._questionnaire.questions:
                given[key] = value
            elif kind == "importance" and key in self._questionnaire.concerns and _is_importance(value):
                importance[key] = None if value == UNKNOWN else float(cast("float", value))
            elif kind == "passed" and self._is_asked(key) and value in ("unknown", "skipped"):
                passed[key] = value
            elif (kind, key) == _SIZE and (size := _size(value)) is not None:
                continue
            else:
                unread.append((kind, key))
        answers, wrong = self._answers(given)
        concerns = self._questionnaire.concerns
        needs = Needs(
            project=project,
            answers=answers,
            importance={name: importance[name] for name in concerns if name in importance},
            workload=size,
        )
        return Heard(needs, passed, (*unread, *(("answer", key) for key in wrong)))

    def _is_asked(self, key: str) -> bool:
        return key == IMPORTANCE or key in self._questionnaire.questions

    def _answers(self, given: Mapping[str, object]) -> tuple[Mapping[str, Answer], list[str]]:
        """The answers that are possible, and the keys of those that are not."""
        if (all_of_them := self._read(given)) is not None:
            return all_of_them, []
        alone = {key: self._read({key: value}) for key, value in given.items()}
        possible = self._read({key: given[key] for key, answer in alone.items() if answer is not None})
        return possible or {}, [key for key, answer in alone.items() if answer is None]

    def _read(self, given: Mapping[str, object]) -> Mapping[str, Answer] | None:
        from advisor.documents import Document

        data = dict(given)
        return self._reader.read(data, Document("session", data), (), [])


def named(needs: Needs, name: str, role: str, weight: float) -> Needs:
    """The answers with whose they are."""
    from advisor.needs.model import Participant

    return replace(needs, participant=Participant(name, role, weight))


def _is_importance(value: object) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return value == UNKNOWN or (number and 0 <= cast("float", value) <= 5)


def _size(value: object) -> WorkloadSize | None:
    from pydantic import ValidationError

    from advisor.needs.schema import WorkloadModel

    try:
        size = WorkloadModel.model_validate(value)
    except ValidationError:
        return None
    return WorkloadSize(size.batch, None if size.input is None else tuple(size.input))
