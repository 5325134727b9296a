"""The house: imports run downhill, the top level is as agreed, nothing heavy loads with the package."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "discourse"
MIDDLE = {"reading", "passages", "coding", "topics", "tables", "report", "exchange", "store"}
ALLOWED = {
    "domain": {"domain"},
    **{room: {"domain", room} for room in MIDDLE},
    "pipeline": {"domain", "pipeline", *MIDDLE},
    "": {"domain", "pipeline", *MIDDLE},
    "cli": {"", "domain", "pipeline", "cli"},
    "web": {"", "domain", "pipeline", "web"},
}
HEAVY = ("torch", "spacy", "sklearn", "bertopic", "sentence_transformers", "polars", "pandas", "pdfplumber", "numpy")
MODULES = sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def imported_rooms(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the direction; write the full name."
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module or ""}
    inside = [name.split(".") for name in names if name.split(".")[0] == "discourse"]
    return {parts[1] if len(parts) > 1 and (PACKAGE / parts[1]).is_dir() else "" for parts in inside}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_downhill(path: Path) -> None:
    room = room_of(path)
    # A bare `from discourse.x import y` also names the package itself; only the command line may use that.
    seen = imported_rooms(path) - ({""} if room not in ("cli", "web") else set())
    assert seen <= ALLOWED[room], f"{room or 'discourse'} must not import {sorted(seen - ALLOWED[room])}"


def test_every_room_is_known_to_the_rules() -> None:
    rooms = {path.name for path in PACKAGE.iterdir() if path.is_dir() and not path.name.startswith(("_", "."))}
    assert rooms <= set(ALLOWED)


def test_the_top_level_is_as_agreed() -> None:
    for name in ("discourse", "corpus", "models", "outputs", "tests", "docs", "benchmarks"):
        assert (ROOT / name).is_dir()
    for name in (
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "Makefile",
        "constraints.txt",
    ):
        assert (ROOT / name).is_file()


@pytest.mark.parametrize("statement", ["import discourse", "import discourse.cli.main"])
def test_importing_loads_no_heavy_library(statement: str) -> None:
    code = f"import sys; {statement}; print([name for name in {HEAVY} if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_modules_stay_readable() -> None:
    long = {str(path.relative_to(ROOT)): lines for path in MODULES if (lines := path.read_text().count("\n")) > 400}
    assert not long


def runs_code(node: ast.AST) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom):
        names = {alias.name for alias in node.names} | {getattr(node, "module", None)}
        return bool(names & {"pickle", "joblib", "marshal", "shelve", "dill"})
    if not isinstance(node, ast.Call):
        return False
    called = ast.unparse(node.func)
    if any(keyword.arg == "shell" for keyword in node.keywords):
        return True
    return called in ("eval", "exec", "compile", "yaml.load", "yaml.unsafe_load", "os.system") or called.endswith(
        "extractall"
    )


def test_nothing_of_ours_runs_code_on_load() -> None:
    hits = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if runs_code(node)
    ]
    assert not hits
