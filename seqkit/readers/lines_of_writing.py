"""Pictures of lines of writing of any size → grey columns of one height."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from seqkit import checks
from seqkit.readers.images import Source, image_name, opened, upright_rgb


class Lines(NamedTuple):
    """Lines of writing of one height, and which of those asked for they are.

    Attributes
    ----------
    columns : list of float32 arrays (width, height), in 0 (black) to 1 (white), each
        line from left to right, each column from the top
    scales : float64 (lines,), columns of the picture as it was for one of these
    whole : int64 array (lines,), the positions of these among those asked for
    problems : path, or 'image k' of what is no path → why it could not be read
    """

    columns: list[np.ndarray]
    scales: np.ndarray
    whole: np.ndarray
    problems: dict[str, str]


def read_lines_of_writing(sources: Sequence[Source], height: int) -> Lines:
    """Read pictures as grey columns, scaled to one height in their proportions.

    Parameters
    ----------
    sources : as `read_image` takes them: paths, Pillow images, arrays (height, width)
        or (height, width, channels)
    height : of each column, in pixels

    Returns
    -------
    Lines, without those that cannot be read

    Raises
    ------
    TypeError
        If a source is neither a path nor an image.

    Examples
    --------
    >>> read = read_lines_of_writing([np.ones((20, 50)), np.ones((5, 5, 9))], 10)
    >>> read.columns[0].shape, read.scales.tolist(), list(read.problems)
    ((25, 10), [2.0], ['image 1'])
    """
    checks.check_count("height", height)
    found: dict[int, tuple[np.ndarray, float]] = {}
    problems: dict[str, str] = {}
    for number, source in enumerate(sources):
        try:
            found[number] = opened(source, height, lambda image: _line(image, height))
        except (OSError, ValueError) as error:
            problems[image_name(source, number)] = str(error)
    return Lines(
        [columns for columns, _ in found.values()],
        np.array([scale for _, scale in found.values()], dtype="float64"),
        np.array(list(found), dtype="int64"),
        problems,
    )


def _line(image: Image.Image, height: int) -> tuple[Any, float]:
    """Return grey columns (width, height), and columns of the image for each."""
    upright = upright_rgb(image).convert("L")
    width = max(1, round(upright.width * height / upright.height))
    scaled = upright.resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(scaled, "float32").T / 255, upright.width / width
