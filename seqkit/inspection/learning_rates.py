"""Find a learning rate: how the loss goes while the rate rises step by step.

Source: Smith (2017), "Cyclical learning rates for training neural networks", section
3.3.
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view

from seqkit import checks, training
from seqkit.estimators.base import SequenceEstimator

_FEWEST_STEPS = 20
_SPAN = 10  # a line goes through the losses of one of so many steps on either side


def learning_rate_range(
    estimator: SequenceEstimator,
    *data: Any,
    low: float = 1e-6,
    high: float = 1.0,
    steps: int = 100,
    **named: Any,
) -> pd.DataFrame:
    """Train an estimator's network for some steps, at rates from `low` up to `high`.

    A new network is trained as `fit` would, but for the rate, which grows by the same
    factor at each step; the estimator is left as it was, fitted or not, and its
    callbacks are not called. It ends early once the loss has blown up or is NaN.

    Parameters
    ----------
    estimator : any estimator of seqkit; its `random_state` decides on the weights and
        the order of samples
    data, named : arguments of its `fit`
    low, high : first and last rate
    steps : how many rates, one batch each

    Returns
    -------
    DataFrame, one row per step: rate; loss, of its batch before the step is taken;
    smoothed, a running mean of the losses. `attrs["suggestion"]` is the rate at which
    the smoothed loss falls fastest on its way to the least, along a line through a
    fifth of the steps (by the logarithm of the rate); NaN where it does not fall.

    Raises
    ------
    TypeError
        If `estimator` is none of seqkit's.
    ValueError
        If low, high or steps are out of range, or as `fit` does.
    FloatingPointError
        If the loss was NaN or infinite at the first step.

    Examples
    --------
    >>> from seqkit import Forecaster
    >>> y = pd.Series(np.sin(np.arange(60) * 2 * np.pi / 7), name="sales")
    >>> model = Forecaster(7, units=(4,), batch_size=16, random_state=0)
    >>> found = learning_rate_range(model, y, steps=40)
    >>> model = model.set_params(learning_rate=found.attrs["suggestion"])
    >>> found.columns.tolist()
    ['rate', 'loss', 'smoothed']
    """
    if not isinstance(estimator, SequenceEstimator):
        checks.reject_estimator(estimator)
    checks.check_number("low", low, 0, np.inf, low_ok=False)
    checks.check_number("high", high, low, np.inf, low_ok=False)
    checks.check_count("steps", steps, _FEWEST_STEPS)
    rates = np.geomspace(low, high, steps)

    def trial(network, own, held, loss, recipe, seed, judge):
        return training.sweep(network, own, loss, recipe, rates, seed)

    found = estimator.rehearse(trial, *data, **named)
    found.attrs["suggestion"] = _suggestion(found, 2 * (steps // _SPAN) + 1)
    return found


def _suggestion(found: pd.DataFrame, width: int) -> float:
    """Return the rate at the steepest line through `width` (odd) smoothed losses.

    Lines before the least loss count; the first losses, on which the mean of them has
    not settled, are left out.
    """
    half = width // 2
    least, first = int(found["smoothed"].argmin()), 2 * half
    spans = sliding_window_view(found["smoothed"].to_numpy(), width)[half:]
    falls = -(spans @ np.arange(-half, half + 1))[: max(least - first + 1, 0)]
    if not (falls > 0).any():
        return np.nan
    return float(found["rate"].iloc[first + falls.argmax()])
