"""Text on a fixed number of cells, whatever is in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from advisor.tui.widgets.cells import fit, widest
from tests.tui.piloting import HOSTILE


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("cells", [0, 1, 2, 7, 40])
def test_hostile_text_takes_the_cells_it_was_given(text: str, cells: int) -> None:
    shown = fit(text, cells)
    assert cell_len(shown) == cells
    assert shown.isprintable()
    assert len(shown) <= 5 * cells + 1


@given(st.text(), st.integers(0, 60))
def test_any_text_takes_the_cells_it_was_given(text: str, cells: int) -> None:
    assert cell_len(fit(text, cells)) == cells
    assert widest([text], cells) <= cells


def test_what_is_cut_says_so_and_what_fits_is_whole() -> None:
    assert fit("abcdef", 4) == "abc…"
    assert fit("abcd", 4) == "abcd"
    assert fit("ab", 4) == "ab  "
    assert fit("ab", 4, "right") == "  ab"
    assert fit("漢字", 4) == "漢字"
    assert fit("漢字", 3) == "漢…"
