"""The eight shapes of scenes, as distances to their outlines.

Coordinates are in radii from the middle, x to the right and y down. A distance is
negative inside and at least nearly Euclidean near the outline, so that the coverage of
a pixel follows from it (Quilez, "2D distance functions").
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from seqkit.datasets.scene_meanings import SHAPES, SIZES

Array = npt.NDArray[Any]

RADII = np.array([0.066, 0.096, 0.14])
_EXTENTS = {
    "circle": (0.96, 0.96),
    "square": (0.9, 0.9),
    "triangle": (1.0, 0.9),
    "diamond": (0.76, 1.04),
    "star": (1.0, 1.0),
    "cross": (0.96, 0.96),
    "ring": (0.98, 0.98),
    "semicircle": (1.04, 0.52),
}
HALF_EXTENTS = np.array([_EXTENTS[shape] for shape in SHAPES])
_COVERED = 0.2
_STEP = 1 / 128
_REACH = 1.15 * RADII.max()


def outline_distances(shapes: Array, x: Array, y: Array) -> Array:
    """Return signed distances to the outlines of many objects.

    Parameters
    ----------
    shapes : (objects,), places in `SHAPES`
    x, y : (objects, height, width) in radii

    Returns
    -------
    (objects, height, width)
        In radii, negative inside.

    Examples
    --------
    >>> circle, square = 0, 1
    >>> x = np.array([[[0.0, 1.0]], [[0.0, 1.0]]])
    >>> outline_distances(np.array([circle, square]), x, 0 * x).round(2).tolist()
    [[[-0.96, 0.04]], [[-0.87, 0.13]]]
    """
    distances = np.empty_like(x)
    for code, shape in enumerate(SHAPES):
        chosen = np.flatnonzero(shapes == code)
        distances[chosen] = _OUTLINES[shape](x[chosen], y[chosen])
    return distances


@cache
def covering_depths() -> Array:
    """Return how deep one object has to reach into another to cover some of it.

    Returns
    -------
    (shapes, sizes, shapes, sizes)
        How far the `HALF_EXTENTS` of two objects overlap, as a fraction of the
        picture's side, where the second stands below the first and a fifth of the
        smaller one's area is common.

    Examples
    --------
    >>> depths = covering_depths()
    >>> circle, star, large = 0, 4, 2
    >>> depths[circle, large, [circle, star], large].round(2).tolist()
    [0.09, 0.11]
    """
    extents = HALF_EXTENTS[:, None] * RADII[:, None]
    x, y = np.meshgrid(*2 * [np.arange(-_REACH, _REACH + _STEP, _STEP)])
    covers = np.concatenate([_covers(shape, x, y) for shape in SHAPES])
    half = extents[..., 1].ravel()
    depths = half[:, None] + half - _distances_down(covers)
    return depths.reshape(2 * (len(SHAPES), len(SIZES)))


def _covers(shape: str, x: Array, y: Array) -> Array:
    """Return how much of each pixel a shape covers, (sizes, height, width)."""
    distances = [radius * _OUTLINES[shape](x / radius, y / radius) for radius in RADII]
    return np.clip(0.5 - np.stack(distances) / _STEP, 0, 1).astype(np.float32)


def _distances_down(covers: Array) -> Array:
    """Move every second object down from every first, (looks, looks)."""
    areas = covers.sum(axis=(1, 2))
    wanted = _COVERED * np.minimum(areas[:, None], areas)
    height = covers.shape[1]
    distances = np.zeros_like(wanted)
    for away in range(height):
        one = covers[:, away:].reshape(len(covers), -1)
        other = covers[:, : height - away].reshape(len(covers), -1)
        distances[one @ other.T >= wanted] = away * _STEP
    return distances


def _circle(x: Array, y: Array) -> Array:
    return np.hypot(x, y) - 0.96


def _square(x: Array, y: Array) -> Array:
    return np.maximum(np.abs(x), np.abs(y)) - 0.87


def _triangle(x: Array, y: Array) -> Array:
    slanted = (1.8 * np.abs(x) - y - 0.9) / np.float32(np.hypot(1.8, 1))
    return np.maximum(slanted, y - 0.9)


def _diamond(x: Array, y: Array) -> Array:
    slope = 1.04 / 0.76
    return (slope * np.abs(x) + np.abs(y) - 1.04) / np.float32(np.hypot(slope, 1))


def _star(x: Array, y: Array) -> Array:
    """Fold the plane into half a tip, whose edge is one line."""
    sector = 2 * np.pi / 5
    angle = np.arctan2(x, -y)
    away = np.abs(angle - sector * np.round(angle / sector))
    radius = np.hypot(x, y)
    tip, notch = 1.05, 0.47 * np.exp(1j * sector / 2)
    normal = 1j * (notch - tip) / -abs(notch - tip)
    along, aside = radius * np.cos(away), radius * np.sin(away)
    return (along - tip) * normal.real + aside * normal.imag


def _cross(x: Array, y: Array) -> Array:
    x, y = np.abs(x), np.abs(y)
    return np.maximum(np.maximum(x, y) - 0.96, np.minimum(x, y) - 0.34)


def _ring(x: Array, y: Array) -> Array:
    return np.abs(np.hypot(x, y) - 0.72) - 0.26


def _semicircle(x: Array, y: Array) -> Array:
    return np.maximum(np.hypot(x, y - 0.52) - 1.04, y - 0.52)


_OUTLINES: dict[str, Callable[[Array, Array], Array]] = {
    "circle": _circle,
    "square": _square,
    "triangle": _triangle,
    "diamond": _diamond,
    "star": _star,
    "cross": _cross,
    "ring": _ring,
    "semicircle": _semicircle,
}
