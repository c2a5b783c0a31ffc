"""The report as one page: its order, its figures with source and age, and what it may not do."""

from __future__ import annotations

import re
import sys
from datetime import date
from functools import cache
from itertools import pairwise

import pytest

from advisor.errors import AdvisorError
from advisor.report.ageing import as_of
from advisor.report.html import render_html
from advisor.report.model import Report
from advisor.report.sentences import headline
from tests.report import made_up, parts, pictured
from tests.report.pages import Node, cells, headings, parse

REPORTS = {
    "pictured": pictured.report(),
    "clear": made_up.report(),
    "lean": made_up.report(verdict=made_up.LEAN, team=made_up.team()),
    "no-evidence": made_up.bare(),
    "conflict": made_up.report(verdict=made_up.CONFLICT, measurements=()),
    "by-veto": made_up.by_veto(),
    "infeasible": made_up.infeasible(),
}
PICTURES = ["contributions", "ratios-1", "break-even", "importance", "lead", "member-leads", "spread"]


@cache
def written(name: str) -> str:
    return render_html(REPORTS[name])


@cache
def page_of(name: str) -> Node:
    return parse(written(name))


def page(report: Report) -> Node:
    return parse(render_html(report))


@pytest.mark.parametrize("name", REPORTS)
def test_every_verdict_gives_a_page_that_says_it_first(name: str) -> None:
    found = page_of(name)
    verdict = headline(REPORTS[name]).split(" · ")
    assert found.one("h1").text == verdict[0]
    assert found.one("header").text.startswith(" ".join(["Shelf scanner", *verdict]))
    assert found.one("html").attributes["lang"] == "en"
    (title,) = (node for node in found.one("head").every("title"))
    assert title.children == [f"Shelf scanner: {verdict[0]}"]


@pytest.mark.parametrize("name", REPORTS)
def test_headings_are_in_order_and_every_section_is_named_by_its_own(name: str) -> None:
    found = page_of(name)
    levels = [int(tag[1]) for tag, _ in headings(found)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for section in found.every("section"):
        assert next(section.every("h2")).attributes["id"] == section.attributes["aria-labelledby"]


@pytest.mark.parametrize("name", REPORTS)
def test_ids_are_there_once_and_every_link_within_the_page_leads_somewhere(name: str) -> None:
    found = page_of(name)
    ids = [node.attributes["id"] for node in found.every() if "id" in node.attributes]
    assert len(set(ids)) == len(ids)
    named = [
        value.removeprefix("#") for node in found.every("a") if (value := node.attributes["href"])[0] == "#"
    ]
    for node in found.every():
        for key in ("aria-labelledby", "aria-describedby"):
            named += node.attributes.get(key, "").split()
        for value in node.attributes.values():
            named += re.findall(r"url\(#([^)]+)\)", value)
        if node.tag == "use":
            named.append(node.attributes["href"].removeprefix("#"))
    assert set(named) <= set(ids)


@pytest.mark.parametrize("name", REPORTS)
def test_the_page_asks_nobody_for_anything_and_runs_nothing(name: str) -> None:
    text, found = written(name), page_of(name)
    (policy,) = (
        node.attributes["content"]
        for node in found.every("meta")
        if node.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:;")
    assert not list(found.every("script", "img", "iframe", "object", "embed", "form", "base", "image"))
    assert [node.attributes for node in found.every("link")] == [{"rel": "icon", "href": "data:,"}]
    for node in found.every():
        assert not any(key.startswith("on") for key in node.attributes)
        assert "src" not in node.attributes
        addresses = (value for key, value in node.attributes.items() if key == "style")
        assert all("url(" not in value.replace("url(#", "") for value in addresses)
    assert "@import" not in text
    assert "url(" not in str(next(found.every("style")).children[0])
    assert len(text.encode()) < 2_000_000


def test_links_to_sources_are_of_the_web_and_tell_nobody_where_the_reader_came_from() -> None:
    veto = parts.veto("fly", source="javascript:alert(1)")
    report = made_up.report(
        verdict=made_up.BY_VETO,
        frameworks=(parts.option("pytorch", 2.3), parts.option("tensorflow", 0.2, veto)),
    )
    found = page(report)
    away = [node.attributes for node in found.every("a") if not node.attributes["href"].startswith("#")]
    assert away
    assert all(link["href"].startswith("https://") for link in away)
    assert all(link["rel"] == "noreferrer noopener" for link in away)
    assert "javascript:alert(1)" in found.with_id("ruled-out").text


def test_sections_come_in_the_order_in_which_a_reader_asks() -> None:
    assert [text for tag, text in headings(page_of("pictured")) if tag == "h2"] == [
        "On this page",
        "Why",
        "Points by concern",
        "Measurements",
        "What would change it",
        "Worth finding out",
        "The stack",
        "The team",
        "Warnings",
        "What was answered",
        "Sources",
        "How to repeat it",
    ]


def test_what_there_is_nothing_to_say_of_is_left_out() -> None:
    found = page_of("no-evidence")
    assert [text for tag, text in headings(found) if tag == "h2"] == [
        "On this page",
        "Measurements",
        "What would change it",
        "What was answered",
        "How to repeat it",
    ]
    assert "No measurement was used." in found.with_id("measurements").text


def test_a_page_holds_every_picture_with_the_figures_behind_it() -> None:
    found = page_of("pictured")
    figures = list(found.every("figure"))
    assert [next(figure.every("svg")).attributes["id"] for figure in figures] == PICTURES
    for figure in figures:
        drawing, behind = next(figure.every("svg")), next(figure.every("details"))
        assert drawing.attributes["role"] == "img"
        (title,), (told,) = drawing.every("title"), drawing.every("desc")
        assert drawing.attributes["aria-labelledby"].split() == [
            title.attributes["id"],
            told.attributes["id"],
        ]
        assert str(title.children[0]) in next(behind.every("summary")).text
        assert len(cells(behind.one("table"))) > 1
        assert next(behind.every("pre")).text


@pytest.mark.parametrize("name", REPORTS)
def test_every_table_is_named_and_says_of_what_its_cells_are(name: str) -> None:
    for table in page_of(name).every("table"):
        assert table.one("caption").text
        for row in table.every("tr"):
            (head, *rest) = row.every("th", "td")
            assert head.tag == "th"
            scopes = {cell.attributes["scope"] for cell in row.every("th")}
            assert scopes == ({"col"} if all(cell.tag == "th" for cell in rest) else {"row"})
        assert len({len(row) for row in cells(table)}) == 1


def test_every_reason_carries_points_source_age_and_what_looks_it_up() -> None:
    told = page_of("clear").with_id("points").text
    assert (
        "+2.0 PyTorch Claim of team-knows. example.org, read 2026-01-15, 10 months old ; "
        "advisor rules show team-knows" in told.replace(";", " ;").replace("  ", " ")
    )
    assert (
        f"+0.7 PyTorch Training cnn takes TensorFlow 1.4 times the time of PyTorch (cpu) "
        f"measured 2026-11-20, 4 days old; {parts.COMMAND}" in told
    )


def test_an_expired_fact_is_marked_by_a_word_where_it_counts_and_among_the_sources() -> None:
    found = page_of("clear")
    assert "expired: was to be reviewed by 2026-06-01" in found.with_id("points").text
    table = cells(found.with_id("sources").one("table"))
    assert table[1] == [
        "example.org",
        "read 2026-01-15, 10 months old",
        "2026-06-01 expired",
        "advisor rules show old-news",
    ]
    assert "1 fact past the review date" in found.one("header").text


def test_a_page_of_a_later_day_tells_ages_by_that_day_and_marks_what_has_expired_since() -> None:
    found = page(as_of(made_up.report(), date(2027, 3, 20)))
    assert "Made 2026-11-24, read 2027-03-20" in found.one("header").text
    assert "read 2026-01-15, 14 months old" in found.with_id("points").text
    assert (
        "Measured on bench-1, from 2026-11-20, 4 months old, to 2026-11-24"
        in found.with_id("measurements").text
    )
    assert "expired: was to be reviewed by 2027-03-01" in found.with_id("points").text


def test_measurements_say_whether_they_count_how_old_they_are_and_what_repeats_them() -> None:
    found = page_of("clear").with_id("measurements")
    table = cells(next(found.every("table")))
    assert table[1][3:] == [
        "1.42 [1.31, 1.54]",
        "PyTorch faster",
        "3",
        "cpu (AVX2), 2 threads, on bench-1",
        "2026-11-20, 4 days old, stored",
        "yes",
    ]
    assert [row[-1] for row in table[2:]] == ["no: the project serves on nvidia", "no: nothing met"]
    assert table[3][4] == "not compared"
    assert next(found.every("pre")).text == parts.COMMAND
    assert "noise floor: a framework against itself differs by up to 4 % here" in found.text


def test_rows_that_never_met_are_told_without_a_picture() -> None:
    rows = (parts.measurement(comparisons=(), counts=False, why_not="nothing met"),)
    found = page(made_up.report(measurements=rows)).with_id("measurements")
    assert not list(found.every("svg"))
    assert "not compared" in found.one("table").text
    assert next(found.every("pre")).text == parts.COMMAND


def test_what_would_change_it_and_what_is_worth_finding_out_are_told_in_the_same_words_as_elsewhere() -> None:
    found = page_of("clear")
    assert "If targets were [browser] (a choice of yours): clearly TensorFlow" in found.with_id("change").text
    assert "Importance of team: at 0.4 the lead is gone; it is 2" in found.with_id("change").text
    assert "0.4 Which system? (os)" in found.with_id("worth").text
    assert "How large?" not in found.with_id("worth").text


def test_a_requirement_that_rules_an_option_out_names_its_source_and_who_raised_it() -> None:
    told = page_of("by-veto").with_id("ruled-out").text
    assert "TensorFlow: It cannot fly. example.org; raised by Ana and Ben; advisor rules show fly" in told


def test_a_team_is_told_with_its_members_rounds_disagreements_and_agenda() -> None:
    found = page_of("pictured").with_id("team")
    told = found.text
    assert "The team is split: PyTorch leads for 3 of 5 members" in told
    assert "After round 1: toss-up, TensorFlow ahead (58%, by 0.4 points)" in told
    members = cells(next(found.every("table")))
    assert members[2] == ["Ben", "mobile", "1", "−1.8", "TensorFlow"]
    matter = told.index("Where you differ, and it matters")
    rest = told.index("Where you differ, and it does not matter")
    assert matter < told.index("importance of ecosystem worth 0.8, moves the lead by 2.4 points") < rest
    assert rest < told.index("targets. Who says what where it does not matter")
    assert "4: Chloé, Dmitri and Eun-ji" in told
    assert "the mean counts, 3.6; Ana and Ben explain first" in told
    assert "Importance of ecosystem, 10 min: Ana and Ben explain first." in told


def test_answers_changed_on_the_command_line_stand_beside_what_was_answered() -> None:
    found = page(made_up.report(baseline={"kind": "lean", "framework": "tensorflow"})).with_id("beside")
    assert cells(found.one("table"))[1] == ["verdict", "leaning to TensorFlow", "clearly PyTorch"]


def test_the_command_machine_versions_rules_and_draws_are_at_the_end() -> None:
    found = page_of("clear").with_id("repeat")
    assert found.one("pre").text == parts.COMMAND
    for told in (
        "2026-11-24 12:30 UTC by advisor 0.1.0",
        "bench-1, Linux 6.1, Python 3.11.7",
        "PyTorch 2.13.0, TensorFlow 2.21.0",
        "0123456789ab: 2 spoke, 1 of them past the review date",
        "10,000 draws of plausible weightings and measurements, seed 1983",
    ):
        assert told in found.text


def test_the_same_report_gives_the_same_bytes() -> None:
    assert render_html(pictured.report()) == written("pictured")
    again = Report.model_validate_json(pictured.report().model_dump_json(by_alias=True))
    assert render_html(again) == written("pictured")


def test_frameworks_beyond_the_two_are_drawn_and_told() -> None:
    third = made_up.report(frameworks=(*made_up.report().frameworks, parts.option("jax", 0.0)))
    found = page(third)
    assert "jax" in found.with_id("contributions").text
    assert cells(next(found.with_id("points").every("table")))[0][-1] == "jax"


def test_without_the_library_that_draws_the_reader_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(AdvisorError) as caught:
        render_html(made_up.bare())
    assert caught.value.lines == (
        "pictures need a package that is not installed. Run: pip install 'advisor[report]'",
    )
