"""Round trips through points: every point once and back, as orders of positions."""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def distances_of(points: Array) -> Array:
    """Return how far points are apart.

    Parameters
    ----------
    points : float array (..., positions, features)

    Returns
    -------
    float array (..., positions, positions), in the unit of the points
    """
    apart = points[..., :, None, :] - points[..., None, :, :]
    return np.sqrt((apart**2).sum(axis=-1))


def counter_clockwise(points: Array, tours: Array) -> Array:
    """Turn tours so that they go around counter-clockwise; the first point stays.

    Parameters
    ----------
    points : float array (..., positions, 2), x and y
    tours : whole numbers (..., positions), each position once

    Returns
    -------
    array of the shape of tours

    Examples
    --------
    >>> square = np.array([[0, 0], [0, 1], [1, 1], [1, 0]])
    >>> counter_clockwise(square, np.arange(4)).tolist()
    [0, 3, 2, 1]
    """
    x, y = np.moveaxis(np.take_along_axis(points, tours[..., None], axis=-2), -1, 0)
    twice_area = (x * np.roll(y, -1, axis=-1) - y * np.roll(x, -1, axis=-1)).sum(-1)
    turned = np.roll(tours[..., ::-1], 1, axis=-1)
    return np.where(twice_area[..., None] < 0, turned, tours)
