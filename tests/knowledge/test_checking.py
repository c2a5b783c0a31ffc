"""The lint, the scenarios, the stack and the outsiders, on shipped and own knowledge."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from advisor.decision.decide import decide
from advisor.decision.stack import recommend_stack
from advisor.errors import AdvisorError, InputError
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.catalogue import list_rules, show_rule
from advisor.knowledge.checking import check_rules
from advisor.knowledge.checking import test_rules as run_all
from advisor.knowledge.loading import load_knowledge
from advisor.knowledge.scenarios import failing_scenarios, run_scenario
from advisor.needs.model import Answer, Needs
from advisor.paths import rules_folder

TODAY = date(2026, 11, 24)
RULE = """\
- id: {id}
  concern: team
  cause: policy
  favours: {favours}
  strength: strong
  when: {when}
  claim: Our policy says what is to be taken here.
  source: https://example.org/policy
  source_date: 2026-01-01
  verified: true
  review_by: {review_by}
  cases:
    fires: {{stage: research}}
    silent: {{stage: product}}
"""


@pytest.fixture(scope="module")
def shipped() -> KnowledgeBase:
    return load_knowledge([rules_folder()])


def own(folder: Path, **files: str) -> KnowledgeBase:
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return load_knowledge([rules_folder(), folder])


def policy(
    id_: str = "p", favours: str = "pytorch", when: str = "{stage: research}", review_by: str = "2027-12-01"
) -> str:
    return RULE.format(id=id_, favours=favours, when=when, review_by=review_by)


def test_all_shipped_scenarios_come_out_as_was_expected_of_them(shipped: KnowledgeBase) -> None:
    assert list(failing_scenarios(shipped, TODAY)) == []
    assert run_all(shipped, TODAY)[1]


def test_the_scenarios_are_spread_over_the_verdicts(shipped: KnowledgeBase) -> None:
    found = Counter(
        (decision.verdict.kind, decision.verdict.framework)
        for decision in (run_scenario(scenario, shipped, TODAY) for scenario in shipped.scenarios)
    )
    assert found["clear", "pytorch"] >= 5
    assert found["clear", "tensorflow"] >= 5
    assert found["toss-up", None] >= 5
    assert found["infeasible", None] >= 5


def test_every_rule_is_missed_by_some_scenario_if_it_goes_and_noticed_if_it_turns(
    shipped: KnowledgeBase,
) -> None:
    named = {id_ for scenario in shipped.scenarios for ids in scenario.because.values() for id_ in ids}
    assert named == set(shipped.rules)


def test_a_scenario_that_comes_out_otherwise_is_told_with_what_came_out(shipped: KnowledgeBase) -> None:
    scenario = next(entry for entry in shipped.scenarios if entry.id == "nothing-known")
    wrong = replace(scenario, kinds=("clear",), frameworks=("pytorch",), outside=("jax-house",))
    lines = [str(problem) for problem in failing_scenarios(replace(shipped, scenarios=(wrong,)), TODAY)]
    assert len(lines) == 2
    assert "expected clear, pytorch; got toss-up, None" in lines[0]


def test_own_scenarios_run_beside_the_shipped_ones(tmp_path: Path) -> None:
    text = """\
- id: ours
  about: A project of our own that has to come out so.
  answers: {libraries: [transformers]}
  expect: {kind: clear, framework: tensorflow}
"""
    outcome, good = run_all(own(tmp_path, cases__ours=text), TODAY)
    assert not good
    assert "ours.yaml:4:11: [0].expect: ours: expected clear, tensorflow; got clear, pytorch" in outcome


def test_a_rule_that_can_never_fire_or_always_does_is_an_error(tmp_path: Path) -> None:
    never = policy("never", when="{all: [{stage: research}, {stage: product}]}")
    always = policy("always", when="{any: [{stage: research}, {not: {stage: research}}]}")
    text, good = check_rules(own(tmp_path, a=never, b=always), today=TODAY)
    assert not good
    assert "a.yaml:6:9: [0].when: never: can never fire. Mend the condition" in text
    assert "b.yaml:6:9: [0].when: always: fires whatever the answers are. Say in which projects" in text


def test_two_sides_with_one_cause_under_one_condition_are_an_error(tmp_path: Path) -> None:
    text, good = check_rules(own(tmp_path, a=policy("one"), b=policy("two", "tensorflow")), today=TODAY)
    assert not good
    assert "one: shares cause and condition with two, and they favour two frameworks" in text


@pytest.mark.parametrize(("day", "words"), [("2026-11-01", "expired on"), ("2027-01-01", "expires on")])
def test_what_has_expired_or_soon_will_is_named(tmp_path: Path, day: str, words: str) -> None:
    text, good = check_rules(own(tmp_path, a=policy(review_by=day)), today=TODAY)
    assert good
    assert f"p: {words} {day}" in text


def test_the_check_tells_the_balance_of_the_sides(shipped: KnowledgeBase) -> None:
    text, good = check_rules(shipped, today=TODAY)
    assert good
    for concern in shipped.questionnaire.concerns:
        assert f"\n{concern} " in text
    assert "no rule speaks of" not in text
    assert "causes are shared" in text


def test_a_toss_up_gets_the_hedge_and_a_clash_gets_a_bridge(shipped: KnowledgeBase) -> None:
    undecided = decide(Needs("x", {}), [], shipped, TODAY)
    assert [p.id for p in recommend_stack(shipped.stack, undecided.verdict, {}, shipped.derived)] == [
        "keras-hedge"
    ]
    answers: dict[str, Answer] = {"libraries": ("transformers", "tf-keras")}
    clash = decide(Needs("x", answers), [], shipped, TODAY)
    parts = recommend_stack(shipped.stack, clash.verdict, answers, shipped.derived)
    assert [part.id for part in parts] == ["bridge-infeasible"]


def test_of_two_parts_for_one_role_the_first_is_taken_and_own_ones_come_first(tmp_path: Path) -> None:
    text = """\
- id: our-hub
  role: hub
  choice: Our own registry of models
  why: Our policy keeps all weights in one registry.
  source: https://example.org/policy
  source_date: 2026-01-01
  verified: true
  review_by: 2027-12-01
"""
    knowledge = own(tmp_path, stacks=text)
    known: dict[str, Answer] = {"libraries": ("torchvision",), "pretrained": "some", "domain": ("vision",)}
    decision = decide(Needs("x", known), [], knowledge, TODAY)
    parts = recommend_stack(knowledge.stack, decision.verdict, known, knowledge.derived)
    assert [part.id for part in parts if part.role == "hub"] == ["our-hub"]


def test_what_neither_framework_is_for_is_said_first(shipped: KnowledgeBase) -> None:
    decision = decide(
        Needs("x", {"domain": ("tabular",), "data": ("in-memory",), "scale": "one-device"}),
        [],
        shipped,
        TODAY,
    )
    assert decision.outside == ("modest-tables",)
    assert decision.summary[0].startswith("Before either framework: start with boosted trees")
    assert decision.warnings[0].code == "outside"


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("stacks", "- {id: x, role: hubb}", "role"),
        ("stacks", "- {id: x, role: hub, with: [pytroch], choice: abc, why: a sentence of ten, source: 'https://a.b',"
         " source_date: 2026-01-01, verified: true, review_by: 2027-01-01}", "expected one of pytorch"),
        ("outside", "- {id: x}", "when"),
        ("libraries", "- {id: x, needs: mxnet, claim: a sentence of ten, source: 'https://a.b',"
         " source_date: 2026-01-01, verified: true, review_by: 2027-01-01}", "expected one of pytorch"),
        ("cases__c", "- {id: x, about: a sentence of ten, answers: {stag: a}, expect: {kind: clear, framework: none}}",
         "stag"),
        ("cases__c", "- {id: x, about: a sentence of ten, answers: {}, expect: {kind: clear, framework: torch}}",
         "expected one of"),
    ],
)  # fmt: skip
def test_mistakes_in_every_kind_of_file_are_named_with_their_place(
    tmp_path: Path, file: str, text: str, words: str
) -> None:
    with pytest.raises(InputError) as caught:
        own(tmp_path, **{file: text})
    name = file.replace("__", "/")
    assert any(f"{name}.yaml:1" in line for line in caught.value.lines), caught.value.lines
    assert any(words in line for line in caught.value.lines), caught.value.lines


def test_rules_parts_outsiders_and_scenarios_can_all_be_shown(shipped: KnowledgeBase) -> None:
    assert "speaks when targets has microcontroller" in show_rule(shipped, "tflm-active", TODAY)
    assert "rules out TensorFlow" in show_rule(shipped, "transformers", TODAY)
    assert "with undecided" in show_rule(shipped, "keras-hedge", TODAY)
    assert "boosted trees" in show_rule(shipped, "modest-tables", TODAY)
    assert "expected: toss-up; named: none" in show_rule(shipped, "nothing-known", TODAY)
    with pytest.raises(AdvisorError, match="keras-hedg"):
        show_rule(shipped, "keras-hedg", TODAY)
    assert "ecosystem (PyTorch" in list_rules(shipped, TODAY)
