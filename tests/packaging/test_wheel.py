"""The wheel holds all that a run needs: it works where there is no checkout."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import discourse

ROOT = Path(__file__).parents[2]
BUILD = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
LOOK = """
import json
import discourse
from discourse.domain.bundled import CODEBOOK, bundled
parts = [
    bundled("corpus", "sample", "manifest.csv"),
    bundled("corpus", "training", "passages.csv"),
    bundled("models", "framing", "card.json"),
    bundled("models", "parser", "card.json"),
    CODEBOOK,
]
print(json.dumps({"home": discourse.__file__, "missing": [str(one) for one in parts if not one.is_file()]}))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    built = subprocess.run(
        [sys.executable, "-c", BUILD, str(folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    wheel = folder / built.stdout.split()[-1]
    assert wheel.name == f"discourse-{discourse.__version__}-py3-none-any.whl"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        str(folder / "lib"),
    ]
    subprocess.run([*pip, str(wheel)], check=True)
    return folder


def run_python(installed: Path, *words: str) -> str:
    empty = installed / "empty"
    empty.mkdir(exist_ok=True)
    given = {**os.environ, "PYTHONPATH": str(installed / "lib"), "PYTHONSAFEPATH": "1"}
    return subprocess.run(
        [sys.executable, *words], cwd=empty, env=given, capture_output=True, text=True, check=True
    ).stdout


def test_the_wheel_brings_corpus_models_and_codebook(installed: Path) -> None:
    found = json.loads(run_python(installed, "-c", LOOK))
    assert Path(found["home"]).is_relative_to(installed)
    assert found["missing"] == []


def test_the_setup_of_the_wheel_is_found_sound(installed: Path) -> None:
    looked = json.loads(run_python(installed, "-m", "discourse.cli", "doctor", "--json"))
    checks = {one["name"]: one for one in looked["checks"]}
    assert checks["coding"]["passed"], checks["coding"]["detail"]
    assert checks["parser"]["passed"], checks["parser"]["detail"]


def test_the_wheel_carries_no_code_of_tests() -> None:
    assert not list((ROOT / "discourse").rglob("test_*.py"))
