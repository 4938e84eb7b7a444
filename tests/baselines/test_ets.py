import subprocess
import sys
import time

import numpy as np
import pytest
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

from seqkit.baselines import ETSForecast

NAN = np.nan


def wave(steps, season=12, seed=0):
    random = np.random.default_rng(seed)
    time = np.arange(steps)
    clean = 50 + 0.3 * time + 8 * np.sin(2 * np.pi * time / season)
    return clean + random.normal(size=steps)


def by_statsmodels(history, **options):
    model = ETSModel(
        history,
        error="add",
        trend="add",
        damped_trend=True,
        initialization_method="heuristic",
        **options,
    )
    return model.fit(disp=False)


@pytest.mark.parametrize("horizon", [1, 5, 30])
def test_forecast_equals_statsmodels(horizon):
    history = wave(150)

    ours = ETSForecast(season=12).fit(history)

    theirs = by_statsmodels(history, seasonal="add", seasonal_periods=12)
    assert list(ours.parameters_) == theirs.model.param_names
    assert list(ours.parameters_.values()) == theirs.params.tolist()
    np.testing.assert_allclose(
        ours.forecast(history, horizon), theirs.forecast(horizon)
    )


def test_forecast_without_season_equals_statsmodels():
    history = np.cumsum(np.random.default_rng(1).normal(size=80))

    ours = ETSForecast(season=1).fit(history)

    theirs = by_statsmodels(history)
    np.testing.assert_allclose(ours.forecast(history, 7), theirs.forecast(7))


def test_forecast_applies_fitted_parameters_to_a_newer_history():
    old, new = wave(150), wave(90, seed=1)
    ours = ETSForecast(season=12).fit(old)

    result = ours.forecast(new, horizon=15)

    theirs = by_statsmodels(new, seasonal="add", seasonal_periods=12)
    values = [ours.parameters_[name] for name in theirs.model.param_names]
    np.testing.assert_allclose(result, theirs.model.smooth(values).forecast(15))


def test_forecast_beats_the_seasonal_naive_on_a_wave_with_trend():
    history = wave(240)
    past, future = history[:-24], history[-24:]

    forecast = ETSForecast(season=12).fit(past).forecast(past, 24)

    naive = np.resize(past[-12:], 24)
    assert np.abs(forecast - future).mean() < 0.6 * np.abs(naive - future).mean()


def test_only_the_newest_steps_count():
    history = wave(700)
    model = ETSForecast(season=12).fit(history)

    newest = ETSForecast(season=12).fit(history[-500:])

    assert model.parameters_ == newest.parameters_
    np.testing.assert_array_equal(
        model.forecast(history, 3), newest.forecast(history[-500:], 3)
    )


@pytest.mark.parametrize(
    ("season", "steps", "seasonal"),
    [
        (12, 24, True),
        (12, 23, False),
        (1, 30, False),
        (4, 8, True),
        (5_000, 12_000, False),
    ],
)
def test_season_needs_two_of_it_and_must_fit_into_memory(season, steps, seasonal):
    history = wave(steps, season)

    model = ETSForecast(season).fit(history)

    assert model.seasonal_ is seasonal
    assert np.isfinite(model.forecast(history, 3)).all()


def test_short_newer_history_is_forecast_without_season():
    model = ETSForecast(season=12).fit(wave(120))

    result = model.forecast(np.full(15, 4.0), horizon=2)

    np.testing.assert_allclose(result, [4.0, 4.0])


def test_season_of_a_history_too_short_for_the_heuristic():
    history = np.array(
        [1.0, 9.0, 4.0, 3.0, 9.0, 17.0, 12.0, 11.0]
    )  # 2 a step, + season

    result = ETSForecast(season=4).fit(history).forecast(history, horizon=4)

    # the trend is damped by at most 0.8 a step, from at most 2
    assert (np.diff(result - [0.0, 8.0, 3.0, 2.0]) <= 2.0).all()
    assert (result > history[4:]).all()


@pytest.mark.parametrize("season", [1, 4])
@pytest.mark.parametrize("steps", [1, 2, 5, 9, 40])
def test_constant_history_stays_constant(season, steps):
    for value in (0.0, 7.0, -1e6):
        history = np.full(steps, value)
        result = ETSForecast(season).fit(history).forecast(history, horizon=3)
        np.testing.assert_allclose(result, np.full(3, value))


def test_missing_values_are_interpolated_and_cut_off_in_front():
    history = wave(60)
    gappy = np.concatenate([[NAN, NAN], history])
    gappy[10] = NAN
    history[8] = (history[7] + history[9]) / 2
    model = ETSForecast(season=12)

    ours = model.fit(gappy).forecast(gappy, 4)

    np.testing.assert_allclose(ours, model.fit(history).forecast(history, 4))


def test_history_without_observed_value():
    model = ETSForecast(season=4).fit(wave(30))

    np.testing.assert_array_equal(model.forecast([NAN, NAN], 2), [NAN, NAN])
    with pytest.raises(ValueError, match="history has no observed value"):
        model.fit([NAN, NAN])


def test_history_of_two_dimensions_is_rejected():
    with pytest.raises(ValueError, match=r"history must have shape .* got \(3, 1\)"):
        ETSForecast(season=4).fit(np.ones((3, 1)))


def test_deadline_in_the_past_stops_the_fit():
    with pytest.raises(TimeoutError, match="did not converge before its deadline"):
        ETSForecast(season=12).fit(wave(100), deadline=time.monotonic() - 1)


def test_deadline_stops_a_running_search(monkeypatch):
    clock = iter(range(1000))
    monkeypatch.setattr("seqkit.baselines.ets.time.monotonic", lambda: next(clock))

    with pytest.raises(TimeoutError, match="did not converge before its deadline"):
        ETSForecast(season=12).fit(wave(100), deadline=3)

    assert next(clock) == 5  # asked once before the search and after four iterations


def test_deadline_far_ahead_changes_nothing():
    history = wave(100)
    hurried = ETSForecast(season=12).fit(history, deadline=time.monotonic() + 600)

    assert hurried.parameters_ == ETSForecast(season=12).fit(history).parameters_


def test_baselines_load_statsmodels_only_when_asked():
    code = "import sys, seqkit.baselines; print('statsmodels' in sys.modules)"

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert run.stdout.strip() == "False", run.stderr
