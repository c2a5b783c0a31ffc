"""The wheel, in an empty environment outside the checkout: what a stranger installs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

# It is built and installed once.
pytestmark = pytest.mark.xdist_group("wheel")
EXAMPLE = ROOT / "examples" / "shelf-scanner.yaml"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # The build tools are those of the tests' own environment, so that building needs no network.
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel and its dependencies, and no framework."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--constraint", str(ROOT / "constraints.txt"), str(wheel)], check=True)
    return folder / "bin"


def run(program: Path, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL"))
    }
    environment["ADVISOR_DATA"] = str(folder / "data")
    return subprocess.run(
        [str(program), *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_the_wheel_holds_probes_and_rules_inside_the_package_and_nothing_beside_it(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "advisor/probes/__main__.py" in names
    assert "advisor/rules/questions.yaml" in names
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"advisor"}


def test_a_recommendation_comes_out_of_the_installed_wheel(installed: Path, tmp_path: Path) -> None:
    done = run(
        installed / "advisor",
        "recommend",
        str(EXAMPLE),
        "--budget",
        "none",
        "--format",
        "json",
        folder=tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    assert report["schema"] == "advisor/report/1"
    assert report["contributions"]


def test_without_frameworks_the_measuring_run_still_ends_with_a_recommendation(
    installed: Path, tmp_path: Path
) -> None:
    needs = ROOT / "examples" / "churn-model.yaml"
    done = run(installed / "advisor", "recommend", str(needs), "--format", "json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    remedies = " ".join(warning["remedy"] for warning in report["warnings"])
    assert "advisor[pytorch]" in remedies
    assert "advisor[tensorflow]" in remedies
    strict = run(installed / "advisor", "recommend", str(needs), "--strict", folder=tmp_path)
    assert strict.returncode == 1


def test_doctor_says_what_is_missing_and_how_to_get_it(installed: Path, tmp_path: Path) -> None:
    done = run(installed / "advisor", "doctor", folder=tmp_path)
    assert done.returncode == 1
    assert "pip install 'advisor[pytorch]'" in done.stdout
    assert "pip install 'advisor[tensorflow]'" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
