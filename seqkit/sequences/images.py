"""Images → sequences: row by row, column by column, pixel by pixel or patch by patch.

(samples, height, width[, channels]) → (samples, timesteps, features). Pixel by pixel in
a shuffled order is the "permuted sequential MNIST" of Le, Jaitly and Hinton (2015), "A
simple way to initialize recurrent networks of rectified linear units",
arXiv:1504.00941, section 4.3.
"""

from typing import Any

import numpy as np

from seqkit import checks

WAYS = ("rows", "columns", "pixels", "patches")


def image_sequences(
    images: Any,
    by: str = "rows",
    *,
    patch: tuple[int, int] | None = None,
    order: Any = None,
) -> np.ndarray:
    """Read images as sequences.

    Parameters
    ----------
    images : array (samples, height, width) or (samples, height, width, channels), or a
        list of arrays of one size; whole numbers, floats or bools
    by : what a step is: one of the "rows" (from the top), "columns" (from the left),
        "pixels" or "patches" (row by row, each from the left)
    patch : height and width in pixels of a patch, which divide those of the images;
        for by="patches" only
    order : the steps in another order, a permutation of 0 … timesteps - 1; step k of
        each sequence is then step `order[k]` of the image

    Returns
    -------
    float32 array (samples, timesteps, features), values as they were, not rescaled.
    The features of a step are its pixels, row by row; channels stay side by side.

    Raises
    ------
    ValueError
        For images of different sizes, each by its place, of another rank, without a
        pixel or not of numbers; for a patch that does not divide them; for an order
        that leaves a step out.

    Examples
    --------
    >>> image = [[1, 2], [3, 4], [5, 6]]
    >>> image_sequences([image])[0].tolist()
    [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
    >>> image_sequences([image], "columns")[0].tolist()
    [[1.0, 3.0, 5.0], [2.0, 4.0, 6.0]]
    >>> image_sequences([image], "pixels", order=[5, 4, 3, 2, 1, 0])[0, :, 0].tolist()
    [6.0, 5.0, 4.0, 3.0, 2.0, 1.0]
    >>> image_sequences(np.zeros((10, 28, 28, 3)), "patches", patch=(7, 7)).shape
    (10, 16, 147)
    """
    checks.check_choice("by", by, WAYS)
    checks.check_together("patch=", patch is not None, by, ("patches",))
    array = checks.check_images(images)
    samples, height, width, *channels = array.shape
    # each way of reading is one of patches
    sizes = {"rows": (1, width), "columns": (height, 1), "pixels": (1, 1)}
    rows, columns = sizes.get(by) or checks.check_patch(patch, height, width)
    grid = array.reshape(samples, height // rows, rows, width // columns, columns, -1)
    steps = (height // rows) * (width // columns)
    features = rows * columns * (channels[0] if channels else 1)
    # patches in front of the pixels inside them
    cut = grid.transpose(0, 1, 3, 2, 4, 5).reshape(samples, steps, features)
    if order is not None:
        cut = cut[:, checks.check_order(order, steps)]
    return cut.astype("float32")
