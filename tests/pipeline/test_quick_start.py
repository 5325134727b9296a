"""What a command loads: where nothing is to be done, nothing heavy."""

import subprocess
import sys
from pathlib import Path

import pytest

import discourse
from discourse.domain.codebook import load_codebook
from discourse.domain.errors import ModelError
from discourse.pipeline.session import open_session

HEAVY = ("torch", "spacy", "transformers", "sklearn", "bertopic", "sentence_transformers", "altair")
TEXT = "# Skills\n\nShort courses will help firms to fill vacancies. Fees are waived for learners on low incomes.\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quick")
    discourse.init(folder)
    (folder / "skills.md").write_text(TEXT, encoding="utf-8")
    discourse.add([folder / "skills.md"], project=folder)
    discourse.run(folder, workers=1)
    return folder


def loaded_by(arguments: list[str]) -> list[str]:
    """The heavy libraries that a command of the command line loads."""
    code = (
        f"import sys; sys.argv = {['discourse', *arguments]!r}\n"
        "from discourse.cli.main import main\n"
        "try: main()\n"
        f"finally: print('\\n', *[name for name in {HEAVY!r} if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return shown.stdout.splitlines()[-1].split()


@pytest.mark.parametrize("command", ["run", "status"])
def test_a_command_with_nothing_to_do_loads_nothing_heavy(project: Path, command: str) -> None:
    assert loaded_by([command, "--project", str(project)]) == []


def test_a_run_with_something_to_code_loads_torch(project: Path, tmp_path: Path) -> None:
    # Else the test above would prove nothing.
    copy = tmp_path / "new"
    discourse.init(copy)
    (copy / "skills.md").write_text(TEXT, encoding="utf-8")
    discourse.add([copy / "skills.md"], project=copy)
    assert "torch" in loaded_by(["run", "--project", str(copy)])


def test_a_damaged_model_is_told_before_any_work_and_without_loading_it(project: Path) -> None:
    with open_session(project) as session:
        folder = session.project.model_folder
        copy = project / "damaged"
        copy.mkdir()
        for path in folder.iterdir():
            (copy / path.name).write_bytes(
                path.read_bytes()[:-1] if path.suffix == ".safetensors" else path.read_bytes()
            )
    settings = project / "discourse.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('model = "shipped"', 'model = "damaged"'), encoding="utf-8")
    try:
        with pytest.raises(ModelError, match=r"safetensors' is not the one its card names"):
            discourse.run(project)
    finally:
        settings.write_text(text, encoding="utf-8")


def test_the_id_of_a_model_is_that_of_the_loaded_one(project: Path) -> None:
    with open_session(project) as session:
        assert (session.model_id, session.coder) == (session.model.id, session.model.coder)
        assert load_codebook(project / "codebook.yaml").id == session.codebook.id
