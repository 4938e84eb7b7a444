"""Draw what `seqkit.inspection` measures along time, and its gradient checks."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.plotting import axes

STYLES: list[dict[str, Any]] = [
    {"color": axes.BLUE, "linestyle": "-"},
    {"color": axes.RED, "linestyle": "--"},
    {"color": "#009E73", "linestyle": "-."},
    {"color": "#CC79A7", "linestyle": ":"},
    {"color": "#E69F00", "linestyle": (0, (6, 1))},
    {"color": axes.BLACK, "linestyle": (0, (3, 1, 1, 1))},
]
_LABELS = {
    "state": "mean ‖∂L/∂h‖ (loss units per state unit)",
    "median": "median ‖∂L/∂h‖ (loss units per state unit)",
    "input": "mean ‖∂L/∂x‖ (loss units per input unit)",
    "cell": "mean ‖∂L/∂c‖ (loss units per state unit)",
}
_SMALLEST_SHOWN = 1e-17


def plot_gradient_norms(
    norms: pd.DataFrame | Mapping[str, pd.DataFrame],
    ax: Any = None,
    *,
    column: str = "state",
) -> Any:
    """Draw how the loss's gradient falls or grows on its way back through time.

    Parameters
    ----------
    norms : what `gradient_norms` gave, or several by name, to compare
    ax : matplotlib axes, or None for a new figure
    column : "state", "median", "input" or "cell"

    Returns
    -------
    the axes; of one frame "state" is drawn with the band of 80 % of the samples

    Raises
    ------
    ValueError
        If there is no such column.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> steps = pd.RangeIndex(3, name="step")
    >>> norms = pd.DataFrame({"state": [0.25, 0.5, 1.0]}, index=steps)
    >>> plot_gradient_norms(norms, ax=Figure().subplots()).get_title(loc="left")
    'gradient, first step over last: 0.25'
    """
    several = norms if isinstance(norms, Mapping) else {"gradient": norms}
    ax = axes.axes_or_new(ax)
    ratios = []
    for number, (name, frame) in enumerate(several.items()):
        choices = [one for one in _LABELS if one in frame]
        checks.check_choice("column", column, choices)
        values = _from_the_end(frame[column])
        axes.draw_line(ax, values, name, **STYLES[number % len(STYLES)])
        ratios.append(f"{name} {_short(_ratio(values))}".removeprefix("gradient "))
    if len(several) == 1 and column == "state" and "q10" in frame:
        bounds = [_from_the_end(frame[name]) for name in ("q10", "q90")]
        style = {"color": axes.BLUE, "alpha": 0.2, "linewidth": 0}
        ax.fill_between(values.index, *bounds, label="80 % of samples", **style)
    ax.set_yscale("log")
    _label_from_the_end(ax)
    title = f"gradient, first step over last: {', '.join(ratios)}"
    return axes.finish(ax, title, _LABELS[column])


def plot_jacobians(norms: pd.DataFrame, ax: Any = None) -> Any:
    """Draw by how much each step, and all later ones together, stretch the state.

    Parameters
    ----------
    norms : what `jacobian_norms` gave
    ax : matplotlib axes, or None for a new figure

    Returns
    -------
    the axes; the y axis counts powers of ten, so that nothing is too small to be drawn
    """
    ax = axes.axes_or_new(ax)
    step = _from_the_end(norms["log10_step_norm"], positive=False)
    product = _from_the_end(norms["log10_product_norm"], positive=False)
    ax.axhline(0, color=axes.GREY, linewidth=0.8)
    axes.draw_line(ax, step, "one step ∂s(t)/∂s(t-1)", **STYLES[1])
    axes.draw_line(ax, product, "to the end ∂s(T)/∂s(t)", **STYLES[0])
    _label_from_the_end(ax)
    real = product.dropna()
    title = (
        f"a step stretches the state by {_power(step.mean())}, "
        f"the {len(real) - 1} behind the first together by {_power(_first(real))}"
    )
    return axes.finish(ax, title, "spectral norm (powers of ten)")


def plot_memory(memory: Any, ax: Any = None) -> Any:
    """Draw how the last state's dependence on the inputs fades with their distance.

    Parameters
    ----------
    memory : what `memory_length` gave
    ax : matplotlib axes, or None for a new figure

    Returns
    -------
    the axes
    """
    ax = axes.axes_or_new(ax)
    norm = memory.profile["norm"]
    axes.draw_line(ax, norm.where(norm > 0), "‖∂h(T)/∂x(T-lag)‖", **STYLES[0])
    held = f"{memory.share:.0%} of the whole".replace("%", " %")
    ax.axvline(memory.length - 0.5, color=axes.RED, linestyle="--", label=held)
    ax.set_yscale("log")
    ax.locator_params(axis="x", integer=True)
    ax.set_xlabel("lag (steps before the last)")
    half = "never halves" if np.isinf(memory.half_life) else None
    half = half or f"halves within {axes.short(memory.half_life)} steps"
    title = f"the newest {memory.length} of {len(norm)} steps hold {held}; it {half}"
    return axes.finish(ax, title, "mean norm (state per input unit)")


def plot_gradient_check(table: pd.DataFrame, ax: Any = None) -> Any:
    """Draw how far each gradient is from the one it was compared with.

    Parameters
    ----------
    table : what `check_gradients` gave, or rows of `compare_gradients` with their names
        as index
    ax : matplotlib axes, or None for a new figure

    Returns
    -------
    the axes; equal gradients are drawn at 1e-17
    """
    height = max(2.5, 1.2 + 0.3 * len(table))
    ax = axes.axes_or_new(ax, size=(8, height))
    relative = table["relative"].fillna(np.inf)
    finite = relative[np.isfinite(relative)]
    shown = relative.clip(_SMALLEST_SHOWN, max(1.0, finite.max()))
    places = np.arange(len(table))
    groups = [(True, "close", axes.BLUE, "o"), (False, "wrong", axes.RED, "X")]
    for close, label, color, marker in groups:
        kept = (table["close"] == close).to_numpy()
        if kept.any():
            style = {"color": color, "marker": marker, "linestyle": "", "label": label}
            ax.plot(shown[kept], places[kept], **style)
    ax.set_xscale("log")
    ax.set_xlim(*_decades(shown))
    ax.set_yticks(places, [str(name) for name in table.index], fontsize="small")
    ax.set(ylim=(len(table) - 0.5, -0.5), xlabel="largest difference / largest entry")
    axes.finish(ax, _check_title(table, relative), "")
    ax.grid(axis="x", color="#DDDDDD", linewidth=0.6)
    return ax


def _decades(values: pd.Series) -> tuple[float, float]:
    """Return powers of ten around the values, three decades wide at least."""
    low, high = np.floor(np.log10(values.min())), np.ceil(np.log10(values.max()))
    return 10.0 ** (min(low, high - 3) - 0.3), 10.0 ** (high + 0.3)


def _check_title(table: pd.DataFrame, relative: pd.Series) -> str:
    wrong = relative[~table["close"].astype(bool)]
    if not len(wrong):
        return f"all {len(table)} gradients agree, within {relative.max():.1g}"
    verb = "is" if len(wrong) == 1 else "are"
    worst = f"{wrong.idxmax()} by {wrong.max():.2g}"
    return f"{len(wrong)} of {len(table)} gradients {verb} wrong, most of all {worst}"


def _from_the_end(values: pd.Series, positive: bool = True) -> pd.Series:
    """Count steps from the last one; a logarithmic axis has no place for zeros."""
    values = values.where(values > 0) if positive else values.replace(-np.inf, np.nan)
    return values.set_axis(np.arange(len(values)) - (len(values) - 1))


def _label_from_the_end(ax: Any) -> None:
    ax.locator_params(axis="x", integer=True)
    ax.set_xlabel("step, counted from the last one (0)")


def _first(values: pd.Series) -> float:
    return float(values.iloc[0]) if len(values) else np.nan


def _ratio(values: pd.Series) -> float:
    real = values.dropna()
    return _first(real) / float(real.iloc[-1]) if len(real) else np.nan


def _short(value: float) -> str:
    small = 0 < abs(value) < 1e-3 or abs(value) >= 1e4
    return f"{value:.1e}" if small else f"{value:.3g}"


def _power(exponent: float) -> str:
    if np.isnan(exponent):
        return "0"
    return _short(10.0**exponent) if abs(exponent) < 300 else f"10^{exponent:.0f}"
