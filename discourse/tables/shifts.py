"""Which shares have moved between two runs over a growing corpus by more than their intervals allow."""

import polars as pl

_SHARE = ("share", "low", "high", "time")


def shifts(before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """A row for each group and frame that has an interval in both tables of `prevalence`, in the order of `now`.

    Columns group, frame, `_SHARE` of both (those of `before` as `before_share` and so on) and `moved`: each share lies
    outside the other's 95 % interval. The later corpus holds most of the earlier one, so the two are no independent
    samples and this is no test: while documents keep coming from the same source it is true of fewer than 1 in 20
    rows (`benchmarks/shifts.py`). `time` says when a table was made.
    """
    columns = ["group", "frame", *_SHARE]
    then = before.select(columns).rename({name: f"before_{name}" for name in _SHARE})
    both = now.select(columns).join(then, on=["group", "frame"], maintain_order="left")
    both = both.drop_nulls(["low", "high", "before_low", "before_high"])
    is_outside = ~pl.col("share").is_between("before_low", "before_high")
    was_outside = ~pl.col("before_share").is_between("low", "high")
    return both.with_columns(moved=is_outside & was_outside)
