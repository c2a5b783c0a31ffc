"""Merging a team: importances are means, facts are never averaged."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import AdvisorError
from advisor.needs.model import Answer, Needs, Participant, PartlyKnown
from advisor.needs.team import merge_team
from tests.decision.world import questionnaire

QUESTIONS = questionnaire()


def member(
    name: str, weight: float = 1, importance: dict[str, float | None] | None = None, **answers: Answer
) -> Needs:
    return Needs(
        "a project",
        answers,
        importance or {},
        participant=Participant(name, "", weight),
        source=f"{name}.yaml",
    )


def merged(*members: Needs) -> Needs:
    return merge_team(members, QUESTIONS).needs


def test_an_answer_counts_as_the_majority_gives_it() -> None:
    assert (
        merged(member("a", stage="a"), member("b", stage="a"), member("c", stage="b")).answers["stage"] == "a"
    )


def test_the_weights_decide_over_the_majority() -> None:
    team = merged(member("a", stage="a"), member("b", stage="a"), member("c", 3, stage="b"))
    assert team.answers["stage"] == "b"


def test_a_tie_is_unknown() -> None:
    assert "stage" not in merged(member("a", stage="a"), member("b", stage="b")).answers


def test_decimal_weights_tie_exactly() -> None:
    team = merged(member("a", 0.1, stage="a"), member("b", 0.2, stage="a"), member("c", 0.3, stage="b"))
    assert "stage" not in team.answers


def test_who_does_not_answer_does_not_vote() -> None:
    assert merged(member("a", stage="a"), member("b"), member("c")).answers["stage"] == "a"


def test_each_word_of_a_list_counts_by_itself() -> None:
    team = merged(
        member("a", flags=("f0", "f1")), member("b", flags=("f0", "f2")), member("c", flags=("f2", "f0"))
    )
    assert team.answers["flags"] == ("f0", "f2")


def test_a_word_on_which_the_team_is_evenly_divided_is_open() -> None:
    team = merged(member("a", flags=("f0", "f1")), member("b", flags=("f0",)))
    assert team.answers["flags"] == PartlyKnown(["f0"], ["f1"])


def test_no_majority_for_any_word_is_not_the_empty_list() -> None:
    team = merged(member("a", flags=("f0",)), member("b", flags=("f1",)), member("c", flags=("f2",)))
    assert "flags" not in team.answers


def test_the_empty_list_is_known_where_most_say_so() -> None:
    team = merged(member("a", flags=()), member("b", flags=()), member("c", flags=("f2",)))
    assert team.answers["flags"] == ()


def test_each_skill_counts_by_itself_and_is_not_averaged() -> None:
    team = merged(
        member("a", team={"pytorch": 4, "tensorflow": 1}),
        member("b", team={"pytorch": 4, "tensorflow": 3}),
        member("c", team={"pytorch": 0}),
    )
    assert team.answers["team"] == {"pytorch": 4}


def test_importance_is_the_weighted_mean_and_silence_counts_as_two() -> None:
    team = merged(
        member("a", 3, {"deployment": 5.0}), member("b", 1, {"deployment": 1.0}), member("c", 1, {})
    )
    assert team.importance == {"deployment": pytest.approx((3 * 5 + 1 + 2) / 5)}


def test_an_importance_that_nobody_knows_stays_unknown() -> None:
    assert merged(member("a", 1, {"team": None}), member("b")).importance == {"team": None}


def test_the_shares_of_what_was_said_sum_to_one_and_stand_beside_it() -> None:
    voices = merged(member("a", 3, stage="a"), member("b", 1, stage="b"), member("c", 9)).voices
    assert voices is not None
    assert voices.disputed == {"stage": (("a", 0.75), ("b", 0.25))}


def test_the_same_words_in_another_order_are_no_disagreement() -> None:
    voices = merged(member("a", flags=("f0", "f1")), member("b", flags=("f1", "f0"))).voices
    assert voices is not None
    assert not voices.disputed


def test_a_team_of_one_is_the_person() -> None:
    alone = member("a", 1, {"team": 3.0}, stage="a", flags=("f1", "f0"))
    assert merged(alone) is alone


def test_a_member_of_weight_0_is_absent() -> None:
    a, b = member("a", stage="a"), member("b", stage="b")
    assert merge_team([a, member("c", 0, {"team": 5.0}, stage="b"), b], QUESTIONS) == merge_team(
        [a, b], QUESTIONS
    )
    assert merged(a, member("c", 0, stage="b")) is a


@given(
    st.lists(
        st.tuples(
            st.sampled_from((0.5, 1, 2)),
            st.sampled_from(("a", "b", None)),
            st.sampled_from((None, (), ("f0",), ("f0", "f1"), ("f2",))),
            st.sampled_from((None, 0.0, 3.0, 5.0)),
        ),
        min_size=2,
        max_size=4,
    )
)
def test_the_order_of_the_members_changes_nothing(
    said: list[tuple[float, str | None, tuple[str, ...] | None, float | None]],
) -> None:
    members = []
    for number, (weight, stage, flags, importance) in enumerate(said):
        answers: dict[str, Answer] = {}
        if stage is not None:
            answers["stage"] = stage
        if flags is not None:
            answers["flags"] = flags
        members.append(member(f"m{number}", weight, {"team": importance}, **answers))
    first = merge_team(members, QUESTIONS)
    assert all(repr(merge_team(order, QUESTIONS)) == repr(first) for order in permutations(members))


def test_a_file_without_a_name_says_what_line_to_add() -> None:
    with pytest.raises(AdvisorError, match="nobody is named") as raised:
        merged(member("a"), Needs("a project", source="b.yaml"))
    assert "participant: {name:" in "\n".join(raised.value.lines)


def test_two_files_of_one_person_are_told_apart_by_their_files() -> None:
    with pytest.raises(AdvisorError, match="answered in Ana.yaml already"):
        merged(member("Ana"), member("ana"))
    with pytest.raises(AdvisorError, match="already"):
        merged(member("Ren\u00e9"), member("Rene\u0301"))


def test_a_team_without_weight_is_refused() -> None:
    with pytest.raises(AdvisorError, match="weight 0"):
        merged(member("a", 0), member("b", 0))


def test_settling_a_question_ends_its_dispute() -> None:
    team = merged(member("a", stage="a"), member("b", stage="b"))
    settled = team.settled({"stage": "b"})
    assert settled.answers["stage"] == "b"
    assert settled.voices is not None
    assert not settled.voices.disputed
