"""Whole pages, kept as files, less the drawings: where their words stand depends on the version that draws them.

`ADVISOR_RENEW_GOLDEN=1 pytest tests/report/test_html_golden.py` writes them anew and fails where one has
changed: read the difference before it is committed, it is what people will keep and print.
"""

from __future__ import annotations

import os
import re

import pytest

from advisor.report.html import render_html
from tests.report import made_up, pictured
from tests.report.test_golden import GOLDEN

REPORTS = {"lean-team-pictured": pictured.report(), "infeasible": made_up.infeasible()}


@pytest.mark.parametrize("name", REPORTS)
def test_the_page_is_as_it_was_last_reviewed(name: str) -> None:
    path = GOLDEN / f"{name}.html"
    text = re.sub(
        r'<svg id="([^"]+)".*?</svg>', r"<!-- the drawing “\1” -->", render_html(REPORTS[name]), flags=re.S
    )
    if os.environ.get("ADVISOR_RENEW_GOLDEN") and (not path.exists() or path.read_text("utf-8") != text):
        path.write_text(text, "utf-8")
        pytest.fail(f"{path} is new: review it with git diff")
    assert path.read_text("utf-8") == text
