"""What is found in residuals that were made to have it."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.diagnostic import acorr_ljungbox

from seqkit.estimators.residuals import diagnosed, residuals_of

DRAW = np.random.default_rng(0)


def left(series):
    """Return residuals of one step, arrays by series, as a frame."""
    parts = [
        pd.DataFrame({"id": name, "step": 3, "residual": values})
        for name, values in series.items()
    ]
    return pd.concat(parts, ignore_index=True)


def test_residuals_are_targets_minus_forecasts():
    forecasts = pd.DataFrame(
        {"id": 0, "cutoff": 1, "time": [2, 3], "step": [1, 2], "y": [5.0, np.nan]}
    ).assign(forecaster=[4.0, 4.0], drift=0.0)
    found = residuals_of(forecasts, "forecaster")
    assert found.to_dict("list") == {
        **{"id": [0], "cutoff": [1], "time": [2], "step": [1], "residual": [1.0]}
    }


def test_bias_is_counted_in_standard_errors():
    values = DRAW.normal(0.5, 2.0, 400)
    row = diagnosed(left({"a": values[:100], "b": values[100:]})).loc[3]
    assert row["count"] == 400
    assert row["bias"] == pytest.approx(values.mean())
    assert row["spread"] == pytest.approx(values.std(ddof=1))
    assert row["bias_t"] == pytest.approx(values.mean() / values.std(ddof=1) * 20)


def test_series_whose_residuals_follow_each_other_are_counted():
    walk, noise = DRAW.normal(size=60).cumsum(), DRAW.normal(size=60)
    row = diagnosed(left({"walk": walk, "noise": noise})).loc[3]
    assert row["autocorrelated"] == 0.5
    pairs = [np.corrcoef(part[1:], part[:-1])[0, 1] for part in (walk, noise)]
    assert row["autocorrelation"] == pytest.approx(np.mean(pairs), abs=0.05)


@pytest.mark.parametrize("seed", range(5))
def test_the_test_is_that_of_ljung_and_box(seed):
    values = np.random.default_rng(seed).normal(size=40)
    values[1:] += 0.35 * values[:-1]
    found = acorr_ljungbox(values, lags=[10])["lb_pvalue"].iloc[0]
    assert diagnosed(left({"a": values})).loc[3, "autocorrelated"] == (found < 0.05)


def test_skewness_has_the_sign_of_the_long_tail():
    row = diagnosed(left({"a": DRAW.exponential(size=200)})).loc[3]
    assert row["skewness"] > 1


def test_few_or_equal_residuals_say_nothing_of_what_follows():
    row = diagnosed(left({"a": np.array([1.0, 2, 3]), "b": np.full(20, 2.0)})).loc[3]
    assert row[["autocorrelation", "autocorrelated"]].isna().all()
    row = diagnosed(left({"a": np.full(20, 2.0)})).loc[3]
    assert (row["bias"], row["spread"]) == (2, 0)
    assert row[["bias_t", "skewness"]].isna().all()
