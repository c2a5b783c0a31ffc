from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.documents import Document, read_document
from advisor.errors import InputError


def read(text: str) -> Document:
    return read_document(text.encode(), "a.yaml")


def lines_of(source: bytes) -> tuple[str, ...]:
    with pytest.raises(InputError) as caught:
        read_document(source, "a.yaml")
    return caught.value.lines


def test_values_and_keys_have_places() -> None:
    document = read("a: 1\nb:\n  - x\n  - y: [p, q]\n")
    assert document.data == {"a": 1, "b": ["x", {"y": ["p", "q"]}]}
    assert document.value_at(("a",)) == (1, 4)
    assert document.key_at(("b",)) == (2, 1)
    assert document.value_at(("b", 1, "y", 1)) == (4, 12)


def test_a_problem_names_its_dotted_key() -> None:
    problem = read("b:\n  - x\n  - y\n").problem(("b", 1), "wrong", "Mend it")
    assert str(problem) == "a.yaml:3:5: b[1]: wrong. Mend it"


@pytest.mark.parametrize(
    ("source", "place", "words"),
    [
        (b"", "a.yaml", "empty"),
        (b"a: [1, 2\nb: 3", "a.yaml:2", "list"),
        (b"a:\n\tb: 1\n", "a.yaml:2", "tabs"),
        (b"a: 1\na: 2\n", "a.yaml:2:1", "a"),
        (b"a: &x 1\n", "a.yaml:1:4", "anchor"),
        (b"a: *x\n", "a.yaml:1:4", "alias"),
        (b"a: !!python/object:os.system x\n", "a.yaml:1:4", "tag"),
        (b"a: 1\n---\nb: 2\n", "a.yaml:2", "document"),
        (b"no: 1\n", "a.yaml:1:1", "false"),
        (b"a: \x07\n", "a.yaml:1", "U+0007"),
        (b"a: \x00\n", "a.yaml:1", "U+0000"),
        (b"a: \xe9\n", "a.yaml:1", "UTF-8"),
        ("a: 1\n".encode("utf-16"), "a.yaml:1", "UTF-16"),
    ],
)
def test_each_fault_has_a_place_and_a_word(source: bytes, place: str, words: str) -> None:
    (line, *_) = lines_of(source)
    assert line.startswith(place)
    assert words.lower() in line.lower()


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert read_document(b"\xef\xbb\xbfa: 1\n", "a.yaml").data == {"a": 1}


def test_every_key_that_stands_twice_is_named() -> None:
    assert len(lines_of(b"a: 1\na: 2\nb: 1\nb: 2\n")) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [("no", "false"), ("on", "true"), ("2026-11-24", "date"), ("3.10", "3.1"), ("~", "")],
)
def test_what_yaml_reads_otherwise_is_explained(text: str, words: str) -> None:
    document = read(f"a: {text}\n")
    assert not isinstance(document.data, dict) or document.data["a"] != text
    assert words in document.explain(("a",))


@pytest.mark.parametrize(("text", "words"), [("010", "octal number 8"), ("1:30", "90"), ("0x1f", "31")])
def test_numbers_in_notations_that_nobody_means_are_refused_with_what_yaml_reads(
    text: str, words: str
) -> None:
    (line,) = lines_of(f"a: {text}\n".encode())
    assert line.startswith("a.yaml:1:4: a:")
    assert words in line


def test_quoted_text_is_text() -> None:
    assert read('a: "no"\nb: "3.10"\n').data == {"a": "no", "b": "3.10"}


@given(st.binary(max_size=400))
@settings(max_examples=500, deadline=None)
def test_arbitrary_bytes_are_read_or_refused(source: bytes) -> None:
    try:
        read_document(source, "a.yaml")
    except InputError as error:
        assert error.lines


@given(st.text(alphabet="abc:-[]{}\n \"'#&*!|>%@`0123456789.", max_size=200))
@settings(max_examples=500, deadline=None)
def test_text_that_is_nearly_yaml_is_read_or_refused(text: str) -> None:
    try:
        read(text)
    except InputError as error:
        assert error.lines


HOSTILE = {
    "deep": b"[" * 1_000_000,
    "deep mappings": b"{a: " * 250_000,
    "many": b"- a\n" * 260_000,
    "sexagesimal": b"a: " + b"1:" * 500_000 + b"1",
    "digits": b"a: " + b"9" * 1_000_000,
    "aliases": b"a: &a [x, x]\n" + b"".join(b"b%d: [*a, *a]\n" % n for n in range(50_000)),
    "one line": b"a: " + b"x" * 1_000_000,
    "many keys": b"".join(b"k%d: 1\n" % n for n in range(90_000)),
    "twice": b"a: 1\n" * 200_000,
    "escapes": b'a: "' + b"\\n" * 500_000 + b'"',
    "too large": b"a" * (2 << 20),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_needs_file_costs_under_a_second_and_100_mb(name: str, tmp_path: Path) -> None:
    path = tmp_path / "hostile.yaml"
    path.write_bytes(HOSTILE[name])
    # CPU time, not wall-clock time: the machine may be busy with something else.
    code = (
        "import resource, sys, time\n"
        "from pathlib import Path\n"
        "from advisor.needs.catalogue import load_questionnaire\n"
        "from advisor.needs.reading import read_needs_file\n"
        "from advisor.errors import AdvisorError\n"
        "from advisor.paths import rules_folder\n"
        "questionnaire = load_questionnaire(rules_folder())\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "began = time.process_time()\n"
        "try: read_needs_file(sys.argv[1], questionnaire, sys.stdin.buffer)\n"
        "except AdvisorError as error: assert error.lines\n"
        "took = time.process_time() - began\n"
        "grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024\n"
        "assert took < 1.0, f'{took:.2f} s'\n"
        "assert grown < 100, f'{grown:.0f} MB'\n"
    )
    limit = 4 << 30
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )
    assert done.returncode == 0, done.stderr
