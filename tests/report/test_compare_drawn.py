"""A comparison in a terminal and as Markdown: the answer first, nothing from anybody acts."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from advisor.report.compare import compare
from advisor.report.compare_markdown import render_comparison_markdown
from advisor.report.compare_model import Comparison
from advisor.report.compare_text import render_comparison_text
from advisor.report.model import NeedsPart, Report
from tests.report import made_up, parts
from tests.tui.piloting import HOSTILE

NEEDS = NeedsPart(
    project="Shelf scanner", answers={"targets": ["browser"]}, importance={}, workload=None, participant=None
)
HEADINGS = (
    "Verdict",
    "Answers and importances",
    "What moved the lead of PyTorch over TensorFlow",
    "Rules",
    "Measurements: the other's time as a share of PyTorch's, 95 % interval",
    "Versions and places",
    "Repeat the two",
)


def compared(now: Report | None = None, **changes: Any) -> Comparison:
    values = {"generated": parts.NOW - timedelta(days=365), **changes}
    return compare(made_up.report(**values), now or made_up.report(needs=NEEDS), parts.NOW.date())


def text(comparison: Comparison, width: int = 120, *, color: bool = False) -> str:
    return render_comparison_text(comparison, width, color=color)


def test_the_first_lines_answer() -> None:
    lines = text(compared()).splitlines()
    assert "Shelf scanner" in lines[0]
    assert (
        "Still right. Then (2025-11-24): PyTorch, clearly, 93%. Now (2026-11-24): PyTorch, clearly, 93%."
        in lines[1]
    )
    record = render_comparison_markdown(compared()).splitlines()
    assert record[0] == "# Looking back at the choice for Shelf scanner"
    assert record[2].startswith("**Still right. Then (2025-11-24)")


@pytest.mark.parametrize("heading", HEADINGS)
def test_each_part_has_its_heading(heading: str) -> None:
    assert f"\n{heading}\n" in text(compared())
    assert f"\n## {heading}\n" in render_comparison_markdown(compared())


def test_what_moved_is_told_with_its_points_and_the_rest_in_a_sum() -> None:
    now = made_up.report(
        contributions=tuple(
            parts.contribution(f"r{number}", {"pytorch": 1 + number / 10}) for number in range(12)
        )
    )
    lines = text(compared(now), 140).splitlines()
    assert any(line.strip().startswith("+2.1") and "r11" in line for line in lines)
    assert any("others together" in line for line in lines)
    assert any("All together:" in line for line in lines)


def test_a_result_beside_itself_says_that_all_is_the_same() -> None:
    report = made_up.report()
    drawn = text(compare(report, report, parts.NOW.date()))
    assert drawn.count("All are the same.") == 2
    assert "No reason moved it." in drawn


def test_two_results_of_one_day_are_told_apart_by_their_time() -> None:
    then = made_up.report(generated=parts.NOW - timedelta(hours=2))
    assert "2026-11-24 10:30" in text(compare(then, made_up.report(), parts.NOW.date()))


def test_colours_stand_beside_words_and_are_left_out_if_they_are_not_wanted() -> None:
    assert "\x1b[" in text(compared(), color=True)
    assert "\x1b" not in text(compared())


@pytest.mark.parametrize("width", [60, 80, 140])
def test_it_fits_the_terminal(width: int) -> None:
    for line in text(compared(), width).splitlines():
        assert len(line) <= width or "advisor" in line


@pytest.mark.parametrize(
    "hostile", [text for text in HOSTILE if "\udc80" not in text], ids=lambda text: ascii(text)[:20]
)
def test_hostile_text_is_shown_and_not_obeyed(hostile: str) -> None:
    needs = NEEDS.model_copy(update={"project": hostile, "answers": {"libraries": [hostile]}})
    environment = made_up.report().environment.model_copy(update={"machine": hostile, "command": hostile})
    now = made_up.report(
        project=hostile,
        needs=needs,
        environment=environment,
        contributions=(
            parts.contribution("r", {"pytorch": 2.3}, claim=hostile, source=hostile, origin=hostile),
            parts.contribution(hostile[:100], {"tensorflow": 0.2}),
        ),
        measurements=(
            parts.measurement(
                machine=parts.measurement().machine.model_copy(update={"name": hostile[:2000]})
            ),
        ),
    )
    for drawn in (text(compared(now)), render_comparison_markdown(compared(now))):
        assert all(line.isprintable() for line in drawn.splitlines())
    if hostile.startswith("["):
        assert hostile in " ".join(text(compared(now), 140).split())


def test_importances_are_rounded_members_are_told_from_skills_and_rules_carry_their_age() -> None:
    means = NEEDS.model_copy(update={"importance": {"deployment": 3.4444444444444446}})
    told = " ".join(
        text(compared(made_up.report(needs=means, team=made_up.team(), contributions=()))).split()
    )
    assert "importance.deployment 4 3.44 " in told
    assert "members no team [Ana, Ben, Cem]" in told
    assert re.search(r"team-knows: speaks no longer.*?\[\S+, \d{4}-\d\d-\d\d, \d+ \w+ old\]", told)
