"""What `verify`, `backup` and `restore` say, and how a project that came back goes on."""

import json
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from discourse.domain.ids import hash_file
from discourse.pipeline.publish import warn_of_outputs
from discourse.pipeline.record import MANIFEST_FILE

Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def study(tmp_path: Path, cli: Cli) -> Path:
    folder = tmp_path / "my study"
    cli("init", folder)
    (folder / "a.txt").write_text("Fees are waived for rural learners.\n", encoding="utf-8")
    cli("add", folder / "a.txt", "--project", folder)
    return folder


def test_a_backup_says_its_size_and_takes_no_others_place(study: Path, tmp_path: Path, cli: Cli) -> None:
    file = tmp_path / "b.zip"
    code, out, _ = cli("backup", "--project", study, "--out", file)
    assert (code, out.split(" (")[0]) == (0, f"Wrote {file}")
    assert " kB). Keep a copy" in out
    kept = file.read_bytes()
    code, _, err = cli("backup", "--project", study, "--out", file)
    assert code == 2
    assert "is there already and may be the better backup; name another file" in err
    assert file.read_bytes() == kept


def test_a_restored_project_says_how_to_go_on(study: Path, tmp_path: Path, cli: Cli) -> None:
    assert cli("facts", "--project", study)[0] == 0
    cli("backup", "--project", study, "--out", tmp_path / "b.zip")
    other = tmp_path / "an other"
    _, out, _ = cli("restore", tmp_path / "b.zip", "--project", other)
    (other / "a.txt").write_bytes((study / "a.txt").read_bytes())
    commands = [shlex.split(line)[1:] for line in out.splitlines() if line.startswith("  discourse ")]
    assert commands == [["verify", "--repair", "--project", str(other)], ["run", "--project", str(other)]]
    code, _, err = cli("facts", "--project", other)
    assert code == 2
    assert "1 of 1 are not there); 'discourse verify --repair', then 'discourse run' make them anew. [E-STORE]" in err
    code, out, _ = cli("verify", "--project", other)
    assert code == 2
    assert out.startswith("No results are there (2 were), as after a restore: a backup holds none. 'discourse verify")
    code, out, _ = cli(*commands[0])
    assert code == 0
    assert "Gone or damaged" not in out
    assert "as after a restore: a backup holds none. 'discourse run' makes them anew" in out
    assert cli("facts", "--project", other)[0] == 0


def test_outputs_that_are_not_as_a_run_wrote_them_are_told(tmp_path: Path) -> None:
    assert warn_of_outputs(tmp_path) == ""
    table, manifest = tmp_path / "prevalence.csv", tmp_path / MANIFEST_FILE
    table.write_text("group,frame\n", encoding="utf-8")
    assert "has tables and no sound 'manifest.json': a run was cut short" in warn_of_outputs(tmp_path)
    manifest.write_text(json.dumps({"files": {table.name: hash_file(table)}}), encoding="utf-8")
    assert warn_of_outputs(tmp_path) == ""
    table.write_text("group\n", encoding="utf-8")
    assert "is not as a run wrote it (prevalence.csv)" in warn_of_outputs(tmp_path)


def test_verify_looks_at_the_outputs(study: Path, cli: Cli) -> None:
    (study / "outputs").mkdir(exist_ok=True)
    (study / "outputs" / "prevalence.csv").touch()
    code, out, _ = cli("verify", "--project", study)
    assert (code, out.splitlines()[0]) == (0, "Warning (1):")
    assert "has tables and no sound 'manifest.json'" in out
