"""Forecast errors and interval scores, one figure per window.

Arrays have the horizon as their last axis, (..., horizon), and every score averages
over it, giving (...). NaN in `y` is a missing target: it counts neither as error nor as
step; a window without any observed target scores NaN. Averages over windows are the
caller's.
"""

import numpy as np
from numpy.typing import ArrayLike

from seqkit import checks


def mae(y: ArrayLike, forecast: ArrayLike) -> np.ndarray:
    """Return the mean absolute error.

    Parameters
    ----------
    y : float array (..., horizon), the targets; NaN where missing
    forecast : float array (..., horizon), in the units of `y`

    Returns
    -------
    float array (...), in the units of `y`; NaN where no target was observed

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> mae([[1.0, 2.0], [3.0, np.nan]], [[2.0, 4.0], [7.0, 0.0]]).tolist()
    [1.5, 4.0]
    """
    y, forecast = _same_shape(y, forecast=forecast)
    return _mean_where_observed(np.abs(y - forecast), y)


def mse(y: ArrayLike, forecast: ArrayLike) -> np.ndarray:
    """Return the mean squared error.

    Parameters, shapes and errors are those of `mae`; the result is in squared units.

    Examples
    --------
    >>> mse([[1.0, 2.0], [3.0, np.nan]], [[2.0, 4.0], [7.0, 0.0]]).tolist()
    [2.5, 16.0]
    """
    y, forecast = _same_shape(y, forecast=forecast)
    return _mean_where_observed(np.square(y - forecast), y)


def rmse(y: ArrayLike, forecast: ArrayLike) -> np.ndarray:
    """Return the root of the mean squared error of each window.

    Parameters, shapes, units and errors are those of `mae`. The root is taken per
    window; for the error of many windows together take the root of their mean `mse`.

    Examples
    --------
    >>> float(rmse([0.0, 0.0], [1.0, 7.0]))
    5.0
    """
    return np.sqrt(mse(y, forecast))


def smape(y: ArrayLike, forecast: ArrayLike) -> np.ndarray:
    """Return the symmetric mean absolute percentage error, 0 to 200 per cent.

    The mean of 200 |y - f| / (|y| + |f|), the form of the M3 and M4 competitions; a
    step where target and forecast are both 0 counts as 0.

    Parameters, shapes and errors are those of `mae`; the result is in per cent.

    References
    ----------
    Makridakis, Spiliotis, Assimakopoulos (2020), "The M4 Competition", International
    Journal of Forecasting 36(1), section 2.

    Examples
    --------
    >>> float(smape([1.0, 0.0], [3.0, 0.0]))
    50.0
    """
    y, forecast = _same_shape(y, forecast=forecast)
    size = np.abs(y) + np.abs(forecast)
    # `size != 0` and not `size > 0`: a forecast of NaN must stay visible
    ratio = np.divide(
        np.abs(y - forecast), size, where=size != 0, out=np.zeros_like(size)
    )
    return _mean_where_observed(200 * ratio, y)


def mase(y: ArrayLike, forecast: ArrayLike, scale: ArrayLike) -> np.ndarray:
    """Return the mean absolute scaled error.

    Parameters
    ----------
    y : float array (..., horizon), the targets; NaN where missing
    forecast : float array (..., horizon), in the units of `y`
    scale : number or float array that broadcasts to (...): the mean absolute error of
        the seasonal naive forecast within the history, from `seasonal_scale`

    Returns
    -------
    float array (...), without units; below 1 is better than the naive forecast was on
    the history. NaN where no target was observed, and where the scale is NaN or 0
    (a constant history has no scale).

    Raises
    ------
    ValueError
        If the shapes do not fit.

    References
    ----------
    Hyndman, Koehler (2006), "Another look at measures of forecast accuracy",
    International Journal of Forecasting 22(4), section 3.

    Examples
    --------
    >>> mase([[1.0, 2.0], [3.0, 4.0]], [[2.0, 4.0], [3.0, 4.0]], scale=0.5).tolist()
    [3.0, 0.0]
    """
    return _scaled(mae(y, forecast), scale)


def rmsse(y: ArrayLike, forecast: ArrayLike, scale: ArrayLike) -> np.ndarray:
    """Return the root mean squared scaled error.

    Parameters, shapes and errors are those of `mase`, with the scale from
    `seasonal_scale(..., power=2)`.

    References
    ----------
    Makridakis, Spiliotis, Assimakopoulos (2022), "M5 accuracy competition: Results,
    findings, and conclusions", International Journal of Forecasting 38(4).

    Examples
    --------
    >>> float(rmsse([0.0, 0.0], [1.0, 7.0], scale=2.0))
    2.5
    """
    return _scaled(rmse(y, forecast), scale)


def pinball(y: ArrayLike, forecast: ArrayLike, level: float) -> np.ndarray:
    """Return the quantile loss: `level` per unit too low, 1 - `level` if too high.

    Without the factor 2 that some authors add, so at level 0.5 it is half the `mae`.

    Parameters
    ----------
    y : float array (..., horizon), the targets; NaN where missing
    forecast : float array (..., horizon), the quantile of that level, in units of `y`
    level : between 0 and 1

    Returns
    -------
    float array (...), in the units of `y`; NaN where no target was observed

    Raises
    ------
    ValueError
        If the shapes differ, or the level is not between 0 and 1.

    References
    ----------
    Koenker, Bassett (1978), "Regression quantiles", Econometrica 46(1).

    Examples
    --------
    >>> float(pinball([10.0, 10.0], [8.0, 11.0], level=0.75))
    0.875
    """
    level = checks.check_number("level", level, 0, 1, low_ok=False)
    y, forecast = _same_shape(y, forecast=forecast)
    short = y - forecast
    return _mean_where_observed(np.maximum(level * short, (level - 1) * short), y)


def coverage(y: ArrayLike, low: ArrayLike, high: ArrayLike) -> np.ndarray:
    """Return the fraction of targets inside an interval, its two ends included.

    Parameters
    ----------
    y : float array (..., horizon), the targets; NaN where missing
    low, high : float arrays (..., horizon), in the units of `y`

    Returns
    -------
    float array (...), 0 to 1; NaN where no target was observed

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> float(coverage([1.0, 2.0, 9.0, np.nan], [0.0] * 4, [2.0] * 4).round(3))
    0.667
    """
    y, low, high = _same_shape(y, low=low, high=high)
    inside = ((low <= y) & (y <= high)).astype("float64")
    # an interval with an undefined end covers nothing that can be told
    inside[np.isnan(low) | np.isnan(high)] = np.nan
    return _mean_where_observed(inside, y)


def interval_width(y: ArrayLike | None, low: ArrayLike, high: ArrayLike) -> np.ndarray:
    """Return the mean width of an interval, over the steps that `coverage` counts.

    Parameters
    ----------
    y : float array (..., horizon), NaN where missing; None counts every step
    low, high : float arrays (..., horizon), in the units of `y`

    Returns
    -------
    float array (...), in the units of `low`; NaN where no target was observed

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> float(interval_width(None, low=[0.0, 1.0], high=[2.0, 5.0]))
    3.0
    """
    targets = np.zeros(np.shape(low)) if y is None else y
    targets, low, high = _same_shape(targets, low=low, high=high)
    return _mean_where_observed(high - low, targets)


def seasonal_scale(history: ArrayLike, season: int, power: int = 1) -> float:
    """Return the error of the seasonal naive forecast within a history.

    Parameters
    ----------
    history : float array (timesteps,), NaN where missing
    season : steps in one season; 1 compares neighbours
    power : 1 for the mean of |x_t - x_(t-season)|, the denominator of `mase`; 2 for the
        root of the mean of its square, the denominator of `rmsse`

    Returns
    -------
    The scale, in the units of the history. Steps where either value is missing are left
    out; a history without any two observed values a season apart is measured at season
    1. NaN when the scale is 0 (a constant history) or undefined (nothing to compare).

    Raises
    ------
    ValueError
        If the history has more than one dimension, or season or power make no sense.

    References
    ----------
    Hyndman, Koehler (2006), as in `mase`; Makridakis et al. (2022), as in `rmsse`.

    Examples
    --------
    >>> seasonal_scale([1.0, 5.0, 2.0, 8.0], season=2)
    2.0
    """
    values = np.asarray(history, dtype="float64")
    if values.ndim != 1:
        raise ValueError(
            f"history must have shape (timesteps,), got {values.shape}; "
            "for many series use seasonal_scales"
        )
    offsets, stops = np.array([0, len(values)]), np.array([len(values)])
    return float(seasonal_scales(values[:, None], offsets, stops, season, power)[0, 0])


def seasonal_scales(
    values: np.ndarray,
    offsets: np.ndarray,
    stops: np.ndarray,
    season: int,
    power: int = 1,
) -> np.ndarray:
    """Return `seasonal_scale` of many series laid end to end.

    Parameters
    ----------
    values : float array (rows, channels), NaN where missing
    offsets : int64 array (series + 1,); series s has rows offsets[s] to offsets[s + 1]
    stops : int64 array (series,): how many rows of each series count as its history
    season, power : as in `seasonal_scale`

    Returns
    -------
    float array (series, channels), in the units of `values`; NaN as in `seasonal_scale`

    Examples
    --------
    >>> values = np.array([[1.0], [5.0], [2.0], [8.0], [0.0], [3.0], [99.0]])
    >>> offsets, stops = np.array([0, 4, 7]), np.array([4, 2])
    >>> seasonal_scales(values, offsets, stops, season=2).tolist()
    [[2.0], [3.0]]
    """
    checks.check_count("season", season)
    checks.check_choice("power", power, (1, 2))
    scales = _scales_at(values, offsets, stops, season, power)
    if season > 1 and np.isnan(scales).any():
        nearest = _scales_at(values, offsets, stops, 1, power)
        scales = np.where(np.isnan(scales), nearest, scales)
    return np.where(scales > 0, scales, np.nan)


def _scales_at(
    values: np.ndarray, offsets: np.ndarray, stops: np.ndarray, season: int, power: int
) -> np.ndarray:
    """Return the scales at exactly this season, NaN where nothing can be compared."""
    lengths = np.diff(offsets)
    place = np.arange(len(values)) - np.repeat(offsets[:-1], lengths)
    rows = np.flatnonzero((place >= season) & (place < np.repeat(stops, lengths)))
    changes = np.full(values.shape, np.nan)
    changes[rows] = np.abs(values[rows] - values[rows - season]) ** power
    there = ~np.isnan(changes)
    total = _sum_by_series(np.where(there, changes, 0.0), offsets)
    count = _sum_by_series(there, offsets)
    mean = np.divide(total, count, where=count > 0, out=np.full(total.shape, np.nan))
    return mean if power == 1 else np.sqrt(mean)


def _sum_by_series(values: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """Return sums (series, channels); a series without rows sums to 0."""
    sums = np.zeros((len(offsets) - 1, values.shape[1]))
    filled = np.flatnonzero(np.diff(offsets))  # reduceat cannot sum an empty range
    if len(filled):
        sums[filled] = np.add.reduceat(values, offsets[filled], axis=0, dtype="float64")
    return sums


def _same_shape(y: ArrayLike, **others: ArrayLike) -> list[np.ndarray]:
    """Return float arrays, or say which one differs from y in shape."""
    arrays = [np.asarray(y, dtype="float64")]
    shape = arrays[0].shape
    if not shape:
        raise ValueError(
            f"y must have shape (..., horizon), got the number {y!r}; wrap it in a list"
        )
    for name, other in others.items():
        arrays.append(np.asarray(other, dtype="float64"))
        if arrays[-1].shape != shape:
            raise ValueError(
                f"{name} must have the shape of y, {shape}, got {arrays[-1].shape}; "
                "give one value per target"
            )
    return arrays


def _mean_where_observed(values: np.ndarray, y: np.ndarray) -> np.ndarray:
    observed = ~np.isnan(y)
    count = observed.sum(axis=-1)
    total = np.where(observed, values, 0.0).sum(axis=-1)
    none = np.full(count.shape, np.nan)
    return np.divide(total, count, where=count > 0, out=none)[()]


def _scaled(error: np.ndarray, scale: ArrayLike) -> np.ndarray:
    error, scale = np.asarray(error), np.asarray(scale, dtype="float64")
    try:
        scale = np.broadcast_to(scale, error.shape)
    except ValueError:
        raise ValueError(
            f"scale must be a number or fit y without its last axis, {error.shape}, "
            f"got {scale.shape}; give one scale per window"
        ) from None
    none = np.full(error.shape, np.nan)
    return np.divide(error, scale, where=scale > 0, out=none)[()]
