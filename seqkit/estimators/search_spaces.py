"""What is worth trying when arguments are searched."""

from typing import Any

from scipy import stats

_LOOKBACKS = (1, 2, 4, 8)  # horizons


def forecast_space(given: dict[str, Any]) -> dict[str, Any]:
    """Return arguments of a Forecaster with values, or distributions of them.

    Parameters
    ----------
    given : all arguments of the estimator that is to be tuned

    Examples
    --------
    >>> asked = {"horizon": 7, "quantiles": None, "distribution": None}
    >>> space = forecast_space(asked)
    >>> space["lookback"], space["loss"]
    ([None, 7, 14, 28, 56], ['mae', 'mse'])
    """
    space = {
        "lookback": [None, *(given["horizon"] * times for times in _LOOKBACKS)],
        "scaling": ["window_last", "window_standard"],
        "cell": ["gru", "lstm"],
        "units": [(32,), (64,), (128,), (64, 64)],
        "dropout": [0.0, 0.1, 0.3, 0.5],
        "learning_rate": stats.loguniform(3e-4, 5e-3),
        "batch_size": [32, 64, 128],
    }
    if given["distribution"] == "negative_binomial":
        del space["scaling"]  # the scale of counts is their mean
    if given["quantiles"] is None and given["distribution"] is None:
        space["loss"] = ["mae", "mse"]
    return space
