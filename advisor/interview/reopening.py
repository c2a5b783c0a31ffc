"""An earlier result as a project again: its answers as today's questions take them, and its measurements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from advisor.documents import Document
from advisor.errors import InputError
from advisor.evidence.records import Measurement
from advisor.evidence.rows import Row
from advisor.needs.model import Needs
from advisor.needs.questions import Questionnaire
from advisor.needs.reading import needs_of
from advisor.report.model import MeasurementPart, Report

_SOURCE = "earlier result"


def needs_of_report(report: Report, questionnaire: Questionnaire) -> tuple[Needs, tuple[str, ...]]:
    """The needs of a report, and the keys that today's questionnaire does not take any more.

    Args:
        report: As it was made.
        questionnaire: Of today.

    Raises:
        InputError: What is no answer, such as the project's name, cannot be taken.
    """
    base = _base(report)
    answers: Mapping[str, object] = dict(report.needs.answers)
    importance: Mapping[str, object] = dict(report.needs.importance)
    try:
        return _read({**base, "answers": answers, "importance": importance}, questionnaire), ()
    except InputError:
        pass
    taken: dict[str, dict[str, object]] = {"answers": {}, "importance": {}}
    left_out = []
    for part, given in (("answers", answers), ("importance", importance)):
        for key, value in given.items():
            try:
                _read({**base, part: {key: value}}, questionnaire)
            except InputError:
                left_out.append(f"{part}.{key}")
            else:
                taken[part][key] = value
    return _read({**base, **taken}, questionnaire), tuple(left_out)


def rows_of_report(report: Report) -> tuple[Row, ...]:
    """The measurements of a report, as if they came in a file."""
    return tuple(Row(_measurement(part), "file") for part in report.measurements)


def _base(report: Report) -> dict[str, object]:
    needs = report.needs
    base: dict[str, object] = {"advisor": needs.advisor, "project": needs.project}
    if needs.workload is not None:
        size = needs.workload
        base["workload"] = {
            **({"batch": size.batch} if size.batch is not None else {}),
            **({"input": list(size.input)} if size.input is not None else {}),
        }
    if needs.participant is not None:
        base["participant"] = needs.participant.model_dump()
    return base


def _read(data: dict[str, object], questionnaire: Questionnaire) -> Needs:
    return replace(needs_of(Document(_SOURCE, data), questionnaire), source="")


def _measurement(part: MeasurementPart) -> Measurement:
    return Measurement.model_validate({name: getattr(part, name) for name in Measurement.model_fields})
