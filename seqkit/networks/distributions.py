"""Distributions of forecasts: numbers of a network in, likelihoods and quantiles out.

Parameters stand on the last axis, on the scale of the network: location and scale, for
Student's t also degrees of freedom, above 2 so that it has a variance.
"""

import math
from typing import Any

import numpy as np
from scipy import special

from seqkit.keras_backend import keras, tf

PARAMETERS = {
    "normal": ("location", "scale"),
    "student_t": ("location", "scale", "freedom"),
}
_LEAST_SCALE, _LEAST_FREEDOM = 1e-4, 2.01
ops = keras.ops


def parameters_of(x: Any, distribution: str) -> Any:
    """Return parameters for any numbers.

    Parameters
    ----------
    x : Keras tensor (..., parameters); the second becomes the location, as the middle
        output of a step is what `Rollout` feeds back, the first the scale
    distribution : one of `PARAMETERS`

    Returns
    -------
    Keras tensor (..., parameters) in the order of `PARAMETERS`; scale and degrees of
    freedom are positive through softplus
    """
    parts = [x[..., 1:2], ops.softplus(x[..., :1]) + _LEAST_SCALE]
    if distribution == "student_t":
        parts.append(ops.softplus(x[..., 2:]) + _LEAST_FREEDOM)
    return ops.concatenate(parts, axis=-1)


def negative_log_likelihood(y: Any, parameters: Any, distribution: str) -> Any:
    """Return what targets (...) cost under parameters (..., parameters), in nats.

    Examples
    --------
    >>> standard = tf.constant([[0.0, 1.0]])
    >>> cost = negative_log_likelihood(tf.constant([1.0]), standard, "normal")
    >>> round(float(cost[0]), 4)  # (1 + log 2π) / 2
    1.4189
    """
    location, scale = parameters[..., 0], parameters[..., 1]
    squared = tf.square((y - location) / scale)
    if distribution == "normal":
        return 0.5 * (squared + math.log(2 * math.pi)) + tf.math.log(scale)
    freedom = parameters[..., 2]
    beyond = tf.math.lgamma(0.5 * (freedom + 1)) - tf.math.lgamma(0.5 * freedom)
    within = 0.5 * tf.math.log(math.pi * freedom) + tf.math.log(scale)
    return within - beyond + 0.5 * (freedom + 1) * tf.math.log1p(squared / freedom)


def quantiles_of(parameters: np.ndarray, distribution: str, levels: Any) -> np.ndarray:
    """Return quantiles of distributions.

    Parameters
    ----------
    parameters : array (..., parameters)
    distribution : one of `PARAMETERS`
    levels : between 0 and 1, (levels,) for all or (..., levels) for each

    Returns
    -------
    float64 array (..., levels)

    Examples
    --------
    >>> quantiles_of(np.array([[5.0, 2.0]]), "normal", [0.5, 0.975]).round(2).tolist()
    [[5.0, 8.92]]
    """
    parts = np.asarray(parameters, dtype="float64")[..., None, :]
    levels = np.asarray(levels, dtype="float64")
    if distribution == "normal":
        return parts[..., 0] + parts[..., 1] * special.ndtri(levels)
    return parts[..., 0] + parts[..., 1] * special.stdtrit(parts[..., 2], levels)


def probabilities_of(
    parameters: np.ndarray, distribution: str, y: np.ndarray
) -> np.ndarray:
    """Return the probability of at most y (...) for each distribution.

    Examples
    --------
    >>> parameters = np.array([[5.0, 2.0, 3.0]])
    >>> probabilities_of(parameters, "student_t", np.array([5.0])).tolist()
    [0.5]
    """
    parts = np.asarray(parameters, dtype="float64")
    away = (y - parts[..., 0]) / parts[..., 1]
    if distribution == "normal":
        return special.ndtr(away)
    return special.stdtr(parts[..., 2], away)
