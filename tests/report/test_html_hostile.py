"""No text of anybody's in any field of a report acts in the page."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest

from advisor.diagnostics import visible
from advisor.report.html import render_html
from advisor.report.model import Report
from tests.report import pictured
from tests.report.pages import headings, parse
from tests.report.test_commonmark import NASTY
from tests.report.test_markdown_hostile import FIXED
from tests.tui.piloting import HOSTILE

#: What breaks out of an attribute, an element or the style of an HTML page.
_OF_HTML = (
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    "</style><script>alert(1)</script>",
    "</title></desc></svg><script>alert(1)</script>",
    "<!-- --> <![CDATA[x]]>",
    'https://example.org/"onclick=alert(1)',
    "data:text/html,<script>alert(1)</script>",
    "{{ report }} {% raw %}",
    "url(#x) var(--ink) #010101",
)
#: A lone surrogate is refused before there is a report.
TEXTS = (*NASTY, *_OF_HTML, *(text for text in HOSTILE if text != "\udc80"))
_WORDS = ("fresh", "stored", "file", "pytorch", "tensorflow", "unknown")


def hostile(text: str) -> Report:
    """The text in every field that can hold one; what the pictures need to tell things apart is kept."""
    return Report.model_validate(_filled(pictured.report().model_dump(by_alias=True), text))


def _filled(value: Any, text: str, key: str = "") -> Any:
    match value:
        case dict():
            own = key in ("answers", "who")
            return {
                text[:90] if own else name: _filled(entry, text, str(name)) for name, entry in value.items()
            }
        case list() | tuple():
            return [_filled(entry, text, key) for entry in value]
        case str() if key in FIXED or value in _WORDS:
            return value
        case str():
            return text if key == "project" else text[:2000]
    return value


@cache
def usual() -> tuple[set[str], set[str]]:
    """The tags and attributes of a page in which nobody is hostile."""
    nodes = list(parse(render_html(pictured.report())).every())
    return {node.tag for node in nodes}, {key for node in nodes for key in node.attributes}


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_hostile_text_in_every_field_stays_text(text: str) -> None:
    written = render_html(hostile(text))
    found = parse(written)
    tags, known = usual()
    assert {node.tag for node in found.every()} <= tags
    assert [tag for tag, _ in headings(found)][:3] == ["h1", "h2", "h2"]
    assert {key for node in found.every() for key in node.attributes} <= known
    for node in found.every("a"):
        assert node.attributes["href"].startswith(("#", "https://example.org/"))
    styles = {node.attributes["style"] for node in found.every() if "style" in node.attributes}
    assert all(re.fullmatch(r"[-a-z0-9#(): ,.;]*", style) for style in styles)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]", written)
    assert " ".join(visible(text[:80]).split()) in found.text
    assert len(written.encode()) < 2_000_000


def test_a_text_of_ten_thousand_characters_is_cut_with_a_word_on_its_length() -> None:
    told = parse(render_html(pictured.report(explanation={"summary": ("x" * 10_000,), "other_side": ()})))
    assert f"{'x' * 600}… (10,000 characters)" in told.with_id("why").text


def test_a_command_is_never_cut() -> None:
    command = f"advisor recommend {'n' * 5000}.yaml"
    environment = pictured.report().environment.model_copy(update={"command": command})
    assert (
        parse(render_html(pictured.report(environment=environment))).with_id("repeat").one("pre").text
        == command
    )


@pytest.mark.parametrize("figure", [1e300, -1e300, 1e-300, 0.0])
def test_figures_that_nobody_would_measure_are_told_all_the_same(figure: float) -> None:
    report = pictured.report().model_dump(mode="json", by_alias=True)
    report["draws"]["histogram"]["edges"][-1] = abs(figure)
    report["draws"]["quantiles"]["0.5"] = figure
    for entry in report["concerns"]:
        entry["points"]["pytorch"] = figure
    report["frameworks"][0]["points"] = figure
    for member in report["team"]["members"]:
        member["lead"] = figure
    met = report["measurements"][0]["comparisons"][0]
    met.update(ratio=abs(figure) or 1e-12, low=1e-300, high=1e300)
    report["measurements"][0]["modes"][0].update(first_call_s=abs(figure), break_even_steps=abs(figure))
    assert "How to repeat it" in parse(render_html(Report.model_validate(report))).text
