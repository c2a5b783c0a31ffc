"""A framework that comes with rules of one's own is called by its name on every screen, and in plain prompts."""

from __future__ import annotations

import pytest

from advisor.interview.desk import Desk
from advisor.knowledge.base import KnowledgeBase
from tests.talking import talked
from tests.tui.hand import Hand
from tests.tui.piloting import piloted
from tests.tui.world import World, small_knowledge

_RULE = """\
- id: numpyflow-on-servers
  concern: deployment
  favours: numpyflow
  strength: strong
  when: {targets: {has: server}}
  claim: NumPyflow is NumPy, which every server has.
  source: https://example.org/numpyflow
  source_date: 2026-01-01
  verified: true
  first_hand: true
  review_by: 2027-11-23
  cases:
    fires: {targets: [server]}
    silent: {targets: [browser]}
"""


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    folder = tmp_path_factory.mktemp("third")
    own = folder / "ours"
    own.mkdir()
    (own / "frameworks.yaml").write_text("- {id: numpyflow, name: NumPyflow}\n")
    (own / "numpyflow.yaml").write_text(_RULE)
    return small_knowledge(folder, own)


def assert_called_by_name(hand: Hand, *words: str) -> None:
    text = " ".join(hand.text.split())
    assert "numpyflow" not in text
    for said in words:
        assert said in text, hand.text


@piloted
async def test_every_screen_calls_it_by_its_name(world: World) -> None:
    async with world.asking("targets") as hand:
        await hand.press("space")
        assert_called_by_name(hand, "toss-up, NumPyflow ahead a little", "NumPyflow wins in that share")
        assert "deployment: NumPyflow +1.5" in hand.text
        await hand.resize(60, 20)
        assert_called_by_name(hand, "NumPyflow")
        await hand.resize(120, 36)
        await hand.result()
        assert_called_by_name(hand, "NumPyflow")
        await hand.press("w", "5")
        assert_called_by_name(hand, "NumPyflow")
        await hand.press("k", "enter", "escape", "c")
        assert_called_by_name(hand, "NumPyflow")


def test_plain_prompts_call_it_by_its_name(world: World) -> None:
    desk = Desk(world.folder, world.conduct)
    talk = talked(desk, "x", "/have to run", "1", "server", "quit")
    desk.close()
    assert "toss-up, NumPyflow ahead a little, 66% NumPyflow" in talk.text
    assert "deployment NumPyflow +1.5" in talk.text
    assert "numpyflow" not in talk.text
