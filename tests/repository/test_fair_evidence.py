"""An answer is filled in only where an engineer who knows the repository would agree; the rest is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from advisor.existing import needs_of_repository
from tests.repository.made_up import answers, many, repository, seen

TORCH = many(20, "import torch\n")


@pytest.mark.parametrize(
    "place", ["tools/convert.py", "examples/a/run.py", "mine/convert_weights.py", "study.ipynb", ".ci/a.py"]
)
def test_what_only_examples_tools_and_notebooks_use_is_told(tmp_path: Path, place: str) -> None:
    code = "import diffusers\nimport tensorflow.keras\nfrom deepspeed import ops\n"
    if place.endswith(".ipynb"):
        code = json.dumps({"cells": [{"cell_type": "code", "source": [code]}]})
    folder = repository(tmp_path, {"mine/__init__.py": "", "mine/a.py": "import torch\n", place: code})
    assert answers(folder) == {"existing_code": ("pytorch",)}
    told = [line for line in seen(folder) if line.startswith("diffusers, only in examples")]
    assert len(told) == 1
    assert f"in {place}:" in told[0]


def test_a_project_of_notebooks_or_scripts_alone_is_what_they_show(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "source": ["import tensorflow.keras\n"]}
    folder = repository(
        tmp_path,
        {"a.ipynb": json.dumps({"cells": [cell]}), "scripts/b.py": "import diffusers\nimport tensorflow\n"},
    )
    assert answers(folder)["existing_code"] == ("tensorflow2",)
    assert answers(folder)["libraries"] == ("diffusers",)


def test_examples_of_a_library_without_a_framework_are_not_the_library(tmp_path: Path) -> None:
    folder = repository(tmp_path, {**many(5, "import numpy\n"), "examples/a.py": "import torch, timm\n"})
    assert answers(folder) == {}
    assert "pytorch, only in examples, tools or notebooks: torch in examples/a.py:1" in seen(folder)


@pytest.mark.parametrize("name", ["a_test.py", "test_a.py", "conftest.py", "tests.py"])
def test_a_test_beside_the_code_is_a_test(tmp_path: Path, name: str) -> None:
    folder = repository(tmp_path, {**TORCH, f"mine/{name}": "import transformers\nimport ai_edge_litert\n"})
    assert answers(folder) == {"existing_code": ("pytorch",)}
    assert seen(folder) == []


def test_a_library_that_few_sources_import_is_told_and_one_of_many_is_filled_in(tmp_path: Path) -> None:
    folder = repository(tmp_path, {**TORCH, "mine/a.py": "import torch, transformers\n"})
    assert "libraries" not in answers(folder)
    assert "transformers, too seldom to count: in mine/a.py:1" in seen(folder)
    for number in range(5):
        (folder / f"mine/m{number}.py").write_text("import torch, transformers\n")
    assert answers(folder)["libraries"] == ("transformers",)


@pytest.mark.parametrize(
    "code",
    [
        "try:\n    import transformers\nexcept ImportError:\n    transformers = None\nimport torch\n",
        "import torch\ndef load():\n    from transformers import AutoModel\n    return AutoModel\n",
        "import torch\nif torch.cuda.is_available():\n    import transformers\n",
    ],
)
def test_a_library_that_is_imported_only_where_it_is_needed_is_told(tmp_path: Path, code: str) -> None:
    folder = repository(tmp_path, {"a.py": code})
    assert answers(folder) == {"existing_code": ("pytorch",)}
    assert any(
        line.startswith("transformers, imported only where it is needed: in a.py:") for line in seen(folder)
    )


def test_a_library_that_an_extra_asks_for_is_told_even_if_much_of_the_code_imports_it(tmp_path: Path) -> None:
    project = (
        '[project]\nname = "p"\ndependencies = ["timm"]\n[project.optional-dependencies]\nx = ["peft"]\n'
    )
    folder = repository(tmp_path, {"a.py": "import peft\nimport torch\n", "pyproject.toml": project})
    assert answers(folder)["libraries"] == ("timm",)
    assert "peft, asked for by some installations only: in a.py:1, in pyproject.toml:5" in seen(folder)


def test_a_developers_list_is_no_requirement_of_a_project_that_names_its_own(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": '[project]\nname = "p"\ndependencies = ["timm"]\n',
        "requirements.txt": "torch\nvllm\n-r requirements-common.txt\n",
        "requirements-common.txt": "pytest\ntransformers\n",
    }
    assert answers(repository(tmp_path / "a", files))["libraries"] == ("timm",)
    del files["pyproject.toml"]
    assert answers(repository(tmp_path / "b", files))["libraries"] == ("vllm",)


def test_a_framework_is_existing_code_and_no_library_that_must_be_used(tmp_path: Path) -> None:
    folder = repository(tmp_path, {"a.py": "import tf_keras\n", "requirements.txt": "tensorflow\ntf-keras\n"})
    assert answers(folder) == {"existing_code": ("tensorflow2",)}


def test_one_import_makes_no_device_no_scale_and_no_runtime(tmp_path: Path) -> None:
    code = "import torch, deepspeed, torch_xla, onnxruntime, ai_edge_litert, vllm\ntorch.backends.mps.is_available()\n"
    folder = repository(tmp_path, {**TORCH, "mine/a.py": code})
    assert answers(folder) == {"existing_code": ("pytorch",)}
    told = " ".join(seen(folder))
    for word in ("larger-than-device", "tpu", "onnxruntime", "litert", "llm-server"):
        assert f"{word}, too seldom to count: " in told


def test_a_training_script_tells_the_scale_and_the_device(tmp_path: Path) -> None:
    code = "from torch.nn.parallel import DistributedDataParallel\nimport torch\ntorch.backends.cudnn.benchmark = True\n"
    folder = repository(tmp_path, {**TORCH, "train.py": code, "mine/a.py": "import deepspeed\n"})
    assert answers(folder)["scale"] == "multi-gpu"
    assert answers(folder)["train_on"] == ("nvidia",)


def test_all_kinds_of_models_that_the_sources_build_are_filled_in(tmp_path: Path) -> None:
    files = many(30, "import torch\ntorch.nn.Conv2d(1, 2, 3)\n")
    files["mine/lstm.py"] = "import torch\ntorch.nn.LSTM(1, 2)\n"
    files["mine/attention.py"] = "import torch\nclass MultiheadAttention(torch.nn.Module): ...\n"
    assert answers(repository(tmp_path, files))["model"] == ("cnn", "transformer", "rnn")


def test_agents_have_dense_layers_too(tmp_path: Path) -> None:
    code = "import gymnasium, torch\ntorch.nn.Linear(1, 2)\ntorch.nn.Conv2d(1, 2, 3)\n"
    found = answers(repository(tmp_path / "a", {"a.py": code}))
    assert (found["domain"], found["model"]) == (("reinforcement",), ("mlp", "cnn"))
    other = answers(repository(tmp_path / "b", {"a.py": code.replace("gymnasium, ", "")}))
    assert other["model"] == ("cnn",)


def test_a_field_is_open_as_long_as_others_are_seen_and_not_sure(tmp_path: Path) -> None:
    files = many(10, "import torch, torchaudio\n")
    assert answers(repository(tmp_path, files))["domain"] == ("speech",)
    for name in ("a", "b"):
        (tmp_path / "examples" / name).mkdir(parents=True)
        (tmp_path / "examples" / name / "run.py").write_text("import torchvision\n")
    assert "domain" not in answers(tmp_path)
    told = seen(tmp_path)
    assert any(line.startswith("speech, with others that are less sure: ") for line in told)
    assert any(line.startswith("vision, only in examples, tools or notebooks: ") for line in told)


def test_a_field_that_a_corner_of_the_project_is_about_is_not_its_field(tmp_path: Path) -> None:
    folder = repository(tmp_path, {**many(30, "import torch\n"), "requirements.txt": "gymnasium\n"})
    (folder / "mine/a.py").write_text("import gymnasium\n")
    assert "domain" not in answers(folder)
    assert any(line.startswith("reinforcement, too seldom to count: ") for line in seen(folder))
    for number in range(3):
        (folder / f"mine/m{number}.py").write_text("import gymnasium, torch\n")
    assert answers(folder)["domain"] == ("reinforcement",)


def test_a_library_for_a_field_is_a_project_of_that_field(tmp_path: Path) -> None:
    folder = repository(tmp_path, {"whisper/__init__.py": "import torch\n"})
    assert answers(folder)["domain"] == ("speech",)
    assert "libraries" not in answers(folder)


def test_a_framework_that_comes_through_a_module_of_the_project_is_seen(tmp_path: Path) -> None:
    files = many(20, "import torch\n")
    files["mine/tf/__init__.py"] = ""
    files["mine/tf/env.py"] = "import tensorflow as tf\ntf = tf.compat.v1\n"
    for number in range(5):
        files[f"mine/tf/a{number}.py"] = "from mine.tf.env import tf\ntf.Session()\n"
        files[f"mine/tf/b{number}.py"] = "from .env import tf\ntf.placeholder(1)\n"
    folder = repository(tmp_path, files)
    assert answers(folder)["existing_code"] == ("pytorch", "tensorflow1")


def test_the_old_names_of_a_few_functions_make_no_graphs_and_sessions(tmp_path: Path) -> None:
    code = "import tensorflow as tf\ntf.compat.v1.logging.info('x')\n@tf.function\ndef f(): ...\n"
    assert answers(repository(tmp_path, {"a.py": code}))["existing_code"] == ("tensorflow2",)


def test_a_needs_file_with_remarks_alone_leaves_the_question_open(tmp_path: Path) -> None:
    folder = repository(tmp_path, {**TORCH, "mine/a.py": "import torch, vllm\n"})
    lines = needs_of_repository(folder, None).splitlines()
    place = lines.index("  libraries: unknown")
    assert lines[place - 1] == "  # seen, not filled in: vllm, too seldom to count: in mine/a.py:1"
    assert any(f"{tmp_path}: 1 answer from 22 files" in line for line in lines)
