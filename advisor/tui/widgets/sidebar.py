"""The panel beside a question: where the balance stands, what this answer does, what to ask next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from advisor.diagnostics import visible
from advisor.frameworks import display_name
from advisor.interview.wording import standing as in_words

if TYPE_CHECKING:
    from advisor.interview.desk import Desk

_BAR = 16
#: Narrower screens show where the balance stands, and no more.
_ALL_FROM = 80
_SHOWN, _NEXT_UP = 4, 3


@dataclass(frozen=True)
class Balance:
    """What the panel shows.

    Attributes:
        standing: The verdict in a few words.
        leader: The name of who leads.
        share: Of the draws that the leader wins.
        effect: What this answer does, a line for each concern that it moves.
        answered: Whether the question at hand has an answer.
        next_up: Questions worth asking next.
        trouble: A warning that comes before everything else.
    """

    standing: str
    leader: str
    share: float
    effect: Sequence[str]
    answered: bool
    next_up: Sequence[str]
    trouble: str = ""


def balance_at(desk: Desk, key: str) -> Balance:
    """Where the balance stands, seen from a question; takes a while.

    Args:
        desk: The interview.
        key: The question at hand.
    """
    decision, worths, called = desk.decision(), desk.worths(), desk.adviser.knowledge.called
    ranked = [other for other in desk.ranking() if worths.get(other, 0.0) > 0 and other != key]
    texts = [desk.draft.question(other).text for other in ranked if not desk.draft.is_settled(other)]
    return Balance(
        standing=in_words(decision.verdict, decision.lead.framework, called),
        leader=display_name(decision.verdict.framework or decision.lead.framework, called),
        share=decision.verdict.share,
        effect=[_moved(*entry, called) for entry in desk.effect(key)],
        answered=desk.draft.is_settled(key),
        next_up=texts[:_NEXT_UP],
        trouble=decision.warnings[0].text if decision.outside else "",
    )


class BalancePanel(Static):
    """Tells it."""

    _balance: Balance | None = None

    def on_resize(self) -> None:
        """Tells it in short, or in full, as there is room."""
        if self._balance is not None:
            self.show(self._balance)

    def show(self, balance: Balance) -> None:
        """Shows where the balance stands."""
        self._balance = balance
        filled = round(_BAR * balance.share)
        if self.app.size.width < _ALL_FROM:
            self.update(_in_short(balance, filled))
            return
        parts: list[Content | tuple[str, str] | str] = [("So far\n", "bold")]
        if balance.trouble:
            parts.append((f"! {visible(balance.trouble)}\n\n", "$text-warning"))
        parts += [
            f"{balance.standing}\n",
            ("█" * filled, "$primary"),
            ("░" * (_BAR - filled), "$foreground-muted"),
            f" {balance.share:.0%}\n",
            (
                f"{visible(balance.leader)} wins in that share of\nplausible weightings\n\n",
                "$foreground-muted",
            ),
            ("This answer\n", "bold"),
        ]
        parts += [f"{visible(line)}\n" for line in balance.effect[:_SHOWN]]
        if not balance.effect:
            said = "moves nothing by itself" if balance.answered else "is still open"
            parts.append((f"{said}\n", "$foreground-muted"))
        parts.append(("\nWorth asking next\n", "bold"))
        for number, text in enumerate(balance.next_up, 1):
            parts.append(f"{number} {visible(text)}\n")
        if not balance.next_up:
            parts.append("No open answer would change\nwho leads: see the result\n")
        self.update(Content.assemble(*parts))


def _in_short(balance: Balance, filled: int) -> Content:
    """Where the balance stands, and what this answer does most, on two lines."""
    told = [visible(line) for line in balance.effect[:2]]
    said = "this answer moves nothing by itself" if balance.answered else "this answer is still open"
    first = f"! {visible(balance.trouble)}" if balance.trouble else balance.standing
    return Content.assemble(
        first,
        "  ",
        ("█" * (filled // 2), "$primary"),
        ("░" * (_BAR // 2 - filled // 2), "$foreground-muted"),
        f" {balance.share:.0%} {visible(balance.leader)}\n",
        ("  ".join(told) or said, "$foreground-muted"),
    )


def _moved(concern: str, framework: str, points: float, called: Mapping[str, str]) -> str:
    arrow = "◂" if framework == "pytorch" else "▸"
    return f"{arrow} {concern.replace('_', ' ')}: {display_name(framework, called)} {points:+.1f}"
