"""How long topics take, how stable they are, whether they are the same in every process, and how new documents lie.

    python -P benchmarks/topics.py PROJECT [--topics 10 20 30] [--processes 3] [--held-out 6]

(-P, so that `coverage.py` in this folder is not taken for the package of that name.) PROJECT is a project that has been
run. For each number of topics (0: by the size of the corpus): seconds of processor and clock, NPMI, diversity and
stability, as means over topics and the lowest. `--processes N` finds topics in N fresh processes and prints the hash of
what each found. `--held-out N` takes a random fifth of the documents out of the fit N times and prints how many of
their passages are far from every topic, together and by document.
"""

import argparse
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl

from discourse.domain.ids import hash_values
from discourse.topics.cluster import OUTLIERS_BELOW, cluster_directions, clusters_to_directions, reduce_embeddings
from discourse.topics.directions import unit_rows
from discourse.topics.fit import FAR_IN_FIT, count_topics, distinct_passages, fit_topics

SEED = 20260101
QUALITIES = ("coherence", "diversity", "stability", "stability_documents")
MIN_PASSAGES = 50


def read_passages(project: Path) -> tuple[pl.DataFrame, np.ndarray]:
    """Every passage that can be coded and its embedding."""
    passages, embeddings = (
        pl.read_parquet([*sorted((project / "parts" / name).rglob("*.parquet"))]) for name in ("passages", "embeddings")
    )
    coded = passages.filter(pl.col("left_out") == "").select("passage_id", "document_id", "text")
    joined = coded.join(embeddings, on="passage_id").unique("passage_id", keep="first", maintain_order=True)
    return joined.drop("embedding"), joined["embedding"].to_numpy()


def measure_fit(passages: pl.DataFrame, embeddings: np.ndarray, topics: int) -> None:
    """One fit with its stability."""
    clock, processor = time.monotonic(), time.process_time()
    found = fit_topics(passages, embeddings, seed=SEED, topics=topics or None)
    clock, processor = time.monotonic() - clock, time.process_time() - processor
    real = found.topics.filter(pl.col("topic") >= 0)
    outliers = found.assignments.filter(pl.col("topic") < 0).height / found.assignments.height
    print(f"\n{real.height} topics: {clock:.0f} s, {processor:.0f} s of processor, {outliers:.1%} outliers")
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    for name in QUALITIES:
        print(
            f"  {name:20} mean {real[name].mean():.2f}  lowest {real[name].min():.2f}  highest {real[name].max():.2f}"
        )
    with pl.Config(tbl_rows=-1, tbl_hide_dataframe_shape=True, fmt_str_lengths=60, tbl_width_chars=140):
        print(real.select("label", "passages", *(pl.col(name).round(2) for name in QUALITIES)))


def print_hash(project: Path) -> None:
    """The hash of everything that a fit gives."""
    found = fit_topics(*read_passages(project), seed=SEED)
    frames = (found.topics, found.assignments, found.directions.to_frame())
    print(hash_values(found.note, *(frame.write_json() for frame in frames))[:16])


def measure_held_out(passages: pl.DataFrame, embeddings: np.ndarray, times: int) -> None:
    """Documents that a fit has not seen, placed in its topics."""
    distinct = distinct_passages(passages)
    vectors = embeddings[distinct["row"].to_numpy()].astype(np.float64)
    documents = distinct["document_id"].to_numpy()
    names, random = np.unique(documents), np.random.default_rng(SEED)
    by_document = []
    for _ in range(times):
        held = np.isin(documents, random.choice(names, len(names) // 5, replace=False))
        reduction = reduce_embeddings(vectors[~held])
        points = unit_rows(reduction.transform(vectors[~held]))
        clusters = cluster_directions(points, count_topics(len(points)), seed=SEED)
        directions = clusters_to_directions(reduction, clusters, outliers_below=OUTLIERS_BELOW)
        limit = np.quantile(directions.place(vectors[~held]).nearness, FAR_IN_FIT)
        placed = directions.place(vectors[held])
        far = placed.nearness < limit
        sizes = {name: (documents[held] == name) for name in np.unique(documents[held])}
        by_document += [far[rows].mean() for rows in sizes.values() if rows.sum() >= MIN_PASSAGES]
        print(f"  held out {held.sum():6,} passages: {far.mean():.1%} far, {(placed.topic < 0).mean():.1%} outliers")
    quantiles = np.quantile(by_document, (0.5, 0.8, 0.9, 0.95, 1.0))
    print(f"  far by document, of {len(by_document)}: " + ", ".join(f"{value:.0%}" for value in quantiles)
          + " (median, 80, 90, 95, 100 %)")  # fmt: skip


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("project", type=Path)
    parser.add_argument("--topics", type=int, nargs="*", default=[0])
    parser.add_argument("--processes", type=int, default=0)
    parser.add_argument("--held-out", type=int, default=0)
    parser.add_argument("--hash", action="store_true", help="only print the hash of one fit")
    given = parser.parse_args()
    if given.hash:
        print_hash(given.project)
        return
    passages, embeddings = read_passages(given.project)
    print(f"{passages.height:,} passages of {passages['document_id'].n_unique()} documents")
    for topics in given.topics:
        measure_fit(passages, embeddings, topics)
    for _ in range(given.processes):
        command = [sys.executable, "-P", __file__, str(given.project), "--hash"]
        print("another process:", subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip())
    if given.held_out:
        measure_held_out(passages, embeddings, given.held_out)


if __name__ == "__main__":
    main()
