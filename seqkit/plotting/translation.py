"""Draw which words of a source a network looked at for each word that it wrote."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from seqkit import checks
from seqkit.plotting import axes

_CELL = 0.32  # inches
_ROOM = 1.6  # inches for the words beside the cells
_LARGEST = 12.0  # inches
_LETTERS, _SMALLEST = 10.0, 4.0  # points
_POINTS = 72  # per inch
_VISIBLE = {" ": "␣", "\n": "⏎", "\t": "⇥"}


def plot_alignment(
    source: Sequence[str], target: Sequence[str], attention: Any, *, ax: Any = None
) -> Any:
    """Draw attention as a table: a row for each word written, a column for each read.

    Parameters
    ----------
    source : tokens that were read (columns), or names of steps
    target : tokens that were written (rows), or names of steps
    attention : numbers from 0 up (rows, columns), as `predict(return_attention=True)`
        gives them; rows add up to 1
    ax : matplotlib axes, or None for a new figure

    Returns
    -------
    the axes; the darker a cell, the more the column was looked at for the row. The
    title says which word was looked at most for which.

    Raises
    ------
    ValueError
        If attention has another shape, numbers below 0, or no cell.

    References
    ----------
    Bahdanau, Cho and Bengio (2015), "Neural machine translation by jointly learning to
    align and translate", ICLR, figure 3.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = Figure().subplots()
    >>> ax = plot_alignment(["ein", "Hund"], ["a", "dog"], [[0.9, 0.1], [0, 1]], ax=ax)
    >>> [tick.get_text() for tick in ax.get_yticklabels()]
    ['a', 'dog']
    """
    weights = checks.check_alignment(attention, source, target)
    sides = [_ROOM + _CELL * len(side) for side in (source, target)]
    ax = axes.axes_or_new(ax, size=(min(_LARGEST, sides[0]), min(_LARGEST, sides[1])))
    ax.imshow(weights, cmap=_colours(), vmin=0.0, vmax=max(weights.max(), 1e-12))
    ax.set_aspect("auto")
    size = _letter_size(ax, weights.shape)
    above = {"rotation": 90, "fontsize": size, "parse_math": False}
    ax.set_xticks(range(len(source)), [_shown(word) for word in source], **above)
    ax.set_yticks(
        range(len(target)),
        [_shown(word) for word in target],
        fontsize=size,
        parse_math=False,
    )
    ax.tick_params(length=0, top=False, bottom=False, labelbottom=True)
    ax.set_xlabel("read")
    axes.finish(ax, _strongest(source, target, weights), "written").grid(visible=False)
    return ax


def _colours() -> Any:
    """Return colours from white to the full one."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("attention", ["white", axes.BLUE])


def _letter_size(ax: Any, shape: tuple[int, ...]) -> float:
    """Return letters as large as rows and columns allow, in points."""
    box, figure = ax.get_position(), ax.figure
    heights = box.height * figure.get_figheight() / shape[0]
    widths = box.width * figure.get_figwidth() / shape[1]
    return float(np.clip(min(heights, widths) * _POINTS / 1.3, _SMALLEST, _LETTERS))


def _shown(word: str) -> str:
    """Return a word in which blanks can be seen."""
    return "".join(_VISIBLE.get(letter, letter) for letter in str(word))


def _strongest(
    source: Sequence[str], target: Sequence[str], weights: np.ndarray
) -> str:
    """Say which word was looked at most, and for which."""
    row, column = divmod(int(weights.argmax()), weights.shape[1])
    return (
        f"looked at most: {_shown(source[column])} for {_shown(target[row])} "
        f"({axes.short(100 * weights[row, column])} %)"
    )
