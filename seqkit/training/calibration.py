"""Probabilities as sure as they are right: temperature scaling."""

from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar

from seqkit import checks
from seqkit.keras_backend import keras

_LEAST = 1e-30  # of a probability, to take its logarithm
_WIDEST = 4.0  # of the logarithm of a temperature


def best_temperature(probabilities: np.ndarray, targets: np.ndarray) -> float:
    """Return the number to divide log odds by that makes targets likeliest.

    Parameters
    ----------
    probabilities : of a softmax (samples, classes), or of sigmoids (samples, labels)
    targets : classes, whole numbers (samples,), or 0 and 1 (samples, labels)

    Returns
    -------
    above 1 for a network that is too sure, below for one that is not sure enough;
    between exp(-4) and exp(4)

    References
    ----------
    Guo, Pleiss, Sun and Weinberger (2017), On calibration of modern neural networks.

    Examples
    --------
    Nine tenths sure, but right in three of four cases:

    >>> sure = np.array([[0.9, 0.1]] * 4)
    >>> round(best_temperature(sure, np.array([0, 0, 0, 1])), 3)  # log 9 / log 3
    2.0
    """
    own = np.asarray(probabilities, dtype="float64")
    if targets.ndim == own.ndim:  # a sigmoid is a softmax of two
        own = np.stack([1 - own, own], axis=-1).reshape(-1, 2)
        targets = targets.ravel()
    scores = np.log(np.maximum(own, _LEAST))
    right = np.arange(len(scores)), targets.astype("int64")

    def cost(log_temperature: float) -> float:
        scaled = scores / np.exp(log_temperature)
        top = scaled.max(axis=1, keepdims=True)
        totals = top[:, 0] + np.log(np.exp(scaled - top).sum(axis=1))
        return float((totals - scaled[right]).mean())

    bounds = (-_WIDEST, _WIDEST)
    found = minimize_scalar(cost, bounds=bounds, method="bounded")
    return float(np.exp(found.x))


def divide_log_odds(network: Any, temperature: float) -> None:
    """Divide what the last layer's softmax or sigmoid sees, in its weights.

    Raises
    ------
    ValueError
        If the network does not end in a Dense layer.
    """
    last = network.layers[-1]
    checks.check_ends_dense(isinstance(last, keras.layers.Dense), last.name)
    last.set_weights([weights / temperature for weights in last.get_weights()])
