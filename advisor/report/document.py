"""Reports, measurements and comparisons as JSON, and their schemas."""

from __future__ import annotations

from typing import Any

from advisor.evidence.records import ProbesFile
from advisor.report.compare_model import Comparison
from advisor.report.model import Report

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def render_json(document: Report | ProbesFile | Comparison) -> str:
    """One JSON document, keys in the order of the contract."""
    return document.model_dump_json(by_alias=True, indent=2) + "\n"


def report_schema() -> dict[str, Any]:
    """The JSON Schema of a report."""
    return {"$schema": _DIALECT, **Report.model_json_schema(by_alias=True, mode="serialization")}


def probes_schema() -> dict[str, Any]:
    """The JSON Schema of a file of measurements."""
    return {"$schema": _DIALECT, **ProbesFile.model_json_schema(by_alias=True, mode="serialization")}


def comparison_schema() -> dict[str, Any]:
    """The JSON Schema of a comparison of two reports."""
    return {"$schema": _DIALECT, **Comparison.model_json_schema(by_alias=True, mode="serialization")}
