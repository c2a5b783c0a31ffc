"""Which rows speak for a project: its workloads and tasks, on the devices that it names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from advisor.evidence.plan import RowPlan
from advisor.evidence.records import DeviceKind, Precision, Task
from advisor.needs.model import Needs

#: Examples in a training step and in the larger inference batch, if the needs do not say.
DEFAULT_BATCH = 32
_MIDDLING = 2.5
#: Rows in reduced precision are for devices that are made for it, and for budgets beyond the quick one.
_REDUCED: Precision = "bfloat16"
#: A decoder that generates keeps its cache in float32.
_SINGLE_ONLY = {("decoder", "infer")}


def rows_of(
    needs: Needs,
    workloads: Sequence[str],
    *,
    other_shape: Collection[str] = (),
    reading: Collection[str] = (),
    devices: Sequence[DeviceKind] = ("cpu",),
) -> tuple[RowPlan, ...]:
    """The rows that speak for a project, those first whose concern weighs most for it.

    They are training, latency and throughput of each of its workloads, and reading its input. Each is taken
    on every device at hand that the project names for it, or else on the best one at hand.

    Latency is inference of a single example, throughput that of a larger batch; `traffic` says which of
    the two the project feels, and an open `traffic` asks for both.

    Args:
        needs: Of the project.
        workloads: In the order in which they are measured.
        other_shape: Those whose input has other axes than the project's sizes; they keep their own.
        reading: Those whose input the project reads from files.
        devices: At hand, the fastest kind first.
    """
    size = needs.workload
    batch = (size.batch if size else None) or DEFAULT_BATCH
    shape = size.input if size else None
    traffic = needs.answers.get("traffic")
    inferences = [1] if traffic in ("interactive", "realtime") else [batch]
    if traffic is None:
        inferences = list(dict.fromkeys([1, batch]))
    kinds: list[tuple[Task, int]] = [("train", batch), *(("infer", count) for count in inferences)]
    kinds.append(("input", batch))
    kinds.sort(key=lambda kind: -_worth(needs, kind[0]))
    return tuple(
        RowPlan(workload, task, count, None if workload in other_shape else shape, device)
        for task, count in kinds
        for workload in workloads
        if task != "input" or workload in reading
        for device in _devices_for(needs, task, devices)
    )


def in_reduced_precision(rows: Sequence[RowPlan], devices: Collection[DeviceKind]) -> tuple[RowPlan, ...]:
    """The same rows in bfloat16, on the devices that are made for it; reading input computes nothing."""
    return tuple(
        replace(row, precision=_REDUCED)
        for row in rows
        if row.device in devices and row.task != "input" and (row.workload, row.task) not in _SINGLE_ONLY
    )


def _devices_for(needs: Needs, task: Task, devices: Sequence[DeviceKind]) -> Sequence[DeviceKind]:
    named = _named_devices(needs, task)
    wanted = [] if named is None else [device for device in devices if device in named]
    return wanted or devices[:1]


def _worth(needs: Needs, task: Task) -> float:
    """How much the project cares for what a task measures; the middle of the scale where it does not say."""
    concern = "inference_speed" if task == "infer" else "training_speed"
    said = needs.importance.get(concern)
    return _MIDDLING if said is None else said


def device_speaks(needs: Needs, task: Task, device: DeviceKind) -> bool:
    """Whether a row of this task on this kind of device can decide anything for the project."""
    named = _named_devices(needs, task)
    return named is None or device in named


def _named_devices(needs: Needs, task: Task) -> tuple[str, ...] | None:
    """The devices that a project names for a task; None while that is open."""
    train_on, serve_on = needs.answers.get("train_on"), needs.answers.get("serve_on")
    named = train_on if task != "infer" or serve_on is None else serve_on
    return named if isinstance(named, tuple) else None


def has_tensorflow1(existing_code: object) -> bool:
    """Whether the answer to `existing_code` names TensorFlow 1.x."""
    return isinstance(existing_code, Collection) and "tensorflow1" in existing_code
