"""What a quick run spends its time on: `python benchmarks/budget.py [WORKLOAD]`.

One workload and three tasks through the same path as `advisor probe --fresh`, into an empty store.
"""

from __future__ import annotations

import sys
import time

from advisor.evidence.plan import RowPlan, make_plan
from benchmarks.setting import run, this_setting

#: By what the workers are asked to do.
PARTS = {
    "open": "starting and importing",
    "prepare": "building and first calls (compiling)",
    "warm": "warm-up",
    "outputs": "parity: computing and writing",
    "compare": "parity: comparing",
    "ceilings": "ceilings",
    "block": "timed blocks",
    "settle": "letting threads settle",
    "drop": "freeing models",
    "end": "ending workers",
}


def main() -> None:
    """Prints the total, the rows and the breakdown."""
    workload = sys.argv[1] if len(sys.argv) > 1 else "cnn"
    setting = this_setting()
    began = time.monotonic()
    rows = [RowPlan(workload, "train", 32), RowPlan(workload, "infer", 1), RowPlan(workload, "infer", 32)]
    plan = make_plan(rows, "quick")
    session = run(plan, setting)
    total = time.monotonic() - began
    print(f"{setting.machine.processor}, {setting.machine.cores} cores; quick run of {workload}, three tasks")
    print(f"{total:.1f} s in all; {plan.total_s:.1f} s were predicted, 60 s are the budget")
    for row, measured in session.measurements().items():
        best = measured.best()
        shown = (
            f"{best.ratio:.2f} [{best.low:.2f}, {best.high:.2f}], {best.stopped}" if best else "no interval"
        )
        print(f"  {row.name:<20} {shown}")
    for line in session.left_out:
        print(f"  {line}")
    for part, name in PARTS.items():
        seconds = session.spent.get(part, 0.0)
        print(f"{name:<38} {seconds:6.1f} s  {100 * seconds / total:5.1f} %")
    rest = total - sum(session.spent.values())
    print(f"{'the rest':<38} {rest:6.1f} s  {100 * rest / total:5.1f} %")


if __name__ == "__main__":
    main()
