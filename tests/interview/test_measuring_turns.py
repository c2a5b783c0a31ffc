"""Probes in the background while the mind is changed: no wish is lost, and none is met twice."""

from __future__ import annotations

from pathlib import Path

from advisor.evidence.gathering import Evidence
from advisor.interview.measuring import Measuring, Standing
from tests.interview.probing import INFER, TRAIN, Gathering, Heard, done, measured, probe_threads, want


def test_what_is_wanted_while_the_end_is_told_is_measured_too(
    measuring: Measuring, gathering: Gathering, heard: Heard
) -> None:
    heard.act = lambda standing: want(measuring, TRAIN, INFER) if done(standing) else None
    want(measuring, TRAIN)
    gathering.next().finish()
    call = gathering.next()
    assert call.rows == (INFER,)
    call.finish()
    measuring.wait()
    assert sorted(measured(measuring)) == ["infer", "train"]


def test_a_row_that_is_wanted_again_before_it_has_given_way_is_measured_after_all(
    measuring: Measuring, gathering: Gathering
) -> None:
    want(measuring, TRAIN)
    first = gathering.next()
    want(measuring, INFER)
    want(measuring, TRAIN)
    second = gathering.next()
    assert (first.control.cancelled, second.rows) == (True, (TRAIN,))
    second.finish()
    measuring.wait()
    assert measured(measuring) == ["train"]
    assert gathering.is_idle()


def test_of_two_rows_the_one_that_is_still_wanted_goes_on(measuring: Measuring, gathering: Gathering) -> None:
    want(measuring, TRAIN, INFER)
    call = gathering.next()
    want(measuring, INFER)
    want(measuring, INFER, TRAIN)
    assert (call.control.cancelled, call.control.skipped(TRAIN.name)) == (False, True)
    call.finish()
    again = gathering.next()
    # That TRAIN was left out on the way is no news for a report: it is on its turn.
    assert measuring.evidence().left_out == ()
    assert again.rows == (TRAIN,)
    again.finish()
    measuring.wait()
    assert measured(measuring) == ["infer", "train"]


def test_a_row_that_is_skipped_and_asked_for_again_in_one_run_is_measured_after_it(
    measuring: Measuring, gathering: Gathering
) -> None:
    want(measuring, TRAIN, INFER)
    call = gathering.next()
    measuring.skip(INFER.name)
    measuring.again()
    call.finish()
    again = gathering.next()
    assert again.rows == (INFER,)
    again.finish()
    measuring.wait()
    assert measured(measuring) == ["train", "infer"]


def test_a_run_in_hand_takes_no_new_rows_and_the_next_one_takes_them(
    measuring: Measuring, gathering: Gathering
) -> None:
    want(measuring, TRAIN)
    call = gathering.next()
    want(measuring, INFER, TRAIN)
    assert len(probe_threads()) == 1
    call.finish()
    assert gathering.next().rows == (INFER,)


def test_a_pause_holds_for_the_rows_that_take_the_place_of_others(
    measuring: Measuring, gathering: Gathering
) -> None:
    want(measuring, TRAIN)
    gathering.next()
    measuring.pause()
    want(measuring, INFER)
    call = gathering.next()
    assert (call.control.paused, measuring.standing.status) == (True, "paused")
    measuring.resume()
    assert (call.control.paused, measuring.standing.status) == (False, "running")


def test_without_a_budget_nothing_runs_until_there_is_one(
    tmp_path: Path, measuring: Measuring, gathering: Gathering, heard: Heard
) -> None:
    want(measuring, TRAIN, budget="none")
    measuring.again()
    assert (probe_threads(), measuring.standing, heard.all) == ([], Standing(), [])
    want(measuring, TRAIN, budget="quick")
    gathering.next().finish()
    measuring.wait()
    want(measuring, TRAIN, INFER, budget="none")
    assert probe_threads() == []
    # What is known stays known.
    assert measured(measuring) == ["train"]


def test_a_larger_budget_measures_anew_and_keeps_what_is_known_until_then(
    measuring: Measuring, gathering: Gathering
) -> None:
    want(measuring, TRAIN, INFER)
    gathering.next().finish()
    measuring.wait()
    want(measuring, TRAIN, INFER, budget="standard")
    call = gathering.next()
    assert (call.wish.budget, call.rows) == ("standard", (TRAIN, INFER))
    assert measured(measuring) == ["train", "infer"]
    want(measuring, TRAIN, INFER, budget="thorough")
    want(measuring, TRAIN, INFER, budget="thorough")
    assert call.control.cancelled
    call = gathering.next()
    assert call.wish.budget == "thorough"
    want(measuring, TRAIN, INFER, budget="none")
    measuring.wait()
    assert call.control.cancelled
    assert gathering.is_idle()


def test_another_project_begins_anew_with_the_same_rows(
    measuring: Measuring, gathering: Gathering, heard: Heard
) -> None:
    want(measuring, TRAIN)
    first = gathering.next()
    measuring.pause()
    measuring.forget()
    assert measuring.standing == Standing()
    want(measuring, TRAIN)
    second = gathering.next()
    assert (first.control.cancelled, second.control.paused) == (True, False)
    first.progress.phase("a word from yesterday")
    second.finish()
    measuring.wait()
    assert measured(measuring) == ["train"]
    assert "skipped" not in heard.stages_of(TRAIN)
    assert "a word from yesterday" not in [standing.message for standing in heard.all]
    measuring.forget()
    assert measuring.evidence() == Evidence()


def test_a_stop_before_anything_runs_holds_until_it_is_taken_back(
    measuring: Measuring, gathering: Gathering
) -> None:
    measuring.stop()
    measuring.pause()
    measuring.resume()
    measuring.skip("nothing")
    measuring.wait()
    want(measuring, TRAIN)
    assert probe_threads() == []
    measuring.again()
    gathering.next().finish()
    measuring.wait()
    assert measured(measuring) == ["train"]
