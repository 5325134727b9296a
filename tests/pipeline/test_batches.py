"""Batches as a nightly job meets them: what is planned, what changed, what an interruption leaves."""

import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import discourse
from discourse.domain.documents import Metadata, Status
from discourse.domain.errors import UsageError
from discourse.pipeline.events import LOGGER
from discourse.pipeline.failures import failures
from discourse.pipeline.record_changes import record_changes
from discourse.pipeline.run import RunSummary
from discourse.pipeline.selection import Selection
from discourse.pipeline.session import open_session

Cli = Callable[..., tuple[int, str, str]]

SKILLS = "Short courses will raise productivity and help firms to fill vacancies. The Board met on {} March.\n"
ACCESS = "Fees will be waived for learners from low-income households and for refugees. The form is at the office.\n"


def write(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three documents of one jurisdiction, run once."""
    folder = tmp_path_factory.mktemp("study")
    discourse.init(folder)
    for day in (1, 2, 3):
        write(folder / "in", f"skills{day}.txt", SKILLS.format(day))
    discourse.add([folder / "in"], project=folder, metadata=Metadata(jurisdiction="Kestria"))
    return folder


@pytest.fixture(scope="module")
def interrupted(project: Path) -> tuple[int, str, int]:
    """A run that is told to stop once a document is read: exit code, what it said, documents read."""
    assert {item.why for item in discourse.plan(project).files} == {"new"}
    running = subprocess.Popen(
        [sys.executable, "-m", "discourse.cli", "run", "--project", project, "--workers", "1"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not any(item.status == "ok" for item in discourse.status(project)) and running.poll() is None:
        time.sleep(0.05)
    running.send_signal(signal.SIGTERM)
    _, err = running.communicate(timeout=60)
    return running.returncode, err, sum(item.status == "ok" for item in discourse.status(project))


@pytest.fixture(scope="module")
def first(project: Path, interrupted: tuple[int, str, int]) -> RunSummary:
    """The run that ends what the interrupted one began."""
    return discourse.run(project, workers=1)


def test_an_interrupted_run_exits_4_and_keeps_what_is_done(interrupted: tuple[int, str, int]) -> None:
    code, err, read = interrupted
    assert code == 4
    assert "interrupted; what was finished is kept" in err
    assert "Traceback" not in err
    assert read >= 1


def test_the_next_run_ends_what_was_begun(project: Path, first: RunSummary) -> None:
    assert (first.documents, first.processed, first.failed, first.passages) == (3, 3, (), 6)
    assert discourse.run(project, workers=1).processed == 0


def test_a_first_run_has_nothing_to_compare_with(project: Path, first: RunSummary) -> None:
    assert first.changes.is_first
    assert first.news
    assert [item.file for item in first.changes.documents] == ["in/skills1.txt", "in/skills2.txt", "in/skills3.txt"]
    assert set(first.stages) >= {"opening", "reading", "coding", "topics", "tables"}
    assert "no earlier one to compare with" in (project / "outputs" / "changes.md").read_text(encoding="utf-8")


def test_a_quiet_run_without_news_prints_nothing(project: Path, first: RunSummary, cli: Cli) -> None:
    before = (project / "outputs" / "changes.json").read_bytes()
    assert cli("run", "--project", project, "--quiet") == (0, "", "")
    code, out, _ = cli("run", "--project", project)
    assert code == 0
    assert "Nothing to do: all 3 documents are up to date." in out
    assert "Nothing changed since the run of" in out
    assert (project / "outputs" / "changes.json").read_bytes() == before


def test_a_dry_run_says_what_and_why_and_does_nothing(project: Path, first: RunSummary, cli: Cli) -> None:
    write(project / "in", "skills1.txt", SKILLS.format(11))
    write(project / "in", "access.txt", ACCESS)
    write(project / "in", "bad.pdf", "%PDF-1.7\nnothing more")
    discourse.add([project / "in"], project=project, metadata=Metadata(jurisdiction="Kestria"))
    kept = (project / "project.sqlite").read_bytes()
    code, out, _ = cli("run", "--project", project, "--dry-run", "--json")
    plan = json.loads(out)
    assert code == 0
    assert {item["file"]: (item["task"], item["why"]) for item in plan["files"]} == {
        "in/skills1.txt": ("read", "its bytes changed"),
        "in/access.txt": ("read", "new"),
        "in/bad.pdf": ("read", "new"),
    }
    assert plan["up_to_date"] == 2
    assert "Nothing was done." in cli("run", "--project", project, "--dry-run", "--only", "*.pdf")[1]
    assert (project / "project.sqlite").read_bytes() == kept


def test_changed_bytes_are_planned_as_such(project: Path, first: RunSummary) -> None:
    write(project / "in", "skills2.txt", SKILLS.format(22))
    (planned,) = [item for item in discourse.plan(project).files if item.file == "in/skills2.txt"]
    assert (planned.task, planned.why) == ("read", "its bytes changed")


def test_only_the_chosen_files_are_done_and_the_others_wait(project: Path, first: RunSummary) -> None:
    summary = discourse.run(project, workers=1, selection=Selection(only=("access.txt",)))
    assert (summary.documents, summary.processed, summary.waiting, summary.skipped) == (5, 1, 2, 2)
    (document,) = summary.changes.documents
    assert (document.file, document.jurisdiction) == ("in/access.txt", "Kestria")
    assert summary.changes.left == ("in/skills1.txt",)
    # skills1 was added anew and waits; skills2 was changed and not looked at, so that its old text still counts.
    assert summary.passages == 6


def test_a_framing_found_first_comes_with_its_passage(project: Path, first: RunSummary) -> None:
    changes = json.loads((project / "outputs" / "changes.json").read_text(encoding="utf-8"))["changes"]
    (framing,) = [item for item in changes["framings"] if item["frame"] == "equity"]
    # A text has no pages.
    assert (framing["jurisdiction"], framing["file"], framing["page"]) == ("Kestria", "in/access.txt", None)
    assert framing["quote"] in ACCESS


def test_the_rest_is_done_next_and_failures_are_told_once_as_new(project: Path, first: RunSummary, cli: Cli) -> None:
    code, out, _ = cli("run", "--project", project, "--json", "--workers", "1")
    summary = json.loads(out)
    assert code == 3
    # Each file is counted once: what failed was not processed.
    assert (summary["documents"], summary["processed"], summary["skipped"], summary["waiting"]) == (5, 2, 2, 0)
    assert summary["news"] is True
    assert summary["changes"]["left"] == []
    assert [item["file"] for item in summary["failed"]] == ["in/bad.pdf"]
    assert [item["file"] for item in summary["changes"]["failures"]] == ["in/bad.pdf"]
    assert {item["file"] for item in summary["changes"]["documents"]} == {"in/skills1.txt", "in/skills2.txt"}
    assert all(item["is_changed"] for item in summary["changes"]["documents"])
    # The next night it has failed before: the exit code still says so, a mail does not.
    assert cli("run", "--project", project, "--quiet") == (3, "", "")
    code, out, _ = cli("run", "--project", project, "--json")
    assert (code, json.loads(out)["news"]) == (3, False)
    assert "5 documents: 0 processed, 4 up to date, 1 failed, in " in cli("run", "--project", project)[1]
    out = cli("run", "--project", project, "--dry-run")[1]
    assert "leave: 1 file, failed before; 'discourse status' says why, --retry-failed reads them\n  in/bad.pdf\n" in out
    (planned,) = discourse.plan(project).files
    assert (planned.task, planned.why.startswith("failed before: 'bad.pdf'")) == ("leave", True)


def test_what_failed_is_read_again_when_asked_for(
    project: Path, first: RunSummary, caplog: pytest.LogCaptureFixture
) -> None:
    assert discourse.run(project, workers=1).processed == 0
    (planned,) = discourse.plan(project, retry_failed=True).files
    assert planned.task == "read"
    caplog.set_level(logging.INFO, LOGGER)
    summary = discourse.run(project, workers=1, retry_failed=True)
    (told,) = [record for record in caplog.records if record.message == "read"]
    facts = vars(told)["facts"]
    assert (told.levelname, facts["file"], facts["code"]) == ("ERROR", "in/bad.pdf", "E-DAMAGED")
    # It failed again.
    assert (summary.processed, summary.skipped, len(summary.failed)) == (0, 4, 1)


def test_a_document_that_breaks_is_told_to_have_left_the_tables_once(
    project: Path, first: RunSummary, cli: Cli
) -> None:
    good = (project / "in" / "access.txt").read_bytes()
    write(project / "in", "access.txt", "")
    broken = discourse.run(project, workers=1)
    assert broken.changes.left == ("in/access.txt",)
    assert [item.file for item in broken.changes.failures] == ["in/access.txt"]
    write(project / "in", "late.txt", SKILLS.format(30))
    discourse.add([project / "in" / "late.txt"], project=project, metadata=Metadata(jurisdiction="Kestria"))
    code, out, _ = cli("run", "--project", project, "--workers", "1", "--quiet")
    # Of what failed earlier a mail has the number.
    assert (code, "bad.pdf" in out, "access.txt" in out, "No longer" in out) == (3, False, False, False)
    assert "Failed on an earlier night too: 2; 'discourse status' says why.\n" in out
    (project / "in" / "access.txt").write_bytes(good)
    assert discourse.run(project, workers=1).changes.recovered == ("in/access.txt",)


def test_a_copy_that_breaks_takes_nothing_out_of_the_tables(project: Path, first: RunSummary) -> None:
    write(project / "in", "copy.txt", ACCESS)
    discourse.add([project / "in" / "copy.txt"], project=project)
    assert [item.file for item in discourse.run(project, workers=1).changes.documents] == ["in/copy.txt"]
    write(project / "in", "copy.txt", "")
    assert discourse.run(project, workers=1).changes.left == ()


def test_an_alarm_of_the_topics_is_told_once_and_again_after_it_ended(
    project: Path, first: RunSummary, tmp_path: Path
) -> None:
    out = shutil.copytree(project / "outputs", tmp_path / "outputs")
    told = []
    with open_session(project) as session:
        statuses = discourse.status(project)
        for night, alarm in enumerate(("39% are far.", "40% are far.", "", "41% are far.")):
            manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
            (out / "manifest.json").write_text(json.dumps(manifest | {"key": str(night), "drift": alarm}), "utf-8")
            told.append(record_changes(session, out, statuses, ()).drift)
    assert told == [("39% are far.",), (), (), ("41% are far.",)]


def test_what_failed_and_was_passed_over_by_a_choice_is_told_when_it_is_read(
    project: Path, first: RunSummary, tmp_path: Path
) -> None:
    out = shutil.copytree(project / "outputs", tmp_path / "outputs")
    statuses = discourse.status(project)
    told = []
    with open_session(project) as session:
        for night, state in enumerate((Status.FAILED, Status.WAITING, Status.OK, Status.OK)):
            manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
            (out / "manifest.json").write_text(json.dumps(manifest | {"key": str(night)}), "utf-8")
            files = [replace(item, status=state) if item.file == "in/bad.pdf" else item for item in statuses]
            told.append(record_changes(session, out, files, failures(files)).recovered)
    assert told == [(), (), ("in/bad.pdf",), ()]


def test_what_is_not_added_goes_to_standard_error(project: Path, cli: Cli) -> None:
    code, out, err = cli("add", project / "gone", "--project", project)
    assert (code, out) == (3, "Added 0 files, 0 known already.\n")
    assert err.startswith("Not added (1):\n")
    assert "there is no such file or folder" in err


def test_outputs_that_cannot_be_written_stop_before_any_work(project: Path, first: RunSummary) -> None:
    with pytest.raises(UsageError, match="The outputs cannot be written to"):
        discourse.run(project, out=project / "in" / "access.txt" / "tables")


def test_a_project_of_nothing_but_bad_files_ends_as_it_should(tmp_path: Path, cli: Cli) -> None:
    cli("init", tmp_path)
    write(tmp_path, "blank.txt", "")
    cli("add", tmp_path / "blank.txt", "--project", tmp_path)
    code, out, _ = cli("run", "--project", tmp_path)
    assert code == 3
    assert "blank.txt" in out


@pytest.fixture
def _told_to_end() -> Iterator[None]:
    """What is started in the background of a script is born deaf to the signal that ends a watch."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_told_to_end")
def test_a_watch_takes_whole_files_survives_bad_ones_and_ends_when_told(project: Path, first: RunSummary) -> None:
    inbox, changes = project / "inbox", project / "outputs" / "changes.json"
    inbox.mkdir()
    before = changes.read_bytes()

    def deliver() -> None:
        write(inbox, "good.txt.part", ACCESS.replace("office", "town hall"))
        write(inbox, "empty.txt", "")
        (inbox / "good.txt.part").rename(inbox / "good.txt")

    rounds = discourse.watch(inbox, project=project, metadata=Metadata(jurisdiction="Osmara"), settle=0.2, workers=1)
    start = next(rounds)
    assert start.addition is None
    threading.Timer(0.5, deliver).start()
    states: dict[str, str] = {}
    while "inbox/good.txt" not in states:  # A slow machine may need two rounds for the two files.
        found = next(rounds)
        states = {item.file: item.status for item in discourse.status(project)}
    assert (states["inbox/good.txt"], states["inbox/empty.txt"]) == ("ok", "empty")
    assert "inbox/empty.txt" in [item.file for item in found.summary.failed]
    # Nothing is new now; told to end while it waits, it ends.
    threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    assert list(rounds) == []
    # As if the power had gone after the tables were written: what changed is told by the next run.
    changes.write_bytes(before)
    summary = discourse.run(project, workers=1)
    assert not summary.wrote
    assert (summary.processed, summary.news) == (0, True)
    assert [item.file for item in summary.changes.documents] == ["inbox/good.txt"]
    assert [(item.jurisdiction, item.is_new_jurisdiction) for item in summary.changes.framings] == [("Osmara", True)]


def test_a_watch_takes_in_at_its_start_what_is_said_of_known_files(project: Path, first: RunSummary) -> None:
    start = next(discourse.watch(project / "in", project=project, metadata=Metadata(body="Treasury"), workers=1))
    assert start.addition is not None
    assert start.addition.added == ()
    assert {item.fields for item in start.addition.described} == {("body",)}


def test_watching_needs_a_project_and_a_folder(project: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no folder"):
        next(discourse.watch(tmp_path / "gone", project=project))
    with pytest.raises(UsageError, match="There is no discourse project"):
        next(discourse.watch(tmp_path, project=tmp_path))
