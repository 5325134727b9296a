"""Places that stand in for the ledger and for a folder of parts do all that is asked of those."""

import inspect

import polars as pl
import pytest

from discourse.store.detached import RowsInMemory
from discourse.store.ledger import Ledger
from discourse.store.parts import Parts
from discourse.store.shared_parts import RemoteParts

fsspec = pytest.importorskip("fsspec", reason="the cluster extra is not installed")

# What the coordinator alone asks.
_OF_THE_FILE = {
    "check", "copy_to", "drop_results", "results_of", "put_results", "remove_sources", "removed_sources",
}  # fmt: skip


def methods(kind: type) -> set[str]:
    return {name for name, _ in inspect.getmembers(kind, inspect.isfunction) if not name.startswith("_")}


def test_rows_in_memory_answer_all_that_workers_ask_of_a_ledger() -> None:
    assert methods(Ledger) - _OF_THE_FILE <= set(vars(RowsInMemory))


def test_a_bucket_does_all_that_a_folder_of_parts_does() -> None:
    assert methods(Parts) - {"path"} <= set(vars(RemoteParts))


def test_the_trouble_of_an_object_is_told() -> None:
    parts, key = RemoteParts("memory://troubles"), "ab" * 32
    assert parts.trouble("codes", key) == "it is gone"
    parts.write("codes", key, pl.DataFrame({"a": [1]}))
    assert parts.trouble("codes", key) == ""
    files = fsspec.filesystem("memory")
    path = f"/troubles/codes/{key[:2]}/{key}.parquet"
    files.pipe_file(path, files.cat_file(path)[:40])
    assert "damaged" in parts.trouble("codes", key)
