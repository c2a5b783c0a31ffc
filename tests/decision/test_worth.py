"""What is worth finding out, and the balance that it is read from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.decision.balance import REMOVED, Balance
from advisor.decision.conditions import OneOf
from advisor.decision.decide import decide
from advisor.decision.measured import UNMEASURED_SIGMA, value
from advisor.decision.rules import Rule
from advisor.decision.worth import possible_answers, worth_knowing, worth_of
from advisor.evidence.records import Measurement
from advisor.needs.model import Answer, Needs
from tests.decision.test_properties import importances, rows, rules
from tests.decision.world import TODAY, flag, knowledge, questionnaire, rule

QUESTIONS = questionnaire().questions
some_answers = st.fixed_dictionaries(
    {},
    optional={
        "flags": st.sampled_from([(), ("f0",), ("f1",), ("f0", "f1")]),
        "stage": st.sampled_from(["a", "b"]),
        "train_on": st.sampled_from([("cpu",), ("nvidia",)]),
        "traffic": st.just("massive"),
        "targets": st.sampled_from([("server",), ("android",), ("android", "server")]),
        "serve_on": st.sampled_from([("cpu",), ("nvidia",)]),
    },
)


@settings(max_examples=500, deadline=None)
@given(rules(), rows, importances, some_answers, some_answers)
def test_the_balance_is_that_of_a_full_decision_for_any_changed_answers(
    entries: list[Rule],
    measured: list[Measurement],
    importance: dict[str, float | None],
    before: dict[str, Answer],
    changes: dict[str, Answer],
) -> None:
    project = Needs("p", before, importance)
    balance = Balance(project, measured, knowledge(entries), TODAY)
    full = decide(
        replace(project, answers={**before, **changes}), measured, knowledge(entries), TODAY, n=2
    ).points
    lead = balance.lead("pytorch", changes)
    assert lead == pytest.approx(full["pytorch"] - full["tensorflow"], abs=1e-9)


def test_a_removed_framework_is_far_behind_and_the_last_one_left_far_ahead() -> None:
    veto = rule("v", "pytorch", "veto", vetoes=("tensorflow",))
    balance = Balance(Needs("p", {}, {}), [], knowledge([veto]), TODAY)
    assert balance.lead("tensorflow", {"flags": ("f0",)}) == -REMOVED
    assert balance.lead("pytorch", {"flags": ("f0",)}) == REMOVED
    assert balance.lead("pytorch") == 0


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_what_a_question_may_turn_out_to_be_is_a_distribution(question: object) -> None:
    outcomes = list(possible_answers(question, ("one", "two")))  # type: ignore[arg-type]
    assert sum(probability for probability, _ in outcomes) == pytest.approx(1.0)


def found(project: Needs, entries: list[Rule], wanted: frozenset[str] = frozenset()) -> dict[str, float]:
    decision = decide(project, [], knowledge(entries), TODAY, n=500, wanted=wanted)
    balance = Balance(project, [], knowledge(entries), TODAY)
    return {
        entry.key: entry.value for entry in worth_knowing(project, QUESTIONS, {}, decision, balance, wanted)
    }


def test_a_question_that_could_turn_the_leader_is_worth_its_prior_times_the_lost_lead() -> None:
    stage_b = rule("b", "tensorflow", "strong", "team", when=OneOf("stage", ("b",)))
    here = rule("a", "pytorch", "medium", "deployment", when=flag("f0"))
    project = Needs("p", {"flags": ("f0",)}, {})
    balance = Balance(project, [], knowledge([here, stage_b]), TODAY)
    behind = balance.lead("pytorch", {"stage": "b"})
    assert behind < 0
    assert found(project, [here, stage_b])["answers.stage"] == pytest.approx(0.5 * -behind)


@settings(max_examples=500, deadline=None)
@given(rules(), importances)
def test_what_could_turn_nothing_is_worth_nothing(
    entries: list[Rule], importance: dict[str, float | None]
) -> None:
    project = Needs("p", {"flags": ("f0",)}, importance)
    balance = Balance(project, [], knowledge(entries), TODAY)
    leader = decide(project, [], knowledge(entries), TODAY, n=50).lead.framework
    worth = found(project, entries)
    for question in QUESTIONS.values():
        if question.id in project.answers:
            assert f"answers.{question.id}" not in worth
            continue
        leads = [balance.lead(leader, {question.id: answer}) for _, answer in possible_answers(question)]
        if min(leads) >= 0:
            assert f"answers.{question.id}" not in worth


def test_a_probe_not_run_is_worth_most_where_the_lead_is_small() -> None:
    close = found(
        Needs("p", {"flags": ("f0",)}, {}), [rule("a", "pytorch", "weak")], frozenset({"training_speed"})
    )
    far = found(
        Needs("p", {"flags": ("f0",)}, {}),
        [rule(name, "pytorch", "strong", name) for name in ("deployment", "ecosystem", "team")],
        frozenset({"training_speed"}),
    )
    assert close["training_speed"] > far.get("training_speed", 0.0)


def test_what_a_rule_says_in_a_probe_s_place_is_silent_in_what_the_probe_is_worth() -> None:
    """The general rule is all that speaks for PyTorch: once it is measured, the lead is TensorFlow's."""
    wanted = frozenset({"training_speed"})
    general = rule("general", "pytorch", "strong", "training_speed", fallback=True)
    against = rule("against", "tensorflow", "medium", "team")
    alone = found(Needs("p", {"flags": ("f0",)}, {}), [against], wanted)["training_speed"]
    lead = Balance(Needs("p", {"flags": ("f0",)}, {}), [], knowledge([against]), TODAY).lead("pytorch")
    with_rule = found(Needs("p", {"flags": ("f0",)}, {}), [general, against], wanted)["training_speed"]
    # Seen from PyTorch, what TensorFlow is ahead by is lost, and the measurement is worth what it is alone.
    assert with_rule == pytest.approx(alone - lead)


def test_a_probe_is_worth_what_it_may_add_to_the_one_that_is_measured() -> None:
    """The third leads, PyTorch cannot gain, and TensorFlow only overtakes where it is much faster."""
    entries = [rule("a", "third", "weak"), rule("b", "pytorch", "weak", "team", verified=False)]
    known = knowledge(entries, ("pytorch", "tensorflow", "third"))
    project, wanted = Needs("p", {"flags": ("f0",)}, {}), frozenset({"training_speed"})
    decision = decide(project, [], known, TODAY, n=500, wanted=wanted)
    balance = Balance(project, [], known, TODAY)
    worth = {e.key: e.value for e in worth_knowing(project, QUESTIONS, {}, decision, balance, wanted)}
    x = np.random.default_rng(1).standard_normal(200_000) * UNMEASURED_SIGMA
    ahead = decision.points["third"] - np.maximum(decision.points["pytorch"], 0.4 * value(x, 4.0))
    assert worth["training_speed"] == pytest.approx(np.maximum(0.0, -ahead).mean(), rel=0.02)


def test_the_smallest_answers_that_turn_it_are_told() -> None:
    entries = [
        rule("here", "pytorch", "medium", "deployment", when=OneOf("stage", ("a",))),
        rule("there", "tensorflow", "strong", "ecosystem", when=flag("f7")),
    ]
    project, known = Needs("p", {"stage": "a"}, {}), knowledge(entries)
    decision, balance = decide(project, [], known, TODAY, n=50), Balance(project, [], known, TODAY)
    worth = {e.key: e for e in worth_knowing(project, QUESTIONS, {}, decision, balance, frozenset())}
    assert worth["answers.flags"].turning == (("f7",),)


def test_the_formula() -> None:
    assert worth_of([(0.25, -2.0), (0.5, 1.0), (0.25, 0.0)]) == 0.5
