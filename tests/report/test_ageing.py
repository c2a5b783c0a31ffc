"""A report that is read on a later day: ages by that day, facts that have expired since marked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from advisor.report.ageing import as_of, day_of
from advisor.report.document import render_json
from advisor.report.markdown import render_markdown
from advisor.report.model import Report
from advisor.report.reading import read_report
from advisor.report.text import render_text
from tests.report import made_up, parts

MADE = parts.NOW.date()
#: After the review date of most of the made-up rules, 2027-03-01.
LATER = date(2027, 6, 1)


def expired(report: Report) -> set[str]:
    return {entry.id for entry in report.contributions if entry.expired}


def test_on_the_day_it_was_made_a_report_reads_as_it_was() -> None:
    report = made_up.report()
    again = as_of(report, MADE)
    assert render_json(again) == render_json(report)
    assert render_text(again, 100, color=False) == render_text(report, 100, color=False)
    assert render_markdown(again) == render_markdown(report)


def test_a_rule_counts_as_expired_from_the_day_after_its_review_date() -> None:
    due = date(2027, 3, 1)
    assert expired(as_of(made_up.report(), due)) == {"old-news"}
    assert expired(as_of(made_up.report(), due + timedelta(days=1))) == {
        "old-news",
        "team-knows",
        "android-runtime",
        "same-cause",
    }


def test_a_requirement_and_a_part_of_the_stack_expire_too() -> None:
    due = date(2027, 1, 1)
    veto = parts.veto("fly").model_copy(update={"source_date": MADE, "review_by": due})
    stack = tuple(part.model_copy(update={"review_by": due}) for part in made_up.report().stack)
    report = made_up.report(
        frameworks=(parts.option("pytorch", 2.3), parts.option("tensorflow", 0.2, veto)), stack=stack
    )
    before, after = as_of(report, due), as_of(report, due + timedelta(days=1))
    assert not any("fly" in entry.text for entry in before.warnings)
    assert "fly" in after.warnings[0].text
    assert all(part.role in after.warnings[0].text for part in stack)
    assert "past its review date" in " ".join(render_text(after, 100, color=False).split())
    assert "past its review date" in render_markdown(after)
    assert all("true once" in part.caveat for part in after.stack)
    assert render_json(as_of(after, LATER)).count("true once") == len(stack)


def test_what_has_expired_since_is_marked_and_a_warning_says_that_nothing_was_weighed_again() -> None:
    report = as_of(made_up.report(), LATER)
    assert report.warnings[0].code == "expired-since"
    assert "team-knows" in report.warnings[0].text
    assert "old-news" not in report.warnings[0].text
    assert "not weighed again" in report.warnings[0].text
    assert set(report.rules.expired) == {"old-news", "team-knows", "android-runtime", "same-cause"}
    assert report.verdict == made_up.report().verdict
    assert report.frameworks == made_up.report().frameworks
    text = " ".join(render_text(report, 100, color=False).split())
    assert text.count("older than its review date") == 4
    assert "not weighed again" in text
    record = render_markdown(report)
    assert record.count("expired: was to be reviewed by 2027-03-01") >= 2
    assert "Review at once" in record


def test_ages_are_told_by_the_day_of_reading() -> None:
    text = render_text(as_of(made_up.report(), MADE + timedelta(days=365)), 140, color=False)
    assert "2026-01-15, 22 months old" in text
    assert "2026-01-15, 10 months old" not in text
    assert "just now" not in text
    assert "just now" in render_text(made_up.report(), 140, color=False)


def test_a_measurement_never_expires() -> None:
    report = as_of(made_up.report(), LATER)
    assert "measured-training" not in expired(report)


def test_marking_twice_says_it_once_and_the_document_is_a_report_like_any_other() -> None:
    once = as_of(made_up.report(), LATER)
    read = read_report(render_json(once).encode(), "x.json")
    assert type(read) is Report
    assert day_of(read) == MADE
    assert render_json(as_of(read, LATER)) == render_json(once)


@pytest.mark.parametrize("today", [date(2020, 1, 1), MADE - timedelta(days=1)])
def test_a_clock_that_goes_wrong_makes_nothing_younger_than_the_report(today: date) -> None:
    assert day_of(as_of(made_up.report(), today)) == MADE
    assert expired(as_of(made_up.report(), today)) == {"old-news"}
