"""Files that are taken out or are no longer there: what counts, what is told, what is kept."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

import discourse
from discourse.domain.documents import Metadata
from discourse.domain.errors import UsageError
from discourse.domain.sources import SourceKind
from discourse.pipeline.project import open_project
from discourse.store.ledger import LEDGER_FILE

Cli = Callable[..., tuple[int, str, str]]

TEXTS = {
    "access.txt": "Fees will be waived for learners from low-income households. The form is at the office.\n",
    "skills.txt": "Short courses will raise productivity and help firms to fill vacancies. The Board met.\n",
    "health.txt": "Nurses may take short courses in the evening. The hall was painted in spring.\n",
}
CODINGS = "file,page,quote,code\naccess.txt,1,Fees will be waived,equity\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path / "study")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was run; tests take copies of it."""
    folder = make_project(tmp_path_factory.mktemp("done") / "study")
    discourse.run(folder, workers=1)
    return folder


def make_project(folder: Path) -> Path:
    discourse.init(folder)
    (folder / "in").mkdir()
    for name, text in TEXTS.items():
        (folder / "in" / name).write_text(text, encoding="utf-8")
    discourse.add([folder / "in"], project=folder)
    return folder


def files(project: Path) -> list[str]:
    return [item.file for item in discourse.status(project)]


def test_a_file_is_named_as_seen_from_here_or_as_status_names_it(project: Path) -> None:
    assert discourse.remove([project / "in" / "access.txt"], project=project).removed == ("in/access.txt",)
    assert discourse.remove([Path("in/skills.txt")], project=project).removed == ("in/skills.txt",)
    assert files(project) == ["in/health.txt"]
    assert (project / "in" / "access.txt").is_file()


def test_a_folder_stands_for_the_files_in_it(project: Path) -> None:
    assert len(discourse.remove([project / "in"], project=project).removed) == 3
    assert files(project) == []


def test_all_that_are_gone_go_with_one_word(project: Path, cli: Cli) -> None:
    (project / "in" / "skills.txt").unlink()
    code, out, _ = cli("remove", "--gone", "--project", project)
    assert (code, files(project)) == (0, ["in/access.txt", "in/health.txt"])
    assert "Taken out (1):\n  in/skills.txt\n" in out
    assert "people's codings are kept" in out
    assert "Still on disk" not in out
    assert "nothing was taken out" in cli("remove", "--gone", "--project", project)[1]


def test_a_file_that_the_next_add_would_take_in_again_is_told(project: Path, cli: Cli) -> None:
    assert "Still on disk: 1;" in cli("remove", "in/skills.txt", "--project", project)[1]
    assert discourse.add([project / "in"], project=project).added == ("in/skills.txt",)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("in/access.txt", "in/skils.txt"), "did you mean 'in/skills.txt'? Nothing was taken out."),
        (("nothing-like-it.pdf",), "'discourse status --json' names all."),
        ((), "No file was named"),
    ],
)
def test_what_is_no_source_stops_all_of_it(words: tuple[str, ...], said: str, project: Path, cli: Cli) -> None:
    code, _, err = cli("remove", *words, "--project", project)
    assert code == 2
    assert said in err
    assert len(files(project)) == 3


def test_a_path_through_a_file_leads_to_no_source(project: Path) -> None:
    with pytest.raises(UsageError, match="is no file of the project"):
        discourse.remove([project / "in" / "access.txt" / "deeper"], project=project)


def test_status_tells_what_is_no_longer_there(project: Path, cli: Cli) -> None:
    (project / "in" / "skills.txt").unlink()
    assert [item.file for item in discourse.status(project) if item.is_gone] == ["in/skills.txt"]
    out = cli("status", "--project", project)[1]
    assert "in/skills.txt\n         no longer there\n" in out
    assert "1 file is no longer there and has no results; 'discourse remove --gone' takes out what is gone." in out
    assert "results are kept" not in out


def test_a_project_of_which_nothing_is_there_stops_and_goes_on_when_it_is(project: Path, cli: Cli) -> None:
    (project / "in").rename(project / "elsewhere")
    for _ in range(2):
        code, out, err = cli("run", "--project", project)
        assert (code, out) == (2, "")
        assert "Of the project's 3 files, such as 'in/access.txt', none is there, and there are no results" in err
    (project / "in").mkdir()
    (project / "elsewhere" / "health.txt").rename(project / "in" / "health.txt")
    code, out, _ = cli("run", "--project", project, "--workers", "1")
    assert code == 3
    assert "results are kept" not in out
    (project / "elsewhere" / "skills.txt").rename(project / "in" / "skills.txt")
    assert [(item.file, str(item.task)) for item in discourse.plan(project).files if item.task != "leave"] == [
        ("in/skills.txt", "read")
    ]
    assert discourse.run(project, workers=1).processed == 1


def test_what_is_known_of_empty_files_is_not_mixed_up(project: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (project / "in" / name).touch()
        discourse.add([project / "in" / name], project=project, metadata=Metadata(body="Treasury" * (name == "a.txt")))
    assert discourse.remove([Path("in/a.txt")], project=project).inherited == ()


def test_another_name_keeps_what_it_says_of_itself_and_has_the_rest(project: Path, cli: Cli) -> None:
    old, new = project / "in" / "access.txt", project / "in" / "new.txt"
    said = Metadata("Kestria", "Treasury", year=2014)
    discourse.add([old], project=project, metadata=said, kind=SourceKind.POLICY)
    old.rename(new)
    discourse.add([new], project=project, metadata=Metadata(year=2015))
    out = cli("remove", "--gone", "--project", project)[1]
    told = "  in/new.txt: jurisdiction Kestria, body Treasury (as in/access.txt)\n"
    assert f"What was known goes to other names of the same files (1):\n{told}" in out
    with open_project(project).ledger() as ledger:
        (entry,) = (entry for entry in ledger.sources() if entry.file == "in/new.txt")
    assert (entry.metadata, entry.kind) == (Metadata("Kestria", "Treasury", year=2015), SourceKind.POLICY)


def test_status_names_what_is_of_note_and_json_names_all(done: Path, cli: Cli) -> None:
    assert "in/" not in cli("status", "--project", done)[1]
    documents = json.loads(cli("status", "--project", done, "--json")[1])["documents"]
    assert [Path(item["file"]).name for item in documents] == sorted(TEXTS)
    assert "--json lists every file" in " ".join(cli("status", "--help")[1].split())


def test_what_was_made_of_a_file_outlives_its_removal(done: Path, cli: Cli, tmp_path: Path) -> None:
    project = shutil.copytree(done, tmp_path / "study")
    assert "out of date" not in cli("run", "--project", project, "--dry-run")[1]
    (tmp_path / "codings.csv").write_text(CODINGS, encoding="utf-8")
    assert discourse.import_codings(tmp_path / "codings.csv", coder="ann", project=project).refused == ()
    moved = (project / "in" / "access.txt").rename(tmp_path / "access.txt")
    code, out, _ = cli("run", "--project", project, "--workers", "1")
    assert code == 0
    assert "1 file is no longer there; its results are kept." in out
    assert counted(project) == 3
    # Nothing is to be read, and still a run has something to do.
    discourse.remove(project=project, gone=True)
    out = cli("run", "--project", project, "--dry-run")[1]
    assert "tables and report: out of date; a run writes them again\n2 files up to date." in out
    assert json.loads(cli("run", "--project", project, "--dry-run", "--json")[1])["is_published"] is False
    discourse.run(project, workers=1)
    assert counted(project) == 2
    # When the file comes back, nothing has to be read, and what people made of it is there.
    moved.rename(project / "in" / "access.txt")
    discourse.add([project / "in" / "access.txt"], project=project)
    assert discourse.plan(project).files == ()
    assert [item.quote for item in discourse.read_codings(project)] == ["Fees will be waived"]


def test_results_that_are_not_there_are_not_up_to_date(done: Path, tmp_path: Path) -> None:
    project = shutil.copytree(done, tmp_path / "study")
    shutil.rmtree(project / "parts" / "codes")
    assert (project / LEDGER_FILE).is_file()
    assert {item.task for item in discourse.plan(project).files} == {"repair"}


def counted(project: Path) -> int:
    return pl.read_parquet(project / "outputs" / "passages.parquet")["document_id"].n_unique()
