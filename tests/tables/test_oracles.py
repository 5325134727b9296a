"""Our numbers beside those of other people's programs, to 1e-9, where both compute the same.

`ppi-python` and `statsmodels` come with the dev extra and run here. scattertext 0.2.2 wants an older SciPy than ours,
so its numbers were taken once, outside, and stand below with what it was given.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.tables.agreement import fleiss_kappa, tally_ratings
from discourse.tables.contrasts import adjust_p
from discourse.tables.correction import Audited, Coded, estimate_share
from discourse.tables.intervals import share_interval
from discourse.tables.keyness_statistics import weighted_log_odds

CLOSE = {"rel": 1e-9, "abs": 1e-9}

# scattertext.LogOddsRatioInformativeDirichletPrior(PRIOR).get_zeta_i_j_given_separate_counts(HERE, THERE)
HERE = np.array([0, 3, 17, 120, 410, 5, 96])
THERE = np.array([4, 3, 60, 118, 900, 0, 31])
PRIOR = np.array([0.4, 0.7, 7.5, 24.0, 131.0, 0.5, 12.9])
ZETA = (
    -1.183449608197098, 0.6073050368528929, -2.461905728433321, 4.183614553190252, -7.316452145786114,
    1.9284990946171652, 7.903962624397291,
)  # fmt: skip


def test_log_odds_over_their_error_are_those_of_scattertext() -> None:
    here, there, prior = float(HERE.sum()), float(THERE.sum()), float(PRIOR.sum())
    ratio, variance = weighted_log_odds(HERE, here, THERE, there, PRIOR, prior)
    # Equation 20, which we use, leaves out the two small terms of equation 19, which scattertext has.
    rest = 1 / (here + prior - HERE - PRIOR) + 1 / (there + prior - THERE - PRIOR)
    assert ratio / np.sqrt(variance + rest) == pytest.approx(ZETA, **CLOSE)


@pytest.fixture(scope="module")
def ppi():
    """Its import quiets all warnings; pytest brings them back."""
    return pytest.importorskip("ppi_py.ppi", reason="ppi-python comes with the dev extra")


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("power", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("is_weighted", [False, True])
def test_corrected_shares_are_those_of_ppi_python(ppi, seed: int, power: float, is_weighted: bool) -> None:
    random = np.random.default_rng(seed)
    audited, others = 80, 700
    predicted = random.integers(0, 2, audited + others)
    truth = np.where(random.random(audited) < 0.2, 1 - predicted[:audited], predicted[:audited]).astype(float)
    weight = random.uniform(0.5, 4, audited) if is_weighted else np.ones(audited)
    # One passage a document; the audited are no part of the others, as PPI has it.
    passages = np.r_[np.zeros(audited, np.int64), np.ones(others, np.int64)]
    coded = Coded(passages, np.where(passages > 0, predicted, 0))
    known, unknown = predicted[:audited].astype(float), predicted[audited:].astype(float)
    found = estimate_share(coded, Audited(np.arange(audited), weight, truth, known), power=power)
    given = {"lam": power, **({"w": weight} if is_weighted else {})}
    assert found.share == pytest.approx(ppi.ppi_mean_pointestimate(truth, known, unknown, **given)[0], **CLOSE)
    if not is_weighted:
        low, high = ppi.ppi_mean_ci(truth, known, unknown, alpha=0.05, lam=power)
        error = float(high[0] - low[0]) / 2 / 1.959963984540054
        assert np.sqrt(found.influence @ found.influence) == pytest.approx(error, **CLOSE)


@pytest.mark.parametrize("seed", range(5))
def test_errors_over_documents_are_those_of_a_clustered_regression(seed: int) -> None:
    models = pytest.importorskip("statsmodels.regression.linear_model", reason="statsmodels comes with the dev extra")
    random = np.random.default_rng(seed)
    document = np.repeat(np.arange(15), random.integers(2, 30, 15))
    truth = (random.random(len(document)) < random.beta(2, 5, 15)[document]).astype(float)
    coded = Coded(np.bincount(document), np.bincount(document) * 0)
    found = estimate_share(coded, Audited(document, np.ones(len(document)), truth, truth * 0), power=0.0)
    fitted = models.OLS(truth, np.ones(len(truth))).fit(
        cov_type="cluster", cov_kwds={"groups": document, "use_correction": False}
    )
    assert found.share == pytest.approx(fitted.params[0], **CLOSE)
    assert np.sqrt(found.influence @ found.influence) == pytest.approx(fitted.bse[0], **CLOSE)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_q_is_that_of_statsmodels(p: list[float]) -> None:
    tests = pytest.importorskip("statsmodels.stats.multitest", reason="statsmodels comes with the dev extra")
    assert adjust_p(np.array(p)) == pytest.approx(tests.multipletests(p, method="fdr_bh")[1], **CLOSE)


@pytest.mark.parametrize("documents", [2, 5, 12, 40, 300])
def test_what_none_found_allows_is_clopper_and_pearson_of_statsmodels(documents: int) -> None:
    shares = pytest.importorskip("statsmodels.stats.proportion", reason="statsmodels comes with the dev extra")
    found = share_interval(np.zeros(documents, np.int64), np.full(documents, 30))
    assert found.high == pytest.approx(shares.proportion_confint(0, documents, method="beta")[1], **CLOSE)


@pytest.mark.parametrize("seed", range(5))
def test_kappa_of_many_coders_is_that_of_statsmodels(seed: int) -> None:
    raters = pytest.importorskip("statsmodels.stats.inter_rater", reason="statsmodels comes with the dev extra")
    ratings = np.random.default_rng(seed).integers(0, 3, (40, 5))
    tally = tally_ratings(ratings, np.zeros(40, dtype=np.int64), categories=3).total()
    table, _ = raters.aggregate_raters(ratings, n_cat=3)
    assert fleiss_kappa(tally)[0] == pytest.approx(raters.fleiss_kappa(table), **CLOSE)
