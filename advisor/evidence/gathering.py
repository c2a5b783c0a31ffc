"""Which evidence counts: files that were named, then fresh measurements, then stored ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from advisor.errors import MeasuringError
from advisor.evidence.bulletin import state_of
from advisor.evidence.calibration import CALIBRATION_S, Calibration, calibrate
from advisor.evidence.control import Cancelled, Control
from advisor.evidence.costs import Costs
from advisor.evidence.interpreters import Inspection, find_interpreter
from advisor.evidence.machine import this_machine
from advisor.evidence.plan import MODES, Budget, Plan, RowPlan, make_plan
from advisor.evidence.progress import Progress
from advisor.evidence.records import FrameworkBuild, Measurement, ProbesFile
from advisor.evidence.rows import LeftOut, Row, without_time
from advisor.evidence.session import Session
from advisor.evidence.setting import Setting, Unmeasured
from advisor.evidence.store import Store, row_key
from advisor.frameworks import FRAMEWORKS
from advisor.paths import probes_folder


@dataclass(frozen=True)
class Evidence:
    """All that is known by measuring.

    Attributes:
        rows: The measurements, those of files first.
        unmeasured: Frameworks that could not be measured, and what to do.
        troubles: What else went wrong, a line each.
        left_out: Rows that speak for the project and were not measured.
    """

    rows: tuple[Row, ...] = ()
    unmeasured: tuple[Unmeasured, ...] = ()
    troubles: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class Wish:
    """What evidence is asked for.

    Attributes:
        rows: What should be measured on this machine.
        budget: How long that may take; `none` neither measures nor reads stored results.
        fresh: Measure even what is stored.
        tensorflow1: Whether TensorFlow 1's session is worth measuring.
        files: Measurements from elsewhere.
        interpreters: By framework, where the user named one.
        command: What repeats the measurement.
    """

    rows: tuple[RowPlan, ...]
    budget: Budget
    fresh: bool
    tensorflow1: bool
    files: tuple[ProbesFile, ...]
    interpreters: Mapping[str, str]
    command: str


def gather(
    wish: Wish,
    store: Store,
    progress: Progress,
    clock: Callable[[], datetime],
    control: Control | None = None,
) -> Evidence:
    """Collects the evidence for a project; what is missing is measured, and kept as soon as it is.

    Nothing that goes wrong with a framework stops it: the evidence then says what is missing. A session that
    is called off is no error either: what it measured is kept and given back.

    Args:
        wish: What is asked for.
        store: What is known, and where new measurements are kept.
        progress: Is told how it goes.
        clock: Gives the time of day with its zone.
        control: A hand on the session, for other threads.
    """
    rows = [Row(measurement, "file") for file in wish.files for measurement in file.measurements]
    open_rows = _not_in_files(wish.rows, rows)
    if wish.budget == "none" or not open_rows:
        _tell_measured(progress, rows)
        return Evidence(rows=tuple(rows))

    try:
        setting = find_setting(wish.interpreters, wish.command)
    except UnmeasuredError as missing:
        _tell_measured(progress, rows)
        for row in open_rows:
            progress.row(state_of(row, "failed", str(missing)))
        return Evidence(tuple(rows), missing.frameworks)
    machine = setting.machine
    keys = {row: row_key(machine, setting.builds.values(), setting.code, row) for row in open_rows}
    costs, calibration = store.costs(machine), store.calibration(machine)

    # What fits the budget is settled before looking at what is stored, so that asking again is quick.
    plan = make_plan(open_rows, wish.budget, tensorflow1=wish.tensorflow1, costs=costs)
    wanted = [entry.row for entry in plan.rows]
    stored: set[RowPlan] = set()
    for row in [] if wish.fresh else open_rows:
        kept = store.find(keys[row], plan.terms.launches)
        if kept is not None:
            rows.append(Row(kept, "stored"))
            stored.add(row)
            progress.row(state_of(row, "done", "stored", kept.best(), launches=plan.terms.launches))
    _tell_measured(progress, rows)
    why = f"the {wish.budget} budget has no time left for it"
    outside = [row for row in open_rows if row not in stored and row not in wanted]
    for row in outside:
        progress.row(state_of(row, "left-out", why))
    left_out = tuple(without_time(row.name, why) for row in outside)
    wanted = [row for row in wanted if row not in stored]
    plan = make_plan(wanted, wish.budget, tensorflow1=wish.tensorflow1, costs=costs)
    if not plan.rows:
        return Evidence(tuple(rows), left_out=left_out)

    setting = replace(setting, spread=calibration.spread, costs=costs)
    known = tuple(rows)
    fresh, session, troubles = _measure(
        plan, setting, calibration, keys, store, progress, clock, control or Control(), known
    )
    return Evidence(
        (*known, *fresh), tuple(session.unmeasured), tuple(troubles), (*session.left_out, *left_out)
    )


def _tell_measured(progress: Progress, rows: Sequence[Row]) -> None:
    if rows:
        progress.measured(tuple(rows))


class UnmeasuredError(Exception):
    """A framework cannot be measured here.

    Attributes:
        frameworks: Which, why, and what to do.
    """

    def __init__(self, frameworks: Sequence[Unmeasured]) -> None:
        super().__init__("; ".join(entry.what for entry in frameworks))
        self.frameworks = tuple(frameworks)


def find_setting(interpreters: Mapping[str, str], command: str) -> Setting:
    """Finds both frameworks and describes the machine; nothing is known of its pace and noise yet.

    Args:
        interpreters: By framework, where the user named one.
        command: What repeats the measurement.

    Raises:
        UnmeasuredError: A framework was not found.
    """
    found, unmeasured = _find_frameworks(interpreters)
    if unmeasured:
        raise UnmeasuredError(unmeasured)
    return Setting(
        interpreters={framework: place for framework, (place, _) in found.items()},
        probes=probes_folder(),
        code=next(iter(found.values()))[1].code,
        builds={framework: _build_of(framework, inspection) for framework, (_, inspection) in found.items()},
        machine=this_machine(),
        command=command,
    )


def predicted_costs(store: Store) -> Costs:
    """What measuring is known to cost on this machine."""
    return store.costs(this_machine())


def _measure(
    plan: Plan,
    setting: Setting,
    calibration: Calibration,
    keys: Mapping[RowPlan, str],
    store: Store,
    progress: Progress,
    clock: Callable[[], datetime],
    control: Control,
    known: Sequence[Row],
) -> tuple[list[Row], Session, list[str]]:
    """Runs a plan and keeps what comes out of it, also when it is interrupted or called off."""
    due = plan.terms.witnesses and calibration.is_due(clock(), setting.builds)
    terms = plan.terms
    if due:
        terms = replace(terms, seconds=terms.seconds - len(MODES) * CALIBRATION_S)
    troubles: list[str] = []

    def tell() -> None:
        _tell_measured(progress, [*known, *_fresh(session.measurements(calibration.floor))])

    session = Session(
        replace(plan, terms=terms),
        setting,
        progress,
        clock,
        control=control,
        after_launch=tell,
    )
    try:
        session.run()
        # Kept before anything else is tried.
        measured = session.measurements(calibration.floor)
        _keep(store, keys, measured, troubles)
        if due:
            seen = calibrate(measured, setting, progress, clock, terms.block_s, control)
            calibration = calibration.with_meetings(seen)
            store.save_calibration(setting.machine, calibration)
    except OSError as error:
        troubles.append(_not_kept(error))
    except Cancelled:
        # What there is by now is the evidence.
        pass
    finally:
        measured = session.measurements(calibration.floor)
        _keep(store, keys, measured, troubles)
        if measured:
            try:
                store.save_costs(setting.machine, session.costs)
            except OSError as error:
                troubles.append(_not_kept(error))
        progress.close()
    return _fresh(measured), session, list(dict.fromkeys(troubles))


def _fresh(measured: Mapping[RowPlan, Measurement]) -> list[Row]:
    return [Row(measurement, "fresh") for measurement in measured.values()]


def _keep(
    store: Store, keys: Mapping[RowPlan, str], measured: Mapping[RowPlan, Measurement], troubles: list[str]
) -> None:
    try:
        store.save({keys[row]: measurement for row, measurement in measured.items()})
    except OSError as error:
        troubles.append(_not_kept(error))


def _not_kept(error: OSError) -> str:
    return f"the measurements could not be kept: {error.strerror or error}"


def _not_in_files(wanted: Sequence[RowPlan], rows: Sequence[Row]) -> list[RowPlan]:
    there = {
        (taken.workload, taken.task, taken.batch, taken.device, taken.precision)
        for taken in (row.measurement for row in rows)
        if taken.best() is not None
    }
    return [
        row for row in wanted if (row.workload, row.task, row.batch, row.device, row.precision) not in there
    ]


def _find_frameworks(
    chosen: Mapping[str, str],
) -> tuple[dict[str, tuple[str, Inspection]], list[Unmeasured]]:
    found: dict[str, tuple[str, Inspection]] = {}
    unmeasured: list[Unmeasured] = []
    for framework in FRAMEWORKS:
        try:
            found[framework] = find_interpreter(framework, chosen)
        except MeasuringError as error:
            unmeasured.append(Unmeasured(framework, error.what, error.remedy))
    return found, unmeasured


def _build_of(framework: str, inspection: Inspection) -> FrameworkBuild:
    installed = inspection.frameworks[framework]
    if installed is None:
        raise MeasuringError(f"{framework} is not installed in {inspection.executable}")
    keras = f", keras {installed.keras}" if installed.keras else ""
    return FrameworkBuild(
        framework=framework,
        version=installed.version,
        build=installed.distribution + keras,
        python=inspection.python,
        installed_mb=installed.installed_mb,
    )
