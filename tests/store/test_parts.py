from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.domain.codes import Code, CodingStatus, Evidence, PassageCoding, Stance
from discourse.domain.documents import Aside, AsideKind, Block, BlockKind, Document, Metadata, Page
from discourse.domain.errors import StoreError
from discourse.domain.results import CODES, FOUND, PASSAGES
from discourse.store.parts import (
    Parts,
    codings_to_frame,
    documents_to_frame,
    embeddings_to_frame,
    frame_to_documents,
)
from discourse.store.store import Store

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    texts = draw(st.lists(TEXT, min_size=1, max_size=4))
    pages, blocks, start = [], [], 0
    for number, text in enumerate(texts, start=1):
        pages.append(Page(number, start, start + len(text), "pdfium"))
        if text:
            blocks.append(Block(draw(st.sampled_from(BlockKind)), start, start + len(text), 1))
        start += len(text) + 1
    metadata = Metadata(title=draw(TEXT), year=draw(st.none() | st.integers(1500, 2100)), extra={"k": draw(TEXT)})
    asides = (Aside(AsideKind.FOOTNOTE, 1, draw(TEXT)),)
    return Document("d" * 64, "s" * 64, "\n".join(texts), tuple(pages), tuple(blocks), asides, metadata, "row 2")


@given(st.lists(documents(), max_size=3))
def test_documents_come_back_equal(made: list[Document]) -> None:
    assert list(frame_to_documents(documents_to_frame(made))) == made


def test_a_part_is_seen_whole_or_not_at_all(tmp_path: Path) -> None:
    parts = Parts(tmp_path)
    parts.write("codes", "ab12", pl.DataFrame({"x": [1, 2]}))
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["ab12.parquet"]
    assert parts.read("codes", ["ab12"], pl.Schema({"x": pl.Int64}))["x"].to_list() == [1, 2]


def test_a_missing_part_is_told_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"1 of 1 are not there\); 'discourse verify --repair', then 'discourse run'"):
        Parts(tmp_path).read("codes", ["ab12"], CODES)


def test_no_parts_are_an_empty_frame(tmp_path: Path) -> None:
    assert Parts(tmp_path).read("passages", [], PASSAGES).schema == PASSAGES


def test_codings_become_rows_with_evidence() -> None:
    code = Code("p", "equity", "model:m@1", True, 0.75, Stance.CONTESTED, (Evidence(0, 4, 1.5, "fees"),))
    absent = Code("p", "sbtc", "model:m@1", False, 0.25)
    frame = codings_to_frame(
        [PassageCoding("p", CodingStatus.CODED, (code, absent))], {"p": "d"}, frozenset({"equity"})
    )
    assert frame.schema == CODES
    assert frame.select("document_id", "code_id", "kind", "stance").rows() == [
        ("d", "equity", "frame", "contested"),
        ("d", "sbtc", "theme", None),
    ]
    assert frame["evidence"][0].to_list() == [{"start": 0, "end": 4, "weight": 1.5, "rule": "fees"}]


def test_embeddings_keep_their_passages() -> None:
    vectors = np.array([[0.6, 0.8], [1.0, 0.0]], dtype=np.float32)
    frame = embeddings_to_frame(["p", "q"], vectors)
    assert np.array_equal(frame["embedding"].to_numpy(), vectors)


def test_unused_results_are_dropped_with_their_files(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for key in ("aa", "bb"):
        store.commit("coding", key, {"codes": pl.DataFrame(schema=CODES)}, {})
    store.drop_unused({"coding": {"bb"}})
    assert set(store.ledger.results("coding")) == {"bb"}
    assert [path.stem for path in tmp_path.rglob("*.parquet")] == ["bb"]
    store.close()


def test_parts_without_a_row_are_garbage(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.commit("coding", "aa", {"codes": pl.DataFrame(schema=CODES)}, {})
    folder = tmp_path / "parts" / "codes"
    (folder / "cc").mkdir()
    (folder / "cc" / "cc.parquet").touch()
    (folder / "aa" / ".aa.parquet.7.tmp").touch()
    assert store.drop_unused({}) == 2
    assert [path.name for path in folder.rglob("*") if path.is_file()] == ["aa.parquet"]
    store.close()


def test_nothing_is_deleted_under_another_user_of_the_project(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.commit("coding", "aa", {"codes": pl.DataFrame(schema=CODES)}, {})
    reader = Store(tmp_path)
    assert store.drop_unused({"coding": set()}) == 0
    assert reader.read("codes", ["aa"]).is_empty()
    reader.close()
    store.close()
    last = Store(tmp_path)
    assert last.drop_unused({"coding": set()}) == 1
    last.close()


def test_facts_that_nobody_has_found_yet_have_columns(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store.read("facts", []).schema == FOUND
    store.close()
