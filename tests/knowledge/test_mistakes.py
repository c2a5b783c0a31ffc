"""Mistakes in own rules: all of them in one pass, each with its place, in words that help."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from advisor.decision.parsing import Vocabulary, parse_condition
from advisor.errors import InputError
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.catalogue import list_rules, show_rule
from advisor.knowledge.checking import check_rules
from advisor.knowledge.loading import load_knowledge
from advisor.knowledge.meaning import meaning
from advisor.paths import rules_folder
from advisor.rules_cli import rules

TODAY = date(2026, 11, 24)
BROKEN = """\
- id: Only Windows
  concern: hardwear
  favours: pytorch
  strength: veto
  vetoes: [tensorflow, pytroch]
  when: {os: {has: widnows}, oss: {has: linux}}
  claim: short
  source: our wiki
  source_date: 2026-01-01
  verified: true
  cases:
    fires: {os: [windws]}
    silent: 7
- id: twice
  concern: team
- id: twice
  when: {stage: reserch}
"""
VETO = """\
- id: {id}
  concern: {concern}
  favours: {favours}
  strength: veto
  vetoes: [{vetoed}]
  when: {when}
  claim: Our policy says what is to be taken here.
  source: https://example.org/policy
  source_date: 2026-01-01
  verified: true
  review_by: 2027-12-01
  cases:
    fires: {{os: [windows]}}
    silent: {{os: [macos]}}
"""


def write(folder: Path, **files: str) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text)
    return [rules_folder(), folder]


def load(folder: Path, **files: str) -> KnowledgeBase:
    return load_knowledge(write(folder, **files))


def refused(folder: Path, **files: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        load(folder, **files)
    return list(caught.value.lines)


@pytest.mark.parametrize(
    "told",
    [
        "policy.yaml:1:7: [0].id: expected small letters and digits",
        "policy.yaml:1:3: [0].review_by: this key is missing. Add review_by",
        "policy.yaml:2:12: [0].concern: 'hardwear' is not known here",
        "policy.yaml:5:24: [0].vetoes[1]: 'pytroch' is not known here",
        "[0].when.os.has: 'widnows' is no answer to 'os'",
        "[0].when.oss: 'oss' is no question and no derived answer. Did you mean 'os'?",
        "policy.yaml:7:10: [0].claim: expected a sentence of 10 to 400 characters, not 'short'",
        "policy.yaml:8:11: [0].source: expected an address that begins with https://",
        "policy.yaml:12:18: [0].cases.fires.os[0]: expected one of none, linux, windows",
        "policy.yaml:13:13: [0].cases.silent: expected answers such as {stage: research}",
        "policy.yaml:16:7: [2].id: 'twice' stands here a second time, first at policy.yaml:14",
        "policy.yaml:17:17: [2].when.stage.is: 'reserch' is no answer to 'stage'",
    ],
)
def test_one_pass_tells_all_that_is_wrong(tmp_path: Path, told: str) -> None:
    lines = refused(tmp_path / "ours", policy=BROKEN)
    assert any(told in line for line in lines), "\n".join(lines)


def test_no_mistake_is_told_in_the_words_of_a_library(tmp_path: Path) -> None:
    lines = refused(tmp_path / "ours", policy=BROKEN)
    assert not [
        line for line in lines for words in ("should match", "pattern", "Input", "valid") if words in line
    ]
    assert len(lines) == len(set(lines))


def test_the_check_goes_on_where_loading_refuses(tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    good = VETO.format(id="never", concern="team", favours="pytorch", vetoed="tensorflow", when="WHEN")
    write(folder, a=BROKEN, b=good.replace("WHEN", "{all: [{stage: research}, {stage: product}]}"))
    done = CliRunner().invoke(rules, ["check", "--rules", str(folder)])
    assert done.exit_code == 1
    assert f"error: {folder}/a.yaml:2:12: [0].concern: 'hardwear'" in done.output
    assert f"error: {folder}/b.yaml:6:9: [0].when: never: can never fire" in done.output


def test_a_key_that_stands_twice_hides_nothing_else(tmp_path: Path) -> None:
    text = "- id: one\n  id: two\n  concern: hardwear\n"
    lines = refused(tmp_path / "ours", policy=text)
    assert any("this key stands here a second time" in line for line in lines)
    assert any("'hardwear' is not known here" in line for line in lines)


def test_a_broken_named_condition_is_told_once(tmp_path: Path) -> None:
    policy = VETO.format(id="p", concern="team", favours="pytorch", vetoed="tensorflow", when="{ours: true}")
    (line,) = refused(tmp_path / "ours", derived="ours: {stag: research}\n", policy=policy)
    assert "derived.yaml:1:" in line
    assert "'stag' is no question" in line


def test_vetoes_of_both_sides_under_one_condition_are_an_error(tmp_path: Path) -> None:
    one = VETO.format(
        id="one",
        concern="team",
        favours="pytorch",
        vetoed="tensorflow",
        when="{os: {has_any: [linux, windows]}}",
    )
    other = VETO.format(
        id="other",
        concern="hardware",
        favours="tensorflow",
        vetoed="pytorch",
        when="{not: {not: {os: {has_any: [windows, linux]}}}}",
    )
    text, good = check_rules(load(tmp_path / "ours", a=one, b=other), today=TODAY)
    assert not good
    assert "a.yaml:6:9: [0].when: one: rules out tensorflow and other rules out pytorch" in text


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"os": {"has_any": ["linux", "windows"]}}, {"os": {"has_any": ["windows", "linux"]}}, True),
        ({"stage": "research", "dynamics": "static"}, {"dynamics": "static", "stage": "research"}, True),
        ({"stage": ["research"]}, {"stage": "research"}, True),
        ({"os": {"has": "linux"}}, {"os": {"has_all": ["linux"]}}, True),
        ({"mobile": True}, {"targets": {"has_any": ["ios", "android"]}}, True),
        ({"not": {"not": {"stage": "research"}}}, {"stage": "research"}, True),
        ({"all": [{"all": [{"stage": "research"}]}]}, {"stage": "research"}, True),
        (
            {"not": {"any": [{"stage": "research"}, {"dynamics": "static"}]}},
            {"all": [{"not": {"dynamics": "static"}}, {"not": {"stage": "research"}}]},
            True,
        ),
        ({"not": {"team.keras": {"lt": 2}}}, {"team.keras": {"ge": 2}}, True),
        ({"data": {"empty": False}}, {"not": {"data": {"empty": True}}}, True),
        ({"os": {"has_any": ["linux", "windows"]}}, {"os": {"has_all": ["linux", "windows"]}}, False),
        ({"stage": "research"}, {"not": {"stage": "research"}}, False),
        ({"any": [{"stage": "research"}, {"mobile": True}]}, {"stage": "research", "mobile": True}, False),
        ({"os": {"only": ["linux"]}}, {"os": {"has": "linux"}}, False),
    ],
)
def test_conditions_compare_by_what_they_mean(one: object, other: object, same: bool) -> None:
    knowledge = load_knowledge([rules_folder()])
    vocabulary = Vocabulary(knowledge.questionnaire, frozenset(knowledge.derived))
    parsed = [parse_condition(data, vocabulary, []) for data in (one, other)]
    first, second = (meaning(entry, knowledge.derived) for entry in parsed if entry is not None)
    assert (first == second) is same


def test_a_folder_without_rules_is_an_error_that_says_what_was_looked_for(tmp_path: Path) -> None:
    (line,) = refused(tmp_path / "ours")
    assert str(tmp_path / "ours") in line
    assert "looked for rules/*.yaml" in line


def test_a_file_with_another_ending_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "policy.yml").write_text("[]")
    (line,) = refused(folder)
    assert "policy.yml: files of rules end in .yaml" in line
    assert "Rename it to policy.yaml" in line


def test_a_rule_of_ones_own_that_replaces_a_shipped_one_is_marked(tmp_path: Path) -> None:
    text = VETO.format(
        id="tflm-active", concern="team", favours="pytorch", vetoed="tensorflow", when="{os: {has: windows}}"
    )
    knowledge = load(tmp_path / "ours", policy=text)
    (line,) = (line for line in list_rules(knowledge, TODAY).splitlines() if " tflm-active " in line)
    assert line.endswith(f"from {tmp_path / 'ours'}, in place of the shipped one")
    assert "in place of the shipped one" in show_rule(knowledge, "tflm-active", TODAY)
    assert "in place of" not in show_rule(knowledge, "tfx-pipelines", TODAY)


LIBRARY = """\
- id: {id}
  needs: {needs}
  claim: Our own reading of what this library needs.
  source: https://example.org/library
  source_date: 2026-01-01
  verified: true
  review_by: {review_by}
"""


def test_a_library_that_binds_to_nothing_can_be_shown_and_ages(tmp_path: Path) -> None:
    text = LIBRARY.format(id="ours", needs="either", review_by="2026-11-01")
    knowledge = load(tmp_path / "ours", libraries=text)
    assert "works with either framework" in show_rule(knowledge, "ours", TODAY)
    assert "needs neither framework" in show_rule(knowledge, "xgboost", TODAY)
    assert "rules out TensorFlow" in show_rule(knowledge, "torchaudio", TODAY)
    assert all(show_rule(knowledge, id_, TODAY) for id_ in knowledge.libraries)
    told, _ = check_rules(knowledge, today=TODAY)
    assert told.count("ours: expired on 2026-11-01. Read https://example.org/library again") == 1


def test_a_library_read_anew_takes_its_old_rule_back(tmp_path: Path) -> None:
    text = LIBRARY.format(id="transformers", needs="either", review_by="2027-11-01")
    knowledge = load(tmp_path / "ours", libraries=text)
    assert "library-transformers" not in knowledge.rules
    assert "works with either" in show_rule(knowledge, "transformers", TODAY)
