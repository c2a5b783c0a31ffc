"""With plain weights the ranking is that of a weighted sum, as another library computes it."""

from __future__ import annotations

import numpy as np
import skcriteria
from hypothesis import given, settings
from hypothesis import strategies as st
from skcriteria.agg.simple import WeightedSumModel

from advisor.decision.decide import decide
from advisor.decision.rules import Strength
from advisor.needs.model import Needs
from tests.decision.world import CONCERNS, TODAY, knowledge, rule

POINTS: dict[Strength, float] = {"weak": 1.0, "medium": 2.0, "strong": 4.0}
FRAMEWORKS = ("pytorch", "tensorflow")


@settings(max_examples=500, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(list(POINTS)), st.sampled_from(list(POINTS))),
        min_size=len(CONCERNS),
        max_size=len(CONCERNS),
    ),
    st.lists(st.integers(1, 5), min_size=len(CONCERNS), max_size=len(CONCERNS)),
)
def test_one_rule_a_concern_and_framework_ranks_as_scikit_criteria_does(
    matrix: list[tuple[Strength, Strength]], importance: list[int]
) -> None:
    entries = [
        rule(f"{concern}-{framework}", framework, strength, concern)
        for concern, pair in zip(CONCERNS, matrix, strict=True)
        for framework, strength in zip(FRAMEWORKS, pair, strict=True)
    ]
    needs = Needs("p", {"flags": ("f0",)}, dict(zip(CONCERNS, map(float, importance), strict=True)))
    ours = decide(needs, [], knowledge(entries), TODAY, n=2)
    weights = {entry.concern: entry.weight for entry in ours.weights}
    table = np.array([[POINTS[strength] for strength in column] for column in zip(*matrix, strict=True)])
    theirs = WeightedSumModel().evaluate(
        skcriteria.mkdm(
            table,
            [max] * len(CONCERNS),
            weights=[weights[concern] for concern in CONCERNS],
            alternatives=list(FRAMEWORKS),
        )
    )
    scores = dict(zip(FRAMEWORKS, theirs.e_.score, strict=True))
    # Every rule is certain to the same degree, so that both scores are in one proportion.
    for framework in FRAMEWORKS:
        assert ours.points[framework] == np.float64(0.95 * scores[framework]).round(12) or np.isclose(
            ours.points[framework], 0.95 * scores[framework]
        )
    if abs(scores["pytorch"] - scores["tensorflow"]) > 1e-9:
        best = min(FRAMEWORKS, key=lambda framework: theirs.rank_[FRAMEWORKS.index(framework)])
        assert ours.lead.framework == best
