"""Check images, how they are read as sequences, and what networks make of them."""

from collections.abc import Mapping
from typing import Any, NoReturn

import numpy as np

from seqkit.checks.arguments import check_count
from seqkit.checks.wording import plain, some, warn

_CHANNELS = ((), (1,), (3,), (4,))


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


def check_image_size(size: Any) -> tuple[int, int]:
    """Require a height and a width in pixels; one number stands for both."""
    sides = size if isinstance(size, (tuple, list)) else (size, size)
    if len(sides) != 2:
        raise ValueError(
            f"size must be (height, width) in pixels, or one number for both, got "
            f"{size!r}"
        )
    height, width = (check_count("each of size", side) for side in sides)
    return height, width


def check_pixels(image: Any) -> np.ndarray:
    """Require one image (height, width[, 1, 3 or 4]), and return it in uint8."""
    array = _image(image, 0)
    channels = array.shape[2:]
    if not array.size or array.ndim not in (2, 3) or channels not in _CHANNELS:
        raise ValueError(
            "an image must have shape (height, width) or (height, width, channels) "
            f"with 1, 3 or 4 channels, got {array.shape}; move the channels to the end"
        )
    if array.dtype.kind not in "biuf":
        raise TypeError(
            "an image must be a path, an array of numbers or a Pillow image, got "
            f"{plain(image)!r:.60}"
        )
    return _eight_bits(array[..., 0] if channels == (1,) else array)


def reject_image(name: object, reason: object) -> NoReturn:
    """Say that a file is no whole image."""
    why = str(reason).rstrip(".") or type(reason).__name__
    raise ValueError(
        f"{name} cannot be read as an image ({why}); get it again, or leave it out"
    ) from (reason if isinstance(reason, Exception) else None)


def reject_huge_image(name: object, limit: int, error: Exception) -> NoReturn:
    """Say that an image has more pixels than Pillow takes."""
    raise ValueError(
        f"{name} has more than {limit} pixels, the limit against files made to fill "
        "the memory; scale it down, or raise PIL.Image.MAX_IMAGE_PIXELS"
    ) from error


def check_some_read(read: int, problems: Mapping[str, str]) -> None:
    """Require that one image at least could be read."""
    if not problems and not read:
        raise ValueError("got no images to read; give one at least")
    if not read:
        raise ValueError(
            f"not one of {len(problems)} images could be read; the first: "
            f"{next(iter(problems.values()))}"
        )


def warn_unread_images(problems: Mapping[str, str]) -> None:
    """Say which images could not be read."""
    if problems:
        warn(
            f"left out {len(problems)} image{'' if len(problems) == 1 else 's'} that "
            f"could not be read ({some(problems, 3)}); the first: "
            f"{next(iter(problems.values()))}",
        )


def check_picture_features(features: Any, expected: int | None = None) -> np.ndarray:
    """Require numbers (pictures, features), as many as were fitted; return float32."""
    array = _array(features)
    if array.ndim != 2 or not array.size or array.dtype.kind not in "biuf":
        raise ValueError(
            "features must be numbers (pictures, features), got shape "
            f"{array.shape} of {array.dtype}; average grids over their places, like "
            "features.mean(axis=(1, 2)), and for one picture pass [features]"
        )
    if expected is not None and array.shape[1] != expected:
        raise ValueError(
            f"got {array.shape[1]} features of each picture, but the training pictures "
            f"had {expected}; take both from the same network"
        )
    with np.errstate(over="ignore"):  # what is too large is told below
        array = array.astype("float32", copy=False)
    wrong = ~np.isfinite(array).all(axis=1)
    if wrong.any():
        raise ValueError(
            f"the features of picture {int(wrong.argmax())} are not finite numbers; "
            "leave it out"
        )
    return array


def check_attention(attention: Any, words: Any) -> np.ndarray:
    """Require a grid of numbers from 0 up for each word; return float64."""
    if isinstance(words, str) or not hasattr(words, "__len__"):
        raise TypeError(
            f"words must be a list of strings, got {plain(words)!r:.60}; cut a caption "
            "with caption.split()"
        )
    grids = _array(attention)
    if grids.ndim != 3 or not grids.size or grids.dtype.kind not in "biuf":
        raise ValueError(
            f"attention must be numbers (words, rows, columns), got shape {grids.shape}"
            f" of {grids.dtype}; bring places in a row into a grid with "
            "attention.reshape(words, rows, columns)"
        )
    if len(words) != len(grids):
        raise ValueError(
            f"got {len(words)} words but attention of {len(grids)}; give a grid for "
            "each word"
        )
    wrong = ~(np.isfinite(grids) & (grids >= 0)).all(axis=(1, 2))
    if wrong.any():
        where = int(wrong.argmax())
        raise ValueError(
            f"attention must hold numbers from 0 up, but that of word {where} "
            f"({words[where]!r}) does not; give weights, not their logarithms"
        )
    return grids.astype("float64")


def _eight_bits(array: np.ndarray) -> np.ndarray:
    """Return uint8 pixels: of bits, 16 bits, floats in [0, 1], or counts to 255."""
    if array.dtype.kind == "b":
        return array.astype("uint8") * np.uint8(255)
    if array.dtype == np.uint16:
        return ((array.astype("uint32") + 128) // 257).astype("uint8")
    most = 1 if array.dtype.kind == "f" else 255
    low, high = array.min(), array.max()
    if not 0 <= low <= high <= most:
        raise ValueError(
            f"an image of {array.dtype} must hold values from 0 to {most}, got "
            f"{low:g} to {high:g}; scale them, or convert them to uint8"
        )
    return (array * 255).round().astype("uint8") if most == 1 else array.astype("uint8")


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


def _array(rows: Any) -> np.ndarray:
    """Return an array; of objects where its rows have different lengths."""
    try:
        return np.asarray(rows)
    except ValueError:
        return np.array(rows, dtype="object")


def _image(image: Any, where: int) -> np.ndarray:
    try:
        return np.asarray(image)
    except ValueError:
        raise ValueError(
            f"image {where} has rows of different lengths; give all its rows the same "
            "width"
        ) from None
