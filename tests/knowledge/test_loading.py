from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.decision.decide import decide
from advisor.errors import AdvisorError, InputError
from advisor.knowledge.catalogue import list_rules, show_rule
from advisor.knowledge.checking import check_rules, failing_cases
from advisor.knowledge.loading import load_knowledge
from advisor.knowledge.shapes import rules_schema
from advisor.needs.model import Needs
from advisor.paths import rules_folder

TODAY = date(2026, 11, 24)
GOOD = """\
- id: only-windows
  concern: hardware
  favours: pytorch
  strength: strong
  when: {os: {has: windows}}
  claim: Our policy is that everything runs on Windows.
  source: https://example.org/policy
  source_date: 2026-01-01
  verified: true
  review_by: 2027-01-01
  cases:
    fires: {os: [windows]}
    silent: {os: [linux]}
"""


def own(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "policy.yaml").write_text(text)
    return folder


def mistakes(folder: Path, text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_knowledge([rules_folder(), own(folder, text)])
    return list(caught.value.lines)


def test_the_shipped_rules_load_and_all_their_cases_come_out() -> None:
    knowledge = load_knowledge([rules_folder()])
    assert sum(not id_.startswith("library-") for id_ in knowledge.rules) >= 90
    assert len(knowledge.libraries) >= 80
    assert len(knowledge.scenarios) >= 30
    assert list(failing_cases(knowledge)) == []
    assert check_rules(knowledge, today=TODAY)[1]


def test_the_shipped_rules_speak_for_both_sides() -> None:
    knowledge = load_knowledge([rules_folder()])
    sides = Counter(rule.favours for rule in knowledge.rules.values())
    assert min(sides["pytorch"], sides["tensorflow"]) >= 30
    for rule in knowledge.rules.values():
        assert rule.source.startswith("https://")
        assert rule.source_date <= TODAY


def test_rules_of_a_team_are_added_and_named_as_theirs(tmp_path: Path) -> None:
    folder = own(tmp_path / "ours", GOOD)
    knowledge = load_knowledge([rules_folder(), folder])
    assert knowledge.rules["only-windows"].origin == str(folder)
    decision = decide(Needs("x", {"os": ("windows",)}), [], knowledge, TODAY)
    assert {entry.id: entry.origin for entry in decision.contributions}["only-windows"] == str(folder)
    assert "only-windows" in list_rules(knowledge, TODAY)
    assert "https://example.org/policy" in show_rule(knowledge, "only-windows", TODAY)


def test_rules_of_a_team_override_by_id(tmp_path: Path) -> None:
    knowledge = load_knowledge(
        [rules_folder(), own(tmp_path / "ours", GOOD.replace("only-windows", "tflm-active"))]
    )
    assert knowledge.rules["tflm-active"].concern == "hardware"


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("concern: hardware", "concern: hardwear", ":2:12", "hardware"),
        ("favours: pytorch", "favours: pytroch", ":3:12", "pytorch"),
        ("strength: strong", "strength: huge", ":4:13", "strong"),
        ("strength: strong", "strength: veto", "", "vetoes"),
        ("{os: {has: windows}}", "{os: {has: widnows}}", ":5", "windows"),
        ("{os: {has: windows}}", "{oss: {has: windows}}", ":5", "no question"),
        ("{os: {has: windows}}", "'os == windows'", ":5", "keys"),
        ("source: https://example.org/policy", "source: our wiki", ":7", "source"),
        ("source_date: 2026-01-01", "source_date: yesterday", ":8", "date"),
        ("review_by: 2027-01-01", "review_by: 2025-01-01", ":10", "expired"),
        ("verified: true", "verified: perhaps", ":9", "true or false"),
        ("  concern: hardware\n", "", "", "concern"),
        ("id: only-windows", "id: Only Windows", ":1", "id"),
        ("silent: {os: [linux]}", "silent: {os: linux}", ":13", "list"),
        ("  cases:", "  color: red\n  cases:", ":11", "unknown key"),
    ],
)
def test_each_mistake_in_a_rule_has_its_place(
    tmp_path: Path, old: str, new: str, place: str, words: str
) -> None:
    assert old in GOOD
    lines = mistakes(tmp_path / "ours", GOOD.replace(old, new))
    assert any(f"policy.yaml{place}" in line and words in line for line in lines), lines


def test_an_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    (line,) = mistakes(tmp_path / "ours", GOOD + GOOD)
    assert "policy.yaml:14:7: [1].id: 'only-windows' stands here a second time" in line
    assert "policy.yaml:1. Keep one" in line


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(AdvisorError, match="nowhere"):
        load_knowledge([rules_folder(), tmp_path / "nowhere"])


def test_the_digest_follows_the_content(tmp_path: Path) -> None:
    copy = tmp_path / "rules"
    shutil.copytree(rules_folder(), copy)
    assert load_knowledge([copy]).digest == load_knowledge([rules_folder()]).digest
    with (copy / "derived.yaml").open("a") as file:
        file.write("# a comment\n")
    assert load_knowledge([copy]).digest != load_knowledge([rules_folder()]).digest


def test_an_unknown_rule_is_answered_with_the_nearest() -> None:
    with pytest.raises(AdvisorError) as caught:
        show_rule(load_knowledge([rules_folder()]), "tflm-activ", TODAY)
    assert "tflm-active" in caught.value.remedy


def test_the_schema_accepts_the_shipped_rules() -> None:
    import jsonschema

    validator = jsonschema.Draft202012Validator(rules_schema())
    for path in (rules_folder() / "rules").glob("*.yaml"):
        data = yaml.load(path.read_text(), Loader=yaml.BaseLoader)
        for entry in data:
            entry["verified"] = entry["verified"] == "true"
            if "first_hand" in entry:
                entry["first_hand"] = entry["first_hand"] == "true"
        validator.validate(data)


SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.dates()
DATA = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "when", "cases", "favours", "concern", "all", "x"]), inner, max_size=4
        )
    ),
    max_leaves=10,
)


@given(DATA)
@settings(max_examples=60, deadline=None)
def test_any_data_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: object) -> None:
    folder = own(tmp_path_factory.mktemp("any"), yaml.safe_dump(data, allow_unicode=True))
    try:
        load_knowledge([rules_folder(), folder])
    except InputError as error:
        assert error.lines
