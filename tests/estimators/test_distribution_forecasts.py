"""Forecasts of distributions, in every layout and setting of the Forecaster."""

import numpy as np
import pandas as pd
import pytest

import seqkit
from seqkit import Forecaster
from seqkit.keras_backend import keras
from seqkit.networks.distributions import parameters_of, quantiles_of

pytestmark = pytest.mark.slow

LEVELS = (0.1, 0.9)
QUICK = {"units": (4,), "epochs": 2, "random_state": 0, "lookback": 14}


def series(rows=140):
    steps = np.arange(rows)
    noise = np.random.default_rng(0).normal(0, 0.1, rows)
    index = pd.date_range("2024-01-01", periods=rows, freq="D", name="date")
    values = 5 + np.sin(steps * 2 * np.pi / 7) + noise
    return pd.DataFrame({"sales": values}, index=index)


def flat(sizes):
    """A network without recurrence, which is built and trained in no time."""
    past = keras.Input((sizes.lookback, sizes.features), name="past")
    y = keras.layers.Dense(sizes.horizon * sizes.outputs)(keras.layers.Flatten()(past))
    shape = (sizes.horizon, sizes.targets, sizes.outputs_per_target)
    y = keras.layers.Reshape(shape)(y)
    return keras.Model(past, parameters_of(y, sizes.distribution))


@pytest.fixture(scope="module")
def fitted():
    model = Forecaster(7, distribution="student_t", quantiles=LEVELS, **QUICK)
    return model.fit(series())


def test_point_forecast_is_the_median_inside_its_quantiles(fitted):
    forecast = fitted.predict()
    assert list(forecast) == ["sales", "sales_0.1", "sales_0.9"]
    assert (forecast["sales_0.1"] < forecast["sales"]).all()
    assert (forecast["sales"] < forecast["sales_0.9"]).all()
    assert fitted.network_.output_shape == (None, 7, 1, 3)


def test_saved_forecaster_forecasts_the_same(fitted, tmp_path):
    fitted.save(tmp_path / "model.seqkit")
    again = seqkit.load(tmp_path / "model.seqkit")
    assert again.distribution == "student_t"
    pd.testing.assert_frame_equal(again.predict(), fitted.predict(), rtol=1e-6)


def test_samples_come_with_the_loss_of_the_distribution(fitted):
    samples = fitted.samples_of(series())
    inputs, y = samples.training.take(np.arange(5))
    cost = float(samples.loss(y, fitted.network_(inputs)))
    assert np.isfinite(cost)
    assert samples.sizes.distribution == "student_t"


def test_quantiles_are_those_of_the_networks_parameters():
    model = Forecaster(
        3,
        distribution="normal",
        quantiles=LEVELS,
        conformal=False,
        transform="log",
        strategy="direct",
        network=flat,
        scaling="standard",
        **QUICK,
    ).fit(series())
    location, scale = model.series_.location[0, 0], model.series_.scale[0, 0]
    x = (np.log(series().iloc[-14:, 0].to_numpy()) - location) / scale
    parameters = model.network_(x[None, :, None].astype("float32")).numpy()
    expected = quantiles_of(parameters, "normal", (0.5, *LEVELS))[0, :, 0]
    expected = np.exp(expected * scale + location)
    np.testing.assert_allclose(model.predict(), expected, rtol=1e-5)


def test_conformal_shifts_move_quantiles_and_leave_the_median(fitted):
    shifts = fitted._spread.shifts
    assert shifts.shape == (7, 3)
    assert (shifts[:, 1] == 0).all()
    assert (shifts[:, [0, 2]] != 0).all()


def test_spread_of_noise_is_learnt():
    noise = np.random.default_rng(1).normal(50, 2, 400)
    model = Forecaster(1, lookback=2, distribution="normal", network=flat)
    model.set_params(quantiles=LEVELS, conformal=False, scaling="standard")
    model.set_params(epochs=10, learning_rate=0.05, random_state=0, strategy="direct")
    forecast = model.fit(pd.Series(noise, name="y")).predict().iloc[0]
    width = forecast["y_0.9"] - forecast["y_0.1"]
    assert width == pytest.approx(2 * 1.2816 * 2, rel=0.15)
    assert forecast["y"] == pytest.approx(50, abs=1)


def test_all_targets_of_a_gappy_frame_are_forecast_together():
    frame = series().assign(stock=lambda part: part["sales"] * 100)
    frame.iloc[20:23, 0] = frame.iloc[60, 1] = np.nan
    model = Forecaster(3, channels="joint", strategy="direct", network=flat, **QUICK)
    model.set_params(distribution="normal", epochs=1)
    forecast = model.fit(frame).predict()
    assert list(forecast) == ["sales", "stock"]
    assert forecast["sales"].between(2, 8).all()
    assert forecast["stock"].between(200, 800).all()


def test_loss_on_all_steps_trains_a_distribution():
    model = Forecaster(2, strategy="direct", loss_steps="all", cell="simple")
    model.set_params(distribution="student_t", quantiles=(0.25, 0.75), units=(2,))
    model.set_params(lookback=4, epochs=1)
    forecast = model.fit(series()).predict()
    assert (forecast["sales_0.25"] < forecast["sales_0.75"]).all()


def test_unknown_distribution_gets_one_sentence():
    with pytest.raises(ValueError, match="distribution='cauchy' is unknown; choose"):
        Forecaster(7, distribution="cauchy").fit(series())
