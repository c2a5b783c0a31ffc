"""What all tests share: no test reads or writes the user's own data."""

from __future__ import annotations

import importlib.util
import os
import signal
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAY_NOT_SKIP = bool(os.environ.get("ADVISOR_TESTS_MAY_NOT_SKIP"))


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_DATA", str(tmp_path_factory.mktemp("data")))
    monkeypatch.setenv("ADVISOR_CONFIG", str(tmp_path_factory.getbasetemp() / "no-config.yaml"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Chooses one of the two halves that `make test` runs one after the other."""
    told = "only the tests that measure and need a calm machine, or all tests without them"
    parser.addoption("--calm", choices=("only", "without"), help=told)


def pytest_configure(config: pytest.Config) -> None:
    """Lets the half that measures leave the pictures alone, which are compared in the other one."""
    if config.getoption("--calm") == "only":
        config.option.warn_unused_snapshots = True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keeps the half that was chosen, and skips what cannot run here."""
    half = config.getoption("--calm")
    if half is not None:
        others = {item for item in items if (item.get_closest_marker("calm") is None) is (half == "only")}
        config.hook.pytest_deselected(items=list(others))
        items[:] = [item for item in items if item not in others]
    _skip_without_frameworks(items)


def _skip_without_frameworks(items: list[pytest.Item]) -> None:
    """Skips what needs both frameworks where they are not installed, unless nothing may be skipped."""
    missing = [name for name in ("torch", "tensorflow") if importlib.util.find_spec(name) is None]
    if not missing or MAY_NOT_SKIP:
        return
    skip = pytest.mark.skip(reason=f"{' and '.join(missing)} not installed: pip install 'advisor[all]'")
    for item in items:
        if item.get_closest_marker("frameworks"):
            item.add_marker(skip)


@pytest.fixture(autouse=True, scope="session")
def _interruptions_arrive() -> None:
    """A shell starts what it runs in the background deaf to SIGINT, and its children inherit that."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
