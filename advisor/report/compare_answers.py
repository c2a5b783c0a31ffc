"""Which answers are others now, and which of them a result had named as what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.report.compare_model import AnswerPart, CameTruePart
from advisor.report.model import FlipPart, Report


def changed_answers(then: Report, now: Report) -> tuple[AnswerPart, ...]:
    """Answers, importances, sizes and members that differ; the order of a list is no difference."""
    before, after = dict(_given(then)), dict(_given(now))
    return tuple(
        AnswerPart(key=key, then=before.get(key), now=after.get(key))
        for key in dict.fromkeys([*before, *after])
        if _plain(before.get(key)) != _plain(after.get(key))
    )


def came_true(then: Report, now: Report) -> tuple[CameTruePart, ...]:
    """The flips of the first result whose changes have all happened, exactly as they were named."""
    after = dict(_given(now))
    verdict = now.verdict.kind, now.verdict.framework
    return tuple(
        CameTruePart(
            effect=flip.effect,
            changes=flip.changes,
            said=flip.verdict,
            as_said=verdict == (flip.verdict.kind, flip.verdict.framework),
        )
        for flip in then.flips
        if _happened(flip, after)
    )


def _happened(flip: FlipPart, after: Mapping[str, object]) -> bool:
    return bool(flip.changes) and all(
        _plain(after.get(change.key)) == _plain(change.to) != _plain(change.from_) for change in flip.changes
    )


def _given(report: Report) -> Iterator[tuple[str, object]]:
    """What was answered, by key."""
    needs, team = report.needs, report.team
    for key, answer in needs.answers.items():
        yield f"answers.{key}", answer
    for key, importance in needs.importance.items():
        yield f"importance.{key}", importance
    if needs.workload is not None:
        if needs.workload.batch is not None:
            yield "workload.batch", needs.workload.batch
        if needs.workload.input is not None:
            yield "workload.input", list(needs.workload.input)
    if team is not None:
        yield "team", [member.name for member in team.members]


def _plain(value: object) -> object:
    """A value that equals another one of the same meaning."""
    if isinstance(value, list | tuple):
        # Of numbers the order means something: they are the sizes of an input.
        texts = all(isinstance(entry, str) for entry in value)
        return ("list", *(sorted(value) if texts else value))
    return dict(value) if isinstance(value, Mapping) else value
