"""The page in a real browser: on a phone and a desk, light, dark and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from advisor.report.html import render_html
from advisor.report.model import Report
from tests.report import pictured
from tests.report.test_html import PICTURES
from tests.report.test_html_hostile import hostile
from tests.serving.browser import Tab, browser_page

#: In the browser: the contrast of every word with what is painted behind it, as WCAG 2 computes it.
_CONTRASTS = """
() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const linear = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const colour = parts(getComputedStyle(node).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const node of document.querySelectorAll("body *")) {
    const words = [...node.childNodes].filter((child) => child.nodeType === 3 && child.data.trim());
    if (!words.length || ["title", "desc"].includes(node.tagName)) continue;
    const style = getComputedStyle(node);
    const [a, b] = [parts(node.namespaceURI.endsWith("svg") ? style.fill : style.color), behind(node)].map(light);
    found.push([(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), words[0].data.trim().slice(0, 60)]);
  }
  return found;
}
"""
#: In the browser: boxes of words within one drawing that stand on one another or beyond its edge.
_COLLISIONS = """
() => [...document.querySelectorAll("svg.drawing")].flatMap((drawing) => {
  const edge = drawing.getBoundingClientRect();
  const boxes = [...drawing.querySelectorAll("text")].map((node) => [node.textContent, node.getBoundingClientRect()]);
  const out = boxes.filter(([, box]) => box.left < edge.left - 1 || box.right > edge.right + 1 ||
    box.top < edge.top - 2 || box.bottom > edge.bottom + 2).map(([text]) => `${drawing.id}: ${text} leaves it`);
  boxes.forEach(([one, a], place) => boxes.slice(place + 1).forEach(([two, b]) => {
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 1 && high > 0.35 * Math.min(a.height, b.height)) out.push(`${drawing.id}: ${one} on ${two}`);
  }));
  return out;
})
"""
_SIZES = {"phone": (390, 844), "desk": (1280, 900)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    for name, report in {
        "pictured": pictured.report(),
        "hostile": hostile("x" * 2000),
        "wide": _wide(),
    }.items():
        (folder / f"{name}.html").write_text(render_html(report), "utf-8")
    return folder


@pytest.fixture(
    scope="module", params=[(size, scheme) for size in _SIZES for scheme in ("light", "dark")], ids="-".join
)
def window(request: pytest.FixtureRequest) -> Iterator[Tab]:
    size, scheme = request.param
    with browser_page(*_SIZES[size], color_scheme=scheme) as tab:
        yield tab


@pytest.fixture
def tab(window: Tab, folder: Path) -> Tab:
    """The page, opened anew."""
    window.requests.clear()
    window.complaints.clear()
    window.page.emulate_media(media="screen")
    window.open((folder / "pictured.html").as_uri())
    return window


def _wide() -> Report:
    """A member whose name has no place to break, and framework names as long."""
    long = pictured.member("Anna" * 60, "lead" * 60, 3.1, "pytorch", ecosystem=5, team=0.3)
    team = pictured.team().model_copy(update={"members": (long, *pictured.team().members)})
    return pictured.report(team=team)


def test_the_page_is_quiet_whole_and_as_wide_as_the_window(tab: Tab) -> None:
    assert tab.requests == [tab.page.url]
    assert tab.complaints == []
    assert _overflow(tab) == 0
    for name in PICTURES:
        box = tab.page.locator(f"svg#{name}").bounding_box()
        assert box is not None
        assert box["height"] > 100
        assert 300 < box["width"] <= 560


def test_words_of_the_drawings_are_large_enough_and_do_not_stand_on_one_another(tab: Tab) -> None:
    assert tab.page.evaluate(_COLLISIONS) == []
    smallest = tab.page.evaluate(
        "() => Math.min(...[...document.querySelectorAll('svg text')].map((node) =>"
        " parseFloat(getComputedStyle(node).fontSize) * node.getScreenCTM().a))"
    )
    assert smallest > 9


def test_all_words_stand_out_from_what_is_behind_them(tab: Tab) -> None:
    _open_all(tab)
    found = tab.page.evaluate(_CONTRASTS)
    assert len(found) > 300
    assert [entry for entry in found if entry[0] < 4.5] == []


def test_bars_and_marks_stand_out_too(tab: Tab) -> None:
    told = tab.page.evaluate(
        "() => Object.fromEntries(['paper', 'ink', 'muted', 'series-1', 'series-2', 'series-3', 'series-4',"
        " 'series-5'].map((name) => [name, getComputedStyle(document.documentElement).getPropertyValue('--' + name)]))"
    )
    paper = _light(told.pop("paper"))
    for name, colour in told.items():
        high, low = sorted((_light(colour), paper), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 3, name


def test_what_stands_behind_a_picture_opens_by_keyboard_and_scrolls_in_its_own_box(tab: Tab) -> None:
    summary = tab.page.locator("#ratios-1-figure summary")
    summary.focus()
    tab.press("Enter")
    table = tab.page.locator("#ratios-1-figure .wide")
    assert table.is_visible()
    assert table.get_attribute("tabindex") == "0"
    assert _overflow(tab) == 0


def test_the_first_key_offers_to_skip_to_the_verdict(tab: Tab) -> None:
    tab.press("Tab")
    box = tab.page.locator(":focus").bounding_box()
    assert tab.page.locator(":focus").inner_text() == "Skip to the verdict"
    assert box is not None
    assert box["x"] >= 0


def test_landmarks_and_pictures_have_names_for_those_who_do_not_see_them(tab: Tab) -> None:
    page = tab.page
    assert page.get_by_role("main").count() == 1
    assert page.get_by_role("navigation", name="On this page").count() == 1
    assert page.get_by_role("contentinfo").count() == 1
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.get_by_role("region", name="Measurements", exact=True).count() == 1
    for title in ("What speaks for which framework", "Importance by member", "Leads by member"):
        assert page.get_by_role("img", name=title).count() == 1


@pytest.mark.parametrize("name", ["hostile", "wide"])
def test_texts_without_a_place_to_break_do_not_widen_the_page(tab: Tab, folder: Path, name: str) -> None:
    tab.open((folder / f"{name}.html").as_uri())
    _open_all(tab)
    assert _overflow(tab) == 0
    assert tab.complaints == []


def test_on_paper_every_figure_is_open_and_dark_becomes_light(tab: Tab) -> None:
    tab.page.emulate_media(media="print")
    shown = tab.page.evaluate(
        "() => [...document.querySelectorAll('details table')].map((node) => node.getBoundingClientRect().height)"
    )
    assert len(shown) == len(PICTURES)
    assert min(shown) > 50
    background = tab.page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor")
    assert background == "rgb(255, 255, 255)"
    assert not tab.page.locator("nav").is_visible()
    paper = tab.page.pdf(format="A4")
    assert paper.startswith(b"%PDF-")
    assert 3 <= paper.count(b"/Type /Page\n") <= 20


def _overflow(tab: Tab) -> int:
    return int(
        tab.page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


def _open_all(tab: Tab) -> None:
    tab.page.evaluate("() => document.querySelectorAll('details').forEach((node) => (node.open = true))")


def _light(colour: str) -> float:
    """The relative luminance of `#rrggbb`."""
    values: list[Any] = [int(colour.strip()[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values]
    return float(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
