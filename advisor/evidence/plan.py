"""What will be measured for a project, in which order, and how long it should take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from advisor.evidence.costs import Costs
from advisor.evidence.records import DeviceKind, Precision, Task

Budget = Literal["quick", "standard", "thorough", "none"]
BUDGETS: tuple[Budget, ...] = ("quick", "standard", "thorough", "none")

#: The modes of each framework; the first is the reference for parity and for break-even.
MODES: Mapping[str, tuple[str, ...]] = {
    "pytorch": ("eager", "compile"),
    "tensorflow": ("eager", "function", "xla", "session"),
}
#: The modes that its own guides teach: without them a row would not be fair, so no budget leaves them out.
REQUIRED = {("pytorch", "eager"), ("tensorflow", "eager"), ("tensorflow", "function")}
#: The mode in which each reads its input: what a DataLoader does is eager, what tf.data does is a graph.
READERS: Mapping[str, str] = {"pytorch": "eager", "tensorflow": "function"}
#: A block has so many calls at least.
_LEAST_CALLS = 5


@dataclass(frozen=True)
class BudgetTerms:
    """What a budget buys.

    Attributes:
        seconds: Wall-clock limit, imports included.
        launches: Fresh pairs of workers.
        quartets: Quartets of each row in each launch.
        block_s: Seconds of work in a block.
        looks: After how many launches a row may be found decided; the last is the end of the plan.
        witnesses: Whether eager meets eager too, one thread meets one thread, an old noise floor is measured
            anew, and rows in reduced precision are worth their time.
    """

    seconds: float
    launches: int
    quartets: int
    block_s: float
    looks: tuple[int, ...]
    witnesses: bool = False


TERMS: Mapping[Budget, BudgetTerms] = {
    "none": BudgetTerms(0.0, 0, 0, 0.0, ()),
    "quick": BudgetTerms(60.0, 3, 3, 0.05, (2, 3)),
    "standard": BudgetTerms(180.0, 5, 4, 0.05, (3, 5), witnesses=True),
    "thorough": BudgetTerms(900.0, 14, 6, 0.1, (4, 7, 10, 14), witnesses=True),
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
    device: DeviceKind = "cpu"
    precision: Precision = "float32"

    @property
    def size(self) -> dict[str, int | list[int]]:
        """The sizes that the needs set, in the form of the protocol."""
        return {"input": list(self.input)} if self.input else {}

    @property
    def name(self) -> str:
        """The row's name in progress lines and in the protocol."""
        plain = f"{self.workload} {self.task} batch {self.batch}"
        where = [] if self.device == "cpu" else [f"on {self.device}"]
        how = [] if self.precision == "float32" else [f"in {self.precision}"]
        return " ".join([plain, *where, *how])


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


def make_plan(
    rows: Sequence[RowPlan],
    budget: Budget,
    *,
    tensorflow1: bool = False,
    notes: Sequence[str] = (),
    costs: Costs | None = None,
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
        costs: What is known of this machine's pace.
    """
    terms, costs = TERMS[budget], costs or Costs()
    planner = _Planner(terms, costs)
    total = costs.start_s * (terms.launches + 1)
    rows, beyond = planner.fitting(rows, total)
    notes = [
        *notes,
        *(f"{row.name} was not measured: the {budget} budget has no time left for it" for row in beyond),
    ]
    chosen: dict[RowPlan, dict[str, list[str]]] = {}
    left_out: dict[RowPlan, dict[tuple[str, str], str]] = {}
    spent: dict[RowPlan, float] = {}
    dear: list[tuple[float, int, RowPlan, str, str]] = []
    for place, row in enumerate(rows):
        chosen[row], left_out[row] = {framework: [] for framework in MODES}, {}
        spent[row] = planner.quartets_s(row)
        for framework, modes in MODES.items():
            for mode in modes:
                if reason := _pointless(row, framework, mode, tensorflow1=tensorflow1):
                    left_out[row][framework, mode] = reason
                    continue
                dear.append((planner.mode_s(row, framework, mode), place, row, framework, mode))
    total += sum(spent.values())
    for cost, _, row, framework, mode in sorted(dear, key=_cheap_and_required_first):
        if total + cost > terms.seconds and (framework, mode) not in REQUIRED:
            left_out[row][framework, mode] = (
                f"its compilation is predicted to take {costs.first_call_s(row, framework, mode):.0f} s, "
                f"more than the {budget} budget has left; a larger --budget measures it"
            )
            continue
        total += cost
        spent[row] += cost
        chosen[row][framework].append(mode)
    planned = tuple(
        PlannedRow(
            row,
            {
                framework: tuple(mode for mode in MODES[framework] if mode in modes)
                for framework, modes in chosen[row].items()
            },
            left_out[row],
            spent[row],
        )
        for row in rows
    )
    return Plan(budget, terms, planned, total if rows else 0.0, tuple(notes))


def _pointless(row: RowPlan, framework: str, mode: str, *, tensorflow1: bool) -> str:
    """Why a mode is not measured for a row, whatever the budget."""
    if row.task == "input":
        own = READERS[framework]
        return "" if mode == own else f"a {framework} input pipeline has no such mode"
    if mode == "session" and row.precision != "float32":
        return "TensorFlow 1's session has no mixed precision by policy"
    if mode == "session" and not tensorflow1:
        return "the project names no TensorFlow 1.x code"
    return ""


def _cheap_and_required_first(entry: tuple[float, int, RowPlan, str, str]) -> tuple[bool, float, int]:
    cost, place, _, framework, mode = entry
    return (framework, mode) not in REQUIRED, cost, place


@dataclass(frozen=True)
class _Planner:
    """Predicts seconds over all launches of a budget."""

    terms: BudgetTerms
    costs: Costs

    def quartets_s(self, row: RowPlan) -> float:
        """Warm-up and quartets of both frameworks, at the pace of the modes that are always measured."""
        paces = [self.costs.call_s(row, *mode) for mode in (("pytorch", "eager"), ("tensorflow", "function"))]
        blocks = sum(max(self.terms.block_s, _LEAST_CALLS * pace) for pace in paces)
        return self.terms.launches * (1.0 + 3.0 * self.terms.quartets * blocks)

    def mode_s(self, row: RowPlan, framework: str, mode: str) -> float:
        """The first calls of a mode, cold once and then warm in every launch."""
        return self.costs.first_call_s(row, framework, mode) * (1 + self.terms.launches * _WARM_CACHE)

    def fitting(self, rows: Sequence[RowPlan], total: float) -> tuple[Sequence[RowPlan], Sequence[RowPlan]]:
        """The rows that fit with their required modes, and those that do not."""
        for number, row in enumerate(rows):
            required = [mode for mode in REQUIRED if not _pointless(row, *mode, tensorflow1=False)]
            total += self.quartets_s(row) + sum(self.mode_s(row, *mode) for mode in required)
            if number and total > self.terms.seconds:
                return rows[:number], rows[number:]
        return rows, ()
