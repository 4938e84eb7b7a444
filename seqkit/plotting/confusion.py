"""Draw which tags or labels are taken for which."""

from typing import Any

import numpy as np
import pandas as pd

from seqkit.plotting import axes

_RIGHT, _WRONG = axes.BLUE, axes.RED
_BETWEEN_CELLS = "#E5E5E5"
_DARKEST = 0.85  # of a cell, 1 = the full colour
_WHITE_TEXT_FROM = 0.5
_SMALLEST_LETTERS, _LARGEST_LETTERS = 4.0, 9.0
_POINTS_PER_INCH, _DIGIT_WIDTH = 72, 0.64


def plot_confusion(confusion: pd.DataFrame, ax: Any = None) -> Any:
    """Draw how often each tag was given for each tag.

    Parameters
    ----------
    confusion : counts, rows expected and columns predicted, as `metrics.tag_confusion`
        gives them
    ax : matplotlib axes, or None for a new figure

    Returns
    -------
    the axes; right cells are the darker the larger a share of their row they are, wrong
    ones the nearer they come to the most frequent mix-up; cells without a count are
    empty

    Raises
    ------
    ValueError
        If the table has no row or no column.
    """
    if not confusion.size:
        raise ValueError(
            "confusion must hold counts of expected (rows) and predicted tags "
            f"(columns), got shape {confusion.shape}; make it with tag_confusion"
        )
    counts = confusion.to_numpy(dtype="float64")
    right = confusion.index.to_numpy()[:, None] == confusion.columns.to_numpy()
    ax = axes.axes_or_new(ax, size=(8, min(9, 1.8 + 0.36 * len(confusion))))
    depths = _depths(counts, right)
    ax.imshow(_colours(depths, right), aspect="auto", interpolation="nearest")
    _write_counts(ax, counts, depths)
    _name_tags(ax, confusion)
    for label, color in (("right", _RIGHT), ("mixed up", _WRONG)):
        ax.scatter([], [], marker="s", color=color, label=label)
    axes.finish(ax, _mix_up(confusion, counts, right), "expected").grid(visible=False)
    return ax


def _depths(counts: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return how dark each cell is, 0 white and 1 the full colour."""
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    wrong = np.where(right, 0, counts)
    return _DARKEST * np.where(right, shares, wrong / max(wrong.max(), 1))


def _colours(depths: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return the colour of each cell (rows, columns, 3), blended with white."""
    from matplotlib.colors import to_rgb

    full = np.where(right[..., None], to_rgb(_RIGHT), to_rgb(_WRONG))
    return 1 - depths[..., None] * (1 - full)


def _write_counts(ax: Any, counts: np.ndarray, depths: np.ndarray) -> None:
    """Write each count into its cell, as large as the longest one allows."""
    figure, most = ax.figure, len(f"{counts.max():.0f}")
    width = ax.get_position().width * figure.get_figwidth() / counts.shape[1]
    height = ax.get_position().height * figure.get_figheight() / counts.shape[0]
    fitting = min(width / (_DIGIT_WIDTH * (most + 0.4)), height / 1.3)
    size = np.clip(fitting * _POINTS_PER_INCH, _SMALLEST_LETTERS, _LARGEST_LETTERS)
    style = {"ha": "center", "va": "center", "fontsize": size}
    for row, column in np.argwhere(counts):
        color = "white" if depths[row, column] > _WHITE_TEXT_FROM else axes.BLACK
        text = f"{counts[row, column]:.0f}"
        ax.text(column, row, text, color=color, **style)


def _name_tags(ax: Any, confusion: pd.DataFrame) -> None:
    """Name rows and columns, with a fine line between them."""
    turned = {"rotation": 45, "ha": "right", "rotation_mode": "anchor"}
    ax.set_xticks(range(confusion.shape[1]), confusion.columns.astype(str), **turned)
    ax.set_yticks(range(confusion.shape[0]), confusion.index.astype(str))
    ax.tick_params(length=0)
    style = {"color": _BETWEEN_CELLS, "linewidth": 0.6}
    for draw, places, span in (
        (ax.hlines, np.arange(1, confusion.shape[0]), ax.get_xlim()),
        (ax.vlines, np.arange(1, confusion.shape[1]), ax.get_ylim()),
    ):
        draw(places - 0.5, *span, **style)
    ax.set_xlabel("predicted")


def _mix_up(confusion: pd.DataFrame, counts: np.ndarray, right: np.ndarray) -> str:
    """Say which tag was most often taken for which other."""
    wrong = np.where(right, 0, counts)
    if not wrong.any():
        return f"all {counts.sum():,.0f} are right"
    row, column = np.unravel_index(wrong.argmax(), wrong.shape)
    count, total = wrong[row, column], counts[row].sum()
    return (
        f"most frequent mix-up: {confusion.index[row]} taken for "
        f"{confusion.columns[column]}, {count:,.0f} of {total:,.0f} "
        f"({axes.short(100 * count / total)} %)"
    )
