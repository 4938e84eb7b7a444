"""What every picture shares: axes, lines, bands, labels and short words.

Colours: Okabe and Ito (2008), told apart with every kind of colour vision.
"""

from textwrap import fill
from typing import Any

import numpy as np
import pandas as pd

from seqkit import checks

BLUE, RED, BLACK, GREY = "#0072B2", "#D55E00", "#333333", "#999999"
BASELINE_STYLES: dict[str, dict[str, Any]] = {
    "repeat_last": {"color": "#777777", "linestyle": ":"},
    "seasonal_naive": {"color": RED, "linestyle": "--"},
    "drift": {"color": "#CC79A7", "linestyle": "-."},
    "ets": {"color": "#009E73", "linestyle": (0, (3, 1, 1, 1))},
    "ridge": {"color": "#E69F00", "linestyle": (0, (6, 1))},
}
_BAND_OPACITY = 0.2
_LEGEND_ROW, _TITLE_PAD = 14, 10
_LETTERS_PER_INCH = 13
_CHOICES_NAMED = 8


def windowless_axes(count: int = 1) -> list[Any]:
    """Return axes, one below the other, of a figure that opens no window.

    For pictures that go to a file: `windowless_axes()[0].figure.savefig(path)`.

    Examples
    --------
    >>> len(windowless_axes(2))
    2
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4 * count), dpi=150, layout="constrained")
    return list(figure.subplots(count, squeeze=False)[:, 0])


def axes_or_new(ax: Any, size: tuple[float, float] = (8, 4)) -> Any:
    """Return the axes given, or those of a new figure."""
    if ax is not None:
        return ax
    from matplotlib import pyplot

    return pyplot.subplots(figsize=size, layout="constrained")[1]


def rows_where(frame: pd.DataFrame, key: Any, wish: Any, name: str) -> pd.DataFrame:
    """Return the rows that hold what was wished for (None: all, if they are alike)."""
    there = frame[key].unique().tolist()
    if wish is None and len(there) == 1:
        return frame
    if wish not in there:
        checks.check_choice(name, wish, there[:_CHOICES_NAMED])
    return frame[frame[key] == wish]


def draw_line(ax: Any, values: pd.Series, label: str, **style: Any) -> None:
    """Draw a line over its index; a single value as a dot."""
    style = {"marker": "o" if len(values) == 1 else None} | style
    ax.plot(plain_times(values.index), values.astype("float64"), label=label, **style)


def draw_bands(ax: Any, rows: pd.DataFrame, name: Any, levels: Any) -> None:
    """Shade between pairs of quantiles; inner bands lie over outer ones, so darker."""
    x, style = plain_times(rows.index), {"color": BLUE, "linewidth": 0}
    pairs = zip(levels[: len(levels) // 2], levels[::-1], strict=False)
    for depth, (low, high) in enumerate(pairs, start=1):
        bounds = [rows[f"{name}_{level:g}"].astype("float64") for level in (low, high)]
        if len(x) == 1:
            ax.vlines(x, *bounds, color=BLUE, linewidth=8, alpha=_BAND_OPACITY)
        else:
            ax.fill_between(x, *bounds, alpha=_BAND_OPACITY, **style)
        seen, label = 1 - (1 - _BAND_OPACITY) ** depth, f"{percent(low, high)} %"
        ax.fill_between(x[:0], [], alpha=seen, label=label, **style)


def plain_times(times: pd.Index) -> np.ndarray:
    """Return times as matplotlib takes them: naive datetimes (in UTC) or numbers."""
    if isinstance(times, pd.PeriodIndex):
        times = times.to_timestamp()
    if isinstance(times, pd.DatetimeIndex):
        times = times.tz_convert(None) if times.tz else times
    return times.to_numpy()


def is_dated(dtype: Any) -> bool:
    """Tell whether values of this dtype are dates or periods."""
    return dtype.kind == "M" or isinstance(dtype, pd.PeriodDtype)


def label_times(ax: Any, times: pd.Index) -> None:
    """Name the time axis, and show dates briefly in the data's own zone."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    zone, label = getattr(times, "tz", None), "step"
    if is_dated(times.dtype):
        locator, label = AutoDateLocator(tz=zone), "time"
        ax.xaxis.set_major_locator(locator)
        ax.xaxis.set_major_formatter(ConciseDateFormatter(locator, tz=zone))
    label = label if times.name is None else str(times.name)
    ax.set_xlabel(label if zone is None else f"{label} ({zone})")


def label_steps(ax: Any, name: str) -> None:
    """Name an axis of whole numbers from 1."""
    ax.set(xlim=(0.5, None), xlabel=name)
    ax.locator_params(axis="x", integer=True, steps=[1, 2, 5, 10])


def finish(ax: Any, title: str, ylabel: str, unit: str | None = None) -> Any:
    """Put title and legend above the plot and take away what only decorates."""
    handles, labels = ax.get_legend_handles_labels()
    named = dict(zip(labels, handles, strict=True))
    inches = ax.get_position().width * ax.figure.get_figwidth()
    columns = max(1, min(len(named), int(inches)))
    spaces = {"borderaxespad": 0.2, "columnspacing": 1.2, "ncols": columns}
    style = {"loc": "lower left", "frameon": False, "fontsize": "small"} | spaces
    legend = ax.legend(named.values(), named, bbox_to_anchor=(0, 1), **style)
    legend.set_in_layout(False)
    above = _TITLE_PAD + _LEGEND_ROW * -(-len(named) // columns)
    lines = fill(title, int(inches * _LETTERS_PER_INCH))
    ax.set_title(lines, loc="left", pad=above, parse_math=False)
    ax.set_ylabel(ylabel if unit is None else f"{ylabel} ({unit})")
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(axis="y", color="#DDDDDD", linewidth=0.6)
    ax.set_axisbelow(True)
    return ax


def percent(*shares: float) -> str:
    """Write shares in per cent: 10–90."""
    return "–".join(f"{share * 100:g}" for share in shares)


def short(value: float, sign: str = "") -> str:
    """Write a number with three digits and never an exponent in everyday sizes."""
    size = abs(value)
    digits = 2 - int(size >= 10) - int(size >= 100)
    return f"{value:{sign},.{digits}{'f' if size >= 0.1 else 'g'}}".replace("-", "−")


def words(name: str) -> str:
    """Write a baseline's name for people."""
    return name.replace("_", " ")
