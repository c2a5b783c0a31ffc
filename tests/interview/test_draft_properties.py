"""Whatever is done to a draft can be undone, and done again."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.needs.model import Needs
from tests.interview.test_draft import Change, draft_of, state_of
from tests.interview.world import answered, importances, questions, text_of


@st.composite
def changes(draw: st.DrawFn) -> Change:
    key = draw(st.sampled_from([q.id for q in questions()]))
    question, answer = draw(answered())
    weights, name = draw(importances()), draw(text_of())
    needs = Needs(project=name, answers={question.id: answer}, importance=weights)
    kinds: list[Change] = [
        lambda draft: draft.answer(question.id, answer),
        lambda draft: draft.answer(key, None),
        lambda draft: draft.clear(key),
        lambda draft: draft.skip(key),
        lambda draft: draft.weigh(weights),
        lambda draft: draft.rename(name),
        lambda draft: draft.take(needs),
        lambda draft: draft.seal(),
        lambda draft: draft.undo(),
        lambda draft: draft.redo(),
    ]
    return draw(st.sampled_from(kinds))


@given(sequence=st.lists(changes(), max_size=20))
@settings(max_examples=60)
def test_whatever_was_changed_undoing_all_leads_to_the_start_and_redoing_all_to_the_end(
    sequence: list[Change],
) -> None:
    draft = draft_of(model=("cnn",))
    start = state_of(draft)
    for change in sequence:
        change(draft)
    while draft.redo():
        pass
    end, way_back = state_of(draft), []
    while draft.undo():
        way_back.append(state_of(draft))
    assert state_of(draft) == start
    way_forth = [start]
    while draft.redo():
        way_forth.append(state_of(draft))
    assert way_forth == [*reversed(way_back), end] if way_back else way_forth == [end]
