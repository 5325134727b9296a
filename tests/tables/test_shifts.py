import polars as pl
import pytest

from discourse.tables.shifts import shifts


def table(*rows: tuple[str, float, float | None, float | None]) -> pl.DataFrame:
    columns = {"group": pl.String, "share": pl.Float64, "low": pl.Float64, "high": pl.Float64}
    return pl.DataFrame(rows, schema=columns, orient="row").with_columns(frame=pl.lit("equity"), time=pl.lit(""))


@pytest.mark.parametrize(
    ("then", "now", "moved"),
    [
        ((0.10, 0.08, 0.12), (0.20, 0.17, 0.23), True),
        ((0.20, 0.17, 0.23), (0.10, 0.08, 0.12), True),
        # Outside of the old interval, but the new one still holds the old share.
        ((0.10, 0.08, 0.12), (0.13, 0.09, 0.17), False),
        # The other way round.
        ((0.10, 0.05, 0.15), (0.13, 0.12, 0.14), False),
        ((0.10, 0.08, 0.12), (0.12, 0.11, 0.13), False),
    ],
)
def test_a_share_has_moved_only_beyond_both_intervals(
    then: tuple[float, float, float], now: tuple[float, float, float], moved: bool
) -> None:
    found = shifts(table(("Kestria", *then)), table(("Kestria", *now)))
    assert found.select("group", "before_share", "share", "moved").rows() == [("Kestria", then[0], now[0], moved)]


def test_a_share_without_an_interval_in_both_runs_is_not_compared() -> None:
    before = table(("Kestria", 0.1, None, None), ("Osmara", 0.1, 0.05, 0.15))
    now = table(("Kestria", 0.9, 0.8, 0.95), ("Nordhavel", 0.9, 0.8, 0.95), ("Osmara", 0.9, None, None))
    assert shifts(before, now).is_empty()
