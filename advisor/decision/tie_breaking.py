"""What to go by where nothing is named: what is worth finding out, what the team knows, or a hedge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.frameworks import display_name
from advisor.needs.model import Answer

_OPENING = "As a tie-breaker, "
#: What the same Keras code runs on.
_UNDER_KERAS = {"pytorch", "tensorflow", "jax"}


def tie_breaker(answers: Mapping[str, Answer], frameworks: Sequence[str], called: Mapping[str, str]) -> str:
    """The sentence that ends a toss-up: what the team knows best, or a hedge.

    Args:
        answers: What is known of the project.
        frameworks: The two that are nearly level.
        called: Names of frameworks, by id.
    """
    team = answers.get("team")
    if isinstance(team, Mapping):
        skills = {name: team[name] for name in frameworks if name in team}
        best = max(skills, key=lambda name: skills[name], default=None)
        if best is not None and len(set(skills.values())) > 1:
            return f"{_OPENING}take what the team knows best: {display_name(best, called)}."
    if _UNDER_KERAS.issuperset(frameworks):
        return f"{_OPENING}Keras 3 keeps both ways open: the same model code runs on either framework."
    return f"{_OPENING}try both on a small part of the project."


def find_out_first(sentences: Sequence[str], what: str) -> tuple[str, ...]:
    """The sentences of a toss-up, with what is worth most to find out before the tie-breaker.

    Args:
        sentences: Their last one is the tie-breaker.
        what: An imperative clause, such as `answer “Where does it run?”`.
    """
    *told, tie = sentences
    return (*told, f"{_OPENING}{what} first; failing that, {tie.removeprefix(_OPENING)}")
