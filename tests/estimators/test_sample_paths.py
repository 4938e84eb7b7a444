"""Sample paths: spread as forecast at each step, and of one course over all steps."""

import numpy as np
import pandas as pd
import pytest

import seqkit
from seqkit import Forecaster
from seqkit.estimators.spread import Spread
from seqkit.keras_backend import keras
from seqkit.networks.distributions import parameters_of

pytestmark = pytest.mark.slow

LEVELS = (0.1, 0.25, 0.75, 0.9)
N = 4000


def flat(sizes):
    """A network without recurrence, which is built and trained in no time."""
    past = keras.Input((sizes.lookback, sizes.features), name="past")
    y = keras.layers.Dense(sizes.horizon * sizes.outputs)(keras.layers.Flatten()(past))
    shape = (sizes.horizon, sizes.targets, sizes.outputs_per_target)
    y = keras.layers.Reshape(shape)(y)
    if sizes.distribution is None:
        return keras.Model(past, keras.ops.sort(y, axis=-1))
    return keras.Model(past, parameters_of(y, sizes.distribution))


def walks(rows=320):
    """Two stores whose sales wander, so that errors of all steps go one way."""
    steps = np.random.default_rng(0).normal(size=(2, rows)).cumsum(axis=1)
    days = pd.date_range("2024-01-01", periods=rows, freq="D")
    parts = [
        pd.DataFrame({"store": store, "day": days, "sales": np.exp(5 + 0.02 * walk)})
        for store, walk in zip("ba", steps, strict=True)
    ]
    return pd.concat(parts, ignore_index=True)


def fitted_on_walks(**choices):
    settings = {"lookback": 4, "strategy": "direct", "network": flat, "epochs": 12}
    settings |= {
        "learning_rate": 0.02,
        "random_state": 0,
        "transform": "log",
        "train_on_all": False,
    }
    model = Forecaster(4, **settings | choices)
    return model.fit(walks(), target="sales", id="store", time="day")


@pytest.fixture(scope="module")
def of_quantiles():
    return fitted_on_walks(quantiles=LEVELS)


@pytest.fixture(scope="module")
def of_distribution():
    return fitted_on_walks(distribution="normal", quantiles=LEVELS)


@pytest.fixture(params=["of_quantiles", "of_distribution"])
def fitted(request):
    return request.getfixturevalue(request.param)


def test_quantiles_of_many_paths_are_the_forecast_ones(fitted):
    forecast = fitted.predict().set_index(["store", "day"])
    paths = fitted.sample_paths(n=N, random_state=0)
    by_step = paths.groupby(["store", "day"])["sales"]
    width = forecast["sales_0.9"] - forecast["sales_0.1"]
    for level in (0.5, *LEVELS):
        column = "sales" if level == 0.5 else f"sales_{level:g}"
        away = by_step.quantile(level).reindex(forecast.index) - forecast[column]
        assert (away.abs() < 0.04 * width).all()


def test_forecast_is_spread_as_the_walk_is(of_distribution):
    first = of_distribution.predict().groupby("store").first()
    width = np.log(first["sales_0.9"] / first["sales_0.1"])
    # a network that is linear spreads stores by how far each has strayed
    mean = np.exp(np.log(width).mean())
    np.testing.assert_allclose(mean, 2 * 1.2816 * 0.02, rtol=0.25)


def test_steps_hang_together_as_errors_did(fitted):
    paths = fitted.sample_paths(n=N, random_state=0).query("store == 'a'")
    courses = paths.pivot_table(values="sales", index="path", columns="day")
    correlation = np.corrcoef(np.log(courses).rank().to_numpy().T)
    assert correlation[2, 3] > 0.4  # of a walk √(3/4)
    assert correlation[0, 3] < correlation[2, 3]
    np.testing.assert_allclose(correlation, fitted._spread.correlation, atol=0.06)


def test_frame_has_the_form_of_predict_and_a_path(fitted):
    forecast, paths = fitted.predict(), fitted.sample_paths(n=3, random_state=0)
    assert list(paths) == ["store", "day", "path", "sales"]
    assert paths["path"].tolist() == [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3] * 2
    keys = ["store", "day"]
    for _, path in paths.groupby("path"):
        pd.testing.assert_frame_equal(path[keys].reset_index(drop=True), forecast[keys])
    assert paths["sales"].gt(0).all()


def test_equal_seeds_give_equal_paths_before_and_after_saving(fitted, tmp_path):
    fitted.set_params(network=None)  # which a file cannot carry
    fitted.save(tmp_path / "model.seqkit")
    again = seqkit.load(tmp_path / "model.seqkit")
    paths = fitted.sample_paths(n=5, random_state=3)
    pd.testing.assert_frame_equal(fitted.sample_paths(n=5, random_state=3), paths)
    pd.testing.assert_frame_equal(again.sample_paths(n=5, random_state=3), paths)
    assert not fitted.sample_paths(n=5, random_state=4).equals(paths)


def test_short_series_repeat_their_naive_forecast(of_quantiles):
    history = walks().query("store == 'a'").head(1).assign(store="new", sales=7.0)
    with pytest.warns(UserWarning, match=r"1 series .'new'. too short"):
        paths = of_quantiles.sample_paths(history, n=2)
    assert paths["fallback"].tolist() == [True] * 8
    assert paths["sales"].tolist() == [7] * 8


def test_differences_add_up_along_each_path():
    frame = walks(60).pivot_table(values="sales", index="day", columns="store")
    model = Forecaster(3, lookback=4, distribution="normal", transform="difference")
    model.set_params(network=flat, strategy="direct", epochs=1, random_state=0)
    model.set_params(validation_fraction=0.0)
    paths = model.fit(frame).sample_paths(n=400, random_state=0)
    assert model._spread.correlation is None
    assert list(paths) == ["path", "a", "b"]
    spread = paths.groupby(level="day")[["a", "b"]].std()
    assert (spread.diff().iloc[1:] > 0).all(axis=None)
    last = paths.loc[paths.index.max()]
    assert last["a"].corr(last["b"]) == pytest.approx(0, abs=0.12)


def test_earlier_files_draw_independent_steps(of_distribution):
    state = of_distribution._state()
    del state["correlation"]
    earlier = Forecaster(**of_distribution.get_params())
    earlier.network_ = of_distribution.network_
    earlier._restore(state)
    paths = earlier.sample_paths(n=N, random_state=0).query("store == 'a'")
    courses = paths.pivot_table(values="sales", index="path", columns="day")
    apart = np.corrcoef(courses.to_numpy().T)[~np.eye(4, dtype=bool)]
    np.testing.assert_allclose(apart, 0, atol=0.06)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"n": 0}, "n must be a whole number >= 1, got 0"),
        ({"random_state": -1}, "random_state must be a whole number >= 0, got -1"),
    ],
)
def test_bad_argument_gets_one_sentence(of_quantiles, arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        of_quantiles.sample_paths(**arguments)


def test_median_alone_and_a_target_named_path_get_one_sentence(of_quantiles):
    alone = Forecaster(4)
    alone.network_, alone._spread = of_quantiles.network_, Spread.plain((), None, 4)
    with pytest.raises(ValueError, match="sample_paths needs more than the median"):
        alone.sample_paths()
    frame = pd.DataFrame({"path": np.arange(30.0) % 7})
    model = Forecaster(2, quantiles=(0.1, 0.9), lookback=4, network=flat, epochs=1)
    model.set_params(strategy="direct").fit(frame)
    with pytest.raises(ValueError, match="would have two columns 'path'"):
        model.sample_paths()
