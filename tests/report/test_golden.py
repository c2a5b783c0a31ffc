"""Whole records, kept as files.

`ADVISOR_RENEW_GOLDEN=1 pytest tests/report/test_golden.py` writes them anew and fails where one has changed:
read the difference before it is committed, it is what people will file in their repositories.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from advisor.report.markdown import render_markdown
from advisor.report.model import Report
from tests.report import made_up

GOLDEN = Path(__file__).parent / "golden"
REPORTS = {
    "clear-team-measured": made_up.report(team=made_up.team()),
    "toss-up-unmeasured": made_up.report(verdict=made_up.CONFLICT, measurements=()),
    "infeasible": made_up.infeasible(),
}


@pytest.mark.parametrize("name", REPORTS)
def test_the_record_is_as_it_was_last_reviewed(name: str) -> None:
    path = GOLDEN / f"{name}.md"
    text = render_markdown(REPORTS[name])
    if os.environ.get("ADVISOR_RENEW_GOLDEN") and (not path.exists() or path.read_text("utf-8") != text):
        path.write_text(text, "utf-8")
        pytest.fail(f"{path} is new: review it with git diff")
    assert path.read_text("utf-8") == text


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_read_back_from_json_gives_the_same_record(name: str) -> None:
    report = REPORTS[name]
    again = Report.model_validate_json(report.model_dump_json(by_alias=True))
    assert render_markdown(again) == render_markdown(report)
