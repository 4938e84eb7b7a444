"""How far back to look, and the share of the linear forecast in the Forecaster's."""

import numpy as np
import pandas as pd
import pytest

from seqkit import Forecaster, load
from seqkit.estimators.forecast_windows import reaching_beyond, training_cut
from seqkit.estimators.linear_share import EQUAL, linear_share
from seqkit.estimators.window_plan import usual_lookbacks
from seqkit.networks import forecast_network
from seqkit.networks.linear_path import LINEAR, recurrent_part
from seqkit.sequences.frames import Roles, read_frame

SMALL = {"units": (4,), "epochs": 2, "random_state": 0}


@pytest.fixture(scope="module")
def series():
    draw = np.random.default_rng(0)
    steps = np.arange(200)
    index = pd.date_range("2024-01-01", periods=200, freq="D")
    noise = draw.normal(0, 0.1, 200)
    return pd.Series(np.sin(steps * 2 * np.pi / 7) + noise, index=index, name="y")


@pytest.fixture(scope="module")
def fitted(series):
    return Forecaster(3, lookback=14, **SMALL).fit(series)


def paths(model):
    """Return forecasts of both paths together and of the recurrent one alone."""
    both, whole = model.predict(), model.network_
    model.network_ = recurrent_part(whole)
    alone = model.predict()
    model.network_ = whole
    return both, alone


def test_share_is_the_best_of_a_fine_grid():
    draw = np.random.default_rng(2)
    y, network, linear = draw.normal(size=(3, 40, 2, 1))
    y[3] = np.nan
    grid = np.linspace(0, 1, 1001)
    errors = [np.nanmean((network + w * (linear - network) - y) ** 2) for w in grid]
    best = grid[int(np.argmin(errors))]
    assert linear_share(y, network, linear, peers=False) == pytest.approx(
        best, abs=2e-3
    )
    drawn = (best + EQUAL) / 2
    assert linear_share(y, network, linear, peers=True) == pytest.approx(
        drawn, abs=2e-3
    )


def test_forecasts_that_are_the_same_count_the_same():
    y = np.ones((4, 2, 1))
    assert linear_share(y, 2 * y, 2 * y, peers=False) == EQUAL


def test_lookbacks_leave_half_of_the_longest_series():
    assert usual_lookbacks(12, 12, 132) == [24, 48, 60]
    assert usual_lookbacks(1, 3, 1000) == [8, 16, 28, 56]
    assert usual_lookbacks(52, 52, 2000) == [104, 208, 364]
    assert usual_lookbacks(7, 3, 6) == [2]


def test_a_lookback_that_says_more_is_taken():
    draw = np.random.default_rng(3)
    values = list(draw.normal(size=28))
    for _ in range(472):
        values.append(0.95 * values[-28] + draw.normal(0, 0.1))
    y = pd.Series(values, index=pd.date_range("2024-01-01", periods=500, freq="D"))
    assert Forecaster(3, **SMALL).fit(y.rename("y")).plan_.lookback >= 28
    nothing = Forecaster(3, validation_fraction=0.0, **SMALL).fit(y.rename("y"))
    assert nothing.plan_.lookback == 14
    assert nothing.linear_share_ == EQUAL


def test_forecast_stands_between_both_paths(fitted, tmp_path):
    assert EQUAL / 2 <= fitted.linear_share_ <= 1 - EQUAL / 2
    both, alone = paths(fitted)
    assert np.abs(both - alone).to_numpy().max() > 1e-3
    fitted.save(tmp_path / "model.seqkit")
    again = load(tmp_path / "model.seqkit")
    assert again.linear_share_ == fitted.linear_share_
    pd.testing.assert_frame_equal(again.predict(), both)


def test_linear_path_can_be_left_out(series, fitted):
    plain = Forecaster(3, lookback=14, linear_path=False, **SMALL).fit(series)
    assert plain.linear_share_ == 0
    assert all(layer.name != LINEAR for layer in plain.network_.layers)
    pd.testing.assert_frame_equal(plain.predict(), paths(fitted)[1])


def test_a_known_future_is_part_of_the_linear_forecast():
    draw = np.random.default_rng(4)
    x = draw.normal(size=300)
    data = pd.DataFrame({"y": 10 + x + draw.normal(0, 0.01, 300), "x": x})
    model = Forecaster(2, lookback=8, **SMALL)
    model.fit(data, target="y", future="x")
    assert model.linear_share_ > 0.9
    high = model.predict(future=model.future_frame().assign(x=1.0))["y"]
    low = model.predict(future=model.future_frame().assign(x=-1.0))["y"]
    np.testing.assert_allclose(high - low, 2.0, atol=0.2)


def test_missing_targets_leave_the_linear_path_its_windows(series):
    holed = series.mask(np.random.default_rng(5).random(200) < 0.4)
    model = Forecaster(8, lookback=14, **SMALL).fit(holed)
    assert model.linear_share_ > 0
    assert np.isfinite(model.predict().to_numpy()).all()


def test_own_networks_and_counts_have_no_linear_path(series):
    def build(sizes):
        return forecast_network(sizes, units=(3,))

    own = Forecaster(3, lookback=14, network=build, **SMALL).fit(series)
    assert own.linear_share_ == 0
    counts = series.mul(5).add(9).round()
    model = Forecaster(
        3, lookback=14, distribution="negative_binomial", scaling="mean", **SMALL
    ).fit(counts)
    assert model.linear_share_ == 0


@pytest.mark.parametrize(
    "arguments",
    [
        {"quantiles": (0.1, 0.9)},
        {"distribution": "normal", "quantiles": (0.1, 0.9), "conformal": False},
        {"ensemble": 2},
        {"channels": "joint", "strategy": "direct", "loss_steps": "all"},
    ],
)
def test_every_output_has_its_linear_path(series, arguments):
    if "loss_steps" in arguments:
        arguments = arguments | {"lookback": 8}
    model = Forecaster(3, **({"lookback": 14} | SMALL | arguments)).fit(series)
    both, alone = paths(model)
    assert model.linear_share_ > 0
    assert np.abs(both - alone).to_numpy().max() > 1e-3
    assert both.columns.equals(alone.columns)
    if "quantiles" in arguments:
        width, before = (each["y_0.9"] - each["y_0.1"] for each in (both, alone))
        np.testing.assert_allclose(width, before, rtol=1e-4)


def test_going_on_trains_the_recurrent_path_alone(series):
    model = Forecaster(3, lookback=14, **SMALL).fit(series.iloc[:150])
    linear, share = model.network_.get_layer(LINEAR).get_weights(), model.linear_share_
    before = recurrent_part(model.network_).get_weights()
    model.partial_fit(series.iloc[150:])
    after = recurrent_part(model.network_).get_weights()
    assert any((a != b).any() for a, b in zip(before, after, strict=True))
    kept = model.network_.get_layer(LINEAR).get_weights()
    for one, other in zip(linear, kept, strict=True):
        np.testing.assert_array_equal(one, other)
    assert model.linear_share_ == share


def test_logarithms_are_taken_where_they_forecast_better():
    draw = np.random.default_rng(6)
    steps = np.arange(240)
    index = pd.date_range("2005-01-01", periods=240, freq="MS")
    growing = np.exp(0.02 * steps + np.sin(steps * 2 * np.pi / 12) / 3)
    y = pd.Series(growing * np.exp(draw.normal(0, 0.03, 240)), index, name="y")
    model = Forecaster(6, **SMALL).fit(y)
    assert (model.plan_.transform, model.plan_.positive) == ("log", True)
    assert Forecaster(6, **SMALL).fit(y - 2).plan_.transform is None
    assert Forecaster(6, transform=None, **SMALL).fit(y).plan_.transform is None
    spoilt = y.copy()
    spoilt.iloc[-1] = 0.0
    holed = model.predict(y.mask(spoilt == 0))
    with pytest.warns(UserWarning, match="one of 1 values at or below 0 that count"):
        found = model.predict(spoilt)
    pd.testing.assert_frame_equal(found, holed)


def test_rows_held_back_train_in_the_end(series):
    held = Forecaster(3, lookback=14, train_on_all=False, **SMALL).fit(series)
    whole = Forecaster(3, lookback=14, **SMALL).fit(series)
    pd.testing.assert_frame_equal(
        held.history_.drop(columns="seconds"), whole.history_.drop(columns="seconds")
    )
    assert held.linear_share_ == whole.linear_share_
    for name in (LINEAR, "recurrent_path"):
        one, other = (
            recurrent_part(each.network_).get_weights()
            if name != LINEAR
            else each.network_.get_layer(LINEAR).get_weights()
            for each in (held, whole)
        )
        assert any((a != b).any() for a, b in zip(one, other, strict=True))


def test_rows_that_calibrate_do_not_train(series):
    arguments = SMALL | {"lookback": 14, "quantiles": (0.1, 0.9)}
    held, whole = (
        Forecaster(3, train_on_all=choice, **arguments).fit(series).predict()
        for choice in (False, True)
    )
    pd.testing.assert_frame_equal(held, whole)


def test_windows_beyond_the_training_come_with_as_many_before(series):
    model = Forecaster(3, lookback=14, **SMALL)
    samples = model._encode(read_frame(series, Roles.named()))
    training = samples.training
    everything = training_cut(training.arrays, model.plan_, 0.0).training
    windows = reaching_beyond(training, everything, 0)
    new = windows.ends > training.ends.max()
    assert new.sum() == len(everything) - len(training)
    assert (~new).sum() == new.sum()
    assert len(np.unique(windows.ends)) == len(windows)
    assert windows.ends.max() == len(series) - 3
