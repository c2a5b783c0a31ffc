"""What a measurement is: the values that leave a probe, in files and in memory.

A bare point never leaves a probe: every comparison carries its interval, its samples and all that is
needed to repeat it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

PROBES_SCHEMA: Literal["advisor/probes/1"] = "advisor/probes/1"

Task = Literal["train", "infer", "input"]
ModeStatus = Literal["ok", "not-measured", "failed"]
ComparisonKind = Literal["best", "eager", "one-thread"]
RowVerdict = Literal["pytorch-faster", "tensorflow-faster", "equal", "inconclusive"]
#: In the words of the questions `train_on` and `serve_on`.
DeviceKind = Literal["cpu", "nvidia", "amd", "apple", "intel-gpu", "tpu", "aws-neuron"]
Precision = Literal["float32", "bfloat16"]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Short = Annotated[str, Field(max_length=2000)]


class Record(BaseModel):
    """A value that is never changed and refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FrameworkBuild(Record):
    """One framework as it was found under one interpreter.

    Attributes:
        framework: `pytorch` or `tensorflow`.
        version: As the package says it, local part included, such as `2.13.0+cpu`.
        build: What distinguishes builds of one version (distribution name, compute platform).
        python: The interpreter's version.
        import_s: Seconds that the import took in the first launch; None if not measured.
        installed_mb: Disk space in MB of the framework's own distribution, without what it depends on.
    """

    framework: Short
    version: Short
    build: Short
    python: Short
    import_s: NotNegative | None = None
    installed_mb: NotNegative | None = None


class Machine(Record):
    """The machine of a measurement.

    Attributes:
        id: A short stable name of this hardware: the same machine gives the same id.
        name: The host's name.
        system: Operating system and release.
        processor: The processor's name.
        cores: CPUs that the measurement was allowed to use: min(affinity, cgroup quota).
        memory_gib: Memory in GiB.
    """

    id: Short
    name: Short
    system: Short
    processor: Short
    cores: Annotated[int, Field(ge=1)]
    memory_gib: Positive


class Parity(Record):
    """Whether both frameworks did the same work.

    Attributes:
        ok: True if every output, loss and gradient agreed within `tolerance`.
        max_difference: The largest |a − b| / max(|a|, |b|, scale of the array).
        tolerance: What was allowed.
        where: The array that differed most.
    """

    ok: bool
    max_difference: float
    tolerance: Positive
    where: Short = ""


class ModeFigure(Record):
    """One way of running one framework.

    Attributes:
        framework: `pytorch` or `tensorflow`.
        mode: eager, compile, function, xla or session.
        status: `ok`, `not-measured` (left out, see `reason`) or `failed`.
        reason: One line; empty when ok.
        median_ms: Steady time of one call in ms, as ranked in the first pass.
        first_call_s: First call in s, compilation included.
        build_s: Building the model in s.
        peak_mb: Peak resident memory in MB.
        device_mb: Peak memory on an accelerator in MB; None on a CPU.
        share: Of the higher ceilings of both frameworks, the larger of operations and bytes a second.
        break_even_steps: Steps after which the longer first call has paid off against eager; None if never.
        steady: False when the warm-up reached its cap before the times settled.
    """

    framework: Short
    mode: Short
    status: ModeStatus
    reason: Short = ""
    median_ms: Positive | None = None
    first_call_s: NotNegative | None = None
    build_s: NotNegative | None = None
    peak_mb: Positive | None = None
    device_mb: NotNegative | None = None
    share: NotNegative | None = None
    break_even_steps: NotNegative | None = None
    steady: bool | None = None


class Ceiling(Record):
    """What a framework reaches here with nothing but a matrix product, and with nothing but a copy.

    Attributes:
        framework: `pytorch` or `tensorflow`.
        matmul_gflops: Of a product of square matrices, in 10⁹ operations a second.
        copy_gbs: Of copying an array that no cache holds, read and written, in 10⁹ bytes a second.
    """

    framework: Short
    matmul_gflops: Positive
    copy_gbs: Positive


class Comparison(Record):
    """Two modes that met in quartets.

    Attributes:
        kind: `best` with best, `eager` with eager, `one-thread` with one thread.
        pytorch: The mode of PyTorch.
        tensorflow: The mode of TensorFlow.
        ratio: t_tensorflow / t_pytorch, so above 1 PyTorch is faster.
        low: Lower end of the 95 % interval of `ratio`.
        high: Upper end of the 95 % interval of `ratio`.
        launches: Fresh pairs of workers.
        quartets: Quartets over all launches.
        verdict: The interval against the ±5 % band.
        stopped: Why no more launches were run.
        values: ln(t_tensorflow / t_pytorch) of each quartet, a list for each launch.
        pytorch_ms: Median steady time of PyTorch over all launches, in ms a call.
        tensorflow_ms: Median steady time of TensorFlow over all launches, in ms a call.
        disturbed: Whether others disturbed so much of it that nothing may be concluded.
        planned: Launches that the plan asked for; a row that was decided sooner has fewer. 0 if cut short.
        threads: Threads that both were set to.
        alpha: How often the interval may miss: 0.05 over all planned looks, less at an early one.
        prior_spread: Standard deviation of a launch's ln-ratio that the interval assumes for this machine.
        sigma: Half the interval of this estimate alone at 95 %, divided by 1.96.
    """

    kind: ComparisonKind
    pytorch: Short
    tensorflow: Short
    ratio: Positive
    low: Positive
    high: Positive
    launches: Annotated[int, Field(ge=1)]
    quartets: Annotated[int, Field(ge=1)]
    verdict: RowVerdict
    stopped: Short
    values: tuple[tuple[float, ...], ...]
    pytorch_ms: Positive
    tensorflow_ms: Positive
    disturbed: bool = False
    planned: Annotated[int, Field(ge=0)] = 0
    threads: Annotated[int, Field(ge=1)] | None = None
    alpha: Annotated[float, Field(gt=0, lt=1)] = 0.05
    prior_spread: Positive | None = None
    sigma: NotNegative | None = None


class Measurement(Record):
    """One row: a workload and a task on a device, both frameworks side by side.

    Attributes:
        workload: The kind of model, such as `cnn`.
        size: The sizes that the workload was built with.
        task: train, infer or input.
        batch: Examples a call.
        device: The kind of device, in the words of `train_on`.
        device_name: The device as it calls itself.
        machine: The machine it was taken on.
        builds: The frameworks that were measured.
        taken: When, with its time zone.
        threads: Threads that each framework was set to.
        precision: float32, TF32 off; or bfloat16, mixed as each framework's guide teaches.
        seed: Of weights and inputs.
        code: Digest of the probe code.
        parity: None if it could not be checked.
        modes: All the modes of both frameworks, measured or not.
        comparisons: What met in quartets; empty if nothing could.
        notes: What else a reader has to know, a line each.
        command: What repeats the row.
        parameters: Trained numbers of the model.
        flops: Floating-point operations of a call, an addition and a multiplication counting two.
        bytes: Bytes that a call has to move at least.
        ceilings: What each framework reaches on the device with nothing but products and copies.
        noise_floor: How far from 1, as a share, the ratio of a framework with itself lies here at most, in
            95 % of such rows; None if that was never measured on this machine.
        other: What is measured against PyTorch; the fields `tensorflow` of the comparisons are its own.
    """

    workload: Short
    size: dict[str, int | list[int]]
    task: Task
    batch: Annotated[int, Field(ge=1)]
    device: DeviceKind
    device_name: Short
    machine: Machine
    builds: tuple[FrameworkBuild, ...]
    taken: datetime
    threads: Annotated[int, Field(ge=1)]
    precision: Short
    seed: int
    code: Short
    parity: Parity | None
    modes: tuple[ModeFigure, ...]
    comparisons: tuple[Comparison, ...]
    notes: tuple[Short, ...] = ()
    command: Short
    parameters: Annotated[int, Field(ge=0)] | None = None
    flops: Annotated[int, Field(ge=0)] | None = None
    bytes: Annotated[int, Field(ge=0)] | None = None
    ceilings: tuple[Ceiling, ...] = ()
    noise_floor: NotNegative | None = None
    other: Short = "tensorflow"

    def best(self) -> Comparison | None:
        """The comparison of best with best, if the row has one."""
        return self.met("best")

    def met(self, kind: ComparisonKind) -> Comparison | None:
        """The comparison of a kind, if the row has it."""
        return next((c for c in self.comparisons if c.kind == kind), None)


class ProbesFile(Record):
    """Measurements that travel between machines.

    Attributes:
        schema_: "advisor/probes/1".
        taken: When the file was written.
        command: What wrote it.
        measurements: The rows.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["advisor/probes/1"] = Field(alias="schema", default=PROBES_SCHEMA)
    taken: datetime
    command: Short
    measurements: tuple[Measurement, ...]
