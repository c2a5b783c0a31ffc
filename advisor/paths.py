"""Where things lie: what travels with the program, and what it keeps for its user."""

from __future__ import annotations

import os
from pathlib import Path

from advisor.errors import AdvisorError

_PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    """Finds a folder that travels with the program: inside the package, else in its checkout."""
    for place in (_PACKAGE / name, _PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise AdvisorError(
        f"the installation is incomplete: no folder '{name}' beside {_PACKAGE}",
        "Install advisor again",
    )


def probes_folder() -> Path:
    """The folder of the measuring program, which runs under any interpreter."""
    return _shipped("probes")


def rules_folder() -> Path:
    """The folder of the shipped knowledge."""
    return _shipped("rules")


def configuration_file() -> Path:
    """The user's configuration; `ADVISOR_CONFIG` in the environment takes precedence."""
    if chosen := os.environ.get("ADVISOR_CONFIG"):
        return Path(chosen)
    from platformdirs import user_config_path

    return user_config_path("advisor", appauthor=False) / "config.yaml"


def user_data_folder() -> Path:
    """Where measurements are kept; `ADVISOR_DATA` in the environment takes precedence."""
    if chosen := os.environ.get("ADVISOR_DATA"):
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("advisor", appauthor=False)
