"""A team: the members' own leads, what disagreements are worth, and whose vetoes hold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.decision.balance import Balance
from advisor.decision.conditions import Lists, evaluate
from advisor.decision.decide import Decider
from advisor.decision.outcome import Decision
from advisor.decision.rules import Knowledge
from advisor.decision.team import TeamStanding, stand
from advisor.decision.worth import worth_of
from advisor.needs.model import Answer, Needs, Participant, PartlyKnown
from advisor.needs.team import Team, merge_team
from tests.decision.world import CONCERNS, TODAY, flag, knowledge, questionnaire, rule

RULES = knowledge(
    [
        rule("pt-deploy", "pytorch", "strong", "deployment", when=flag("f0")),
        rule("tf-team", "tensorflow", "strong", "team", when=flag("f0")),
        rule("tf-phone", "tensorflow", "strong", "ecosystem", when=flag("f1")),
    ]
)


def member(
    name: str, importance: dict[str, float | None] | None = None, weight: float = 1, **answers: Answer
) -> Needs:
    given_answers: dict[str, Answer] = {"flags": ("f0",), **answers}
    return Needs("a project", given_answers, importance or {}, participant=Participant(name, "", weight))


def standing(
    members: Sequence[Needs], rules: Knowledge = RULES, n: int = 4000
) -> tuple[Team, Decision, TeamStanding]:
    team = merge_team(members, questionnaire())
    decider = Decider(rules, TODAY, n=n)
    decision = decider.decide(team.needs, ())
    balance = Balance(team.needs, (), rules, TODAY)
    full_weight = decider.points_at_full_weight(team.needs, ())
    return (
        team,
        decision,
        stand(team, decision, full_weight, balance, rules, lambda other: decider.verdict(other, ()), TODAY),
    )


def test_each_members_own_lead_is_the_lead_of_their_importances_over_the_same_facts() -> None:
    ana = member("Ana", {"deployment": 5, "team": 1})
    ben = member("Ben", {"deployment": 1, "team": 5})
    _, decision, team = standing([ana, ben])
    leader = decision.lead.framework
    for one in team.members:
        alone = Balance(replace(one.needs, participant=None), (), RULES, TODAY).lead(leader)
        assert one.lead == pytest.approx(alone, abs=1e-9)
    assert {one.name: one.framework for one in team.members} == {"Ana": "pytorch", "Ben": "tensorflow"}
    assert team.split
    assert team.median_lead == pytest.approx(math.fsum(one.lead for one in team.members) / 2)


def test_a_team_of_one_mind_is_not_split() -> None:
    *_, team = standing(
        [member("Ana", {"deployment": 5, "team": 1}), member("Ben", {"deployment": 4, "team": 1})]
    )
    assert not team.split


def test_a_team_of_one_decides_as_the_person() -> None:
    ana = member("Ana", {"deployment": 5, "team": None}, flags=("f0", "f1"))
    _, decision, _ = standing([ana, member("Ben", {"team": 5}, 0, flags=("f3",))])
    assert decision == Decider(RULES, TODAY, n=4000).decide(ana, ())


def test_what_a_disagreement_is_worth_is_the_mean_of_what_the_other_side_would_lead_by() -> None:
    team, decision, found = standing(
        [member("Ana"), member("Ben", flags=("f0", "f1")), member("Cy", weight=2)], n=400
    )
    (entry,) = [one for one in found.disagreements if one.key == "answers.flags"]
    balance = Balance(team.needs, (), RULES, TODAY)
    leader = decision.verdict.framework or decision.lead.framework
    leads = [balance.lead(leader, {"flags": answer}) for answer in (("f0",), ("f0", "f1"))]
    assert entry.value == pytest.approx(worth_of([(0.75, leads[0]), (0.25, leads[1])]))
    assert entry.value > 0
    assert entry.swing == pytest.approx(abs(leads[0] - leads[1]))
    assert entry.furthest == ("Ana", "Ben")
    assert [names for _, names in entry.said] == [("Ben",), ("Ana", "Cy")] or [
        names for _, names in entry.said
    ] == [("Ana", "Cy"), ("Ben",)]


def test_a_disagreement_that_changes_nothing_does_not_matter() -> None:
    *_, team = standing([member("Ana", stage="a"), member("Ben", stage="b")])
    (entry,) = [one for one in team.disagreements if one.key == "answers.stage"]
    assert (entry.value, entry.turns, entry.swing, entry.matters) == (0.0, (), 0.0, False)


def test_who_turns_the_verdict_is_confirmed_by_settling_it_so() -> None:
    rules = knowledge(
        [
            rule("pt", "pytorch", "strong", "deployment", when=flag("f0")),
            rule("pt2", "pytorch", "strong", "team", when=flag("f0")),
            *(rule(f"tf-{c}", "tensorflow", "strong", c, when=flag("f1")) for c in CONCERNS),
        ]
    )
    team, decision, found = standing(
        [member("Ana", weight=4), member("Ben", weight=4), member("Cy", flags=("f1",))], rules
    )
    assert decision.verdict.framework == "pytorch"
    (entry,) = found.disagreements
    assert entry.turns == (("tensorflow", ("Cy",)),)
    settled = Decider(rules, TODAY, n=4000).decide(team.needs.settled({"flags": ("f1",)}), ())
    assert settled.verdict.framework == "tensorflow"


def test_a_veto_names_who_raised_it() -> None:
    rules = knowledge(
        [
            rule("pt", "pytorch", "strong"),
            rule("out", "tensorflow", "veto", "team", when=flag("f2"), vetoes=("pytorch",)),
        ]
    )
    _, decision, team = standing(
        [member("Ana", flags=("f2",)), member("Ben", flags=("f0", "f2")), member("Cy")], rules
    )
    assert decision.verdict.decided_by == "veto"
    assert team.raised_by == {"out": ("Ana", "Ben")}
    assert not team.minority_vetoes


def test_the_veto_of_a_minority_does_not_hold_and_is_named() -> None:
    rules = knowledge(
        [
            rule("pt", "pytorch", "strong"),
            rule("out", "tensorflow", "veto", "team", when=flag("f2"), vetoes=("pytorch",)),
        ]
    )
    _, decision, team = standing([member("Ana", flags=("f2",)), member("Ben"), member("Cy")], rules)
    assert not decision.vetoes
    assert team.minority_vetoes == {"out": ("Ana",)}


def test_a_requirement_that_has_expired_is_nobodys_veto() -> None:
    old = rule(
        "out", "tensorflow", "veto", "team", when=flag("f2"), vetoes=("pytorch",), review_by=date(2026, 1, 1)
    )
    rules = knowledge([rule("pt", "pytorch", "strong"), old])
    *_, team = standing([member("Ana", flags=("f2",)), member("Ben"), member("Cy")], rules)
    assert (team.raised_by, team.minority_vetoes) == ({}, {})


def test_a_tie_never_vetoes() -> None:
    rules = knowledge(
        [
            rule("pt", "pytorch", "strong"),
            rule("out", "tensorflow", "veto", "team", when=flag("f2"), vetoes=("pytorch",)),
        ]
    )
    _, decision, team = standing([member("Ana", flags=("f0", "f2")), member("Ben")], rules)
    assert not decision.vetoes
    assert team.minority_vetoes == {"out": ("Ana",)}


def test_disputed_answers_are_drawn_with_the_shares_of_those_behind_them() -> None:
    rules = knowledge([rule("tf", "tensorflow", "medium", when=flag("f1"))])
    n = 10_000
    team = merge_team([member("Ana", weight=3), member("Ben", flags=("f0", "f1"))], questionnaire())
    decision = Decider(rules, TODAY, n=n).decide(team.needs, ())
    everybody = Decider(rules, TODAY, n=n).decide(replace(member("x"), answers={"flags": ("f1",)}), ())
    assert decision.points["tensorflow"] == 0
    # The rule speaks in a quarter of the draws: a Bernoulli truth times a weight that is independent of it.
    spread = 2 * np.sqrt(2.0 / n) * 2
    drawn = decision.lead.mean if decision.lead.framework == "tensorflow" else -decision.lead.mean
    assert drawn == pytest.approx(everybody.lead.mean / 4, abs=4 * spread)
    assert drawn > 0


def test_a_settled_question_is_no_longer_drawn() -> None:
    team = merge_team([member("Ana"), member("Ben", flags=("f0", "f1"))], questionnaire())
    decider = Decider(RULES, TODAY, n=1000)
    settled = decider.decide(team.needs.settled({"flags": ("f0",)}), ())
    person = decider.decide(replace(member("x"), importance=team.needs.importance), ())
    assert settled.verdict == person.verdict


def test_how_sure_a_team_is_is_the_mean_of_its_members() -> None:
    team = merge_team(
        [member("Ana", {"team": 5}), member("Ben", {"team": None}), member("Cy")], questionnaire()
    )
    weights = Decider(RULES, TODAY, n=10).decide(team.needs, ()).weights
    (weight,) = [one for one in weights if one.concern == "team"]
    assert weight.kappa == pytest.approx((8 + 1 + 2) / 3)
    assert weight.importance == pytest.approx(3.0)


@given(
    st.lists(
        st.tuples(
            st.sampled_from((("f0",), ("f0", "f1"), ("f1", "f2"), ())),
            st.sampled_from(("a", "b", None)),
            st.dictionaries(st.sampled_from(CONCERNS), st.sampled_from((0.0, 2.5, 5.0, None))),
            st.sampled_from((0.5, 1.0, 2.0)),
        ),
        min_size=2,
        max_size=4,
    ),
    st.randoms(use_true_random=False),
)
def test_members_in_any_order_give_the_same(
    said: list[tuple[tuple[str, ...], str | None, dict[str, float | None], float]], random: object
) -> None:
    members = [
        member(f"m{number}", importance, weight, flags=flags, **({"stage": stage} if stage else {}))
        for number, (flags, stage, importance, weight) in enumerate(said)
    ]
    shuffled = list(members)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert repr(standing(members, n=200)[1:]) == repr(standing(shuffled, n=200)[1:])


@given(
    st.sets(st.sampled_from(("f0", "f1", "f2", "f3"))),
    st.sets(st.sampled_from(("f0", "f1", "f2", "f3"))),
    st.sampled_from(("has_any", "has_all", "only", "empty")),
    st.lists(st.sampled_from(("f0", "f1", "f2")), min_size=1, unique=True),
    st.booleans(),
)
def test_a_partly_known_list_settles_a_test_exactly_if_every_completion_does(
    named: set[str], open_: set[str], test: str, words: list[str], wanted: bool
) -> None:
    open_ = open_ - named
    condition = Lists("flags", test, () if test == "empty" else tuple(words), wanted)  # type: ignore[arg-type]
    completions: list[set[str]] = [set()]
    for word in sorted(open_):
        completions += [{*one, word} for one in completions]
    truths = {evaluate(condition, {"flags": tuple(named | one)}, {}) for one in completions}
    expected = truths.pop() if len(truths) == 1 else None
    assert evaluate(condition, {"flags": PartlyKnown(sorted(named), open_)}, {}) is expected
