"""Every table over millions of coded passages: time and peak memory of each.

    python benchmarks/scale.py --folder /some/disk/scale            # 20,000 documents, 5 million coded passages
    python benchmarks/scale.py --folder /some/disk/small --documents 400

The project is invented: words by Zipf's law, one passage in seven copied from a stock of sentences, frames whose rates
differ by jurisdiction, year and document. It is made once and kept in the folder; a process of its own then reads it
and makes the tables.
"""

import argparse
import gc
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from discourse.domain.bundled import CODEBOOK
from discourse.domain.codebook import Codebook, load_codebook
from discourse.domain.documents import Metadata
from discourse.domain.ids import hash_values
from discourse.domain.results import CODES, EVIDENCE, PASSAGES
from discourse.domain.settings import Scope, Settings
from discourse.pipeline.corpus import Corpus, read_corpus
from discourse.pipeline.keys import coding_key
from discourse.pipeline.readings import entry_key, reading_rows
from discourse.pipeline.scope import scope_table, within
from discourse.pipeline.tabulate import comparison_tables, reuse_tables, share_table
from discourse.pipeline.wider_tables import over_time_table, wider_tables
from discourse.store.ledger import SourceEntry
from discourse.store.parts import TEXTS, Parts
from discourse.store.shared_parts import PARTS_FOLDER
from discourse.store.store import Store
from discourse.tables.counts import corpus_counts
from discourse.tables.quotes import top_quotes

DOCUMENTS = 20_000
PASSAGES_EACH = 250
LEFT_OUT_EACH = 50
JURISDICTIONS = tuple(f"Land {number:02}" for number in range(20))
YEARS = range(2005, 2026)
TYPES = ("strategy", "act", "speech", "budget", "consultation")
MODEL = "invented"
_VOCABULARY = 60_000
_HALVES = 200_000
_STOCK = 20_000
_COPIED = 1 / 7
_FUNCTION_WORDS = (
    "the",
    "of",
    "and",
    "to",
    "in",
    "a",
    "for",
    "is",
    "are",
    "that",
    "on",
    "with",
    "as",
    "by",
    "be",
    "will",
)
_CREDENTIAL = "micro-credentials"
_EVIDENCE = pl.Series([[], [{"start": 0, "end": 3, "weight": 1.0, "rule": ""}]], dtype=EVIDENCE)


def make_project(folder: Path, documents: int) -> None:
    """Parts and ledger of an invented project, as a run would have left them."""
    codebook, random = load_codebook(CODEBOOK), np.random.default_rng(7)
    halves = _halves(_words(random), _HALVES, random)
    store, parts = Store(folder), Parts(folder / PARTS_FOLDER)
    rows, entries = [], []
    for number in range(documents):
        entry = _entry(number, random)
        key = entry_key(entry, Settings())
        passages, codes = _document(entry, halves, codebook, random)
        coding = coding_key(key, codebook.id, MODEL)
        for name, part_key, frame in (
            ("documents", key, _text(entry)), ("passages", key, passages), ("codes", coding, codes)
        ):  # fmt: skip
            path = parts.path(name, part_key)
            path.parent.mkdir(parents=True, exist_ok=True)
            frame.write_parquet(path, compression="zstd")
        summary = {
            "source_id": entry.source_id, "status": "ok", "reason": "", "engine": "none", "pages": 20,
            "passages": passages.height, "records": 0, "is_listing": False, "rejected": [], "needs_password": False,
        }  # fmt: skip
        rows += [("reading", key, summary), ("coding", coding, {})]
        entries.append(entry)
        if (number + 1) % 1000 == 0:
            print(f"made {number + 1:,} of {documents:,} documents", file=sys.stderr)
    store.ledger.put_sources(entries)
    store.ledger.put_results(rows)
    store.close()


def measure(folder: Path) -> None:
    """Make every table; print a Markdown row for each."""
    codebook, settings = load_codebook(CODEBOOK), Settings()
    limits = settings.tables
    store = Store(folder)
    print("| step | seconds | processor seconds | peak MiB |\n| --- | ---: | ---: | ---: |")
    clock = _Clock()
    corpus = clock(
        "documents and ledger",
        lambda: read_corpus(
            store, store.ledger.sources(), reading_rows(store.ledger), settings, codebook_id=codebook.id, model_id=MODEL
        ),
    )
    counted = clock("counting: sums by document", lambda: corpus.counted(codebook))
    clock("duplicates", lambda: corpus.duplicates)
    by = ("jurisdiction",)
    voiced = {code.id for code in codebook.frames}
    comparison: Callable[[], Any] = lambda: comparison_tables(corpus, codebook, limits, by=by, voiced=voiced)  # noqa: E731
    clock("prevalence, contrasts, stance, themes", comparison)
    clock("keyness, co-occurrence, silences, against rest", lambda: wider_tables(corpus, codebook, limits, by=by))
    clock("over time", lambda: over_time_table(corpus, codebook, limits))
    clock("by year", lambda: share_table(corpus, codebook, limits, by=("year",)))
    clock("by type", lambda: share_table(corpus, codebook, limits, by=("type",)))
    clock("corpus", lambda: corpus_counts(corpus.documents, counted.passages, by=by))
    codes = [code.id for code in codebook.codes]
    link: Callable[[str, int], str] = lambda file, page: f"{file}#page={page}"  # noqa: E731
    clock(
        "quotes",
        lambda: top_quotes(corpus.documents, counted.marked, counted.present, code_ids=codes, link=link),
    )
    clock("reused passages, similar documents", lambda: reuse_tables(corpus))
    clock("scope", lambda: scope_table(corpus))
    print(f"| all | {clock.total:.0f} | {clock.worked:.0f} | {clock.peak:.0f} |")
    print(f"\n{int(counted.passages['passages'].sum()):,} coded passages, {corpus.documents.height:,} documents")
    scoped = clock("(the same within a scope: counting)", lambda: _count_scope(corpus, codebook))
    print(f"\n{scoped:,} of them in scope")


class _Clock:
    """Times steps, and watches the process's resident memory while they run."""

    def __init__(self) -> None:
        self.total = self.worked = self.peak = 0.0
        self._highest = 0.0
        threading.Thread(target=self._watch, daemon=True).start()

    def __call__(self, name: str, step: Callable[[], Any]) -> Any:
        gc.collect()
        self._highest, began, worked = 0.0, time.perf_counter(), time.process_time()
        result = step()
        seconds, worked = time.perf_counter() - began, time.process_time() - worked
        self._highest = max(self._highest, _resident())
        print(f"| {name} | {seconds:.1f} | {worked:.1f} | {self._highest:.0f} |", flush=True)
        self.total, self.worked = self.total + seconds, self.worked + worked
        self.peak = max(self.peak, self._highest)
        return result

    def _watch(self) -> None:
        while True:
            self._highest = max(self._highest, _resident())
            time.sleep(0.05)


def _resident() -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise OSError("This system does not say how much memory a process has.")


def _count_scope(corpus: Corpus, codebook: Codebook) -> int:
    return int(within(corpus, Scope.MICROCREDENTIAL).counted(codebook).passages["passages"].sum())


def _words(random: np.random.Generator) -> np.ndarray[Any, Any]:
    """Invented words, the function words first; and what takes a name is capital now and then."""
    syllables = np.array([first + vowel for first in "bdfgklmnprstvw" for vowel in "aeiou"])
    made = ["".join(random.choice(syllables, size)) for size in random.integers(2, 5, _VOCABULARY)]
    return np.array([*_FUNCTION_WORDS, _CREDENTIAL, *dict.fromkeys(made)])


def _halves(words: np.ndarray[Any, Any], count: int, random: np.random.Generator) -> pl.Series:
    """Runs of 4 to 18 words; two make a sentence, so that few runs make many millions of different ones."""
    sizes = random.integers(4, 19, count)
    ranks = (len(words) ** random.random(int(sizes.sum()))).astype(int) - 1  # Zipf's law with exponent 1
    tokens, ends = words[ranks].tolist(), sizes.cumsum()
    return pl.Series([" ".join(tokens[end - size : end]) for size, end in zip(sizes, ends, strict=True)])


def _texts(halves: pl.Series, count: int, random: np.random.Generator) -> pl.Series:
    first, second = (random.integers(len(halves), size=count) for _ in range(2))
    copied = random.random(count) < _COPIED
    # The sentences of the stock are those whose halves stand side by side.
    first = np.where(copied, first % _STOCK, first)
    second = np.where(copied, first + 1, second)
    begin = halves.gather(first)
    head = begin.str.slice(0, 1).str.to_uppercase() + begin.str.slice(1)
    return (head + " " + halves.gather(second) + ".").alias("text")


def _entry(number: int, random: np.random.Generator) -> SourceEntry:
    metadata = Metadata(
        jurisdiction=JURISDICTIONS[int(20 * random.random() ** 2)],
        body="Ministry",
        title=f"Paper {number}",
        year=int(random.choice(YEARS)),
        doc_type=str(random.choice(TYPES)),
    )
    return SourceEntry(f"texts/{number:06}.txt", hash_values("source", number), 1, 1, metadata=metadata)


def _text(entry: SourceEntry) -> pl.DataFrame:
    row = {"document_id": entry.source_id, "source_id": entry.source_id, "place": "", "text": "", "pages": [],
           "blocks": [], "asides": [], "extra": []}  # fmt: skip
    return pl.DataFrame([row], schema=TEXTS)


def _document(
    entry: SourceEntry, halves: pl.Series, codebook: Codebook, random: np.random.Generator
) -> tuple[pl.DataFrame, pl.DataFrame]:
    size = max(20, int(random.lognormal(np.log(PASSAGES_EACH) - 0.32, 0.8)))
    total = size + size * LEFT_OUT_EACH // PASSAGES_EACH
    texts = _texts(halves, total, random)
    ends = texts.str.len_chars().cast(pl.Int64).cum_sum() + np.arange(total)
    number = np.arange(total)
    is_open = random.permutation(number < size)
    passages = pl.DataFrame(
        {
            "document_id": entry.source_id, "number": number, "start": ends - texts.str.len_chars(), "end": ends,
            "page_first": 1 + number // 15, "page_last": 1 + number // 15, "kind": "paragraph",
            "heading": texts.gather(number // 20 * 20).str.slice(0, 40), "previous": texts.shift(1, fill_value=""),
            "text": texts, "language": "en", "left_out": np.where(is_open, "", "heading"),
        },
        schema_overrides=PASSAGES,
    ).with_columns(
        passage_id=pl.format(entry.source_id[:16] + ":{}-{}", "start", "end")
    ).select(PASSAGES.names())  # fmt: skip
    return passages, pl.concat(_codes(entry, passages.filter(is_open)["passage_id"], codebook, random))


def _codes(
    entry: SourceEntry, ids: pl.Series, codebook: Codebook, random: np.random.Generator
) -> Iterator[pl.DataFrame]:
    tilt = JURISDICTIONS.index(entry.metadata.jurisdiction) / 20 + (entry.metadata.year or 0) % 10 / 20
    for place, code in enumerate(codebook.codes):
        is_frame = place < len(codebook.frames)
        rate = random.beta(1, 12 if is_frame else 60) * (1 + tilt * (place % 3))
        probability = random.random(len(ids)).astype(np.float32)
        present = probability < rate
        rows = np.arange(len(ids)) if is_frame else np.flatnonzero(present)
        yield pl.DataFrame(
            {
                "passage_id": ids.gather(rows), "document_id": entry.source_id, "code_id": code.id,
                "kind": "frame" if is_frame else "theme", "coder": f"model:{MODEL}@1", "present": present[rows],
                "probability": probability[rows],
                "stance": pl.Series([None, "asserted"], dtype=pl.String).gather((present[rows] & is_frame).astype(int)),
                "status": "coded", "evidence": _EVIDENCE.gather(present[rows].astype(int)),
            },
            schema_overrides=CODES,
        ).select(CODES.names())  # fmt: skip


def main() -> None:
    """Make the project where it is not there, then measure in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        return measure(given.folder)
    if not given.folder.exists():
        given.folder.mkdir(parents=True)
        make_project(given.folder, given.documents)
    subprocess.run([sys.executable, __file__, "--measure", "--folder", str(given.folder)], check=True)
    return None


if __name__ == "__main__":
    main()
