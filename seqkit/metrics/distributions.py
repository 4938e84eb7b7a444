"""Scores of whole forecast distributions, from quantiles or samples.

As in the scores of points, NaN in `y` is a missing target and does not count.
"""

import numpy as np
from numpy.typing import ArrayLike

from seqkit import checks
from seqkit.metrics.forecasting import interval_width, mae, pinball


def weighted_quantile_loss(
    y: ArrayLike, quantiles: ArrayLike, levels: ArrayLike
) -> np.ndarray:
    """Return 2 Σ pinball / Σ |y| of each level, over all targets together.

    Without units, so that data sets compare; large series weigh more than small ones.
    The mean over levels is the usual figure; that of level 0.5 is Σ |error| / Σ |y|.

    Parameters
    ----------
    y : float array (...), the targets; NaN where missing
    quantiles : float array (..., levels), in the units of `y`
    levels : between 0 and 1, increasing, (levels,)

    Returns
    -------
    float array (levels,); NaN where no target was observed or all are 0

    Raises
    ------
    ValueError
        If shapes do not fit, or levels are not increasing between 0 and 1.

    References
    ----------
    Salinas, Flunkert, Gasthaus, Januschowski (2020), "DeepAR: Probabilistic forecasting
    with autoregressive recurrent networks", International Journal of Forecasting 36(3)
    (there ρ-risk); Alexandrov et al. (2020), "GluonTS: Probabilistic and
    neural time series modeling in Python", JMLR 21.

    Examples
    --------
    >>> quantiles = [[8.0, 10.0, 14.0], [15.0, 21.0, 26.0]]
    >>> weighted_quantile_loss([10.0, 20.0], quantiles, (0.25, 0.5, 0.75)).round(3)
    array([0.117, 0.033, 0.167])
    """
    given = checks.check_levels(levels)
    targets, forecasts = np.asarray(y, dtype="float64"), np.asarray(quantiles)
    checks.check_one_axis_more("quantiles", forecasts, targets, len(given))
    observed = ~np.isnan(targets)
    y_seen, seen = targets[observed], forecasts[observed]
    losses = [
        pinball(y_seen[:, None], seen[:, [k]], level).sum()
        for k, level in enumerate(given)
    ]
    size = np.abs(y_seen).sum()
    return 2 * np.array(losses) / (size if size > 0 else np.nan)


def crps(y: ArrayLike, samples: ArrayLike) -> np.ndarray:
    """Return the continuous ranked probability score of samples, lower is better.

    E |x - y| - E |x - x'| / 2 over samples x and x' of a step: the absolute error when
    all samples agree, less for samples that rightly spread.

    Parameters
    ----------
    y : float array (..., horizon), the targets; NaN where missing
    samples : float array (..., horizon, samples), in the units of `y`

    Returns
    -------
    float array (...), the mean over the horizon, in the units of `y`; NaN where no
    target was observed

    Raises
    ------
    ValueError
        If the shapes do not fit.

    References
    ----------
    Gneiting, Raftery (2007), "Strictly proper scoring rules, prediction, and
    estimation", Journal of the American Statistical Association 102(477), eq. 21.

    Examples
    --------
    >>> float(crps([1.0], [[0.0, 4.0]]))  # (1 + 3) / 2 - (0 + 4 + 4 + 0) / 4 / 2
    1.0
    """
    targets, drawn = np.asarray(y, dtype="float64"), np.asarray(samples, "float64")
    count = drawn.shape[-1] if drawn.ndim else 0
    checks.check_one_axis_more("samples", drawn, targets, count)
    checks.check_count("samples of each step", count)
    each = np.moveaxis(drawn, -1, 0)
    error = mae(np.broadcast_to(targets, each.shape), each).mean(axis=0)
    weights = 2 * np.arange(1, count + 1) - count - 1  # of sorted samples
    half_apart = np.sort(drawn, axis=-1) @ weights / count**2
    return error - interval_width(targets, np.zeros(targets.shape), half_apart)
