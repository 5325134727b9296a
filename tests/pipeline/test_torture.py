"""Small versions of `make torture`: hostile files, damaged pages, cut stores, a failing disk."""

import re
import shutil
import sqlite3
import sys
import zipfile
from pathlib import Path

import pytest

import discourse
from discourse.domain.documents import Status
from discourse.domain.errors import StoreError, UsageError
from discourse.domain.ids import hash_file
from discourse.domain.settings import ReadingSettings
from discourse.domain.sources import Source
from discourse.pipeline.answers import ReadAnswer, outcome_to_answer, task_after, task_to_bytes
from discourse.pipeline.backup import backup, restore
from discourse.pipeline.progress import no_progress
from discourse.pipeline.project import open_project
from discourse.pipeline.reading_step import read_stale, refresh
from discourse.pipeline.verify import verify
from discourse.pipeline.workers import run_tasks
from discourse.store.journal import Journal
from discourse.store.ledger import LEDGER_FILE
from discourse.store.parts import frame_to_documents
from discourse.store.place import network_file_system
from discourse.store.store import Store
from discourse.store.use import other_users

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "torture"))

from faults import failing_disk
from hostile import FONT, SENTENCE, page_object, pdf, quick_files, stream, write_files

LIMITS = ReadingSettings(cpu_seconds=6, memory_mb=2048)
HOSTILE = dict(quick_files())
# Lines that are alike on every page would be taken for its head.
TRADES = ("bakers", "weavers", "glaziers", "pilots", "nobody", "carters", "printers", "shepherds", "dyers")


def read(*paths: Path, limits: ReadingSettings = LIMITS) -> list[ReadAnswer]:
    sources = [Source(path, hash_file(path)) for path in paths]
    tasks = [task_to_bytes(source, ()) for source in sources]
    work = "discourse.pipeline.extract_task:extract_task"
    found = run_tasks(work, tasks, workers=2, limits=limits, again=task_after)
    answers = {outcome.number: outcome_to_answer(outcome, sources[outcome.number]) for outcome in found}
    return [answers[number] for number in range(len(paths))]


def text(answer: ReadAnswer) -> str:
    return "\n".join(document.text for document in frame_to_documents(answer.frame("documents")))


def study(folder: Path, count: int = 3, *, parts: str = "") -> Path:
    """A project that was read, and no more: nothing here is about codes."""
    discourse.init(folder)
    settings = folder / "discourse.toml"
    settings.write_text(
        re.sub(r'(?m)^parts = ""', f'parts = "{parts}"', settings.read_text(encoding="utf-8")), encoding="utf-8"
    )
    for number in range(count):
        (folder / f"paper-{number}.md").write_text(
            f"# Paper {number}\n\n{SENTENCE} Number {number}.\n", encoding="utf-8"
        )
    discourse.add([folder], project=folder)
    reread(folder)
    return folder


def reread(folder: Path) -> tuple[str, ...]:
    opened = open_project(folder)
    store = Store(folder, opened.settings.storage.parts)
    try:
        entries = refresh(store, folder)
        return read_stale(store, entries, folder, opened.settings, workers=1, progress=no_progress)
    finally:
        store.close()


def test_every_hostile_file_ends_in_text_or_in_one_reason_with_a_code(tmp_path: Path) -> None:
    paths = write_files(iter(HOSTILE.items()), tmp_path)
    for path, answer in zip(paths, read(*paths), strict=True):
        assert answer.status is Status.OK or (answer.reason and answer.code.startswith("E-")), path.name
        assert "Traceback" not in answer.reason


def test_a_page_that_cannot_be_read_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(fan_out_within(9, at=5))
    (answer,) = read(path)
    assert answer.status is Status.OK, answer.reason
    for section, trade in enumerate(TRADES, start=1):
        assert section == 5 or f"Section {section}.1: the {trade}" in text(answer)
    # A fast machine may get to the end of it.
    assert "page 5 of 9" in answer.reason or "endless" in text(answer)


def fan_out_within(count: int, *, at: int) -> bytes:
    """Pages of text, one of which keeps every engine busy for ever."""
    objects = {1: b"<</Type/Catalog/Pages 2 0 R>>", 5: FONT}
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F1 5 0 R>>/XObject<</X0 %d 0 R>>>>"
    text_form = b"BT /F1 9 Tf 9 9 Td (endless) Tj ET "
    for depth in range(9):
        objects[50 + depth] = stream(b"/X0 Do " * 10 if depth < 8 else text_form, form % (51 + depth))
    kids = b" ".join(b"%d 0 R" % (100 + 2 * page) for page in range(count))
    objects[2] = b"<</Type/Pages/Kids[" + kids + b"]/Count %d>>" % count
    for page in range(count):
        is_bad = page + 1 == at
        words = b"BT /F1 11 Tf 72 700 Td (Section %d.1: the %s keep their own rules.) Tj ET"
        words %= (page + 1, TRADES[page].encode())
        objects[100 + 2 * page] = page_object(2, 101 + 2 * page, b"/XObject<</X0 50 0 R>>" if is_bad else b"")
        objects[101 + 2 * page] = stream(b"/X0 Do " * 10 if is_bad else words)
    return pdf(objects)


def test_what_pdfium_cannot_open_the_next_engine_reads(tmp_path: Path) -> None:
    path = tmp_path / "root.pdf"
    path.write_bytes(HOSTILE["wrong-root.pdf"])
    (answer,) = read(path)
    assert (answer.status, answer.engine) == (Status.OK, "pdfplumber"), answer.reason
    assert SENTENCE in text(answer)


def test_a_sound_project_is_said_to_be_sound(tmp_path: Path) -> None:
    found = verify(study(tmp_path / "study"))
    assert found.is_sound
    assert found.results == 3


def test_a_project_that_keeps_its_parts_elsewhere_is_verified_there(tmp_path: Path) -> None:
    place = tmp_path / "elsewhere"
    project = study(tmp_path / "study", parts=str(place))
    assert verify(project).is_sound
    sorted((place / "documents").rglob("*.parquet"))[0].unlink()
    assert "gone" in verify(project).remade[0]


def test_a_damaged_part_is_found_and_made_again_as_it_was(tmp_path: Path) -> None:
    project = study(tmp_path / "study")
    part = sorted((project / "parts" / "documents").rglob("*.parquet"))[1]
    before = part.read_bytes()
    part.write_bytes(before[: len(before) // 2])
    found = verify(project)
    assert not found.is_sound
    assert "damaged" in found.remade[0]
    assert verify(project, repair=True).is_sound
    assert len(reread(project)) == 1
    assert part.read_bytes() == before
    assert verify(project).remade == ()


@pytest.mark.parametrize("share", [0.0, 0.05, 0.5, 0.97])
def test_a_cut_project_file_is_found_out_and_comes_back_from_a_backup(tmp_path: Path, share: float) -> None:
    project = study(tmp_path / "study")
    made = Path(backup(project).file)
    file = project / LEDGER_FILE
    whole = file.read_bytes()
    file.write_bytes(whole[: int(share * len(whole))])
    assert not verify(project).is_sound
    done = restore(made, project=project)
    assert Path(done.aside, LEDGER_FILE).stat().st_size == int(share * len(whole))
    assert verify(project).is_sound
    assert reread(project) == ()


def test_no_backup_is_made_of_a_damaged_file(tmp_path: Path) -> None:
    project = study(tmp_path / "study")
    file = project / LEDGER_FILE
    file.write_bytes(file.read_bytes()[:9000])
    with pytest.raises(StoreError, match="discourse restore BACKUP"):
        backup(project)


def test_a_backup_that_was_changed_or_climbs_out_is_refused(tmp_path: Path) -> None:
    project = study(tmp_path / "study")
    made = Path(backup(project).file)
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name) + (b"\n" if name == "codebook.yaml" else b""))
    with pytest.raises(UsageError, match=r"was changed since it was written \(codebook\.yaml\)"):
        restore(changed, project=tmp_path / "new")
    assert not (tmp_path / "new").exists()
    made.write_bytes(b"no zip")
    with pytest.raises(UsageError, match="is no sound backup"):
        restore(made, project=project)


def test_who_uses_a_project_is_told_to_others(tmp_path: Path) -> None:
    project = study(tmp_path / "study")
    store = Store(project)
    assert other_users(project / "parts") == ()
    (card,) = (project / "parts" / "in-use").glob("*.json")
    card.with_name("desk-9-9.json").write_text('{"host": "desk", "process": 9, "since": "2026-03-01 09:30"}')
    assert other_users(project / "parts") == ("process 9 on desk since 2026-03-01 09:30",)
    store.close()
    assert not card.exists()


def test_a_writer_who_waits_in_vain_is_told_for_whom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discourse.store.database._WAIT_SECONDS", 0.1)
    project = study(tmp_path / "study")
    (project / "parts" / "in-use" / "desk-9-9.json").write_text(
        '{"host": "desk", "process": 9, "since": "2026-03-01 09:30"}'
    )
    other = sqlite3.connect(project / LEDGER_FILE, isolation_level=None)
    journal = Journal(project / LEDGER_FILE)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="process 9 on desk since 2026-03-01 09:30 writes to it"):
        journal.record([], now="2026-03-01T09:30:00Z")
    other.close()
    journal.close()


def test_a_network_file_system_is_named(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    row = "36 35 98:0 / {} rw,noatime shared:1 - {} server:/home rw\n"
    mounts.write_text(row.format("/", "ext4") + row.format(tmp_path, "nfs4"))
    assert network_file_system(tmp_path / "study", mounts=mounts) == "nfs4"
    mounts.write_text(row.format("/", "ext4"))
    assert network_file_system(tmp_path / "study", mounts=mounts) == ""
    assert network_file_system(tmp_path, mounts=tmp_path / "none") == ""


@pytest.mark.skipif(shutil.which("gcc") is None or sys.platform != "linux", reason="needs gcc and Linux")
def test_a_failing_disk_leaves_a_legal_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = study(tmp_path / "made")
    monkeypatch.setattr("faults.make_project", lambda folder, texts: project)
    monkeypatch.setattr("faults.run_json", lambda folder: {})
    goal = failing_disk(tmp_path / "faults", documents=3, stride=5)
    assert goal.passed, goal.measured
