"""No text of anybody's in any field of a report acts in the record."""

from __future__ import annotations

import re
from typing import Any

import pytest

from advisor.diagnostics import visible
from advisor.report.markdown import render_markdown
from advisor.report.model import Report
from tests.report import made_up
from tests.report.parsed import cells, headings, links, of_type, parse, shown
from tests.report.test_commonmark import NASTY


def hostile(text: str) -> Report:
    """The text in every field that can hold one, ids and versions included."""
    plain = made_up.report(team=made_up.team(), frameworks=made_up.infeasible().frameworks)
    return Report.model_validate(_filled(plain.model_dump(by_alias=True), text))


#: What is no text of anybody's, but a word of a fixed choice.
FIXED = {
    "schema", "kind", "decided_by", "tossup", "sure", "what", "effect", "task", "device", "verdict", "status",
    "framework", "other",
}  # fmt: skip


def _filled(value: Any, text: str, key: str = "") -> Any:
    match value:
        case dict():
            own = key in ("answers", "who")
            return {
                text[:90] if own else name: _filled(entry, text, str(name)) for name, entry in value.items()
            }
        case list() | tuple():
            return [_filled(entry, text, key) for entry in value]
        case str() if key in FIXED or value in (
            "fresh",
            "stored",
            "file",
            "pytorch",
            "tensorflow",
            "unknown",
        ):
            return value
        case str():
            return text[:2000]
    return value


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_hostile_text_in_every_field_stays_text(text: str) -> None:
    report = hostile(text)
    tokens = parse(render_markdown(report))
    assert [tag for tag, _ in headings(tokens)] == [
        "h1", "h2", "h2", "h2", "h2", "h3", "h3", "h2", "h3", "h3", "h2", "h3", "h3", "h3", "h3"
    ]  # fmt: skip
    assert not {"html_inline", "html_block", "image", "s_open", "em_open", "code_block", "hr"} & {
        t.type for t in tokens
    }
    assert len(of_type(tokens, "ordered_list_open")) + len(of_type(tokens, "blockquote_open")) == 0
    assert [{len(row) for row in table} for table in cells(tokens)] == [
        {2}, {5}, {5}, {6}, {3}, {3}, {9}
    ]  # fmt: skip
    assert not links(tokens)
    seen = re.sub(" +", " ", shown(tokens))
    assert re.sub(" +", " ", visible(text[:80]).strip()) in seen
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e]", render_markdown(report))
