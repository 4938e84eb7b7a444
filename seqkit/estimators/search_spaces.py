"""What is worth trying when arguments are searched, by scikit-learn or KerasTuner."""

from typing import Any

from scipy import stats
from sklearn.base import clone

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


def tuned(model: Any, space: dict[str, Any], hp: Any) -> Any:
    """Return an unfitted copy of an estimator with arguments that a tuner chose.

    Parameters
    ----------
    space : as `forecast_space`; its distributions are log-uniform
    hp : `keras_tuner.HyperParameters`, or what has its `Choice` and `Float`. Values
        that it cannot hold (None, tuples, mixed types) are chosen by how they are
        written.
    """
    chosen = {name: _chosen(name, values, hp) for name, values in space.items()}
    return clone(model).set_params(**chosen)


def _chosen(name: str, values: Any, hp: Any) -> Any:
    if not isinstance(values, list):
        low, high = map(float, values.support())
        return hp.Float(name, low, high, sampling="log")
    if len({type(value) for value in values}) == 1 and not isinstance(values[0], tuple):
        return hp.Choice(name, values)
    written = {repr(value): value for value in values}
    return written[hp.Choice(name, list(written))]
