"""A report as an architecture decision record."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from advisor.report.html_record import weight_figures
from advisor.report.markdown import render_markdown
from advisor.report.model import Report
from advisor.report.sentences import headline
from tests.conftest import ROOT
from tests.report import made_up, parts
from tests.report.parsed import cells, headings, of_type, parse, shown

REPORTS = {
    "clear": made_up.report(),
    "lean": made_up.report(verdict=made_up.LEAN, team=made_up.team()),
    "no-evidence": made_up.bare(),
    "conflict": made_up.report(verdict=made_up.CONFLICT, measurements=()),
    "by-veto": made_up.by_veto(),
    "infeasible": made_up.infeasible(),
}
MADR = [
    ("h2", "Context and Problem Statement"),
    ("h2", "Decision Drivers"),
    ("h2", "Considered Options"),
    ("h2", "Decision Outcome"),
    ("h3", "Consequences"),
    ("h3", "Confirmation"),
    ("h2", "Pros and Cons of the Options"),
    ("h3", "PyTorch"),
    ("h3", "TensorFlow"),
    ("h2", "More Information"),
]


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_every_verdict_gives_a_record_with_the_headings_of_madr(report: Report) -> None:
    text = render_markdown(report)
    found = headings(parse(text))
    assert found[0][0] == "h1"
    assert found[1 : len(MADR) + 1] == MADR
    assert headline(report) in shown(parse(text))
    assert all(line == line.rstrip() for line in text.splitlines() if not line.startswith("|"))
    assert "\n\n\n" not in text
    assert text.endswith("\n")


@pytest.mark.parametrize(
    ("name", "title", "outcome"),
    [
        ("clear", "Use PyTorch for Shelf scanner", 'Chosen option: "PyTorch".'),
        ("lean", "Use PyTorch for Shelf scanner", 'Chosen option: "PyTorch".'),
        ("by-veto", "Use PyTorch for Shelf scanner", 'Chosen option: "PyTorch".'),
        ("conflict", "PyTorch or TensorFlow for Shelf scanner: a toss-up", "No option is chosen."),
        ("no-evidence", "PyTorch or TensorFlow for Shelf scanner: a toss-up", "No option is chosen."),
        (
            "infeasible",
            "PyTorch or TensorFlow for Shelf scanner: no option meets all requirements",
            "No option is chosen.",
        ),
    ],
)
def test_title_and_outcome_say_what_was_decided(name: str, title: str, outcome: str) -> None:
    tokens = parse(render_markdown(REPORTS[name]))
    assert headings(tokens)[0] == ("h1", title)
    assert outcome in shown(tokens)


def test_a_ruled_out_option_names_the_requirement_its_source_and_who_raised_it() -> None:
    told = shown(parse(render_markdown(made_up.by_veto())))
    assert (
        "TensorFlow: ruled out, whatever its 0.2 points. "
        "It cannot fly. (fly: example.org, raised by Ana, Ben)" in told
    )


def test_consequences_are_good_or_bad_for_the_choice_and_carry_source_and_age() -> None:
    told = section(made_up.report(), "Consequences")
    assert told[:4] == [
        "Good, because of team (2.0 points): Claim of team-knows (team-knows: example.org, 2026-01-15, 10 months old)",
        "Good, because of training speed (0.7 points): Training cnn takes TensorFlow 1.4 times the time of PyTorch "
        "(cpu) (measured-training: measured 2026-11-20, 4 days old; see Measurements)",
        "Good, because of deployment (0.3 points): Claim of old-news (old-news: example.org, 2026-01-15, "
        "10 months old, expired: was to be reviewed by 2026-06-01)",
        "Bad, because of deployment (0.9 points): Claim of android-runtime (android-runtime: example.org, "
        "2026-01-15, 10 months old)",
    ]


def test_for_the_other_choice_good_and_bad_change_places() -> None:
    other = made_up.CLEAR.model_copy(update={"framework": "tensorflow"})
    told = section(made_up.report(verdict=other), "Consequences")
    assert told[0].startswith("Good, because of deployment (0.9 points): Claim of android-runtime")
    assert told[1].startswith("Bad, because of team (2.0 points): Claim of team-knows")


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_each_claim_is_told_once(report: Report) -> None:
    told = shown(parse(render_markdown(report)))
    for entry in report.contributions:
        assert told.count(entry.claim.rstrip(".")) == (1 if any(entry.points.values()) else 0)


def test_a_reason_from_rules_of_ones_own_says_so() -> None:
    theirs = parts.contribution("policy", {"pytorch": 1.0}, origin="ours/policy", source="our wiki, page 7")
    told = section(made_up.report(contributions=(theirs,)), "Consequences")
    assert told[0].endswith("(policy: our wiki, page 7, 2026-01-15, 10 months old, from ours/policy)")


def test_many_reasons_are_cut_and_the_rest_is_named() -> None:
    many = tuple(parts.contribution(f"r{number:02}", {"pytorch": 2 - number / 10}) for number in range(20))
    told = shown(parse(render_markdown(made_up.report(contributions=many))))
    assert told.count("Good, because of") == 3 + 8
    assert "Left to --format json: r11 0.9, r12 0.8" in told


def test_the_earliest_review_date_that_counts_is_the_one_to_review_by() -> None:
    entries = (
        parts.contribution("late", {"pytorch": 1.0}, review_by=date(2028, 1, 1)),
        parts.contribution("early", {"pytorch": 1.0}, review_by=date(2027, 5, 6)),
        parts.contribution("idle", {"pytorch": 0.0}, review_by=date(2027, 1, 1)),
    )
    told = section(made_up.report(contributions=entries), "Confirmation")
    assert told[0] == "Review this decision by 2027-05-06, when early is due as the first of its facts."


def test_what_is_past_its_review_date_is_to_be_reviewed_at_once() -> None:
    told = section(made_up.report(), "Confirmation")
    assert told[0].startswith(
        "Review at once what is past its date: old-news. Review this decision by 2027-03-01"
    )


def test_confirmation_lists_flips_thresholds_and_what_is_worth_finding_out() -> None:
    told = section(made_up.report(), "Confirmation")
    assert "If targets were [browser] (a choice of yours): clearly TensorFlow" in told
    assert "Importance of team: at 0.4 the lead is gone; it is 2" in told
    assert "Which system? (os) (0.4)" in told
    assert not any("How large?" in line for line in told)


def test_measurements_say_whether_they_count_and_how_to_repeat_them() -> None:
    tokens = parse(render_markdown(made_up.report()))
    table = cells(tokens)[-1]
    assert table[0] == [
        "Row",
        "PyTorch",
        "TensorFlow",
        "Ratio",
        "Result",
        "Launches",
        "Device",
        "Taken",
        "Counts",
    ]
    assert table[1][3:6] == ["1.42 [1.31, 1.54]", "PyTorch faster", "3"]
    assert [row[-1] for row in table[1:]] == ["yes", "no: the project serves on nvidia", "no: nothing met"]
    assert table[3][4] == "not compared"
    assert [token.content for token in of_type(tokens, "fence")] == [f"{parts.COMMAND}\n"] * 2


def test_a_measurement_that_no_row_repeats_carries_its_own_command() -> None:
    text = render_markdown(made_up.report(measurements=()))
    assert f"`measured-training`: measured 2026-11-20, 4 days old; `{parts.COMMAND}`" in text
    assert "No measurement was used." in text


def test_a_team_is_named_with_its_leads_and_disagreements_and_a_split_is_said() -> None:
    text = render_markdown(REPORTS["lean"])
    assert 'decision-makers: ["Ana", "Ben", "Cem"]' in text
    assert "**The team is split**" in text
    members, matter, rest, agenda = cells(parse(text))[2:6]
    assert members[2] == ["Ben", "mobile", "1", "−0.8", "TensorFlow"]
    assert matter[1] == [
        "targets",
        "[server]: Ana and Cem; [android, ios]: Ben",
        "[server] counts",
        "Ana and Ben",
        "0.6, moves the lead by 1.4",
        "Where does it run? As Ben sees it, TensorFlow would be named",
    ]
    assert rest[1] == ["importance of team", "1: Ana; 4: Ben", "the mean counts, 2.5"]
    assert [line[:2] for line in agenda[1:]] == [["4", "Where we stand"], ["26", "targets"]]
    assert "After round 1: toss-up, PyTorch ahead (55%, by 0.2 points)" in text


def test_a_single_participant_is_the_decision_maker() -> None:
    needs = made_up.report().needs.model_dump()
    needs["participant"] = {"name": "Ana", "role": "lead", "weight": 1.0}
    assert 'decision-makers: ["Ana"]' in render_markdown(made_up.report(needs=needs))


def test_answers_changed_on_the_command_line_are_owned_up_to() -> None:
    told = render_markdown(made_up.report(baseline={"kind": "lean", "framework": "tensorflow"}))
    assert "changed with `--set`" in told


def test_provenance_names_versions_rules_machine_and_draws() -> None:
    told = section(made_up.report(), "How this record was made")
    assert "Made by advisor 0.1.0 on 2026-11-24 12:30 UTC." in told
    assert "Rules 0123456789ab: 2 spoke, 1 of them expired." in told
    assert "Machine: bench-1, Linux 6.1, Python 3.11.7." in told
    assert "Frameworks: PyTorch 2.13.0, TensorFlow 2.21.0." in told


def test_an_answer_of_ten_thousand_characters_is_cut_with_a_word_on_its_length() -> None:
    needs = made_up.report().needs.model_dump()
    needs["answers"] = {"libraries": ["x" * 10_000]}
    table = cells(parse(render_markdown(made_up.report(needs=needs))))[0]
    assert table[1] == ["libraries", "x" * 300 + "… (10,000 characters)"]


def test_renderers_know_frameworks_beyond_the_two() -> None:
    third = made_up.report(frameworks=(*made_up.report().frameworks, parts.option("<b>", 0.0)))
    tokens = parse(render_markdown(third))
    assert ("h3", "<b>") in headings(tokens)
    assert cells(tokens)[1][0][-1] == "Points for <b>"


def section(report: Report, heading: str) -> list[str]:
    """The lines that are seen between a heading and the next."""
    lines = shown(parse(render_markdown(report))).splitlines()
    start = lines.index(heading) + 1
    names = {name for _, name in headings(parse(render_markdown(report)))}
    end = next((at for at in range(start, len(lines)) if lines[at] in names), len(lines))
    return lines[start:end]


@pytest.mark.parametrize("example", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_command_files_a_record_of_each_example_short_enough_to_be_read(
    example: Path, tmp_path: Path
) -> None:
    file = tmp_path / "0001-framework.md"
    arguments = ["recommend", str(example), "--budget", "none", "--format", "markdown", "-o", str(file)]
    done = subprocess.run([sys.executable, "-m", "advisor", *arguments], capture_output=True, check=True)
    text = file.read_text("utf-8")
    assert done.stdout == b""
    assert headings(parse(text))[1 : len(MADR) + 1] == MADR
    assert len(text.splitlines()) < 150
    assert "**Review this decision by 20" in text


def test_an_importance_that_some_members_gave_is_neither_assumed_nor_given_by_all() -> None:
    given = (
        {"team": 5.0, "deployment": 4.0},
        {"deployment": 4.0, "ecosystem": "unknown"},
        {"deployment": 4.0},
    )
    team = made_up.team()
    members = tuple(
        member.model_copy(update={"importance": said})
        for member, said in zip(team.members, given, strict=True)
    )
    report = made_up.report(team=team.model_copy(update={"members": members}))
    text = render_markdown(report)
    assert "| team | 2 (given by 1 of 3) |" in text
    assert "| deployment | 4 |" in text
    assert "| training speed | 2 (assumed) |" in text
    assert "Of members who gave none it counts as 2." in text
    figures = weight_figures(report)
    assert figures is not None
    page = {row[0]: row[2] for row in figures.rows}
    assert page["team"] == "given by 1 of 3, assumed for the others"
    assert page["deployment"] == "as answered"
    assert page["training speed"] == "left out, so assumed"


def test_a_requirement_counts_among_what_is_due_for_review() -> None:
    due = parts.veto("fly").model_copy(update={"review_by": date(2026, 12, 1)})
    frameworks = (parts.option("pytorch", 2.3), parts.option("tensorflow", 0.2, due))
    text = render_markdown(made_up.report(verdict=made_up.BY_VETO, frameworks=frameworks))
    assert "**Review this decision by 2026-12-01**, when `fly` is due" in text
