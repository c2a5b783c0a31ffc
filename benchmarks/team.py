"""What a team's session costs: `python benchmarks/team.py [PART …]`.

store   fifty participants who write at once, each from a process of its own, beside one who writes alone
serve   what one served participant costs in memory and processor time, and how many a machine carries

Prints the goals beside the figures and exits with 1 if one is missed or anything that was said to be saved
is not there afterwards.
"""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from statistics import median, quantiles

from advisor.errors import AdvisorError
from advisor.needs.catalogue import load_questionnaire
from advisor.paths import rules_folder
from advisor.team.connection import connect
from advisor.team.roles import Chair, Seat
from advisor.team.sessions import Sessions
from benchmarks.team_serving import serve

PARTICIPANTS, SAVES = 50, 40
#: The 95th percentile of a save in ms while all write at once.
LIMIT_MS = 200.0
#: Seconds until all processes have to have come in.
_PATIENCE_S = 300.0


@dataclass(frozen=True)
class Writing:
    """What one process did.

    Attributes:
        member: Whose answers it wrote.
        began: When it made its first save, by the clock of the machine.
        ended: When the last one was acknowledged.
        times: Seconds of each save.
        last: The answer that was saved last.
    """

    member: str
    began: float
    ended: float
    times: tuple[float, ...]
    last: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """A run of the store.

    Attributes:
        rows: Rows that were acknowledged.
        seconds: From the first save to the last.
        times: Milliseconds of each save.
        lost: What was acknowledged and is not there; empty as it should be.
    """

    rows: int
    seconds: float
    times: Sequence[float]
    lost: str

    @property
    def late(self) -> float:
        """The 95th percentile of a save in ms."""
        return quantiles(self.times, n=20)[-1]


def write(
    folder: str, session: str, member: str, saves: int, start: Barrier, told: Queue[Writing | str]
) -> None:
    """One participant: a process that comes in, waits for the others, and saves answer after answer."""
    with Sessions(Path(folder)).open(session) as store:
        seat = Seat(store, member)
        project = seat.load(load_questionnaire(rules_folder()))
        times, last = [], ("",)
        start.wait(_PATIENCE_S)
        began = time.monotonic()
        for number in range(saves):
            last = (f"{member}-{number}",)
            needs = replace(project.needs, answers={"libraries": last})
            before = time.perf_counter()
            try:
                project = seat.save(replace(project, needs=needs))
            except AdvisorError as error:
                told.put(error.what)
                return
            times.append(time.perf_counter() - before)
        told.put(Writing(member, began, time.monotonic(), tuple(times), last))


def _heard(what: Writing | str) -> Writing:
    if isinstance(what, str):
        sys.exit(f"a save was refused: {what}")
    return what


def writing_at_once(folder: Path, people: int, saves: int) -> Figures:
    """Has so many participants save so often each; the clock starts once all processes are in."""
    with Sessions(folder).create("Benchmark") as store:
        chair = Chair(store)
        members = [chair.invite(f"Member {number}")[0].id for number in range(people)]
        context = multiprocessing.get_context("spawn")
        start = context.Barrier(people)
        told: Queue[Writing | str] = context.Queue()
        processes = [
            context.Process(target=write, args=(str(folder), store.id, member, saves, start, told))
            for member in members
        ]
        for process in processes:
            process.start()
        try:
            done = [_heard(told.get(timeout=_PATIENCE_S)) for _ in members]
        finally:
            for process in processes:
                process.terminate()
        questionnaire = load_questionnaire(rules_folder())
        kept = {member: Seat(store, member).load(questionnaire).needs.answers for member in members}
    return Figures(
        rows=people * saves,
        seconds=max(one.ended for one in done) - min(one.began for one in done),
        times=[1000 * taken for one in done for taken in one.times],
        lost=_lost(store.path, {one.member: one.last for one in done}, kept, saves),
    )


def _lost(path: Path, last: dict[str, tuple[str, ...]], kept: Mapping[str, object], saves: int) -> str:
    """What is not in the file as it was acknowledged."""
    with closing(connect(path)) as connection:
        rows = connection.execute(
            "SELECT id, value FROM entry JOIN member ON entry.member = member.number ORDER BY entry.number"
        ).fetchall()
        whole = connection.execute("PRAGMA integrity_check").fetchone()[0]
    expected = {(member, f'["{member}-{number}"]') for member in last for number in range(saves)}
    if missing := expected - set(rows):
        return f"{len(missing)} of {len(expected)} saves are not in the log"
    if len(rows) != len(expected):
        return f"the log has {len(rows)} rows, and {len(expected)} were saved"
    wrong = [member for member, answer in last.items() if kept[member] != {"libraries": answer}]
    if wrong:
        return f"{len(wrong)} participants find other answers than they saved last"
    return "" if whole == "ok" else f"the file is damaged: {whole}"


def store(folder: Path) -> bool:
    """The same number of saves by one writer and by fifty, on this folder's disk."""
    alone = writing_at_once(folder, 1, PARTICIPANTS * SAVES)
    together = writing_at_once(folder, PARTICIPANTS, SAVES)
    print(f"{'saves':28} {'rows/s':>8} {'p50 ms':>8} {'p95 ms':>8} {'longest':>8}")
    for name, run in (("one writer alone", alone), (f"{PARTICIPANTS} writers at once", together)):
        speed = run.rows / run.seconds
        print(
            f"{name:28} {speed:8.0f} {median(run.times):8.1f} {run.late:8.1f} {max(run.times):8.1f}"
            + (f"  LOST: {run.lost}" if run.lost else f"  all {run.rows} rows there")
        )
    ratio = together.rows / together.seconds / (alone.rows / alone.seconds)
    print(f"{PARTICIPANTS} at once write {ratio:.2f} × as many rows a second as one alone")
    print(f"p95 of {PARTICIPANTS} at once: {together.late:.0f} ms, goal {LIMIT_MS:.0f}")
    return together.late < LIMIT_MS and not alone.lost and not together.lost


PARTS: dict[str, Callable[[Path], bool]] = {"store": store, "serve": serve}


def main() -> None:
    """Runs the parts that are named, all without a name."""
    good = True
    for name in sys.argv[1:] or PARTS:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            good &= PARTS[name](Path(folder))
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
