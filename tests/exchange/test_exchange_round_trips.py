"""What goes out comes back the same: coders, codes, stances, memos, offsets, times."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from exchange_example import codebook, coding, material, people, source
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.exchange.annotations import read_annotations, write_annotations
from discourse.exchange.material import Arrival, Material
from discourse.exchange.refi_codebook import read_qdc, write_qdc
from discourse.exchange.refi_read import read_qdpx
from discourse.exchange.refi_write import write_qdpx
from discourse.exchange.tabular import read_csv, read_jsonl, write_csv, write_jsonl

FORMATS: dict[str, tuple[Callable[[Material], bytes], Callable[..., Arrival]]] = {
    "study.qdpx": (write_qdpx, read_qdpx),
    "study.csv": (write_csv, read_csv),
    "study.jsonl": (write_jsonl, read_jsonl),
    "study.jsonld": (write_annotations, read_annotations),
}
TEXTS = st.text(
    st.one_of(st.sampled_from("ab .\n\r\f\t=+@'\"<&🎓𝔹\ufeff\u2028é"), st.characters(exclude_categories=["Cs"])),
    min_size=4,
    max_size=60,
)


@pytest.mark.parametrize("name", FORMATS)
def test_codings_come_back_as_they_went_out(tmp_path: Path, name: str) -> None:
    write, read = FORMATS[name]
    project = material()
    (tmp_path / name).write_bytes(write(project))
    found = read(tmp_path / name, replace(project, codings=()), coder="")
    assert people(found.codings) == people(project.codings)
    assert found.machine == 1
    assert found.refused == ()


@pytest.mark.parametrize("name", FORMATS)
@settings(deadline=None, max_examples=40)
@given(text=TEXTS, data=st.data())
def test_any_range_of_any_text_survives(
    tmp_path_factory: pytest.TempPathFactory, name: str, text: str, data: st.DataObject
) -> None:
    write, read = FORMATS[name]
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    paper = source("paper.txt", text)
    project = Material("Study", codebook(), (paper,), (coding(paper, start, end, "hope", memo="a\nb 🎓"),))
    path = tmp_path_factory.mktemp("trip") / name
    path.write_bytes(write(project))
    found = read(path, replace(project, codings=()), coder="")
    assert found.codings == project.codings, found.refused


def test_the_same_project_is_written_with_the_same_bytes_after_a_round_trip(tmp_path: Path) -> None:
    project = material()
    path = tmp_path / "study.qdpx"
    path.write_bytes(write_qdpx(project))
    found = read_qdpx(path, project, coder="")
    machine = tuple(item for item in project.codings if item.coder.startswith("model:"))
    shuffled = replace(project, codings=(*machine, *reversed(found.codings)), texts=project.texts[::-1])
    assert write_qdpx(shuffled) == path.read_bytes()


def test_a_codebook_comes_back_with_its_rules(tmp_path: Path) -> None:
    (tmp_path / "Small.qdc").write_bytes(write_qdc(codebook()))
    # A code below another follows it in the file, whatever its place in ours.
    assert set(read_qdc(tmp_path / "Small.qdc").codes) == set(codebook().codes)


def test_a_csv_holds_nothing_that_a_spreadsheet_runs(tmp_path: Path) -> None:
    assert b",=sum" not in write_csv(material())
    assert b",'=sum(1)" in write_csv(material())
