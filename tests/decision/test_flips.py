from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.decision.balance import Balance
from advisor.decision.conditions import Lists
from advisor.decision.decide import decide
from advisor.decision.flips import Change, Flip, changes_of, find_flips
from advisor.decision.outcome import Decision
from advisor.decision.rules import Rule
from advisor.needs.model import Answer, Needs
from tests.decision.test_properties import rules
from tests.decision.world import TODAY, flag, knowledge, questionnaire, rule

N = 400


def judge(project: Needs, entries: list[Rule], n: int = N) -> Decision:
    return decide(project, [], knowledge(entries), TODAY, n=n)


def flips_of(project: Needs, entries: list[Rule]) -> tuple[Flip, ...]:
    return find_flips(
        project,
        questionnaire().questions,
        judge(project, entries),
        Balance(project, [], knowledge(entries), TODAY),
        lambda other: judge(other, entries),
    )


def named(project: Needs, entries: list[Rule], *changes: Change) -> tuple[str, str | None]:
    answers: dict[str, Answer] = dict(project.answers)
    for change in changes:
        assert answers.get(change.key.removeprefix("answers.")) == change.before
        answers[change.key.removeprefix("answers.")] = change.after
    verdict = judge(replace(project, answers=answers), entries).verdict
    return verdict.kind, verdict.framework


@settings(max_examples=60, deadline=None)
@given(rules(6), st.sampled_from([(), ("f0",), ("f1",), ("f0", "f1")]))
def test_every_change_does_what_it_says_and_no_part_of_it_does(
    entries: list[Rule], flags: tuple[str, ...]
) -> None:
    project = Needs("a project", {"flags": flags, "stage": "a"})
    _, before = named(project, entries)
    for flip in flips_of(project, entries):
        kind, framework = named(project, entries, *flip.changes)
        assert (kind, framework) == flip.verdict
        assert framework != before
        assert flip.effect == ("unsettles" if framework is None else "flips")
        if len(flip.changes) > 1:
            for change in flip.changes:
                assert named(project, entries, change)[1] == before


ENTRIES = [
    rule("for-pytorch", "pytorch", "strong", "deployment", when=flag("f0")),
    rule("for-pytorch-too", "pytorch", "strong", "ecosystem", when=flag("f0")),
    rule("for-tensorflow", "tensorflow", "strong", "deployment", when=flag("f1")),
    rule("for-tensorflow-too", "tensorflow", "strong", "ecosystem", when=flag("f1")),
    rule("for-tensorflow-again", "tensorflow", "strong", "team", when=flag("f1")),
]


def test_the_word_that_turns_the_answer_is_found() -> None:
    project = Needs("a project", {"flags": ("f0",), "stage": "a"})
    assert judge(project, ENTRIES).verdict.framework == "pytorch"
    changes = {flip.changes[0].after: flip for flip in flips_of(project, ENTRIES)}
    # Without the flag nothing is known; with the other one beside it, the other side has more.
    assert changes[()].effect == "unsettles"
    assert changes[()].verdict[1] is None
    assert ("f0", "f1") in changes
    assert changes["f0", "f1"].verdict[1] != "pytorch"


def test_where_nothing_matters_nothing_changes_it() -> None:
    assert flips_of(Needs("a project", {"stage": "a"}), []) == ()


def test_every_answer_that_could_be_another_is_tried() -> None:
    project = Needs("a project", {"stage": "a", "team": {"pytorch": 3}})
    changes = list(changes_of(project, questionnaire().questions))
    assert [change.after for change in changes if change.key == "answers.stage"] == ["b"]
    levels = [change.after for change in changes if change.key == "answers.team"]
    assert {"pytorch": 3} not in levels
    assert {"pytorch": 4} in levels
    assert {"pytorch": 3, "tensorflow": 4} in levels
    assert all(change.before is None for change in changes if change.key == "answers.flags")


def test_where_requirements_clash_the_smallest_sets_to_give_up_are_found() -> None:
    vetoes = [
        rule("for-a", "pytorch", "veto", when=flag("f0"), vetoes=("tensorflow",)),
        rule("for-b", "tensorflow", "veto", when=flag("f1"), vetoes=("pytorch",)),
        rule(
            "for-c",
            "tensorflow",
            "veto",
            when=Lists("libraries", "has_any", ("c",)),
            vetoes=("pytorch",),
        ),
    ]
    project = Needs("p", {"flags": ("f0", "f1"), "libraries": ("c",)})
    found = {
        (flip.verdict[1], frozenset((change.question, change.after) for change in flip.changes))
        for flip in flips_of(project, vetoes)
    }
    assert ("tensorflow", frozenset({("flags", ("f1",))})) in found
    assert ("pytorch", frozenset({("flags", ("f0",)), ("libraries", ())})) in found
