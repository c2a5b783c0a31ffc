"""Pictures of a report: the figures of the text report, readable without colour, in the colours of the page."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from itertools import combinations

import pytest

from advisor.report.charts.canvas import WIDTH, drawn, fitted, signed
from advisor.report.charts.contributions import contributions
from advisor.report.charts.gallery import Gallery, gallery
from advisor.report.charts.lead import lead
from advisor.report.charts.picture import Picture
from advisor.report.model import HistogramPart, Report
from advisor.report.text import render_text
from tests.report import made_up, parts, pictured
from tests.report.pages import Node, parse

IDS = ("contributions", "lead", "importance", "break-even", "member-leads", "spread", "ratios-1")


@cache
def pictures() -> Gallery:
    return gallery(pictured.report())


@cache
def picture(name: str) -> Picture:
    (found,) = (entry for entry in pictures().all if entry.id == name)
    return found


def drawing(shown: Picture | None) -> Node:
    assert shown is not None
    return parse(shown.svg).one("svg")


def texts(shown: Picture | None) -> list[str]:
    """The words in a picture, in the order in which they were written."""
    return [node.text for node in drawing(shown).every("text")]


def styles(shown: Picture | None) -> str:
    return "; ".join(node.attributes.get("style", "") for node in drawing(shown).every())


def test_a_report_with_all_the_data_has_all_the_pictures() -> None:
    assert {entry.id for entry in pictures().all} == set(IDS)


@pytest.mark.parametrize("name", IDS)
def test_every_colour_is_one_of_the_page(name: str) -> None:
    told = styles(picture(name))
    assert "var(--ink)" in told
    assert not re.search(r"#[0-9a-f]{3,8}\b", told.replace("url(#", ""))
    assert set(re.findall(r"(?:fill|stroke): ([^;]+)", told)) <= {
        "none",
        *(f"var(--{word})" for word in ("ink", "muted", "line", "paper", "band", "series-1", "series-2")),
        *re.findall(r"url\(#[^)]+\)", told),
    }
    assert not any(node.attributes.get("fill") for node in drawing(picture(name)).every())


@pytest.mark.parametrize("name", IDS)
def test_a_picture_is_narrow_enough_for_a_phone_and_its_words_are_of_12_or_11(name: str) -> None:
    view = drawing(picture(name)).attributes["viewbox"].split()
    assert [float(value) for value in view[:3]] == [0, 0, WIDTH]
    sizes = set(re.findall(r"font-size: (\d+)px", styles(picture(name))))
    assert sizes <= {"11", "12"}


@pytest.mark.parametrize("name", IDS)
def test_no_word_begins_or_ends_outside_of_the_picture_or_stands_on_another(name: str) -> None:
    found = list(drawing(picture(name)).every("text"))
    height = float(drawing(picture(name)).attributes["viewbox"].split()[3])
    boxes = [box(node) for node in found]
    for node, (left, top, right, bottom) in zip(found, boxes, strict=True):
        assert (left >= 0, right <= WIDTH) == (True, True), node.text
        assert (top >= 0, bottom <= height) == (True, True), node.text
    for (one, here), (two, there) in combinations(zip(found, boxes, strict=True), 2):
        apart = here[2] <= there[0] or there[2] <= here[0] or here[3] <= there[1] or there[3] <= here[1]
        assert apart, f"{one.text!r} stands on {two.text!r}"


def box(node: Node) -> tuple[float, float, float, float]:
    """About where the words stand: a letter takes 0.56 of its size, as in the fonts of most systems."""
    style = dict(re.findall(r"([-a-z]+): ([^;]+)", node.attributes["style"]))
    size = float(style["font-size"].removesuffix("px"))
    width = 0.56 * size * len(node.text)
    x, y = float(node.attributes["x"]), float(node.attributes["y"])
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[style["text-anchor"]]
    return left, y - 0.72 * size, left + width, y + 0.1 * size


@pytest.mark.parametrize("name", IDS)
def test_every_id_in_a_picture_begins_with_its_own(name: str) -> None:
    ids = [node.attributes["id"] for node in parse(picture(name).svg).every() if "id" in node.attributes]
    assert ids[0] == name
    assert all(entry.startswith(f"{name}-") for entry in ids[1:])


def test_the_same_report_gives_the_same_bytes_and_no_date() -> None:
    again = gallery(pictured.report())
    assert [entry.svg for entry in again.all] == [entry.svg for entry in pictures().all]
    assert not any("metadata" in entry.svg or "date" in entry.svg for entry in again.all)


def test_the_settings_of_the_user_change_nothing() -> None:
    import matplotlib

    with matplotlib.rc_context({"font.size": 30, "svg.fonttype": "path", "axes.facecolor": "red"}):
        assert gallery(pictured.report()).all == pictures().all


def test_nothing_is_left_behind_in_the_library_that_draws() -> None:
    code = (
        "import sys, advisor.report.html; assert 'matplotlib' not in sys.modules\n"
        "from advisor.report.charts.gallery import gallery; from tests.report import pictured\n"
        "import advisor.report.charts.gallery; assert 'matplotlib' not in sys.modules\n"
        # To ask for the backend would choose one.
        "from matplotlib import rcParams; kept = lambda: {key: rcParams[key] for key in rcParams if key != 'backend'}\n"
        "before = kept()\n"
        "gallery(pictured.report())\n"
        "assert kept() == before; assert 'matplotlib.pyplot' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_words_are_text_and_never_act() -> None:
    told = drawn("x", "<b>", 'a "b" & c', 100, lambda figure: figure.text(0.1, 0.5, "$x^2$ <b>&amp;"))  # type: ignore[arg-type]
    assert [node.text for node in parse(told).every("text")] == ["$x^2$ <b>&amp;"]


def test_bars_are_those_of_the_text_report_with_its_sums() -> None:
    report = pictured.report()
    told = render_text(report, 100, color=False).splitlines()
    start = told.index("Points by concern") + 2
    shown = cells_of(picture("contributions"))
    for line, (concern, _, left, right) in zip(told[start:], shown, strict=False):
        numbers = re.findall(r"\d+\.\d", line)
        assert line.strip().startswith(concern)
        # The text leaves out what rounds to nothing.
        assert [number for number in (left, right) if number != "0.0"] == [n for n in numbers if n != "0.0"]
    assert shown[-1][0] == "all"
    assert shown[-1][2:] == re.findall(
        r"\d+\.\d", next(line for line in told if line.strip().startswith("all "))
    )
    assert [word for word in texts(picture("contributions")) if word in shown[-1][2:]][-2:] == shown[-1][2:]


def test_the_two_sides_differ_by_stripes_and_stand_under_their_names() -> None:
    found = drawing(picture("contributions"))
    assert {"◂ PyTorch", "TensorFlow ▸"} <= set(texts(picture("contributions")))
    striped = [
        node for node in found.every("path") if "url(#contributions-h" in node.attributes.get("style", "")
    ]
    plain = [
        node for node in found.every("path") if "fill: var(--series-2)" in node.attributes.get("style", "")
    ]
    shown = cells_of(picture("contributions"))[:-1]
    assert len(striped) == sum(float(row[2]) >= 0.05 for row in shown)
    assert len(plain) == sum(float(row[3]) >= 0.05 for row in shown)


def test_three_frameworks_get_a_bar_each_and_their_own_totals() -> None:
    entries = (
        parts.contribution("a", {"pytorch": 2.0, "tensorflow": 1.0, "jax": 0.5}),
        parts.contribution("b", {"tensorflow": -0.7}, kind="measurement"),
    )
    third = made_up.report(
        contributions=entries,
        concerns=(parts.concern("deployment", 4, "firm", {"pytorch": 2.0, "tensorflow": 0.3, "jax": 0.5}),),
        frameworks=(parts.option("pytorch", 2.0), parts.option("tensorflow", 0.3), parts.option("jax", 0.5)),
    )
    shown = contributions(third)
    assert cells_of(shown) == [["deployment", "4", "2.0", "0.3", "0.5"], ["all", "", "2.0", "0.3", "0.5"]]
    assert {"PyTorch", "TensorFlow", "jax", "2.0", "0.3", "0.5"} <= set(texts(shown))


def test_without_points_there_are_no_bars() -> None:
    assert contributions(made_up.bare()) is None
    idle = (parts.contribution("same", {"pytorch": 0.0, "tensorflow": 0.0}),)
    assert contributions(made_up.report(contributions=idle)) is None


def test_the_lead_names_share_median_and_where_nobody_leads() -> None:
    told = texts(picture("lead"))
    assert "PyTorch wins in 78% of the draws" in told
    assert "median 1.3" in told
    assert "0" in told
    assert "lead of PyTorch in points; 0: level" in told
    figures = dict(cells_of(picture("lead")))
    assert figures["share of draws that it wins"] == "78%"
    assert figures["lead in points at 5% of the draws"] == "−1.60"
    assert figures["draws with a lead of −0.15 to 0.40"] == "800"
    assert "10,000 draws" in picture("lead").rests_on[0]


def test_a_bin_on_both_sides_of_0_is_split_there() -> None:
    draws = pictured.draws().model_copy(update={"histogram": HistogramPart(edges=(-1.0, 1.0), counts=(10,))})
    bars = re.findall(r"fill: (?:url\(#lead-h|var\(--series)", styles(lead(pictured.report(draws=draws))))
    assert len([bar for bar in bars if "url" in bar]) == 1
    assert len(bars) >= 2


@pytest.mark.parametrize("report", [made_up.by_veto(), made_up.infeasible()], ids=["veto", "infeasible"])
def test_where_a_requirement_decides_there_is_no_lead_to_draw(report: Report) -> None:
    assert lead(report) is None


def test_a_swing_tells_both_ends_the_lead_now_and_where_it_is_gone() -> None:
    told = texts(picture("importance"))
    assert {"◂ TensorFlow leads", "PyTorch leads ▸", "now 1.1", "importance 0", "importance 5"} <= set(told)
    assert told[told.index("ecosystem") + 1] == "now 4, gone at 1.3"


@pytest.mark.parametrize(
    ("value", "told"), [(0.04, "0.0"), (-0.04, "0.0"), (-1.25, "−1.2"), (10, "10.0"), (-0.0, "0.0")]
)
def test_numbers_have_a_real_minus_and_none_before_nothing(value: float, told: str) -> None:
    assert signed(value) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("short", "short"),
        ("exactly te", "exactly te"),
        ("eleven char", "eleven ch…"),
        ("漢字仮名交じり文", "漢字仮名…"),
        ("a\u202eb", "a\\u202eb"),
    ],
)
def test_text_is_cut_to_the_columns_that_it_takes(text: str, told: str) -> None:
    assert fitted(text, 10) == told


def cells_of(shown: Picture | None) -> list[list[str]]:
    assert shown is not None
    assert {len(row) for row in shown.figures.rows} == {len(shown.figures.headings)}
    return [list(row) for row in shown.figures.rows]
