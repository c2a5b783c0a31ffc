"""A user's hand on a running session: pausing, leaving rows out, calling it off."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from advisor.evidence.control import Cancelled, Control, RowSkipped
from advisor.evidence.load import Reading
from advisor.evidence.plan import RowPlan
from advisor.evidence.rows import RowState
from advisor.evidence.session import Session
from advisor.evidence.stopwatch import Stopwatch
from tests.evidence.scripted import Silence, session_with, when_stuck
from tests.evidence.test_session import INFER, NEAR, TRAIN, figure, plan_of
from tests.probes.sessions import session as real_session

Script = dict[str, dict[str, object]]

#: Real seconds that ending workers may take on a busy machine.
AT_ONCE_S = 1.0


class Moment:
    """When something was asked for."""

    def __init__(self) -> None:
        self.at = 0.0
        self.there: list[psutil.Process] = []

    def then(self, act: Callable[[], None]) -> Callable[[], None]:
        """The same, with the time and the processes that ran then noted."""

        def noted() -> None:
            self.there = psutil.Process().children(recursive=True)
            self.at = time.monotonic()
            act()

        return noted

    def nothing_is_left(self) -> bool:
        return psutil.Process().children(recursive=True) == [] and not any(
            process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in self.there
        )


def log_of(folder: Path) -> list[str]:
    file = folder / "probes" / "log"
    return file.read_text().splitlines() if file.exists() else []


def on(stage: str, act: Callable[[], None], *, row: RowPlan = TRAIN, launch: int | None = None) -> Silence:
    """A listener that acts when a row gets to a stage, and to a launch of it."""

    def heard(state: RowState) -> None:
        if (state.name, state.stage) == (row.name, stage) and launch in (None, state.launch):
            act()

    return Silence(heard)


@pytest.mark.parametrize("where", ["stuck:open", "stuck:prepare:scout xla", "stuck:ceilings"])
def test_a_session_that_is_called_off_ends_at_once_whatever_its_worker_does(
    tmp_path: Path, where: str
) -> None:
    control, moment = Control(), Moment()
    session, progress = session_with(
        tmp_path, plan_of(TRAIN, INFER), {"tensorflow": {"once": [where]}}, control=control
    )
    when_stuck(tmp_path / "probes", moment.then(control.cancel))
    with pytest.raises(Cancelled):
        session.run()
    assert time.monotonic() - moment.at < AT_ONCE_S
    assert moment.nothing_is_left()
    assert moment.there
    assert [progress.of(row)[-1].stage for row in (TRAIN, INFER)] == ["skipped", "skipped"]
    assert "cancelled" in progress.of(INFER)[-1].detail
    assert f"{INFER.name} was not measured: measuring was cancelled" in map(str, session.left_out)
    assert progress.warnings == []


def test_a_session_that_is_called_off_in_a_launch_keeps_its_quartets(tmp_path: Path) -> None:
    control, moment = Control(), Moment()
    script: Script = {"pytorch": {"once": [f"stuck:prepare:{INFER.name}"]}}
    session, _ = session_with(tmp_path, plan_of(TRAIN, INFER), script, control=control)
    when_stuck(tmp_path / "probes", moment.then(control.cancel))
    with pytest.raises(Cancelled):
        session.run()
    assert time.monotonic() - moment.at < AT_ONCE_S
    assert moment.nothing_is_left()
    rows = session.measurements()
    best = rows[TRAIN].best()
    assert best is not None
    assert (best.launches, best.quartets, best.stopped) == (1, 3, "interrupted")
    assert rows[INFER].comparisons == ()
    assert figure(rows[INFER], "pytorch", "eager").status == "ok"


def test_a_session_that_was_called_off_before_it_began_starts_no_worker(tmp_path: Path) -> None:
    control = Control()
    control.cancel()
    session, _ = session_with(tmp_path, plan_of(TRAIN), control=control)
    with pytest.raises(Cancelled):
        session.run()
    assert log_of(tmp_path) == []
    assert session.measurements() == {}


def test_a_row_that_is_skipped_in_the_middle_of_a_compilation_costs_no_other(tmp_path: Path) -> None:
    control, moment = Control(), Moment()
    script: Script = {**NEAR, "pytorch": {"once": ["stuck:prepare:scout eager"]}}
    session, progress = session_with(tmp_path, plan_of(TRAIN, INFER), script, control=control)
    when_stuck(tmp_path / "probes", moment.then(lambda: control.skip(TRAIN.name)))
    session.run()
    rows = session.measurements()
    assert list(rows) == [INFER]
    best = rows[INFER].best()
    assert best is not None
    assert (best.launches, best.quartets) == (3, 9)
    (left_out,) = session.left_out
    assert str(left_out) == f"{TRAIN.name} was not measured: it was skipped"
    assert "budget" not in left_out.remedy
    assert [state.stage for state in progress.of(TRAIN)] == ["waiting", "modes", "skipped"]
    assert progress.warnings == []
    # PyTorch's worker was killed and opened again; the other went on. Three launches follow.
    assert log_of(tmp_path).count("pytorch open threads 2") == 2 + 3
    assert log_of(tmp_path).count("tensorflow open threads 2") == 1 + 3
    assert moment.nothing_is_left()


def test_a_row_that_is_skipped_in_a_launch_costs_the_others_no_launch(tmp_path: Path) -> None:
    control, moment = Control(), Moment()
    script: Script = {"tensorflow": {**NEAR["tensorflow"], "once": [f"stuck:prepare:{TRAIN.name}"]}}
    session, progress = session_with(tmp_path, plan_of(TRAIN, INFER), script, control=control)
    when_stuck(tmp_path / "probes", moment.then(lambda: control.skip(TRAIN.name)))
    session.run()
    rows = session.measurements()
    assert list(rows) == [INFER]
    best = rows[INFER].best()
    assert best is not None
    assert (best.launches, best.quartets, best.planned) == (3, 9, 3)
    assert rows[INFER].notes == ()
    assert progress.warnings == []
    # What PyTorch's worker held of the row was freed, and the row never asked for again.
    log = log_of(tmp_path)
    assert log.count(f"pytorch drop {TRAIN.name}") == 1
    assert log.count(f"pytorch prepare {TRAIN.name}") == 1


class _Knocking:
    """Counters that do something as a block begins."""

    def __init__(self, block: int, act: Callable[[], None]) -> None:
        self._reads = 0
        self._due = 2 * (block - 1)
        self._act = act

    def read(self) -> Reading | None:
        if self._reads == self._due:
            self._act()
        self._reads += 1
        return None


def test_the_quartets_of_a_skipped_row_are_kept(tmp_path: Path) -> None:
    control = Control()
    # In the second block of the third quartet.
    meter = _Knocking(10, lambda: control.skip(TRAIN.name))
    session, progress = session_with(tmp_path, plan_of(TRAIN, INFER), NEAR, meter, control=control)
    session.run()
    train, infer = (row.best() for row in session.measurements().values())
    assert train is not None
    assert infer is not None
    assert (train.launches, train.quartets, train.stopped, train.planned) == (1, 2, "skipped", 0)
    assert (infer.launches, infer.quartets) == (3, 9)
    last = progress.of(TRAIN)[-1]
    assert last.stage == "skipped"
    assert last.ratio == pytest.approx(train.ratio)
    assert "kept" in last.detail
    assert session.left_out == []


def test_a_row_whose_turn_has_not_come_is_only_marked(tmp_path: Path) -> None:
    control = Control()
    progress = on("modes", lambda: control.skip(INFER.name))
    session, _ = session_with(tmp_path, plan_of(TRAIN, INFER), progress=progress, control=control)
    session.run()
    assert list(session.measurements()) == [TRAIN]
    assert [state.stage for state in progress.of(INFER)] == ["waiting", "skipped"]
    assert log_of(tmp_path).count("pytorch prepare scout eager") == 1


def test_a_row_that_is_done_cannot_be_skipped_any_more(tmp_path: Path) -> None:
    control = Control()
    script: Script = {
        **NEAR,
        "pytorch": {"ms": {"eager": 10.0, "compile": 20.0}, "slow": {INFER.name: 30.0}},
    }
    progress = on("done", lambda: control.skip(INFER.name), row=INFER)
    session, _ = session_with(tmp_path, plan_of(TRAIN, INFER), script, progress=progress, control=control)
    session.run()
    best = session.measurements()[INFER].best()
    assert best is not None
    assert "decided" in best.stopped
    assert progress.of(INFER)[-1].stage == "done"


class _WhilePaused(Silence):
    """Acts when the session says that it is paused."""

    def __init__(self, act: Callable[[], None], listener: Silence) -> None:
        super().__init__(listener.row)
        self._then = act

    def phase(self, text: str) -> None:
        super().phase(text)
        if text == "paused":
            threading.Thread(target=self._then, daemon=True).start()


def paused_in_launch_1(folder: Path, act: Callable[[Control], Callable[[], None]]) -> tuple[Session, Silence]:
    """A session that pauses itself before its first quartet, and what is done then."""
    control = Control()
    progress = _WhilePaused(act(control), on("launches", control.pause, launch=1))
    return session_with(folder, plan_of(TRAIN), NEAR, progress=progress, control=control)


def test_a_paused_session_goes_on_where_it_was(tmp_path: Path) -> None:
    session, progress = paused_in_launch_1(tmp_path, lambda control: control.resume)
    session.run()
    best = session.measurements()[TRAIN].best()
    assert best is not None
    assert (best.launches, best.quartets) == (3, 9)
    begun = progress.phases.index("paused")
    assert progress.phases[begun - 1] == progress.phases[begun + 1] == "launch 1 of 3"
    log = log_of(tmp_path)
    first = next(place for place, line in enumerate(log) if " block " in line)
    # After the wait both are warmed up again.
    assert [line.split()[:2] for line in log[first - 2 : first]] == [
        ["pytorch", "warm"],
        ["tensorflow", "warm"],
    ]
    assert log[:first].count(f"pytorch warm {TRAIN.name}") == 2


def test_a_paused_session_can_be_called_off(tmp_path: Path) -> None:
    session, _ = paused_in_launch_1(tmp_path, lambda control: control.cancel)
    with pytest.raises(Cancelled):
        session.run()
    assert psutil.Process().children(recursive=True) == []
    assert not any(" block " in line for line in log_of(tmp_path))


def test_a_row_can_be_skipped_while_the_session_is_paused(tmp_path: Path) -> None:
    def skip(control: Control) -> Callable[[], None]:
        def act() -> None:
            control.skip(TRAIN.name)
            control.resume()

        return act

    session, _ = paused_in_launch_1(tmp_path, skip)
    session.run()
    assert session.measurements() == {}


def test_paused_time_is_none_of_the_budget_and_takes_no_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    control, asleep, now = Control(), threading.Event(), [0.0]

    def clock() -> float:
        if threading.current_thread().name == "sleeper":
            asleep.set()
        return now[0]

    monkeypatch.setattr(time, "monotonic", clock)
    watch = Stopwatch(control, Silence())
    used: list[float] = []

    def sleep() -> None:
        began = time.thread_time()
        assert watch.checkpoint()
        used.append(time.thread_time() - began)

    sleeper = threading.Thread(target=sleep, name="sleeper", daemon=True)
    now[0] = 10.0
    control.pause()
    sleeper.start()
    assert asleep.wait(10)
    # The checkpoint has looked at the clock; its lock is free only while it sleeps.
    now[0] = 100.0
    control.resume()
    sleeper.join(10)
    assert watch.elapsed_s() == 10.0
    now[0] = 105.0
    assert watch.elapsed_s() == 15.0
    assert not watch.checkpoint()
    assert used
    assert used[0] < 0.05


def test_only_the_row_that_is_measured_is_given_up() -> None:
    control = Control()
    with control.on_row("a"):
        control.skip("b")
        control.check()
        control.skip("a")
        with pytest.raises(RowSkipped):
            control.check()
    # Between rows there is none to give up.
    control.checkpoint()
    with pytest.raises(RowSkipped), control.on_row("b"):
        pass


CNN = RowPlan("cnn", "train", 8)


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None]], threading.Thread]:
    """Has something done as soon as PyTorch compiles."""
    monkeypatch.setenv("ADVISOR_TEST_FIFO", str(tmp_path / "stuck"))
    return lambda act: when_stuck(tmp_path, act)


SLOW = Path(__file__).parents[1] / "probes" / "slow"


@pytest.mark.calm
@pytest.mark.frameworks
def test_real_compilers_end_with_the_session_that_is_called_off(
    told: Callable[[Callable[[], None]], threading.Thread],
) -> None:
    control, moment = Control(), Moment()
    session, _ = real_session(SLOW, [CNN, INFER], modes=("compile", "function"), control=control)
    told(moment.then(control.cancel))
    with pytest.raises(Cancelled):
        session.run()
    assert time.monotonic() - moment.at < AT_ONCE_S
    assert len(moment.there) >= 2
    assert moment.nothing_is_left()
    assert session.measurements() == {}


@pytest.mark.frameworks
def test_a_real_row_that_is_skipped_while_it_compiles_leaves_the_other_to_be_measured(
    told: Callable[[Callable[[], None]], threading.Thread],
) -> None:
    control, moment = Control(), Moment()
    session, progress = real_session(
        SLOW, [CNN, INFER], apart={CNN: ("compile", "function")}, control=control
    )
    told(moment.then(lambda: control.skip(CNN.name)))
    session.run()
    rows = session.measurements()
    assert list(rows) == [INFER]
    assert rows[INFER].best() is not None
    assert progress.of(CNN)[-1].stage == "skipped"
    assert moment.nothing_is_left()
