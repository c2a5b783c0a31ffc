"""Which rows speak for a project: the table of workloads, the answers, and the devices at hand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from advisor.decision.conditions import evaluate
from advisor.decision.outcome import Warned
from advisor.decision.rows import serves_elsewhere
from advisor.decision.rules import Knowledge
from advisor.evidence.plan import TERMS, Budget, RowPlan
from advisor.evidence.project_rows import device_speaks, in_reduced_precision, rows_of
from advisor.evidence.records import DeviceKind
from advisor.needs.model import Needs


@dataclass(frozen=True)
class Devices:
    """What there is to measure on.

    Attributes:
        here: The fastest kind first.
        fast_in_bfloat16: Those that are made for it.
    """

    here: tuple[DeviceKind, ...] = ("cpu",)
    fast_in_bfloat16: frozenset[DeviceKind] = frozenset()


def choose_rows(needs: Needs, knowledge: Knowledge, devices: Devices, budget: Budget) -> list[RowPlan]:
    """The rows that speak for a project, the most telling first."""
    reading = {
        choice.workload
        for choice in knowledge.workloads
        if choice.when_reading is not None
        and evaluate(choice.when_reading, needs.answers, knowledge.derived) is True
    }
    return _rows(needs, workloads_of(needs, knowledge), reading, knowledge, devices, budget)


def all_rows(needs: Needs, knowledge: Knowledge, devices: Devices, budget: Budget) -> list[RowPlan]:
    """Everything that can be measured, where there is no project."""
    everything = tuple(dict.fromkeys(choice.workload for choice in knowledge.workloads))
    reading = {choice.workload for choice in knowledge.workloads if choice.when_reading is not None}
    return _rows(needs, everything, reading, knowledge, devices, budget)


def workloads_of(needs: Needs, knowledge: Knowledge) -> tuple[str, ...]:
    """The workloads that speak for a project, each once, in the order of the knowledge."""
    fitting = []
    for choice in knowledge.workloads:
        conditions = [choice.when]
        if "model" not in needs.answers and choice.when_model_open is not None:
            conditions.append(choice.when_model_open)
        if any(evaluate(condition, needs.answers, knowledge.derived) is True for condition in conditions):
            fitting.append(choice.workload)
    return tuple(dict.fromkeys(fitting))


def _rows(
    needs: Needs,
    workloads: Sequence[str],
    reading: Collection[str],
    knowledge: Knowledge,
    devices: Devices,
    budget: Budget,
) -> list[RowPlan]:
    shape = needs.workload.input if needs.workload else None
    other = {
        choice.workload for choice in knowledge.workloads if shape is not None and not choice.takes(shape)
    }
    rows = rows_of(needs, workloads, other_shape=other, reading=reading, devices=devices.here)
    if TERMS[budget].witnesses:
        rows += in_reduced_precision(rows, devices.fast_in_bfloat16)
    return list(rows)


def speaking(needs: Needs, rows: Sequence[RowPlan]) -> list[RowPlan]:
    """The rows that count: of a device named or left open, and of targets that a probe reaches."""
    elsewhere = serves_elsewhere(needs.answers)
    return [
        row
        for row in rows
        if device_speaks(needs, row.task, row.device) and not (elsewhere and row.task == "infer")
    ]


def remarks(needs: Needs, rows: Sequence[RowPlan], devices: Devices) -> list[Warned]:
    """Why something that could be measured was not."""
    if not rows:
        known = (
            "the model is left open" if "model" not in needs.answers else "no probe stands for this model yet"
        )
        return [
            Warned("no-workload", f"Nothing was measured: {known}", "Answer model, such as [cnn] or [mlp]")
        ]
    if not all(device_speaks(needs, row.task, row.device) for row in rows):
        here = " and ".join(devices.here)
        return [
            Warned(
                "other-device",
                f"This machine ({here}) was not measured for what the project does on other hardware",
                "Run advisor probe NEEDS -o FILE on such a machine, and then --probes FILE here",
            )
        ]
    if serves_elsewhere(needs.answers) and any(row.task == "infer" for row in rows):
        return [
            Warned(
                "other-target",
                "Inference was not measured: the trained model runs where no probe does",
                "Time an exported model on such a device yourself",
            )
        ]
    return []


def unused_sizes(needs: Needs, rows: Sequence[RowPlan]) -> list[Warned]:
    """Which workloads kept their own input, because the one in the needs has other axes."""
    shape = needs.workload.input if needs.workload else None
    kept = dict.fromkeys(row.workload for row in rows if shape is not None and row.input is None)
    if not kept:
        return []
    return [
        Warned(
            "other-input",
            f"workload.input {list(shape or ())} is no size of {', '.join(kept)}, measured with its own",
            "See rules/workloads.yaml for the axes of each workload's input",
        )
    ]
