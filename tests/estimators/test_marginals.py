"""Marginals: ranks and values are inverses, lines between quantiles, normal tails."""

import numpy as np
import pytest
from scipy import stats

from seqkit.estimators.marginals import DistributionMarginals, QuantileMarginals

LEVELS = (0.1, 0.4, 0.5, 0.9)
SHAPE = (6, 3, 2)


def known_quantiles(levels=LEVELS):
    draw = np.random.default_rng(0)
    return QuantileMarginals(
        np.sort(draw.normal(size=(*SHAPE, len(levels))), axis=-1), levels
    )


def of_distribution():
    draw = np.random.default_rng(1)
    parameters = np.array([0, 0.1, 2]) + np.abs(draw.normal(size=(*SHAPE, 3)))
    nothing = np.zeros((SHAPE[1], 3))
    return DistributionMarginals(parameters, "student_t", (0.1, 0.5, 0.9), nothing)


@pytest.mark.parametrize(
    "marginals",
    [known_quantiles(), known_quantiles((0.5, 0.8)), of_distribution()],
    ids=["quantiles", "half of them", "distribution"],
)
def test_ranks_are_what_values_were_drawn_at(marginals):
    ranks = np.random.default_rng(2).uniform(0.001, 0.999, (*SHAPE, 50))
    values = marginals.at(ranks)
    back = [marginals.ranks(values[..., n]) for n in range(50)]
    np.testing.assert_allclose(np.stack(back, axis=-1), ranks, rtol=1e-6)


def test_quantiles_are_kept_and_lie_on_lines_with_normal_tails():
    marginals = known_quantiles()
    asked = np.array([*LEVELS, 0.25, 0.02, 0.99])
    found = marginals.at(np.broadcast_to(asked, (*SHAPE, len(asked))))
    q = np.moveaxis(marginals.values, -1, 0)
    np.testing.assert_allclose(found[..., :4], marginals.values, rtol=1e-12)
    np.testing.assert_allclose(found[..., 4], (q[0] + q[1]) / 2, rtol=1e-12)
    low = stats.norm(q[2], (q[2] - q[0]) / stats.norm.ppf(0.9)).ppf(0.02)
    high = stats.norm(q[2], (q[3] - q[2]) / stats.norm.ppf(0.9)).ppf(0.99)
    np.testing.assert_allclose(found[..., 5], low, rtol=1e-9)
    np.testing.assert_allclose(found[..., 6], high, rtol=1e-9)


def test_side_without_a_quantile_is_as_wide_as_the_other():
    marginals = QuantileMarginals(np.array([[[[3.0, 5.0]]]]), (0.5, 0.9))
    found = marginals.at(np.array([[[[0.1, 0.9]]]])).ravel()
    np.testing.assert_allclose(found, [1, 5])


def test_quantiles_without_spread_rank_what_lies_beside_them():
    marginals = QuantileMarginals(np.full((1, 1, 1, 3), 2.0), (0.1, 0.5, 0.9))
    assert marginals.at(np.array([[[[0.01, 0.7]]]])).ravel().tolist() == [2, 2]
    ranks = [marginals.ranks(np.full((1, 1, 1), y)).item() for y in (1.0, 3.0)]
    assert ranks == [0, 1]


@pytest.mark.parametrize("marginals", [known_quantiles(), of_distribution()])
def test_missing_values_have_no_rank(marginals):
    y = np.zeros(SHAPE)
    y[1, 2, 0] = np.nan
    np.testing.assert_array_equal(np.isnan(marginals.ranks(y)), np.isnan(y))


def test_shifts_of_a_distribution_act_at_their_levels():
    parameters = np.array([[[[5.0, 2.0]], [[0.0, 1.0]]]])
    shifts = np.array([[-1.0, 0.0, 3.0], [0.0, 0.0, 0.0]])
    levels = (0.1, 0.5, 0.9)
    marginals = DistributionMarginals(parameters, "normal", levels, shifts)
    ranks = np.array([0.05, 0.1, 0.5, 0.7, 0.9])
    found = marginals.at(np.broadcast_to(ranks, (1, 2, 1, 5)))[0, :, 0]
    plain = stats.norm.ppf(ranks)
    np.testing.assert_allclose(found[0], 5 + 2 * plain + [-1, -1, 0, 1.5, 3])
    np.testing.assert_allclose(found[1], plain, atol=1e-12)
