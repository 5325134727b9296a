"""How often `discourse.tables.shifts` calls a share moved although its documents keep coming from one source.

Documents have 20 to 200 passages and shares of their own around a common one (beta-distributed); the later corpus holds
the earlier one and new documents of the same kind. Also: how often a true change of the new documents is told.

    .venv/bin/python benchmarks/shifts.py
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from discourse.tables.intervals import share_interval
from discourse.tables.shifts import shifts

TRIALS, DRAWS, SPREAD = 400, 1_000, 20.0

Counts = NDArray[np.int64]


def documents(random: np.random.Generator, count: int, share: float) -> tuple[Counts, Counts]:
    """Coded and all passages of so many documents."""
    passages = random.integers(20, 200, size=count)
    own = random.beta(share * SPREAD, (1 - share) * SPREAD, size=count)
    return random.binomial(passages, own).astype(np.int64), passages


def row(coded: Counts, passages: Counts) -> pl.DataFrame:
    """One line of a table of prevalence."""
    limits = share_interval(coded, passages, draws=DRAWS)
    share = float(coded.sum() / passages.sum())
    return pl.DataFrame(
        {"group": "one", "frame": "one", "share": share, "low": limits.low, "high": limits.high, "time": ""}
    )


def moved(random: np.random.Generator, before: int, new: int, share: float, new_share: float) -> bool:
    """Whether the share of one trial is said to have moved."""
    old, fresh = documents(random, before, share), documents(random, new, new_share)
    together = tuple(np.concatenate(pair) for pair in zip(old, fresh, strict=True))
    return bool(shifts(row(*old), row(*together))["moved"][0])


def ever_moved(random: np.random.Generator, before: int, *, nights: int, a_night: int) -> bool:
    """Whether one of many runs says that the share moved, each compared with the first."""
    coded, passages = documents(random, before, 0.1)
    first = row(coded, passages)
    for _ in range(nights):
        pair = zip((coded, passages), documents(random, a_night, 0.1), strict=True)
        coded, passages = (np.concatenate(both) for both in pair)
        if shifts(first, row(coded, passages))["moved"][0]:
            return True
    return False


def main() -> None:
    """Print two tables of rates."""
    random = np.random.default_rng(20260101)
    print("| documents before | new | share | of the new | told as moved |\n| --- | --- | --- | --- | --- |")
    for new_share in (0.1, 0.2):
        for before, new in ((10, 1), (10, 10), (10, 100), (40, 4), (40, 40), (40, 400)):
            rate = np.mean([moved(random, before, new, 0.1, new_share) for _ in range(TRIALS)])
            print(f"| {before} | {new} | 10% | {new_share:.0%} | {rate:.1%} |")
    print("\n| documents at first | runs | new in each | ever told as moved |\n| --- | --- | --- | --- |")
    for before, a_night in ((10, 1), (40, 1), (40, 4)):
        rate = np.mean([ever_moved(random, before, nights=50, a_night=a_night) for _ in range(TRIALS // 2)])
        print(f"| {before} | 50 | {a_night} | {rate:.1%} |")


if __name__ == "__main__":
    main()
