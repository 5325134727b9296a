"""A scholar's round: read, code from a sheet, send to another tool, take back, compare, change the codebook."""

import csv
import zipfile
from pathlib import Path

import polars as pl
import pytest
from lxml import etree

from discourse.cli.exchange import _show_export
from discourse.domain.codes import Code, CodingStatus, Evidence, PassageCoding, Stance
from discourse.domain.codings import READ, Coding
from discourse.domain.errors import CodebookError, UsageError
from discourse.pipeline.add import add
from discourse.pipeline.agreement import agreement
from discourse.pipeline.answers import bytes_to_answer, task_to_bytes
from discourse.pipeline.codebooks import diff_codebooks, migrate_codebook, parse_change
from discourse.pipeline.codings import open_desk, read_codings, record_codings, undo_coding
from discourse.pipeline.interchange import export_codings, import_codings
from discourse.pipeline.keys import coding_key
from discourse.pipeline.project import init, open_project
from discourse.pipeline.read_task import read_task
from discourse.pipeline.readings import entry_key, entry_source
from discourse.store.parts import codings_to_frame
from discourse.store.store import Store

TEXT = (
    "Short awards raise wages for those who finish them.\n\nThe Board waives fees for carers.\n\n"
    "Every learner deserves a second chance. Every learner deserves a second chance.\n\nThe register opens in May.\n"
)
MODEL = "model:framing@test"


class NoLimit:
    """What a task is told where nobody limits it."""

    def begin(self, page: int, name: str, /) -> None:
        pass

    def is_late(self) -> bool:
        return False


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose one text is read in this process, coded by a model that finds equity everywhere."""
    folder = init(tmp_path / "study")
    (folder / "board.txt").write_text(TEXT, encoding="utf-8")
    add([folder / "board.txt"], project=folder)
    opened, store = open_project(folder), Store(folder)
    (entry,) = store.ledger.sources()
    source = entry_source(folder, entry, opened.settings)
    answer = bytes_to_answer(read_task(task_to_bytes(source, opened.settings.coding.languages), NoLimit()))
    summary = {
        "source_id": source.id,
        "status": "ok",
        "reason": "",
        "engine": "",
        "pages": 1,
        "passages": 5,
        "records": 0,
    }
    key = entry_key(entry, opened.settings)
    store.commit("reading", key, answer.parts, {**summary, "is_listing": False, "rejected": []})
    ids = answer.frame("passages").filter(pl.col("left_out") == "")["passage_id"].to_list()
    codings = [
        PassageCoding(
            item,
            CodingStatus.CODED,
            (Code(item, "equity", MODEL, True, 0.9, Stance.ASSERTED, (Evidence(0, 5, 1.0),)),),
        )
        for item in ids
    ]
    rows = codings_to_frame(codings, dict.fromkeys(ids, source.id), frozenset({"equity"}))
    store.commit("coding", coding_key(key, "book", "model"), {"codes": rows}, {})
    store.close()
    return folder


def sheet(path: Path, *rows: tuple[str, str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("file", "quote", "code", "stance"), *(("board.txt", *row) for row in rows)])
    return path


def test_a_sheet_comes_in_and_its_faults_are_named_by_row_and_cell(project: Path) -> None:
    path = sheet(
        project / "ana.csv",
        ("Short awards raise wages for those who finish them.", "HC", "asserted"),
        ("The Board waives fees for carers.", "Equity", ""),
        ("Every learner deserves a second chance.", "equity", ""),
        ("The register opens in May.", "equity", "loud"),
        ("The register opens in May.", "", ""),
    )
    found = import_codings(path, coder="Ana", project=project)
    assert found.recorded == (("person:Ana", 3),)
    assert [reason.partition(":")[0] for reason in found.refused] == [
        "ana.csv, row 4, column 'quote'",
        "ana.csv, row 5, column 'stance'",
    ]
    codings = read_codings(project)
    assert [item.code_id for item in codings] == ["human_capital", "equity", READ]
    assert all(item.passage_id for item in codings)
    assert import_codings(path, coder="Ana", project=project).recorded == ()


def test_an_export_tells_passages_judged_apart_from_codes_given(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "Short awards raise wages for those who finish them."
    rows = [(words, "HC", ""), (words, "equity", ""), ("The register opens in May.", "", "")]
    import_codings(sheet(project / "ana.csv", *rows), coder="Ana", project=project)
    found = export_codings(project / "out.csv", form="csv", project=project, people_only=True)
    assert (found.codings, found.judged, found.given) == (3, 2, 2)
    _show_export(found)
    assert "People judged 2 passages (in documents: 1) and gave 2 codes." in capsys.readouterr().out
    import_codings(project / "ana.csv", coder="Ben", project=project)
    twice = export_codings(project / "out.csv", form="csv", project=project, people_only=True)
    _show_export(twice)
    assert "People judged 2 passages (in documents: 1; 4 judgements) and gave 4 codes." in capsys.readouterr().out


def test_corrections_made_in_another_tool_come_back_as_that_persons(project: Path) -> None:
    import_codings(sheet(project / "a.csv", ("The register opens in May.", "sbtc", "")), coder="Ana", project=project)
    out = project / "study.qdpx"
    assert export_codings(out, form="refi-qda", project=project).coders == (MODEL, "person:Ana")
    with zipfile.ZipFile(out) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(files["project.qde"])
    guids = {item.get("name"): item.get("guid") for item in root.iter("{*}Code")}
    users = {item.get("guid"): item.get("name") for item in root.iter("{*}User")}
    codings = list(root.iter("{*}Coding"))
    machine = [item for item in codings if users[item.get("creatingUser")] == MODEL]
    (mine,) = (item for item in codings if users[item.get("creatingUser")] == "Ana")
    machine[0].getparent().remove(machine[0])
    machine[1][0].set("targetGUID", guids["Equity: contested"])
    mine.getparent().remove(mine)
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in (files | {"project.qde": etree.tostring(root)}).items():
            archive.writestr(name, data)
    found = import_codings(out, coder="Ana", project=project, removals=True)
    assert (found.recorded, found.refused) == ((("person:Ana", 1),), ())
    said = {(item.code_id, item.present, item.stance) for item in read_codings(project)}
    assert said == {("equity", True, Stance.CONTESTED), ("equity", False, None)}
    assert import_codings(out, coder="Ana", project=project, removals=True).recorded == ()


def test_agreement_is_measured_between_people_and_with_the_model(project: Path) -> None:
    rows = [("Short awards raise wages for those who finish them.", "HC", ""), ("The register opens in May.", "", "")]
    import_codings(sheet(project / "a.csv", *rows), coder="Ana", project=project)
    import_codings(sheet(project / "b.csv", rows[0], (rows[1][0], "equity", "")), coder="Ben", project=project)
    found = agreement(project)
    frame = found.tables[0].frame
    notes = dict(frame.select("comparison", "note").iter_rows())
    assert "the model may have learnt from these" in notes["person and model"]
    assert "learnt" not in notes["person and person"]
    assert set(frame["coders"]) == {"Ana × Ben", f"Ana × {MODEL}", f"Ben × {MODEL}"}
    assert "Where a code is rare" in found.tables[0].note
    written = pl.read_csv(project / "outputs" / "disagreements.csv")
    assert "The register opens in May." in written["passage"].to_list()
    assert all(link.endswith("board.txt") for link in written["link"])


def test_nobody_to_compare_is_said(project: Path) -> None:
    with pytest.raises(UsageError, match="Nobody has coded anything"):
        agreement(project)


def test_a_coding_can_be_undone_and_a_models_is_never_recorded(project: Path) -> None:
    coding = Coding("person:Ana", "d", 0, 1, "S", "equity", True)
    (number,) = record_codings([coding], project=project)
    undo_coding(number, coder="person:Ana", project=project)
    assert read_codings(project) == ()
    with pytest.raises(UsageError, match="is no person"):
        record_codings([Coding(MODEL, "d", 0, 1, "S", "equity", True)], project=project)
    with pytest.raises(UsageError, match="no code 'greed'"):
        record_codings([Coding("person:Ana", "d", 0, 1, "S", "greed", True)], project=project)


def test_a_renamed_code_keeps_its_codings_true_to_their_version(project: Path) -> None:
    import_codings(sheet(project / "a.csv", ("The register opens in May.", "equity", "")), coder="Ana", project=project)
    book = project / "codebook.yaml"
    book.write_text(book.read_text(encoding="utf-8").replace("id: equity", "id: justice"), encoding="utf-8")
    assert diff_codebooks(project=project) == ("- equity: Equity", "+ justice: Equity")
    with pytest.raises(CodebookError, match="say what became of it"):
        migrate_codebook(project=project)
    assert migrate_codebook([("rename", "equity=justice")], project=project).carried == 1
    assert [item.code_id for item in read_codings(project)] == ["equity"]
    with open_desk(project) as desk:
        assert [item.code_id for item in desk.carried().codings] == ["justice"]
    with pytest.raises(UsageError, match="has not changed"):
        migrate_codebook(project=project)


@pytest.mark.parametrize(("kind", "text"), [("rename", "a"), ("merge", "a=b"), ("split", "a=b"), ("drop", "a=b")])
def test_a_change_that_is_written_wrong_says_how_to_write_it(kind: str, text: str) -> None:
    with pytest.raises(UsageError, match=f"is not written as --{kind}"):
        parse_change(kind, text)  # type: ignore[arg-type]


def test_an_unknown_file_is_refused(project: Path) -> None:
    with pytest.raises(UsageError, match="none of"):
        import_codings(project / "a.docx", coder="Ana", project=project)


def test_an_export_tells_the_codes_on_which_a_model_abstained(project: Path) -> None:
    assert export_codings(project / "sure.csv", form="csv", project=project).lost == ()
    store = Store(project)
    (entry,) = store.ledger.sources()
    passage_id = store.read("passages", store.ledger.results("reading"))["passage_id"][0]
    doubted = PassageCoding(passage_id, CodingStatus.ABSTAINED, (Code(passage_id, "sbtc", "model:b@1", True, 0.4),))
    rows = codings_to_frame([doubted], {passage_id: entry.source_id}, frozenset({"sbtc"}))
    store.commit("coding", coding_key("reading", "book", "b"), {"codes": rows}, {})
    store.close()
    assert export_codings(project / "out.csv", form="csv", project=project).lost == (
        "1 codes by model:b@1 in passages of which it was least sure (abstained); the tables' shares count them",
    )
