"""Which Python interpreters there are, and which frameworks they hold."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from advisor.configuration import interpreter_in, read_configuration
from advisor.errors import AdvisorError, MeasuringError
from advisor.evidence.worker import PROTOCOL
from advisor.frameworks import FRAMEWORKS, display_name
from advisor.paths import configuration_file, probes_folder

_INSPECTION_TIMEOUT = 60.0


class InstalledFramework(BaseModel):
    """A framework as the package metadata of an interpreter name it, without importing it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    version: str
    distribution: str
    location: str = ""
    keras: str | None = None
    installed_mb: float | None = None


class Inspection(BaseModel):
    """What one interpreter holds; the answer of `PYTHON PROBES inspect`."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    protocol: int
    python: str
    executable: str
    platform: str
    machine: str
    numpy: str | None
    code: str
    frameworks: dict[str, InstalledFramework | None]
    compiler: str | None
    headers: bool


def parse_choices(settings: Sequence[str]) -> dict[str, str]:
    """Reads `--python FRAMEWORK=PATH` settings.

    Raises:
        AdvisorError: A setting has another form, or names an unknown framework or a file that is not there.
    """
    chosen: dict[str, str] = {}
    for setting in settings:
        framework, sign, path = setting.partition("=")
        if not sign or framework not in FRAMEWORKS or not path:
            raise AdvisorError(
                f"--python {setting}: expected FRAMEWORK=PATH with FRAMEWORK one of {', '.join(FRAMEWORKS)}",
                f"Write --python {FRAMEWORKS[0]}=envs/a/bin/python",
            )
        place = Path(path).expanduser()
        if not place.is_file() or not os.access(place, os.X_OK):
            raise AdvisorError(
                f"--python {setting}: {path} is not a program that can be run",
                "Name the interpreter itself, such as envs/a/bin/python",
            )
        # Not resolved: an interpreter of a virtual environment is a link, and is told apart by its place.
        chosen[framework] = str(place.absolute())
    return chosen


@cache
def inspect(interpreter: str) -> Inspection:
    """Asks an interpreter what it holds.

    Raises:
        MeasuringError: It cannot be run, or does not answer as an interpreter would.
    """
    try:
        done = subprocess.run(
            [interpreter, str(probes_folder()), "inspect"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_INSPECTION_TIMEOUT,
            check=False,
            start_new_session=True,
        )
        # Whatever start-up files of the interpreter print comes before the answer.
        found = Inspection.model_validate(json.loads(done.stdout.decode().splitlines()[-1]))
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MeasuringError(f"the interpreter {interpreter} cannot be run: {error}") from None
    except (ValueError, IndexError, ValidationError):
        words = done.stderr.decode("utf-8", errors="replace").strip().splitlines()
        said = f" ({words[-1][:200]})" if words else ""
        raise MeasuringError(
            f"the interpreter {interpreter} did not say what it holds{said}",
            "The probes need Python 3.10 or newer",
        ) from None
    if found.protocol != PROTOCOL:
        raise MeasuringError(
            f"the probes speak protocol {found.protocol}, advisor {PROTOCOL}", "Install advisor again"
        )
    return found


def candidates(
    environment: Mapping[str, str] | None = None, configured: Sequence[str] | None = None
) -> tuple[str, ...]:
    """Interpreters to look into: the current one, active virtual and conda environments, configured ones.

    Args:
        environment: Variables; those of this process if left out.
        configured: Interpreters that the user's configuration names; read from it if left out.

    Raises:
        AdvisorError: The configuration is wrong.
    """
    found = [sys.executable]
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        if prefix := (os.environ if environment is None else environment).get(variable):
            place = interpreter_in(Path(prefix))
            if place.is_file():
                found.append(str(place))
    found += read_configuration().environments if configured is None else configured
    return tuple(dict.fromkeys(found))


def find_interpreter(framework: str, chosen: Mapping[str, str]) -> tuple[str, Inspection]:
    """Finds the interpreter to measure a framework with: the chosen one, else the first that holds it.

    Raises:
        MeasuringError: None holds it; the message says how to get it.
    """
    places = (chosen[framework],) if framework in chosen else candidates()
    troubles: list[MeasuringError] = []
    for place in places:
        try:
            found = inspect(place)
        except MeasuringError as error:
            troubles.append(error)
            continue
        if found.frameworks.get(framework) is None:
            continue
        if found.numpy is None:
            troubles.append(MeasuringError(f"{place} has no NumPy", f"Run {place} -m pip install numpy"))
            continue
        return place, found
    if troubles:
        raise troubles[0]
    raise MeasuringError(
        f"{display_name(framework)} is not installed in {', '.join(places)}",
        f"Run pip install 'advisor[{framework}]', or name an interpreter that has it: "
        f"--python {framework}=PATH, or environments in {configuration_file()}",
    )
