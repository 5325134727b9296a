"""A run on a cluster of separate processes: the same results, whatever happens to a worker."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

pytest.importorskip("distributed", reason="the cluster extra is not installed")

import cloudpickle
import cluster_tasks
import dask
from cluster_tasks import CLUMSY, DEADLY, die_of_one_document, die_once
from distributed import LocalCluster

import discourse
from discourse.domain.documents import Metadata
from discourse.domain.errors import UsageError
from discourse.pipeline import cluster
from discourse.pipeline.cluster import work_on_cluster
from discourse.pipeline.progress import no_progress
from discourse.pipeline.session import open_session

# Dask leaves sockets to the collector when workers are killed.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")

TOPICS = ("wages", "machines", "fees", "refugees", "exports", "robots")


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    cloudpickle.register_pickle_by_value(cluster_tasks)
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as local,
    ):
        yield local.scheduler_address


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "BATCH_DOCUMENTS", 2)


def make_project(folder: Path, *others: str) -> Path:
    discourse.init(folder)
    for topic in TOPICS:
        text = f"# On {topic}\n\nTraining will raise productivity and {topic} alike.\n\nFees are waived for the poor.\n"
        (folder / f"{topic}.md").write_text(text, encoding="utf-8")
    for name in others:
        (folder / name).write_text(f"# {name}\n\nA sentence that says little about it.\n", encoding="utf-8")
    discourse.add([folder], project=folder, metadata=Metadata(jurisdiction="Kestria", year=2020))
    return folder


def spread(folder: Path, scheduler: str, work: object) -> set[str]:
    with open_session(folder) as session:
        return work_on_cluster(session, session.entries, scheduler, progress=no_progress, work=work)  # type: ignore[arg-type]


def hashes(folder: Path, pattern: str) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.glob(pattern))
    }


def assert_same_codes(folder: Path, other: Path) -> None:
    """To the last digit, though passages were encoded beside others."""
    one, two = (pl.read_parquet(path / "parts/codes/*/*.parquet") for path in (folder, other))
    assert_frame_equal(one, two, check_exact=True)


@pytest.fixture(scope="module")
def local_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_project(tmp_path_factory.mktemp("local"))
    discourse.run(folder, workers=1)
    return folder


def test_a_run_on_a_cluster_gives_the_tables_and_parts_of_a_local_one(
    local_run: Path, tmp_path: Path, scheduler: str
) -> None:
    folder = make_project(tmp_path)
    done = discourse.run(folder, workers=1, cluster=scheduler)
    assert (done.processed, done.failed) == (len(TOPICS), ())
    tables = hashes(local_run / "outputs", "*.csv")
    assert tables.keys() >= {"prevalence.csv", "actors.csv", "keyness.csv"}
    assert hashes(folder / "outputs", "*.csv") == tables
    for name in ("documents", "passages", "facts", "actors"):
        assert hashes(folder, f"parts/{name}/*/*.parquet") == hashes(local_run, f"parts/{name}/*/*.parquet")
    assert_same_codes(folder, local_run)
    again = discourse.run(folder, workers=1, cluster=scheduler)
    assert (again.processed, again.wrote) == (0, False)


def test_a_lost_worker_costs_its_batch_a_retry(local_run: Path, tmp_path: Path, scheduler: str) -> None:
    folder = make_project(tmp_path)
    assert spread(folder, scheduler, die_once) == {f"{topic}.md" for topic in TOPICS}
    assert (folder / "died").exists()
    assert {item.status for item in discourse.status(folder)} == {"ok"}
    assert_same_codes(folder, local_run)


def test_a_document_that_kills_its_workers_is_failed_with_its_reason(tmp_path: Path, scheduler: str) -> None:
    folder = make_project(tmp_path, DEADLY, CLUMSY)
    spread(folder, scheduler, die_of_one_document)
    assert spread(folder, scheduler, die_of_one_document) == set()
    states = {item.file: item for item in discourse.status(folder)}
    assert {file for file, item in states.items() if item.status == "failed"} == {DEADLY, CLUMSY}
    assert "KilledWorker" in states[DEADLY].reason
    assert "too much of it" in states[CLUMSY].reason


def test_parts_may_lie_where_an_address_says(local_run: Path, tmp_path: Path, scheduler: str) -> None:
    folder, bucket = make_project(tmp_path / "study"), tmp_path / "bucket"
    settings = folder / "discourse.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('parts = ""', f'parts = "file://{bucket}"'), encoding="utf-8")
    discourse.run(folder, workers=1, cluster=scheduler)
    assert not list((folder / "parts").rglob("*.parquet"))
    assert len(list(bucket.rglob("*.parquet"))) == len(list((local_run / "parts").rglob("*.parquet")))
    shown = pl.read_csv(folder / "outputs" / "prevalence.csv")
    assert shown.equals(pl.read_csv(local_run / "outputs" / "prevalence.csv"))


def test_an_address_where_nobody_answers_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE_SECONDS", 1)
    with pytest.raises(UsageError, match="No Dask scheduler answers at 'tcp://127"):
        discourse.run(make_project(tmp_path), cluster="tcp://127.0.0.1:9")


def test_passwords_do_not_travel(tmp_path: Path) -> None:
    secrets = tmp_path / "secrets.txt"
    secrets.write_text("a.pdf\tsesame\n", encoding="utf-8")
    with pytest.raises(UsageError, match="not sent over a network"):
        discourse.run(make_project(tmp_path / "study"), cluster="tcp://127.0.0.1:9", password_file=secrets)
