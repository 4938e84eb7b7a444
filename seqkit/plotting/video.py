"""Draw the frames of a clip, and below them how much each counts."""

from typing import Any

import numpy as np

from seqkit import checks
from seqkit.plotting.axes import BLUE, RED

_MOST_FRAMES = 12
_GAP = 0.04  # between frames, as a share of their width
_INCHES = 1.0  # of a frame's width
_WHITE = 255


def plot_frame_attention(
    clip: Any,
    weights: Any,
    *,
    title: str = "",
    label: str = "attention",
    most: int = _MOST_FRAMES,
    axes: Any = None,
) -> np.ndarray:
    """Draw the frames of a clip in a row, and below them a bar for each weight.

    Parameters
    ----------
    clip : array (frames, height, width[, 1, 3 or 4]): the frames that the network saw,
        as `readers.read_clips` gives them
    weights : numbers (frames,), such as those of `VideoTagger.explain`
    title : above the frames
    label : what the weights are
    most : frames that are drawn, spread evenly; bars are drawn for all
    axes : two matplotlib axes, for frames and bars, or None for a new figure

    Returns
    -------
    the two axes, array (2,)

    Raises
    ------
    ValueError
        If the clip is none, or there is not one weight for each frame.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> clip = np.zeros((3, 8, 8), "uint8")
    >>> axes = Figure().subplots(2, 1)
    >>> frames, bars = plot_frame_attention(clip, [0.1, 0.7, 0.2], axes=axes)
    >>> [round(float(bar.get_height()), 1) for bar in bars.patches]
    [0.1, 0.7, 0.2]
    """
    frames = checks.check_clip("clip", clip)
    shares = checks.check_frame_weights(frames, weights)
    checks.check_count("most", most)
    count = min(most, len(frames))
    shown = np.linspace(0, len(frames) - 1, count).round().astype(int)
    pictures = [_coloured(checks.check_pixels(frames[place])) for place in shown]
    above, below = _axes(axes, pictures)
    strip, middles = _strip(pictures)
    above.imshow(strip)
    above.set_xticks(middles, [str(place) for place in shown])
    above.set_yticks([])
    above.tick_params(length=0)
    above.spines[:].set_visible(False)
    above.set_title(title)
    colours = [BLUE if share >= 0 else RED for share in shares]
    below.bar(np.arange(len(shares)), shares, color=colours)
    below.set(xlabel="frame", ylabel=label, xlim=(-0.5, len(shares) - 0.5))
    below.spines[["top", "right"]].set_visible(False)
    return np.array([above, below])


def _coloured(picture: np.ndarray) -> np.ndarray:
    """Return a picture in red, green and blue, without its opacity."""
    if picture.ndim == 2:
        return np.repeat(picture[..., None], 3, axis=2)
    return picture[..., :3]


def _strip(pictures: list[np.ndarray]) -> tuple[np.ndarray, list[float]]:
    """Return pictures side by side on white, and where the middle of each is."""
    height, width = pictures[0].shape[:2]
    gap = max(1, round(_GAP * width))
    step = width + gap
    strip = np.full((height, step * len(pictures) - gap, 3), _WHITE, "uint8")
    for place, picture in enumerate(pictures):
        strip[:, place * step : place * step + width] = picture
    return strip, [place * step + (width - 1) / 2 for place in range(len(pictures))]


def _axes(axes: Any, pictures: list[np.ndarray]) -> Any:
    """Return the axes given, or those of a new figure."""
    if axes is not None:
        given = np.ravel(np.asarray(axes, dtype="object"))
        checks.check_two_axes(len(given))
        return given
    from matplotlib import pyplot

    height, width = pictures[0].shape[:2]
    tall = _INCHES * height / width
    size = (max(4.0, _INCHES * len(pictures)), tall + 2)
    return pyplot.subplots(
        2, 1, figsize=size, height_ratios=(tall + 0.3, 1.7), layout="constrained"
    )[1]
