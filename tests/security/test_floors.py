"""G17: what is pinned is no older than what mended the advisories of docs/security.md, and all of it is pinned."""

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
# Package: the first version without the faults named in docs/security.md.
FLOORS = {
    "pdfminer.six": "20251230",
    "pypdf": "6.16.1",
    "lxml": "6.1.0",
    "jinja2": "3.1.6",
    "starlette": "0.49.1",
    "h11": "0.16.0",
    "safetensors": "0.3.2",
    "pillow": "11.3.0",
    "lxml-html-clean": "0.4.0",
    "pyyaml": "5.4",
    "torch": "2.6.0",
    "transformers": "4.53.0",
}


def pinned() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    rows = [re.match(r"([\w.-]+)==([\w.+!]+)$", line.strip()) for line in lines if line.strip() and line[0] != "#"]
    assert all(rows), "Every line of constraints.txt is NAME==VERSION."
    return {canonicalize_name(row.group(1)): row.group(2) for row in rows if row}


@pytest.mark.parametrize(("name", "floor"), FLOORS.items())
def test_nothing_pinned_or_installed_is_older_than_its_floor(name: str, floor: str) -> None:
    key = canonicalize_name(name)
    assert Version(pinned()[key].partition("+")[0]) >= Version(floor)
    installed = {canonicalize_name(one.metadata["Name"]): one.version for one in distributions()}
    assert Version(installed[key]) >= Version(floor)


def test_the_package_itself_asks_for_the_floors_of_what_it_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {canonicalize_name(one.name): one for one in map(Requirement, project["dependencies"])}
    for name, floor in FLOORS.items():
        if requirement := asked.get(canonicalize_name(name)):
            below = Version(floor).base_version
            lowest = min(Version(item.version) for item in requirement.specifier)
            assert lowest >= Version(below) or lowest.release == Version(floor).release[: len(lowest.release)], name


def test_everything_that_is_asked_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    names = {canonicalize_name(Requirement(text).name) for group in groups for text in group}
    assert not names - pinned().keys()


def test_names_that_run_code_on_load_are_not_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {canonicalize_name(Requirement(text).name) for text in project["dependencies"]}
    assert not names & {"joblib", "dill", "cloudpickle", "skops", "pymupdf"}
