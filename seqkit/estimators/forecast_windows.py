"""The forecaster's windows over a panel's arrays.

All window arithmetic of the forecaster is here: what a window sees (scaled values,
other covariates, which values were observed, the known future), where padding goes, and
how scaled forecasts become the user's units again. Only rows before a window's end
enter what it sees: missing values are carried forward, never interpolated.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from seqkit import checks
from seqkit.estimators.panel_arrays import PanelArrays
from seqkit.estimators.window_plan import WindowPlan
from seqkit.sequences.scaling import (
    MEAN_SCALING,
    WINDOW_SCALINGS,
    restored,
    window_location_and_scale,
)
from seqkit.sequences.windows import (
    future_rows,
    lookback_rows,
    ragged_ranges,
)

_PIECE = 4096


@dataclass(frozen=True)
class ForecastWindows:
    """Windows over an encoded panel, a source of batches for the network.

    Attributes
    ----------
    series, channel, ends : int64 (windows,): the series, its target (ignored unless
        `plan.shared`), and the panel row behind the newest one seen
    scaled_by : int64 (windows,), row of `location` and `scale` (any, targets)
    with_targets : whether `take` returns targets too
    newest_only : with `plan.every_step`, leave out all targets but the newest step's
    weights : what windows of a series and target count, (series, targets), or None
    """

    arrays: PanelArrays
    plan: WindowPlan
    series: np.ndarray
    channel: np.ndarray
    ends: np.ndarray
    location: np.ndarray
    scale: np.ndarray
    scaled_by: np.ndarray
    with_targets: bool = True
    newest_only: bool = False
    weights: np.ndarray | None = None

    @classmethod
    def at(
        cls,
        arrays: PanelArrays,
        plan: WindowPlan,
        scales: tuple[np.ndarray, np.ndarray],
        series: np.ndarray,
        ends: np.ndarray,
        scaled_by: np.ndarray | None = None,
    ) -> "ForecastWindows":
        """Place windows to predict; one per target (fastest) with `plan.shared`."""
        scaled_by = series if scaled_by is None else scaled_by
        each = arrays.values.shape[1] if plan.shared else 1
        repeated = [np.repeat(part, each) for part in (series, ends, scaled_by)]
        channel = np.tile(np.arange(each), len(series))
        series, ends, scaled_by = repeated
        return cls(arrays, plan, series, channel, ends, *scales, scaled_by, False)

    def __len__(self) -> int:
        return len(self.ends)

    @property
    def targets(self) -> int:
        """Targets of one window."""
        return 1 if self.plan.shared else self.arrays.values.shape[1]

    def take(self, which: np.ndarray) -> Any:
        """Return inputs by name, and scaled targets (n, horizon, targets) if asked.

        With targets come the weights of windows (n,), if any; their mean over all is 1.
        """
        rows, mask = self._past_rows(which)
        location, scale = self._scales(which, rows, mask)
        inputs = self._inputs(which, rows, mask, location, scale)
        if not self.with_targets:
            return inputs
        ahead, there = self._target_rows(which, rows, mask)
        there = self._gather(self.arrays.observed, which, ahead) & there[..., None]
        location, scale = (
            part.reshape(len(which), *[1] * (ahead.ndim - 1), -1)
            for part in (location, scale)
        )
        y = (self._gather(self.arrays.values, which, ahead) - location) / scale
        y = np.where(there, y, np.nan).astype("float32")
        weights = self.weights_of(which)
        if weights is None:
            return inputs, y
        mean = self.total_weight / len(self)
        return inputs, y, (weights / mean).astype("float32")

    def weights_of(self, which: np.ndarray | None = None) -> np.ndarray | None:
        """Return what windows count, float64 (n,), or None where all count 1."""
        if self.weights is None:
            return None
        which = np.arange(len(self)) if which is None else which
        return self.weights[self.series[which], self.channel[which]]

    @cached_property
    def total_weight(self) -> float:
        """What all windows count together."""
        weights = self.weights_of()
        return len(self) if weights is None else float(weights.sum())

    def scales(self, which: np.ndarray) -> np.ndarray:
        """Return what windows are divided by, (n, targets)."""
        return self._scales(which, *self._past_rows(which))[1][:, 0]

    def seen(self) -> np.ndarray:
        """Count the observed values each window sees, shape (windows,)."""
        which = np.arange(len(self))
        rows, mask = self._past_rows(which)
        there = self._gather(self.arrays.observed, which, rows)
        return (there.any(axis=-1) & mask).sum(axis=1)

    def in_users_units(self, outputs: np.ndarray) -> np.ndarray:
        """Undo scaling and transform: (windows, horizon, targets, quantiles)."""
        which = np.arange(len(self))
        if self.plan.scaling in WINDOW_SCALINGS:
            rows, mask = self._past_rows(which)
            location, scale = self._scales(which, rows, mask)
        else:
            location, scale = self._scales(which, None, None)
        values = outputs.astype("float64") * scale[..., None] + location[..., None]
        if self.arrays.usual is not None:
            ahead = future_rows(self.ends, self.plan.horizon)
            return values + self._gather(self.arrays.usual, which, ahead)[..., None]
        newest = self._gather(self.arrays.newest, which, self.ends[:, None] - 1)
        return restored(values, newest[..., None], self.plan.transform)

    def one_per_target(self) -> "ForecastWindows":
        """Return a window per target, targets fastest, whatever the plan says."""
        if self.plan.shared:
            return self
        plan, scales = replace(self.plan, shared=True), (self.location, self.scale)
        return self.at(
            self.arrays, plan, scales, self.series, self.ends, self.scaled_by
        )

    def truth(self) -> np.ndarray:
        """Return the targets in the user's units, (windows, horizon, targets)."""
        which = np.arange(len(self))
        ahead = future_rows(self.ends, self.plan.horizon)
        return self._gather(self.arrays.panel.targets, which, ahead)

    def scaled_targets(self) -> np.ndarray:
        """Return the targets on the network's scale, (windows, horizon, targets)."""
        plain = replace(self.plan, every_step=False)
        windows = replace(self, plan=plain, with_targets=True)
        return np.concatenate([windows.take(which)[1] for which in self.pieces()])

    def newest_values(self, steps: int) -> np.ndarray:
        """Return the newest values in the user's units, (windows, steps, targets).

        Missing ones, and those before the series begins, are NaN; the newest observed
        value stands last if all others are missing.
        """
        which = np.arange(len(self))
        rows = self.ends[:, None] + np.arange(-steps, 0)
        there = rows >= self.arrays.panel.offsets[self.series][:, None]
        rows = np.where(there, rows, 0)
        values = self._gather(self.arrays.panel.targets, which, rows)
        values = np.where(there[..., None], values, np.nan)
        newest = self._gather(self.arrays.newest, which, self.ends[:, None] - 1)
        nothing = np.isnan(values).all(axis=1, keepdims=True)
        values[:, -1:] = np.where(nothing, newest, values[:, -1:])
        return values

    def per_target(self, values: np.ndarray) -> np.ndarray:
        """Return each window's entries of an array (any, targets): (windows, targets).

        Rows are chosen like the scales, by `scaled_by`.
        """
        if self.plan.shared:
            return values[self.scaled_by, self.channel][:, None]
        return values[self.scaled_by]

    def by_series(self, values: np.ndarray) -> np.ndarray:
        """Turn (windows, steps, targets) of `at`'s windows into (series, steps, …)."""
        if not self.plan.shared:
            return values
        targets = self.arrays.values.shape[1]
        grouped = values.reshape(-1, targets, values.shape[1])
        return np.moveaxis(grouped, 1, 2)

    def pieces(self) -> Iterator[np.ndarray]:
        """Yield window numbers piece by piece, so that memory stays bounded."""
        for start in range(0, max(len(self), 1), _PIECE):
            yield np.arange(start, min(start + _PIECE, len(self)))

    def select(self, which: np.ndarray, **changes: Any) -> "ForecastWindows":
        """Keep some windows, and change other attributes."""
        parts = ("series", "channel", "ends", "scaled_by")
        kept = {name: getattr(self, name)[which] for name in parts}
        return replace(self, **kept, **changes)

    def _target_rows(self, which, rows, mask) -> tuple[np.ndarray, np.ndarray]:
        """Return the rows to forecast and whether each counts.

        Shape (n, horizon), or (n, steps, horizon) with `plan.every_step`.
        """
        ends = self.ends[which]
        if not self.plan.every_step:
            ahead = future_rows(ends, self.plan.horizon)
            return ahead, np.ones(ahead.shape, dtype=bool)
        counts = mask & (rows == ends[:, None] - 1) if self.newest_only else mask
        ahead = rows[..., None] + 1 + np.arange(self.plan.horizon)
        return ahead, np.broadcast_to(counts[..., None], ahead.shape)

    def _past_rows(self, which: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        begins = self.arrays.begins[self.series[which]]
        if self.plan.shared:
            begins = begins[np.arange(len(which)), self.channel[which]]
        else:
            begins = begins.min(axis=1)
        ends = self.ends[which]
        begins = np.minimum(begins, ends - 1)
        return lookback_rows(ends, begins, self.plan.lookback, self.plan.segment)

    def _gather(self, values: np.ndarray, which: np.ndarray, rows: np.ndarray) -> Any:
        """Return values (n, ..., targets of one window) at rows (n, ...)."""
        if not self.plan.shared:
            return values[rows]
        channel = self.channel[which].reshape(-1, *[1] * (rows.ndim - 1))
        return values[rows, channel][..., None]

    def _scales(self, which, rows, mask) -> tuple[np.ndarray, np.ndarray]:
        """Return location and scale, shape (n, 1, targets)."""
        by = self.scaled_by[which]
        location, scale = self.location[by], self.scale[by]
        if self.plan.shared:
            pick = (np.arange(len(which)), self.channel[which])
            location, scale = location[pick][:, None], scale[pick][:, None]
        if self.plan.scaling in WINDOW_SCALINGS:
            values = np.nan_to_num(self._gather(self.arrays.values, which, rows))
            kind = self.plan.scaling
            location, scale = window_location_and_scale(values, mask, kind, scale)
        return location[:, None], scale[:, None]

    def _inputs(self, which, rows, mask, location, scale) -> dict[str, np.ndarray]:
        arrays, plan = self.arrays, self.plan
        values = self._gather(arrays.values, which, rows)
        parts = [np.nan_to_num((values - location) / scale), arrays.past[rows]]
        if plan.marks_missing:
            parts.append(self._gather(arrays.observed, which, rows))
        parts.append(arrays.known[rows])
        past = np.concatenate(parts, axis=-1).astype("float32")
        past[~mask] = 0
        inputs = {"past": past, "mask": mask}
        if arrays.known.shape[1]:
            inputs["future"] = arrays.known[future_rows(self.ends[which], plan.horizon)]
        static = arrays.static[self.series[which]]
        if plan.scale_norm:
            size = plan.scale_features(scale[:, 0])
            static = np.concatenate([static, size], axis=1)
        if static.shape[1]:
            inputs["static"] = static
        if plan.scaling == MEAN_SCALING:
            inputs["unit"] = scale[:, 0].astype("float32")
        return inputs


class TrainingCut(NamedTuple):
    """Training and validation windows, and the training rows of each series."""

    training: ForecastWindows
    validation: ForecastWindows
    stops: np.ndarray


def training_cut(
    arrays: PanelArrays, plan: WindowPlan, validation_fraction: float
) -> TrainingCut:
    """Cut a panel into training and validation windows by time.

    The last rows of each series are for validation: no training window's target reaches
    into them, and the scalers see none of them. A series too short for both only
    trains.

    Raises
    ------
    ValueError
        If no series is long enough for one training window.
    """
    panel = arrays.panel
    begins = arrays.begins if plan.shared else arrays.begins.min(axis=1, keepdims=True)
    ends = np.broadcast_to(panel.offsets[1:, None], begins.shape)
    splits = _validation_starts(begins, ends, plan, validation_fraction)
    checks.check_trainable(ends - begins, plan.least_context, plan.horizon)
    last = splits - plan.horizon
    first = _first_ends(last - begins, plan)
    stops = splits.min(axis=1) - panel.offsets[:-1]
    scales = arrays.scales(plan, stops)
    training = _windows_between(arrays, plan, scales, begins + first, last)
    first_checked = np.maximum(splits, begins + plan.least_context)
    validation = _windows_between(
        arrays, plan, scales, first_checked, ends - plan.horizon
    )
    return TrainingCut(training, replace(validation, newest_only=True), stops)


def reaching_beyond(
    training: ForecastWindows, everything: ForecastWindows, random_state: int | None
) -> ForecastWindows:
    """Return the windows with targets behind the training's, and as many others.

    Parameters
    ----------
    training : windows of a part of the rows
    everything : windows of all rows, those of `training` among them
    random_state : seed of which others are drawn
    """
    shape = len(everything.arrays.panel.lengths), everything.arrays.values.shape[1]
    newest = np.full(shape, -1)
    np.maximum.at(newest, (training.series, training.channel), training.ends)
    beyond = everything.ends > newest[everything.series, everything.channel]
    new, old = np.flatnonzero(beyond), np.flatnonzero(~beyond)
    random = np.random.default_rng(random_state)
    drawn = random.choice(old, min(len(new), len(old)), replace=False)
    return everything.select(np.sort(np.concatenate([new, drawn])))


def _first_ends(rows: np.ndarray, plan: WindowPlan) -> np.ndarray:
    """Return how many steps a series' first training window sees.

    `rows` are those that stand before the targets of its last one. A series of less
    than two lookbacks has few full windows, and gives padded ones, too: from a quarter
    of a lookback on or, where it is shorter, from the least context.
    """
    padded = np.maximum(plan.least_context, plan.lookback // 4)
    padded = np.where(padded <= rows, padded, plan.least_context)
    return np.where(2 * plan.lookback <= rows, plan.lookback, padded)


def _validation_starts(begins, ends, plan, fraction) -> np.ndarray:
    """Return the first validation row of each series (its end if it has none)."""
    rows = ends - begins
    held = np.maximum(plan.horizon, np.round(rows * fraction).astype("int64"))
    fits = (fraction > 0) & (rows - held >= plan.least_context + plan.horizon)
    return np.where(fits, ends - held, ends)


def _windows_between(arrays, plan, scales, first, last) -> ForecastWindows:
    """Place windows whose ends run from `first` to `last` (series, targets)."""
    which, ends = ragged_ranges(first.ravel(), last.ravel() + 1)
    series, channel = np.divmod(which, first.shape[1])
    location, scale = scales
    return ForecastWindows(
        arrays, plan, series, channel, ends, location, scale, scaled_by=series
    )
