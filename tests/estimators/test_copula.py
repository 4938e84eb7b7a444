"""The copula: known correlations come back, whatever is missing or degenerate."""

import numpy as np
import pytest
from scipy import stats

from seqkit.estimators.copula import draw_ranks, rank_correlation

STEPS = np.arange(5)
FADING = 0.8 ** np.abs(STEPS[:, None] - STEPS)


def ranks_of(correlation, samples, seed=0):
    shape = (samples, len(correlation), 1, 1)
    return draw_ranks(correlation, shape, np.random.default_rng(seed))[..., 0, 0]


def test_known_correlation_is_recovered_from_ranks():
    found = rank_correlation(ranks_of(FADING, 4000))
    np.testing.assert_allclose(found, FADING, atol=0.03)


def test_correlation_of_ranks_is_blind_to_how_they_are_calibrated():
    ranks = ranks_of(FADING, 4000)
    too_wide = stats.norm.cdf(0.3 + 0.5 * stats.norm.ppf(ranks))
    np.testing.assert_allclose(rank_correlation(too_wide), FADING, atol=0.03)


def test_few_samples_shrink_towards_independence():
    few, many = (rank_correlation(ranks_of(FADING, count)) for count in (8, 4000))
    apart = STEPS[:, None] != STEPS
    assert np.abs(few[apart]).mean() < np.abs(many[apart]).mean()


def test_missing_ranks_draw_correlations_towards_zero_and_never_spoil_them():
    ranks = ranks_of(FADING, 4000)
    ranks[np.random.default_rng(1).random(ranks.shape) < 0.1] = np.nan
    ranks[:5] = np.nan
    found = rank_correlation(ranks)
    np.testing.assert_allclose(
        found, np.where(found > 0.99, 1, 0.9 * FADING), atol=0.03
    )


@pytest.mark.parametrize(
    "ranks",
    [
        np.tile(np.linspace(0, 1, 9)[:, None], (1, 4)),
        np.full((9, 4), 0.3),
        np.random.default_rng(0).integers(0, 2, (3, 40)).astype(float),
        np.linspace(0, 1, 9)[:, None],
    ],
    ids=["one course", "constant", "more steps than samples", "one step"],
)
def test_any_ranks_give_a_correlation_to_draw_from(ranks):
    found = rank_correlation(ranks)
    np.testing.assert_array_equal(np.diag(found), 1)
    assert np.linalg.eigvalsh(found).min() > 0
    assert np.isfinite(ranks_of(found, 2)).all()


@pytest.mark.parametrize("ranks", [np.zeros((1, 3)), np.full((9, 3), np.nan)])
def test_too_few_ranks_give_none(ranks):
    assert rank_correlation(ranks) is None


def test_targets_and_windows_are_drawn_apart_and_steps_together():
    shape = (2, 5, 2, 4000)
    z = stats.norm.ppf(draw_ranks(FADING, shape, np.random.default_rng(0)))
    found = np.corrcoef(z.transpose(0, 2, 1, 3).reshape(-1, 4000))
    expected = np.kron(np.eye(4), FADING)
    np.testing.assert_allclose(found, expected, atol=0.06)
