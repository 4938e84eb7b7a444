"""pandas frames ↔ a panel of series on one time grid.

A Series, a wide frame (time in the index or a column) or a long frame (an id and a time
column) becomes a `Panel`: all series end to end in one float64 array of shape
(rows, targets), missing timestamps inserted as NaN rows. `write_frame` gives forecasts
back in the form the user's data had: same index type, ids, dtypes and zone.
"""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.sequences.clock import Clock
from seqkit.sequences.covariates import holds_numbers
from seqkit.sequences.frequency import ticks
from seqkit.sequences.layouts import Layout, Roles, row_times, series_codes, split_frame
from seqkit.sequences.windows import ragged_ranges

__all__ = [
    "Layout",
    "Panel",
    "Roles",
    "float_dtype",
    "read_frame",
    "row_times",
    "write_frame",
]


@dataclass(frozen=True)
class Panel:
    """Series on one grid, end to end.

    Attributes
    ----------
    targets : float64 array (rows, targets), NaN where missing
    offsets : int64 array (series + 1,); series s has rows offsets[s] to offsets[s + 1]
    first : int64 array (series,), clock position of each series' first row
    ids : one entry per series (a single None when the data names none)
    past, future : covariates as frames with one row per panel row
    static : frame with one row per series
    """

    layout: Layout
    clock: Clock
    ids: pd.Index
    offsets: np.ndarray
    first: np.ndarray
    targets: np.ndarray
    past: pd.DataFrame
    future: pd.DataFrame
    static: pd.DataFrame

    @property
    def lengths(self) -> np.ndarray:
        """Rows per series, shape (series,)."""
        return np.diff(self.offsets)

    @property
    def names(self) -> pd.Index | None:
        """Ids to name in errors, or None for data without ids."""
        return self.ids if self.layout.is_long else None

    def row_positions(self) -> np.ndarray:
        """Clock position of every row, shape (rows,)."""
        return np.arange(self.offsets[-1]) + np.repeat(
            self.first - self.offsets[:-1], self.lengths
        )

    def between(self, starts: np.ndarray, stops: np.ndarray) -> "Panel":
        """Keep rows starts[s] to stops[s] of each series; a stop may lie past its end.

        Rows past the end are added as missing. A series that keeps no row is dropped.
        """
        lengths = np.maximum(stops - starts, 0)
        series, inside = ragged_ranges(starts, starts + lengths)
        there = inside < self.lengths[series]
        rows = np.where(there, inside + self.offsets[series], -1)
        keep = lengths > 0
        return replace(
            self,
            ids=self.ids[keep],
            offsets=np.concatenate([[0], np.cumsum(lengths[keep])]),
            first=(self.first + starts)[keep],
            targets=_take_rows(self.targets, rows),
            past=_take_frame_rows(self.past, rows),
            future=_take_frame_rows(self.future, rows),
            static=self.static[keep].reset_index(drop=True),
        )

    def tail(self, steps: int) -> "Panel":
        """Keep the last `steps` rows of each series."""
        return self.between(np.maximum(self.lengths - steps, 0), self.lengths)

    def behind(self, history: "Panel", codes: np.ndarray) -> "Panel":
        """Put rows of another panel in front of this one's.

        `codes` (series,) numbers the series of `history` to put in front, -1 for none.
        """
        there = np.maximum(codes, 0)
        before = np.where(codes >= 0, history.lengths[there], 0)
        own = self.offsets[:-1] + history.offsets[-1]
        starts = np.stack([history.offsets[there], own], axis=1).ravel()
        counts = np.stack([before, self.lengths], axis=1).ravel()
        _, rows = ragged_ranges(starts, starts + counts)
        past = pd.concat([history.past, self.past], ignore_index=True)
        future = pd.concat([history.future, self.future], ignore_index=True)
        return replace(
            self,
            offsets=np.concatenate([[0], np.cumsum(before + self.lengths)]),
            first=self.first - before,
            targets=np.concatenate([history.targets, self.targets])[rows],
            past=_take_frame_rows(past, rows),
            future=_take_frame_rows(future, rows),
        )

    def joined(self, other: "Panel") -> "Panel":
        """Put the series of another panel behind this one's."""
        pairs = {
            name: [getattr(self, name), getattr(other, name)]
            for name in ("past", "future", "static")
        }
        frames = {
            name: pd.concat(pair, ignore_index=True) for name, pair in pairs.items()
        }
        return replace(
            self,
            ids=self.ids.append(other.ids),
            offsets=np.concatenate(
                [self.offsets, self.offsets[-1] + other.offsets[1:]]
            ),
            first=np.concatenate([self.first, other.first]),
            targets=np.concatenate([self.targets, other.targets]),
            **frames,
        )

    def extended(self, steps: int) -> "Panel":
        """Add `steps` missing rows behind each series."""
        return self.between(
            np.zeros(len(self.ids), dtype="int64"), self.lengths + steps
        )


def read_frame(
    data: pd.Series | pd.DataFrame,
    roles: Roles,
    freq: Any = None,
    clock: Clock | None = None,
) -> Panel:
    """Turn a user's data into a panel; rows may come in any order.

    Parameters
    ----------
    data : Series or DataFrame
    roles : the part each column plays
    freq : pandas frequency, or None to infer it
    clock : the grid to stand on (that of the fitted data), or None to find it

    Raises
    ------
    ValueError
        For unknown columns, unreadable or duplicate timestamps, values that are not
        finite numbers, or no regular frequency; the first bad place is named.
    """
    frame, times, layout = split_frame(data, roles)
    roles = layout.roles
    codes, ids = series_codes(frame, roles)
    order = np.lexsort((ticks(times), codes))
    if (np.diff(order) != 1).any():
        frame, codes, times = frame.iloc[order], codes[order], times[order]
    names = ids if layout.is_long else None
    checks.check_unique_times(times, codes, names)
    clock = clock.accept(times) if clock else Clock.of(times, codes, freq)
    row_ids = None if names is None else names.take(codes)
    columns = []
    for name in roles.target:
        values = checks.check_numeric(name, frame[name], times, row_ids)
        checks.check_finite(name, values, times, row_ids)
        observed = np.bincount(codes, np.isfinite(values), minlength=len(ids))
        checks.check_some_observed(name, observed, names)
        columns.append(values)
    covariates = [
        read_covariates(frame[list(part)], times, row_ids)
        for part in (roles.past, roles.future, roles.static)
    ]
    for name in roles.static:
        checks.check_static(name, frame[name], codes, ids)
    positions = clock.positions(times)
    return _lay_out(layout, clock, ids, codes, positions, columns, covariates)


def read_covariates(
    frame: pd.DataFrame, times: pd.Index, ids: pd.Index | None
) -> pd.DataFrame:
    """Return covariates with numbers and booleans as float64, NaN for missing."""
    plain = {}
    for name in frame.columns:
        column = frame[name]
        if holds_numbers(column):
            values = checks.check_numeric(name, column, times, ids, "covariate")
            checks.check_finite(name, values, times, ids)
            column = pd.Series(values)
        plain[name] = column.reset_index(drop=True)
    return pd.DataFrame(plain, index=pd.RangeIndex(len(frame)), columns=frame.columns)


def write_frame(
    panel: Panel, positions: np.ndarray, columns: dict[Hashable, np.ndarray]
) -> pd.DataFrame:
    """Give arrays of shape (series, steps) back as a frame like the user's.

    `positions` (series, steps) are clock positions. Ids and times stand where they
    stood in the user's data, in the same dtypes and under the same names.
    """
    layout, roles = panel.layout, panel.layout.roles
    flat = {name: np.ravel(values) for name, values in columns.items()}
    frame = pd.DataFrame(flat, columns=list(flat))
    times = panel.clock.times(positions.ravel())
    levels = []
    if layout.time_in_index:
        levels.append(times.rename(layout.index_name))
    else:
        frame.insert(0, roles.time, times)
    if layout.is_long:
        which = np.repeat(np.arange(len(panel.ids)), positions.shape[1])
        ids = panel.ids.take(which)
        if layout.id_in_index:
            levels.insert(1 if layout.time_first else 0, ids.rename(roles.id))
        else:
            frame.insert(0, roles.id, ids)
    if len(levels) > 1:
        return frame.set_axis(pd.MultiIndex.from_arrays(levels), axis=0)
    return frame.set_axis(levels[0], axis=0) if levels else frame


def float_dtype(dtype: str) -> str:
    """Return the float dtype in which forecasts of a column of `dtype` are given."""
    if dtype in ("float32", "float64", "Float32", "Float64"):
        return dtype
    return "Float64" if dtype[:1] in "IU" else "float64"


def _lay_out(layout, clock, ids, codes, positions, columns, covariates) -> Panel:
    """Spread sorted rows over the grid, one missing row per missing timestamp."""
    starts = np.flatnonzero(np.diff(codes, prepend=-1))
    stops = np.append(starts[1:], len(codes))
    first = positions[starts]
    lengths = positions[stops - 1] - first + 1
    checks.check_dense(int(lengths.sum()), len(codes), clock.freq)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    rows = offsets[codes] + positions - first[codes]
    targets = np.full((offsets[-1], len(columns)), np.nan)
    for channel, values in enumerate(columns):
        targets[rows, channel] = values
    source = np.full(offsets[-1], -1)
    source[rows] = np.arange(len(rows))
    past, future, static = covariates
    return Panel(
        layout,
        clock,
        ids,
        offsets,
        first,
        targets,
        _take_frame_rows(past, source),
        _take_frame_rows(future, source),
        static.iloc[starts].reset_index(drop=True),
    )


def _take_rows(values: np.ndarray, rows: np.ndarray) -> np.ndarray:
    taken = values[rows]
    taken[rows < 0] = np.nan
    return taken


def _take_frame_rows(frame: pd.DataFrame, rows: np.ndarray) -> pd.DataFrame:
    """Take rows by number; -1 gives a row of missing values."""
    if not len(frame.columns):
        return pd.DataFrame(index=pd.RangeIndex(len(rows)))
    return (
        frame.reset_index(drop=True)
        .reindex(np.where(rows < 0, len(frame), rows))
        .reset_index(drop=True)
    )
