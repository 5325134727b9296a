"""Tables made again from their manifest: alike when nothing changed, and what changed told by name."""

import json
import re
import shutil
from pathlib import Path

import polars as pl
import pytest
import yaml
from typer.testing import CliRunner

import discourse
from discourse.cli.main import app
from discourse.domain.documents import Metadata
from discourse.domain.errors import StoreError, UsageError
from discourse.pipeline.record import INGREDIENTS, read_record
from discourse.pipeline.reproduce import INGREDIENT_NAMES
from discourse.pipeline.session import open_session

TEXTS = {
    "skills.md": "Short courses will raise productivity and help firms to fill vacancies.\n\nThe Board met on 4 March.",
    "access.md": "Fees will be waived for refugees and for learners from poor households.\n\nA form is at the office.",
}
# So few passages as these two hold are told as counts, and no figure is drawn of them.
ROOMS = "\n\n".join(f"Room {number} of the office opens at nine in the morning." for number in range(40))
STAGES = ("reading", "facts", "coding", "actors", "embedding", "topics")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "study"
    discourse.init(folder)
    for name, text in TEXTS.items():
        (folder / name).write_text(f"{text}\n\n{ROOMS}", encoding="utf-8")
    discourse.add([folder], project=folder, metadata=Metadata(jurisdiction="Kestria", year=2020))
    discourse.run(folder, workers=1)
    return folder


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Path:
    """A copy in another place, as a colleague has it."""
    return shutil.copytree(made, tmp_path / "copy")


def forget(project: Path) -> None:
    """Delete every stored result."""
    with open_session(project) as session:
        for stage in STAGES:
            session.store.ledger.drop_results(stage, session.store.ledger.results(stage))
    shutil.rmtree(project / "parts")


def test_tables_come_out_the_same_without_any_stored_result(project: Path) -> None:
    forget(project)
    found = discourse.reproduce(project / "outputs" / "manifest.json", workers=1)
    assert found.is_identical
    assert found.differences == ()
    recorded = read_record(project / "outputs" / "manifest.json").tables
    assert set(found.identical) == set(recorded) >= {"prevalence", "contrasts", "quotes", "actors", "facts"}
    for name in recorded:
        first, second = (project / folder / f"{name}.csv" for folder in ("outputs", "outputs-reproduced"))
        assert first.read_bytes() == second.read_bytes()


def test_what_the_project_has_since_become_does_not_matter(project: Path) -> None:
    (project / "new.md").write_text("Automation is changing the jobs of clerks.", encoding="utf-8")
    discourse.add([project / "new.md"], project=project)
    toml = project / "discourse.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("quotes_per_cell = 3", "quotes_per_cell = 1"))
    found = discourse.reproduce(project / "outputs" / "manifest.json", out=project / "elsewhere" / "again", workers=1)
    assert found.is_identical
    assert "new.md" not in (project / "elsewhere" / "again" / "scope.csv").read_text(encoding="utf-8")


def test_a_changed_document_is_named(project: Path) -> None:
    (project / "access.md").write_text("Fees will rise.", encoding="utf-8")
    with pytest.raises(
        UsageError, match=r"cannot be made again.*\n- 'access.md' has other bytes: SHA-256 \w+, recorded"
    ):
        discourse.reproduce(project / "outputs" / "manifest.json")


def test_everything_that_is_not_as_recorded_is_named_at_once(project: Path) -> None:
    book = yaml.safe_load((project / "codebook.yaml").read_text(encoding="utf-8"))
    book["codes"][0]["definition"] += " And more."
    (project / "codebook.yaml").write_text(yaml.safe_dump(book), encoding="utf-8")
    manifest = project / "outputs" / "manifest.json"
    data = json.loads(manifest.read_text(encoding="utf-8"))
    data["model"] = "0" * 64
    manifest.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(UsageError) as told:
        discourse.reproduce(manifest)
    codebook, model = re.findall(r"^- The (codebook|model) is \w{12}, recorded is \w{12}", str(told.value), re.M)
    assert (codebook, model) == ("codebook", "model")


def test_the_codebook_lies_beside_the_tables_that_it_made(project: Path) -> None:
    assert (project / "outputs" / "codebook.yaml").read_bytes() == (project / "codebook.yaml").read_bytes()


def test_a_table_that_comes_out_otherwise_ends_with_its_name_and_exit_code_3(project: Path) -> None:
    manifest = project / "outputs" / "manifest.json"
    data = json.loads(manifest.read_text(encoding="utf-8"))
    data["tables"]["prevalence"] = "0" * 64
    data["versions"]["numpy"] = "1.0"
    manifest.write_text(json.dumps(data), encoding="utf-8")
    (project / "outputs" / "themes.csv").write_text("changed by hand", encoding="utf-8")
    shown = CliRunner().invoke(app, ["reproduce", str(manifest)])
    assert shown.exit_code == 3
    assert "different  prevalence" in shown.output
    assert "recorded is 1.0" in shown.output
    assert "'themes.csv' beside the manifest was changed after the run." in shown.output


def test_no_manifest_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        discourse.reproduce(tmp_path / "manifest.json")
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match="no manifest of this version"):
        discourse.reproduce(tmp_path / "manifest.json")


def test_a_quotation_that_is_not_in_its_document_stops_the_report(project: Path) -> None:
    path = next((project / "parts" / "documents").rglob("*.parquet"))
    frame = pl.read_parquet(path).with_columns(pl.col("text").str.replace("will", "must"))
    frame.write_parquet(path, compression="zstd")
    with pytest.raises(StoreError, match=r"is quoted from .* the stored text says something else"):
        discourse.write_report(project)


def test_the_outputs_hold_what_is_promised(made: Path) -> None:
    names = {path.relative_to(made / "outputs").as_posix() for path in (made / "outputs").rglob("*") if path.is_file()}
    tables = (
        "prevalence",
        "contrasts",
        "keyness",
        "actors",
        "cooccurrence",
        "over_time",
        "facts",
        "silences",
        "topics",
    )
    assert {f"{name}.csv" for name in (*tables, "quotes")} <= names
    assert {
        f"figures/{name}.{end}" for name in ("prevalence", "by_group", "over_time", "themes") for end in ("svg", "png")
    } <= names
    assert {
        "prevalence.md",
        "prevalence.tex",
        "report.html",
        "discourse.xlsx",
        "passages.parquet",
        "codes.parquet",
    } <= names
    codes, passages = (pl.read_parquet(made / "outputs" / f"{name}.parquet") for name in ("codes", "passages"))
    assert set(codes["passage_id"]) <= set(passages["passage_id"])
    assert passages["jurisdiction"].unique().to_list() == ["Kestria"]


def test_every_ingredient_has_its_words() -> None:
    assert INGREDIENT_NAMES.keys() == set(INGREDIENTS)
