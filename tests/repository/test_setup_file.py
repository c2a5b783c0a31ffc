"""What a setup.py asks for is read from its list of requirements and from nothing else in it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from advisor.repository.finding import Standing
from advisor.repository.requirements import requirements_in
from tests.repository.made_up import answers, repository


def asked(text: str, name: str = "setup.py") -> dict[str, str]:
    """Packages by whether every installation needs them."""
    return {
        entry.what: "all" if entry.standing is Standing.FIRM else "some"
        for entry in requirements_in(name, text, name)
        if entry.kind == "package"
    }


@pytest.mark.parametrize(
    "text",
    [
        "setup(install_requires=['torch>=2', 'timm'])",
        "NEEDED = ['torch']\nNEEDED += ['timm']\nsetuptools.setup(install_requires=NEEDED)",
        "NEEDED = ['torch']\nNEEDED.append('timm')\nsetup(install_requires=list(NEEDED))",
        "BASE = ['torch']\nsetup(install_requires=BASE + ['timm'])",
        "TIMM = 'timm'\ndef needed():\n  found = ['torch']\n  found.append(TIMM)\n  return found\nsetup(install_requires=needed())",
        "settings = dict(install_requires=('torch', 'timm'))\nsetup(**settings)",
        "settings = {'install_requires': ['torch', 'timm']}\nsetup(**settings)",
        "setup(install_requires='torch\\ntimm')",
    ],
)
def test_requirements_are_found_however_the_list_is_written(text: str) -> None:
    assert asked(text) == {"torch": "all", "timm": "all"}


def test_other_texts_and_the_project_itself_are_no_requirements() -> None:
    text = """
import os
PATH = os.path.join(os.path.dirname(__file__), 'tf_agents')
OTHER = ['tensorflow']
setup(name='tf-agents', packages=['keras'], install_requires=['gym'], keywords='torch',
      extras_require={'tests': ['tfx'], 'own': OTHER}, classifiers=['jax'])
"""
    assert asked(text) == {"gym": "all", "tfx": "some", "tensorflow": "some"}


def test_a_project_that_asks_for_itself_does_not_require_itself(tmp_path: Path) -> None:
    folder = repository(
        tmp_path,
        {
            "setup.py": "setup(name='tf_agents', install_requires=['tf-agents', 'timm'])",
            "a.py": "import torch\n",
        },
    )
    assert answers(folder)["libraries"] == ("timm",)


def test_extras_of_a_setup_cfg_are_for_some() -> None:
    text = "[metadata]\nname = x\n[options]\ninstall_requires =\n    monai\n[options.extras_require]\nx =\n    timm\n"
    assert asked(text, "setup.cfg") == {"monai": "all", "timm": "some"}


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("requirements-dev.txt", "timm\n", {"timm": "some"}),
        ("pyproject.toml", '[dependency-groups]\ntest = ["timm"]\n', {"timm": "some"}),
        (
            "pyproject.toml",
            '[tool.poetry.dependencies]\ntimm = {version = "1", optional = true}\n',
            {"timm": "some"},
        ),
        ("pyproject.toml", '[tool.poetry.group.dev.dependencies]\ntimm = "1"\n', {"timm": "some"}),
        (
            "pipfile",
            '[packages]\ntimm = "*"\n[dev-packages]\nmonai = "*"\n',
            {"timm": "all", "monai": "some"},
        ),
    ],
)
def test_what_development_and_extras_need_is_for_some(name: str, text: str, expected: dict[str, str]) -> None:
    assert asked(text, name) == expected


@pytest.mark.parametrize(
    "text",
    [
        "A = [B] * 9\nB = [" + "A, " * 2000 + "]\nA = [" + "B, " * 2000 + "]\nsetup(install_requires=A)",
        "def f():\n  return f()\nsetup(install_requires=f())",
        "setup(install_requires=" + "[" * 90 + "'torch'" + "]" * 90 + ")",
    ],
)
def test_lists_that_name_each_other_are_not_followed_for_ever(text: str) -> None:
    begin = time.monotonic()
    asked(text)
    assert time.monotonic() - begin < 5


def test_a_conda_file_of_names_for_names_is_not_unfolded() -> None:
    text = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + at)}: &{chr(98 + at)} [{', '.join([f'*{chr(97 + at)}'] * 9)}]\n" for at in range(12)
    )
    begin = time.monotonic()
    assert asked(text + "dependencies: [{pip: [*m, timm]}]\n", "environment.yml") == {"timm": "all"}
    assert time.monotonic() - begin < 5
