import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seqkit.baselines import seasonal_naive
from seqkit.metrics import (
    coverage,
    interval_width,
    mae,
    mase,
    mse,
    pinball,
    rmse,
    rmsse,
    seasonal_scale,
    seasonal_scales,
    smape,
)

NAN = np.nan
Y = np.array([[1.0, 2.0, NAN, 4.0], [0.0, -2.0, 3.0, 0.0]])
FORECAST = np.array([[2.0, 0.0, 9.0, 4.0], [0.0, 2.0, 1.0, 5.0]])
POINT_SCORES = [mae, mse, rmse, smape]

# whole thousandths: squares of tinier errors would round to 0
thousandths = st.integers(-(10**9), 10**9).map(lambda number: number / 1000)
steps = arrays("float64", (3, 5), elements=thousandths)


def test_mae_known_answer():
    np.testing.assert_allclose(mae(Y, FORECAST), [1.0, 11 / 4])


def test_mse_known_answer():
    np.testing.assert_allclose(mse(Y, FORECAST), [5 / 3, 45 / 4])


def test_rmse_known_answer():
    np.testing.assert_allclose(rmse(Y, FORECAST), [np.sqrt(5 / 3), np.sqrt(45 / 4)])


def test_smape_known_answer():
    # steps of 200/3, 200 and 0 per cent; 0 (both are 0), 200, 100 and 200
    np.testing.assert_allclose(smape(Y, FORECAST), [800 / 9, 125.0])


def test_pinball_known_answer():
    y, forecast = [10.0, 10.0, NAN], [7.0, 12.0, 0.0]
    assert pinball(y, forecast, level=0.9) == pytest.approx((0.9 * 3 + 0.1 * 2) / 2)


def test_coverage_counts_both_ends_and_skips_missing_targets():
    y = [[0.0, 2.0, 5.0, NAN], [-0.1, 1.0, 1.0, 1.0]]
    low, high = np.zeros((2, 4)), np.full((2, 4), 2.0)

    np.testing.assert_allclose(coverage(y, low, high), [2 / 3, 3 / 4])


def test_coverage_of_an_undefined_interval_is_not_a_number():
    assert np.isnan(coverage([1.0, 1.0], [0.0, NAN], [2.0, 2.0]))


def test_interval_width_counts_the_steps_that_coverage_counts():
    low, high = np.zeros(3), np.array([1.0, 3.0, 8.0])

    assert interval_width(None, low, high) == pytest.approx(4.0)
    assert interval_width([5.0, 5.0, NAN], low, high) == pytest.approx(2.0)


def test_mase_and_rmsse_divide_by_one_scale_per_window():
    scale = np.array([0.5, 2.0])

    np.testing.assert_allclose(mase(Y, FORECAST, scale), [2.0, 11 / 8])
    np.testing.assert_allclose(
        rmsse(Y, FORECAST, scale), [2 * np.sqrt(5 / 3), np.sqrt(45 / 16)]
    )


def test_mase_without_a_scale_is_not_a_number():
    result = mase(np.ones((3, 2)), np.zeros((3, 2)), scale=[1.0, 0.0, NAN])

    np.testing.assert_array_equal(result, [1.0, NAN, NAN])


@pytest.mark.parametrize("score", POINT_SCORES)
def test_score_without_observed_target_is_not_a_number(score):
    result = score([[NAN, NAN], [1.0, NAN]], [[1.0, 2.0], [1.0, 2.0]])

    np.testing.assert_array_equal(result, [NAN, 0.0])


@pytest.mark.parametrize("score", POINT_SCORES)
def test_score_shows_a_missing_forecast(score):
    assert np.isnan(score([1.0, 2.0], [1.0, NAN]))


@pytest.mark.parametrize("score", POINT_SCORES)
def test_score_of_an_empty_horizon_is_not_a_number(score):
    np.testing.assert_array_equal(score(np.ones((2, 0)), np.ones((2, 0))), [NAN, NAN])


@pytest.mark.parametrize("score", POINT_SCORES)
def test_score_of_one_step_in_three_axes(score):
    y = np.arange(1.0, 7.0).reshape(3, 2, 1)

    result = score(y, y + 1)

    expected = 200 / (2 * y[..., 0] + 1) if score is smape else np.ones((3, 2))
    np.testing.assert_allclose(result, expected)


def test_shape_mismatch_names_the_argument():
    with pytest.raises(
        ValueError, match=r"forecast must have the shape of y, \(2, 4\)"
    ):
        mae(Y, FORECAST[0])
    with pytest.raises(ValueError, match=r"high must have the shape of y, \(2, 4\)"):
        coverage(Y, FORECAST, FORECAST[:1])
    with pytest.raises(ValueError, match=r"got the number 3.0; wrap it in a list"):
        mae(3.0, 3.0)
    with pytest.raises(ValueError, match=r"without its last axis, \(2,\), got \(3,\)"):
        mase(Y, FORECAST, np.ones(3))


def test_pinball_rejects_a_level_outside():
    with pytest.raises(ValueError, match="level must be a number"):
        pinball(Y, FORECAST, level=1.0)


@given(steps, steps)
def test_point_scores_agree_with_each_other(y, forecast):
    assert (mae(y, forecast) <= rmse(y, forecast) * (1 + 1e-9)).all()
    assert ((smape(y, forecast) >= 0) & (smape(y, forecast) <= 200 + 1e-9)).all()
    np.testing.assert_allclose(smape(y, forecast), smape(forecast, y))
    np.testing.assert_allclose(2 * pinball(y, forecast, 0.5), mae(y, forecast))


@given(steps, arrays("bool", (3, 5)))
def test_missing_targets_never_count(forecast, missing):
    y = np.where(missing, NAN, 1.0)

    result = mae(y, forecast)

    for row in range(3):
        there = ~missing[row]
        expected = mae(y[row, there], forecast[row, there])
        np.testing.assert_allclose(result[row], expected)


@given(steps, st.floats(0.01, 0.99))
def test_pinball_of_a_constant_is_lowest_at_the_quantile(y, level):
    best = np.quantile(y, level, axis=1, method="inverted_cdf")[:, None]
    away = pinball(y, y[:, :1] + np.zeros_like(y), level)

    loss = pinball(y, best + np.zeros_like(y), level)

    assert (loss <= away + 1e-6).all()


def test_seasonal_scale_known_answers():
    history = [1.0, 2.0, 4.0, 8.0, NAN, 3.0]

    assert seasonal_scale(history, 2) == pytest.approx((3 + 6 + 5) / 3)
    assert seasonal_scale(history, 1) == pytest.approx((1 + 2 + 4) / 3)
    assert seasonal_scale(history, 1, power=2) == pytest.approx(np.sqrt(21 / 3))


def test_seasonal_scale_of_a_short_history_compares_neighbours():
    assert seasonal_scale([1.0, 3.0, 4.0], season=3) == pytest.approx(1.5)
    assert seasonal_scale([NAN, 3.0, 4.0, 6.0], season=3) == pytest.approx(1.5)


@pytest.mark.parametrize("history", [[], [3.0], [NAN, NAN], [2.0, 2.0, 2.0]])
def test_seasonal_scale_of_nothing_or_a_constant_is_not_a_number(history):
    assert np.isnan(seasonal_scale(history, season=2))


def test_seasonal_scale_rejects_what_makes_no_sense():
    with pytest.raises(ValueError, match="season must be a whole number >= 1, got 0"):
        seasonal_scale([1.0, 2.0], season=0)
    with pytest.raises(ValueError, match="power=3 is unknown"):
        seasonal_scale([1.0, 2.0], season=1, power=3)
    with pytest.raises(ValueError, match=r"history must have shape \(timesteps,\)"):
        seasonal_scale([[1.0, 2.0]], season=1)


@given(
    lengths=st.lists(st.integers(0, 9), min_size=1, max_size=5),
    season=st.integers(1, 4),
    power=st.sampled_from([1, 2]),
    seed=st.integers(0, 2**16),
)
def test_seasonal_scales_equal_the_loop(lengths, season, power, seed):
    random = np.random.default_rng(seed)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    values = random.normal(size=(offsets[-1], 2))
    values[random.random(values.shape) < 0.2] = NAN
    stops = random.integers(0, np.array(lengths) + 1)

    scales = seasonal_scales(values, offsets, stops, season, power)

    expected = np.empty_like(scales)
    for series, channel in np.ndindex(scales.shape):
        rows = slice(offsets[series], offsets[series] + stops[series])
        history = values[rows, channel].tolist()
        expected[series, channel] = seasonal_scale_by_loop(history, season, power)
    np.testing.assert_allclose(scales, expected, rtol=1e-12)


def seasonal_scale_by_loop(history, season, power):
    for apart in (season, 1):
        pairs = zip(history[apart:], history, strict=False)
        changes = [abs(new - old) ** power for new, old in pairs]
        changes = [change for change in changes if change == change]
        if changes:
            return (sum(changes) / len(changes)) ** (1 / power) or NAN
    return NAN


@pytest.mark.data
def test_seasonal_naive_on_m4_hourly_scores_as_published():
    folder = os.environ.get("SEQKIT_DATA")
    if not folder:
        pytest.skip("SEQKIT_DATA names no folder with data sets")
    train, test = (m4_hourly(Path(folder), part) for part in ("train", "test"))
    lengths = (~np.isnan(train)).sum(axis=1)
    newest = lengths[:, None] + np.arange(-168, 0)
    past = np.take_along_axis(train, newest, axis=1)[..., None]
    values, offsets = train[~np.isnan(train)], np.concatenate([[0], np.cumsum(lengths)])
    scales = seasonal_scales(values[:, None], offsets, lengths, season=24)[:, 0]

    forecast = seasonal_naive(past, horizon=48, season=24)[..., 0]

    assert round(float(smape(test, forecast).mean()), 3) == 13.912
    assert round(float(mase(test, forecast, scales).mean()), 3) == 1.193


def m4_hourly(folder, part):
    path = folder / "forecasting" / "m4" / f"Hourly-{part}.csv"
    return pd.read_csv(path, index_col=0).to_numpy(dtype="float64")
