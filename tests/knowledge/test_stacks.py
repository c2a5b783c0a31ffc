"""Every need has a part that serves it, whatever the verdict, and no two parts of one answer contradict."""

from __future__ import annotations

from itertools import product

import pytest

from advisor.decision.conditions import evaluate, mentions
from advisor.decision.outcome import Verdict
from advisor.decision.stack import StackEntry, recommend_stack
from advisor.knowledge.loading import load_knowledge
from advisor.needs.model import Answer
from advisor.paths import rules_folder

SHIPPED = load_knowledge([rules_folder()])
NAMED = ("pytorch", "tensorflow", "undecided")
#: Where nothing can be said that is honest and of use. `*` stands for every verdict.
NOTHING_TO_SAY = {
    ("runtimes", "any", "*"): "no preference: the target's own part speaks",
    ("scale", "one-device", "*"): "nothing has to be spread",
    ("extras", "pruning", "undecided"): "each pruning tool takes the models of one framework",
    ("extras", "vendor-container", "undecided"): "a vendor's container holds one framework",
    ("train_on", "cpu", "*"): "what is installed by default runs there",
    ("train_on", "*", "undecided"): "each framework is installed in its own way",
    ("train_on", "intel-gpu", "tensorflow"): "Intel's extension stands at an old TensorFlow, as a rule says",
    ("train_on", "aws-neuron", "tensorflow"): "AWS supports TensorFlow there no longer, as a rule says",
    ("os", "linux", "*"): "both frameworks are at home there",
    ("os", "macos", "*"): "what matters there is the GPU, which train_on asks for",
    ("os", "windows", "undecided"): "each framework is installed in its own way",
    ("os", "windows-wsl2", "*"): "it is Linux to both; how TensorFlow gets its GPU there, its part says",
}
#: What runs on each target. A job loads any runtime, so none is special there.
RUNS_ON = {
    "server": ["tf-serving", "triton", "vllm", "tensorrt", "onnxruntime", "openvino"],
    "batch": [],
    "llm-server": ["vllm", "triton", "tensorrt", "onnxruntime", "openvino"],
    "desktop": ["onnxruntime", "litert", "executorch", "coreml", "openvino", "tensorrt"],
    "android": ["litert", "executorch", "onnxruntime"],
    "ios": ["coreml", "litert", "executorch", "onnxruntime"],
    "browser": ["tfjs", "litert", "onnxruntime"],
    "browser-training": ["tfjs"],
    "microcontroller": ["litert", "executorch"],
    "edge-linux": ["litert", "executorch", "onnxruntime", "tensorrt", "openvino"],
}
#: How each runtime is called in the name of a part.
CALLED = {
    "onnxruntime": "onnx runtime",
    "triton": "triton",
    "tensorrt": "tensorrt",
    "litert": "litert",
    "executorch": "executorch",
    "coreml": "core ml",
    "tf-serving": "tensorflow serving",
    "tfjs": "tensorflow.js",
    "vllm": "vllm",
    "openvino": "openvino",
}
#: The roles of parts that say where a trained model runs.
RUNNING = {"export", "runtime", "serving", "bridge"}


def stack(named: str, **answers: Answer) -> tuple[StackEntry, ...]:
    if named == "undecided":
        verdict = Verdict("toss-up", None, None, 0.5, 0.0, "conflict")
    else:
        verdict = Verdict("clear", named, "points", 1.0, 2.0, None)
    return recommend_stack(SHIPPED.stack, verdict, answers, SHIPPED.derived)


def words(question: str) -> tuple[str, ...]:
    return SHIPPED.questionnaire.questions[question].words


def answer(question: str, word: str) -> Answer:
    return word if SHIPPED.questionnaire.questions[question].kind == "choice" else (word,)


def serves(part: StackEntry, question: str) -> bool:
    """Whether a part is there because of the answer to a question, and would not be with another."""
    if part.when is None or question not in mentions(part.when, SHIPPED.derived):
        return False
    other: Answer = "one-device" if question == "scale" else ()
    return evaluate(part.when, {question: other}, SHIPPED.derived) is not True


def excepted(question: str, word: str, named: str) -> bool:
    return any((question, one, other) in NOTHING_TO_SAY for one, other in product((word, "*"), (named, "*")))


NEEDS = [
    (question, word, named)
    for question in ("targets", "runtimes", "extras", "scale", "train_on", "os")
    for word in words(question)
    for named in NAMED
]


@pytest.mark.parametrize(("question", "word", "named"), NEEDS)
def test_every_need_is_served_or_excepted_with_a_reason(question: str, word: str, named: str) -> None:
    served = [
        part.id for part in stack(named, **{question: answer(question, word)}) if serves(part, question)
    ]
    assert served or excepted(question, word, named)


def test_no_exception_has_outlived_its_reason() -> None:
    for question, word, named in NOTHING_TO_SAY:
        gaps = [
            (one, other)
            for one in (words(question) if word == "*" else (word,))
            for other in (NAMED if named == "*" else (named,))
            if not any(serves(part, question) for part in stack(other, **{question: answer(question, one)}))
        ]
        assert gaps, (question, word, named)


def test_the_table_of_runtimes_knows_every_target_and_runtime() -> None:
    assert set(RUNS_ON) == set(words("targets"))
    assert set(CALLED) == set(words("runtimes")) - {"any"}
    assert {runtime for runtimes in RUNS_ON.values() for runtime in runtimes} == set(CALLED)


FIXED = [
    (target, runtime, named)
    for target, runtimes in RUNS_ON.items()
    for runtime in runtimes
    for named in NAMED
]


@pytest.mark.parametrize(("target", "runtime", "named"), FIXED)
def test_every_part_speaks_of_the_runtime_that_is_fixed(target: str, runtime: str, named: str) -> None:
    parts = [p for p in stack(named, targets=(target,), runtimes=(runtime,)) if p.role in RUNNING]
    assert [part.id for part in parts if part.purpose == target], "the target has no part"
    silent = {part.id: part.choice for part in parts if CALLED[runtime] not in part.choice.lower()}
    assert not silent


@pytest.mark.parametrize("named", NAMED)
@pytest.mark.parametrize("target", words("targets"))
def test_a_target_has_one_part_while_the_runtime_is_open(target: str, named: str) -> None:
    choices: list[dict[str, Answer]] = [{}, {"runtimes": ("any",)}]
    for runtimes in choices:
        parts = stack(named, targets=(target,), domain=("tabular",), **runtimes)
        assert len([part for part in parts if part.purpose == target and part.role in RUNNING]) == 1


def test_of_several_runtimes_each_target_gets_its_own() -> None:
    parts = stack(
        "pytorch", targets=("server", "ios", "android"), runtimes=("tf-serving", "coreml", "litert")
    )
    by_purpose = {part.purpose: part.choice for part in parts if part.role in ("export", "serving")}
    assert by_purpose["server"] == "TensorFlow Serving"
    assert by_purpose["ios"].startswith("Core ML")
    assert by_purpose["android"].startswith("LiteRT")


def test_every_bridge_says_what_it_costs() -> None:
    bridges = [part for part in SHIPPED.stack if part.role == "bridge"]
    assert bridges
    assert [part.id for part in bridges if not part.caveat] == []


@pytest.mark.parametrize(
    ("code", "plan", "api"),
    [
        (None, None, "Keras 3 on TensorFlow"),
        ((), None, "Keras 3 on TensorFlow"),
        (("tensorflow1",), None, "Keras 3 on TensorFlow"),
        (("tensorflow1",), "migrate", "Keras 3 on TensorFlow"),
        (("tensorflow2",), "keep", "Keras 3 on TensorFlow"),
        (("tensorflow1",), "keep", "The API that the code has"),
    ],
)
def test_only_sessions_that_are_kept_keep_their_api(
    code: tuple[str, ...] | None, plan: str | None, api: str
) -> None:
    given: dict[str, Answer] = {}
    if code is not None:
        given["existing_code"] = code
    if plan is not None:
        given["code_plan"] = plan
    parts = stack("tensorflow", targets=("microcontroller",), team={"tensorflow": 3}, **given)
    assert [part.choice for part in parts if part.role == "api"] == [api]


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("pytorch", "tensorflow"),
        ("torchscript", "tensorflow"),
        ("jax", "tensorflow"),
        ("jax", "pytorch"),
        ("tensorflow1", "pytorch"),
        ("tensorflow2", "pytorch"),
        ("keras3", "pytorch"),
    ],
)
def test_code_of_another_framework_has_a_way_over(code: str, named: str) -> None:
    ways = [part for part in stack(named, existing_code=(code,)) if part.role == "migration"]
    assert ways
    assert all(part.caveat for part in ways)


def test_a_toss_up_with_needs_shows_more_than_the_hedge() -> None:
    parts = stack(
        "undecided",
        targets=("batch",),
        runtimes=("tensorrt",),
        extras=("small-install", "onnx-exchange", "quantization"),
    )
    assert {part.role for part in parts} >= {"hedge", "serving", "export", "install", "compression"}


def test_parts_of_a_toss_up_never_ask_for_one_framework_alone() -> None:
    """A neutral part may lean on Keras 3, never on an API of one framework."""
    for part in SHIPPED.stack:
        if "undecided" in part.verdicts:
            assert "torch.export" not in part.choice
            assert "tf.function" not in part.choice


@pytest.mark.parametrize("scale", ["multi-gpu", "multi-node", "larger-than-device"])
def test_tools_for_gpus_are_not_named_where_only_tpus_train(scale: str) -> None:
    parts = stack("pytorch", train_on=("tpu",), scale=scale, model=("embedding",))
    told = " ".join(part.choice for part in parts if part.role == "scale")
    assert "PyTorch/XLA" in told
    assert not [tool for tool in ("torchrun", "FSDP2", "TorchRec") if tool in told]
