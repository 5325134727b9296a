"""How long a whole comparison takes from stored codes and topics: every table, figure and file, and the report.

Prints a Markdown table: medians of `--repeat` fresh processes on `--cores` cores. The project must have been run.

    python benchmarks/comparison.py PROJECT [--cores 2] [--repeat 3] [--profile FILE]
"""

import argparse
import cProfile
import multiprocessing
import os
import resource
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from discourse.domain.registry import load
from discourse.pipeline.outputs import gather_tables
from discourse.pipeline.record import session_to_state
from discourse.pipeline.session import open_session

GOAL_SECONDS = 60


def measure(project: Path, cores: int, profile: str) -> dict[str, float]:
    """Seconds from the start of a process that has read nothing yet; memory in MiB at its highest."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    profiler = cProfile.Profile(time.process_time)
    began, busy = time.perf_counter(), time.process_time()
    with open_session(project) as session, TemporaryDirectory() as folder:
        write = load("publishers", "outputs")
        loaded = time.perf_counter()
        if profile:
            profiler.enable()
        write(session, session_to_state(session), Path(folder) / "outputs")
        profiler.disable()
        ended, busy = time.perf_counter(), time.process_time() - busy
        # Again and apart, to tell tables from files.
        corpus = session.corpus()
        read = time.perf_counter()
        gather_tables(session, corpus, Path(folder))
        tables = time.perf_counter() - read
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        passages, documents = corpus.passages.height, corpus.documents.height
    if profile:
        profiler.dump_stats(profile)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "documents": documents, "passages": passages, "loading": loaded - began, "reading": read - ended,
        "tables": tables, "whole": ended - began, "processor": busy, "memory": peak, "written": size / 2**20,
    }  # fmt: skip


def main() -> None:
    """Measure in fresh processes and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("project", type=Path)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--profile", default="", help="write cProfile's figures to this file")
    given = parser.parse_args()
    # A process for each repetition, so that every one loads its libraries and reads its files.
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        runs = [pool.apply(measure, (given.project, given.cores, given.profile)) for _ in range(given.repeat)]
    found = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    print(
        f"{found['documents']:,.0f} documents, {found['passages']:,.0f} passages, {given.cores} cores, median of "
        f"{given.repeat} fresh processes; goal {GOAL_SECONDS} s.\n\n"
        "| | |\n| --- | ---: |\n"
        f"| libraries loaded | {found['loading']:.1f} s |\n"
        f"| stored passages and codes read | {found['reading']:.1f} s |\n"
        f"| all tables | {found['tables']:.1f} s |\n"
        f"| **everything: tables, figures, workbook, report, Parquet ({found['written']:.0f} MiB)** "
        f"| **{found['whole']:.1f} s** |\n"
        f"| processor time of everything | {found['processor']:.1f} s |\n"
        f"| memory at its highest | {found['memory']:.0f} MiB |"
    )


if __name__ == "__main__":
    main()
