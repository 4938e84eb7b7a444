"""Draw pictures with what is said of them, and where each word looks.

Pictures are uint8 arrays (height, width, 3) or (height, width), of any size. Text is
drawn as it is written: a dollar sign begins no formula.
"""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import numpy as np

from seqkit import checks
from seqkit.plotting.axes import BLACK, RED

_CELL = 2.3  # inches, the width of a picture and what is around it
_LETTERS_PER_INCH = 117  # of one point
_LINE, _GAP, _ROW_GAP, _COLUMN_GAP, _BAR = 0.16, 0.3, 0.1, 0.05, 0.8  # inches
_TALLEST = 2.0  # height to width; flatter ones have half the width at least
_REFERENCE = "#6E6E6E"
_SMALL, _TITLE = 9, 10  # points
_LUMINANCE = (0.299, 0.587, 0.114)
_PALEST = 0.5  # how white black becomes under attention
_STRONGEST = 0.85  # opacity of the most attention
_NOTHING = "–"


def plot_captions(
    images: Any,
    captions: Sequence[str],
    references: Sequence[Any] | None = None,
    *,
    titles: Sequence[str] | None = None,
    columns: int = 4,
    axes: Any = None,
) -> np.ndarray:
    """Draw pictures side by side, each with its caption below.

    Pictures of different shapes each stand in the middle of a square.

    Parameters
    ----------
    images : array (pictures, height, width[, channels]), or a list of arrays of any
        sizes; uint8
    captions : one for each picture
    references : what people say of each picture, one caption or a list of which the
        first is drawn: in grey, below the caption
    titles : a line above each picture
    columns : pictures side by side
    axes : as many matplotlib axes as pictures or more, or None for a new figure

    Returns
    -------
    the axes, array (pictures,)

    Raises
    ------
    ValueError
        If there is no picture, one is no image, or there are more or fewer captions,
        references, titles or axes.
    TypeError
        If captions are no strings.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> images = np.zeros((2, 8, 8, 3), "uint8")
    >>> axes = Figure().subplots(1, 2)
    >>> axes = plot_captions(images, ["night", "ink"], ["a dark sky", ""], axes=axes)
    >>> [ax.get_xlabel() for ax in axes]
    ['night', 'ink']
    """
    pictures = [checks.check_pixels(image) for image in images]
    said = {"captions": checks.check_captions("captions", captions)}
    said["references"] = _references(references, len(pictures))
    said["titles"] = _optional("titles", titles, len(pictures))
    for name, texts in said.items():
        checks.check_each_pictured(name, len(texts), len(pictures))
    lines = [
        sum(len(_wrapped(text, _CELL, _TITLE)) for text in texts)
        for texts in zip(*said.values(), strict=True)
    ]
    found = _axes(axes, pictures, columns, lines)
    shape = _shape(pictures)
    for ax, picture, caption, reference, title in zip(
        found, pictures, *said.values(), strict=True
    ):
        _show(ax, picture, shape)
        room = _room(ax, axes is None)
        _title(ax, title, room)
        _write_below(ax, caption, reference, room)
    return found


def plot_word_attention(
    image: Any,
    words: Sequence[str],
    attention: Any,
    *,
    columns: int = 5,
    axes: Any = None,
) -> np.ndarray:
    """Draw a picture alone, then for each word where in the picture it looks.

    The picture is pale and grey under the attention, which is drawn smoothly between
    the places of its grid. One colour scale holds for all words, from 0 to the most
    attention that any of them gives one place: a word that looks everywhere is pale
    everywhere beside one that looks at one thing.

    Parameters
    ----------
    image : uint8 array (height, width, 3) or (height, width)
    words : of the caption
    attention : numbers from 0 up (words, rows, columns), a grid over the whole picture
    columns : pictures side by side
    axes : at least one matplotlib axes more than words, or None for a new figure with a
        colour bar

    Returns
    -------
    the axes, array (1 + words,)

    Raises
    ------
    TypeError
        If `words` is no list.
    ValueError
        If the image is none, attention is not of this shape or has numbers below 0, or
        there are too few axes.

    References
    ----------
    Xu et al. (2015), "Show, attend and tell", ICML, figure 2.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> attention = np.array([[[0.9, 0.1]], [[0.5, 0.5]]])
    >>> axes = Figure().subplots(1, 3)
    >>> axes = plot_word_attention(
    ...     np.zeros((8, 8), "uint8"), ["a", "dog"], attention, axes=axes
    ... )
    >>> [ax.get_title() for ax in axes]
    ['', 'a', 'dog']
    """
    picture = checks.check_pixels(image)
    grids = checks.check_attention(attention, words)
    texts = ["", *(str(word) for word in words)]
    lines = [len(_wrapped(text, _CELL, _TITLE)) for text in texts]
    found = _axes(axes, [picture] * len(texts), columns, lines, beside=_BAR)
    shape = _shape([picture])
    _show(found[0], picture, shape)
    style = {"cmap": _attention_colours(), "vmin": 0.0, "vmax": grids.max() or 1.0}
    pale, (height, width) = _pale(picture), picture.shape[:2]
    style["extent"] = (-0.5, width - 0.5, height - 0.5, -0.5)
    for ax, word, grid in zip(found[1:], texts[1:], grids, strict=True):
        _show(ax, pale, shape)
        overlay = ax.imshow(grid, interpolation="bicubic", **style)
        _title(ax, word.strip() or _NOTHING, _room(ax, axes is None))
    if axes is None:
        where = {"ax": found.tolist(), "shrink": 0.7, "aspect": 30, "pad": 0.01}
        overlay.figure.colorbar(overlay, **where, label="attention")
    return found


def _optional(name: str, texts: Any, pictures: int) -> list[str]:
    """Return as many texts as pictures, empty ones where there are none."""
    return [""] * pictures if texts is None else checks.check_captions(name, texts)


def _references(references: Any, pictures: int) -> list[str]:
    """Return the first reference of each picture."""
    if references is None:
        return [""] * pictures
    alone = [[each] if isinstance(each, str) else each for each in references]
    return [several[0] for several in checks.check_references(alone, pictures)]


def _axes(
    axes: Any,
    pictures: list[np.ndarray],
    columns: int,
    lines: list[int],
    beside: float = 0.0,
) -> np.ndarray:
    """Return one of the axes for each picture, or those of a new figure.

    Parameters
    ----------
    lines : of text above and below each picture, which make its row higher
    beside : inches to the right of all pictures
    """
    if axes is not None:
        given = np.ravel(np.asarray(axes, dtype="object"))
        if len(given) < len(pictures):
            raise ValueError(
                f"axes must be {len(pictures)} or more, one for each picture drawn, "
                f"got {len(given)}; leave axes= out for a new figure"
            )
        return given[: len(pictures)]
    from matplotlib import pyplot
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    columns = min(checks.check_count("columns", columns), len(pictures))
    rows = -(-len(pictures) // columns)
    most = sum(max(lines[k * columns : (k + 1) * columns]) for k in range(rows))
    height = rows * (_CELL * _shape(pictures) + _GAP) + _LINE * most
    layout = ConstrainedLayoutEngine(h_pad=_ROW_GAP, w_pad=_COLUMN_GAP, compress=True)
    figure = pyplot.figure(figsize=(_CELL * columns + beside, height), layout=layout)
    found = figure.subplots(rows, columns, squeeze=False)
    for ax in found.ravel()[len(pictures) :]:
        ax.remove()
    return found.ravel()[: len(pictures)]


def _shape(pictures: list[np.ndarray]) -> float:
    """Return height to width of the room for each picture: a square where they mix."""
    shapes = [picture.shape[0] / picture.shape[1] for picture in pictures]
    return float(np.clip(np.clip(1, min(shapes), max(shapes)), 1 / _TALLEST, _TALLEST))


def _show(ax: Any, picture: np.ndarray, shape: float) -> None:
    """Draw a picture without ticks and frame, in the middle of its room."""
    height, width = picture.shape[:2]
    ax.imshow(picture, cmap="gray", vmin=0, vmax=255)
    aside = max(0, height / shape - width) / 2
    above = max(0, width * shape - height) / 2
    ax.set_xlim(-0.5 - aside, width - 0.5 + aside)
    ax.set_ylim(height - 0.5 + above, -0.5 - above)
    ax.set(xticks=[], yticks=[], facecolor="none")
    ax.spines[:].set_visible(False)


def _title(ax: Any, text: str, inches: float) -> None:
    lines = "\n".join(_wrapped(text, inches, _TITLE))
    ax.set_title(lines, fontsize=_TITLE, color=BLACK, parse_math=False)


def _write_below(ax: Any, caption: str, reference: str, inches: float) -> None:
    """Write a caption under a picture, and a reference under the caption."""
    style = {"fontsize": _SMALL, "parse_math": False}
    texts = (caption.strip() or _NOTHING, reference)
    own, other = (_wrapped(text, inches, _SMALL) for text in texts)
    label = ax.set_xlabel("\n".join(own), color=BLACK, **style)
    below = {"xycoords": label, "textcoords": "offset points", "xytext": (0, -3)}
    centred = {"ha": "center", "va": "top", "annotation_clip": False}
    if other:
        text = "\n".join(other)
        ax.annotate(text, (0.5, 0), color=_REFERENCE, **below, **centred, **style)


def _wrapped(text: str, inches: float, points: int) -> list[str]:
    """Return a text as lines, cut inside a word only where it is longer than a line."""
    return wrap(text, max(8, int(inches * _LETTERS_PER_INCH / points)))


def _room(ax: Any, new: bool) -> float:
    """Return how wide text may be, in inches: as the axes given, or in a new figure."""
    own = ax.get_position(original=True).width * ax.figure.get_figwidth()
    return (_CELL if new else own) - 2 * _COLUMN_GAP


def _pale(picture: np.ndarray) -> np.ndarray:
    """Return a picture in pale grey (height, width), so that colour stands out."""
    grey = picture if picture.ndim == 2 else picture[..., :3] @ np.array(_LUMINANCE)
    return (255 - (1 - _PALEST) * (255 - grey)).round().astype("uint8")


def _attention_colours() -> Any:
    """Return colours from nothing at all to the full one."""
    from matplotlib.colors import LinearSegmentedColormap, to_rgba

    ends = [to_rgba(RED, alpha) for alpha in (0, _STRONGEST)]
    return LinearSegmentedColormap.from_list("attention", ends)
