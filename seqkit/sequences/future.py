"""The known future: rows a user gives for steps that have not happened yet."""

from dataclasses import replace

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.sequences.frames import Panel
from seqkit.sequences.layouts import (
    Roles,
    read_times,
    row_times,
    series_codes,
    time_level,
    with_levels_as_columns,
)


def with_future(
    panel: Panel, lengths: np.ndarray, future: pd.DataFrame | None
) -> Panel:
    """Fill in future covariates behind the end of each series.

    Parameters
    ----------
    panel : extended by the horizon; series s has `lengths[s]` rows of history
    lengths : int64 array (series,)
    future : rows with the time, the id (for a long frame) and the future covariates, in
        any order; rows outside the horizon are left aside

    Raises
    ------
    ValueError
        If rows are missing, stop early or hold missing values, naming series and time.
    """
    names = list(panel.layout.roles.future)
    checks.check_future_given(names, future)
    if future is None:
        return panel
    frame, times, codes = _rows_of(panel, checks.check_frame(future))
    known = np.flatnonzero(codes >= 0)
    series, positions = codes[known], panel.clock.positions(times[known])
    ahead = positions - (panel.first + lengths)[series]
    inside = (ahead >= 0) & (ahead < (panel.lengths - lengths)[series])
    rows = (panel.offsets[series] + lengths[series] + ahead)[inside]
    chosen, ids = known[inside], panel.names
    order = np.argsort(rows, kind="stable")
    rows, chosen = rows[order], chosen[order]
    checks.check_unique_times(times[chosen], codes[chosen], ids)
    filled = np.zeros(panel.offsets[-1], dtype=bool)
    filled[rows] = True
    _check_coverage(panel, lengths, filled)
    given = frame[names].iloc[chosen].set_axis(rows, axis=0)
    _check_values(panel, given)
    row_ids = None if ids is None else ids.take(codes[chosen])
    merged = {
        name: _merged(panel.future[name], given[name], times[chosen], row_ids)
        for name in names
    }
    return replace(panel, future=pd.DataFrame(merged, columns=panel.future.columns))


def _merged(
    column: pd.Series, given: pd.Series, times: pd.Index, ids: pd.Index | None
) -> pd.Series:
    """Put values into a column, by the row numbers in their index."""
    if column.dtype == "float64":
        values = checks.check_numeric(given.name, given, times, ids, "future covariate")
        checks.check_finite(given.name, values, times, ids)
    else:
        column, values = column.astype(object), given.astype(object).to_numpy()
    column = column.copy()
    column.iloc[given.index] = values
    return column


def _rows_of(panel: Panel, future: pd.DataFrame):
    """Return the frame's columns, each row's time and series (-1: unknown)."""
    roles = panel.layout.roles
    frame = with_levels_as_columns(future, roles)
    checks.check_columns("future", roles.future, frame.columns)
    times = _times_of(future, roles)
    panel.clock.accept(times)
    codes = np.zeros(len(future), dtype="int64")
    if panel.layout.is_long:
        checks.check_columns("id", [roles.id], frame.columns)
        found, ids = series_codes(frame, roles)
        codes = panel.ids.astype(object).get_indexer(ids.astype(object))[found]
    return frame, times, codes


def _times_of(future: pd.DataFrame, roles: Roles) -> pd.Index:
    """Read the time from its column, its index level, or the whole index."""
    if roles.time in future.columns:
        return row_times(future, roles.time)
    if roles.time not in future.index.names:
        roles = replace(roles, time=None)
    level = time_level(future.index, roles)
    return read_times(future.index.get_level_values(level), roles.time or "index")


def _check_coverage(panel: Panel, lengths: np.ndarray, filled: np.ndarray) -> None:
    """Require every step of every series' horizon."""
    behind = np.arange(len(filled)) - np.repeat(panel.offsets[:-1], panel.lengths)
    missing = np.flatnonzero((behind >= np.repeat(lengths, panel.lengths)) & ~filled)
    if len(missing):
        row = missing[0]
        series = int(np.searchsorted(panel.offsets, row, side="right")) - 1
        last = panel.first[series] + panel.lengths[series] - 1
        at, end = panel.clock.times(np.array([panel.row_positions()[row], last]))
        checks.reject_early_future(panel.names, series, at, end)


def _check_values(panel: Panel, given: pd.DataFrame) -> None:
    for name in given.columns:
        bad = given.index[given[name].isna()]
        if len(bad):
            at = panel.clock.times(panel.row_positions()[[bad[0]]])[0]
            series = int(np.searchsorted(panel.offsets, bad[0], side="right")) - 1
            checks.reject_missing_future(name, panel.names, series, at)
