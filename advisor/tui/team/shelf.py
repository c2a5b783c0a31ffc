"""A participant's own answers, kept in the session where the desk would keep a project."""

from __future__ import annotations

from advisor.interview.draft import IMPORTANCE, Draft
from advisor.interview.project import Project
from advisor.needs.questions import Questionnaire
from advisor.team.roles import Seat


class SeatShelf:
    """Loads and saves through a seat, and knows what was kept last.

    Args:
        seat: Whose answers.
    """

    def __init__(self, seat: Seat) -> None:
        self._seat = seat
        self._kept: Project | None = None

    def load(self, project_id: str, questionnaire: Questionnaire) -> Project:  # noqa: ARG002 - there is one
        """The answers so far."""
        self._kept = self._seat.load(questionnaire)
        return self._kept

    def save(self, project: Project) -> Project:
        """Keeps the answers; what is returned has the new revision."""
        kept = self._seat.save(project)
        self._kept = project
        return kept

    def unsaved(self, project: Project) -> tuple[str, ...]:
        """Questions whose answers, as they are at hand, could not be kept."""
        if self._kept is None:
            return ()
        return tuple(
            key
            for key in dict.fromkeys([*_keys(project), *_keys(self._kept)])
            if _said(project, key) != _said(self._kept, key)
        )


def take_over(draft: Draft, project: Project, keys: tuple[str, ...]) -> None:
    """Gives the answers of a project to some questions of a draft.

    Args:
        draft: Is changed.
        project: Where the answers stand.
        keys: The questions.
    """
    for key in keys:
        how = project.passed.get(key)
        if key == IMPORTANCE:
            draft.weigh(project.needs.importance)
        elif key in project.needs.answers:
            draft.answer(key, project.needs.answers[key])
        elif how == "unknown":
            draft.answer(key, None)
        else:
            draft.clear(key)
        if how == "skipped":
            draft.skip(key)


def _keys(project: Project) -> tuple[str, ...]:
    return (*project.needs.answers, *project.passed, IMPORTANCE)


def _said(project: Project, key: str) -> tuple[object, ...]:
    needs = project.needs
    answer = dict(needs.importance) if key == IMPORTANCE else needs.answers.get(key)
    return answer, project.passed.get(key)
