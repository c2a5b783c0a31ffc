"""A third framework comes with YAML files and a backend: it is measured, weighed and named as the others are."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from advisor.evidence.plan import RowPlan
from advisor.evidence.records import Measurement
from advisor.evidence.store import probes_file
from advisor.knowledge.loading import load_knowledge
from advisor.paths import probes_folder, rules_folder
from advisor.report.document import render_json
from tests.probes.sessions import session

# It is measured once.
pytestmark = pytest.mark.xdist_group("third")
HERE = Path(__file__).parent
RULES = """\
- id: numpyflow-is-small
  concern: footprint
  favours: numpyflow
  strength: strong
  when: {extras: {has: small-install}}
  claim: NumPyflow is NumPy, which is installed anyway.
  source: https://example.org/numpyflow
  source_date: 2026-01-01
  verified: true
  review_by: 2027-11-23
  cases:
    fires: {extras: [small-install]}
    silent: {extras: [pruning]}
- id: numpyflow-on-tables
  concern: development
  favours: numpyflow
  strength: strong
  when: {domain: {has: tabular}}
  claim: NumPyflow needs no further framework for a table.
  source: https://example.org/numpyflow
  source_date: 2026-01-01
  verified: true
  review_by: 2027-11-23
  cases:
    fires: {domain: [tabular]}
    silent: {domain: [vision]}
"""
LIBRARIES = """\
- id: numpyflow-extras
  needs: numpyflow
  claim: NumPyflow Extras need NumPyflow.
  source: https://example.org/extras
  source_date: 2026-01-01
  verified: true
  review_by: 2027-11-23
"""
ROW = RowPlan("mlp", "infer", 32)


@pytest.fixture(scope="module")
def measurement(tmp_path_factory: pytest.TempPathFactory) -> Measurement:
    """A real row: PyTorch's worker against one of the made-up framework."""
    probes = tmp_path_factory.mktemp("third") / "probes"
    shutil.copytree(probes_folder(), probes, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(HERE / "numpyflow", probes / "backends" / "numpyflow")
    run, _ = session(probes, [ROW], modes=("eager", "eager"), sides={"tensorflow": "numpyflow"})
    run.run()
    return run.measurements()[ROW]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "frameworks.yaml").write_text("- {id: numpyflow, name: NumPyflow}\n")
    (folder / "small.yaml").write_text(RULES)
    (folder / "libraries.yaml").write_text(LIBRARIES)
    return folder


def advise(own: Path, tmp_path: Path, measurement: Measurement, *more: str) -> dict[str, object]:
    """The report, as JSON, on a project with the rules and the measurement of the third."""
    report: dict[str, object] = json.loads(said(tmp_path, measurement, "--format", "json", *more))
    return report


def said(tmp_path: Path, measurement: Measurement, *more: str) -> str:
    """What the command line says of a project with the measurement of the third."""
    needs = tmp_path / "needs.yaml"
    needs.write_text(
        "advisor: 1\nproject: third\nanswers: {domain: [tabular], model: [mlp], serve_on: [cpu],\n"
        "  extras: [small-install], traffic: massive}\n"
    )
    file = tmp_path / "probes.json"
    file.write_text(render_json(probes_file([measurement], datetime.now(UTC), "advisor probe")))
    command = [sys.executable, "-m", "advisor", "recommend", str(needs), "--probes", str(file)]
    command += ["--budget", "none", *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.frameworks
def test_it_is_measured_against_pytorch_with_parity_and_quartets(measurement: Measurement) -> None:
    assert measurement.other == "numpyflow"
    assert measurement.parity is not None
    assert measurement.parity.ok
    assert measurement.best() is not None
    assert {figure.framework for figure in measurement.modes if figure.status == "ok"} == {
        "pytorch",
        "numpyflow",
    }


@pytest.mark.frameworks
def test_its_rules_and_measurements_count_and_the_points_of_the_others_stay(
    own: Path, tmp_path: Path, measurement: Measurement
) -> None:
    two = advise(own, tmp_path, measurement)
    three = advise(own, tmp_path, measurement, "--rules", str(own))
    before = {entry["id"]: entry["points"] for entry in two["frameworks"]}  # type: ignore[attr-defined]
    after = {entry["id"]: entry["points"] for entry in three["frameworks"]}  # type: ignore[attr-defined]
    assert set(before) == {"pytorch", "tensorflow"}
    assert {name: after[name] for name in before} == pytest.approx(before, abs=1e-12)
    contributions = {entry["id"]: entry for entry in three["contributions"]}  # type: ignore[attr-defined]
    assert {"numpyflow-is-small", "numpyflow-on-tables"} <= contributions.keys()
    measured = [entry for entry in contributions.values() if entry["kind"] == "measurement"]
    assert {entry["id"] for entry in measured} == {
        "measured:inference_speed:numpyflow",
        "measured:footprint:numpyflow",
    }
    total = sum(entry["points"]["numpyflow"] for entry in contributions.values())
    assert after["numpyflow"] == pytest.approx(total, abs=1e-9)
    verdict = three["verdict"]
    assert verdict["framework"] in ("numpyflow", None)  # type: ignore[index]


@pytest.mark.frameworks
@pytest.mark.parametrize("form", ["text", "markdown"])
@pytest.mark.parametrize("setting", [(), ("--set", "importance.footprint=5")])
def test_people_read_of_it_by_its_name_with_points_of_its_own(
    own: Path, tmp_path: Path, measurement: Measurement, form: str, setting: tuple[str, ...]
) -> None:
    text = said(tmp_path, measurement, "--rules", str(own), "--format", form, *setting)
    assert "NumPyflow is NumPy, which is installed anyway" in text
    for forbidden in ("of the two", "the other out", "numpyflow's"):
        assert forbidden not in text
    if form == "text":
        lines = text.splitlines()
        heading = lines[lines.index("Points by concern") + 1]
        assert heading.split() == ["PyTorch", "TensorFlow", "NumPyflow"]
        assert "Measured: NumPyflow's time as a share of PyTorch's, 95 % interval" in text
        assert re.search(r"^ +\+\d\.\d NumPyflow  NumPyflow is NumPy", text, re.MULTILINE)
    else:
        assert "### NumPyflow" in text
        assert "Points for NumPyflow" in text
    # With --set both columns name its points.
    assert len(re.findall(r"NumPyflow \d\.\d(?! points)", re.sub(r"\s+", " ", text))) >= 2 * bool(setting)


def test_a_library_that_needs_it_rules_both_others_out(own: Path) -> None:
    knowledge = load_knowledge([rules_folder(), own])
    assert knowledge.frameworks == ("pytorch", "tensorflow", "numpyflow")
    assert knowledge.called["numpyflow"] == "NumPyflow"
    assert knowledge.rules["library-numpyflow-extras"].vetoes == ("pytorch", "tensorflow")
