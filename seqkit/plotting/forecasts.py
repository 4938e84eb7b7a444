"""Draw the newest history of one series and its forecast."""

import re
from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.plotting import axes
from seqkit.sequences.layouts import row_times

_HORIZONS_SHOWN, _LEAST_SHOWN = 4, 30


def plot_forecast(
    history: pd.Series | pd.DataFrame,
    forecast: pd.DataFrame,
    target: Hashable | None = None,
    id: Any = None,
    last: int | None = None,
    ax: Any = None,
    *,
    id_column: Hashable | None = None,
    time_column: Hashable | None = None,
    unit: str | None = None,
) -> Any:
    """Draw the newest history of one series and its forecast with quantile bands.

    Parameters
    ----------
    history : the data that was forecast: Series, wide or long frame
    forecast : what `Forecaster.predict` returned for it
    target : column to draw; the first target when None
    id : series to draw; needed when the frames hold several
    last : newest steps of the history to draw; when None, four times the horizon (at
        least 30)
    ax : matplotlib axes, or None for a new figure
    id_column, time_column : where ids and times stand; found by the layout of
        `forecast` when None
    unit : of the target, for the axis

    Returns
    -------
    the axes

    Raises
    ------
    ValueError
        If the target or the series is not in the frames.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> times = pd.date_range("2024-01-01", periods=5, freq="D", name="day")
    >>> y = pd.Series([1.0, 2.0, 3.0], index=times[:3], name="sales")
    >>> forecast = pd.DataFrame({"sales": [4.0, 5.5]}, index=times[3:])
    >>> plot_forecast(y, forecast, ax=Figure().subplots()).get_title(loc="left")
    'sales: +2.50 over the next 2 steps'
    """
    target, *keys = _columns_of(forecast, target, id_column, time_column)
    ahead = _rows_of(forecast, target, keys, id)
    id = None if keys[0] is None else ahead[keys[0]].iloc[0]
    shown = max(_HORIZONS_SHOWN * len(ahead), _LEAST_SHOWN) if last is None else last
    before = _rows_of(history, target, keys, id).tail(checks.check_count("last", shown))
    levels, label, style = _levels(ahead, target), "forecast", {"color": axes.BLUE}
    fallback = "fallback" in ahead and ahead["fallback"].any()
    if fallback:
        levels, label = [], "seasonal naive (fallback)"
        style = axes.BASELINE_STYLES["seasonal_naive"]
    ax = axes.axes_or_new(ax)
    axes.draw_line(ax, before[target], "history", color=axes.BLACK)
    axes.draw_line(ax, ahead[target], label, **style)
    axes.draw_bands(ax, ahead, target, levels)
    axes.label_times(ax, before.index)
    name = str(target) if id is None else f"{target} of {id}"
    title = f"{name}: {_change(before[target].dropna(), ahead, target, levels)}"
    title += "; too short for the network" if fallback else ""
    return axes.finish(ax, title, str(target), unit)


def _columns_of(forecast, target, id, time) -> tuple[Any, Any, Any]:
    """Return where target, id and time stand: `predict` writes id, time, then floats.

    None as id: there is none; None as time: it is the index, which has no name.
    """
    levels = [name for name in forecast.index.names if name is not None]
    frame = forecast.reset_index() if levels else forecast
    frame = frame.drop(columns=[id, time], errors="ignore")
    floats = frame.select_dtypes(np.floating).columns
    target = floats[0] if target is None and len(floats) else target
    checks.check_columns("target", [target], floats)
    keys = list(frame.columns[: frame.columns.get_loc(floats[0])])
    dated = [name for name in keys if axes.is_dated(frame[name].dtype)]
    if axes.is_dated(forecast.index.dtype):
        dated = [forecast.index.name]
    time = (dated or levels or keys or [None])[-1] if time is None else time
    id = next((name for name in keys if name != time), None) if id is None else id
    return target, id, time


def _rows_of(data, target, keys, id) -> pd.DataFrame:
    """Return the rows of one series in time order, the time in the index."""
    if isinstance(data, pd.Series):
        data = data.to_frame("y" if data.name is None else data.name)
    if set(keys) & set(data.index.names) - {None}:
        data = data.reset_index()
    id_column, time_column = keys
    if id_column is not None:
        checks.check_columns("id", [id_column], data.columns)
        data = axes.rows_where(data, id_column, id, "id")
    checks.check_columns("target", [target], data.columns)
    checks.check_not_empty(data)
    times = row_times(data, time_column if time_column in data else None)
    return data.set_axis(times, axis=0).sort_index()


def _levels(frame, target) -> list[float]:
    """Return the quantile levels among `<target>_<level>` columns, increasing."""
    level = re.compile(rf"{re.escape(str(target))}_(0\.\d+)")
    found = [level.fullmatch(str(name)) for name in frame.columns]
    return sorted(float(match[1]) for match in found if match)


def _change(seen, ahead, target, levels) -> str:
    """Say where the forecast goes from the newest observed value, and how surely."""
    last = float(ahead[target].iloc[-1])
    steps = "the next step" if len(ahead) == 1 else f"the next {len(ahead)} steps"
    said = f"{axes.short(last)} after {steps}"
    if len(seen):
        said = f"{axes.short(last - float(seen.iloc[-1]), '+')} over {steps}"
    if len(levels) > 1:
        ends = [levels[0], levels[-1]]
        low, high = (float(ahead[f"{target}_{level:g}"].iloc[-1]) for level in ends)
        wide = axes.short(high - low)
        said += f", {axes.percent(*ends)} % band {wide} wide at the end"
    return said
