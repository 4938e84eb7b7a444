"""Draw gates, saliency and importance: what units, steps and features do."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.plotting import axes
from seqkit.plotting.inspection import STYLES

# orange to white to violet: told apart with every kind of colour vision
_COLOURS = "PuOr_r"
_MASKED = "#CCCCCC"
_GATES = {
    "i": "input gate i",
    "f": "forget gate f",
    "g": "candidate g",
    "o": "output gate o",
    "c": "cell state c",
    "h": "hidden state h",
    "z": "update gate z",
    "r": "reset gate r",
}
_STEPS_NAMED = 40


def plot_gates(traces: Any, ax: Any = None, *, sample: int | None = 0) -> Any:
    """Draw every unit of every gate of one sample, or each gate's mean.

    Parameters
    ----------
    traces : what `gate_traces` gave
    ax : matplotlib axes, or None for a new figure
    sample : which sample of the traces; None: means over samples and units, as lines

    Returns
    -------
    the axes; values beyond ±1 (of c, or of a relu) are drawn like ±1, masked steps grey

    Raises
    ------
    ValueError
        If there is no such sample.
    """
    if sample is None:
        return _gate_means(traces, ax)
    checks.check_choice("sample", sample, range(len(traces.rows)))
    bands = {gate: values[sample].T for gate, values in traces.values.items()}
    ax = axes.axes_or_new(ax, size=(8, 1.2 + 1.1 * len(bands)))
    image = _heat_map(ax, np.concatenate(list(bands.values())), 1.0)
    units = len(next(iter(bands.values())))
    edges = np.arange(1, len(bands)) * units - 0.5
    ax.hlines(edges, *ax.get_xlim(), color=axes.BLACK, linewidth=1.2)
    middles = np.arange(len(bands)) * units + (units - 1) / 2
    ax.set_yticks(middles, [_GATES[gate] for gate in bands])
    ax.tick_params(axis="y", length=0)
    _label_map(ax, image, "value (cut off at ±1)")
    row = traces.rows[sample]
    title = f"{traces.layer}: each of {units} units at each step of sample {row}"
    return _finish_map(ax, title)


def plot_saturation(saturation: pd.DataFrame, ax: Any = None) -> Any:
    """Draw how often gates are shut or wide open.

    Parameters
    ----------
    saturation : what `GateTraces.saturation` gave
    ax : matplotlib axes, or None for a new figure

    Returns
    -------
    the axes
    """
    ax = axes.axes_or_new(ax, size=(8, 1.5 + 0.45 * len(saturation)))
    shares, places = 100 * saturation.fillna(0), np.arange(len(saturation))
    low, high = shares["low"], shares["high"]
    style = {"height": 0.65, "edgecolor": "white"}
    ax.barh(places, low, color=axes.BLUE, label="shut, or near -1", **style)
    between = {"color": "#E5E5E5", "label": "between", "left": low}
    ax.barh(places, 100 - low - high, **between, **style)
    wide = {"color": axes.RED, "label": "open, or near +1", "left": 100 - high}
    ax.barh(places, high, **wide, **style)
    ax.set_yticks(places, [_GATES[gate] for gate in saturation.index])
    ax.set(xlim=(0, 100), ylim=(len(places) - 0.5, -0.5))
    ax.set_xlabel("share of all units at all real steps (%)")
    most = saturation["saturated"]
    title = "no value was seen"
    if most.notna().any():
        gate = most.idxmax()
        title = (
            f"most saturated: {_GATES[gate]}, {100 * most[gate]:.0f} % of its values"
        )
    axes.finish(ax, title, "").grid(visible=False)
    return ax


def plot_saliency(
    values: Any,
    ax: Any = None,
    *,
    features: Sequence[str] | None = None,
    steps: Sequence[str] | None = None,
) -> Any:
    """Draw what each step (and feature) of one sample contributes to the output.

    Parameters
    ----------
    values : one sample of what `saliency` gave: (steps,) or (steps, features)
    ax : matplotlib axes, or None for a new figure
    features : names of the features
    steps : names of the steps, such as words

    Returns
    -------
    the axes: bars for one row, a heat map for several features

    Raises
    ------
    ValueError
        If `values` holds more than one sample, or names do not fit.
    """
    values = np.asarray(values, "float64")
    if values.ndim not in (1, 2) or not values.size:
        raise ValueError(
            "values must be one sample of saliency, of shape (steps,) or (steps, "
            f"features), got {values.shape}; take one with values[0]"
        )
    values = values[:, None] if values.ndim == 1 else values
    _check_names("steps", steps, len(values))
    _check_names("features", features, values.shape[1])
    ax = axes.axes_or_new(ax, size=(8, max(3, 1.8 + 0.28 * min(values.shape[1], 20))))
    title = _saliency_title(values, steps)
    if values.shape[1] == 1:
        return _bars(ax, values[:, 0], steps, title)
    size = np.abs(values).max() or 1.0
    image = _heat_map(ax, values.T, size)
    _label_map(ax, image, "contribution (output units)")
    _name_steps(ax, steps)
    if features is not None:
        ax.set_yticks(np.arange(len(features)), list(features))
    else:
        ax.locator_params(axis="y", integer=True)
        ax.set_ylabel("feature")
    return _finish_map(ax, title)


def plot_importance(importance: pd.DataFrame, ax: Any = None) -> Any:
    """Draw what forecasts rest on, for each horizon step.

    Parameters
    ----------
    importance : what `Forecaster.importance` gave, or rows of it
    ax : matplotlib axes, or None for a new figure

    Returns
    -------
    the axes

    Raises
    ------
    ValueError
        If there is no row.
    """
    if importance.empty:
        raise ValueError("importance must have a row to draw, got none")
    ax = axes.axes_or_new(ax, size=(8, 1.6 + 0.3 * len(importance)))
    values = importance.to_numpy("float64")
    image = _heat_map(ax, values, np.abs(values).max() or 1.0)
    _label_map(ax, image, "rise of the error (scaled units)")
    steps = importance.columns
    image.set_extent((steps[0] - 0.5, steps[-1] + 0.5, len(values) - 0.5, -0.5))
    names = [str(name) for name in importance.index.get_level_values(-1)]
    ax.set_yticks(np.arange(len(names)), names)
    ax.set_xlabel("horizon step")
    most = int(values.mean(axis=1).argmax())
    grown = values.mean(axis=1)[most]
    title = f"forecasts rest most on {names[most]}: spoilt, the error is"
    title = f"{title} {axes.short(grown)} larger"
    if grown <= 0:
        title = "forecasts rest on nothing of these: no error is larger without"
    return _finish_map(ax, title)


def _check_names(role: str, names: Sequence[str] | None, count: int) -> None:
    if names is not None and len(names) != count:
        raise ValueError(
            f"{role} must name all {count} {role} of the values, got {len(names)} names"
        )


def _gate_means(traces: Any, ax: Any) -> Any:
    ax, means = axes.axes_or_new(ax), traces.mean()
    for number, gate in enumerate(means):
        style = STYLES[number % len(STYLES)]
        axes.draw_line(ax, means[gate], _GATES[gate], **style)
    ax.locator_params(axis="x", integer=True)
    ax.set_xlabel("step")
    units = traces[means.columns[0]].shape[2]
    title = f"{traces.layer}: mean of {units} units over {len(traces.rows)} samples"
    return axes.finish(ax, title, "mean value")


def _bars(ax: Any, values: np.ndarray, steps: Any, title: str) -> Any:
    for label, color, kept in (
        ("raises the output", axes.BLUE, values > 0),
        ("lowers the output", axes.RED, values < 0),
    ):
        ax.bar(np.flatnonzero(kept), values[kept], color=color, label=label)
    ax.axhline(0, color=axes.BLACK, linewidth=0.8)
    ax.set(xlim=(-0.6, len(values) - 0.4), xlabel="step")
    ax.yaxis.set_major_formatter("{x:g}")
    _name_steps(ax, steps)
    return axes.finish(ax, title, "contribution (output units)")


def _saliency_title(values: np.ndarray, steps: Any) -> str:
    by_step = np.abs(values).sum(axis=1)
    if not by_step.any():
        return "no step contributes to the output"
    most = int(by_step.argmax())
    name = f"step {most}" if steps is None else f"{steps[most]!r} (step {most})"
    share = 100 * by_step[most] / by_step.sum()
    return f"{name} contributes most: {share:.0f} % of all, signs left aside"


def _heat_map(ax: Any, rows: np.ndarray, size: float) -> Any:
    style = {"cmap": _COLOURS, "vmin": -size, "vmax": size, "aspect": "auto"}
    ax.set_facecolor(_MASKED)
    return ax.imshow(np.clip(rows, -size, size), interpolation="nearest", **style)


def _label_map(ax: Any, image: Any, label: str) -> None:
    ax.figure.colorbar(image, ax=ax, label=label, pad=0.02)
    ax.locator_params(axis="x", integer=True)
    ax.set_xlabel("step")


def _finish_map(ax: Any, title: str) -> Any:
    axes.finish(ax, title, ax.get_ylabel()).grid(visible=False)
    return ax


def _name_steps(ax: Any, steps: Sequence[str] | None) -> None:
    if steps is None:
        ax.locator_params(axis="x", integer=True)
        return
    every = -(-len(steps) // _STEPS_NAMED)
    places = range(0, len(steps), every)
    style = {"rotation": 45, "ha": "right", "rotation_mode": "anchor"}
    ax.set_xticks(places, [steps[place] for place in places], **style)
    ax.set_xlabel("")
