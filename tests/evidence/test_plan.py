import pytest

from advisor.evidence.plan import MODES, TERMS, Budget, RowPlan, make_plan
from advisor.evidence.project_rows import device_speaks, rows_of
from advisor.evidence.records import DeviceKind, Task
from advisor.needs.model import Answer, Needs, WorkloadSize


def needs(**answers: Answer) -> Needs:
    return Needs("a project", answers)


def test_an_open_traffic_asks_for_latency_and_throughput() -> None:
    rows = rows_of(needs(), ["cnn"])
    assert [(row.task, row.batch) for row in rows] == [("train", 32), ("infer", 1), ("infer", 32)]


@pytest.mark.parametrize(
    ("traffic", "batch"), [("interactive", 1), ("realtime", 1), ("offline", 32), ("massive", 32)]
)
def test_a_known_traffic_asks_for_what_the_project_feels(traffic: str, batch: int) -> None:
    rows = rows_of(needs(traffic=traffic), ["mlp"])
    assert [row.batch for row in rows if row.task == "infer"] == [batch]


def test_the_sizes_of_the_needs_reach_the_rows() -> None:
    rows = rows_of(Needs("a project", workload=WorkloadSize(batch=8, input=(3, 64, 64))), ["cnn"])
    assert rows[0].batch == 8
    assert rows[0].size == {"input": [3, 64, 64]}


def test_no_workload_gives_no_rows_and_costs_nothing() -> None:
    plan = make_plan(rows_of(needs(), []), "quick")
    assert plan.rows == ()
    assert plan.total_s == 0


@pytest.mark.parametrize("budget", ["quick", "standard", "thorough"])
def test_a_plan_fits_its_budget(budget: Budget) -> None:
    plan = make_plan(rows_of(needs(), ["cnn"]), budget)
    assert 0 < plan.total_s <= TERMS[budget].seconds


@pytest.mark.parametrize("budget", ["quick", "standard", "thorough"])
def test_every_mode_is_planned_or_left_out_with_a_reason(budget: Budget) -> None:
    for row in make_plan(rows_of(needs(), ["cnn", "mlp"]), budget).rows:
        for framework, modes in MODES.items():
            for mode in modes:
                planned = mode in row.modes[framework]
                assert planned != bool(row.left_out.get((framework, mode)))


def test_a_quick_budget_leaves_out_the_cold_compilation_of_a_training_step() -> None:
    plan = make_plan(rows_of(needs(), ["cnn"]), "quick")
    train = next(row for row in plan.rows if row.task == "train")
    assert "compile" not in train.modes["pytorch"]
    assert "20 s" in train.left_out["pytorch", "compile"]


def test_a_standard_budget_pays_for_every_compilation() -> None:
    for row in make_plan(rows_of(needs(), ["cnn"]), "standard").rows:
        assert "compile" in row.modes["pytorch"]


WORKLOADS = ["cnn", "transformer", "decoder", "mlp", "rnn", "embedding", "gnn", "diffusion", "dynamic"]


@pytest.mark.parametrize("budget", ["quick", "standard", "thorough"])
def test_rows_beyond_the_budget_are_named_and_not_measured(budget: Budget) -> None:
    rows = rows_of(needs(), WORKLOADS)
    plan = make_plan(rows, budget)
    assert plan.total_s <= TERMS[budget].seconds
    assert [row.row for row in plan.rows] == list(rows[: len(plan.rows)])
    assert len(plan.notes) == len(rows) - len(plan.rows)
    for row in plan.rows:
        # TensorFlow without tf.function would not be what its guides teach.
        assert {"eager", "function"} <= set(row.modes["tensorflow"])


def test_the_rows_of_what_matters_most_come_first() -> None:
    hurried = Needs("a project", importance={"training_speed": 1.0, "inference_speed": 5.0})
    assert [row.task for row in rows_of(hurried, ["cnn", "mlp"])] == ["infer"] * 4 + ["train"] * 2


def test_sizes_with_other_axes_are_not_forced_on_a_workload() -> None:
    sized = Needs("a project", workload=WorkloadSize(input=(3, 64, 64)))
    rows = rows_of(sized, ["cnn", "transformer"], other_shape={"transformer"})
    assert {row.input for row in rows if row.workload == "cnn"} == {(3, 64, 64)}
    assert {row.input for row in rows if row.workload == "transformer"} == {None}


def test_no_budget_leaves_out_a_framework() -> None:
    many = [RowPlan("cnn", "train", batch) for batch in range(1, 40)]
    for row in make_plan(many, "quick").rows:
        assert all(row.modes.values())


@pytest.mark.parametrize("old_code", [True, False])
def test_the_session_of_tensorflow_1_is_measured_where_there_is_such_code(old_code: bool) -> None:
    plan = make_plan(rows_of(needs(), ["mlp"]), "standard", tensorflow1=old_code)
    assert all(("session" in row.modes["tensorflow"]) is old_code for row in plan.rows)


@pytest.mark.parametrize(
    ("answers", "task", "device", "speaks"),
    [
        ({}, "train", "cpu", True),
        ({"train_on": ("nvidia",)}, "train", "cpu", False),
        ({"train_on": ("cpu", "nvidia")}, "train", "cpu", True),
        ({"train_on": ("nvidia",), "serve_on": ("cpu",)}, "infer", "cpu", True),
        ({"train_on": ("nvidia",), "serve_on": ("cpu",)}, "train", "cpu", False),
        ({"train_on": ("nvidia",)}, "infer", "cpu", False),
        ({"train_on": ()}, "train", "cpu", False),
    ],
)
def test_a_row_speaks_only_for_the_devices_that_the_project_names(
    answers: dict[str, Answer], task: Task, device: DeviceKind, speaks: bool
) -> None:
    assert device_speaks(needs(**answers), task, device) is speaks
