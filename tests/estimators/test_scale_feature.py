"""What the network is told of how large series are."""

import numpy as np
import pandas as pd
import pytest

from seqkit import Forecaster, load
from seqkit.estimators import forecast_hooks
from seqkit.estimators.window_plan import WindowPlan
from seqkit.networks import forecast_network
from seqkit.networks.forecasting import STRATEGIES
from seqkit.sequences.frames import Roles, read_frame

SMALL = {"units": (2,), "cell": "simple", "epochs": 1, "random_state": 0, "lookback": 8}
LONG = {"target": "y", "id": "id", "time": "day"}
LEVELS = {"a": 1.0, "b": 10.0, "c": 1000.0}
SHAPE = np.abs(np.random.default_rng(0).normal(size=40)) + 0.5
SCALINGS = ("window_last", "window_standard", "standard", "robust", "minmax", "mean")


def stores(levels=LEVELS, rows=40):
    days = pd.date_range("2024-01-01", periods=rows, freq="D")
    parts = [
        pd.DataFrame({"id": name, "day": days, "y": level * SHAPE[:rows]})
        for name, level in levels.items()
    ]
    return pd.concat(parts)


@pytest.fixture(scope="module")
def fitted():
    """A forecaster whose networks and linear path count as knowing the same."""
    peers = []

    def seen(*given, **named):
        peers.append(named["peers"])
        return linear_beside(*given, **named)

    linear_beside = forecast_hooks.linear_beside
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forecast_hooks, "linear_beside", seen)
        model = Forecaster(2, scale_feature=True, quantiles=(0.1, 0.9), **SMALL)
        model.fit(stores(), **LONG)
    assert peers == [True]
    return model


def samples(data, roles=LONG, **other):
    model = Forecaster(2, scale_feature=True, **SMALL | other)
    return model._encode(read_frame(data, Roles.named(**roles)))


def told(found):
    windows = found.training
    return windows.take(np.arange(len(windows)))[0]["static"]


def test_feature_is_the_standardised_logarithm():
    found = samples(stores(), scaling="mean")
    logs = np.log(list(LEVELS.values()))
    expected = (logs - logs.mean()) / logs.std()
    static = told(found)
    np.testing.assert_allclose(static[:, 0], expected[found.training.series], rtol=1e-5)
    (norm,) = found.training.plan.scale_norm
    size = np.log(SHAPE[: found.training.ends.max() + 2].mean())
    assert norm == pytest.approx((logs.mean() + size, logs.std()), abs=0.1)


def test_windows_with_a_scale_of_their_own_tell_it():
    windows = samples(stores(), scaling="window_standard", transform=None).training
    spread = [np.log(windows.arrays.values[e - 8 : e].std()) for e in windows.ends]
    static = windows.take(np.arange(len(windows)))[0]["static"]
    expected = (spread - np.mean(spread)) / np.std(spread)
    np.testing.assert_allclose(static[:, 0], expected, rtol=1e-4)


@pytest.mark.parametrize("channels", ["shared", "joint"])
@pytest.mark.parametrize("scaling", SCALINGS)
def test_each_target_has_its_size_in_every_scaling(scaling, channels):
    data = stores(LEVELS | {"flat": 0.0}).assign(region="north")
    data["z"] = data["y"] ** 2 + np.tile(np.arange(40) % 3, 4)
    roles = LONG | {"target": ["y", "z"], "static": "region"}
    found = samples(data, roles, scaling=scaling, channels=channels, transform=None)
    static = told(found)
    width = 1 if channels == "shared" else 2
    assert static.shape[1] == found.sizes.static == width + 1
    assert static.dtype == "float32"
    assert np.isfinite(static).all()
    assert (static[:, 1:].std(axis=0) > 0.1).all()


def test_equal_shapes_of_different_size_look_different():
    windows = samples(stores({"a": 1.0, "b": 50.0}), transform=None).training
    ends = windows.ends - windows.arrays.panel.offsets[windows.series]
    one, other = (
        windows.take(np.flatnonzero((ends == 20) & (windows.series == each)))[0]
        for each in (0, 1)
    )
    np.testing.assert_allclose(one["past"], other["past"], rtol=1e-5)
    assert (one["static"].item(), other["static"].item()) == pytest.approx((-1, 1))


def test_one_series_is_told_nothing():
    assert (told(samples(stores({"a": 7.0}))) == 0).all()
    assert (told(samples(stores({"a": 7.0, "b": 7.0}))) == 0).all()


def test_sizes_far_outside_say_no_more_than_far():
    plan = WindowPlan(8, 2, scale_norm=((0.0, 0.5), (1.0, 0.0)))
    found = plan.scale_features(np.array([[np.e, 3.0], [0.0, 3.0], [1e300, 3.0]]))
    assert found.tolist() == [[2, 0], [-5, 0], [5, 0]]


def test_plans_of_files_of_before_tell_nothing():
    plan = WindowPlan.from_state({"lookback": 8, "horizon": 2})
    assert plan == WindowPlan(8, 2)
    assert plan.scale_norm == ()


@pytest.mark.parametrize("channels", ["shared", "joint"])
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_networks_of_every_strategy_look_at_it(strategy, channels):
    found = samples(stores(), strategy=strategy, channels=channels)
    network = forecast_network(found.sizes, strategy=strategy, units=(2,))
    inputs = found.training.take(np.arange(2))[0]
    one = network(inputs)
    other = network(inputs | {"static": inputs["static"] + 1})
    assert np.abs(one - other).max() > 1e-4


@pytest.mark.slow
def test_every_verb_tells_it(fitted, tmp_path):
    fitted.save(tmp_path / "model.seqkit")
    again = load(tmp_path / "model.seqkit")
    assert again.plan_ == fitted.plan_
    new = stores({"new": 1e6}, rows=30)
    for history in (None, new):
        ahead = again.predict(history)
        pd.testing.assert_frame_equal(ahead, fitted.predict(history))
        assert np.isfinite(ahead["y"]).all()
    assert np.isfinite(again.score(stores()))
    norm = again.plan_.scale_norm
    assert again.partial_fit(new).plan_.scale_norm == norm


@pytest.mark.slow
def test_importance_lists_it(fitted):
    found = fitted.importance(stores(), repeats=1)
    assert found.index[-1] == ("scale", "scale")
    assert (found.loc[("scale", "scale")] != 0).any()


@pytest.mark.slow
@pytest.mark.usefixtures("quiet")
def test_backtests_tell_it():
    model = Forecaster(2, scale_feature=True, **SMALL)
    found = model.backtest(stores(), windows=2, baselines=["ridge"], **LONG)
    assert found.scores["mase"].notna().all()


def test_without_scaling_there_is_nothing_to_tell():
    with pytest.raises(ValueError, match="scale_feature does not go with 'scaling=No"):
        Forecaster(2, scaling=None, scale_feature=True).fit(stores(), **LONG)
    with pytest.raises(ValueError, match="scale_feature='yes' is unknown"):
        Forecaster(2, scale_feature="yes").fit(stores(), **LONG)
