import numpy as np
import pytest
from small_corpus import Given, corpus

from discourse.tables.trends import per_decade, slope, slope_error, trends


def years_of(letters: list[str], first: int = 2000, step: int = 1, place: str = "Kestria") -> list[Given]:
    return [Given(f"{place}{at}", place, text, first + at * step) for at, text in enumerate(letters)]


RISING = ["." * (20 - at) + "h" * at for at in range(3, 17)]


def test_slope_is_that_of_least_squares_over_passages() -> None:
    random = np.random.default_rng(3)
    passages, years = random.integers(5, 40, 20), random.integers(1990, 2020, 20).astype(float)
    coded = random.binomial(passages, 0.3)
    one_by_one = np.concatenate(
        [[1.0] * hits + [0.0] * (size - hits) for hits, size in zip(coded, passages, strict=True)]
    )
    expected = np.polyfit(np.repeat(years, passages) - 2000, one_by_one, 1)[0]
    assert slope(coded, passages, years - 2000) == pytest.approx(expected, rel=1e-9)


def test_error_is_near_the_cluster_robust_one() -> None:
    """The sandwich of Liang & Zeger (1986) over documents, computed apart."""
    random = np.random.default_rng(5)
    passages, years = random.integers(20, 60, 60), random.integers(0, 25, 60).astype(float)
    coded = random.binomial(passages, np.clip(random.normal(0.3, 0.1, 60), 0, 1))
    design = np.stack([np.ones(60), years], axis=1)
    bread = np.linalg.inv(design.T @ (design * passages[:, None]))
    fitted = design @ (bread @ design.T @ coded)
    scores = design * (coded - passages * fitted)[:, None]
    sandwich = np.sqrt((bread @ scores.T @ scores @ bread)[1, 1])
    assert slope_error(coded, passages, years) == pytest.approx(sandwich * np.sqrt(60 / 58), rel=0.08)


def test_a_rise_is_found_per_decade() -> None:
    table = trends(*corpus(*years_of(RISING)), code_ids=("human_capital",))
    row = table.filter(group="all").row(0, named=True)
    assert row["per_decade"] == pytest.approx(0.5)
    assert row["low"] < 0.5 < row["high"]
    assert row["low"] > 0.3
    assert (row["first_year"], row["last_year"], row["years"], row["note"]) == (2000, 2013, 14, "")


@pytest.mark.parametrize(
    "given",
    [
        years_of(RISING[:9]),
        [Given(f"d{at}", "Kestria", text, 2000 + at % 2) for at, text in enumerate(RISING)],
        [Given(f"d{at}", "Kestria", text, 2000 + at % 4) for at, text in enumerate(RISING)],
    ],
    ids=["few documents", "two years", "a short span"],
)
def test_too_little_is_insufficient(given: list[Given]) -> None:
    table = trends(*corpus(*given), code_ids=("human_capital",))
    assert set(table["note"]) == {"insufficient"}
    assert table["low"].null_count() == table.height


def test_documents_of_no_known_year_are_left_out() -> None:
    given = corpus(*years_of(RISING), Given("x", "Kestria", "hhhhhh", None))
    assert trends(*given, code_ids=("human_capital",))["documents"].to_list() == [14, 14]


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    """Clustered documents with a true slope of 10 points a decade, 300 times: at least 90 of 100 hold it."""
    random = np.random.default_rng(8)
    held = 0
    for _ in range(300):
        years = random.integers(-12, 13, 16).astype(float)
        passages = random.integers(10, 60, 16)
        coded = random.binomial(passages, np.clip(0.3 + 0.01 * years + random.normal(0, 0.06, 16), 0, 1))
        found = per_decade(coded, passages, years, draws=300)
        held += found["low"] <= 0.1 <= found["high"]
    assert held >= 270
