from __future__ import annotations

import io
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.errors import AdvisorError, InputError
from advisor.needs.catalogue import load_questionnaire
from advisor.needs.model import Answer, Needs, Participant, WorkloadSize
from advisor.needs.overrides import apply_overrides
from advisor.needs.questions import Question
from advisor.needs.reading import needs_data, read_needs, read_needs_file
from advisor.needs.schema import needs_schema
from advisor.needs.template import needs_template
from advisor.paths import rules_folder
from tests.conftest import ROOT

Q = load_questionnaire(rules_folder())


def read(text: str) -> Needs:
    return read_needs(text.encode(), "needs.yaml", Q)


def mistakes(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(text)
    return list(caught.value.lines)


def test_the_example_of_the_design_is_read() -> None:
    needs = read_needs_file(str(ROOT / "examples" / "shelf-scanner.yaml"), Q, io.BytesIO())
    assert needs.project == "Shelf scanner"
    assert needs.answers["targets"] == ("android", "server")
    assert needs.answers["team"] == {"pytorch": 3, "tensorflow": 1, "keras": 1}
    assert needs.importance == {"training_speed": 3, "deployment": 5}
    assert needs.workload == WorkloadSize(64, (3, 224, 224))


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda path: path.name)
def test_every_example_is_read(path: Path) -> None:
    assert read_needs(path.read_bytes(), path.name, Q).answers


def test_nothing_but_the_name_is_needed() -> None:
    assert read("advisor: 1\nproject: x\n") == Needs("x", {}, {}, source="needs.yaml")


def test_unknown_and_left_out_are_the_same_and_none_is_an_answer() -> None:
    text = "advisor: 1\nproject: x\nanswers: {stage: unknown, targets: [unknown], runtimes: [none], extras: []}\n"
    assert read(text).answers == {"runtimes": (), "extras": ()}


def test_an_importance_may_be_unknown() -> None:
    assert read("advisor: 1\nproject: x\nimportance: {team: unknown, data: 0}\n").importance == {
        "team": None,
        "data": 0,
    }


def test_standard_input_is_read() -> None:
    assert read_needs_file("-", Q, io.BytesIO(b"advisor: 1\nproject: x\n")).source == "<stdin>"


@pytest.mark.parametrize("name", ["nowhere.yaml", ".", "\0"])
def test_a_file_that_cannot_be_read_is_named(name: str) -> None:
    with pytest.raises(AdvisorError, match="cannot be read"):
        read_needs_file(name, Q, io.BytesIO())


MANY = """\
advisor: 1
project: no
answrs: {}
answers:
  stage: produkt
  domain: vision
  model: [cnnn, cnn, cnn]
  targets: [none, server]
  python: 3.10
  team: {pytorch: 5, tensorflo: 1}
importance: {deployment: 9, trainingspeed: 3}
workload: {batch: 0, input: [a]}
participant: {role: x}
"""


def test_all_mistakes_of_a_file_come_in_one_go_with_place_and_key() -> None:
    lines = mistakes(MANY)
    for start in (
        "needs.yaml:2:10: project:",
        "needs.yaml:3:1: answrs:",
        "needs.yaml:5:10: answers.stage:",
        "needs.yaml:6:11: answers.domain:",
        "needs.yaml:7:11: answers.model[0]:",
        "needs.yaml:8:13: answers.targets[0]:",
        "needs.yaml:9:11: answers.python:",
        "needs.yaml:10:19: answers.team.pytorch:",
        "needs.yaml:10:22: answers.team.tensorflo:",
        "needs.yaml:11:26: importance.deployment:",
        "needs.yaml:11:29: importance.trainingspeed:",
        "needs.yaml:12:19: workload.batch:",
        "needs.yaml:12:30: workload.input[0]:",
        "needs.yaml:13:1: participant.name:",
    ):
        assert any(line.startswith(start) for line in lines), (start, lines)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("stage: produkt", "Did you mean 'product'?"),
        ("stge: product", "Did you mean 'stage'?"),
        ("targets: server", "Write [server]"),
        ("targets: [sever]", "Did you mean 'server'?"),
        ("stage: [product]", "not a list"),
        ("python: 3.10", "3.1"),
        ("dynamics: on", "true"),
        ("train_on: [cpu, cpu]", "twice"),
        ("team: 3", "level"),
        ("team: {pytorch: yes}", "0 (none) to 4"),
        ("libraries: [3]", "text"),
    ],
)
def test_a_mistake_says_what_was_expected_and_the_nearest_word(line: str, words: str) -> None:
    (found, *_) = mistakes(f"advisor: 1\nproject: x\nanswers:\n  {line}\n")
    assert found.startswith("needs.yaml:4:")
    assert words in found


@pytest.mark.parametrize(
    "text", ["advisor: 2\nproject: x\n", "project: x\n", "advisor: 1\n", "[]", "just text"]
)
def test_a_file_of_another_kind_is_refused(text: str) -> None:
    assert mistakes(text)


def answers_to(question: Question) -> st.SearchStrategy[Answer]:
    words = st.sampled_from(question.words) if question.words else st.sampled_from(["keras", "a-lib"])
    if question.kind in ("choice", "version"):
        return words
    if question.kind == "levels":
        return st.dictionaries(words, st.integers(0, 4), min_size=1)
    return st.lists(words, unique=True, max_size=4).map(tuple)


names = st.text(min_size=1, max_size=40).filter(lambda text: text.isprintable() and bool(text.strip()))
generated = st.builds(
    Needs,
    project=names,
    answers=st.fixed_dictionaries({}, optional={q.id: answers_to(q) for q in Q.questions.values()}),
    importance=st.dictionaries(st.sampled_from(list(Q.concerns)), st.none() | st.integers(0, 5).map(float)),
    workload=st.none() | st.builds(WorkloadSize, st.integers(1, 64), st.none() | st.just((3, 32, 32))),
    participant=st.none() | st.builds(Participant, names, st.just("lead"), st.floats(0, 5)),
    source=st.just("needs.yaml"),
)


@given(generated)
@settings(max_examples=60, deadline=None)
def test_needs_that_are_written_are_read_as_the_same(needs: Needs) -> None:
    text = yaml.safe_dump(needs_data(needs), allow_unicode=True)
    assert read(text) == needs


@given(names)
@settings(max_examples=60, deadline=None)
def test_the_template_loads_as_it_stands_whatever_the_name(project: str) -> None:
    assert read(needs_template(Q, project)) == Needs(
        project, {}, dict.fromkeys(Q.concerns), source="needs.yaml"
    )


def test_the_template_names_every_question_and_answer() -> None:
    text = needs_template(Q)
    for question in Q.questions.values():
        assert f"  {question.id}: unknown" in text
        for word in question.words:
            assert word in text


def test_settings_change_answers_and_importance() -> None:
    needs = read("advisor: 1\nproject: x\nanswers: {team: {pytorch: 1}}\n")
    changed = apply_overrides(
        needs,
        [
            "answers.targets=server,android",
            "importance.team=5",
            "answers.team.keras=2",
            "answers.runtimes=none",
        ],
        Q,
    )
    assert changed.answers["targets"] == ("server", "android")
    assert changed.answers["team"] == {"pytorch": 1, "keras": 2}
    assert changed.answers["runtimes"] == ()
    assert changed.importance == {"team": 5}
    assert apply_overrides(changed, ["answers.targets=unknown"], Q).answers.get("targets") is None


def test_wrong_settings_are_all_named() -> None:
    with pytest.raises(InputError) as caught:
        apply_overrides(
            read("advisor: 1\nproject: x\n"), ["x=1", "answers.stage=prod", "importance.foo=1"], Q
        )
    text = "\n".join(caught.value.lines)
    for words in ("answers.KEY=VALUE", "'prod'", "importance.foo"):
        assert words in text


def test_the_schema_accepts_the_examples_and_refuses_the_mistakes() -> None:
    import jsonschema

    validator = jsonschema.Draft202012Validator(needs_schema(Q))
    for path in (ROOT / "examples").glob("*.yaml"):
        validator.validate(yaml.safe_load(path.read_text()))
    assert list(validator.iter_errors(yaml.safe_load(MANY)))
