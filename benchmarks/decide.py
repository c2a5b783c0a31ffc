"""How long a decision takes with the shipped rules: `python benchmarks/decide.py`."""

from __future__ import annotations

import platform
import time
from datetime import date
from pathlib import Path
from statistics import median

from advisor.decision.decide import DRAWS, decide
from advisor.knowledge.loading import load_knowledge
from advisor.needs.overrides import apply_overrides
from advisor.needs.reading import read_needs
from advisor.paths import rules_folder

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 30
TODAY = date(2026, 11, 24)


def main() -> None:
    """Prints the time of loading, of the first decision, and of one after a change."""
    began = time.perf_counter()
    knowledge = load_knowledge([rules_folder()])
    loaded = time.perf_counter() - began
    print(f"{platform.node()}, {len(knowledge.rules)} rules, {DRAWS:,} draws")
    print(f"{'loading the rules':<44} {loaded * 1000:7.1f} ms")
    for name in ("shelf-scanner.yaml", "part-inspection.yaml", "churn-model.yaml"):
        source = (ROOT / "examples" / name).read_bytes()
        needs = read_needs(source, name, knowledge.questionnaire)
        began = time.perf_counter()
        decide(needs, [], knowledge, TODAY)
        first = time.perf_counter() - began
        changed = apply_overrides(needs, ["answers.targets=microcontroller"], knowledge.questionnaire)
        times = []
        for round_ in range(ROUNDS):
            began = time.perf_counter()
            decide(changed if round_ % 2 else needs, [], knowledge, TODAY)
            times.append(time.perf_counter() - began)
        print(f"{name:<24} first decision      {first * 1000:7.1f} ms")
        print(f"{name:<24} after one change    {median(times) * 1000:7.1f} ms")


if __name__ == "__main__":
    main()
