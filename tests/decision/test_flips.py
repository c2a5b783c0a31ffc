from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.decision.balance import Balance
from advisor.decision.changes import Change, changed, changes_of
from advisor.decision.conditions import Compares, Condition, Lists, OneOf
from advisor.decision.decide import Decider, decide
from advisor.decision.flips import Flip, find_flips
from advisor.decision.outcome import Decision
from advisor.decision.rules import Rule, Strength
from advisor.needs.model import Answer, Needs
from tests.decision.test_properties import importances, rules
from tests.decision.world import CONCERNS, TODAY, flag, knowledge, questionnaire, rule

N = 400


def judge(project: Needs, entries: list[Rule], n: int = N) -> Decision:
    return decide(project, [], knowledge(entries), TODAY, n=n)


def flips_of(project: Needs, entries: list[Rule], n: int = N) -> tuple[Flip, ...]:
    known = knowledge(entries)
    decider = Decider(known, TODAY, n=n)
    return find_flips(
        project,
        questionnaire().questions,
        decider.decide(project, []),
        Balance(project, [], known, TODAY),
        lambda other: decider.verdict(other, []),
    )


def examine(project: Needs, entries: list[Rule], flips: tuple[Flip, ...]) -> None:
    """Every set of changes does what it says, and none of its parts does."""
    decider = Decider(knowledge(entries), TODAY, n=N)

    def named(changes: Iterable[Change]) -> tuple[str, str | None]:
        verdict = decider.verdict(changed(project, list(changes)), [])
        return verdict.kind, verdict.framework

    _, before = named(())
    for flip in flips:
        for change in flip.changes:
            assert project.answers.get(change.question) == change.before
        kind, framework = named(flip.changes)
        assert (kind, framework) == flip.verdict
        assert framework != before
        assert flip.effect == ("unsettles" if framework is None else "flips")
        for part in parts(flip.changes):
            assert named(part)[1] == before, (flip, part)


def parts(changes: tuple[Change, ...]) -> Iterator[tuple[Change, ...]]:
    """What is left of a set without one of its changes, or without one of the words that are given up."""
    if len(changes) > 1:
        yield from ((change,) for change in changes)
        return
    (change,) = changes
    if change.gives_up:
        assert isinstance(change.before, tuple)
        lost = [word for word in change.before if word not in change.after]
        for word in lost if len(lost) > 1 else ():
            yield (replace(change, after=tuple(kept for kept in change.before if kept != word)),)


@settings(max_examples=500, deadline=None)
@given(rules(6), st.sampled_from([(), ("f0",), ("f1",), ("f0", "f1")]))
def test_every_change_does_what_it_says_and_no_part_of_it_does(
    entries: list[Rule], flags: tuple[str, ...]
) -> None:
    project = Needs("a project", {"flags": flags, "stage": "a"})
    examine(project, entries, flips_of(project, entries))


@st.composite
def worlds_with_pairs(draw: st.DrawFn) -> tuple[Needs, list[Rule]]:
    """Two reasons for one side, of which it needs one, and one for the other: both have to go.

    Each reason hangs on an answer of its own, so that a single change seldom turns the verdict.
    """
    sides = ["pytorch", "tensorflow"] if draw(st.booleans()) else ["tensorflow", "pytorch"]
    strength: st.SearchStrategy[Strength] = st.sampled_from(["medium", "strong"])
    conditions = [flag("f0"), OneOf("stage", ("a",)), Lists("libraries", "has_any", ("x",))]
    entries = [
        rule(f"for-{number}", sides[0], draw(strength), CONCERNS[number], when=condition)
        for number, condition in enumerate(conditions)
    ]
    entries += [
        rule(
            f"against-{number}",
            sides[1],
            draw(strength),
            CONCERNS[3 + number],
            when=Lists("train_on", "empty"),
        )
        for number in range(draw(st.integers(0, 2)))
    ]
    answers: dict[str, Answer] = {"flags": ("f0",), "stage": "a", "libraries": ("x",), "train_on": ()}
    return Needs("p", answers, draw(importances)), entries


def test_every_pair_does_what_it_says_and_neither_of_its_parts_does() -> None:
    met = Counter[str]()

    @settings(max_examples=500, deadline=None)
    @given(worlds_with_pairs())
    def holds(world: tuple[Needs, list[Rule]]) -> None:
        project, entries = world
        found = flips_of(project, entries)
        met["pairs"] += sum(len(flip.changes) > 1 for flip in found)
        examine(project, entries, found)

    holds()
    assert met["pairs"] > 100


@st.composite
def clashes(draw: st.DrawFn) -> tuple[Needs, list[Rule]]:
    """Vetoes on both sides, each hanging on a word or two, as many words given as there are."""
    places: list[Condition] = [
        *(flag(f"f{number}") for number in range(3)),
        *(Lists("libraries", "has_any", (name,)) for name in ("x", "y", "z")),
        OneOf("stage", ("a",)),
    ]
    entries = []
    for number, condition in enumerate(places):
        side = draw(st.sampled_from(["pytorch", "tensorflow"]))
        other = "tensorflow" if side == "pytorch" else "pytorch"
        strength: Strength = "veto" if draw(st.integers(0, 2)) else "strong"
        vetoes = (other,) if strength == "veto" else ()
        entries.append(
            rule(f"r{number}", side, strength, CONCERNS[number % 6], when=condition, vetoes=vetoes)
        )
    flags = draw(st.sets(st.sampled_from(["f0", "f1", "f2"])))
    libraries = draw(st.sets(st.sampled_from(["x", "y", "z"])))
    answers: dict[str, Answer] = {"flags": tuple(sorted(flags)), "libraries": tuple(sorted(libraries))}
    if draw(st.booleans()):
        answers["stage"] = "a"
    return Needs("p", answers), entries


def test_where_requirements_clash_every_way_out_by_one_word_is_found_and_no_pair_is_too_large() -> None:
    met = Counter[str]()

    @settings(max_examples=500, deadline=None)
    @given(clashes())
    def holds(world: tuple[Needs, list[Rule]]) -> None:
        project, entries = world
        decider = Decider(knowledge(entries), TODAY, n=N)
        if decider.verdict(project, []).kind != "infeasible":
            return
        found = flips_of(project, entries)
        examine(project, entries, found)
        met["clashes"] += 1
        met["pairs"] += sum(sum(1 for _ in parts(flip.changes)) > 1 for flip in found)
        alone = {flip.changes[0].order for flip in found if len(flip.changes) == 1}
        for change in changes_of(project, questionnaire().questions):
            if change.gives_up and decider.verdict(changed(project, [change]), []).framework:
                assert change.order in alone

    holds()
    assert min(met["clashes"], met["pairs"]) > 50


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


def test_giving_up_one_of_many_libraries_is_found_before_any_pair() -> None:
    """Many other answers change who leads by more points, as each of them is vetoed as well."""
    vetoes = [
        rule("for-x", "tensorflow", "veto", when=Lists("libraries", "has_any", ("x",)), vetoes=("pytorch",)),
        *(
            rule(f"for-{name}", "pytorch", "veto", CONCERNS[n], when=Lists("libraries", "has_any", (name,)),
                 vetoes=("tensorflow",))
            for n, name in enumerate("yz")
        ),
        rule("for-a", "pytorch", "veto", "team", when=OneOf("stage", ("a",)), vetoes=("tensorflow",)),
    ]  # fmt: skip
    project = Needs("p", {"libraries": ("x", "y", "z"), "stage": "a"})
    found = flips_of(project, vetoes)
    assert [(c.key, c.after) for c in found[0].changes] == [("answers.libraries", ("y", "z"))]
    assert found[0].verdict == ("clear", "pytorch")
    assert not any(change.after == ("y", "z") for flip in found[1:] for change in flip.changes)


def test_two_words_of_one_list_may_have_to_be_given_up_together() -> None:
    vetoes = [
        rule("for-x", "tensorflow", "veto", when=OneOf("stage", ("a",)), vetoes=("pytorch",)),
        rule("for-y", "pytorch", "veto", when=Lists("libraries", "has_any", ("y",)), vetoes=("tensorflow",)),
        rule("for-z", "pytorch", "veto", when=Lists("libraries", "has_any", ("z",)), vetoes=("tensorflow",)),
    ]
    found = flips_of(Needs("p", {"libraries": ("y", "z"), "stage": "a"}), vetoes)
    ways = {tuple((c.key, c.after) for c in flip.changes): flip.verdict[1] for flip in found}
    assert ways[("answers.libraries", ()),] == "tensorflow"
    assert ways[("answers.stage", "b"),] == "pytorch"


def test_choices_come_before_facts_and_what_is_plausible_before_the_rest() -> None:
    entries = [
        rule("here", "pytorch", "strong", "team", when=Lists("libraries", "has_any", ("x",))),
        rule("gpu", "tensorflow", "strong", "deployment", when=Lists("train_on", "has_any", ("nvidia",))),
        rule("gpu-too", "tensorflow", "strong", "ecosystem", when=Lists("train_on", "has_any", ("nvidia",))),
        rule("old", "tensorflow", "strong", "deployment", when=OneOf("stage", ("b",))),
        rule("old-too", "tensorflow", "strong", "ecosystem", when=OneOf("stage", ("b",))),
        rule("rare", "tensorflow", "strong", "footprint", when=flag("f2")),
        rule("rare-too", "tensorflow", "strong", "ecosystem", when=flag("f2")),
    ]
    project = Needs("p", {"libraries": ("x",), "stage": "a", "train_on": (), "flags": ()})
    found = flips_of(project, entries)
    keys = [flip.changes[0].key for flip in found if flip.effect == "flips" or flip.changes[0].key]
    changeable = [flip.changes[0].changeable for flip in found]
    assert changeable == sorted(changeable, reverse=True)
    assert "answers.train_on" in keys
    assert keys.index("answers.stage") < keys.index("answers.flags") < keys.index("answers.train_on")


def test_the_order_of_the_questions_does_not_choose_among_changes_that_do_the_same() -> None:
    """Thirteen changes take the same from the lead; more than are tried in pairs."""
    conditions: list[Condition] = [flag(f"f{number}") for number in range(1, 12)]
    conditions += [OneOf("stage", ("b",)), Compares("python", "ge", (3, 14))]
    here = Lists("libraries", "has_any", ("x",))
    entries = [rule(concern, "pytorch", "medium", concern, when=here) for concern in CONCERNS[:2]]
    entries += [
        rule(f"r{number}", "tensorflow", "medium", CONCERNS[2 + number % 4], when=condition)
        for number, condition in enumerate(conditions)
    ]
    answers: dict[str, Answer] = {"libraries": ("x",), "stage": "a", "python": "3.9", "flags": ()}
    project, known = Needs("p", answers, dict.fromkeys(CONCERNS, 2.0)), knowledge(entries)
    decider, asked = Decider(known, TODAY, n=N), list(questionnaire().questions.items())
    found = [
        find_flips(
            project,
            dict(questions),
            decider.decide(project, []),
            Balance(project, [], known, TODAY),
            lambda other: decider.verdict(other, []),
        )
        for questions in (asked, asked[::-1])
    ]
    assert any(len(flip.changes) > 1 for flip in found[0])
    assert found[0] == found[1]


def test_of_the_levels_of_one_skill_the_nearest_that_does_it_is_told() -> None:
    team = Compares("team.pytorch", "ge", 3)
    entries = [rule(c, "pytorch", "strong", c, when=team) for c in ("team", "deployment")]
    project = Needs("p", {"team": {"pytorch": 4}, "flags": ()})
    levels = [flip.changes[0].after for flip in flips_of(project, entries)]
    assert levels == [{"pytorch": 2}]


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
