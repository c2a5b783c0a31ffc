"""What is worth finding out: open questions and probes not run, by one formula.

V_q = Σ_a π_a · max(0, −D_a), D_a being the leader's lead once q is known to be a. It is 0 where no answer
would change who leads, however little is known.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from statistics import NormalDist
from typing import Literal

import numpy as np

from advisor.decision.balance import Balance
from advisor.decision.measured import UNMEASURED_SIGMA, value
from advisor.decision.outcome import Decision
from advisor.decision.scoring import SCALE
from advisor.decision.worlds import OPEN_ENTRY_PRIOR
from advisor.needs.model import Answer, Needs
from advisor.needs.questions import Question

#: Lists are drawn so often from the priors of their entries.
_DRAWN = 64
#: Values under this are noise.
_LEAST = 0.005
_SHOWN = 8
_NAMED = 3
_LEVELS = range(5)
_QUANTILES = 201


@dataclass(frozen=True)
class Worth:
    """One thing that is worth finding out.

    Attributes:
        what: A question, a probe, or something on which a team disagrees.
        key: `answers.QUESTION`, the concern that a probe would measure, or for a disagreement also
            `importance.CONCERN`.
        value: V in points: the lead that the other side would have, on average over what may come out.
        turning: The smallest answers that would change who leads, those that add most to V first.
    """

    what: Literal["question", "probe", "disagreement"]
    key: str
    value: float
    turning: tuple[Answer, ...] = ()


def worth_of(outcomes: Iterable[tuple[float, float]]) -> float:
    """V from pairs of a probability and the lead that comes with it."""
    return sum(probability * max(0.0, -lead) for probability, lead in outcomes)


def worth_knowing(
    needs: Needs,
    questions: Mapping[str, Question],
    libraries: Mapping[str, str],
    decision: Decision,
    balance: Balance,
    wanted: frozenset[str],
    disagreements: Sequence[Worth] = (),
) -> tuple[Worth, ...]:
    """What could change who leads, the most valuable first.

    Args:
        needs: The project.
        questions: That may be asked.
        libraries: What each known library needs.
        decision: On the needs as they are.
        balance: Of the same needs.
        wanted: Concerns that the project would want measured.
        disagreements: What settling those of a team is worth.
    """
    if decision.verdict.kind == "infeasible":
        # What is known clashes already; no open answer takes a requirement back.
        return ()
    leader = decision.verdict.framework or decision.lead.framework
    found = [*_open_questions(needs, questions, libraries, leader, balance), *disagreements]
    measured = {entry.concern for entry in decision.contributions if entry.kind == "measurement"}
    concerns = {entry.concern for entry in decision.weights}
    if decision.verdict.decided_by != "veto":
        found += [
            Worth("probe", concern, _probe(leader, concern, balance))
            for concern in sorted((wanted & concerns) - measured)
        ]
    ranked = sorted(found, key=lambda entry: (-entry.value, entry.key))
    return tuple(entry for entry in ranked if entry.value >= _LEAST)[:_SHOWN]


def question_worths(
    needs: Needs,
    questions: Mapping[str, Question],
    libraries: Mapping[str, str],
    decision: Decision,
    balance: Balance,
) -> Mapping[str, float]:
    """V of every open question, those worth nothing included, by question id."""
    leader = decision.verdict.framework or decision.lead.framework
    found = _open_questions(needs, questions, libraries, leader, balance)
    return {entry.key.removeprefix("answers."): entry.value for entry in found}


def _open_questions(
    needs: Needs,
    questions: Mapping[str, Question],
    libraries: Mapping[str, str],
    leader: str,
    balance: Balance,
) -> list[Worth]:
    return [
        _question(question, libraries, leader, balance)
        for question in questions.values()
        if question.id not in needs.answers and not (needs.voices and question.id in needs.voices.disputed)
    ]


def _question(question: Question, libraries: Mapping[str, str], leader: str, balance: Balance) -> Worth:
    outcomes = [
        (probability, balance.lead(leader, {question.id: answer}), answer)
        for probability, answer in possible_answers(question, tuple(libraries))
    ]
    turning: dict[str, tuple[float, Answer]] = {}
    for probability, lead, answer in outcomes:
        if lead < 0:
            least = _least(question, answer, lambda words: balance.lead(leader, {question.id: words}) < 0)
            weight, _ = turning.get(repr(least), (0.0, least))
            turning[repr(least)] = (weight - probability * lead, least)
    ranked = sorted(turning.items(), key=lambda entry: (-entry[1][0], entry[0]))
    value_ = worth_of((probability, lead) for probability, lead, _ in outcomes)
    named = tuple(answer for _, (_, answer) in ranked[:_NAMED])
    return Worth("question", f"answers.{question.id}", value_, named)


def _least(question: Question, answer: Answer, turns: Callable[[Answer], bool]) -> Answer:
    """A list less every word without which it turns the answer as well; the least probable go first."""
    if not isinstance(answer, tuple):
        return answer
    priors = {choice.id: choice.prior for choice in question.choices}
    for word in sorted(answer, key=lambda word: (priors.get(word, 0.0), word)):
        shorter = tuple(entry for entry in answer if entry != word)
        if turns(shorter):
            answer = shorter
    return answer


def _probe(leader: str, concern: str, balance: Balance) -> float:
    """V of a measurement: x ~ N(0, (ln 1.5)²), looked at on evenly spaced quantiles."""
    normal = NormalDist(0.0, UNMEASURED_SIGMA)
    x = np.array([normal.inv_cdf((place + 0.5) / _QUANTILES) for place in range(_QUANTILES)])
    leads = balance.leads_if_measured(leader, concern, value(x, SCALE["strong"]))
    return float(np.maximum(0.0, -leads).mean())


def possible_answers(question: Question, libraries: tuple[str, ...] = ()) -> Iterator[tuple[float, Answer]]:
    """What an open question may turn out to be, with probabilities that sum to 1.

    Choices and versions come with their priors; lists are drawn from those of their entries; every pair of
    levels of the first two skills is as probable; of an open list, one entry or none is named.
    """
    if question.kind in ("choice", "version"):
        total = sum(choice.prior for choice in question.choices)
        for choice in question.choices:
            yield (choice.prior / total if total else 1 / len(question.choices)), choice.id
    elif question.kind == "list":
        for words, count in _drawn_lists(question).items():
            yield count / _DRAWN, words
    elif question.kind == "levels":
        first = question.words[:2]
        for levels in product(_LEVELS, repeat=len(first)):
            yield 1 / len(_LEVELS) ** len(first), dict(zip(first, levels, strict=True))
    else:
        yield 1 - OPEN_ENTRY_PRIOR * len(libraries), ()
        for name in libraries:
            yield OPEN_ENTRY_PRIOR, (name,)


@lru_cache(maxsize=256)
def _drawn_lists(question: Question) -> Counter[tuple[str, ...]]:
    """Lists drawn from the priors of the entries, in the question's order, and how often each came."""
    random = np.random.default_rng(zlib.crc32(question.id.encode()))
    priors = np.array([choice.prior for choice in question.choices])
    drawn = random.random((_DRAWN, len(priors))) < priors
    return Counter(
        tuple(word for word, is_in in zip(question.words, row, strict=True) if is_in) for row in drawn
    )
