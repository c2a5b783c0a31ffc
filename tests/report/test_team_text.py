"""A team in a terminal, and the agenda of its meeting."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.report.agenda import MEETING, agenda_of
from advisor.report.model import DisagreementPart, MemberPart
from advisor.report.team_words import choice_of, counts_as, team_sentence
from advisor.report.text import render_text
from tests.report import made_up
from tests.report.parts import option, veto


def text_of(**changes: object) -> str:
    return " ".join(render_text(made_up.report(team=made_up.team(), **changes), 120, color=False).split())


def test_it_says_that_a_team_is_split_and_who_would_choose_what() -> None:
    told = text_of()
    assert (
        "The team is split: PyTorch leads for 2 of 3 members; the median of their leads, 0.1 points, agrees"
        in told
    )
    assert "Ben mobile 1 −0.8 TensorFlow" in told
    assert "Cem 1 0.1 neither" in told


def test_a_team_for_which_nothing_leads_is_told_so() -> None:
    nobody = tuple(member.model_copy(update={"lead": 0.0}) for member in made_up.team().members)
    team = made_up.team().model_copy(update={"members": nobody, "split": False, "median_lead": 0.0})
    told = render_text(made_up.report(team=team), 120, color=False)
    assert "No framework leads for any of the 3 members." in told


def test_a_disagreement_that_matters_stands_with_who_says_what_and_one_that_does_not_is_only_named() -> None:
    told = text_of()
    assert "targets (worth 0.6, moves the lead by 1.4 points): Where does it run?" in told
    assert "[server]: Ana and Cem" in told
    assert "Ana and Ben explain first" in told
    rest = told[told.index("it does not matter") :]
    assert rest.startswith("it does not matter importance of team Agenda for 30 minutes")


def test_the_rounds_before_stand_beside_the_verdict() -> None:
    assert "After round 1: toss-up, PyTorch ahead (55%, by 0.2 points)" in text_of()


def test_a_requirement_says_who_raised_it() -> None:
    told = text_of(frameworks=(option("pytorch", 1.0), option("tensorflow", 0.5, veto("fly", "Ana", "Ben"))))
    assert "Raised by Ana, Ben." in told


def test_the_names_of_members_act_on_nothing() -> None:
    hostile = "\x1b[31m[red]\u202eAna[/red]"
    team = made_up.team()
    members = (team.members[0].model_copy(update={"name": hostile}), *team.members[1:])
    told = render_text(made_up.report(team=team.model_copy(update={"members": members})), 160, color=False)
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "[red]" in told


def _member(name: str, lead: float) -> MemberPart:
    return MemberPart(name=name, role="", weight=1, lead=lead, framework="pytorch")


def _topic(number: int, value: float, *, matters: bool) -> DisagreementPart:
    return DisagreementPart(
        key=f"answers.q{number}",
        who={"a": ("x",), "b": ("y",)},
        value=value,
        matters=matters,
        furthest=("x", "y"),
    )


@given(st.lists(st.tuples(st.floats(0, 9), st.booleans()), max_size=9), st.booleans())
def test_an_agenda_fills_its_half_hour_exactly(found: list[tuple[float, bool]], split: bool) -> None:
    topics = [_topic(number, value, matters=matters) for number, (value, matters) in enumerate(found)]
    verdict = made_up.report().verdict
    agenda = agenda_of([_member("x", 1), _member("y", -1)], topics, verdict, split=split)
    assert sum(item.minutes for item in agenda) == MEETING
    assert all(item.minutes >= 3 for item in agenda)


def test_what_is_worth_more_gets_more_time_and_what_does_not_matter_none() -> None:
    topics = [_topic(0, 2.0, matters=True), _topic(1, 0.5, matters=True), _topic(2, 0.0, matters=False)]
    agenda = agenda_of([_member("x", 1), _member("y", 1)], topics, made_up.report().verdict, split=False)
    minutes = {item.topic: item.minutes for item in agenda}
    assert minutes["q0"] > minutes["q1"]
    assert "q2" not in minutes


def test_who_is_furthest_apart_speaks_first() -> None:
    agenda = agenda_of(
        [_member("x", 1), _member("y", 1)],
        [_topic(0, 1.0, matters=True)],
        made_up.report().verdict,
        split=False,
    )
    assert agenda[1].first == ("x", "y")


@pytest.mark.parametrize("count", [0, 1])
def test_nobody_meets_alone(count: int) -> None:
    members = [_member("x", 1)][:count]
    assert agenda_of(members, [], made_up.report().verdict, split=False) == ()


def _standing(*leads: float, **changes: object) -> str:
    members = tuple(_member(f"M{number}", lead) for number, lead in enumerate(leads))
    split = min(leads) < 0 < max(leads)
    team = made_up.team().model_copy(update={"members": members, "split": split})
    median = sorted(leads)[len(leads) // 2]
    team = team.model_copy(update={"median_lead": median})
    return team_sentence(made_up.report(team=team, **changes), team)


def test_a_team_whose_choice_a_requirement_rules_out_is_not_said_to_be_for_the_verdict() -> None:
    told = _standing(-4.1, -4.0, -3.0, verdict=made_up.BY_VETO)
    assert "PyTorch leads for none of the 3 members, another for 3 of them" in told
    assert told.endswith("−4.0 points, points the other way")


def test_a_lead_that_is_a_sum_that_cancels_is_nobodys() -> None:
    assert _standing(4e-16, 1.0, 2.0).startswith("PyTorch leads for 2 of 3 members, no other for the rest")


def test_a_median_of_nothing_does_not_agree_with_a_lead() -> None:
    assert _standing(-1.0, 0.0, 3.0).endswith("0.0 points, points neither way")


def test_one_member_alone_is_no_team_to_agree() -> None:
    assert _standing(1.0) == "The team is M0 alone, so there is nobody to differ with"


def test_a_list_without_a_majority_is_not_called_evenly_divided() -> None:
    assert counts_as(_topic(0, 1.0, matters=True)) == "no majority, so it is open"


def test_the_agenda_of_a_team_that_agrees_reads_as_sentences() -> None:
    agenda = agenda_of([_member("x", 1), _member("y", 1)], [], made_up.report().verdict, split=False)
    assert not any(item.text.endswith(("?", ".")) for item in agenda), "renderers end them with a full stop"


def test_a_member_is_for_none_of_three_and_for_neither_of_two() -> None:
    undecided = made_up.team().members[2]
    third = (option("pytorch", 1.0), option("tensorflow", 0.5), option("jax", 0.2))
    assert choice_of(undecided, made_up.report()) == "neither"
    assert choice_of(undecided, made_up.report(frameworks=third)) == "none"
