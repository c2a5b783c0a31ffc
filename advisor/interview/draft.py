"""Answers while they are being given: every change can be undone, and nothing is lost on the way.

Ticking three boxes of one question is one change: changes of one answer are one until the visit is sealed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from advisor.interview.project import Passed, Project, project_name
from advisor.needs.model import Answer, Needs
from advisor.needs.questions import Question, Questionnaire

#: Stands among the questions for the page on which all concerns are weighed.
IMPORTANCE = "importance"
#: Changes that can be taken back.
_MOST_UNDONE = 500


@dataclass(frozen=True)
class _State:
    needs: Needs
    passed: Mapping[str, Passed]


@dataclass(frozen=True)
class Step:
    """What was undone or done again.

    Attributes:
        key: The question, `importance`, or `project`.
    """

    key: str


@dataclass(frozen=True)
class SectionProgress:
    """How far a section is.

    Attributes:
        name: Of the section.
        keys: Its questions.
        settled: Those with an answer, or with "don't know".
    """

    name: str
    keys: tuple[str, ...]
    settled: frozenset[str]


class Draft:
    """The answers of one project, and how they came to be.

    Args:
        project: As it was kept.
        questionnaire: What may be asked.
    """

    def __init__(self, project: Project, questionnaire: Questionnaire) -> None:
        self.project = project
        self.questionnaire = questionnaire
        self._past: list[tuple[Step, _State]] = []
        self._future: list[tuple[Step, _State]] = []
        self._sealed = True

    @property
    def needs(self) -> Needs:
        """The answers now."""
        return self.project.needs

    def question(self, key: str) -> Question:
        """A question by its id."""
        return self.questionnaire.questions[key]

    def answer(self, key: str, answer: Answer | None) -> bool:
        """Answers a question; None means "don't know".

        Returns:
            Whether anything changed.
        """
        answers = {name: value for name, value in self.needs.answers.items() if name != key}
        passed = {name: how for name, how in self.project.passed.items() if name != key}
        if answer is None:
            passed[key] = "unknown"
        else:
            answers[key] = answer
            answers = {name: answers[name] for name in self.questionnaire.questions if name in answers}
        return self._change(Step(key), replace(self.needs, answers=answers), passed)

    def clear(self, key: str) -> bool:
        """Takes an answer back, "don't know" too: the question is open as if it had never been asked."""
        answers = {name: value for name, value in self.needs.answers.items() if name != key}
        passed = {name: how for name, how in self.project.passed.items() if name != key}
        return self._change(Step(key), replace(self.needs, answers=answers), passed)

    def weigh(self, importance: Mapping[str, float | None]) -> bool:
        """Sets the importances; None means "don't know", what is missing was left out."""
        kept = {name: importance[name] for name in self.questionnaire.concerns if name in importance}
        passed = {name: how for name, how in self.project.passed.items() if name != IMPORTANCE}
        return self._change(Step(IMPORTANCE), replace(self.needs, importance=kept), passed)

    def rename(self, name: str) -> bool:
        """Gives the project another name.

        Raises:
            AdvisorError: It is no name.
        """
        needs = replace(self.needs, project=project_name(name))
        return self._change(Step("project"), needs, self.project.passed)

    def skip(self, key: str) -> bool:
        """Leaves a question for later; an answer that it has stays."""
        if self.is_settled(key):
            return False
        return self._change(Step(key), self.needs, {**self.project.passed, key: "skipped"})

    def take(self, needs: Needs) -> bool:
        """Replaces all the answers, as a kept what-if does."""
        return self._change(Step("project"), needs, self.project.passed)

    def seal(self) -> None:
        """Ends a visit to a question: what follows is a change of its own, also of the same answer."""
        self._sealed = True

    def undo(self) -> Step | None:
        """Takes the last change back; None if there is none."""
        return self._travel(self._past, self._future)

    def redo(self) -> Step | None:
        """Makes a change again that was taken back; None if there is none."""
        return self._travel(self._future, self._past)

    def move_to(self, project: Project) -> None:
        """Goes on with the same answers as another project; what can be undone stays."""
        name = project.needs.project

        def named(changes: list[tuple[Step, _State]]) -> list[tuple[Step, _State]]:
            return [
                (step, replace(state, needs=replace(state.needs, project=name))) for step, state in changes
            ]

        self._past, self._future = named(self._past), named(self._future)
        self.project = project

    def keep_scenario(self, name: str, needs: Needs) -> None:
        """Keeps a what-if beside the project's own answers; one of that name is replaced."""
        self.project = replace(self.project, scenarios={**self.project.scenarios, name: needs})

    def drop_scenario(self, name: str) -> None:
        """Forgets a what-if."""
        left = {other: needs for other, needs in self.project.scenarios.items() if other != name}
        self.project = replace(self.project, scenarios=left)

    def is_settled(self, key: str) -> bool:
        """Whether a question was answered, with "don't know" too."""
        if key == IMPORTANCE:
            return bool(self.needs.importance) or self.project.passed.get(IMPORTANCE) == "unknown"
        return key in self.needs.answers or self.project.passed.get(key) == "unknown"

    def open_keys(self, ranking: Sequence[str] = ()) -> list[str]:
        """What is still to be asked: first what was never shown, by the ranking, then what was skipped."""
        order = list(dict.fromkeys([*ranking, *self.questionnaire.questions, IMPORTANCE]))
        left = [key for key in order if not self.is_settled(key)]
        return sorted(left, key=lambda key: self.project.passed.get(key) == "skipped")

    def progress(self) -> list[SectionProgress]:
        """The sections in their order, the importances last."""
        sections: dict[str, list[str]] = {}
        for question in self.questionnaire.questions.values():
            sections.setdefault(question.section, []).append(question.id)
        sections["Importance"] = [IMPORTANCE]
        return [
            SectionProgress(name, tuple(keys), frozenset(key for key in keys if self.is_settled(key)))
            for name, keys in sections.items()
        ]

    def _change(self, step: Step, needs: Needs, passed: Mapping[str, Passed]) -> bool:
        before = _State(self.project.needs, self.project.passed)
        after = _State(needs, dict(passed))
        if after == before:
            return False
        if self._sealed or not self._past or self._past[-1][0] != step:
            self._past = [*self._past[1 - _MOST_UNDONE :], (step, before)]
        self._future, self._sealed = [], False
        if after == self._past[-1][1]:
            # Ticked and unticked again: nothing is left that undoing it would change.
            self._past.pop()
            self._sealed = True
        self._enter(after)
        return True

    def _enter(self, state: _State) -> None:
        self.project = replace(self.project, needs=state.needs, passed=state.passed)

    def _travel(self, source: list[tuple[Step, _State]], target: list[tuple[Step, _State]]) -> Step | None:
        if not source:
            return None
        self._sealed = True
        step, state = source.pop()
        target.append((step, _State(self.project.needs, self.project.passed)))
        self._enter(state)
        return step
