"""What is found in repositories of all kinds, and that nothing in them is run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from advisor.errors import AdvisorError
from advisor.existing import needs_of_repository
from advisor.paths import rules_folder
from advisor.repository.requirements import requirements_in
from advisor.repository.signs import read_signs
from advisor.repository.sources import names_in_source
from advisor.repository.survey import survey
from tests.repository.made_up import QUESTIONNAIRE, answers, repository


def test_a_pytorch_project_is_seen_through_its_imports_and_packages(tmp_path: Path) -> None:
    folder = repository(
        tmp_path,
        {
            "train.py": "import torch.nn as nn\nfrom torch.utils.tensorboard import SummaryWriter\nx = nn.Conv2d(3, 4, 5)\n",
            "requirements.txt": "torch>=2.6  # the framework\ntimm\nonnxruntime==1.20\n",
            "pyproject.toml": '[project]\nname = "p"\ndependencies = ["transformers>=5"]\n',
            ".python-version": "3.12\n",
        },
    )
    found = answers(folder)
    assert found["existing_code"] == ("pytorch",)
    assert found["model"] == ("cnn",)
    assert found["libraries"] == ("onnxruntime", "timm", "transformers")
    assert found["extras"] == ("visualisation",)
    assert found["runtimes"] == ("onnxruntime",)
    assert found["python"] == "3.12"


def test_graphs_and_sessions_are_told_from_tensorflow_2(tmp_path: Path) -> None:
    old = repository(
        tmp_path / "old", {"a.py": "import tensorflow as tf\ns = tf.Session()\nx = tf.placeholder(1)\n"}
    )
    new = repository(tmp_path / "new", {"a.py": "import tensorflow as tf\n\n@tf.function\ndef f(): ...\n"})
    both = repository(
        tmp_path / "both", {"a.py": "import torch\n", "b.py": "from tensorflow import keras\nkeras.Model\n"}
    )
    assert answers(old)["existing_code"] == ("tensorflow1",)
    assert answers(new)["existing_code"] == ("tensorflow2",)
    assert answers(both)["existing_code"] == ("pytorch", "tensorflow2")


def test_notebooks_model_files_containers_and_locks_are_looked_into(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "source": ["import torch"]},
        {"cell_type": "code", "source": ["!pip install x\n", "import tensorflow_probability as tfp\n"]},
    ]
    folder = repository(
        tmp_path,
        {
            "study.ipynb": json.dumps({"cells": cells}),
            "models/detector.tflite": "",
            "data/train-00001.tfrecord": "",
            "Dockerfile": "FROM --platform=linux/amd64 tensorflow/serving:2.20\n",
            "environment.yml": "dependencies:\n  - python=3.11\n  - pytorch=2.5\n  - pip:\n    - optuna\n",
        },
    )
    found = answers(folder)
    assert found["existing_code"] == ("pytorch", "tflite")
    assert found["domain"] == ("probabilistic",)
    assert found["data"] == ("tfrecord",)
    assert found["runtimes"] == ("tf-serving",)
    assert found["targets"] == ("server",)
    assert found["libraries"] == ("optuna", "tensorflow-probability")
    assert found["python"] == "3.11"


def test_each_answer_stands_under_its_evidence(tmp_path: Path) -> None:
    text = needs_of_repository(repository(tmp_path, {"a/b.py": "\n\nimport torch\n"}), "Mine")
    lines = text.splitlines()
    place = lines.index('  existing_code: ["pytorch"]')
    assert lines[place - 1] == "  # found pytorch: torch in a/b.py:3"
    assert 'project: "Mine"' in lines


def test_what_tests_documents_and_environments_use_is_not_the_project(tmp_path: Path) -> None:
    folder = repository(
        tmp_path,
        {
            "tests/test_a.py": "import torch",
            ".venv/lib/torch/a.py": "import torch",
            "docs/conf.py": "import torch",
            "node_modules/x.py": "import torch",
        },
    )
    assert answers(folder) == {}


def test_a_module_of_the_project_is_not_a_library(tmp_path: Path) -> None:
    folder = repository(tmp_path, {"datasets/__init__.py": "", "main.py": "import datasets\n"})
    assert answers(folder) == {}


def test_what_is_used_once_among_much_else_is_told_and_not_filled_in(tmp_path: Path) -> None:
    files = {f"m{number}.py": "import torch\n" for number in range(20)}
    folder = repository(tmp_path, {**files, "compare.py": "import tensorflow.keras\n"})
    text = needs_of_repository(folder, None)
    assert answers(folder)["existing_code"] == ("pytorch",)
    assert "tensorflow2, too seldom to count: tensorflow.keras in compare.py:1" in text


def test_nothing_is_run_and_broken_or_hostile_files_are_passed_over(tmp_path: Path) -> None:
    folder = repository(
        tmp_path,
        {
            "setup.py": "raise SystemExit('run')\ninstall_requires = ['torch']\n",
            "broken.py": "def (:\n",
            "deep.py": "(" * 5000,
            "null.py": "import torch\0\n",
            "bad.ipynb": "{",
            "pyproject.toml": "[[[",
            "poetry.lock": "package = 3",
            "environment.yml": "dependencies: [1, {pip: [3]}, python=]\n",
            "name\x1b[31m\u202e.py": "import jax\n",
        },
    )
    (folder / "loop").symlink_to(folder)
    text = needs_of_repository(folder, "a\x1b[31m name\n" + "x" * 10_000)
    assert "\x1b" not in text
    assert answers(folder)["existing_code"] == ("pytorch", "jax")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(AdvisorError, match="nowhere"):
        survey(tmp_path / "nowhere")


def test_names_are_followed_through_their_aliases() -> None:
    source = "from torch import nn as n\nimport tensorflow.keras.layers as L\nn.LSTM(1)\nL.GRU(2)\nself.x.y\n"
    assert {entry.what for entry in names_in_source(source, "a.py")} >= {
        "torch.nn.LSTM",
        "tensorflow.keras.layers.GRU",
    }


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("requirements.txt", "-r other.txt\nTorch_Geometric == 2.6\n", {"torch-geometric"}),
        ("setup.cfg", "[options]\ninstall_requires =\n    monai\n", {"monai"}),
        ("uv.lock", '[[package]]\nname = "keras"\nversion = "3.9"\n', set()),
    ],
)
def test_packages_are_read_from_every_kind_of_file(name: str, text: str, expected: set[str]) -> None:
    found = {entry.what for entry in requirements_in(name, text, name) if entry.kind == "package"}
    assert expected <= found


def test_every_sign_speaks_of_an_answer_that_may_be_given() -> None:
    for sign in read_signs(rules_folder()):
        assert sign.answer in QUESTIONNAIRE.questions[sign.question].words
        assert sign.names or sign.defines or sign.packages or sign.files or sign.images
