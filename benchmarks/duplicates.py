"""How many edited passages are found again among all the others, how fast, and the pairs to judge by reading.

    python benchmarks/duplicates.py PASSAGES.parquet [--sample 2000] [--pairs 0]

The file has the columns of `discourse.domain.results.PASSAGES`. Recall: a sample of its passages of at least 10 words
is edited and put behind all passages; an edit is found if it is in the cluster of the passage it was made from.
`--pairs N` prints N random near-duplicates with the passage each is like, to be judged by reading.
"""

import argparse
import random
import resource
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import polars as pl

from discourse.passages.document_duplicates import find_document_duplicates
from discourse.passages.duplicates import find_duplicates

SEED = 20260101
MIN_WORDS = 10
SHARES = (0.01, 0.05, 0.1, 0.15, 0.2, 0.3)
SENTENCE = "This was confirmed in the following year."

Edit = Callable[[str], str]


def change_words(text: str, *, share: float, words: list[str], chance: random.Random) -> str:
    """Replace a share of the words, at least one, by random words of the corpus."""
    given = text.split()
    for at in chance.sample(range(len(given)), max(1, round(share * len(given)))):
        given[at] = chance.choice(words)
    return " ".join(given)


def change_print(text: str) -> str:
    """Capitals throughout, other quotation marks and dashes, no commas."""
    return text.upper().replace(",", "").replace("’", "'").replace("–", "-")


def drop_words(text: str, *, share: float, chance: random.Random) -> str:
    """Leave a share of the words out, at least one."""
    given = text.split()
    gone = set(chance.sample(range(len(given)), max(1, round(share * len(given)))))
    return " ".join(word for at, word in enumerate(given) if at not in gone)


def edits(words: list[str]) -> dict[str, Edit]:
    """The edits by name, each with its own random numbers."""
    named: dict[str, Edit] = {"case and punctuation": change_print, "sentence added": lambda text: f"{text} {SENTENCE}"}
    for share in SHARES:
        named[f"{share:.0%} of words changed"] = partial(
            change_words, share=share, words=words, chance=random.Random(SEED)
        )
    for share in (0.1, 0.2):
        named[f"{share:.0%} of words left out"] = partial(drop_words, share=share, chance=random.Random(SEED))
    return named


def recall(passages: pl.DataFrame, sample: pl.DataFrame, edit: Edit) -> float:
    """The share of edited passages in the cluster of their original."""
    edited = sample.with_columns(
        text=pl.Series(map(edit, sample["text"]), dtype=pl.String), passage_id=pl.lit("edit:") + pl.col("passage_id")
    )
    found = find_duplicates(pl.concat([passages, edited]))
    cluster = dict(zip(found["passage_id"], found["cluster"], strict=True))
    originals = sample["passage_id"].to_list()
    together = [one in cluster and cluster.get(f"edit:{one}") == cluster[one] for one in originals]
    return together.count(True) / len(together)


def print_pairs(passages: pl.DataFrame, found: pl.DataFrame, count: int) -> None:
    """Random near-duplicates, each over the first of its cluster."""
    text = dict(zip(passages["passage_id"], passages["text"], strict=True))
    near = found.filter(pl.col("kind") == "near")
    for row in near.sample(min(count, near.height), seed=SEED, shuffle=True).iter_rows(named=True):
        print(f"{row['similarity']:.2f}  {' '.join(text[row['passage_id']].split())}")
        print(f"      {' '.join(text[row['cluster']].split())}")


def main() -> None:
    """Measure on the file that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("passages", type=Path)
    parser.add_argument("--sample", type=int, default=2000)
    parser.add_argument("--pairs", type=int, default=0)
    given = parser.parse_args()
    passages = pl.read_parquet(given.passages).filter(pl.col("left_out") == "")
    begun, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = find_duplicates(passages)
    seconds = time.process_time() - begun
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    print(f"{passages.height:,} passages, {seconds:.1f} s of one processor, {memory} MiB more than before")
    copies = found.filter(~pl.col("first"))
    print(f"copies: {copies['kind'].value_counts().sort('kind').rows()} in {found['cluster'].n_unique():,} clusters")
    print(f"documents made of one another: {find_document_duplicates(passages, found).height} pairs")
    if given.pairs:
        print_pairs(passages, found, given.pairs)
        return
    long_enough = passages.filter(pl.col("text").str.count_matches(r"\S+") >= MIN_WORDS)
    sample = long_enough.sample(min(given.sample, long_enough.height), seed=SEED)
    words = " ".join(long_enough.sample(1000, seed=SEED, with_replacement=True)["text"]).split()
    for name, edit in edits(words).items():
        print(f"{name:24} {recall(passages, sample, edit):.3f}")


if __name__ == "__main__":
    main()
