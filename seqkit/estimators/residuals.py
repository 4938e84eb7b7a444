"""What forecasts left over, and whether there is something in it still to learn."""

import numpy as np
import pandas as pd
from scipy import stats

_FEWEST = 8  # cutoffs, to speak of how they follow each other
_MOST_LAGS = 10
_LEVEL = 0.05


def residuals_of(forecasts: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return targets minus forecasts, without the missing ones.

    Parameters
    ----------
    forecasts : as `Backtest.forecasts`
    name : column of the point forecast
    """
    keys = [
        key for key in ("id", "target", "cutoff", "time", "step") if key in forecasts
    ]
    left = forecasts[keys].assign(residual=forecasts["y"] - forecasts[name])
    return left.dropna(subset="residual").reset_index(drop=True)


def diagnosed(residuals: pd.DataFrame) -> pd.DataFrame:
    """Return what is in residuals, for each horizon step; see `Backtest.diagnostics`.

    Examples
    --------
    >>> left = pd.DataFrame({"id": 0, "step": 1, "residual": [1.0, 2, 3, 2] * 2})
    >>> diagnosed(left).loc[1, ["count", "bias", "spread"]].round(2).tolist()
    [8.0, 2.0, 0.76]
    """
    keys = [key for key in ("id", "target") if key in residuals]
    rows = {
        step: _diagnosed_step(
            [
                part.to_numpy()
                for _, part in each.groupby(keys, observed=True)["residual"]
            ]
        )
        for step, each in residuals.groupby("step")
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("step")


def _diagnosed_step(series: list[np.ndarray]) -> dict[str, float]:
    """Describe the residuals of one step, an array in the order of cutoffs a series."""
    every = np.concatenate(series)
    spread = every.std(ddof=1) if len(every) > 1 else np.nan
    error = spread / np.sqrt(len(every))
    long = [part for part in series if len(part) >= _FEWEST and part.std() > 0]
    return {
        "count": len(every),
        "bias": every.mean(),
        "bias_t": every.mean() / error if error else np.nan,
        "spread": spread,
        "skewness": stats.skew(every) if spread else np.nan,
        "autocorrelation": np.mean([_autocorrelations(part, 1) for part in long])
        if long
        else np.nan,
        "autocorrelated": np.mean([_follows(part) for part in long])
        if long
        else np.nan,
    }


def _autocorrelations(values: np.ndarray, lags: int) -> np.ndarray:
    """Return the correlations of values with those 1 to `lags` before them."""
    centred = values - values.mean()
    shared = [centred[lag:] @ centred[:-lag] for lag in range(1, lags + 1)]
    return np.array(shared) / (centred @ centred)


def _follows(values: np.ndarray) -> bool:
    """Return whether values follow each other, by the test of Ljung and Box (1978)."""
    n, lags = len(values), min(_MOST_LAGS, len(values) // 2)
    squares = _autocorrelations(values, lags) ** 2 / (n - np.arange(1, lags + 1))
    return bool(stats.chi2.sf(n * (n + 2) * squares.sum(), lags) < _LEVEL)
