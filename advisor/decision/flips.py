"""What would change the answer: the smallest changes of answers that name another framework, or none.

Every single change is tried, then pairs of those that move the lead most; the sign and size of the lead D
screens, the full evaluation with all its draws confirms. Where requirements clash, vetoes are certain and
screen exactly.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from advisor.decision.balance import Balance
from advisor.decision.changes import Change, changed, changes_of, together
from advisor.decision.outcome import Decision, Verdict
from advisor.needs.model import Needs
from advisor.needs.questions import Question

#: Judges other needs with the same evidence.
Judge = Callable[[Needs], Verdict]
#: A change that leaves less than this part of the lead may unsettle the verdict.
_LESS = 0.6
#: So many of the changes that move the lead most are tried in pairs, and of those that lift a veto.
_PAIRED, _LIFTING = 12, 40
#: So many single changes and pairs are shown at most; pairs are sought only where few single changes do it.
_SHOWN, _SHOWN_PAIRS = 8, 4
_ENOUGH = 4
#: Where nothing is named, so many of the changes that leave one side farthest ahead are tried.
_NAMED_MAYBE = 40


@dataclass(frozen=True)
class Flip:
    """A smallest set of changes and the verdict it leads to.

    Attributes:
        effect: `flips` if another framework is named, `unsettles` if none is any more.
        changes: One or two.
        verdict: The verdict's kind and framework.
    """

    effect: Literal["flips", "unsettles"]
    changes: tuple[Change, ...]
    verdict: tuple[str, str | None]


def find_flips(
    needs: Needs, questions: Mapping[str, Question], decision: Decision, balance: Balance, judge: Judge
) -> tuple[Flip, ...]:
    """Finds them, choices before facts, the more plausible first, single changes before pairs.

    Args:
        needs: As they are.
        questions: That may be answered otherwise.
        decision: On the needs as they are.
        balance: Of the same needs; screens the changes.
        judge: Confirms them.
    """
    search = _Search(needs, decision, balance, judge)
    changes = list(changes_of(needs, questions))
    clash = decision.verdict.kind == "infeasible"
    tried = search.lifting(changes) if clash else search.moving(changes)
    singles = _nearest(search.confirmed((change,) for change in tried))
    if len(singles) >= _ENOUGH and not clash:
        return tuple(_ranked(singles)[:_SHOWN])
    pairs = search.clashing_pairs(changes) if clash else search.moving_pairs(changes)
    return (*_ranked(singles)[:_SHOWN], *_ranked(search.confirmed(pairs))[:_SHOWN_PAIRS])


class _Search:
    """Screens and confirms changes of one project; each set of changes is judged once."""

    def __init__(self, needs: Needs, decision: Decision, balance: Balance, judge: Judge) -> None:
        self._needs = needs
        self._verdict = decision.verdict
        self._balance = balance
        self._judge = judge
        self._leader = decision.verdict.framework or decision.lead.framework
        self._lead = balance.lead(self._leader)
        self._judged: dict[tuple[tuple[str, str], ...], Verdict] = {}

    def moving(self, changes: Iterable[Change]) -> list[Change]:
        """The single changes that may name another framework, or none."""
        moved = self._moved(changes)
        if self._verdict.framework is not None:
            return [change for lead, change in moved if lead < _LESS * self._lead]
        # Whoever is far enough ahead after a change may be named, and who is left by a veto is.
        here = self._balance.removals()
        vetoing = [change for _, change in moved if self._removals(change) != here]
        others = sorted(
            (entry for entry in moved if entry[1] not in vetoing), key=lambda entry: -abs(entry[0])
        )
        return [*vetoing, *(change for _, change in others[:_NAMED_MAYBE])]

    def moving_pairs(self, changes: Iterable[Change]) -> list[tuple[Change, ...]]:
        """The pairs that may do what neither of their parts does."""
        candidates = [
            change
            for lead, change in self._moved(changes)
            if lead < self._lead and not self._does_it((change,))
        ][:_PAIRED]
        return [
            pair
            for first, second in combinations(candidates, 2)
            if first.key != second.key and self._lead_with(pair := (first, second)) < _LESS * self._lead
        ]

    def lifting(self, changes: Iterable[Change]) -> list[Change]:
        """The single changes that leave a framework where requirements clash."""
        return [change for change in changes if self._leaves_one((change,))]

    def clashing_pairs(self, changes: Iterable[Change]) -> list[tuple[Change, ...]]:
        """The pairs of known answers that leave a framework where neither of their parts does."""
        here = self._balance.removals()
        candidates = [
            change
            for change in changes
            if change.before is not None and self._removals(change) < here and not self._does_it((change,))
        ]
        candidates.sort(key=lambda change: (not change.gives_up, -change.plausible, change.order))
        pairs = (together(*pair) for pair in combinations(candidates[:_LIFTING], 2))
        return [pair for pair in pairs if pair is not None and self._leaves_one(pair)]

    def confirmed(self, sets: Iterable[tuple[Change, ...]]) -> list[Flip]:
        """The sets that do name another framework, or none, by the full evaluation."""
        found = []
        for changes in sets:
            if self._does_it(changes):
                verdict = self._named(changes)
                effect: Literal["flips", "unsettles"] = "unsettles" if verdict.framework is None else "flips"
                found.append(Flip(effect, changes, (verdict.kind, verdict.framework)))
        return found

    def _moved(self, changes: Iterable[Change]) -> list[tuple[float, Change]]:
        moved = [(self._lead_with((change,)), change) for change in changes]
        return sorted(moved, key=lambda entry: (entry[0], entry[1].order))

    def _lead_with(self, changes: Sequence[Change]) -> float:
        return self._balance.lead(self._leader, {change.question: change.after for change in changes})

    def _removals(self, *changes: Change) -> frozenset[tuple[str, str]]:
        return self._balance.removals({change.question: change.after for change in changes})

    def _leaves_one(self, changes: Sequence[Change]) -> bool:
        return {name for _, name in self._removals(*changes)} < {name for _, name in self._balance.removals()}

    def _does_it(self, changes: tuple[Change, ...]) -> bool:
        return self._named(changes).framework != self._verdict.framework

    def _named(self, changes: tuple[Change, ...]) -> Verdict:
        key = tuple(change.order for change in changes)
        if key not in self._judged:
            self._judged[key] = self._judge(changed(self._needs, changes))
        return self._judged[key]


def _nearest(flips: Iterable[Flip]) -> list[Flip]:
    """Of the levels of one skill that name the same, the one that is nearest to what is known."""
    nearest: dict[tuple[object, ...], Flip] = {}
    for flip in flips:
        (change,) = flip.changes
        key = (change.key, change.part) if isinstance(change.after, Mapping) else (change.order,)
        known = nearest.setdefault((*key, flip.verdict[1]), flip)
        if change.plausible > known.changes[0].plausible:
            nearest[(*key, flip.verdict[1])] = flip
    return list(nearest.values())


def _ranked(flips: Sequence[Flip]) -> Sequence[Flip]:
    """Choices before facts, another framework before none, what is more plausible before the rest."""
    return sorted(
        flips,
        key=lambda flip: (
            not all(change.changeable for change in flip.changes),
            flip.effect == "unsettles",
            -math.prod(change.plausible for change in flip.changes),
            [change.order for change in flip.changes],
        ),
    )
