"""How much faster two Dask workers of one thread are than one: read, code, find and embed invented documents.

    python benchmarks/cluster.py            # needs the cluster extra and two idle cores

Each round has documents of its own, so that nothing is there already; workers have loaded their models before.
"""

import argparse
import random
import tempfile
import time
from pathlib import Path
from statistics import median

from distributed import Client, LocalCluster

import discourse
from discourse.domain.documents import Metadata
from discourse.pipeline import cluster
from discourse.pipeline.progress import no_progress
from discourse.pipeline.session import open_session

DOCUMENTS, SENTENCES, ROUNDS, BATCH = 32, 60, 3, 4
_WORDS = (
    "training raises productivity wages skills workers machines change jobs fees waived poor rural women council "
    "report short courses credentials employers need growth access learners must the of and in for will are not all new"
)


def make_project(folder: Path, seed: int) -> None:
    """A project of invented texts; those of another seed share no sentence."""
    dice, words = random.Random(seed), _WORDS.split()
    discourse.init(folder)
    for number in range(DOCUMENTS):
        sentences = (" ".join(dice.choices(words, k=dice.randint(8, 30))).capitalize() for _ in range(SENTENCES))
        text = f"# Paper {seed} {number}\n\n" + "\n\n".join(f"{sentence} {seed} {number}." for sentence in sentences)
        (folder / f"{number}.md").write_text(text, encoding="utf-8")
    discourse.add([folder], project=folder, metadata=Metadata(jurisdiction="Kestria", year=2020))


def spread(folder: Path, seed: int, address: str) -> float:
    """Seconds for a project's documents on the cluster."""
    make_project(folder, seed)
    with open_session(folder) as session:
        _ = session.codebook, session.model.id, session.lexicon, session.parser
        began = time.perf_counter()
        cluster.work_on_cluster(session, session.entries, address, progress=no_progress)
        return time.perf_counter() - began


def main() -> None:
    """One worker and two in turn; print the medians and their ratio."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    cluster.BATCH_DOCUMENTS = BATCH
    seconds: dict[int, list[float]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as name:
        for seed in range(ROUNDS):
            for workers in (1, 2):
                options = {"threads_per_worker": 1, "processes": True, "dashboard_address": ":0"}
                with LocalCluster(n_workers=workers, **options) as local, Client(local) as client:
                    client.wait_for_workers(workers)
                    spread(Path(name) / f"warm{seed}{workers}", 1000 + 10 * seed + workers, local.scheduler_address)
                    took = spread(Path(name) / f"{seed}{workers}", 10 * seed + workers, local.scheduler_address)
                    seconds[workers].append(took)
    one, two = (median(seconds[workers]) for workers in (1, 2))
    rounds = ", ".join(f"{a:.1f}/{b:.1f}" for a, b in zip(seconds[1], seconds[2], strict=True))
    print(f"one worker {one:.1f} s, two {two:.1f} s: {one / two:.2f} x as fast (rounds: {rounds})")


if __name__ == "__main__":
    main()
