"""Our line against the naive stack, stage by stage, interleaved in one run; writes the table of docs/performance.md.

The work is real pages: those of the PDF files in a folder, shuffled and bound into documents of 40 pages, no page
twice. Each round runs both lines in a fresh process on a fresh project: nothing is cached, every import is paid. Ours
is `discourse run` with everything on (facts, frames, stance, themes, evidence, actors, topics, every table and the
report); the naive line (`benchmarks/naive.py`) ends with topics. A stage's figure is the median of its rounds.

    make bench
    python -P benchmarks/bench.py [--pdfs DIR] [--pages 122] [--times 1 4 16] [--rounds 3 2 1] [--write]
"""

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium

import discourse

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "performance.md"
FOLDERS = (ROOT.parent / "shared" / "data" / "policy", ROOT / "corpus" / "sample" / "documents")
START, END = "<!-- bench: begin -->", "<!-- bench: end -->"
PAGES_A_DOCUMENT = 40
SEED = 1
# In other languages nothing would be coded, which would flatter us.
LEFT_OUT = ("hu__", "welsh", "-hu.pdf", "scan")
STAGES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "PDF to passages": (("pdf", "split"), ("reading",)),
    "embedding and coding": (("embedding", "coding"), ("coding", "embedding")),
    "topics": (("topics",), ("topics",)),
}


@dataclass(frozen=True, slots=True)
class Spent:
    """What a command took: processor seconds with its children's, and the most memory that one of them held."""

    cpu_seconds: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of a line: seconds by stage and in all, processor seconds, passages, its largest process's memory."""

    stages: Mapping[str, float]
    seconds: float
    passages: int
    spent: Spent

    def of(self, names: Sequence[str]) -> float:
        return sum(self.stages.get(name, 0.0) for name in names)


def find_pages(folder: Path) -> list[tuple[Path, int]]:
    """Every page of the folder's PDF files that can be opened, in an order fixed by the seed."""
    pages = []
    for path in sorted(folder.glob("*.pdf")):
        if any(part in path.name for part in LEFT_OUT):
            continue
        try:
            with pdfium.PdfDocument(path) as document:
                pages += [(path, number) for number in range(len(document))]
        except pdfium.PdfiumError:
            continue
    random.Random(SEED).shuffle(pages)
    return pages


def bind(pages: Sequence[tuple[Path, int]], folder: Path) -> None:
    """Write the pages into documents of 40."""
    folder.mkdir(parents=True)
    sources = {path: pdfium.PdfDocument(path) for path in {path for path, _ in pages}}
    for first in range(0, len(pages), PAGES_A_DOCUMENT):
        with pdfium.PdfDocument.new() as bound:
            for path, number in pages[first : first + PAGES_A_DOCUMENT]:
                bound.import_pages(sources[path], [number])
            bound.save(folder / f"{first // PAGES_A_DOCUMENT:04}.pdf")
    for source in sources.values():
        source.close()


def run_naive(folder: Path, work: Path) -> Measured:
    """The naive line over a folder."""
    told, spent = _measure([sys.executable, "-P", str(ROOT / "benchmarks" / "naive.py"), str(folder)], work)
    return Measured(told["stages"], told["seconds"], told["passages"], spent)


def run_ours(folder: Path, work: Path) -> Measured:
    """`discourse run` over a folder, in a new project; adding the files is not counted."""
    project = work / "project"
    discourse.init(project)
    discourse.add([folder], project=project)
    began = time.monotonic()
    told, spent = _measure([sys.executable, "-m", "discourse.cli", "run", "--project", str(project), "--json"], work)
    return Measured(told["stages"], time.monotonic() - began, told["passages"], spent)


def _measure(command: Sequence[str], work: Path) -> tuple[Any, Spent]:
    """The JSON that a command prints, and what it took."""
    answer = work / "answer.json"
    with answer.open("w") as out, (work / "errors.txt").open("w") as errors:
        process = subprocess.Popen(command, stdout=out, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit((work / "errors.txt").read_text()[-2000:])
    return json.loads(answer.read_text()), Spent(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def compare(folder: Path, rounds: int) -> tuple[list[Measured], list[Measured]]:
    """Both lines over a folder, turn about."""
    lines: tuple[tuple[list[Measured], Callable[[Path, Path], Measured]], ...] = (([], run_naive), ([], run_ours))
    for _ in range(rounds):
        for found, line in lines:
            with tempfile.TemporaryDirectory() as work:
                found.append(line(folder, Path(work)))
                one = found[-1]
                stages = " ".join(f"{name} {seconds:.1f}" for name, seconds in one.stages.items())
                spent = f"{one.spent.cpu_seconds:.1f} s of processor, {one.spent.peak_mb:.0f} MB"
                print(f"  {line.__name__}: {one.seconds:.1f} s, {spent}; {stages}", flush=True)
    return lines[0][0], lines[1][0]


def to_rows(pages: int, naive: Sequence[Measured], ours: Sequence[Measured]) -> list[str]:
    """Rows of the table: ratio first, then seconds of each line."""
    rows = []
    for name, (theirs, own) in STAGES.items():
        rows.append(_row(pages, name, [one.of(theirs) for one in naive], [one.of(own) for one in ours]))
    rows.append(_row(pages, "whole line", [one.seconds for one in naive], [one.seconds for one in ours]))
    cpu = [[one.spent.cpu_seconds for one in line] for line in (naive, ours)]
    rows.append(_row(pages, "processor time of the whole line", *cpu))
    memory = [statistics.median(one.spent.peak_mb for one in line) for line in (naive, ours)]
    rows.append(f"| {pages} | peak memory, MB | {memory[0] / memory[1]:.1f} | {memory[0]:.0f} | {memory[1]:.0f} | |")
    return rows


def _row(pages: int, name: str, naive: Sequence[float], ours: Sequence[float]) -> str:
    before, now = statistics.median(naive), statistics.median(ours)
    # Of each round by itself: what disturbs the machine disturbs neighbours alike.
    ratios = [one / other for one, other in zip(naive, ours, strict=True)]
    spread = f"{min(ratios):.1f}–{max(ratios):.1f}" if len(ratios) > 1 else ""
    return f"| {pages} | {name} | **{before / now:.1f}** | {before:.1f} | {now:.1f} | {spread} |"


def write_table(rows: Sequence[str], note: str) -> None:
    """Put the table between the markers of docs/performance.md."""
    head = ["| pages | stage | times faster | naive, s | ours, s | by round |", "|---:|---|---:|---:|---:|---|"]
    text = PAGE.read_text(encoding="utf-8")
    before, after = text.split(START)[0], text.split(END)[1]
    table = "\n".join([START, note, "", *head, *rows, END])
    PAGE.write_text(f"{before}{table}{after}", encoding="utf-8")


def main() -> None:
    """Compare the lines at each size and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--pdfs", type=Path, default=next(folder for folder in FOLDERS if folder.is_dir()))
    parser.add_argument("--pages", type=int, default=122)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--rounds", type=int, nargs="+", default=[3, 2, 1])
    parser.add_argument("--write", action="store_true", help="write the table into docs/performance.md")
    given = parser.parse_args()
    pool = find_pages(given.pdfs)
    rows = []
    for times, rounds in zip(given.times, given.rounds, strict=True):
        pages = pool[: times * given.pages]
        if len(pages) < times * given.pages:
            print(f"{given.pdfs} has only {len(pool)} pages; {times} times {given.pages} is left out.")
            continue
        with tempfile.TemporaryDirectory() as work:
            bind(pages, Path(work, "documents"))
            print(f"{len(pages)} pages, {rounds} rounds", flush=True)
            rows += to_rows(len(pages), *compare(Path(work, "documents"), rounds))
    print("\n".join(rows))
    if given.write:
        sizes = " ".join(map(str, given.times))
        command = f"python -P benchmarks/bench.py --pages {given.pages} --times {sizes} --write"
        write_table(
            rows,
            f"Made by `{command}` on {os.cpu_count()} cores ({platform.machine()}), Python "
            f"{platform.python_version()}, load {os.getloadavg()[2]:.1f} of other work beside it.",
        )


if __name__ == "__main__":
    main()
