"""What forecasts rest on: parts of windows, and errors that grow without them."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from seqkit import Forecaster
from seqkit.estimators.forecast_importance import Columns, Seen
from seqkit.keras_backend import keras
from seqkit.plotting import plot_importance

MASK = np.array([[1, 1, 1, 1], [1, 1, 0, 0]], bool)
PAST = np.where(MASK[..., None], np.arange(16.0).reshape(2, 4, 2) + 1, 0)
SEEN = Seen({"past": PAST, "mask": MASK, "static": np.array([[1.0], [3.0]])})


def swapped():
    return Seen(SEEN.take(np.array([1, 0])))


def test_lags_count_back_from_the_newest_step():
    newest = [Columns("past", 0, 1, np.array([1]))]
    changed = SEEN.with_columns_of(swapped(), newest).inputs["past"]
    expected = PAST.copy()
    expected[0, 3, 0], expected[1, 1, 0] = PAST[1, 1, 0], PAST[0, 3, 0]
    np.testing.assert_array_equal(changed, expected)


def test_lags_that_a_window_does_not_have_stay():
    old = [Columns("past", 1, 1, np.array([3, 4]))]
    changed = SEEN.with_columns_of(swapped(), old).inputs["past"]
    np.testing.assert_array_equal(changed, PAST)


def test_covariates_change_at_all_real_steps():
    both = [Columns("past", 1, 1), Columns("static", 0, 1)]
    changed = SEEN.with_columns_of(swapped(), both).inputs
    np.testing.assert_array_equal(changed["past"][1, :, 1], [2, 4, 0, 0])
    np.testing.assert_array_equal(changed["static"], [[3], [1]])
    np.testing.assert_array_equal(SEEN.inputs["static"], [[1], [3]])


def test_what_says_nothing_is_0_or_the_mean():
    (means,) = SEEN.stand_ins("occlusion", 0, 3, None)
    real = PAST[MASK]
    np.testing.assert_allclose(means.inputs["past"], real.mean(axis=0) + 0 * PAST)
    (silent,) = SEEN.stand_ins("occlusion", 1, 3, None)
    np.testing.assert_array_equal(silent.inputs["past"][..., 0], 0)
    np.testing.assert_allclose(silent.inputs["past"][..., 1], real[:, 1].mean())
    np.testing.assert_allclose(silent.inputs["static"], 2)


def repeats_lag_7(sizes):
    """A network that forecasts what was there 7 steps before, and the promotion."""
    parts = {
        "past": keras.Input((sizes.lookback, sizes.features), name="past"),
        "mask": keras.Input((sizes.lookback,), dtype="bool", name="mask"),
        "future": keras.Input((sizes.horizon, sizes.future), name="future"),
    }
    last = parts["past"][:, -7 : -7 + sizes.horizon, :1]
    scale = keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros")
    return keras.Model(parts, last + scale(parts["future"]))


@pytest.fixture(scope="module")
def shop():
    draw = np.random.default_rng(0)
    index = pd.date_range("2024-01-01", periods=210, freq="D", name="date")
    promotion = draw.integers(0, 2, 210)
    sales = np.tile(draw.normal(size=7), 30) * 3 + 2.0 * promotion
    return pd.DataFrame({"sales": sales, "promotion": promotion}, index)


@pytest.fixture(scope="module")
def model(shop):
    return Forecaster(
        *(3,),
        strategy="direct",
        lookback=14,
        calendar=True,
        network=repeats_lag_7,
        learning_rate=0.1,
        epochs=5,
        random_state=0,
    ).fit(shop, target="sales", future="promotion")


@pytest.mark.slow
@pytest.mark.parametrize("method", ["permutation", "occlusion"])
def test_what_a_network_reads_matters_and_nothing_else(model, shop, method):
    found = model.importance(shop, method=method)
    assert found.shape == (7 + 2, 3)
    assert list(found.attrs["error"]) == found.columns.tolist()
    both = pd.concat([found, found])  # which compares attrs
    assert both.mean(axis=1).nlargest(2).index[0] in found.index
    read = found.loc["target"]
    assert read.loc["lags 7–8", 1] > 0.1 < read.loc["lags 5–6", 2]
    assert (read.drop(index=["lags 5–6", "lags 7–8"]) == 0).all(axis=None)
    assert (found.loc["future", "promotion"] > 0.01).all()
    pd.testing.assert_frame_equal(model.importance(shop, method=method), found)
    with pytest.raises(ValueError, match="method='shapley' is unknown"):
        model.importance(shop, method="shapley")


def late(sizes):
    """A network that repeats the newest value."""
    past = keras.Input((sizes.lookback, sizes.features), name="past")
    y = past[:, -1:, :1] + keras.layers.Dense(1, kernel_initializer="zeros")(
        past[:, -1:, :1]
    )
    return keras.Model(past, keras.ops.repeat(y, sizes.horizon, axis=1))


@pytest.mark.slow
@pytest.mark.parametrize("every", ["last", "all"])
def test_windows_that_see_too_little_do_not_count(every):
    noise = np.random.default_rng(0).normal(1000, 1, (120, 2))
    noise[:60, 1] = np.nan
    frame = pd.DataFrame(noise, pd.RangeIndex(120), columns=["early", "late"])
    given = {"network": late} if every == "last" else {"units": (2,)}
    model = Forecaster(
        *(3,), strategy="direct", lookback=6, loss_steps=every, epochs=1, **given
    ).fit(frame)
    found = model.importance(frame)
    assert max(found.attrs["error"].values()) < 10
    assert found.shape == (6, 3)
    assert plot_importance(found.loc["target"], Figure().subplots()).get_title(
        loc="left"
    )
