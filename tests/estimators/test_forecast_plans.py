"""Which transform a Forecaster takes, and what "seasonal" does."""

import numpy as np
import pandas as pd
import pytest

from seqkit import Forecaster, load
from seqkit.sequences.frames import Roles, read_frame

SMALL = {"units": (4,), "epochs": 2, "random_state": 0}


def months(count, stores=8):
    """Return stores whose sales swing over the year, each in its own way."""
    draw = np.random.default_rng(0)
    steps = np.arange(count)
    index = pd.date_range("2020-01-31", periods=count, freq="ME", name="month")
    swings = 10 * draw.normal(size=(12, stores)).cumsum(axis=0)
    values = swings[steps % 12] + draw.normal(size=(count, stores)).cumsum(axis=0)
    names = pd.Index([f"store {n}" for n in range(stores)])
    return pd.DataFrame(values, index=index, columns=names)


@pytest.fixture(scope="module")
def fitted():
    return Forecaster(6, **SMALL).fit(months(40))


def test_short_series_are_seen_beside_the_seasons_before(fitted):
    plan = fitted.plan_
    assert (plan.transform, plan.scaling, plan.season) == ("seasonal", "standard", 12)


def test_series_of_many_seasons_are_seen_as_they_are():
    model = Forecaster(6, **SMALL).fit(months(200, stores=1))
    assert (model.plan_.transform, model.plan_.scaling) == (None, "window_last")


def test_forecasts_of_a_pure_season_repeat_it():
    y = pd.Series(np.tile(np.arange(12.0), 4), name="y")
    y.index = pd.date_range("2020-01-31", periods=48, freq="ME")
    model = Forecaster(6, transform="seasonal", scaling="standard", **SMALL).fit(y)
    np.testing.assert_allclose(model.predict()["y"], np.arange(6.0), atol=0.1)


def test_season_beats_the_naive_forecast_where_it_was_chosen(fitted):
    whole = months(46)
    ahead, later = fitted.predict(), whole[40:]
    away = (ahead - later).abs().to_numpy().mean()
    naive = np.abs(whole[28:34].to_numpy() - later.to_numpy()).mean()
    assert away < 0.9 * naive


def test_forecasts_rest_on_the_rows_kept_alone(fitted, tmp_path):
    ahead = fitted.predict()
    pd.testing.assert_frame_equal(fitted.predict(months(40)), ahead)
    fitted.save(tmp_path / "model.seqkit")
    pd.testing.assert_frame_equal(load(tmp_path / "model.seqkit").predict(), ahead)
    assert np.isfinite(fitted.score(months(52)[40:]))


def test_quantiles_move_with_the_season():
    model = Forecaster(6, quantiles=(0.1, 0.9), **SMALL).fit(months(40))
    ahead = model.predict()
    assert model.plan_.transform == "seasonal"
    assert (ahead["store 0_0.1"] <= ahead["store 0_0.9"]).all()


def test_a_season_ahead_is_the_most():
    model = Forecaster(13, transform="seasonal", **SMALL)
    with pytest.raises(ValueError, match="a horizon of 13 and a season of 12 steps"):
        model.fit(months(60))


def test_a_season_is_not_chosen_that_cannot_be_tried():
    y = pd.Series(np.sin(np.arange(30.0)), name="y")
    y.index = pd.date_range("2024-01-01", periods=30, freq="h")
    late = y.mask(np.arange(30) < 20)
    assert Forecaster(1, **SMALL).fit(late).plan_.transform is None
    assert Forecaster(1, lookback=80, **SMALL).fit(y).plan_.transform is None


def test_a_season_is_not_chosen_that_few_series_have():
    parts = [
        months(rows, stores=1).reset_index().melt("month").assign(variable=number)
        for number, rows in enumerate([45] + [11] * 9)
    ]
    model = Forecaster(3, **SMALL)
    model.fit(pd.concat(parts), target="value", id="variable", time="month")
    assert model.plan_.transform is None
    assert "fallback" not in model.predict()


def test_gaps_leave_phases_of_the_season_as_they_are():
    ramp = np.tile(np.arange(12.0), 4)
    ramp[14:20] = np.nan
    y = pd.Series(ramp, pd.date_range("2020-01-31", periods=48, freq="ME"), name="y")
    model = Forecaster(6, transform="seasonal", scaling="standard", **SMALL)
    arrays = model._encode(read_frame(y, Roles.named())).training.arrays
    np.testing.assert_allclose(arrays.usual[24:48, 0], np.tile(np.arange(12.0), 2))
