import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.baselines import drift, repeat_last, seasonal_naive

NAN = np.nan
ALL = [repeat_last, lambda past, horizon: seasonal_naive(past, horizon, 3), drift]


def one(*values):
    return np.array(values)[None, :, None]


def test_repeat_last_takes_the_newest_observed_value_of_each_channel():
    past = np.array([[[1.0, 2.0], [3.0, NAN]], [[5.0, 6.0], [7.0, 8.0]]])

    result = repeat_last(past, horizon=2)

    np.testing.assert_array_equal(result[:, 0], [[3.0, 2.0], [7.0, 8.0]])
    np.testing.assert_array_equal(result[:, 1], result[:, 0])


def test_seasonal_naive_repeats_the_newest_season():
    result = seasonal_naive(one(9.0, 1.0, 2.0, 3.0), horizon=5, season=3)

    np.testing.assert_array_equal(result, one(1.0, 2.0, 3.0, 1.0, 2.0))


def test_seasonal_naive_falls_back_to_earlier_seasons_then_to_the_newest_value():
    # phases 0, 1, 2; phase 1 is missing in the newest season, phase 2 in all of them
    past = one(10.0, 11.0, NAN, 20.0, 21.0, NAN, 30.0, NAN, NAN)

    result = seasonal_naive(past, horizon=4, season=3)

    np.testing.assert_array_equal(result, one(30.0, 21.0, 30.0, 30.0))


def test_seasonal_naive_of_less_than_one_season():
    result = seasonal_naive(one(1.0, 2.0), horizon=4, season=4)

    np.testing.assert_array_equal(result, one(2.0, 2.0, 1.0, 2.0))


def test_drift_continues_the_line_through_first_and_last():
    np.testing.assert_allclose(drift(one(1.0, 9.0, 5.0), 2), one(7.0, 9.0))


def test_drift_counts_steps_across_missing_values():
    # from 1 (step 1) to 7 (step 3): 3 a step; the forecasts are steps 5 and 6
    np.testing.assert_allclose(drift(one(NAN, 1.0, NAN, 7.0, NAN), 2), one(13.0, 16.0))


@pytest.mark.parametrize("forecast", ALL)
def test_forecast_of_one_observed_value_repeats_it(forecast):
    np.testing.assert_array_equal(forecast(one(4.0), 2), one(4.0, 4.0))
    np.testing.assert_array_equal(forecast(one(NAN, 4.0, NAN), 2), one(4.0, 4.0))


@pytest.mark.parametrize("forecast", ALL)
def test_forecast_is_missing_only_where_nothing_was_observed(forecast):
    past = np.array([[[NAN, 1.0], [NAN, NAN]]])

    np.testing.assert_array_equal(forecast(past, 1), [[[NAN, 1.0]]])


@pytest.mark.parametrize("forecast", ALL)
def test_forecast_of_no_windows(forecast):
    assert forecast(np.ones((0, 4, 2)), 3).shape == (0, 3, 2)


@pytest.mark.parametrize("forecast", ALL)
def test_forecast_rejects_other_shapes(forecast):
    with pytest.raises(ValueError, match=r"past must have shape .* got \(4,\)"):
        forecast(np.ones(4), 1)
    with pytest.raises(ValueError, match=r"at least one step, got \(2, 0, 1\)"):
        forecast(np.ones((2, 0, 1)), 1)
    with pytest.raises(ValueError, match="horizon must be a whole number >= 1, got 0"):
        forecast(np.ones((2, 3, 1)), 0)


panels = st.tuples(
    st.integers(1, 9), st.integers(1, 7), st.integers(1, 5), st.integers(0, 2**16)
)


def gappy(steps, seed):
    random = np.random.default_rng(seed)
    past = random.normal(size=(3, steps, 2))
    past[random.random(past.shape) < 0.4] = NAN
    return past


@given(panels)
def test_seasonal_naive_equals_the_loop(drawn):
    steps, horizon, season, seed = drawn
    past = gappy(steps, seed)

    result = seasonal_naive(past, horizon, season)

    expected = np.empty_like(result)
    for window, channel in np.ndindex(3, 2):
        expected[window, :, channel] = seasonal_naive_by_loop(
            past[window, :, channel].tolist(), horizon, season
        )
    np.testing.assert_array_equal(result, expected)


def seasonal_naive_by_loop(history, horizon, season):
    observed = [value for value in history if value == value]
    future = []
    for ahead in range(horizon):
        place = len(history) + ahead % season - season
        while place >= 0 and np.isnan(history[place]):
            place -= season
        newest = observed[-1] if observed else NAN
        future.append(history[place] if place >= 0 else newest)
    return future


@given(panels)
def test_padding_in_front_never_changes_a_forecast(drawn):
    steps, horizon, season, seed = drawn
    past = gappy(steps, seed)
    padded = np.concatenate([np.full((3, 4, 2), NAN), past], axis=1)

    np.testing.assert_array_equal(
        repeat_last(padded, horizon), repeat_last(past, horizon)
    )
    np.testing.assert_array_equal(
        seasonal_naive(padded, horizon, season), seasonal_naive(past, horizon, season)
    )
    np.testing.assert_allclose(drift(padded, horizon), drift(past, horizon))


@given(panels)
def test_season_of_one_repeats_the_last_value(drawn):
    steps, horizon, _, seed = drawn
    past = gappy(steps, seed)

    result = seasonal_naive(past, horizon, season=1)

    np.testing.assert_array_equal(result, repeat_last(past, horizon))
