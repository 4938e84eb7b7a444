"""Forecasts of many windows in the user's units."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.estimators.forecast_windows import ForecastWindows
from seqkit.sequences.frames import Layout, float_dtype, write_frame

MEDIAN = 0.5
PATH = "path"
_MARKS = ("fallback",)


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

    def to_frame(
        self, windows: ForecastWindows, quantiles: tuple[float, ...]
    ) -> pd.DataFrame:
        """Return one forecast per series as a frame like the user's.

        `windows` are those forecast, one end per series; `quantiles` the levels that
        get a column of their own.
        """
        columns, dtypes = self._columns(windows, quantiles)
        columns |= self._marks(windows)
        return write_frame(windows.arrays.panel, _ahead(windows), columns).astype(
            dtypes
        )

    def to_paths(self, windows: ForecastWindows) -> pd.DataFrame:
        """Return sample paths, which stand in place of levels, as a long frame.

        `windows` are those forecast, one end per series; paths have numbers from 1.
        """
        layout, count = windows.arrays.panel.layout, self.values.shape[-1]
        ahead = _ahead(windows)
        numbers = np.repeat(np.arange(1, count + 1), windows.plan.horizon)
        columns: dict = {PATH: np.tile(numbers, (len(ahead), 1))}
        values = np.moveaxis(self.values, -1, 1)
        values = values.reshape(len(values), -1, values.shape[-1])
        grouped, dtypes = windows.by_series(values), {}
        for number, target in enumerate(layout.roles.target):
            columns[target] = grouped[..., number]
            dtypes[target] = float_dtype(layout.dtypes[number])
        columns |= self._marks(windows, count)
        ahead = np.tile(ahead, (1, count))
        return write_frame(windows.arrays.panel, ahead, columns).astype(dtypes)

    def _marks(self, windows: ForecastWindows, paths: int = 1) -> dict:
        """Return the column that marks fallbacks, if any; the user is told of them."""
        if not self.fallback.any():
            return {}
        flags = windows.by_series(self.fallback[:, None, None])
        per_series = np.asarray(flags.any(axis=-1))
        short = np.flatnonzero(per_series[:, 0])
        checks.warn_fallback(windows.arrays.panel.names, short)
        return {"fallback": np.repeat(per_series, paths * windows.plan.horizon, axis=1)}

    def _columns(self, windows, quantiles) -> tuple[dict, dict]:
        """Return arrays (series, horizon) and dtypes by column, target by target."""
        layout = windows.arrays.panel.layout
        grouped = [self.point, *(self.at(level) for level in quantiles)]
        grouped = [windows.by_series(part) for part in grouped]
        names = forecast_columns(layout, quantiles)[: -len(_MARKS)]
        columns, dtypes = {}, {}
        for number, column in enumerate(names):
            target, part = divmod(number, len(grouped))
            columns[column] = grouped[part][..., target]
            dtypes[column] = float_dtype(layout.dtypes[target])
        return columns, dtypes


def _ahead(windows: ForecastWindows) -> np.ndarray:
    """Return the clock positions of the horizon, (series, horizon)."""
    panel, horizon = windows.arrays.panel, windows.plan.horizon
    begins = panel.first + panel.lengths - horizon
    return begins[:, None] + np.arange(horizon)


def forecast_columns(layout: Layout, quantiles: tuple[float, ...]) -> list[Hashable]:
    """Name the columns of a forecast, target by target, and its marks.

    A name that is a tuple (of a frame with several column levels) gets the quantile
    on its last part.
    """
    names: list[Hashable] = []
    for target in layout.roles.target:
        names.append(target)
        for level in quantiles:
            names.append(suffixed(target, f"_{level:g}"))
    return [*names, *_MARKS]


def suffixed(name: Hashable, suffix: str) -> Hashable:
    """Return a column name with more behind it, or behind the last part of a tuple.

    Examples
    --------
    >>> suffixed("sales", "_0.5"), suffixed(("shop", "sales"), "_0.5"), suffixed(7, "")
    ('sales_0.5', ('shop', 'sales_0.5'), 7)
    """
    if not suffix:
        return name
    if isinstance(name, tuple):
        return (*name[:-1], f"{name[-1]}{suffix}")
    return f"{name}{suffix}"
