"""Pictures of a team: how far apart it is on each importance, and whom each member would choose."""

from __future__ import annotations

import pytest

from advisor.report.charts.canvas import WIDTH
from advisor.report.charts.member_leads import member_leads
from advisor.report.charts.members import stack
from advisor.report.charts.spread import spread
from tests.report import made_up, pictured
from tests.report.test_charts import box, cells_of, drawing, picture, styles, texts


def test_members_stand_as_letters_at_what_they_gave_and_the_key_names_them() -> None:
    told = texts(picture("spread"))
    at = told.index("ecosystem")
    assert sorted(told[at + 1 : at + 4]) == ["A", "B", "CDE"]
    assert told[-5:] == ["A Ana", "B Ben", "C Chloé", "D Dmitri", "E Eun-ji"]


def test_concerns_on_which_the_team_is_furthest_apart_come_first() -> None:
    rows = cells_of(picture("spread"))
    assert [row[0] for row in rows[:2]] == ["ecosystem", "deployment"]
    assert rows[0] == ["ecosystem", "5", "1", "4", "4", "4", "4.0"]
    assert picture("spread").description.startswith(
        "The members are furthest apart on ecosystem: from 1, given by Ben, to 5, given by Ana."
    )


def test_what_is_unknown_or_was_left_out_is_told_so_in_the_table() -> None:
    assert "longevity" not in [row[0] for row in cells_of(picture("spread"))]
    only = pictured.member("Ana", "", 1.0, "pytorch", longevity="unknown", team=3)
    other = pictured.member("Ben", "", 1.0, "pytorch", longevity=4)
    team = pictured.team().model_copy(update={"members": (only, other)})
    rows = {row[0]: row[1:3] for row in cells_of(spread(pictured.report(team=team)))}
    assert rows == {"longevity": ["unknown", "4"], "team": ["3", ""]}


@pytest.mark.parametrize(
    ("places", "lanes"), [((1.0, 1.1, 4.0), (0, 1, 0)), ((1.0, 1.1, 1.2, 1.45), (0, 1, 2, 0)), ((), ())]
)
def test_marks_that_would_touch_stand_in_lanes(places: tuple[float, ...], lanes: tuple[int, ...]) -> None:
    middles = {place: place for place in places}
    assert stack(middles, dict.fromkeys(places, 0.4)) == dict(zip(places, lanes, strict=True))


def test_a_whole_team_at_the_end_of_the_axis_stays_in_the_picture() -> None:
    members = tuple(pictured.member(f"P{number}", "", 1.0, "pytorch", team=5, data=0) for number in range(12))
    shown = spread(pictured.report(team=pictured.team().model_copy(update={"members": members})))
    for node in drawing(shown).every("text"):
        left, _, right, _ = box(node)
        assert (left >= 0, right <= WIDTH) == (True, True), node.text


def test_a_team_too_large_for_letters_is_counted() -> None:
    members = tuple(
        pictured.member(f"P{number}", "", 1.0, "pytorch", team=number % 2) for number in range(50)
    )
    team = pictured.team().model_copy(update={"members": members})
    told = texts(spread(pictured.report(team=team)))
    assert told.count("×25") == 2
    assert not any(word.startswith("P1") for word in told)


def test_each_member_has_a_bar_towards_whom_they_would_choose() -> None:
    told = texts(picture("member-leads"))
    assert {"◂ TensorFlow", "PyTorch ▸", "median 0.7"} <= set(told)
    for name, lead in (("Ana", "2.9"), ("Ben", "−1.8"), ("Eun-ji", "0.0")):
        assert told[told.index(name) + 1] == lead
    assert "url(#member-leads-h" in styles(picture("member-leads"))


def test_members_come_by_lead_and_the_table_by_their_own_order() -> None:
    told = texts(picture("member-leads"))
    names = [word for word in told if word in ("Ana", "Ben", "Chloé", "Dmitri", "Eun-ji")]
    assert names == ["Ana", "Dmitri", "Chloé", "Eun-ji", "Ben"]
    assert [row[0] for row in cells_of(picture("member-leads"))] == [
        "Ana",
        "Ben",
        "Chloé",
        "Dmitri",
        "Eun-ji",
    ]


def test_names_that_are_long_are_cut_in_the_picture_and_whole_in_the_table() -> None:
    long = pictured.member("Ana " * 40, "", 1.0, "pytorch", team=3)
    team = pictured.team().model_copy(update={"members": (long, *pictured.team().members)})
    shown = member_leads(pictured.report(team=team))
    assert any(word.startswith("Ana Ana") and word.endswith("…") and len(word) <= 18 for word in texts(shown))
    assert cells_of(shown)[0][0] == "Ana " * 40


def test_without_a_team_or_importances_there_is_no_picture() -> None:
    assert spread(made_up.report()) is None
    assert member_leads(made_up.report()) is None
    silent = pictured.team().model_copy(
        update={
            "members": tuple(entry.model_copy(update={"importance": {}}) for entry in pictured.team().members)
        }
    )
    assert spread(pictured.report(team=silent)) is None
