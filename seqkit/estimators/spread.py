"""How a network's outputs are spread around the point forecast."""

from dataclasses import dataclass, replace

import numpy as np

from seqkit.estimators.calibration import quantile_shifts
from seqkit.estimators.copula import draw_ranks, rank_correlation
from seqkit.estimators.forecasts import MEDIAN
from seqkit.estimators.marginals import (
    DistributionMarginals,
    Marginals,
    QuantileMarginals,
)
from seqkit.networks.distributions import quantiles_of


@dataclass(frozen=True)
class Spread:
    """What outputs say of each step, and of all steps together.

    Outputs are arrays (windows, horizon, targets, numbers), on the network's scale.

    Attributes
    ----------
    levels : of the quantiles that are forecast; empty for the point alone
    distribution : whose parameters the outputs are, or None for quantiles or a point
    shifts : float array (horizon, levels), what is added to quantiles
    correlation : float array (horizon, horizon) of the steps' normal scores, or None
        when they are independent
    """

    levels: tuple[float, ...]
    distribution: str | None
    shifts: np.ndarray
    correlation: np.ndarray | None = None

    @classmethod
    def plain(
        cls, levels: tuple[float, ...], distribution: str | None, horizon: int
    ) -> "Spread":
        """Take outputs at their word, and steps as independent."""
        return cls(levels, distribution, np.zeros((horizon, max(1, len(levels)))))

    @property
    def known(self) -> bool:
        """Whether more than the median is forecast."""
        return self.distribution is not None or len(self.levels) > 1

    def calibrated(
        self, outputs: np.ndarray, y: np.ndarray, conformal: bool
    ) -> "Spread":
        """Learn from targets (windows, horizon, targets), NaN where missing."""
        spread = self
        if self.levels and conformal:
            shifts = quantile_shifts(y, self._unshifted(outputs), self.levels)
            spread = replace(self, shifts=shifts)
        ranks = np.moveaxis(spread._marginals(outputs).ranks(y), 1, -1)
        correlation = rank_correlation(ranks.reshape(-1, ranks.shape[-1]))
        return replace(spread, correlation=correlation)

    def quantiles(self, outputs: np.ndarray) -> np.ndarray:
        """Return increasing quantiles (windows, horizon, targets, levels), or points.

        Where only the point is forecast, the last axis holds that alone.
        """
        shifted = self._unshifted(outputs) + self.shifts[:, None, :]
        return np.sort(shifted, axis=-1)

    def draw(
        self, outputs: np.ndarray, n: int, random: np.random.Generator
    ) -> np.ndarray:
        """Return sample paths (windows, horizon, targets, n)."""
        shape = (*outputs.shape[:3], n)
        return self._marginals(outputs).at(draw_ranks(self.correlation, shape, random))

    def _unshifted(self, outputs: np.ndarray) -> np.ndarray:
        if self.distribution is None:
            return outputs
        return quantiles_of(outputs, self.distribution, self.levels or (MEDIAN,))

    def _marginals(self, outputs: np.ndarray) -> Marginals:
        if self.distribution is None:
            return QuantileMarginals(self.quantiles(outputs), self.levels)
        return DistributionMarginals(
            outputs, self.distribution, self.levels, self.shifts
        )
