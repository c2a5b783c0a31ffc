"""`advisor report`, `compare` and `history` at their door: streams, exit codes, files, forms."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pexpect
import pytest
from click.testing import CliRunner, Result

from advisor.cli import cli
from advisor.errors import AdvisorError
from advisor.report.document import render_json
from advisor.report.model import Report
from advisor.results import Results
from tests.conftest import ROOT
from tests.report import made_up, parts
from tests.test_cli import EXAMPLE, run

YEAR = timedelta(days=365)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ADVISOR_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


def kept(folder: Path, name: str = "then.json", report: Report | None = None) -> str:
    path = folder / name
    path.write_text(render_json(report or made_up.report()), "utf-8")
    return str(path)


def invoke(*arguments: str, stdin: str | None = None) -> Result:
    """In this process; a mistake is what `main` would print."""
    return CliRunner().invoke(cli, arguments, input=stdin)


@pytest.mark.parametrize(
    "command",
    [["report"], ["compare"], ["history"], ["history", "show"], ["history", "open"], ["history", "delete"]],
    ids=" ".join,
)
def test_every_help_shows_an_example(command: list[str]) -> None:
    done = invoke(*command, "--help")
    assert done.exit_code == 0
    assert "Example" in done.stdout
    assert "\\b" not in done.stdout


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("x.txt", "Shelf scanner"),
        ("x.md", "# Use PyTorch for Shelf scanner"),
        ("X.MD", "# Use PyTorch"),
        ("x.json", '"advisor/report/1"'),
        ("x.html", "<html"),
        ("x.htm", "<html"),
    ],
)
def test_a_report_is_drawn_in_the_form_that_the_file_s_ending_names(
    tmp_path: Path, name: str, words: str
) -> None:
    done = invoke("report", kept(tmp_path), "-o", str(tmp_path / name))
    assert (done.exit_code, done.stdout) == (0, "")
    assert words in (tmp_path / name).read_text("utf-8")


def test_a_named_form_wins_over_the_ending_and_text_goes_to_stdout(tmp_path: Path) -> None:
    assert invoke("report", kept(tmp_path)).stdout.startswith("╭")
    assert invoke("report", kept(tmp_path), "--format", "markdown").stdout.startswith("---\n")
    odd = tmp_path / "x.out"
    assert invoke("report", kept(tmp_path), "--format", "json", "-o", str(odd)).exit_code == 0
    assert json.loads(odd.read_text())["schema"] == "advisor/report/1"


def test_a_report_comes_from_standard_input_and_needs_no_probes_rules_or_frameworks(tmp_path: Path) -> None:
    code = (
        "import sys; from advisor.entry import main\n"
        "sys.argv = ['advisor', 'report', '-']\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "heavy = {'textual', 'torch', 'tensorflow', 'keras', 'numpy', 'advisor.knowledge.loading', 'advisor.pipeline',"
        " 'advisor.evidence.session'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=render_json(made_up.report()),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Shelf scanner" in done.stdout


def test_facts_that_have_expired_by_today_are_marked(tmp_path: Path) -> None:
    old = made_up.report(
        generated=parts.NOW.replace(year=2020),
        contributions=tuple(
            entry.model_copy(update={"review_by": parts.NOW.date().replace(year=2021), "expired": False})
            for entry in made_up.report().contributions
        ),
    )
    text = " ".join(invoke("report", kept(tmp_path, report=old)).stdout.split())
    assert "older than its review date" in text
    assert "was not weighed again" in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["report", "nowhere.json"], "'nowhere.json' cannot be read: no such file"),
        (["report", "bad.json"], "bad.json: verdict.kind: expected 'clear'"),
        (["report", "other.json"], "this advisor reads"),
        (["report", "probes.json"], "these are measurements"),
        (["report", "then.json", "-o", "x.pdf"], "does not say by its ending"),
        (["report", "then.json", "-o", "nowhere/x.md"], "cannot be written"),
        (["report", "then.json", "--format", "pdf"], "pdf"),
        (["compare", "then.json"], "Missing argument"),
        (["compare", "then.json", "bad.json"], "bad.json: verdict.kind"),
        (["compare", "-", "-"], "both"),
        (["compare", "then.json", "then.json", "-o", "x.html"], "as HTML"),
        (["history", "show", "9"], "no result is kept as '9'. advisor history lists them"),
        (["history", "open", "9"], "needs a terminal"),
        (["history", "delete", "9"], "no result is kept as '9'"),
        (["history", "dance"], "dance"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else "",
)
def test_a_mistake_in_the_call_is_one_message_and_exit_code_2(
    data: Path, tmp_path: Path, arguments: list[str], words: str
) -> None:
    text = Path(kept(tmp_path)).read_text()
    (tmp_path / "bad.json").write_text(text.replace('"kind": "clear"', '"kind": "sure"', 1))
    (tmp_path / "other.json").write_text(text.replace("advisor/report/1", "advisor/report/9"))
    (tmp_path / "probes.json").write_text('{"schema": "advisor/probes/1"}')
    done = run(*arguments, ADVISOR_DATA=str(data))
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("now", [made_up.report(), made_up.report(verdict=made_up.CONFLICT)])
def test_compare_answers_in_the_first_lines_and_exits_with_0_whether_or_not_the_verdict_moved(
    tmp_path: Path, now: Report
) -> None:
    then = kept(tmp_path, report=made_up.report(generated=parts.NOW - YEAR))
    done = invoke("compare", then, kept(tmp_path, "now.json", now))
    assert (done.exit_code, done.stderr) == (0, "")
    answer = "Still right." if now.verdict.framework else "Less sure."
    assert answer in "\n".join(done.stdout.splitlines()[:3])


def test_compare_writes_json_and_markdown_and_reads_standard_input(tmp_path: Path) -> None:
    then = kept(tmp_path, report=made_up.report(generated=parts.NOW - YEAR))
    done = invoke("compare", then, "-", "--format", "json", stdin=render_json(made_up.report()))
    document = json.loads(done.stdout)
    assert (document["schema"], document["answer"]) == ("advisor/comparison/1", "still")
    assert (document["then"]["file"], document["now"]["file"]) == (then, "-")
    file = tmp_path / "back.md"
    assert invoke("compare", then, then, "-o", str(file)).exit_code == 0
    assert file.read_text().startswith("# Looking back at the choice for Shelf scanner")


def test_the_schema_of_a_comparison_is_printed() -> None:
    schema = json.loads(invoke("schema", "comparison").stdout)
    assert "answer" in schema["properties"]


def test_every_finished_recommendation_is_kept_and_listed(data: Path) -> None:
    done = run("recommend", EXAMPLE, "--budget", "none", ADVISOR_DATA=str(data))
    assert (done.returncode, done.stderr) == (0, "")
    listed = run("history", ADVISOR_DATA=str(data))
    assert (listed.returncode, listed.stderr) == (0, "")
    assert "Shelf scanner: " in listed.stdout
    assert f"advisor recommend {EXAMPLE} --budget none" in listed.stdout
    shown = run("history", "show", "1", ADVISOR_DATA=str(data))
    assert shown.stdout == done.stdout
    as_json = run("history", "show", "1", "--format", "json", ADVISOR_DATA=str(data))
    assert json.loads(as_json.stdout)["project"] == "Shelf scanner"


def test_no_history_keeps_nothing(data: Path) -> None:
    assert (
        run("recommend", EXAMPLE, "--budget", "none", "--no-history", ADVISOR_DATA=str(data)).returncode == 0
    )
    assert not (data / "results").exists()
    assert "No result is kept here yet" in run("history", ADVISOR_DATA=str(data)).stdout


def test_a_result_that_cannot_be_kept_costs_a_warning_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    done = run("recommend", EXAMPLE, "--budget", "none", ADVISOR_DATA=str(tmp_path / "data"))
    assert done.returncode == 0
    assert "Shelf scanner" in done.stdout
    (line,) = done.stderr.splitlines()
    assert line.startswith("warning: the result could not be kept")


def test_a_recommendation_that_fails_keeps_nothing(data: Path) -> None:
    assert run("recommend", "nowhere.yaml", ADVISOR_DATA=str(data)).returncode == 2
    assert not (data / "results").exists()


def test_results_are_deleted_by_numbers_of_one_list(data: Path) -> None:
    for days, name in enumerate(("oldest", "middle", "newest")):
        Results(data).keep(made_up.report(project=name, generated=parts.NOW + timedelta(days=days)))
    done = invoke("history", "delete", "1", "2")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "newest" in done.stderr
    assert [entry.project for entry in Results(data).entries()] == ["oldest"]


def test_an_unreadable_result_is_listed_named_when_shown_and_can_be_deleted(data: Path) -> None:
    (data / "results").mkdir(parents=True)
    (data / "results" / "broken.json").write_text('{"schema": "advisor/report/1"}')
    assert "cannot be read" in invoke("history").stdout
    shown = run("history", "show", "1", ADVISOR_DATA=str(data))
    assert (shown.returncode, shown.stdout) == (2, "")
    assert "broken.json: verdict: this key is missing" in shown.stderr
    assert invoke("history", "delete", "broken").exit_code == 0
    assert list((data / "results").glob("*.json")) == []


def test_an_earlier_result_is_opened_on_the_screen(data: Path) -> None:
    Results(data).keep(made_up.report())
    child = pexpect.spawn(
        sys.executable,
        ["-m", "advisor", "history", "open", "1"],
        cwd=str(ROOT),
        dimensions=(36, 120),
        encoding="utf-8",
        timeout=60,
    )
    try:
        child.expect("then: PyTorch, clearly, 93%")
        child.send("\x11")
        child.expect(pexpect.EOF)
    finally:
        child.close(force=True)
    assert child.exitstatus == 0


def test_html_without_the_library_that_draws_is_refused_before_anything_is_measured(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from advisor.report.charts import canvas

    def missing() -> None:
        raise AdvisorError("nothing here can draw", "Install it")

    monkeypatch.setattr(canvas, "require_drawing", missing)
    monkeypatch.setattr("advisor.pipeline.recommend", lambda *_: pytest.fail("it was measured"))
    done = invoke("recommend", EXAMPLE, "--format", "html")
    assert isinstance(done.exception, AdvisorError)


def test_a_report_is_written_as_html_by_recommend_too(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.html"
    done = run(
        "recommend", EXAMPLE, "--budget", "none", "--format", "html", "-o", str(file), ADVISOR_DATA=str(data)
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert "Shelf scanner" in file.read_text("utf-8")
