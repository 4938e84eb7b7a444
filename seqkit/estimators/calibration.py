"""Split-conformal calibration of quantile forecasts (Romano, Patterson & Candès, 2019).

Each quantile but the median is shifted, per horizon step, so that on held-back windows
the share of targets below it is its level. Errors are taken on the network's scale,
where windows of large and small series compare.
"""

import numpy as np

_FEWEST = 20
_MEDIAN = 0.5


def quantile_shifts(
    y: np.ndarray, forecast: np.ndarray, levels: tuple[float, ...]
) -> np.ndarray:
    """Return what to add to each quantile.

    Parameters
    ----------
    y : array (windows, horizon, targets), NaN where missing
    forecast : array (windows, horizon, targets, quantiles)
    levels : one per quantile

    Returns
    -------
    array (horizon, quantiles); the median, which is the point forecast, and a step with
    fewer than 20 observed targets are left alone. Ranks are rounded to the safe side:
    down below the median, else up.

    Examples
    --------
    >>> y = np.arange(100.0).reshape(100, 1, 1)
    >>> quantile_shifts(y, np.zeros((100, 1, 1, 2)), (0.1, 0.9)).tolist()
    [[9.0, 90.0]]
    """
    away = y[..., None] - forecast
    shifts = np.zeros((forecast.shape[1], len(levels)))
    for step in range(len(shifts)):
        for which, level in enumerate(levels):
            errors = np.sort(away[:, step, :, which], axis=None)
            errors = errors[~np.isnan(errors)]
            if len(errors) >= _FEWEST and level != _MEDIAN:
                shifts[step, which] = errors[_rank(len(errors), level)]
    return shifts


def _rank(count: int, level: float) -> int:
    """Return the position of the conformal quantile among sorted errors."""
    if level < 0.5:
        return max(int(np.floor(level * (count + 1))) - 1, 0)
    return min(int(np.ceil(level * (count + 1))) - 1, count - 1)
