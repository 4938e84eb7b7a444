"""A panel as flat arrays: values, covariates and the known future, row by row."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from seqkit import checks
from seqkit.estimators.window_plan import WindowPlan
from seqkit.networks import ForecastSizes
from seqkit.sequences.calendar import calendar_features
from seqkit.sequences.covariates import CovariateEncoder
from seqkit.sequences.frames import Panel
from seqkit.sequences.scaling import (
    MEAN_SCALING,
    SCALINGS,
    location_and_scale,
    mean_size,
    spread_within,
    transformed,
)
from seqkit.sequences.seasons import SEASONAL, seasonal_means
from seqkit.sequences.windows import carry_forward, ragged_ranges

_DRIFTS = 3


@dataclass(frozen=True)
class Encoders:
    """Covariate encoders, fitted on training rows."""

    past: CovariateEncoder
    future: CovariateEncoder
    static: CovariateEncoder

    @classmethod
    def fit(cls, panel: Panel) -> "Encoders":
        """Learn from the panel of training rows."""
        parts = (panel.past, panel.future, panel.static)
        return cls(*(CovariateEncoder().fit(part) for part in parts))

    def to_state(self) -> dict[str, Any]:
        """Return the encoders as plain values."""
        return {part.name: getattr(self, part.name).to_state() for part in fields(self)}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "Encoders":
        """Rebuild from `to_state`."""
        return cls(**{k: CovariateEncoder.from_state(v) for k, v in state.items()})


@dataclass(frozen=True)
class PanelArrays:
    """A panel encoded: flat arrays with one row per panel row.

    Attributes
    ----------
    values : float64 (rows, targets), transformed, missing values carried forward
    observed : bool (rows, targets)
    newest : float64 (rows, targets), the user's values carried forward
    past, known : float32 (rows, features), covariates and known future
    static : float32 (series, features)
    begins : int64 (series, targets), first observed row
    usual : float64 (rows, targets), what transform="seasonal" takes off; else None
    """

    panel: Panel
    values: np.ndarray
    observed: np.ndarray
    newest: np.ndarray
    past: np.ndarray
    known: np.ndarray
    static: np.ndarray
    begins: np.ndarray
    usual: np.ndarray | None = None

    @classmethod
    def of(cls, panel: Panel, encoders: Encoders, plan: WindowPlan) -> "PanelArrays":
        """Encode a panel."""
        targets = panel.targets
        if plan.positive:
            targets = checks.positive_targets(panel)
        else:
            checks.check_transformable(plan.transform, panel)
        newest = carry_forward(targets, panel.offsets)
        usual = None
        if plan.transform == SEASONAL:
            usual = _usual(targets, newest, panel.offsets, plan.season)
            changed = targets - usual
        else:
            changed = transformed(targets, newest, panel.offsets, plan.transform)
        observed = ~np.isnan(changed)
        known = encoders.future.transform(panel.future)
        if plan.calendar:
            known = np.concatenate([known, _calendar(panel)], axis=1)
        return cls(
            panel=panel,
            values=carry_forward(changed, panel.offsets),
            observed=observed,
            newest=newest,
            past=encoders.past.transform(panel.past),
            known=known,
            static=encoders.static.transform(panel.static),
            begins=_first_rows(observed, panel.offsets),
            usual=usual,
        )

    def scales(
        self, plan: WindowPlan, stops: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return location and scale (series, targets) from the rows before `stops`.

        `stops` (series,) counts rows of each series.
        """
        _, rows = ragged_ranges(
            self.panel.offsets[:-1], self.panel.offsets[:-1] + stops
        )
        seen = np.where(self.observed[rows], self.values[rows], np.nan)
        offsets = np.concatenate([[0], np.cumsum(stops)])
        if plan.scaling is None:
            shape = (len(stops), self.values.shape[1])
            return np.zeros(shape), np.ones(shape)
        if plan.scaling in SCALINGS:
            return location_and_scale(seen, offsets, plan.scaling)
        if plan.scaling == MEAN_SCALING:
            spread = mean_size(seen, offsets)
        else:
            spread = spread_within(seen, offsets, plan.lookback)
            if plan.spread_of == "series":
                whole = location_and_scale(seen, offsets, "standard")[1]
                spread = np.where(whole > _DRIFTS * spread, spread, whole)
        return np.zeros_like(spread), spread

    def sizes(
        self, plan: WindowPlan, quantiles: int, distribution: str | None = None
    ) -> ForecastSizes:
        """Return what a network over windows of these arrays must fit."""
        targets = 1 if plan.shared else self.values.shape[1]
        known = self.known.shape[1]
        marks = targets if plan.marks_missing else 0
        return ForecastSizes(
            lookback=plan.steps,
            horizon=plan.horizon,
            targets=targets,
            features=targets + self.past.shape[1] + marks + known,
            future=known,
            static=self.static.shape[1] + len(plan.scale_norm),
            quantiles=quantiles,
            segment=plan.segment,
            distribution=distribution,
        )


def _usual(
    targets: np.ndarray, newest: np.ndarray, offsets: np.ndarray, season: int
) -> np.ndarray:
    """Return seasonal means, of values carried forward where none was observed."""
    observed = seasonal_means(targets, offsets, season)
    filled = seasonal_means(newest, offsets, season)
    return np.where(np.isnan(observed), filled, observed)


def _calendar(panel: Panel) -> np.ndarray:
    """Return calendar features (rows, features), computed once per position."""
    positions = panel.row_positions()
    low = int(positions.min())
    span = np.arange(low, int(positions.max()) + 1)
    features = calendar_features(panel.clock.times(span)).to_numpy("float32")
    return features[positions - low]


def _first_rows(observed: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """Return each series' first observed row per target (its end if there is none)."""
    rows = np.where(observed, np.arange(len(observed))[:, None], len(observed))
    first = np.minimum.reduceat(rows, offsets[:-1], axis=0)
    return np.minimum(first, offsets[1:, None])
