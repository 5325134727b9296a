import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from discourse.domain.documents import Metadata
from discourse.domain.errors import StoreError
from discourse.domain.sources import SourceKind
from discourse.store.ledger import LEDGER_FILE, Ledger, SourceEntry

ENTRY = SourceEntry("a.pdf", "f" * 64, 12, 34, SourceKind.POLICY, Metadata(title="Größe", year=2019, extra={"x": "y"}))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / LEDGER_FILE


def test_sources_come_back_as_they_went_in(path: Path) -> None:
    ledger = Ledger(path)
    ledger.put_sources([ENTRY])
    ledger.close()
    (entry,) = Ledger(path).sources()
    assert entry == ENTRY


def test_a_source_keeps_its_place_when_it_is_brought_up_to_date(path: Path) -> None:
    ledger = Ledger(path)
    ledger.put_sources([replace(ENTRY, file=name) for name in ("b", "a", "c")])
    ledger.put_sources([replace(ENTRY, file="b", size=99)])
    assert [(entry.file, entry.size) for entry in ledger.sources()] == [("b", 99), ("a", 12), ("c", 12)]


def test_a_source_that_was_taken_out_stays_known_and_comes_back(path: Path) -> None:
    ledger = Ledger(path)
    ledger.put_sources([replace(ENTRY, file=name) for name in ("b", "a")])
    ledger.remove_sources(["b"])
    assert [entry.file for entry in ledger.sources()] == ["a"]
    assert [entry.file for entry in ledger.removed_sources()] == ["b"]
    ledger.put_sources([replace(ENTRY, file="b")])
    assert [entry.file for entry in ledger.sources()] == ["b", "a"]
    assert ledger.removed_sources() == ()


def test_results_come_back_by_stage(path: Path) -> None:
    ledger = Ledger(path)
    ledger.put_result("reading", "k1", {"pages": 3})
    ledger.put_result("coding", "k2", {})
    assert ledger.results("reading") == {"k1": {"pages": 3}}
    ledger.drop_results("reading", ["k1"])
    assert ledger.results("reading") == {}


def test_a_failed_write_leaves_nothing(path: Path) -> None:
    ledger = Ledger(path)
    with pytest.raises(TypeError):
        ledger.put_result("reading", "k1", {"pages": object()})
    assert ledger.results("reading") == {}


def test_two_writers_wait_for_each_other(path: Path) -> None:
    Ledger(path).close()

    def write(name: str) -> None:
        ledger = Ledger(path)
        for number in range(50):
            ledger.put_result(name, str(number), {})
        ledger.close()

    threads = [threading.Thread(target=write, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ledger = Ledger(path)
    assert len(ledger.results("a")) == len(ledger.results("b")) == 50


def test_a_file_that_is_no_ledger_is_refused(path: Path) -> None:
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError, match=r"project\.sqlite' cannot be opened"):
        Ledger(path)


def test_a_newer_ledger_is_refused(path: Path) -> None:
    Ledger(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="newer discourse"):
        Ledger(path)
