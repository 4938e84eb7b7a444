"""Pictures of any kind, from memory or disk, as arrays of one size when asked for."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from seqkit import checks
from seqkit.readers.images import ImageReader, ReadImages, Size

_MOST_BYTES = 256 << 20


class Pictures:
    """Many pictures, each decoded when it is taken, kept while memory is bounded.

    A picture that cannot be read is left out of what is taken and noted in `problems`.

    Parameters
    ----------
    sources : array (pictures, height, width[, 1, 3 or 4]), or a sequence of what
        `read_image` takes: paths, Pillow images, arrays of any size
    size, fit : as in `read_image`
    most_bytes : of decoded pictures that are kept; what is beyond is read anew each
        time

    Examples
    --------
    >>> pictures = Pictures([np.zeros((9, 6)), np.zeros((9, 6, 7))], 4)
    >>> images, whole = pictures.take(np.array([1, 0]))
    >>> images.shape, whole.tolist(), list(pictures.problems)
    ((1, 4, 4, 3), [1], ['image 1'])
    """

    kind = "images"

    def __init__(
        self,
        sources: Sequence[Any] | np.ndarray,
        size: Size,
        *,
        fit: str = "crop",
        most_bytes: int = _MOST_BYTES,
    ) -> None:
        self._sources, self._fit = sources, fit
        self._reader = ImageReader(size, fit=fit)
        height, width = checks.check_image_size(size)
        self._shape = (height, width, 3)
        self._kept: dict[int, np.ndarray] = {}
        self._room = most_bytes // int(np.prod(self._shape))
        self._ready = _is_ready(sources, self._shape)

    def __len__(self) -> int:
        return len(self._sources)

    @property
    def problems(self) -> dict[str, str]:
        """Path, or 'image k' of what is no path → why it could not be read."""
        return self._reader.problems

    def take(self, which: np.ndarray) -> ReadImages:
        """Return some pictures; `whole` says which places of `which` were read."""
        if self._ready:
            return ReadImages(np.asarray(self._sources)[which], np.arange(len(which)))
        found = [(place, self._one(number)) for place, number in enumerate(which)]
        read = [(place, image) for place, image in found if image is not None]
        images = np.array([image for _, image in read], "uint8")
        whole = np.array([place for place, _ in read], "int64")
        return ReadImages(images.reshape(-1, *self._shape), whole)

    def identities(self) -> Iterator[bytes]:
        """Yield what tells these pictures, as they are read here, from others."""
        yield repr((self._shape, self._fit)).encode()
        for source in self._sources:
            if isinstance(source, (str, os.PathLike)):
                path = Path(source)
                there = path.stat() if path.exists() else None
                changed = there and (there.st_size, there.st_mtime_ns)
                yield repr((str(path.resolve()), changed)).encode()
            else:
                pixels = np.asarray(source)
                yield repr((pixels.shape, pixels.dtype.str)).encode() + pixels.tobytes()

    def warn_unread(self) -> None:
        """Warn of the pictures that could not be read since the last such warning."""
        self._reader.warn_unread()

    def _one(self, number: int) -> np.ndarray | None:
        """Return one picture, None if it cannot be read."""
        if number in self._kept:
            return self._kept[number]
        image = self._reader.read_one(self._sources[number], number)
        if image is not None and len(self._kept) < self._room:
            self._kept[int(number)] = image
        return image


def _is_ready(sources: Any, shape: tuple[int, int, int]) -> bool:
    is_array = isinstance(sources, np.ndarray) and sources.dtype == np.uint8
    return is_array and sources.shape[1:] == shape
