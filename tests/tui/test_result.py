"""The result: the verdict in words, and everything it rests on."""

from __future__ import annotations

from typing import Any

import pytest
from textual.widgets import Static

from advisor.interview.desk import Conduct
from advisor.tui.screens.reasons import Reasons
from advisor.tui.screens.result import ResultScreen
from advisor.tui.screens.review import ReviewScreen
from tests.tui.hand import Hand
from tests.tui.piloting import piloted
from tests.tui.scenes import ANSWERS
from tests.tui.world import World


def shown(hand: Hand, id_: str) -> str:
    return str(hand.screen(ResultScreen).query_one(f"#{id_}").render())


@pytest.mark.parametrize(
    ("answers", "kind", "words"),
    [
        ({}, "toss-up", "○ Toss-up: too little is known"),
        (
            {"targets": ("server", "microcontroller"), "domain": ("vision",)},
            "toss-up",
            "○ Toss-up: the reasons pull both ways",
        ),
        (ANSWERS, "lean", "◐ PyTorch, leaning"),
        (
            {**ANSWERS, "targets": ("server",), "stage": "research", "scale": "multi-node"},
            "clear",
            "● PyTorch, clearly",
        ),
        ({"libraries": ("transformers", "tfx")}, "infeasible", "✗ Neither"),
    ],
)
@piloted
async def test_the_banner_says_each_verdict_in_words_and_with_a_mark(
    world: World, answers: dict[str, Any], kind: str, words: str
) -> None:
    async with world.asking("stage", **answers) as hand:
        await hand.result()
        assert shown(hand, "banner").startswith(words)
        assert hand.screen(ResultScreen).query_one("#banner").has_class(f"-{kind}")


@piloted
async def test_bars_open_into_their_reasons_with_source_and_age(world: World) -> None:
    async with world.asking("stage", **ANSWERS) as hand:
        await hand.result()
        await hand.press("enter")
        hand.screen(Reasons)
        for words in (
            "+1.5 TensorFlow",
            "+0.8 PyTorch",
            "https://example.org/tiny-boards",
            "3 months old",
            "left out",
        ):
            assert words in hand.text
        await hand.press("escape")
        await hand.click("Skills and existing code")
        assert "the team knows PyTorch better" in hand.text
        await hand.click("Close")
        hand.screen(ResultScreen)


@piloted
async def test_a_reason_past_its_review_date_says_so(world: World) -> None:
    async with world.asking("stage", targets=("android",)) as hand:
        await hand.result()
        await hand.press("enter")
        told = [str(reason.render()) for reason in hand.app.screen.query(".reason").results(Static)]
        assert "older than its review date, counts half ⚠" in " ".join(told)


@piloted
async def test_each_page_has_a_key_and_can_be_clicked(world: World) -> None:
    async with world.asking("stage", **ANSWERS) as hand:
        await hand.result()
        for key, words in (
            ("2", "Nothing was measured yet: measuring is switched off"),
            ("3", "If "),
            ("4", "ports for the common microcontroller families"),
            ("5", "Eager PyTorch"),
            ("6", "None."),
        ):
            await hand.press(key)
            assert words in hand.text
        await hand.click("1 Answer")
        await hand.until(lambda: "Models, papers and libraries" in hand.text)


@piloted
async def test_what_would_change_it_and_what_is_worth_finding_out_are_listed(world: World) -> None:
    async with world.asking("stage", targets=("server", "microcontroller"), domain=("vision",)) as hand:
        await hand.result()
        assert "If targets were [" in shown(hand, "flips")
        assert "the lead is gone" in shown(hand, "flips")
        assert "Worth finding out" in shown(hand, "flips")


@piloted
async def test_the_result_says_how_to_repeat_it(world: World) -> None:
    async with world.asking("stage", **ANSWERS) as hand:
        await hand.result()
        assert "Repeat it: advisor recommend shelf-scanner.yaml --budget none" in hand.text
        assert "10,000 draws, seed" in hand.text


@piloted
async def test_warnings_are_counted_on_their_page(world: World) -> None:
    async with world.asking("stage", libraries=("homemade",)) as hand:
        await hand.result()
        assert "6 Warnings (1)" in hand.text
        await hand.press("6")
        assert "homemade" in hand.text


@piloted
async def test_who_is_better_served_by_neither_is_told_first(world: World) -> None:
    async with world.asking("stage", domain=("tabular",), data=("in-memory",)) as hand:
        balance = str(hand.app.screen.query_one("#balance").render())
        assert "boosted trees" in balance
        await hand.result()
        await hand.press("6")
        assert "boosted trees" in hand.text


@piloted
async def test_measurements_are_shown_with_interval_age_and_whether_they_count(world: World) -> None:
    world.conduct = Conduct()
    world.probes.finish()
    async with world.asking("stage", **ANSWERS) as hand:
        await hand.until(world.probes.ended.is_set)
        await hand.result()
        await hand.press("2")
        await hand.until(lambda: "cnn train b32" in hand.text)
        assert "0.50 [0.45, 0.55]" in hand.text
        assert "3 launches, fresh, 2026-11-24\n" in "\n".join(
            line.rstrip() for line in hand.text.splitlines()
        )
        assert "does not count: the two did not compute the same" in hand.text
        assert "Repeat it: advisor probe shelf-scanner.yaml" in shown(hand, "measured")


@piloted
async def test_new_evidence_sharpens_an_open_result(world: World) -> None:
    world.conduct = Conduct()
    async with world.asking("stage", **ANSWERS) as hand:
        await hand.result()
        before = shown(hand, "banner")
        assert before.startswith("◐ PyTorch, leaning")
        world.probes.finish()
        await hand.until(lambda: shown(hand, "banner") != before)
        await hand.until(lambda: "measured" in hand.text)
        assert "Training speed" in hand.text


@piloted
async def test_keys_lead_to_review_questions_and_back(world: World) -> None:
    async with world.asking("stage", **ANSWERS) as hand:
        await hand.result()
        await hand.press("f5")
        hand.screen(ReviewScreen)
        await hand.press("escape")
        hand.screen(ResultScreen)
        await hand.press("q")
        assert "So far" in hand.text


@piloted
async def test_m_says_why_nothing_is_measured_here(world: World) -> None:
    async with world.asking("stage", **ANSWERS) as hand:
        await hand.result()
        await hand.press("m")
        assert "Not here: measuring is switched off" in hand.text
