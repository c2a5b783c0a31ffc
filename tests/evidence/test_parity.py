from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from advisor.evidence.parity import GRADIENT_TOLERANCE, TOLERANCE, compare, compare_files


def arrays() -> dict[str, NDArray[Any]]:
    random = np.random.default_rng(3)
    return {
        "output": random.normal(size=(8, 10)).astype(np.float32),
        "loss": np.array(2.3, dtype=np.float32),
        "grad:dense.weight": random.normal(scale=1e-4, size=(4, 10)).astype(np.float32),
    }


def test_equal_arrays_agree() -> None:
    assert compare(arrays(), arrays()).ok


def test_rounding_agrees() -> None:
    near = {name: array * np.float32(1 + 1e-6) for name, array in arrays().items()}
    assert compare(arrays(), near).ok


@pytest.mark.parametrize(
    ("name", "tolerance"),
    [("output", TOLERANCE), ("loss", TOLERANCE), ("grad:dense.weight", GRADIENT_TOLERANCE)],
)
def test_an_error_in_any_array_is_found_however_small_its_numbers_are(name: str, tolerance: float) -> None:
    wrong = arrays()
    wrong[name] = wrong[name] * np.float32(1 + 2 * tolerance)
    parity = compare(arrays(), wrong)
    assert not parity.ok
    assert (parity.where, parity.tolerance) == (name, tolerance)


def test_a_gradient_may_differ_where_one_activation_lies_on_a_corner() -> None:
    near = arrays()
    near["grad:dense.weight"][0, 0] *= np.float32(1.01)
    assert compare(arrays(), near).ok


def test_a_swapped_gradient_is_found() -> None:
    wrong = arrays()
    wrong["grad:dense.weight"] = wrong["grad:dense.weight"][::-1]
    assert not compare(arrays(), wrong).ok


def test_a_missing_gradient_is_no_parity() -> None:
    wrong = arrays()
    del wrong["grad:dense.weight"]
    parity = compare(arrays(), wrong)
    assert not parity.ok
    assert "grad:dense.weight" in parity.where


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_values_that_are_not_finite_are_no_parity_even_if_both_have_them(bad: float) -> None:
    wrong = arrays()
    wrong["output"][0, 0] = bad
    assert not compare(wrong, wrong).ok


def test_another_shape_is_no_parity() -> None:
    wrong = arrays()
    wrong["output"] = wrong["output"].T
    parity = compare(arrays(), wrong)
    assert not parity.ok
    assert "(8, 10)" in parity.where


def test_nothing_to_compare_is_no_parity() -> None:
    assert not compare({}, {}).ok


def test_files_are_compared_without_running_what_is_in_them(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.npz", tmp_path / "bad.npz"
    np.savez(good, **arrays())  # type: ignore[arg-type]
    np.savez(bad, output=np.array([{"any": "object"}], dtype=object))
    assert compare_files(good, good).ok
    with pytest.raises(ValueError, match="allow_pickle"):
        compare_files(good, bad)


def test_a_gradient_that_is_zero_by_mathematics_is_compared_with_the_others() -> None:
    weight = np.ones(4, dtype=np.float32)
    noise = np.array([1e-8, -1e-8, 0, 0], dtype=np.float32)
    first = {"output": weight, "grad:weight": weight, "grad:key.bias": noise}
    assert compare(first, {**first, "grad:key.bias": -noise}).ok
    # A bias that does matter is not hidden by that.
    assert not compare(first, {**first, "grad:key.bias": weight * 1e-3}).ok
