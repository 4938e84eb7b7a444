"""Forecasts of many windows in the user's units."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seqkit.estimators.forecast_windows import ForecastWindows

MEDIAN = 0.5


def network_levels(quantiles: tuple[float, ...]) -> tuple[float, ...]:
    """Return the levels a network forecasts: those asked for, and the median.

    Examples
    --------
    >>> network_levels((0.1, 0.9)), network_levels(())
    ((0.1, 0.5, 0.9), ())
    """
    return tuple(sorted({*quantiles, MEDIAN})) if quantiles else ()


@dataclass(frozen=True)
class Forecasts:
    """Forecasts of windows.

    Attributes
    ----------
    values : float64 array (windows, horizon, targets, levels), the user's units
    levels : quantile levels on the last axis; empty when it holds one point forecast
    fallback : bool array (windows,), True where a series was too short for the network
    """

    values: np.ndarray
    levels: tuple[float, ...]
    fallback: np.ndarray

    @classmethod
    def joined(cls, parts: Sequence["Forecasts"]) -> "Forecasts":
        """Put forecasts of the same levels end to end."""
        values = np.concatenate([part.values for part in parts])
        fallback = np.concatenate([part.fallback for part in parts])
        return cls(values, parts[0].levels, fallback)

    @property
    def point(self) -> np.ndarray:
        """The point forecast, (windows, horizon, targets)."""
        return self.at(MEDIAN) if self.levels else self.values[..., 0]

    def at(self, level: float) -> np.ndarray:
        """The forecast of one quantile level, (windows, horizon, targets)."""
        return self.values[..., self.levels.index(level)]

    def columns(
        self, windows: ForecastWindows, quantiles: tuple[float, ...]
    ) -> dict[tuple[str, int], np.ndarray]:
        """Return (suffix, target number) → array (series, horizon), by target."""
        parts = {"": self.point}
        parts |= {f"_{level:g}": self.at(level) for level in quantiles}
        grouped = {suffix: windows.by_series(part) for suffix, part in parts.items()}
        targets = range(grouped[""].shape[-1])
        return {
            (suffix, target): part[..., target]
            for target in targets
            for suffix, part in grouped.items()
        }
