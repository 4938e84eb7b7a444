"""Distributions of forecasts: numbers of a network in, likelihoods and quantiles out.

Parameters stand on the last axis, on the scale of the network: location and scale, for
Student's t also degrees of freedom, above 2 so that it has a variance. The negative
binomial is one of counts: mean, dispersion (its variance is mean + dispersion mean², in
counts), and how many counts are a unit of the network (Salinas et al., 2020, "DeepAR":
likelihood model, scale handling).
"""

import math
from typing import Any

import numpy as np
from scipy import special, stats

from seqkit.keras_backend import keras, tf

PARAMETERS = {
    "normal": ("location", "scale"),
    "student_t": ("location", "scale", "freedom"),
    "negative_binomial": ("mean", "dispersion", "unit"),
}
OF_COUNTS = ("negative_binomial",)
OUTPUTS = {"normal": 2, "student_t": 3, "negative_binomial": 2}
_LEAST, _LEAST_MEAN, _LEAST_FREEDOM = 1e-4, 1e-6, 2.01
ops = keras.ops


def parameters_of(x: Any, distribution: str, unit: Any = None) -> Any:
    """Return parameters for any numbers.

    Parameters
    ----------
    x : Keras tensor (batch, ..., targets, `OUTPUTS`); the second becomes the location
        or mean, as the middle output of a step is what `Rollout` feeds back, the first
        the scale or dispersion
    distribution : one of `PARAMETERS`
    unit : Keras tensor (batch, targets), counts in a unit of the network; for counts

    Returns
    -------
    Keras tensor (batch, ..., targets, parameters) in the order of `PARAMETERS`; all but
    a location are positive, through softplus
    """
    spread = ops.softplus(x[..., :1]) + _LEAST
    if distribution in OF_COUNTS:
        unit = ops.reshape(unit, (-1, *[1] * (len(x.shape) - 3), x.shape[-2], 1))
        mean = ops.softplus(x[..., 1:2]) + _LEAST_MEAN
        parts = [mean, spread / ops.sqrt(unit), ops.ones_like(mean) * unit]
        return ops.concatenate(parts, axis=-1)
    parts = [x[..., 1:2], spread]
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
    if distribution in OF_COUNTS:
        return _surprise_of_counts(y, parameters)
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
    if distribution in OF_COUNTS:
        return np.maximum(stats.nbinom.ppf(levels, *_shape(parts)), 0) / parts[..., 2]
    if distribution == "normal":
        return parts[..., 0] + parts[..., 1] * special.ndtri(levels)
    return parts[..., 0] + parts[..., 1] * special.stdtrit(parts[..., 2], levels)


def probabilities_of(
    parameters: np.ndarray, distribution: str, y: np.ndarray
) -> np.ndarray:
    """Return the probability of at most y (...) for each distribution.

    Of counts it is that of fewer, and half of that of y itself.

    Examples
    --------
    >>> parameters = np.array([[5.0, 2.0, 3.0]])
    >>> probabilities_of(parameters, "student_t", np.array([5.0])).tolist()
    [0.5]
    """
    parts = np.asarray(parameters, dtype="float64")
    if distribution in OF_COUNTS:
        count = np.round(y * parts[..., 2])
        both = [stats.nbinom.cdf(k, *_shape(parts)) for k in (count - 1, count)]
        return (both[0] + both[1]) / 2
    away = (y - parts[..., 0]) / parts[..., 1]
    if distribution == "normal":
        return special.ndtr(away)
    return special.stdtr(parts[..., 2], away)


def _surprise_of_counts(y: Any, parameters: Any) -> Any:
    """Return what targets cost, counted in the user's units."""
    # in float32 the difference of two gammas of large numbers is noise
    mean, dispersion, unit = tf.unstack(tf.cast(parameters, "float64"), axis=-1)
    count = tf.round(tf.cast(y, "float64") * unit)
    size, odds = 1 / dispersion, dispersion * mean * unit
    ways = tf.math.lgamma(count + size) - tf.math.lgamma(size)
    ways -= tf.math.lgamma(count + 1)
    log_p = ways + count * tf.math.log(odds) - (count + size) * tf.math.log1p(odds)
    return -tf.cast(log_p, parameters.dtype)


def _shape(parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return scipy's n and p of the negative binomial of counts."""
    mean, dispersion, unit = np.moveaxis(parameters, -1, 0)
    return 1 / dispersion, 1 / (1 + dispersion * mean * unit)
