"""Draw how likely a recogniser holds each symbol, over time or along a picture."""

from typing import Any

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.plotting import axes

_SEEN = 0.05  # a symbol that is nowhere likelier is not drawn
_COLOURS = (
    *("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442"),
)


def plot_symbol_probabilities(
    probabilities: pd.DataFrame, *, behind: Any = None, ax: Any = None
) -> Any:
    """Draw a line for each symbol, its probability at each step, and name the peaks.

    Parameters
    ----------
    probabilities : what `predict_proba` of a recogniser gives for one row: a row for
        each step, indexed by where it begins, the blank in the first column
    behind : picture (rows, columns) to draw behind the lines, the writing or the
        log-mel frames turned, `frames.T[::-1]`; None for nothing
    ax : matplotlib axes, or None for a new figure

    Returns
    -------
    the axes; the title says what the likeliest symbols of all steps spell

    Raises
    ------
    ValueError
        If there is no step, or a number is no probability.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> steps = pd.Index([0.0, 0.1, 0.2], name="seconds")
    >>> chances = pd.DataFrame({"<blank>": [0.1, 0.9, 0.2], "h": [0.9, 0.1, 0]}, steps)
    >>> chances["i"] = [0, 0, 0.8]
    >>> ax = plot_symbol_probabilities(chances, ax=Figure().subplots())
    >>> [text.get_text() for text in ax.texts]
    ['h', 'i']
    """
    values = checks.check_symbol_chances(probabilities)
    ax = axes.axes_or_new(ax, size=(9, 3))
    starts = probabilities.index.to_numpy(dtype="float64")
    step = float(np.diff(starts).max(initial=0)) or 1.0
    edges = np.append(starts, starts[-1] + step)
    if behind is not None:
        _draw_behind(ax, behind, edges)
    ax.stairs(values[:, 0], edges, color=axes.GREY, linestyle=":", label="blank")
    drawn = [n for n in range(1, values.shape[1]) if values[:, n].max() > _SEEN]
    for place, number in enumerate(drawn):
        colour = _COLOURS[place % len(_COLOURS)]
        ax.stairs(values[:, number], edges, color=colour)
    spelt = _spelt(values)
    for first, last, number in spelt:
        middle = (edges[first] + edges[last + 1]) / 2
        name = str(probabilities.columns[number])
        style = {"ha": "center", "va": "bottom", "parse_math": False}
        ax.text(middle, values[first : last + 1, number].max() + 0.01, name, **style)
    said = "".join(str(probabilities.columns[number]) for *_, number in spelt)
    ax.set(xlim=edges[[0, -1]], ylim=(0, 1.15), xlabel=_named(probabilities.index))
    return axes.finish(ax, f"the likeliest symbols spell {said!r}", "probability")


def _spelt(values: np.ndarray) -> list[tuple[int, int, int]]:
    """Return first and last step and number of each symbol of the best path."""
    path = values.argmax(axis=1)
    begins = np.flatnonzero(np.diff(path, prepend=-1))
    ends = np.append(begins[1:], len(path)) - 1
    runs = zip(begins.tolist(), ends.tolist(), path[begins].tolist(), strict=True)
    return [run for run in runs if run[2]]


def _draw_behind(ax: Any, picture: Any, edges: np.ndarray) -> None:
    extent = (edges[0], edges[-1], 0.0, 1.0)
    style = {"cmap": "gray", "alpha": 0.35, "aspect": "auto", "zorder": 0}
    ax.imshow(np.asarray(picture), extent=extent, **style)


def _named(index: pd.Index) -> str:
    return "step" if index.name is None else str(index.name)
