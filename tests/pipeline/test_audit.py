"""From a drawn sheet to corrected shares, on the real parts."""

import csv
import shutil
from pathlib import Path

import polars as pl
import pytest
from lxml import html

import discourse
from discourse.cli.audit import _show_beyond, _show_sheet
from discourse.domain.documents import Metadata
from discourse.domain.errors import UsageError
from discourse.pipeline.audit import AuditImport, audit_caveats, audit_key, read_audit
from discourse.pipeline.learnt import hash_passage
from discourse.pipeline.material import read_passages
from discourse.pipeline.project import open_project
from discourse.store.audits import Audits
from discourse.store.ledger import LEDGER_FILE
from discourse.tables.audit import Beyond

NBSP = "\N{NO-BREAK SPACE}"
FRAMES = ("human_capital", "sbtc", "equity")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a draw of four passages, whose texts do not matter to an import."""
    discourse.init(tmp_path)
    ids = [f"{'ab'[at % 2]}:{at}-{at + 9}" for at in range(4)]
    drawn = pl.DataFrame(
        {"passage_id": ids, "document_id": [one[0] for one in ids], "stratum": "Kestria", "probability": 0.5}
    )
    audits = Audits(tmp_path / LEDGER_FILE)
    audits.record_draw(drawn, drawn, strata="jurisdiction", seed=1, codebook_id="book", now="2026-03-01T09:30:00Z")
    audits.close()
    return tmp_path


def sheet(folder: Path, *rows: str, header: str = "number,passage_id,text,human_capital,equity") -> Path:
    path = folder / "sheet.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def test_answers_are_read_and_empty_cells_wait(project: Path) -> None:
    path = sheet(project, "1,a:0-9,Some text,1,0", "2,b:1-10,Other,YES,", "3,a:2-11,More,,")
    found = discourse.import_audit(path, coder=" Mina ", project=project)
    assert (found.coder, found.rows, found.answers, found.new, found.empty) == ("Mina", 3, 3, 3, 3)
    audit = read_audit(project)
    assert audit is not None
    assert set(audit.answers.select("passage_id", "code_id", "coder", "present").rows()) == {
        ("a:0-9", "human_capital", "person:Mina", True),
        ("a:0-9", "equity", "person:Mina", False),
        ("b:1-10", "human_capital", "person:Mina", True),
    }


def test_a_sheet_read_again_adds_what_is_new(project: Path) -> None:
    discourse.import_audit(sheet(project, "1,a:0-9,T,1,0"), coder="Mina", project=project)
    key = audit_key(read_audit(project))
    again = discourse.import_audit(sheet(project, "1,a:0-9,T,1,0"), coder="Mina", project=project)
    assert (again.new, audit_key(read_audit(project))) == (0, key)
    changed = discourse.import_audit(sheet(project, "1,a:0-9,T,0,0"), coder="Mina", project=project)
    assert changed.new == 1
    assert audit_key(read_audit(project)) != key


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("1,z:0-9,T,1,0", "row 3, cell 'passage_id': 'z:0-9' was not drawn in any audit"),
        ("1,b:1-10,T,1,maybe", "row 3, cell 'equity': 'maybe' is neither 1, 0 nor empty"),
        ("1,a:0-9,T,1,0", "row 3, cell 'passage_id': the passage stands in row 2 already"),
    ],
)
def test_a_fault_is_told_with_row_and_cell_and_nothing_is_kept(project: Path, row: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        discourse.import_audit(sheet(project, "1,a:0-9,T,1,0", row), coder="Mina", project=project)
    assert read_audit(project) is None


def test_many_faults_are_counted(project: Path) -> None:
    with pytest.raises(UsageError, match="and 3 more"):
        discourse.import_audit(sheet(project, *("1,q,T,1,0",) * 8), coder="Mina", project=project)


def test_a_sheet_from_a_spreadsheet_with_semicolons_is_read(project: Path) -> None:
    path = sheet(project, "a:0-9;1", header="passage_id;equity")
    assert discourse.import_audit(path, coder="Mina", project=project).answers == 1


def test_a_sheet_without_answers_to_the_codebook_is_refused(project: Path) -> None:
    path = sheet(project, "a:0-9,1", header="passage_id,thrift")
    with pytest.raises(
        UsageError, match="no column of answers; those of this codebook are human_capital, sbtc, equity"
    ):
        discourse.import_audit(path, coder="Mina", project=project)


def test_a_coder_needs_a_name(project: Path) -> None:
    with pytest.raises(UsageError, match="is no name"):
        discourse.import_audit(sheet(project), coder=" ", project=project)


def test_answers_under_an_older_codebook_are_told(project: Path) -> None:
    discourse.import_audit(sheet(project, "1,a:0-9,T,1,0"), coder="Mina", project=project)
    book = project / "codebook.yaml"
    codebook = discourse.load_codebook(book)
    assert audit_caveats(read_audit(project), codebook) == ()
    book.write_text(book.read_text(encoding="utf-8").replace("name: ", "name: New ", 1), encoding="utf-8")
    (caveat,) = audit_caveats(read_audit(project), discourse.load_codebook(book))
    assert caveat.startswith("2 of 2 audit answers were given under another version")


def test_without_answers_there_is_no_audit(project: Path) -> None:
    assert read_audit(project) is None
    assert audit_key(None) == ""


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    discourse.init(folder)
    for number in range(12):
        text = "\n\n".join(
            f"Fees will be waived for refugees in area {number}-{at}. Firms in town {at} need {number} more welders."
            for at in range(6)
        )
        (folder / f"paper{number}.md").write_text(f"# Paper {number}\n\n{text}", encoding="utf-8")
    discourse.add([folder], project=folder, metadata=Metadata(jurisdiction="Kestria", year=2020))
    discourse.run(folder, workers=1)
    return folder


def test_a_draw_tells_the_groups_that_it_cannot_correct_and_what_the_model_learnt_from(
    coded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    study = tmp_path / "study"
    shutil.copytree(coded, study)
    settings = study / "discourse.toml"
    text = settings.read_text(encoding="utf-8")
    assert "minimum_documents = 10" in text
    settings.write_text(text.replace("minimum_documents = 10", "minimum_documents = 13"), encoding="utf-8")
    _, passages, _ = read_passages(open_project(study))
    learnt = frozenset(hash_passage(one) for one in passages["text"] if "area 3-" in one)
    monkeypatch.setattr("discourse.pipeline.audit.learnt_from", lambda card: learnt)
    monkeypatch.setattr("discourse.pipeline.audit.passages_tuned_on", lambda: frozenset(sorted(learnt)[:2]))
    found = discourse.draw_audit(study, size=1_000, out=tmp_path / "sheet.csv")
    assert (found.beyond, found.learnt) == ((Beyond("Kestria", "12 documents, 13 needed", 12),), 6)
    _show_sheet(found)
    shown = capsys.readouterr().out
    assert "  Kestria: 12 documents, 13 needed" in shown
    assert "or lower minimum_documents in discourse.toml (12 for Kestria) and tell your readers." in shown
    assert "learnt from 6 of the drawn passages (2 when the shipped encoder was tuned)" in shown
    settings.write_text(text, encoding="utf-8")
    monkeypatch.setattr("discourse.pipeline.audit.learnt_from", lambda card: frozenset())
    enough = discourse.draw_audit(study, size=4, out=tmp_path / "other.csv")
    assert (enough.beyond, enough.learnt) == ((), 0)


def test_no_lowering_is_advised_that_cannot_work(capsys: pytest.CaptureFixture[str]) -> None:
    uneven = Beyond("Norvik", "3 documents, 10 needed; fewer than three documents in effect (2.8)", 0)
    _show_beyond(AuditImport("Mina", 0, 0, 0, 0, (), (uneven,)))
    shown = capsys.readouterr().out
    assert "Add documents; lowering minimum_documents in discourse.toml would not do." in shown
    assert "tell your readers" not in shown
    osmara = Beyond("Osmara", "5 documents, 10 needed", 5)
    _show_beyond(AuditImport("Mina", 0, 0, 0, 0, (), (uneven, osmara)))
    assert "(5 for Osmara) and tell your readers; for the others that would not do." in capsys.readouterr().out


def test_a_filled_sheet_corrects_the_shares(coded: Path) -> None:
    out = coded / "sheet.csv"
    drawn = discourse.draw_audit(coded, size=80, out=out)
    assert (drawn.passages, drawn.documents, drawn.strata[0].name) == (80, 12, "Kestria")
    with out.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == ["number", "passage_id", "before", "text", "page", "link", *FRAMES]
    assert all(row[frame] == "" for row in rows for frame in FRAMES)
    with pytest.raises(UsageError, match="may hold answers"):
        discourse.draw_audit(coded, size=80, out=out)
    with out.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows({**row, "equity": int("refugees" in row["text"])} for row in rows)
    (score,) = (
        one for one in discourse.import_audit(out, coder="Mina", project=coded).scores if one.code_id == "equity"
    )
    assert score.audited == 80
    assert discourse.run(coded, workers=1).wrote
    table = pl.read_csv(coded / "outputs" / "prevalence.csv")
    equity = table.filter(pl.col("frame") == "equity").row(0, named=True)
    assert equity["corrected"] == pytest.approx(0.5, abs=0.06)
    assert equity["corrected_low"] < 0.5 < equity["corrected_high"]
    assert equity["audited"] == 80
    row = pl.read_csv(coded / "outputs" / "audit.csv").filter(pl.col("frame") == "equity").row(0, named=True)
    assert score.recall == pytest.approx(row["both"] / (row["both"] + row["only_people"]))
    assert table.filter(pl.col("frame") == "sbtc")["corrected_note"].to_list() == ["not audited"]
    page = (coded / "outputs" / "report.html").read_text(encoding="utf-8")
    assert "Audited passages" in page
    assert "prediction-powered inference" in page
    assert (coded / "outputs" / "audit.csv").is_file()
    assert "passages of this corpus drawn at random" not in page
    answers = pl.read_csv(coded / "outputs" / "audit_answers.csv")
    assert answers.height == 80
    assert set(answers["coder"]) == {"Mina"}
    assert answers["people"].to_list() == [int("refugees" in text) for text in answers["text"]]
    assert (answers["people"] * answers["model"]).sum() == row["both"]
    assert answers.filter(pl.col("file").str.ends_with("paper3.md"))["text"].str.contains("3").all()
    with out.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(
            {**row, "equity": "", "human_capital": int("welders" in row["text"]), "sbtc": 0} for row in rows
        )
    told = [f"{one.f1:.2f}" for one in discourse.import_audit(out, coder="Mina", project=coded).scores if one.f1]
    summary = discourse.run(coded, workers=1)
    assert (summary.changes.corrected, summary.changes.audited) == (3, 3)
    # With every frame audited the report tells the scores of the audit instead of those on other texts.
    methods = html.fromstring((coded / "outputs" / "report.html").read_text(encoding="utf-8")).get_element_by_id(
        "methods-text"
    )
    assert "Against 80 passages of this corpus drawn at random and coded by people" in methods.text_content()
    assert all(f1 in methods.text_content() for f1 in told)
    # Two groups side by side are told of the audit as well.
    other = coded / "other.md"
    other.write_text("# Paper\n\nFees will be waived for refugees in the north of the country.", encoding="utf-8")
    discourse.add([other], project=coded, metadata=Metadata(jurisdiction="Osmara", year=2021))
    discourse.run(coded, workers=1)
    first = discourse.compare(("Kestria", "Osmara"), project=coded).sentences[0].replace(NBSP, " ")
    assert first.startswith("The model ")
    assert "by 80 passages drawn at random and coded by people" in first
