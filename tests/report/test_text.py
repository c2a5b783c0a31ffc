"""The report in a terminal."""

from __future__ import annotations

from advisor.report.text import render_text
from tests.report import made_up, parts


def lines(**changes: object) -> list[str]:
    return render_text(made_up.report(**changes), 100, color=False).splitlines()


def test_every_reason_stands_in_the_table_with_its_sign_and_what_is_worth_nothing_says_why() -> None:
    entries = [parts.contribution(f"r{number}", {"pytorch": 2 - number / 5}) for number in range(6)]
    entries += [
        parts.contribution("minus", {"tensorflow": -0.4}, kind="measurement"),
        parts.contribution("same", {"pytorch": 0.0}, counted_with="r0"),
        parts.contribution("equal", {"tensorflow": 0.0}, kind="measurement"),
        parts.contribution("weightless", {"tensorflow": 0.0}, concern="idle"),
    ]
    concerns = (
        parts.concern("deployment", 4, "firm", {"pytorch": 9.0, "tensorflow": -0.4}),
        parts.concern("idle", 0, "firm", {"pytorch": 0.0, "tensorflow": 0.0}),
    )
    told = lines(contributions=tuple(entries), concerns=concerns)
    for number in range(6):
        (line,) = [line for line in told if f"Claim of r{number}." in line]
        assert line.strip().startswith(f"+{2 - number / 5:.1f} PyTorch")
        assert (f"r{number}:" in line) == (number >= 3), (
            "the largest three with their source, others in a line"
        )
    for start in (
        "+0.4 PyTorch  minus: Claim of minus.",
        "±0, counted with r0, same cause  same: Claim of same.",
        "±0, no difference that counts  equal: Claim of equal.",
        "±0, as the concern has no weight  Claim of weightless.",
    ):
        assert any(line.strip().startswith(start) for line in told), start


def test_a_claim_too_long_for_its_line_is_cut() -> None:
    entries = [
        parts.contribution(f"r{number}", {"pytorch": 2 - number / 5}, claim="Long " * 60)
        for number in range(5)
    ]
    short = [line for line in lines(contributions=tuple(entries)) if "r4:" in line]
    assert len(short) == 1
    assert short[0].endswith("…")
    assert len(short[0]) <= 100


def test_without_and_with_the_changes_stand_side_by_side() -> None:
    baseline = {
        "kind": "clear",
        "framework": "tensorflow",
        "decided_by": "veto",
        "ruled_out": {"pytorch": ("needs-tfx",)},
        "concerns": {"team": {"pytorch": 0.5, "tensorflow": 0.0}, "deployment": {"pytorch": 0.3, "tensorflow": 0.9}},
    }  # fmt: skip
    told = lines(baseline=baseline)
    start = told.index("Beside what was answered")
    table = told[start + 1 : told.index("", start)]
    rows = [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in table]
    assert rows == [
        ["as answered", "with the changes"],
        ["verdict", "TensorFlow, by a requirement", "clearly PyTorch"],
        ["wins in", "a requirement decides", "PyTorch: 93%"],
        ["lead", "a requirement decides", "PyTorch by 2.5 points"],
        ["ruled out", "PyTorch (needs-tfx)", "none"],
        ["team", "PyTorch 0.5, TensorFlow 0.0", "PyTorch 2.0, TensorFlow 0.0"],
        ["training speed", "PyTorch 0.0, TensorFlow 0.0", "PyTorch 0.0, TensorFlow −0.7"],
    ]


def test_what_rules_an_option_out_is_told_with_its_source() -> None:
    told = render_text(made_up.infeasible(), 100, color=False)
    assert "PyTorch: It cannot swim. [swim, https://example.org/v]" in told
    assert "TensorFlow: It cannot fly. [fly, https://example.org/v]" in told


def test_a_third_framework_has_a_column_its_name_and_what_counts_against_it() -> None:
    frameworks = (
        *made_up.report().frameworks,
        parts.option("third", 1.2).model_copy(update={"name": "The Third"}),
    )
    entries = (
        parts.contribution("for-it", {"third": 2.0}),
        parts.contribution("against-it", {"third": -0.8}, kind="measurement"),
    )
    concerns = (parts.concern("deployment", 4, "firm", {"third": 1.2}),)
    threshold = {"what": "measured:inference_speed:third", "at": 0.5, "now": 1.1, "low": 1.0, "high": 1.2}
    told = lines(
        frameworks=frameworks,
        contributions=entries,
        concerns=concerns,
        thresholds=(threshold,),
        verdict=made_up.BY_VETO.model_copy(update={"framework": "third"}),
    )
    text = "\n".join(told)
    heading = told[told.index("Points by concern") + 1]
    assert heading.split("  ")[-1].strip().endswith("The Third")
    assert "The Third, clearly: a requirement rules the others out" in text
    assert "+2.0 The Third  Claim of for-it." in text
    assert "−0.8 The Third  Claim of against-it." in text
    assert "if The Third took 0.50 of PyTorch's time" in " ".join(text.split())


def test_a_part_of_the_stack_says_how_old_its_source_is() -> None:
    assert "[https://example.org/executorch, 2026-10-01, 54 days old]" in " ".join(" ".join(lines()).split())


def test_a_name_in_one_long_word_still_stands_above_the_verdict() -> None:
    assert "Scan" in lines(project="Scan" * 500)[0]
