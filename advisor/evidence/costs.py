"""What measuring costs: predictions for the planner, learned on each machine from earlier sessions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from advisor.evidence.records import Task

#: Seconds that the first call of a mode takes on two cores, by task: seen with the shipped workloads.
_FIRST_CALL_S: Mapping[tuple[str, str], Mapping[str, float]] = {
    ("pytorch", "eager"): {"train": 0.2, "infer": 0.1},
    ("pytorch", "compile"): {"train": 20.0, "infer": 6.0},
    ("tensorflow", "eager"): {"train": 0.4, "infer": 0.2},
    ("tensorflow", "function"): {"train": 0.8, "infer": 0.4},
    ("tensorflow", "xla"): {"train": 1.5, "infer": 0.6},
    ("tensorflow", "session"): {"train": 0.5, "infer": 0.3},
}
#: Seconds that starting both workers of a pair takes, imports included.
_PAIR_START_S = 6.0
#: Seconds of one call, if nothing is known.
_CALL_S = 0.01
#: How much of what was known a new session leaves standing: machines change.
_MEMORY = 0.5

Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Costs(BaseModel):
    """Seconds seen on one machine; where nothing was seen, what two cores took.

    Attributes:
        pair_start_s: Starting both workers of a launch side by side, imports included; None if never seen.
        first_calls: Of a mode with a cold cache, by device, framework, mode, workload and task.
        calls: Of a steady call, by the same and the batch.
    """

    model_config = ConfigDict(extra="ignore")

    pair_start_s: Seconds | None = None
    first_calls: dict[str, Seconds] = Field(default_factory=dict)
    calls: dict[str, Seconds] = Field(default_factory=dict)

    @property
    def start_s(self) -> float:
        """Seconds that a pair's start is predicted to take."""
        return _PAIR_START_S if self.pair_start_s is None else self.pair_start_s

    def first_call_s(self, row: Any, framework: str, mode: str) -> float:
        """Seconds that the first call of a row's mode is predicted to take with a cold cache."""
        seen = self.first_calls.get(_key(row, framework, mode))
        return default_first_call_s(framework, mode, row.task) if seen is None else seen

    def call_s(self, row: Any, framework: str, mode: str) -> float:
        """Seconds that a steady call is predicted to take."""
        return self.calls.get(f"{_key(row, framework, mode)} {row.batch}", _CALL_S)

    def learn_start(self, seconds: float) -> None:
        """Takes in what starting a pair took."""
        self.pair_start_s = _blend(self.pair_start_s, seconds)

    def learn(self, row: Any, framework: str, mode: str, first_s: float, call_s: float) -> None:
        """Takes in what a mode's first and steady calls took."""
        key = _key(row, framework, mode)
        self.first_calls[key] = _blend(self.first_calls.get(key), first_s)
        key = f"{key} {row.batch}"
        self.calls[key] = _blend(self.calls.get(key), call_s)


def default_first_call_s(framework: str, mode: str, task: Task) -> float:
    """Seconds that the first call of a mode takes on two cores."""
    return _FIRST_CALL_S.get((framework, mode), {}).get(task, 1.0)


def _blend(known: float | None, seen: float) -> float:
    return seen if known is None else _MEMORY * known + (1 - _MEMORY) * seen


def _key(row: Any, framework: str, mode: str) -> str:
    sizes = "x".join(map(str, row.input)) if row.input else "own"
    return f"{row.device} {row.precision} {framework} {mode} {row.workload} {sizes} {row.task}"
