"""What a forecaster keeps of the series it was fitted on."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from seqkit.estimators.panel_arrays import PanelArrays
from seqkit.estimators.window_plan import WindowPlan
from seqkit.metrics import seasonal_scales
from seqkit.sequences.frames import Panel
from seqkit.sequences.panel_state import panel_from_state, panel_to_state


@dataclass(frozen=True)
class FittedSeries:
    """The newest rows of each fitted series, and what was learnt of it.

    Attributes
    ----------
    history : Panel, the newest rows
    location, scale : float arrays (series, targets), of the training rows
    naive_errors : float array (series, targets), in-sample error of the seasonal naive
        forecast: the denominators of MASE
    """

    history: Panel
    location: np.ndarray
    scale: np.ndarray
    naive_errors: np.ndarray

    def codes(self, panel: Panel) -> np.ndarray:
        """Return each series' number among the fitted ones, -1 for one never seen."""
        if not panel.layout.is_long:
            return np.zeros(len(panel.ids), dtype="int64")
        fitted = self.history.ids.astype(object)
        return fitted.get_indexer(panel.ids.astype(object))

    def scales(
        self, arrays: PanelArrays, plan: WindowPlan, stops: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return location and scale; for a new series of its rows before `stops`."""
        codes = self.codes(arrays.panel)
        location, scale = self.location[codes], self.scale[codes]
        if (codes >= 0).all():
            return location, scale
        known, own = codes[:, None] >= 0, arrays.scales(plan, stops)
        return np.where(known, location, own[0]), np.where(known, scale, own[1])

    def errors(self, panel: Panel, stops: np.ndarray, season: int) -> np.ndarray:
        """Return the MASE denominators; of its rows before `stops` for a new series."""
        codes = self.codes(panel)
        own = naive_errors(panel, stops, season)
        return np.where(codes[:, None] >= 0, self.naive_errors[codes], own)

    def in_front_of(self, panel: Panel, lookback: int) -> tuple[Panel, np.ndarray]:
        """Put fitted rows in front of rows that follow right behind them.

        Returns the panel and, per series, how many rows stand before the first
        forecast: the fitted ones, or `lookback` of its own where none could be put.
        """
        codes = self.codes(panel)
        stops = (self.history.first + self.history.lengths)[codes]
        joins = (codes >= 0) & (stops == panel.first)
        own = np.minimum(lookback, panel.lengths)
        begins = np.where(joins, self.history.lengths[codes], own)
        return panel.behind(self.history, np.where(joins, codes, -1)), begins

    def renewed(self, newer: "FittedSeries") -> "FittedSeries":
        """Replace what is known of the newer series, and keep the others."""
        kept = np.ones(len(self.history.ids), dtype=bool)
        codes = self.codes(newer.history)
        kept[codes[codes >= 0]] = False
        lengths = np.where(kept, self.history.lengths, 0)
        others = self.history.between(np.zeros_like(lengths), lengths)
        names = ("location", "scale", "naive_errors")
        pairs = {n: [getattr(self, n)[kept], getattr(newer, n)] for n in names}
        arrays = {name: np.concatenate(pair) for name, pair in pairs.items()}
        return FittedSeries(history=others.joined(newer.history), **arrays)

    def to_state(self) -> dict[str, Any]:
        """Return plain values and arrays, for saving."""
        arrays = {field.name: getattr(self, field.name) for field in fields(self)}
        return arrays | {"history": panel_to_state(self.history)}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "FittedSeries":
        """Rebuild from `to_state`."""
        return cls(**state | {"history": panel_from_state(state["history"])})


def naive_errors(panel: Panel, stops: np.ndarray, season: int) -> np.ndarray:
    """Return the seasonal naive forecast's error (series, targets) before `stops`."""
    return seasonal_scales(panel.targets, panel.offsets, stops, season)
