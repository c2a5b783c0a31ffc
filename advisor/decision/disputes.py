"""Answers on which a team differs, drawn with the shares of the members behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, product

import numpy as np

from advisor.decision.conditions import Condition, evaluate
from advisor.decision.worlds import Truths, World, chosen
from advisor.needs.model import Answer
from advisor.needs.questions import Questionnaire

#: By question the different answers, each with its share; the shares of a question sum to 1.
Disputed = Mapping[str, tuple[tuple[Answer, float], ...]]

#: Combinations of disputed answers that are tried before a rule is given the benefit of the doubt.
_TRIED = 4096


def arguable(
    condition: Condition,
    questions: Iterable[str],
    answers: Mapping[str, Answer],
    derived: Mapping[str, Condition],
    disputed: Disputed,
) -> bool:
    """Whether some answers of members leave a condition true or open.

    Args:
        condition: Of a rule.
        questions: That the condition depends on.
        answers: What counts as the team's.
        derived: Derived answers.
        disputed: What members say otherwise.
    """
    asked = [question for question in questions if question in disputed]
    if not asked:
        return False
    combinations = product(*([answer for answer, _ in disputed[question]] for question in asked))
    for chosen_answers in islice(combinations, _TRIED):
        here = {**answers, **dict(zip(asked, chosen_answers, strict=True))}
        if evaluate(condition, here, derived) is not False:
            return True
    return next(combinations, None) is not None


class Argument:
    """n draws of what a team differs on.

    Args:
        disputed: What members say.
        answers: What counts as the team's.
        questionnaire: The questions with their priors, for what is open beside.
        derived: Derived answers.
        seed: Of all random numbers.
        n: Number of draws.
    """

    def __init__(
        self,
        disputed: Disputed,
        answers: Mapping[str, Answer],
        questionnaire: Questionnaire,
        derived: Mapping[str, Condition],
        seed: int,
        n: int,
    ) -> None:
        self._disputed = disputed
        self._answers = answers
        self._questionnaire = questionnaire
        self._derived = derived
        self._seed = seed
        self._n = n

    def truth(self, condition: Condition, questions: Iterable[str]) -> tuple[Truths, Truths]:
        """In which draws a condition holds by what members say, and in which of the others by priors.

        Args:
            condition: Of a rule.
            questions: That the condition depends on.

        Returns:
            Two arrays of shape (n,); no draw is in both.
        """
        said, maybe = np.zeros(self._n, dtype=bool), np.zeros(self._n, dtype=bool)
        for answers, where in self._cases(sorted(set(questions) & self._disputed.keys())):
            holds = evaluate(condition, answers, self._derived)
            if holds:
                said |= where
            elif holds is None:
                world = World(answers, self._questionnaire, self._derived, self._seed, self._n)
                maybe |= where & world.holds(condition)
        return said, maybe

    def _cases(self, questions: list[str]) -> Iterator[tuple[Mapping[str, Answer], Truths]]:
        """Each combination of answers that was drawn, and in which draws."""
        if not questions:
            yield self._answers, np.ones(self._n, dtype=bool)
            return
        counts = [len(self._disputed[question]) for question in questions]
        # One number for each combination, as the digits of a number stand for one.
        which = np.ravel_multi_index([self._drawn(question) for question in questions], counts)
        for number in np.flatnonzero(np.bincount(which)):
            said = {
                question: self._disputed[question][index][0]
                for question, index in zip(questions, np.unravel_index(number, counts), strict=True)
            }
            yield {**self._answers, **said}, which == number

    def _drawn(self, question: str) -> np.ndarray:
        shares = tuple(share for _, share in self._disputed[question])
        return chosen(self._seed, self._n, f"said:{question}", shares)
