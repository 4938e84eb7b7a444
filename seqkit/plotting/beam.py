"""Draw what a beam search kept at every length as a tree."""

from typing import Any

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.plotting import axes

_LETTER, _GAP, _ROW = 0.095, 0.45, 0.42  # inches
_AROUND = (0.4, 1.2)  # inches beside and above the tree
_LARGEST = (24.0, 16.0)  # inches
_LETTERS, _SMALLEST = 10.0, 3.5  # points
_NUMBERS = 0.7  # size of numbers beside that of tokens
_VISIBLE = {" ": "␣", "\n": "⏎", "\t": "⇥"}


def plot_beam_tree(tree: pd.DataFrame, ax: Any = None) -> Any:
    """Draw the sequences that a beam search kept, each behind the one it continues.

    Parameters
    ----------
    tree : as `ImageCaptioner.beam_tree` and `Translator.beam_tree` return it
    ax : matplotlib axes, or None for a new figure

    Returns
    -------
    the axes; each token has the log probability of all up to there below it, and a
    sequence that ended its score, too, where that is another number. The sequence of
    the highest score runs along the top, blue. The title says it.

    Raises
    ------
    TypeError, ValueError
        If the tree is no frame of this kind.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> tree = pd.DataFrame({
    ...     "parent": [-1, 0, 0, 1], "length": [0, 1, 1, 2],
    ...     "token": ["<start>", "dog", "<end>", "<end>"],
    ...     "log_probability": [0.0, -0.5, -0.9, -0.7],
    ...     "score": [np.nan, np.nan, -0.9, -0.7], "best": [True, True, False, True],
    ... })
    >>> plot_beam_tree(tree, Figure().subplots()).get_title(loc="left")
    'best of 2 that ended: dog (score −0.70)'
    """
    nodes = checks.check_beam_tree(tree)
    nodes["token"] = nodes["token"].map(_shown)
    rows, columns = _rows(nodes), _columns(nodes)
    wide, high = columns[-1], _ROW * (rows.max() + 1)
    sizes = (wide + _AROUND[0], high + _AROUND[1])
    new = tuple(min(pair) for pair in zip(sizes, _LARGEST, strict=True))
    ax = axes.axes_or_new(ax, size=(new[0], new[1]))
    size = _letter_size(ax, wide, high)
    places = columns[nodes["length"]]
    _draw_edges(ax, nodes, places, rows)
    for node, x, y in zip(nodes.itertuples(), places, rows, strict=True):
        _write(ax, node, (x, y), size)
    ax.set(xlim=(-0.1, wide), ylim=(rows.max() + 0.8, -0.6))
    lengths = range(1, len(columns) - 1)
    ax.set_xticks(columns[1:-1], [str(n) for n in lengths], fontsize=size)
    ax.set(yticks=[], xlabel="tokens, the end among them")
    axes.finish(ax, _found(nodes), "").grid(visible=False)
    ax.spines["left"].set_visible(False)
    return ax


def _children(nodes: pd.DataFrame) -> list[list[int]]:
    """Return what continues each node: the best or likeliest, then what is small."""
    parents = nodes["parent"].tolist()
    sizes = [1] * len(nodes)
    for node in range(len(nodes) - 1, 0, -1):
        sizes[parents[node]] += sizes[node]
    order = nodes.sort_values(["best", "log_probability"], ascending=False).index
    children: list[list[int]] = [[] for _ in range(len(nodes))]
    for node in order:
        if node:
            children[parents[node]].append(node)
    return [few[:1] + sorted(few[1:], key=lambda one: sizes[one]) for few in children]


def _rows(nodes: pd.DataFrame) -> np.ndarray:
    """Return the row of each node: that of its first child, a new one for each leaf."""
    children = _children(nodes)
    rows, taken, waiting = np.zeros(len(nodes), "int64"), -1, [(0, True)]
    while waiting:
        node, new = waiting.pop()
        taken += new
        rows[node] = taken
        ranks = range(len(children[node]))
        waiting += reversed([(children[node][rank], rank > 0) for rank in ranks])
    return rows


def _columns(nodes: pd.DataFrame) -> np.ndarray:
    """Return where tokens of each length begin, and where the last ones end."""
    letters = nodes["token"].str.len().groupby(nodes["length"]).max()
    widths = np.maximum(letters, 5).to_numpy() * _LETTER + _GAP
    return np.concatenate([[0.0], np.cumsum(widths)])


def _letter_size(ax: Any, wide: float, high: float) -> float:
    """Return letters as large as a tree in these axes allows, in points."""
    box, figure = ax.get_position(), ax.figure
    share = min(
        box.width * figure.get_figwidth() / wide,
        box.height * figure.get_figheight() / high,
    )
    return float(np.clip(_LETTERS * share, _SMALLEST, _LETTERS))


def _draw_edges(
    ax: Any, nodes: pd.DataFrame, places: np.ndarray, rows: np.ndarray
) -> None:
    for node, (parent, best) in enumerate(
        zip(nodes["parent"], nodes["best"], strict=True)
    ):
        if parent < 0:
            continue
        bend = places[node] - _GAP / 2
        start, end = bend - _GAP / 4, places[node]
        style = {"color": axes.BLUE, "linewidth": 2.0, "zorder": 2.0}
        if not best:
            style = {"color": axes.GREY, "linewidth": 0.8, "zorder": 1.0}
        x = [places[parent], start, bend, end]
        ax.plot(x, rows[[parent, parent, node, node]], solid_capstyle="round", **style)


def _write(ax: Any, node: Any, place: tuple[float, float], size: float) -> None:
    """Write a token where it stands, and how probable it is below."""
    colour = axes.BLUE if node.best else axes.BLACK
    ended = not np.isnan(node.score)
    edge = colour if ended else "none"
    box = {"facecolor": "white", "edgecolor": edge, "linewidth": 0.8, "pad": 1.5}
    style = {"va": "center", "ha": "left", "parse_math": False, "zorder": 3.0}
    weight = "bold" if node.best else "normal"
    ax.text(
        *(*place, node.token),
        **{"fontsize": size, "color": colour, "weight": weight, "bbox": box} | style,
    )
    if node.parent >= 0:
        x, y = place
        small = {"fontsize": size * _NUMBERS, "color": "#6E6E6E"}
        ax.text(x, y + 0.45, _number(node, ended), **style | small)


def _number(node: Any, ended: bool) -> str:
    total = axes.short(node.log_probability)
    if not ended or np.isclose(node.score, node.log_probability):
        return total
    return f"{total}, score {axes.short(node.score)}"


def _shown(token: str) -> str:
    """Return a token in which blanks can be seen."""
    return "".join(_VISIBLE.get(letter, letter) for letter in str(token))


def _found(nodes: pd.DataFrame) -> str:
    """Say which sequence is the best, and of how many."""
    best = nodes[nodes["best"] & (nodes["length"] > 0)]
    ended = nodes["score"].notna().sum()
    said = best["token"][best["token"] != "<end>"]
    text = nodes.attrs.get("text", " ".join(said)) or "nothing"
    score = axes.short(best["score"].iloc[-1])
    return f"best of {ended} that ended: {text} (score {score})"
