"""What a decision costs with the shipped rules, and how it grows: `python benchmarks/decide.py`.

Prints the limits beside the figures and exits with 1 if one is missed. The first decision of each project is
timed once, that after a change is the median of several; memory is the peak of a fresh process.
"""

from __future__ import annotations

import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from typing import TypeVar

from advisor.decision.balance import Balance
from advisor.decision.changes import changes_of
from advisor.decision.decide import DRAWS, Decider
from advisor.decision.flips import find_flips
from advisor.decision.rules import Knowledge
from advisor.decision.worth import worth_knowing
from advisor.knowledge.loading import load_knowledge
from advisor.needs.model import Needs
from advisor.needs.reading import read_needs
from advisor.paths import rules_folder

T = TypeVar("T")
ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ("shelf-scanner.yaml", "part-inspection.yaml", "churn-model.yaml")
WANTED = frozenset({"training_speed", "inference_speed", "footprint"})
TODAY = date(2026, 11, 24)
ROUNDS = 9
GROWTH = (100, 1_000, 10_000)
#: Milliseconds, and MB of resident memory.
LIMITS = {
    "verdict": 150.0,
    "flips": 600.0,
    "again": 10.0,
    "slider": 8.0,
    "10,000 rules": 2_000.0,
    "memory": 500.0,
}


def main() -> None:
    """Prints every figure with its limit."""
    if len(sys.argv) == 3 and sys.argv[1] == "--grown":
        print(*grown(int(sys.argv[2])))
        return
    knowledge, loading = timed(lambda: load_knowledge([rules_folder()]))
    print(f"{platform.processor() or platform.machine()}, {len(knowledge.rules)} rules, {DRAWS:,} draws")
    print(f"{'loading the rules':<44} {loading:8.1f} ms")
    good = True
    for name in EXAMPLES:
        needs = read_needs((ROOT / "examples" / name).read_bytes(), name, knowledge.questionnaire)
        good &= examine(name, needs, knowledge)
    print()
    for count in GROWTH:
        words = subprocess.run(
            [sys.executable, __file__, "--grown", str(count)], capture_output=True, text=True, check=True
        ).stdout.split()
        first, again, memory = map(float, words)
        times = f"first {first:7.0f} ms, after one change {again:7.1f} ms"
        print(f"{count:>6} rules: {times}, peak {memory:4.0f} MB")
        if count == GROWTH[-1]:
            good &= first < LIMITS["10,000 rules"] and memory < LIMITS["memory"]
    print(f"limits for {GROWTH[-1]:,}: {LIMITS['10,000 rules']:.0f} ms, {LIMITS['memory']:.0f} MB")
    sys.exit(0 if good else 1)


def examine(name: str, needs: Needs, knowledge: Knowledge) -> bool:
    """One project: the verdict with its explanation, then what would change it, then a changed answer."""
    decider = Decider(knowledge, TODAY)
    decision, first = timed(lambda: decider.decide(needs, [], WANTED))
    changes = list(changes_of(needs, knowledge.questionnaire.questions))

    def flips() -> None:
        balance = Balance(needs, [], knowledge, TODAY)
        find_flips(
            needs,
            knowledge.questionnaire.questions,
            decision,
            balance,
            lambda other: decider.verdict(other, [], WANTED),
        )

    def worth() -> None:
        balance = Balance(needs, [], knowledge, TODAY)
        questions = knowledge.questionnaire.questions
        worth_knowing(needs, questions, knowledge.libraries, decision, balance, WANTED)

    _, flipping = timed(flips)
    _, knowing = timed(worth)
    # Each change is made by a decider of its own, so that none finds what the search above has drawn.
    some = changes[:: len(changes) // ROUNDS]
    variants = [replace(needs, answers={**needs.answers, c.question: c.after}) for c in some]
    concerns = knowledge.questionnaire.concerns
    slid = [replace(needs, importance={**needs.importance, concern: 4.5}) for concern in concerns]
    again = median(after_change(needs, variant, knowledge) for variant in variants)
    sliding = median(after_change(needs, variant, knowledge) for variant in slid)
    print(f"{name}")
    rows = (
        ("verdict and explanation, first", first, LIMITS["verdict"]),
        (f"with all {len(changes)} single changes, and pairs", first + flipping, LIMITS["flips"]),
        ("what is worth finding out", knowing, None),
        ("verdict after one changed answer", again, LIMITS["again"]),
        ("verdict after one changed importance", sliding, LIMITS["slider"]),
    )
    for what, value, limit in rows:
        print(f"  {what:<42} {value:8.1f} ms" + (f"   limit {limit:.0f}" if limit else ""))
    return all(limit is None or value < limit for _, value, limit in rows)


def after_change(needs: Needs, variant: Needs, knowledge: Knowledge) -> float:
    """The time in ms of a decision on changed needs, by who has decided on them before."""
    decider = Decider(knowledge, TODAY)
    decider.decide(needs, [], WANTED)
    return timed(partial(decider.decide, variant, [], WANTED))[1]


def grown(count: int) -> tuple[float, float, float]:
    """The first decision and one after a change, with so many rules, and the peak memory in MB."""
    knowledge = load_knowledge([rules_folder()])
    shipped = list(knowledge.rules.values())
    many = {}
    for number in range(count):
        model = shipped[number % len(shipped)]
        if model.strength == "veto":
            model = replace(model, strength="strong", vetoes=())
        id_ = f"{model.id}-{number}"
        # Of each a third has a root of its own: the others share those of the rule they are made from.
        many[id_] = replace(model, id=id_, cause=id_ if number % 3 == 0 else model.cause)
    large = replace(knowledge, rules=many)
    needs = read_needs((ROOT / "examples" / EXAMPLES[0]).read_bytes(), "", knowledge.questionnaire)
    decider = Decider(large, TODAY)
    _, first = timed(lambda: decider.decide(needs, [], WANTED))
    changed = replace(needs, answers={**needs.answers, "targets": ("microcontroller",)})
    _, again = timed(lambda: decider.decide(changed, [], WANTED))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return first, again, peak


def timed(function: Callable[[], T]) -> tuple[T, float]:
    """What a function returns, and its time in ms."""
    began = time.perf_counter()
    result = function()
    return result, (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
