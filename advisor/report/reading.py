"""From a file to a report: every mistake named with its key, before anything is drawn."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from pydantic import ValidationError

from advisor.documents import dotted
from advisor.errors import AdvisorError, InputError, Problem
from advisor.needs.problems import shown
from advisor.report.model import REPORT_SCHEMA, Report

#: A larger file was not written by advisor.
FILE_LIMIT = 32 << 20
_MOST_PROBLEMS = 20
_MOST_DIGITS = 18
_EXACT = 1e-9
_MEASURE = re.compile(r"importance\..+|measured:.+")
_WRITE_ONE = "Name a file that advisor recommend --format json -o FILE wrote"
_OTHERS = {
    "advisor/probes/": ("these are measurements", "Give them to advisor recommend with --probes"),
    "advisor/comparison/": ("this is a comparison of two reports", _WRITE_ONE),
}


def read_report_file(path_or_dash: str, stdin: BinaryIO) -> Report:
    """Reads a report that was kept as JSON, or standard input for `-`.

    Raises:
        AdvisorError: The file cannot be read.
        InputError: It is no report, or something in it is wrong; every mistake is named.
    """
    # One byte more than is allowed tells a file that is too long, and an endless one ends there.
    if path_or_dash == "-":
        return read_report(stdin.read(FILE_LIMIT + 1), "<stdin>")
    try:
        with Path(path_or_dash).open("rb") as file:
            data = file.read(FILE_LIMIT + 1)
    except (OSError, ValueError) as error:
        # A ValueError is a name that no file can have.
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise AdvisorError(
            f"{path_or_dash!r} cannot be read: {reason[:1].lower()}{reason[1:]}", _WRITE_ONE
        ) from None
    return read_report(data, path_or_dash)


def read_report(data: bytes, file: str) -> Report:
    """Reads the text of a report.

    Args:
        data: The file's bytes.
        file: The file as the user named it, for messages.

    Raises:
        InputError: It is no report, or something in it is wrong; every mistake is named.
    """
    if len(data) > FILE_LIMIT:
        _refuse(file, f"the file is larger than {FILE_LIMIT >> 20} MiB", _WRITE_ONE)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        _refuse(file, "the file is not UTF-8", "Save it as UTF-8, or write it anew with -o FILE")
    _check_schema(_parsed(text, file), file)
    try:
        report = Report.model_validate_json(text, strict=True)
    except ValidationError as error:
        raise InputError(
            Problem(file, 0, 0, dotted(trouble["loc"]), _what(trouble))
            for trouble in error.errors(include_url=False)[:_MOST_PROBLEMS]
        ) from None
    problems = [Problem(file, 0, 0, key, what) for key, what in _contradictions(report)]
    if problems:
        raise InputError(problems[:_MOST_PROBLEMS])
    return report


def _refuse(file: str, what: str, remedy: str, key: str = "", place: tuple[int, int] = (0, 0)) -> NoReturn:
    raise InputError([Problem(file, *place, key, what, remedy)])


def _parsed(text: str, file: str) -> object:
    """The document as plain data; refuses what is no JSON and numbers that nothing can be drawn with."""

    def number(digits: str) -> float:
        value = float(digits)
        if not math.isfinite(value):
            _refuse(file, f"the number {digits[:40]} is too large", "Write the file anew")
        return value

    def whole(digits: str) -> int:
        if len(digits) > _MOST_DIGITS:
            _refuse(file, f"the number {digits[:40]} is too large", "Write the file anew")
        return int(digits)

    def constant(word: str) -> NoReturn:
        _refuse(file, f"{word} is no number of JSON", "Write the file anew")

    try:
        return json.loads(text, parse_float=number, parse_int=whole, parse_constant=constant)
    except json.JSONDecodeError as error:
        _refuse(file, f"not JSON: {error.msg}", _WRITE_ONE, place=(error.lineno, error.colno))
    except RecursionError:
        _refuse(file, "not a report: too deep", _WRITE_ONE)


def _check_schema(data: object, file: str) -> None:
    if not isinstance(data, Mapping):
        _refuse(file, f"expected a report, a JSON object; found {shown(data)}", _WRITE_ONE)
    schema = data.get("schema")
    if schema == REPORT_SCHEMA:
        return
    if not isinstance(schema, str):
        _refuse(file, f'expected "{REPORT_SCHEMA}"; found {shown(schema)}', _WRITE_ONE, "schema")
    for beginning, (what, remedy) in _OTHERS.items():
        if schema.startswith(beginning):
            _refuse(file, f"{what}, not a report", remedy, "schema")
    if schema.startswith("advisor/report/"):
        made = data.get("environment")
        version = made.get("advisor") if isinstance(made, Mapping) else None
        by = f", by advisor {shown(version)}" if isinstance(version, str) else ""
        what = f'the report is written as {shown(schema)}{by}; this advisor reads "{REPORT_SCHEMA}"'
        _refuse(file, what, "Use the advisor that wrote it, or make the report anew", "schema")
    _refuse(file, f'expected "{REPORT_SCHEMA}"; found {shown(schema)}', _WRITE_ONE, "schema")


def _what(trouble: Mapping[str, Any]) -> str:
    """A mistake of pydantic's in our words."""
    if trouble["type"] == "missing":
        return "this key is missing"
    if trouble["type"] == "extra_forbidden":
        return "a report has no such key"
    message = str(trouble["msg"])
    expected = message.removeprefix("Input should be ")
    if expected != message:
        return f"expected {expected}; found {shown(trouble['input'])}"
    return message[:1].lower() + message[1:200]


def _contradictions(report: Report) -> Iterator[tuple[str, str]]:
    """What no report says that advisor wrote: a key and what is wrong there."""
    options = [part.id for part in report.frameworks]
    if not options or len(set(options)) < len(options):
        yield "frameworks", "expected each framework once, and one at least"
        return
    concerns = {part.id for part in report.concerns}
    named = {"verdict.framework": report.verdict.framework, "draws.framework": report.draws.framework}
    for key, name in named.items():
        if name is not None and name not in options:
            yield key, f"expected one of {', '.join(map(shown, options))}; found {shown(name)}"
    if (report.verdict.framework is not None) != (report.verdict.kind in ("clear", "lean")):
        yield "verdict.framework", f"does not go with the kind '{report.verdict.kind}'"
    if len(report.draws.histogram.edges) != len(report.draws.histogram.counts) + 1:
        yield "draws.histogram.edges", "expected one more than counts"
    for place, threshold in enumerate(report.thresholds):
        if not _MEASURE.fullmatch(threshold.what):
            what = f"expected importance.CONCERN or measured:CONCERN; found {shown(threshold.what)}"
            yield f"thresholds[{place}].what", what
    for place, entry in enumerate(report.contributions):
        key = f"contributions[{place}]"
        if not entry.points or not set(entry.points) <= set(options):
            yield f"{key}.points", f"expected points for {', '.join(map(shown, options))}"
        if entry.concern not in concerns:
            yield f"{key}.concern", f"{shown(entry.concern)} does not stand under concerns"
    for place, part in enumerate(report.frameworks):
        total = math.fsum(entry.points.get(part.id, 0.0) for entry in report.contributions)
        if abs(total - part.points) > _EXACT:
            what = f"expected the sum of the contributions, {total:.6g}; found {part.points:.6g}"
            yield f"frameworks[{place}].points", what
