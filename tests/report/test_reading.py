"""From a file to a report: what is wrong is named with its key, and nothing hostile gets through."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from advisor.errors import AdvisorError, InputError
from advisor.report.document import render_json
from advisor.report.html import render_html
from advisor.report.markdown import render_markdown
from advisor.report.reading import FILE_LIMIT, read_report, read_report_file
from advisor.report.text import render_text
from tests.conftest import ROOT
from tests.report import made_up
from tests.tui.piloting import HOSTILE

Data = dict[str, Any]


#: Keys under which any text may stand.
_FREE = {
    *("project", "claim", "source", "text", "remedy", "command", "name", "role", "summary", "notes"),
    *("why_not", "choice", "why", "caveat", "device_name", "stopped", "system", "processor", "reason"),
}


def data(**changes: Any) -> Data:
    parsed: Data = json.loads(render_json(made_up.report(team=made_up.team())))
    return {**parsed, **changes}


def problems(source: object) -> list[str]:
    text = source if isinstance(source, bytes) else json.dumps(source).encode()
    with pytest.raises(InputError) as caught:
        read_report(text, "r.json")
    assert all(line.startswith("r.json:") for line in caught.value.lines)
    return list(caught.value.lines)


@pytest.mark.parametrize(
    "report", [made_up.report(), made_up.report(team=made_up.team()), made_up.infeasible(), made_up.bare()]
)
def test_what_was_written_is_read_as_the_same(report: Any) -> None:
    assert read_report(render_json(report).encode(), "r.json") == report
    assert read_report(b"\xef\xbb\xbf" + render_json(report).encode(), "r.json") == report


def test_standard_input_is_a_dash() -> None:
    stdin = io.BytesIO(render_json(made_up.report()).encode())
    assert read_report_file("-", stdin) == made_up.report()


def _set(path: str, value: object) -> Callable[[Data], None]:
    def change(report: Data) -> None:
        *way, last = path.split(".")
        place: Any = report
        for step in way:
            place = place[int(step) if step.isdecimal() else step]
        place[int(last) if last.isdecimal() else last] = value

    return change


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (_set("verdict.kind", "sure"), "verdict.kind: expected 'clear', 'lean', 'toss-up' or 'infeasible'"),
        (_set("verdict.share", 1.5), "verdict.share: expected less than or equal to 1; found 1.5"),
        (_set("verdict.share", "0.5"), "verdict.share: expected a valid number; found '0.5'"),
        (
            _set("concerns.1.importance", None),
            "concerns[1].importance: expected a valid number; found nothing",
        ),
        (_set("contributions.0.review_by", "soon"), "contributions[0].review_by"),
        (_set("measurements.0.machine.cores", 0), "measurements[0].machine.cores: expected greater than"),
        (_set("surprise", 1), "surprise: a report has no such key"),
        (_set("flips.0.changes.0.and", 1), "flips[0].changes[0].and: a report has no such key"),
        (_set("generated", "2026-11-24"), "generated"),
        (_set("needs", []), "needs"),
    ],
)
def test_a_wrong_value_is_named_with_its_key_and_what_was_expected(
    change: Callable[[Data], None], line: str
) -> None:
    report = data()
    change(report)
    assert any(found.startswith(f"r.json: {line}") for found in problems(report)), problems(report)


def test_all_mistakes_are_named_at_once_and_a_missing_key_too() -> None:
    report = data()
    del report["rules"]
    del report["draws"]["seed"]
    report["verdict"]["lead"] = -1
    assert problems(report) == [
        "r.json: draws.seed: this key is missing",
        "r.json: rules: this key is missing",
        "r.json: verdict.lead: expected greater than or equal to 0; found -1",
    ]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (
            _set("frameworks.0.points", 9.0),
            "frameworks[0].points: expected the sum of the contributions, 2.3",
        ),
        (_set("frameworks", []), "frameworks: expected each framework once"),
        (_set("verdict.framework", "jax"), "verdict.framework: expected one of 'pytorch', 'tensorflow'"),
        (_set("verdict.framework", None), "verdict.framework: does not go with the kind 'clear'"),
        (_set("draws.framework", "jax"), "draws.framework: expected one of"),
        (_set("draws.histogram.edges", [0.0]), "draws.histogram.edges: expected one more than counts"),
        (_set("thresholds.0.what", "importance"), "thresholds[0].what: expected importance.CONCERN or"),
        (_set("contributions.1.concern", "taste"), "contributions[1].concern: 'taste' does not stand under"),
        (_set("contributions.4.points", {}), "contributions[4].points: expected points for"),
        (_set("contributions.4.points", {"jax": 0.0}), "contributions[4].points: expected points for"),
    ],
)
def test_a_report_that_contradicts_itself_is_refused(change: Callable[[Data], None], line: str) -> None:
    report = data()
    change(report)
    assert any(found.startswith(f"r.json: {line}") for found in problems(report)), problems(report)


def test_a_threshold_of_a_measurement_names_its_concern_and_a_third_framework() -> None:
    for what in ("measured:footprint", "measured:inference_speed:third"):
        report = data()
        _set("thresholds.1.what", what)(report)
        assert read_report(json.dumps(report).encode(), "r.json").thresholds[1].what == what


def test_the_report_in_the_examples_is_read_and_drawn_in_every_form() -> None:
    report = read_report((ROOT / "examples" / "shelf-team" / "report.json").read_bytes(), "report.json")
    assert any(entry.what.startswith("measured:") for entry in report.thresholds)
    assert report.team is not None
    assert report.team.split
    drawn = [render_text(report, 100, color=False), render_markdown(report), render_html(report)]
    assert all("Chen" in text for text in drawn)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (b"", "not JSON"),
        (b'{"schema": ', "r.json:1:12: not JSON"),
        (b"[1, 2]", "a JSON object; found a list"),
        (b'"report"', "a JSON object; found 'report'"),
        (b"\xff\xfe{", "not UTF-8"),
        (b"[" * 100_000, "too deep"),
        (b'{"schema": "advisor/report/1", "x": NaN}', "NaN is no number"),
        (b'{"schema": "advisor/report/1", "x": 1e999}', "1e999 is too large"),
        (b'{"schema": "advisor/report/1", "x": ' + b"9" * 5000 + b"}", "is too large"),
        (b'{"schema": 7}', 'schema: expected "advisor/report/1"; found 7'),
        (b"{}", 'schema: expected "advisor/report/1"; found nothing'),
        (b'{"schema": "advisor/probes/1"}', "these are measurements, not a report. Give them to"),
        (b'{"schema": "advisor/comparison/1"}', "this is a comparison of two reports, not a report"),
    ],
    ids=lambda part: str(part)[:40],
)
def test_what_is_no_report_is_told_in_a_line(source: bytes, words: str) -> None:
    (line,) = problems(source)
    assert words in line
    assert len(line) < 400


def test_a_report_of_another_version_says_which_and_who_wrote_it() -> None:
    (line,) = problems(data(schema="advisor/report/2"))
    assert "'advisor/report/2', by advisor '0.1.0'" in line
    assert 'this advisor reads "advisor/report/1"' in line


def test_a_file_that_is_too_large_or_not_there_is_refused(tmp_path: Path) -> None:
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(FILE_LIMIT + 1)
    with pytest.raises(InputError, match="larger than 32 MiB"):
        read_report_file(str(large), io.BytesIO())
    for name in ("nowhere.json", "a\0b", "x" * 5000, str(tmp_path)):
        with pytest.raises(AdvisorError, match="cannot be read"):
            read_report_file(name, io.BytesIO())


@pytest.mark.parametrize(
    "text", [text for text in HOSTILE if "\udc80" not in text], ids=lambda text: ascii(text)[:20]
)
def test_hostile_text_in_every_field_is_drawn_and_acts_on_nothing(text: str) -> None:
    def poisoned(value: object, key: str = "") -> object:
        if isinstance(value, dict):
            return {name: poisoned(part, name) for name, part in value.items()}
        if isinstance(value, list):
            return [poisoned(part, key) for part in value]
        return text[:2000] if isinstance(value, str) and key in _FREE else value

    poison = poisoned(data())
    report = read_report(json.dumps(poison).encode(), "r.json")
    for drawn in (render_text(report, 80, color=False), render_markdown(report)):
        assert all(line.isprintable() for line in drawn.splitlines())
