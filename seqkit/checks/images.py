"""Check images, and how they are to be read as sequences."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from seqkit.checks.arguments import check_count
from seqkit.checks.wording import plain


def check_images(images: Any) -> np.ndarray:
    """Require numbers (samples, height, width[, channels]), all images of one size."""
    array = images if isinstance(images, np.ndarray) else _stacked(images)
    if not array.size:
        raise ValueError(
            f"images of shape {array.shape} hold no pixel; give one image at least"
        )
    if array.dtype.kind not in "biuf":
        raise ValueError(
            f"images must hold numbers, got {array.dtype}; convert them with "
            "np.asarray(images, dtype='float32')"
        )
    if array.ndim not in (3, 4):
        raise ValueError(
            "images must have shape (samples, height, width) or (samples, height, "
            f"width, channels), got {array.shape}; for one image pass [image], for "
            "rows of pixels images.reshape(-1, height, width)"
        )
    return array


def check_patch(patch: Any, height: int, width: int) -> tuple[int, int]:
    """Require the height and width of a patch, which divide those of the images."""
    if not isinstance(patch, (tuple, list)) or len(patch) != 2:
        raise ValueError(
            "by='patches' needs patch=(height, width) in pixels, like (4, 4), got "
            f"{patch!r}"
        )
    rows, columns = (check_count("each of patch", size) for size in patch)
    if height % rows or width % columns:
        raise ValueError(
            f"patch {rows} x {columns} does not divide images of {height} x {width} "
            "pixels (height x width); choose one that does, or crop or pad the images"
        )
    return rows, columns


def check_order(order: Any, steps: int) -> np.ndarray:
    """Require a permutation of the steps, whole numbers (steps,)."""
    try:
        array = np.asarray(order)
    except ValueError:  # lists of different lengths
        array = np.array(order, dtype="object")
    problem = _order_problem(array, steps)
    if problem:
        raise ValueError(
            f"order must name each of the {steps} steps, 0 to {steps - 1}, once, got "
            f"{problem}; np.random.default_rng(0).permutation({steps}) makes one"
        )
    return array


def _order_problem(order: np.ndarray, steps: int) -> str:
    """Say why an array is no permutation, nothing where it is one."""
    if order.ndim != 1 or order.dtype.kind not in "iu":
        return f"an array {order.shape} of {order.dtype}"
    if len(order) != steps:
        return f"{len(order)} of them"
    outside = order[(order < 0) | (order >= steps)]
    if len(outside):
        return f"step {int(outside[0])}"
    found, counts = np.unique(order, return_counts=True)
    return f"step {int(found[counts.argmax()])} twice" if counts.max() > 1 else ""


def _stacked(images: Any) -> np.ndarray:
    """Return one array of a list of images."""
    listable = hasattr(images, "__len__") and not isinstance(images, (str, Mapping))
    if not listable:
        raise TypeError(
            "images must be an array (samples, height, width[, channels]) or a list "
            f"of arrays of one size, got {plain(images)!r:.60}; for one image pass "
            "[image]"
        )
    arrays = [_image(image, where) for where, image in enumerate(images)]
    for where, array in enumerate(arrays):
        if array.shape != arrays[0].shape:
            raise ValueError(
                f"image {where} has shape {array.shape}, but image 0 has "
                f"{arrays[0].shape}; crop, pad or resize them to one size"
            )
    return np.stack(arrays) if arrays else np.empty(0)


def _image(image: Any, where: int) -> np.ndarray:
    try:
        return np.asarray(image)
    except ValueError:
        raise ValueError(
            f"image {where} has rows of different lengths; give all its rows the same "
            "width"
        ) from None
