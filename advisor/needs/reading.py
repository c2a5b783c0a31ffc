"""From a needs file to needs: every mistake named with its place, all of them at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError

from advisor.documents import NEEDS_LIMITS, Document, Node, read_document
from advisor.errors import AdvisorError, InputError
from advisor.needs.model import Answer, Needs, Participant, WorkloadSize
from advisor.needs.problems import problems_of
from advisor.needs.questions import Questionnaire
from advisor.needs.schema import NONE, UNKNOWN, answers_model, needs_model


def read_needs_file(name: str, questionnaire: Questionnaire, stdin: BinaryIO) -> Needs:
    """Reads a needs file, or standard input for `-`.

    Raises:
        AdvisorError: The file cannot be read.
        InputError: Something in it is wrong.
    """
    most = NEEDS_LIMITS.size + 1
    if name == "-":
        return read_needs(stdin.read(most), "<stdin>", questionnaire)
    try:
        with Path(name).open("rb") as file:
            source = file.read(most)
    except OSError as error:
        raise AdvisorError(
            f"{name} cannot be read: {error.strerror}",
            "Name a needs file; advisor init writes one to start from",
        ) from None
    return read_needs(source, name, questionnaire)


def read_needs(source: bytes, file: str, questionnaire: Questionnaire) -> Needs:
    """Reads the text of a needs file.

    Args:
        source: The file's bytes.
        file: Its name, for messages.
        questionnaire: What may be asked.

    Raises:
        InputError: Something in it is wrong; every mistake is named.
    """
    return needs_of(read_document(source, file), questionnaire)


def needs_of(document: Document, questionnaire: Questionnaire) -> Needs:
    """Validates a parsed needs file.

    Raises:
        InputError: Something in it is wrong; every mistake is named.
    """
    if not isinstance(document.data, dict):
        raise InputError(
            [
                document.problem(
                    (), "keys are expected, such as advisor, project and answers", "advisor init writes them"
                )
            ]
        )
    model = needs_model(questionnaire)
    try:
        checked = model.model_validate(document.data)
    except ValidationError as error:
        raise InputError(problems_of(error, document, model)) from None
    data = checked.model_dump(exclude_none=True, warnings=False)
    size, who = data.get("workload"), data.get("participant")
    return Needs(
        project=data["project"],
        answers=known_answers(data["answers"]),
        importance={
            concern: None if value == UNKNOWN else float(value)
            for concern, value in data["importance"].items()
        },
        workload=WorkloadSize(size.get("batch"), tuple(size["input"]) if "input" in size else None)
        if size is not None
        else None,
        participant=Participant(**who) if who is not None else None,
        source=document.file,
    )


class AnswersReader:
    """Validates answers that stand alone, such as those of a rule's case."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._model = answers_model(questionnaire)

    def read(self, answers: Mapping[str, object]) -> dict[str, Answer]:
        """Gives the known answers.

        Raises:
            InputError: An answer is not possible; the keys are questions.
        """
        try:
            checked = self._model.model_validate(dict(answers))
        except ValidationError as error:
            document = Document("", dict(answers), Node(0, 0))
            raise InputError(problems_of(error, document, self._model)) from None
        return known_answers(checked.model_dump(exclude_none=True, warnings=False))


def known_answers(answers: Mapping[str, object]) -> dict[str, Answer]:
    """Leaves out what is unknown, and turns "none" and lists into their plain form."""
    known: dict[str, Answer] = {}
    for question, value in answers.items():
        if value == UNKNOWN or value is None:
            continue
        if isinstance(value, list):
            known[question] = () if value == [NONE] else tuple(map(str, value))
        elif isinstance(value, dict):
            known[question] = {str(key): int(level) for key, level in value.items()}
        else:
            known[question] = str(value)
    return known


def needs_data(needs: Needs) -> dict[str, object]:
    """The needs in the form of the file; what it gives is read as the same needs again."""
    data: dict[str, object] = {
        "advisor": 1,
        "project": needs.project,
        "answers": {key: answer_data(answer) for key, answer in needs.answers.items()},
        "importance": {key: UNKNOWN if value is None else value for key, value in needs.importance.items()},
    }
    if needs.workload is not None:
        size = {"batch": needs.workload.batch, "input": list(needs.workload.input or ()) or None}
        data["workload"] = {key: value for key, value in size.items() if value is not None}
    if needs.participant is not None:
        who = needs.participant
        data["participant"] = {"name": who.name, "role": who.role, "weight": who.weight}
    return data


def answer_data(answer: Answer) -> str | list[str] | dict[str, int]:
    """An answer in the form of the file."""
    if isinstance(answer, str):
        return answer
    return dict(answer) if isinstance(answer, Mapping) else list(answer)
