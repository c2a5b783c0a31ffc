"""What will be measured for a project, in which order, and how long it should take."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from advisor.evidence.records import DeviceKind, Task
from advisor.needs.model import Needs

Budget = Literal["quick", "standard", "thorough", "none"]
BUDGETS: tuple[Budget, ...] = ("quick", "standard", "thorough", "none")

#: The modes of each framework; the first is the reference for parity and for break-even.
MODES: Mapping[str, tuple[str, ...]] = {
    "pytorch": ("eager", "compile"),
    "tensorflow": ("eager", "function", "xla", "session"),
}
#: The modes that its own guides teach: without them a row would not be fair, so no budget leaves them out.
REQUIRED = {("pytorch", "eager"), ("tensorflow", "eager"), ("tensorflow", "function")}
#: Examples in a training step and in the larger inference batch, if the needs do not say.
DEFAULT_BATCH = 32
_MIDDLING = 2.5


@dataclass(frozen=True)
class BudgetTerms:
    """What a budget buys.

    Attributes:
        seconds: Wall-clock limit, imports included.
        launches: Fresh pairs of workers.
        quartets: Quartets of each row in each launch.
        block_s: Seconds of work in a block.
    """

    seconds: float
    launches: int
    quartets: int
    block_s: float


TERMS: Mapping[Budget, BudgetTerms] = {
    "none": BudgetTerms(0.0, 0, 0, 0.0),
    "quick": BudgetTerms(60.0, 3, 3, 0.05),
    "standard": BudgetTerms(180.0, 5, 4, 0.05),
    "thorough": BudgetTerms(900.0, 14, 6, 0.1),
}

#: Seconds that starting both workers of a pair takes, imports included.
PAIR_START_S = 6.0
#: Seconds that the first call of a mode takes on two cores, by task: seen with the shipped workloads.
_FIRST_CALL_S: Mapping[tuple[str, str], Mapping[str, float]] = {
    ("pytorch", "eager"): {"train": 0.2, "infer": 0.1},
    ("pytorch", "compile"): {"train": 20.0, "infer": 6.0},
    ("tensorflow", "eager"): {"train": 0.4, "infer": 0.2},
    ("tensorflow", "function"): {"train": 0.8, "infer": 0.4},
    ("tensorflow", "xla"): {"train": 1.5, "infer": 0.6},
    ("tensorflow", "session"): {"train": 0.5, "infer": 0.3},
}
#: The share that a later launch pays: the compiler's cache is warm, the compiler imported anew.
_WARM_CACHE = 0.3


@dataclass(frozen=True)
class RowPlan:
    """One row to measure."""

    workload: str
    task: Task
    batch: int
    input: tuple[int, ...] | None = None

    @property
    def size(self) -> dict[str, int | list[int]]:
        """The sizes that the needs set, in the form of the protocol."""
        return {"input": list(self.input)} if self.input else {}

    @property
    def name(self) -> str:
        """The row's name in progress lines and in the protocol."""
        return f"{self.workload} {self.task} batch {self.batch}"


@dataclass(frozen=True)
class PlannedRow:
    """A row with what it should cost.

    Attributes:
        row: What is measured.
        modes: By framework, the modes that fit the budget.
        left_out: By (framework, mode), why a mode does not.
        predicted_s: Seconds of the whole row, all launches together.
    """

    row: RowPlan
    modes: Mapping[str, tuple[str, ...]]
    left_out: Mapping[tuple[str, str], str]
    predicted_s: float

    @property
    def workload(self) -> str:
        """The kind of model."""
        return self.row.workload

    @property
    def task(self) -> Task:
        """What is timed."""
        return self.row.task

    @property
    def batch(self) -> int:
        """Examples a call."""
        return self.row.batch


@dataclass(frozen=True)
class Plan:
    """The rows that will be measured, the terms, and the time it should take.

    Attributes:
        budget: The budget's name.
        terms: What it buys.
        rows: In the order in which they are measured.
        total_s: Predicted seconds, imports included.
        notes: Why something is not planned, a line each.
    """

    budget: Budget
    terms: BudgetTerms
    rows: tuple[PlannedRow, ...]
    total_s: float
    notes: tuple[str, ...] = ()

    @property
    def budget_s(self) -> float:
        """The wall-clock limit in seconds."""
        return self.terms.seconds


def first_call_s(framework: str, mode: str, task: Task) -> float:
    """Seconds that the first call of a mode is predicted to take with a cold cache."""
    return _FIRST_CALL_S[framework, mode].get(task, 1.0)


def rows_of(
    needs: Needs, workloads: Sequence[str], *, other_shape: Collection[str] = ()
) -> tuple[RowPlan, ...]:
    """The rows that speak for a project, those first whose concern weighs most for it.

    They are training, latency and throughput of each of its workloads.

    Latency is inference of a single example, throughput that of a larger batch; `traffic` says which of
    the two the project feels, and an open `traffic` asks for both.

    Args:
        needs: Of the project.
        workloads: In the order in which they are measured.
        other_shape: Those whose input has other axes than the project's sizes; they keep their own.
    """
    size = needs.workload
    batch = (size.batch if size else None) or DEFAULT_BATCH
    shape = size.input if size else None
    traffic = needs.answers.get("traffic")
    inferences = [1] if traffic in ("interactive", "realtime") else [batch]
    if traffic is None:
        inferences = list(dict.fromkeys([1, batch]))
    kinds: list[tuple[Task, int]] = [("train", batch), *(("infer", count) for count in inferences)]
    kinds.sort(key=lambda kind: -_worth(needs, kind[0]))
    return tuple(
        RowPlan(workload, task, count, None if workload in other_shape else shape)
        for task, count in kinds
        for workload in workloads
    )


def _worth(needs: Needs, task: Task) -> float:
    """How much the project cares for what a task measures; the middle of the scale where it does not say."""
    concern = "inference_speed" if task == "infer" else "training_speed"
    said = needs.importance.get(concern)
    return _MIDDLING if said is None else said


def device_speaks(needs: Needs, task: Task, device: DeviceKind) -> bool:
    """Whether a row of this task on this kind of device can decide anything for the project."""
    train_on, serve_on = needs.answers.get("train_on"), needs.answers.get("serve_on")
    named = train_on if task != "infer" or serve_on is None else serve_on
    return named is None or (isinstance(named, tuple) and device in named)


def make_plan(
    rows: Sequence[RowPlan], budget: Budget, *, tensorflow1: bool = False, notes: Sequence[str] = ()
) -> Plan:
    """Chooses the modes that fit a budget.

    Rows are taken in their order as long as they fit with the modes that fairness requires, the first one in
    any case; `notes` names the others. Then modes are added by the cost of their first call, the cheap ones
    first, so that what a budget leaves out is the dearest compilation. TensorFlow 1's session is measured
    where the project has such code.

    Args:
        rows: What to measure, the most telling row first.
        budget: Its name.
        tensorflow1: True if the project has TensorFlow 1.x code.
        notes: Why something is not planned.
    """
    terms = TERMS[budget]
    total = PAIR_START_S * (terms.launches + 1)
    rows, beyond = _fitting(rows, terms, total)
    notes = [
        *notes,
        *(f"{row.name} was not measured: the {budget} budget has no time left for it" for row in beyond),
    ]
    chosen: dict[RowPlan, dict[str, list[str]]] = {}
    left_out: dict[RowPlan, dict[tuple[str, str], str]] = {}
    costs: dict[RowPlan, float] = {}
    dear: list[tuple[float, int, RowPlan, str, str]] = []
    for place, row in enumerate(rows):
        chosen[row], left_out[row] = {framework: [] for framework in MODES}, {}
        costs[row] = _quartets_s(terms)
        for framework, modes in MODES.items():
            for mode in modes:
                if mode == "session" and not tensorflow1:
                    left_out[row][framework, mode] = "the project names no TensorFlow 1.x code"
                    continue
                cost = _mode_s(framework, mode, row.task, terms)
                dear.append((cost, place, row, framework, mode))
    total += sum(costs.values())
    for cost, _, row, framework, mode in sorted(dear, key=_cheap_and_required_first):
        if total + cost > terms.seconds and (framework, mode) not in REQUIRED:
            left_out[row][framework, mode] = (
                f"its compilation is predicted to take {first_call_s(framework, mode, row.task):.0f} s, "
                f"more than the {budget} budget has left; a larger --budget measures it"
            )
            continue
        total += cost
        costs[row] += cost
        chosen[row][framework].append(mode)
    planned = tuple(
        PlannedRow(
            row,
            {
                framework: tuple(mode for mode in MODES[framework] if mode in modes)
                for framework, modes in chosen[row].items()
            },
            left_out[row],
            costs[row],
        )
        for row in rows
    )
    return Plan(budget, terms, planned, total if rows else 0.0, tuple(notes))


def _cheap_and_required_first(entry: tuple[float, int, RowPlan, str, str]) -> tuple[bool, float, int]:
    cost, place, _, framework, mode = entry
    return (framework, mode) not in REQUIRED, cost, place


def _quartets_s(terms: BudgetTerms) -> float:
    """Warm-up and quartets of both frameworks; steps are short against the blocks' length."""
    return terms.launches * (1.0 + terms.quartets * 4 * max(terms.block_s, 0.05) * 1.5)


def _mode_s(framework: str, mode: str, task: Task, terms: BudgetTerms) -> float:
    return first_call_s(framework, mode, task) * (1 + terms.launches * _WARM_CACHE)


def _fitting(
    rows: Sequence[RowPlan], terms: BudgetTerms, total: float
) -> tuple[Sequence[RowPlan], Sequence[RowPlan]]:
    """The rows that fit with their required modes, and those that do not."""
    for number, row in enumerate(rows):
        total += _quartets_s(terms) + sum(_mode_s(*mode, row.task, terms) for mode in REQUIRED)
        if number and total > terms.seconds:
            return rows[:number], rows[number:]
    return rows, ()


def has_tensorflow1(existing_code: object) -> bool:
    """Whether the answer to `existing_code` names TensorFlow 1.x."""
    return isinstance(existing_code, Collection) and "tensorflow1" in existing_code
