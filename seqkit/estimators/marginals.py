"""Forecasts as distributions of every step: from ranks to values and back.

A rank is the probability of a lower value (the probability integral transform), so
between 0 and 1. All values are on the scale of the network.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from seqkit.networks.distributions import probabilities_of, quantiles_of

_MEDIAN = 0.5


@dataclass(frozen=True)
class QuantileMarginals:
    """Distributions known by some of their quantiles.

    Values lie on straight lines between quantiles; beyond the outermost, each side is
    that of a normal around the median with as much spread as its outermost quantile
    has (as the other side, if no quantile lies on this one).

    Attributes
    ----------
    values : float array (windows, horizon, targets, levels), increasing
    levels : at least two, with the median among them

    Examples
    --------
    >>> known = QuantileMarginals(np.array([[[[2.0, 4.0, 8.0]]]]), (0.1, 0.5, 0.9))
    >>> known.at(np.array([[[[0.1, 0.3, 0.8]]]])).ravel().tolist()
    [2.0, 3.0, 7.0]
    """

    values: np.ndarray
    levels: tuple[float, ...]

    def at(self, ranks: np.ndarray) -> np.ndarray:
        """Return values of ranks (windows, horizon, targets, n), in their shape."""
        levels = np.array(self.levels)
        right = np.searchsorted(levels, ranks).clip(1, len(levels) - 1)
        low, high = self._beside(right)
        share = (ranks - levels[right - 1]) / (levels[right] - levels[right - 1])
        z = ndtri(ranks)
        below, above = self._spreads()
        beyond = self._median() + np.where(z < 0, below, above) * z
        inside = (ranks >= levels[0]) & (ranks <= levels[-1])
        return np.where(inside, low + share * (high - low), beyond)

    def ranks(self, y: np.ndarray) -> np.ndarray:
        """Return ranks of values (windows, horizon, targets), NaN where they are."""
        levels, y = np.array(self.levels), y[..., None]
        right = (self.values <= y).sum(axis=-1, keepdims=True)
        right = right.clip(1, len(levels) - 1)
        low, high = self._beside(right)
        middle = np.full(y.shape, 0.5)
        share = np.divide(y - low, high - low, where=high > low, out=middle)
        between = levels[right - 1] + share * (levels[right] - levels[right - 1])
        away = y - self._median()
        spread = np.where(away < 0, *self._spreads())
        certain = np.where(away < 0, -np.inf, np.inf)
        beyond = ndtr(np.divide(away, spread, where=spread > 0, out=certain))
        inside = (y >= self.values[..., :1]) & (y <= self.values[..., -1:])
        found = np.where(inside, between, beyond)
        return np.where(np.isnan(y), np.nan, found)[..., 0]

    def _beside(self, right: np.ndarray) -> list[np.ndarray]:
        """Return the quantiles on both sides, by the number of the right one."""
        return [np.take_along_axis(self.values, k, axis=-1) for k in (right - 1, right)]

    def _median(self) -> np.ndarray:
        middle = self.levels.index(_MEDIAN)
        return self.values[..., middle : middle + 1]

    def _spreads(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the standard deviations below and above the median."""
        found = [
            (self.values[..., [which]] - self._median()) / ndtri(self.levels[which])
            for which in (0, -1)
            if self.levels[which] != _MEDIAN
        ]
        return found[0], found[-1]


@dataclass(frozen=True)
class DistributionMarginals:
    """Distributions known by their parameters, with shifted quantiles.

    Attributes
    ----------
    parameters : float array (windows, horizon, targets, parameters)
    distribution : a name among `seqkit.networks.distributions.PARAMETERS`
    levels : of the shifts
    shifts : float array (horizon, levels), what is added to quantiles; straight lines
        between levels, and the same beyond the outermost
    """

    parameters: np.ndarray
    distribution: str
    levels: tuple[float, ...]
    shifts: np.ndarray

    def at(self, ranks: np.ndarray) -> np.ndarray:
        """Return values of ranks (windows, horizon, targets, n), in their shape."""
        values = quantiles_of(self.parameters, self.distribution, ranks)
        if self.levels:
            for step, shifts in enumerate(self.shifts):
                values[:, step] += np.interp(ranks[:, step], self.levels, shifts)
        return values

    def ranks(self, y: np.ndarray) -> np.ndarray:
        """Return ranks of values (windows, horizon, targets) before any shift."""
        return probabilities_of(self.parameters, self.distribution, y)


Marginals = QuantileMarginals | DistributionMarginals
