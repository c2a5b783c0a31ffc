"""What stands on the screens of a session, from made-up reports and states."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from advisor.needs.catalogue import load_questionnaire
from advisor.needs.model import Answer, Needs
from advisor.paths import rules_folder
from advisor.report.model import DisagreementPart, MemberPart, RoundPart, TeamPart
from advisor.team.records import Member, Revealed, State, Voice
from advisor.tui.team.spreading import Spread, agenda, agreed, disagreement, question_of, standing
from advisor.tui.team.wording import next_step, seen
from advisor.tui.team.wording import standing as how_far
from tests.report.made_up import report
from tests.report.parts import NOW

MEMBER = Member(id="a", name="Ana", role="", weight=1.0, joined=NOW, finished=False, answered=3, seen=NOW)
STATE = State(
    id="s", project="X", created=NOW, phase="answering", round=1, members=(MEMBER,), files=(), version=1
)
QUESTIONS = load_questionnaire(rules_folder())


def disputed(**changes: object) -> DisagreementPart:
    values: dict[str, object] = {
        "key": "answers.targets",
        "who": {"[server]": ("Ana", "Cem"), "[android]": ("Ben",)},
        "value": 0.6,
        "swing": 2.3,
        "counted": "[server]",
        "matters": True,
        "furthest": ("Ana", "Ben"),
    }
    return DisagreementPart(**{**values, **changes})


def team(**changes: object) -> TeamPart:
    values: dict[str, object] = {
        "members": (
            MemberPart(name="Ana", role="lead", weight=2, lead=1.5, framework="pytorch"),
            MemberPart(name="Ben", role="mobile", weight=1, lead=-0.8, framework="tensorflow"),
            MemberPart(name="Cem", role="", weight=1, lead=0.0, framework=None),
        ),
        "disagreements": (disputed(),),
        "split": True,
        "median_lead": 0.0,
    }
    return TeamPart(**{**values, **changes})


def voice(name: str, **answers: Answer) -> Voice:
    return Voice(replace(MEMBER, id=name, name=name), Needs("X", answers))


def test_a_disagreement_says_who_says_what_and_who_explains_first() -> None:
    lines = str(disagreement(disputed(), QUESTIONS)).splitlines()
    assert lines[0] == "Where does the trained model have to run?"
    assert lines[1].startswith("  ▲ would turn the answer · worth 0.6")
    assert lines[2:4] == ["  [server]  Ana and Cem", "  [android]  Ben"]
    assert lines[-1] == "  explain first: Ana and Ben"


def test_a_disagreement_that_turns_nothing_is_told_as_such() -> None:
    text = str(disagreement(disputed(matters=False, value=0.0), QUESTIONS))
    assert "does not matter for the outcome" in text
    assert "▲" not in text


def test_a_disagreement_that_turns_the_answer_without_points_at_stake_names_none() -> None:
    text = str(disagreement(disputed(value=0.01), QUESTIONS))
    assert "would turn the answer · moves the lead by 2.3 points" in text
    assert "worth" not in text


def test_an_importance_is_settled_on_the_page_of_importances() -> None:
    entry = disputed(key="importance.deployment", kind="importance", who={"2": ("Ana",), "5": ("Ben",)})
    assert str(disagreement(entry, QUESTIONS)).startswith("Importance: ")
    assert (question_of(entry), question_of(disputed())) == ("importance", "targets")


def test_names_of_any_length_leave_room_for_the_others() -> None:
    entry = disputed(who={"[server]": ("x" * 199,), "[android]": ("Ben",)}, furthest=("x" * 199, "Ben"))
    assert max(map(len, str(disagreement(entry, QUESTIONS)).splitlines())) < 80


def test_a_split_team_is_called_split_and_each_lead_has_its_side() -> None:
    text = str(standing(report(team=team()), team()))
    assert text.startswith("⇹ Split")
    assert "◂ PyTorch by 1.5  Ana, lead · weight 2" in text
    assert "▸ TensorFlow by 0.8  Ben, mobile" in text
    assert "– nobody ahead  Cem" in text
    assert "Round by round" not in text


@pytest.mark.parametrize(
    ("framework", "told"), [("tensorflow", "⇄ another verdict"), ("pytorch", "= the same verdict")]
)
def test_a_second_round_says_whether_the_verdict_is_another(framework: str, told: str) -> None:
    before = RoundPart(round=1, kind="lean", framework=framework, leader=framework, share=0.7, lead=1.0)
    part = team(split=False, before=(before,))
    text = str(standing(report(team=part), part))
    assert text.startswith("≡ Not split")
    assert "After round 1:" in text
    assert told in text


def test_only_what_several_said_alike_is_agreed() -> None:
    revealed = Revealed(
        1,
        (
            voice("Ana", domain=("vision",), targets=("server",), os=("linux",)),
            voice("Ben", domain=("vision",), targets=("android",)),
        ),
    )
    assert agreed(Spread(revealed, report(team=team())), QUESTIONS) == "Agreed: domain"
    alone = Revealed(1, (voice("Ana", domain=("vision",)),))
    assert agreed(Spread(alone, report()), QUESTIONS) == ""


def test_a_team_without_an_agenda_has_nothing_to_settle() -> None:
    assert str(agenda(team())) == "There is nothing to settle."


def test_how_far_somebody_is_has_a_glyph_and_a_word() -> None:
    told = [
        how_far(replace(MEMBER, joined=None), "answering"),
        how_far(replace(MEMBER, answered=0), "answering"),
        how_far(MEMBER, "answering"),
        how_far(replace(MEMBER, finished=True), "answering"),
    ]
    assert told == ["○ invited", "◔ joined", "◐ answering", "● done"]


def test_once_answers_are_closed_nobody_is_said_to_be_answering() -> None:
    for member in (MEMBER, replace(MEMBER, answered=0)):
        assert how_far(member, "locked") == how_far(member, "ended") == "◐ not done"
    assert how_far(replace(MEMBER, finished=True), "revealed") == "● done"


@pytest.mark.parametrize(
    ("ago", "told"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=61), "1 h ago"),
        (timedelta(days=3), "3 d ago"),
    ],
)
def test_when_somebody_was_seen_is_told_shortly(ago: timedelta, told: str) -> None:
    assert seen(replace(MEMBER, seen=NOW - ago), NOW) == told
    assert seen(replace(MEMBER, seen=None), NOW) == "never"


def test_the_next_step_follows_from_the_phase() -> None:
    done = replace(STATE, members=(replace(MEMBER, finished=True),))
    assert next_step(replace(STATE, members=())) == "Invite the first participant."
    assert next_step(STATE) == "Waiting for Ana."
    assert next_step(done) == "Everybody is done: reveal when you like."
    assert "unlock" in next_step(replace(STATE, phase="locked"))
    assert "spread" in next_step(replace(STATE, phase="revealed"))
    assert "ended" in next_step(replace(STATE, phase="ended"))
    many = replace(STATE, members=tuple(replace(MEMBER, name=f"P{n}") for n in range(9)))
    assert next_step(many) == "Waiting for P0, P1, P2, P3 and 5 more."
