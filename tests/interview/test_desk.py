"""What stands behind the questions: their order, what an answer does, the report, and keeping it all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from advisor.errors import AdvisorError
from advisor.evidence.progress import SilentProgress
from advisor.interview.desk import Conduct, Desk
from advisor.interview.draft import IMPORTANCE
from advisor.needs.model import Needs
from advisor.pipeline import Request, recommend
from advisor.report.model import Report
from tests.conftest import ROOT
from tests.interview.world import desk_in, desk_of, questionnaire
from tests.knowledge.test_loading import GOOD

EXAMPLE = ROOT / "examples" / "shelf-scanner.yaml"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_in(tmp_path) as made:
        made.begin("Shelf scanner")
        yield made


def test_what_the_probes_need_is_asked_first_when_there_are_probes(tmp_path: Path) -> None:
    with desk_of(tmp_path, Conduct(budget="quick")) as desk:
        desk.begin("x")
        assert desk.ranking()[:2] == ("model", "train_on")
        assert desk.next_key() == "model"
        desk.draft.answer("model", None)
        assert desk.next_key() == "train_on"
        # It was just left without an answer, and is not asked again at once.
        assert desk.next_key(seen=("train_on",)) not in ("train_on", None)


def test_without_probes_questions_come_by_what_they_are_worth(desk: Desk) -> None:
    worths = desk.worths()
    values = [worths.get(key, 0.0) for key in desk.ranking()]
    assert values == sorted(values, reverse=True)
    assert values[0] > 0
    assert set(desk.ranking()) == set(questionnaire().questions)
    first = desk.next_key()
    assert first == desk.ranking()[0]
    desk.draft.answer("targets", ("microcontroller",))
    assert desk.worths() != worths


def test_without_hints_the_order_tells_nothing_of_the_balance(tmp_path: Path) -> None:
    with desk_in(tmp_path, hints=False) as desk:
        desk.begin("x")
        assert desk.ranking() == tuple(questionnaire().questions)
        desk.draft.answer("targets", ("microcontroller",))
        assert desk.ranking() == tuple(questionnaire().questions)
        assert desk.next_key() == "stage"


def test_nothing_is_asked_any_more_when_all_is_settled_or_skipped(desk: Desk) -> None:
    asked = set()
    while (key := desk.next_key()) is not None:
        assert key not in asked
        asked.add(key)
        if len(asked) % 2:
            desk.draft.skip(key)
        else:
            desk.draft.weigh({"deployment": 3.0}) if key == IMPORTANCE else desk.draft.answer(key, None)
    assert asked == {*questionnaire().questions, IMPORTANCE}


def test_an_answer_shows_what_it_does_to_the_balance(desk: Desk) -> None:
    assert desk.effect("targets") == []
    desk.draft.answer("targets", ("microcontroller",))
    effect = desk.effect("targets")
    assert effect
    sizes = [abs(points) for _, _, points in effect]
    assert sizes == sorted(sizes, reverse=True)
    for concern, framework, points in effect:
        without = desk.decision(replace(desk.needs, answers={}))
        now, before = desk.decision().concern_points, without.concern_points
        assert points == pytest.approx(now[concern][framework] - before.get(concern, {}).get(framework, 0.0))
    desk.draft.answer("horizon", None)
    assert desk.effect("horizon") == []
    assert desk.effect(IMPORTANCE) == []
    desk.draft.weigh(
        {concern: 5.0 if concern == "deployment" else 0.5 for concern in questionnaire().concerns}
    )
    assert any(concern == "deployment" for concern, _, _ in desk.effect(IMPORTANCE))


def test_a_decision_on_other_needs_leaves_the_projects_own_alone(desk: Desk) -> None:
    desk.draft.answer("targets", ("microcontroller",))
    own = desk.decision()
    other = desk.decision(Needs(project="what if"))
    assert other.points != own.points
    assert desk.decision() is own


def test_the_report_is_that_of_the_command_line(tmp_path: Path, desk: Desk) -> None:
    desk.open_file(EXAMPLE)
    here = desk.report()
    there = recommend(Request((str(EXAMPLE),), budget="none"), SilentProgress())
    assert told(here) == told(there)
    assert here.environment.command == "advisor recommend shelf-scanner.yaml --budget none"


def test_the_report_on_a_what_if_tells_what_was_before(desk: Desk) -> None:
    desk.open_file(EXAMPLE)
    other = replace(desk.needs, answers={**desk.needs.answers, "targets": ("server",)})
    report = desk.report(other, desk.needs)
    own = desk.report()
    assert own.baseline is None
    assert report.baseline is not None
    assert (report.baseline.share, report.baseline.lead) == (own.verdict.share, own.verdict.lead)
    assert report.verdict.lead != own.verdict.lead


def told(report: Report) -> dict[str, object]:
    """All of a report but when, and by which command, it was made."""
    return report.model_dump(exclude={"generated", "environment"})


def test_a_desk_says_why_nothing_is_measured(tmp_path: Path, desk: Desk) -> None:
    assert desk.why_not_measured() == "measuring is switched off"
    with desk_of(tmp_path, Conduct()) as other:
        other.begin("x")
        assert other.why_not_measured() == "waiting for the kind of model"
        other.draft.answer("model", ("cnn",))
        assert other.why_not_measured() == "waiting for the hardware"
        other.draft.skip("train_on")
        assert other.why_not_measured() == ""
        other.draft.answer("train_on", ("tpu",))
        other.draft.answer("serve_on", ("tpu",))
        assert "cannot speak for your hardware: run advisor probe -o FILE" in other.why_not_measured()
        other.draft.answer("model", ())
        assert other.why_not_measured() == "no probe stands for this kind of model"


def test_rules_of_ones_own_count_and_stand_in_the_command(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "policy.yaml").write_text(GOOD)
    with desk_in(tmp_path, rules=(own,)) as desk:
        desk.begin("x")
        desk.draft.answer("os", ("windows",))
        assert "only-windows" in {entry.id for entry in desk.decision().contributions}
        assert desk.command() == f"advisor recommend x.yaml --budget none --rules {own}"
        assert desk.command(file=Path("y.yaml"), verb="probe").startswith("advisor probe y.yaml ")


def test_rules_that_cannot_be_read_are_told_before_anything_is_asked(tmp_path: Path) -> None:
    with pytest.raises(AdvisorError), desk_in(tmp_path, rules=(tmp_path / "nowhere",)):
        pass


def test_the_time_of_a_report_is_that_of_the_clock(tmp_path: Path) -> None:
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    with desk_of(tmp_path, Conduct(budget="none"), clock=lambda: now) as desk:
        desk.begin("x")
        assert desk.report().generated == now
