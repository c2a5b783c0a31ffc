"""The user's configuration: what the questionnaire takes from it, and how its mistakes are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.configuration import Configuration, read_configuration
from advisor.errors import InputError


def written(folder: Path, text: str) -> Path:
    path = folder / "config.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_theme_and_other_keys_are_taken(tmp_path: Path) -> None:
    path = written(tmp_path, "theme: high-contrast\nkeys:\n  question.next: ctrl+n\n  app.quit: f10,ctrl+q\n")
    found = read_configuration(path)
    assert found == Configuration(
        theme="high-contrast", keys={"question.next": "ctrl+n", "app.quit": "f10,ctrl+q"}, source=str(path)
    )


def test_without_a_file_or_a_word_on_it_everything_is_as_usual(tmp_path: Path) -> None:
    assert read_configuration(tmp_path / "nowhere.yaml") == Configuration()
    found = read_configuration(written(tmp_path, "environments: []\n"))
    assert (found.theme, found.keys) == ("dark", {})


@pytest.mark.parametrize(
    ("text", "place", "told"),
    [
        ("# mine\ntheme: pink\n", "2:8: theme: ", "dark"),
        ("theme: Dark\n", "1:8: theme: ", "dark"),
        ("theme: [dark]\n", "1:8: theme: ", "dark"),
        ("theme:\n", "1:7: theme: ", "dark"),
        ("them: dark\n", "1:1: them: ", "theme"),
        ("keys: ctrl+n\n", "1:7: keys: ", "keys with values"),
        ("keys:\n  question.next: [ctrl+n]\n", "2:18: keys.question.next: ", "a text"),
        ("keys:\n  question.next: 7\n", "2:18: keys.question.next: ", "a text"),
        ('keys:\n  question.next: ""\n', "2:18: keys.question.next: ", "not empty"),
        ('keys:\n  question.next: "a\\tb"\n', "2:18: keys.question.next: ", "printable"),
        ("keys:\n  a.b: x\n  a.b: y\n", "3:3: keys.a.b: ", "a second time, first in line 2"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_what_was_expected(
    tmp_path: Path, text: str, place: str, told: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(InputError) as error:
        read_configuration(path)
    (line,) = error.value.lines
    assert line.startswith(f"{path}:{place}")
    assert told in line


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, "theme: pink\nkeys:\n  a: 1\n  b: 2\nenvironments: no\n")
    with pytest.raises(InputError) as error:
        read_configuration(path)
    assert [line.split(":")[1] for line in error.value.lines] == ["1", "3", "4", "5"]


def test_key_ids_that_do_not_exist_are_named_with_their_places_and_the_nearest(tmp_path: Path) -> None:
    from advisor.tui.start import keymap_of

    path = written(tmp_path, "theme: dark\nkeys:\n  app.hepl: f2\n  app.quit: f3\n  question.nxt: n\n")
    with pytest.raises(InputError) as error:
        keymap_of(read_configuration(path))
    first, second = error.value.lines
    assert first.startswith(f"{path}:3:3: keys.app.hepl: nothing has this id")
    assert second.startswith(f"{path}:5:3: keys.question.nxt: nothing has this id")
    assert "app.help" in first
    assert "question.next" in second
