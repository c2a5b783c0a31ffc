"""Whether the verdicts can be believed.

`python benchmarks/trust.py same` measures each framework against itself through the path of a quick probe
until there are 200 row verdicts, and counts those that name a winner. `python benchmarks/trust.py repeat`
runs a quick probe of the CNN ten times and compares it with a thorough one.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from statistics import median

from scipy import stats

from advisor.evidence.calibration import Mirror
from advisor.evidence.interval import ALPHA, estimate, learned_spread, row_verdict
from advisor.evidence.plan import TERMS, RowPlan
from advisor.evidence.progress import SilentProgress
from advisor.evidence.records import Task
from benchmarks.setting import UNHURRIED_S, now, run, this_setting, unhurried

VERDICTS = 200
REPEATS = 10
#: PyTorch compiles for seconds; its eager mode is what is measured against itself.
MODES = {"pytorch": "eager", "tensorflow": "function"}
TASKS: tuple[tuple[Task, int], ...] = (("train", 32), ("infer", 1), ("infer", 32))
SELF_ROWS = [
    RowPlan(workload, task, batch)
    for workload in ("mlp", "cnn", "transformer", "rnn", "embedding", "gnn")
    for task, batch in TASKS
]
CNN_ROWS = [RowPlan("cnn", task, batch) for task, batch in TASKS]


def clopper_pearson(false: int, of: int) -> float:
    """The upper end of the one-sided 95 % interval of a share (Clopper & Pearson 1934)."""
    return 1.0 if false == of else float(stats.beta.ppf(0.95, false + 1, of - false))


def same(output: Path | None) -> None:
    """Measures each framework against itself, and prints how often a winner was named."""
    setting = this_setting()
    terms = replace(TERMS["quick"], seconds=UNHURRIED_S)
    met: list[dict[str, object]] = []
    began, round_ = time.monotonic(), 0
    while len(met) < VERDICTS:
        framework = list(MODES)[round_ % 2]
        rows = [(row, MODES[framework]) for row in SELF_ROWS]
        session = Mirror(framework, rows, terms).session(setting, SilentProgress(), now)
        session.run()
        for row, measured in session.measurements().items():
            best = measured.best()
            if best is not None:
                met.append(
                    {
                        "framework": framework,
                        "row": row.name,
                        "round": round_,
                        "verdict": best.verdict,
                        "disturbed": best.disturbed,
                        "low": best.low,
                        "high": best.high,
                        "values": best.values,
                    }
                )
        round_ += 1
        print(f"round {round_}: {len(met)} verdicts, {time.monotonic() - began:.0f} s", flush=True)
    if output:
        output.write_text(json.dumps(met))
    _print_same(met, setting.machine.processor, setting.machine.cores)


def _print_same(met: list[dict[str, object]], processor: str, cores: int) -> None:
    print(f"\n{processor}, {cores} cores; one framework against itself, quick rows of 3 launches")
    for name, spread in (("assumed spread", None), ("learned on the other rounds", "learned")):
        verdicts: Counter[str] = Counter()
        covered, widths = 0, []
        for entry in met:
            values = entry["values"]
            assert isinstance(values, tuple)
            if spread is None:
                low, high, verdict = float(entry["low"]), float(entry["high"]), str(entry["verdict"])  # type: ignore[arg-type]
            else:
                known = learned_spread(_centres(met, other_than=entry["round"]))
                interval = estimate(values, spread=known, alpha=ALPHA - 0.001)
                low, high = interval.low, interval.high
                verdict = "inconclusive" if entry["disturbed"] else row_verdict(low, high)
            verdicts[verdict] += 1
            covered += low <= 1 <= high
            widths.append(math.log(high / low) / 2)
        false = verdicts["pytorch-faster"] + verdicts["tensorflow-faster"]
        print(
            f"{name}: {false} of {len(met)} verdicts false ({100 * false / len(met):.1f} %, "
            f"at most {100 * clopper_pearson(false, len(met)):.1f} % by Clopper-Pearson at 95 %); "
            f"intervals hold 1 in {100 * covered / len(met):.1f} %, "
            f"half-width {100 * math.expm1(median(widths)):.0f} %; {dict(verdicts)}"
        )
    print(f"disturbed and therefore inconclusive: {sum(bool(entry['disturbed']) for entry in met)}")
    spreads = defaultdict(list)
    for entry in met:
        spreads[entry["framework"], entry["row"]].append(_centres([entry]))
    print("spread of a launch's ln-ratio by row:")
    for (framework, row), launches in sorted(spreads.items(), key=str):
        centres = [centre for entry in launches for centre in entry]
        seen = math.sqrt(sum(centre**2 for centre in centres) / len(centres))
        print(f"  {framework:<11}{row!s:<28}{100 * seen:5.1f} %")


def _centres(met: list[dict[str, object]], other_than: object = None) -> list[float]:
    return [
        median(quartets)
        for entry in met
        if entry["round"] != other_than
        for quartets in entry["values"]  # type: ignore[attr-defined]
    ]


def repeat() -> None:
    """Runs the quick rows of the CNN ten times, and a thorough run for comparison."""
    setting = this_setting()
    verdicts: dict[str, Counter[str]] = defaultdict(Counter)
    intervals: dict[str, list[tuple[float, float, str]]] = defaultdict(list)
    for number in range(REPEATS):
        session = run(unhurried(CNN_ROWS, "quick"), setting)
        for row, measured in session.measurements().items():
            best = measured.best()
            if best is not None:
                verdicts[row.name][best.verdict] += 1
                intervals[row.name].append((best.low, best.high, f"{best.pytorch}/{best.tensorflow}"))
                print(
                    f"run {number + 1}: {row.name}: {best.ratio:.2f} [{best.low:.2f}, {best.high:.2f}]",
                    flush=True,
                )
    plan = unhurried(CNN_ROWS, "quick")
    terms = replace(
        TERMS["thorough"], seconds=UNHURRIED_S, looks=(TERMS["thorough"].launches,), witnesses=False
    )
    thorough = run(replace(plan, terms=terms), setting)
    inside = total = 0
    print(f"\n{setting.machine.processor}, {setting.machine.cores} cores; {REPEATS} quick runs, one thorough")
    for row, measured in thorough.measurements().items():
        best = measured.best()
        if best is None:
            continue
        held = [low <= best.ratio <= high for low, high, _ in intervals[row.name]]
        inside, total = inside + sum(held), total + len(held)
        both = {"pytorch-faster", "tensorflow-faster"} <= verdicts[row.name].keys()
        print(
            f"{row.name:<20} thorough {best.ratio:.2f} [{best.low:.2f}, {best.high:.2f}], "
            f"held by {sum(held)} of {len(held)} quick intervals; {dict(verdicts[row.name])}"
            + ("; OPPOSITE VERDICTS" if both else "")
        )
    print(f"held in {inside} of {total} ({100 * inside / max(1, total):.0f} %)")


def main() -> None:
    """Runs what the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("same", "repeat"))
    parser.add_argument("-o", "--output", type=Path, help="keep all values there (same)")
    options = parser.parse_args()
    if options.what == "same":
        same(options.output)
    else:
        repeat()


if __name__ == "__main__":
    main()
