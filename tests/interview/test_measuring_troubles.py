"""Probes in the background when something goes wrong: it is told, it is kept, and it stops nothing else."""

from __future__ import annotations

import pytest

from advisor.errors import AdvisorError
from advisor.evidence.gathering import Evidence
from advisor.evidence.rows import without_time
from advisor.evidence.setting import Unmeasured
from advisor.interview.measuring import Measuring
from tests.interview.probing import INFER, TRAIN, Gathering, Heard, measured, want

REMEDY = "Run pip install 'advisor[tensorflow]'"
MISSING = Unmeasured("tensorflow", "TensorFlow is not installed", REMEDY)


def test_a_framework_that_is_missing_is_told_with_its_remedy(
    measuring: Measuring, gathering: Gathering, heard: Heard
) -> None:
    want(measuring, TRAIN)
    gathering.next().finish(Evidence(unmeasured=(MISSING,)))
    measuring.wait()
    assert heard.all[-1].message == f"TensorFlow was not measured: TensorFlow is not installed. {REMEDY}"
    assert measuring.evidence().unmeasured == (MISSING,)
    # It is not tried again by itself, but when it is asked for.
    want(measuring, TRAIN)
    assert gathering.is_idle()
    measuring.again()
    gathering.next().finish(
        Evidence(unmeasured=(MISSING, Unmeasured("pytorch", "PyTorch broke", "Install it again")))
    )
    measuring.wait()
    message = heard.all[-1].message
    assert REMEDY in message
    assert "PyTorch was not measured: PyTorch broke. Install it again" in message


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (AdvisorError("config.yaml:1: theme is wrong", "Mend it"), "config.yaml:1: theme is wrong. Mend it"),
        (ZeroDivisionError("boom"), "this is a fault of advisor's: ZeroDivisionError: boom"),
    ],
    ids=["a mistake", "a fault"],
)
def test_what_goes_wrong_ends_a_run_with_a_word_and_not_the_measuring(
    measuring: Measuring, gathering: Gathering, heard: Heard, fault: Exception, told: str
) -> None:
    want(measuring, TRAIN)
    gathering.next().finish(fault)
    measuring.wait()
    assert (heard.all[-1].status, heard.all[-1].message) == ("done", told)
    want(measuring, TRAIN, INFER)
    call = gathering.next()
    assert call.rows == (INFER,)
    call.finish()
    measuring.wait()
    assert measured(measuring) == ["infer"]
    assert heard.all[-1].message == ""


def test_what_a_run_left_out_and_what_troubled_it_outlast_the_next_run(
    measuring: Measuring, gathering: Gathering
) -> None:
    no_time = without_time(TRAIN.name, "the quick budget has no time left for it")
    want(measuring, TRAIN)
    gathering.next().finish(Evidence(troubles=("a full disk",), left_out=(no_time,)))
    measuring.wait()
    want(measuring, TRAIN, INFER)
    gathering.next().finish()
    measuring.wait()
    evidence = measuring.evidence()
    assert (evidence.left_out, evidence.troubles) == ((no_time,), ("a full disk",))
    want(measuring, INFER)
    assert measuring.evidence().left_out == ()
