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
    inputs = {"past": past}
    if sizes.distribution == "negative_binomial":
        inputs["unit"] = keras.Input((sizes.targets,), name="unit")
    return keras.Model(inputs, parameters_of(y, sizes.distribution, inputs.get("unit")))


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


def test_what_was_fitted_is_forecast_whatever_is_set_afterwards(fitted, tmp_path):
    before = fitted.predict()
    asked = {"quantiles": None, "distribution": None}
    model = fitted.set_params(**asked)
    try:
        pd.testing.assert_frame_equal(model.predict(), before)
        model.save(tmp_path / "model.seqkit")
    finally:
        fitted.set_params(quantiles=LEVELS, distribution="student_t")
    again = seqkit.load(tmp_path / "model.seqkit")
    pd.testing.assert_frame_equal(again.predict(), before, rtol=1e-6)


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
    inputs = {"past": x[None, :, None].astype("float32")}
    parameters = model.network_(inputs).numpy()
    expected = quantiles_of(parameters, "normal", (0.5, *LEVELS))[0, :, 0]
    expected = np.exp(expected * scale + location)
    np.testing.assert_allclose(model.predict(), expected, rtol=1e-5)


def test_conformal_shifts_move_quantiles_and_leave_the_median(fitted):
    shifts = fitted._spread.shifts
    assert shifts.shape == (7, 3)
    assert (shifts[:, 1] == 0).all()
    assert (shifts[:, [0, 2]] != 0).all()


def test_loss_on_all_steps_trains_distributions_of_all_targets_of_a_gappy_frame():
    frame = series().assign(stock=lambda part: part["sales"] * 100)
    frame.iloc[20:23, 0] = frame.iloc[60, 1] = np.nan
    model = Forecaster(2, strategy="direct", loss_steps="all", channels="joint")
    model.set_params(distribution="student_t", quantiles=LEVELS, cell="simple")
    model.set_params(units=(2,), lookback=4, epochs=1, random_state=0)
    forecast = model.fit(frame).predict()
    assert (forecast["sales_0.1"] < forecast["sales_0.9"]).all()
    assert forecast["sales"].between(2, 8).all()
    assert forecast["stock"].between(200, 800).all()


def counted():
    """Counts of two shops, one of which is ten times as busy."""
    draw = np.random.default_rng(0)
    busy = draw.negative_binomial(5, 5 / (5 + 40), 200)
    quiet = draw.negative_binomial(5, 5 / (5 + 4), 200)
    return pd.DataFrame({"busy": busy, "quiet": quiet})


def test_forecasts_of_counts_are_counts_as_spread_as_each_series():
    model = Forecaster(2, lookback=4, distribution="negative_binomial", scaling="mean")
    model.set_params(quantiles=LEVELS, strategy="direct", network=flat, epochs=10)
    model.set_params(learning_rate=0.05, random_state=0)
    model.fit(counted())
    forecast, paths = model.predict(), model.sample_paths(n=200, random_state=0)
    for frame in (forecast, paths):
        assert (frame % 1 == 0).all(axis=None)
        assert (frame >= 0).all(axis=None)
    assert forecast["busy"].between(25, 50).all()
    assert forecast["quiet"].between(2, 6).all()
    assert paths["busy"].std() == pytest.approx(np.sqrt(40 + 40**2 / 5), rel=0.3)
    assert paths["quiet"].std() == pytest.approx(np.sqrt(4 + 4**2 / 5), rel=0.3)
    inputs, _ = model.samples_of(counted()).training.take(np.arange(2))
    np.testing.assert_allclose(inputs["unit"][:, 0], counted().mean(), rtol=1e-6)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({}, "does not go with \"scaling='window_last'\"; choose \"scaling='mean'\""),
        ({"scaling": "mean", "transform": "log1p"}, "choose 'transform=None'"),
        ({"scaling": "mean"}, "needs counts, whole numbers from 0 up, but target 'sal"),
    ],
)
def test_negative_binomial_of_anything_else_gets_one_sentence(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        Forecaster(7, distribution="negative_binomial", **arguments).fit(series())


def test_unknown_distribution_gets_one_sentence():
    with pytest.raises(ValueError, match="distribution='cauchy' is unknown; choose"):
        Forecaster(7, distribution="cauchy").fit(series())
