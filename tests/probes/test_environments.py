"""Each framework in an environment of its own, with NumPy and nothing of advisor."""

from __future__ import annotations

import re
import subprocess
import sys
import venv
from importlib import metadata
from pathlib import Path

import pytest

from advisor.configuration import read_configuration
from advisor.errors import InputError
from advisor.evidence.gathering import find_setting
from advisor.evidence.interpreters import candidates, find_interpreter, inspect
from advisor.evidence.plan import RowPlan
from advisor.paths import probes_folder
from tests.probes.sessions import session


def needed_by(name: str) -> set[str]:
    """A distribution and all that it needs here, extras left out."""
    found, waiting = set(), [name]
    while waiting:
        current = waiting.pop()
        try:
            requirements = metadata.requires(current) or []
        except metadata.PackageNotFoundError:
            continue
        if current in found:
            continue
        found.add(current)
        waiting += [
            re.split(r"[ ;<>=!~\[(]", line, maxsplit=1)[0].lower()
            for line in requirements
            if "extra ==" not in line
        ]
    return found


def environment_with(folder: Path, *distributions: str) -> str:
    """A virtual environment that holds these distributions, borrowed from the current one."""
    venv.create(folder, with_pip=False, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    for name in set().union(*map(needed_by, distributions)):
        distribution = metadata.distribution(name)
        tops = {
            file.parts[0] for file in distribution.files or () if file.parts[0] not in ("..", "__pycache__")
        }
        for top in tops:
            source = Path(str(distribution.locate_file(top)))
            if source.exists() and not (packages / top).exists():
                (packages / top).symlink_to(source)
    return str(folder / "bin" / "python")


@pytest.fixture(scope="module")
def environments(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("envs")
    tensorflow = metadata.packages_distributions()["tensorflow"][0]
    return {
        "pytorch": environment_with(folder / "a", "torch", "numpy"),
        "tensorflow": environment_with(folder / "b", tensorflow, "numpy"),
    }


@pytest.mark.frameworks
def test_each_environment_holds_one_framework(environments: dict[str, str]) -> None:
    for framework, place in environments.items():
        found = inspect(place)
        assert found.numpy
        assert [name for name, there in found.frameworks.items() if there] == [framework]
        for foreign in ("advisor", "pydantic", "yaml", "textual", "psutil", "click"):
            done = subprocess.run([place, "-I", "-c", f"import {foreign}"], capture_output=True, check=False)
            assert done.returncode != 0, foreign


@pytest.mark.frameworks
def test_a_row_is_measured_across_two_environments(environments: dict[str, str]) -> None:
    rows = [RowPlan("mlp", "train", 8), RowPlan("cnn", "input", 8)]
    measuring, progress = session(
        probes_folder(), rows, interpreters=(environments["pytorch"], environments["tensorflow"])
    )
    measuring.run()
    assert progress.warnings == []
    for row in measuring.measurements().values():
        assert row.best() is not None
        assert row.parity is not None
        assert row.parity.ok


@pytest.mark.frameworks
def test_named_interpreters_are_the_ones_that_are_used(environments: dict[str, str]) -> None:
    setting = find_setting(environments, "advisor probe")
    assert setting.interpreters == environments


@pytest.mark.frameworks
def test_an_environment_of_the_configuration_is_found(
    environments: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = environments["pytorch"]
    (tmp_path / "config.yaml").write_text(f"environments: [{Path(place).parents[1]}, {place}]\n")
    monkeypatch.setenv("ADVISOR_CONFIG", str(tmp_path / "config.yaml"))
    assert candidates({}) == (sys.executable, place)
    # Seen from an environment that holds TensorFlow alone, PyTorch comes from the configured one.
    monkeypatch.setattr(sys, "executable", environments["tensorflow"])
    assert find_interpreter("pytorch", {})[0] == place
    assert find_interpreter("tensorflow", {})[0] == environments["tensorflow"]


@pytest.mark.parametrize("variable", ["VIRTUAL_ENV", "CONDA_PREFIX"])
def test_active_environments_are_found(tmp_path: Path, variable: str) -> None:
    place = tmp_path / "bin" / "python"
    place.parent.mkdir()
    place.symlink_to(sys.executable)
    assert candidates({variable: str(tmp_path)}, ()) == (sys.executable, str(place))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("environments: [/no/such/place]", "neither an environment nor an interpreter"),
        ("environments: [bin/python]", "whole path"),
        ("environments: /opt/env", "list"),
        ("enviroments: []", "environments"),
    ],
)
def test_a_wrong_configuration_is_told_with_its_place(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(text)
    with pytest.raises(InputError, match=r"config\.yaml:1:\d+") as caught:
        read_configuration(path)
    assert words in str(caught.value)


def test_without_a_configuration_nothing_is_configured(tmp_path: Path) -> None:
    assert read_configuration(tmp_path / "none.yaml").environments == ()


@pytest.mark.frameworks
def test_doctor_shows_every_interpreter_and_what_it_holds(environments: dict[str, str]) -> None:
    arguments = [f"--python={framework}={place}" for framework, place in environments.items()]
    done = subprocess.run(
        [sys.executable, "-m", "advisor", "doctor", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for place in environments.values():
        assert done.stdout.count(place) >= 2
    assert "Noise floor: not measured yet" in done.stdout


@pytest.mark.frameworks
def test_without_a_compiler_or_headers_there_is_no_torch_compile() -> None:
    code = (
        "from probes import inspection; from probes.backends.pytorch import Backend\n"
        "backend = Backend(1, 'cpu')\n"
        "for name, value in (('compiler', None), ('has_headers', False)):\n"
        "    sound = getattr(inspection, name)\n"
        "    setattr(inspection, name, lambda value=value: value)\n"
        "    print([mode['reason'] for mode in backend.describe()['modes'] if not mode['available']])\n"
        "    setattr(inspection, name, sound)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    first, second = done.stdout.splitlines()
    assert "C++ compiler" in first
    assert "Python's headers" in second
