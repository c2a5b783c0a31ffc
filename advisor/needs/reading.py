"""From a needs file to needs: every mistake named with its place, all of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from pydantic import BaseModel, ValidationError

from advisor.documents import NEEDS_LIMITS, Document, read_document
from advisor.errors import AdvisorError, InputError, Problem
from advisor.needs.answers import NONE, UNKNOWN, answers_model
from advisor.needs.locating import problems_of
from advisor.needs.model import Answer, Needs, Participant, WorkloadSize
from advisor.needs.questions import Questionnaire
from advisor.needs.schema import FORMAT, ParticipantModel, WorkloadModel, needs_model

_START = "advisor init writes a file to start from"


def read_needs_file(path_or_dash: str, questionnaire: Questionnaire, stdin: BinaryIO) -> Needs:
    """Reads a needs file, or standard input for `-`.

    Raises:
        AdvisorError: The file cannot be read.
        InputError: Something in it is wrong.
    """
    # One byte more than is allowed tells a file that is too long, and an endless one ends there.
    most = NEEDS_LIMITS.size + 1
    if path_or_dash == "-":
        return read_needs(stdin.read(most), "<stdin>", questionnaire)
    try:
        with Path(path_or_dash).open("rb") as file:
            source = file.read(most)
    except (OSError, ValueError) as error:
        # A ValueError is a name that no file can have.
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise AdvisorError(
            f"{path_or_dash!r} cannot be read: {reason[:1].lower()}{reason[1:]}",
            f"Name a needs file; {_START}",
        ) from None
    return read_needs(source, path_or_dash, questionnaire)


def read_needs(source: bytes, file: str, questionnaire: Questionnaire) -> Needs:
    """Reads the text of a needs file.

    Args:
        source: The file's bytes.
        file: The file as the user named it, for messages.
        questionnaire: What may be asked.

    Raises:
        InputError: Something in it is wrong; every mistake is named.
    """
    found: list[Problem] = []
    return needs_of(read_document(source, file, found=found), questionnaire, found)


def needs_of(document: Document, questionnaire: Questionnaire, found: Sequence[Problem] = ()) -> Needs:
    """Validates a parsed needs file.

    Args:
        document: The file.
        questionnaire: What may be asked.
        found: Mistakes that are known already, to be named with the others.

    Raises:
        InputError: Something in it is wrong; every mistake is named.
    """
    problems = list(found)
    if isinstance(document.data, dict):
        model = needs_model(questionnaire)
        try:
            checked = model.model_validate(document.data)
        except ValidationError as error:
            # Where the document itself was at fault, what follows from it is not worth a second message.
            places = {(problem.line, problem.column) for problem in found if problem.line}
            validated = problems_of(error, document, model)
            problems += [p for p in validated if (p.line, p.column) not in places]
        else:
            if not problems:
                return _needs(checked, document.file)
    else:
        problems.append(
            document.problem((), "expected keys: advisor, project, answers, …", f"Note: {_START}")
        )
    raise InputError(problems)


class AnswersReader:
    """Validates answers outside a needs file, such as those of a rule's cases; made once for many of them."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._model = answers_model(questionnaire)

    def read(
        self, data: object, document: Document, path: Sequence[str | int], problems: list[Problem]
    ) -> Mapping[str, Answer] | None:
        """Validates the answers at a path of a document.

        Args:
            data: The answers, as the document holds them.
            document: Where they stand.
            path: Where in it.
            problems: Takes what is wrong.

        Returns:
            The known answers, or None if something is wrong.
        """
        try:
            return _known(self._model.model_validate(data))
        except ValidationError as error:
            problems += problems_of(error, document, self._model, path)
            return None


def needs_data(needs: Needs) -> dict[str, object]:
    """The needs in the form of the file; what it gives is read as the same needs again."""
    data: dict[str, object] = {
        "advisor": FORMAT,
        "project": needs.project,
        "answers": {key: answer_data(answer) for key, answer in needs.answers.items()},
        "importance": {key: UNKNOWN if value is None else value for key, value in needs.importance.items()},
    }
    if needs.workload is not None:
        size = needs.workload
        data["workload"] = {
            **({"batch": size.batch} if size.batch is not None else {}),
            **({"input": list(size.input)} if size.input is not None else {}),
        }
    if needs.participant is not None:
        who = needs.participant
        data["participant"] = {"name": who.name, "role": who.role, "weight": who.weight}
    return data


def answer_data(answer: Answer) -> str | list[str] | dict[str, int]:
    """An answer in the form of the file."""
    if isinstance(answer, str):
        return answer
    return dict(answer) if isinstance(answer, Mapping) else list(answer)


def _needs(checked: BaseModel, file: str) -> Needs:
    parts = dict(checked)
    project, answers, importance = parts["project"], parts["answers"], parts["importance"]
    workload, participant = parts["workload"], parts["participant"]
    return Needs(
        project=str(project),
        answers=_known(answers) if isinstance(answers, BaseModel) else {},
        importance=_importance(importance) if isinstance(importance, BaseModel) else {},
        workload=_workload(workload) if isinstance(workload, WorkloadModel) else None,
        participant=_participant(participant) if isinstance(participant, ParticipantModel) else None,
        source=file,
    )


def _known(answers: BaseModel) -> dict[str, Answer]:
    """The answers without those that are unknown; `none` becomes the empty list."""
    known: dict[str, Answer] = {}
    for question, value in answers:
        if isinstance(value, list):
            known[question] = () if value == [NONE] else tuple(value)
        elif isinstance(value, BaseModel):
            levels = {key: level for key, level in value if level != UNKNOWN}
            if levels:
                known[question] = levels
        elif value != UNKNOWN:
            known[question] = value
    return known


def _importance(importance: BaseModel) -> dict[str, float | None]:
    return {
        concern: None if value == UNKNOWN else value for concern, value in importance if value is not None
    }


def _workload(size: WorkloadModel) -> WorkloadSize:
    return WorkloadSize(size.batch, tuple(size.input) if size.input is not None else None)


def _participant(who: ParticipantModel) -> Participant:
    return Participant(who.name, who.role, who.weight)
