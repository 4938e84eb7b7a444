"""How unusual rows are: planted spikes, levels, gaps, and what stands in the scores."""

import numpy as np
import pandas as pd
import pytest

from seqkit import Forecaster
from seqkit.keras_backend import keras

DAYS = pd.date_range("2024-01-01", periods=120, freq="D", name="day")
WAVE = np.sin(np.arange(120) * 2 * np.pi / 7)
NOISE = np.random.default_rng(0).normal(0, 0.05, 120)
Y = pd.Series(WAVE + NOISE, DAYS, name="sales")


def repeats_lag_7(sizes):
    """A network that forecasts what was there 7 steps before."""
    past = keras.Input((sizes.lookback, sizes.features), name="past")
    mask = keras.Input((sizes.lookback,), dtype="bool", name="mask")
    newest = past[:, -7 : -7 + sizes.horizon, : sizes.targets]
    return keras.Model({"past": past, "mask": mask}, _untouched(newest))


def _untouched(x):
    """Give the network a weight, so that it can be trained, with a rate near 0."""
    return keras.layers.EinsumDense(
        "bht,tu->bhu", (None, x.shape[-1]), kernel_initializer="identity"
    )(x)


def fitted(data, **arguments):
    settings = {"horizon": 3, "lookback": 14, "strategy": "direct", "epochs": 1}
    settings |= {"learning_rate": 1e-9, "network": repeats_lag_7, "random_state": 0}
    roles = {
        name: arguments.pop(name)
        for name in ("id", "time", "target", "future")
        if name in arguments
    }
    return Forecaster(**settings | arguments).fit(data, **roles)


@pytest.fixture(scope="module")
def model():
    return fitted(Y[:80])


@pytest.fixture(scope="module")
def of_shops():
    return fitted(shops(80), id="shop", time="day", target="sales")


def shops(rows, first=0):
    """Two shops with the same course at levels 1 and 1000, of which one ends early."""
    parts = [
        pd.DataFrame({"shop": shop, "day": DAYS, "sales": level * (Y.to_numpy() + 3)})
        for shop, level in (("small", 1.0), ("large", 1000.0))
    ]
    return pd.concat(part[first:rows] for part in parts)


def test_scores_are_residuals_by_their_median_and_mad(model):
    scores = model.anomaly_scores(Y[80:])
    assert scores.index.equals(Y[80:].index)
    assert scores.columns.tolist() == ["sales", "sales_forecast", "sales_score"]
    np.testing.assert_array_equal(scores["sales"], Y[80:])
    np.testing.assert_allclose(scores["sales_forecast"], Y[73:113], atol=1e-5)
    left = scores["sales"] - scores["sales_forecast"]
    away = left - left.median()
    expected = away / (1.4826 * away.abs().median())
    np.testing.assert_allclose(scores["sales_score"], expected)


def test_a_spike_has_the_highest_score_and_a_dip_the_lowest(model):
    spoilt = Y[80:].copy()
    spoilt.iloc[20] += 1
    scores = model.anomaly_scores(spoilt)["sales_score"]
    assert scores.idxmax() == spoilt.index[20]
    assert scores.max() > 3.5
    assert scores.idxmin() == spoilt.index[27]  # its forecast is the spike of before
    spoilt.iloc[20] -= 2
    scores = model.anomaly_scores(spoilt)["sales_score"]
    assert scores.idxmin() == spoilt.index[20]
    assert scores.min() < -3.5


def test_each_row_is_forecast_as_predict_does(model):
    scores = model.anomaly_scores(Y[80:])
    for rows in (81, 100, 119):
        ahead = model.predict(Y[80:rows]).iloc[0]
        assert scores.loc[ahead.name, "sales_forecast"] == pytest.approx(
            ahead["sales"], abs=1e-6
        )


def test_rows_behind_change_no_forecast(model):
    whole = model.anomaly_scores(Y[80:])["sales_forecast"]
    part = model.anomaly_scores(Y[80:100])["sales_forecast"]
    np.testing.assert_allclose(part, whole[:20], atol=1e-6)


def test_first_rows_have_no_score_where_no_fitted_rows_join(model):
    scores = model.anomaly_scores(Y[90:])
    missing = scores["sales_score"].isna()
    assert missing.tolist() == [True] * 14 + [False] * 16
    assert scores["sales"].notna().all()


def test_levels_of_series_do_not_matter(of_shops):
    data = shops(120, 80)
    spike = (data["shop"] == "large") & (data["day"] == DAYS[100])
    data.loc[spike, "sales"] += 1000
    scores = of_shops.anomaly_scores(data)
    assert scores["shop"].unique().tolist() == ["small", "large"]
    parts = dict(list(scores.groupby("shop")))
    assert parts["large"].set_index("day")["sales_score"].idxmax() == DAYS[100]
    clean = of_shops.anomaly_scores(shops(120, 80))
    large, small = (part["sales_score"] for _, part in clean.groupby("shop"))
    np.testing.assert_allclose(large, small, rtol=1e-3, atol=1e-3)


def test_series_of_different_lengths_keep_their_rows(of_shops):
    data = pd.concat([shops(120, 80)[:40], shops(95, 80)[15:]])
    scores = of_shops.anomaly_scores(data)
    assert scores.groupby("shop").size().to_dict() == {"small": 40, "large": 15}
    assert scores.index.equals(pd.RangeIndex(55))
    merged = data.merge(scores, on=["shop", "day"], suffixes=("_given", ""))
    np.testing.assert_array_equal(merged["sales"], merged["sales_given"])


def test_missing_rows_have_no_score_and_the_others_have(model):
    holes = Y[80:].drop(DAYS[90])
    holes[DAYS[95]] = np.nan
    scores = model.anomaly_scores(holes)
    assert scores.index.equals(Y[80:].index)
    empty = scores.index[scores["sales_score"].isna()]
    assert empty.tolist() == [DAYS[90], DAYS[95]]
    assert scores["sales_forecast"].notna().all()


def test_a_window_that_sees_too_little_gives_no_forecast(model):
    data = Y[90:].copy()
    data.iloc[1:16] = np.nan
    seen = np.array([data.iloc[row - 14 : row].notna().sum() for row in range(14, 30)])
    scores = model.anomaly_scores(data)[14:]
    able = seen >= model.plan_.least_context
    assert 0 < able.sum() < len(able)
    assert scores["sales_forecast"].notna().tolist() == able.tolist()


def test_usual_residuals_come_from_the_reference(model):
    reference = Y[80:100]
    own = model.anomaly_scores(reference)
    left = own["sales"] - own["sales_forecast"]
    one = model.anomaly_scores(Y[80:81], reference=reference).iloc[0]
    away = one["sales"] - one["sales_forecast"] - left.median()
    spread = 1.4826 * (left - left.median()).abs().median()
    assert one["sales_score"] == pytest.approx(away / spread)


@pytest.mark.parametrize("channels", ["joint", "shared"])
def test_several_targets_of_a_wide_frame_are_scored_each(channels):
    wide = pd.DataFrame({("a", "x"): Y, ("a", "y"): 10 * Y[::-1].to_numpy()})
    model = fitted(wide[:80], channels=channels, scaling="standard")
    data = wide[80:].copy()
    data.iloc[10, 1] += 30
    scores = model.anomaly_scores(data)
    names = ["x", "x_forecast", "x_score", "y", "y_forecast", "y_score"]
    assert scores.columns.tolist() == [("a", name) for name in names]
    assert scores[("a", "y_score")].idxmax() == data.index[10]
    assert scores[("a", "x_score")].abs().max() < scores[("a", "y_score")].max()


def test_last_rows_wait_for_the_known_future(quiet):
    frame = pd.DataFrame({"sales": Y, "promo": 1.0 * (np.arange(120) % 5 == 0)})
    model = Forecaster(3, lookback=14, units=(4,), epochs=1, random_state=0)
    model.fit(frame[:80], target="sales", future="promo")
    scores = model.anomaly_scores(frame[80:])["sales_score"]
    assert scores.isna().tolist() == [False] * 38 + [True] * 2


def test_equal_residuals_are_usual_and_another_is_infinite():
    flat = pd.Series(0.0, DAYS, name="sales")
    model = fitted(flat[:80])
    data = flat[80:].copy()
    data.iloc[-1] = -2.0
    scores = model.anomaly_scores(data)["sales_score"]
    assert scores.tolist() == [0.0] * 39 + [-np.inf]


def test_bad_input_gets_one_sentence(model, of_shops):
    with pytest.raises(ValueError, match=r"scores need at least 8 residuals .* are 5"):
        model.anomaly_scores(Y[80:85])
    data = shops(120, 80)
    with pytest.raises(ValueError, match="reference= holds no series 'large', which"):
        of_shops.anomaly_scores(data, reference=data[data["shop"] == "small"])
    clash = pd.DataFrame({"sales": Y, "sales_score": Y})
    both = fitted(clash[:80])
    with pytest.raises(ValueError, match="two columns 'sales_score'"):
        both.anomaly_scores(clash[80:])
