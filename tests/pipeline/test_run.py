"""The line end to end on a small corpus of our own: what is done, what is left alone, what is remade."""

import json
from pathlib import Path

import polars as pl
import pytest
import yaml
from lxml import html

import discourse
from discourse.domain.documents import Metadata
from discourse.domain.errors import ModelError, UsageError
from discourse.pipeline.ocr import has_ocr
from discourse.pipeline.readings import entry_key
from discourse.pipeline.run import RunSummary
from discourse.pipeline.session import open_session

TEXTS = {
    "skills.md": (
        "# Skills for growth\n\n"
        "Short courses will raise productivity and help firms to fill vacancies. "
        "Every mark spent on training returns three in wages.\n\n"
        "The Board met on 4 March and approved the minutes of its last meeting."
    ),
    "access.md": (
        "# A fair start\n\n"
        "Fees will be waived for learners from low-income households and for refugees. "
        "Too many rural women are still kept out of further study.\n\n"
        "The form is available from any district office."
    ),
    "robots.md": (
        "# Work is changing\n\n"
        "Automation is reshaping jobs and workers will have to retrain several times. "
        "Artificial intelligence widens the gap between the skills people have and those that work now demands.\n\n"
        "Appendix B lists the members of the panel."
    ),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    discourse.init(folder)
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    discourse.add([folder], project=folder, metadata=Metadata(jurisdiction="Kestria", year=2020))
    return folder


@pytest.fixture(scope="module")
def first(project: Path) -> RunSummary:
    return discourse.run(project, workers=1)


def test_everything_is_read_and_coded(first: RunSummary) -> None:
    assert (first.documents, first.processed, first.skipped, first.failed) == (3, 3, 0, ())
    assert first.passages == 9
    assert first.coded >= 3


def test_the_frames_are_where_they_were_written(project: Path, first: RunSummary) -> None:
    quotes = pl.read_csv(project / "outputs" / "quotes.csv")
    texts = {code: " ".join(part["quote"]) for (code,), part in quotes.group_by("code")}
    assert "raise productivity" in texts["human_capital"]
    assert "low-income households" in texts["equity"]
    assert "Automation is reshaping jobs" in texts["sbtc"]


def test_prevalence_has_the_columns_of_the_contract(project: Path, first: RunSummary) -> None:
    table = pl.read_csv(project / "outputs" / "prevalence.csv")
    assert {"group", "frame", "documents", "passages", "coded", "share", "low", "high", "note"} <= set(table.columns)
    assert all(note.startswith("insufficient: ") for note in table["note"])
    assert table["low"].null_count() == table.height
    assert table["passages"].to_list() == [9, 9, 9]
    assert (table["coded"] / table["passages"] - table["share"]).abs().max() < 1e-12


def test_every_quote_stands_verbatim_in_its_document(project: Path, first: RunSummary) -> None:
    quotes = pl.read_csv(project / "outputs" / "quotes.csv")
    for quote, file in quotes.select("quote", "file").rows():
        assert quote in TEXTS[file].replace("# ", "")


def test_who_acts_is_told_with_the_passage_that_says_so(project: Path, first: RunSummary) -> None:
    table = pl.read_csv(project / "outputs" / "actors.csv")
    quotes = table.filter(pl.col("quote_1").is_not_null())
    assert quotes.height
    for quote, words, file in quotes.select("quote_1", "words_1", "file_1").rows():
        assert quote in TEXTS[file]
        assert words in quote
    passives = table.filter((pl.col("actor") == "agentless_passive") & (pl.col("frame") == "equity"))
    assert passives.select("count", "group").rows() == [(2, "Kestria")]  # fees are waived, women are kept out
    assert "Who acts and who is acted on" in (project / "outputs" / "report.html").read_text(encoding="utf-8")


def test_the_share_in_scope_is_told_of_every_document(project: Path, first: RunSummary) -> None:
    table = pl.read_csv(project / "outputs" / "scope.csv")
    assert dict(table.select("file", "in_scope").iter_rows()) == {"skills.md": 1, "access.md": 0, "robots.md": 0}
    page = html.parse(project / "outputs" / "report.html").getroot().text_content()
    said = " ".join(page.split())
    assert "1 of 9 passages, in 1 of 3 documents, speak of micro-credentials or their like" in said


def test_a_second_run_does_nothing_and_says_so(project: Path, first: RunSummary) -> None:
    before = _files(project)
    again = discourse.run(project, workers=1)
    assert (again.processed, again.skipped, again.wrote) == (0, 3, False)
    assert (again.passages, again.coded) == (first.passages, first.coded)
    assert _files(project) == before


def test_a_lexicon_of_ones_own_has_actors_found_anew_and_nothing_else(project: Path, first: RunSummary) -> None:
    shipped = Path(discourse.__file__).parent / "actors.yaml"
    lexicon = yaml.safe_load(shipped.read_text(encoding="utf-8"))
    lexicon["classes"].append({"id": "machine", "name": "Machine", "terms": ["automation", "artificial intelligence"]})
    path = project / "actors.yaml"
    path.write_text(yaml.safe_dump(lexicon), encoding="utf-8")
    codes = sorted((project / "parts" / "codes").rglob("*.parquet"))
    discourse.run(project, workers=1)
    agents = pl.read_csv(project / "outputs" / "actors.csv").filter((pl.col("role") == "agent") & (pl.col("count") > 0))
    assert "machine" in agents["actor"].to_list()
    assert sorted((project / "parts" / "codes").rglob("*.parquet")) == codes
    assert len(list((project / "parts" / "actors").rglob("*.parquet"))) == len(TEXTS)
    path.unlink()
    discourse.run(project, workers=1)


def test_a_scope_is_kept_and_narrows_the_tables(project: Path, first: RunSummary) -> None:
    summary = discourse.run(project, workers=1, scope="microcredential")
    assert (summary.processed, summary.wrote) == (0, True)
    assert pl.read_csv(project / "outputs" / "prevalence.csv")["passages"].unique().to_list() == [1]
    assert pl.read_csv(project / "outputs" / "scope.csv").height == len(TEXTS)
    assert 'scope = "microcredential"' in (project / "discourse.toml").read_text(encoding="utf-8")
    assert not discourse.run(project, workers=1).wrote
    discourse.run(project, workers=1, scope="all")
    assert pl.read_csv(project / "outputs" / "prevalence.csv")["passages"].unique().to_list() == [9]


def test_one_new_document_is_one_document_of_work(project: Path, first: RunSummary) -> None:
    (project / "new.txt").write_text("Learners pay no fee if they are out of work.", encoding="utf-8")
    discourse.add([project / "new.txt"], project=project)
    summary = discourse.run(project, workers=1)
    assert (summary.documents, summary.processed, summary.skipped, summary.wrote) == (4, 1, 3, True)


def test_a_failed_document_costs_itself_alone(project: Path, first: RunSummary) -> None:
    (project / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing more")
    (project / "blank.txt").touch()
    discourse.add([project / "broken.pdf", project / "blank.txt"], project=project)
    summary = discourse.run(project, workers=1)
    assert {item.file: item.file in item.reason for item in summary.failed} == {"broken.pdf": True, "blank.txt": True}
    states = {item.file: item.status for item in discourse.status(project)}
    assert (states["broken.pdf"], states["blank.txt"], states["skills.md"]) == ("failed", "empty", "ok")


def test_a_copy_is_counted_once(project: Path, first: RunSummary) -> None:
    before = discourse.run(project, workers=1).passages
    (project / "copy.md").write_text(TEXTS["skills.md"], encoding="utf-8")
    discourse.add([project / "copy.md"], project=project)
    assert discourse.run(project, workers=1).passages == before
    (copy,) = [item for item in discourse.status(project) if item.file == "copy.md"]
    assert copy.reason == "the same content as 'skills.md', counted once"


def test_a_changed_codebook_is_coded_anew_and_not_read_anew(project: Path, first: RunSummary) -> None:
    path = project / "codebook.yaml"
    book = yaml.safe_load(path.read_text(encoding="utf-8"))
    book["codes"] = [code for code in book["codes"] if code["id"] != "sbtc"]
    path.write_text(yaml.safe_dump(book), encoding="utf-8")
    read_before = sorted((project / "parts" / "documents").rglob("*.parquet"))
    summary = discourse.run(project, workers=1)
    assert summary.processed >= len(TEXTS)
    assert sorted((project / "parts" / "documents").rglob("*.parquet")) == read_before
    frames = pl.read_csv(project / "outputs" / "prevalence.csv")["frame"].unique().sort().to_list()
    assert frames == ["equity", "human_capital"]


def test_a_frame_that_the_model_does_not_know_stops_before_any_work(project: Path, first: RunSummary) -> None:
    path = project / "codebook.yaml"
    kept = path.read_text(encoding="utf-8")
    book = yaml.safe_load(kept)
    book["codes"].append({"id": "thrift", "name": "Thrift", "kind": "frame", "definition": "Saving is the reason."})
    path.write_text(yaml.safe_dump(book), encoding="utf-8")
    with pytest.raises(ModelError, match="cannot code the frame 'thrift'"):
        discourse.run(project, workers=1)
    path.write_text(kept, encoding="utf-8")


def test_what_nothing_refers_to_any_more_is_deleted(project: Path, first: RunSummary) -> None:
    part = project / "parts" / "codes" / "ff" / f"{'f' * 64}.parquet"
    part.parent.mkdir(exist_ok=True)
    part.touch()
    discourse.run(project, workers=1)
    assert not part.exists()
    with open_session(project) as session:
        readings = {row.key for row in session.rows().values()}
        assert readings == {entry_key(entry, session.settings) for entry in session.entries}
        assert {path.stem for path in (project / "parts" / "documents").rglob("*.parquet")} == readings
        assert len(session.store.ledger.results("topics")) == 1


@pytest.mark.skipif(has_ocr(), reason="the ocr extra is installed")
def test_ocr_without_the_extra_stops_before_a_pdf_is_read(project: Path, first: RunSummary) -> None:
    with pytest.raises(UsageError, match="OCR is switched on but not installed"):
        discourse.run(project, ocr=True)
    assert 'ocr = "auto"' in (project / "discourse.toml").read_text(encoding="utf-8")
    assert discourse.run(project, ocr=False, workers=1).processed == 0
    assert 'ocr = "off"' in (project / "discourse.toml").read_text(encoding="utf-8")


def test_compare_names_the_groups_there_are(project: Path, first: RunSummary) -> None:
    with pytest.raises(UsageError, match="did you mean 'Kestria'"):
        discourse.compare(("Kestira", "Osmara"), project=project)


def test_a_group_that_filters_leave_nothing_of_is_not_called_unknown(project: Path, first: RunSummary) -> None:
    (project / "old.md").write_text(TEXTS["skills.md"].replace("4 March", "5 May"), encoding="utf-8")
    discourse.add([project / "old.md"], project=project, metadata=Metadata(jurisdiction="Osmara", year=1990))
    discourse.run(project, workers=1)
    with pytest.raises(UsageError, match="Nothing of 'Osmara' is left among what was asked for"):
        discourse.compare(("Kestria", "Osmara"), project=project, years="2015-2025")


def test_the_manifest_says_what_the_outputs_were_made_of(project: Path, first: RunSummary) -> None:
    manifest = json.loads((project / "outputs" / "manifest.json").read_text(encoding="utf-8"))
    assert {"codebook", "model", "settings", "versions", "sources"} <= set(manifest)
    assert {"file", "sha256", "jurisdiction"} <= set(manifest["sources"][0])


def _files(project: Path) -> dict[str, int]:
    return {
        str(path.relative_to(project)): path.stat().st_mtime_ns
        for path in sorted(project.rglob("*"))
        if path.is_file() and path.suffix in (".csv", ".html", ".xlsx", ".json", ".parquet")
    }
