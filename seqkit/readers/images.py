"""Image files of any kind → arrays of one size, uint8 (height, width, 3).

`read_image` reads one and refuses what is damaged; `ImageReader` reads batch by batch,
leaves damaged ones out and remembers them.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image, ImageOps

from seqkit import checks

FITS = ("crop", "stretch")
Source = str | Path | np.ndarray | Image.Image
Size = int | tuple[int, int]
_DRAFT = 2  # a JPEG is decoded at no less than this multiple of the size wanted


class ReadImages(NamedTuple):
    """Images of one size, and which of those asked for they are.

    Attributes
    ----------
    images : uint8 array (whole, height, width, 3)
    whole : int64 array (whole,), the positions of these images among those asked for

    Examples
    --------
    >>> read = ReadImages(np.zeros((2, 4, 4, 3), "uint8"), np.array([0, 2]))
    >>> captions = ["a dog", "of a damaged picture", "a man"]
    >>> [captions[k] for k in read.whole]
    ['a dog', 'a man']
    """

    images: np.ndarray
    whole: np.ndarray


def read_image(source: Source, size: Size, *, fit: str = "crop") -> np.ndarray:
    """Read an image of any size and kind: uint8 (height, width, 3), red, green, blue.

    It is turned as its EXIF orientation says; what is transparent becomes white; grey,
    palette, 16-bit and CMYK images become RGB; of several frames the first is read.

    Parameters
    ----------
    source : a file that Pillow reads (JPEG, PNG, GIF, WebP, TIFF, BMP, …), a Pillow
        image, or an array (height, width[, 1, 3 or 4]): uint8, uint16, bool, other
        whole numbers from 0 to 255, or floats from 0 to 1
    size : (height, width) in pixels, or one number for both
    fit : 'crop' scales the image until it just covers the size, and cuts off evenly
        what is over; 'stretch' keeps all of it and changes its proportions

    Raises
    ------
    OSError
        If there is no such file.
    ValueError
        If the file is no image, is damaged or cut short, or has more than twice
        `PIL.Image.MAX_IMAGE_PIXELS` pixels; if an array has another shape or range; if
        `size` or `fit` does not fit.
    TypeError
        If `source` is none of these.

    Examples
    --------
    >>> grey = np.zeros((30, 60), "uint8")
    >>> read_image(grey, (8, 12)).shape
    (8, 12, 3)
    """
    return _Target.of(size, fit).read(source)


def read_images(
    sources: Iterable[Source], size: Size, *, fit: str = "crop"
) -> ReadImages:
    """Read images at once, without those that cannot be read, which a warning names.

    Parameters
    ----------
    sources : as `read_image` takes them
    size, fit : as in `read_image`

    Raises
    ------
    TypeError
        If a source is neither a path nor an image.
    ValueError
        If no image can be read, or `size` or `fit` does not fit.

    Examples
    --------
    >>> images, whole = read_images([np.zeros((9, 6)), np.ones((5, 5))], 4)
    >>> images.shape, images[1].min().item(), whole.tolist()
    ((2, 4, 4, 3), 255, [0, 1])
    """
    reader = ImageReader(size, fit=fit)
    read = reader.read(sources)
    checks.check_some_read(len(read.whole), reader.problems)
    checks.warn_unread_images(reader.problems)
    return read


class ImageReader:
    """Read images of one size batch by batch, and note those that cannot be read.

    A damaged file among thousands ends no run: `read` leaves it out, `problems` keeps
    it, and `warn_unread` says so in one warning, after an epoch or at the end.

    Parameters
    ----------
    size, fit : as in `read_image`

    Attributes
    ----------
    problems : path, or 'image k' of what is no path → why it could not be read

    Examples
    --------
    >>> reader = ImageReader(4)
    >>> batches = [[np.zeros((9, 6)), np.zeros((9, 6, 7))], [np.ones((5, 5))]]
    >>> [reader.read(batch).whole.tolist() for batch in batches]
    [[0], [0]]
    >>> list(reader.problems)
    ['image 1']
    """

    def __init__(self, size: Size, *, fit: str = "crop") -> None:
        self._target = _Target.of(size, fit)
        self._warned: set[str] = set()
        self.problems: dict[str, str] = {}

    def read(self, sources: Iterable[Source]) -> ReadImages:
        """Read the whole ones of a batch; a batch without any has shape (0, …).

        Raises
        ------
        TypeError
            If a source is neither a path nor an image.
        """
        read = [self.read_one(source, where) for where, source in enumerate(sources)]
        whole = [where for where, image in enumerate(read) if image is not None]
        shape = (len(whole), self._target.height, self._target.width, 3)
        pixels = np.array([read[where] for where in whole], "uint8").reshape(shape)
        return ReadImages(pixels, np.array(whole, "int64"))

    def read_one(self, source: Source, number: int) -> np.ndarray | None:
        """Read one image; None, and a note in `problems`, if that cannot be done.

        Parameters
        ----------
        number : what names the image if it is no path

        Raises
        ------
        TypeError
            If the source is neither a path nor an image.
        """
        try:
            return self._target.read(source)
        except (OSError, ValueError) as error:
            self.problems[image_name(source, number)] = str(error)
            return None

    def warn_unread(self) -> None:
        """Warn of the images that could not be read since the last such warning."""
        fresh = {x: why for x, why in self.problems.items() if x not in self._warned}
        self._warned.update(fresh)
        checks.warn_unread_images(fresh)


class _Target(NamedTuple):
    """What images are to become."""

    height: int
    width: int
    fit: str

    @classmethod
    def of(cls, size: Size, fit: str) -> "_Target":
        checks.check_choice("fit", fit, FITS)
        return cls(*checks.check_image_size(size), fit)

    def read(self, source: Source) -> np.ndarray:
        return opened(source, max(self.height, self.width), self._fitted)

    def _fitted(self, image: Image.Image) -> np.ndarray:
        upright = upright_rgb(image)
        size, bilinear = (self.width, self.height), Image.Resampling.BILINEAR
        if self.fit == "crop":
            return np.array(ImageOps.fit(upright, size, bilinear))
        return np.array(upright.resize(size, bilinear))


def opened(source: Source, side: int, use: Callable[[Image.Image], Any]) -> Any:
    """Return what is made of an image, before its file is closed.

    Parameters
    ----------
    source : as `read_image` takes it
    side : the longest side that is wanted, in pixels
    use : function from the image
    """
    if isinstance(source, (str, os.PathLike)):
        return _decoded(checks.check_file(source), side, use)
    if not isinstance(source, Image.Image):
        return use(Image.fromarray(checks.check_pixels(source)))
    return _decoded(source, side, use)


def _decoded(
    source: Path | Image.Image, side: int, use: Callable[[Image.Image], Any]
) -> Any:
    """Decode a file, or an image whose file Pillow has not yet read to the end."""
    name = source if isinstance(source, Path) else "the image"
    try:
        if isinstance(source, Image.Image):
            return use(source)
        with Image.open(source) as image:
            image.draft(None, (_DRAFT * side,) * 2)
            return use(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        checks.reject_huge_image(name, 2 * (Image.MAX_IMAGE_PIXELS or 0), error)
    except MemoryError:
        raise
    except Exception as error:  # decoders raise nearly anything over damaged files
        checks.reject_image(name, error)


def upright_rgb(image: Image.Image) -> Image.Image:
    """Return an image in RGB, over white, turned as its EXIF orientation says."""
    image = ImageOps.exif_transpose(image)
    if image.mode == "F":
        raise ValueError("its pixels are floats, whose white is unknown")
    if image.mode.startswith("I"):
        deep = np.asarray(image).clip(0, 2**16 - 1).astype("uint16")
        image = Image.fromarray(checks.check_pixels(deep))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return image.convert("RGB")


def image_name(source: Source, where: int) -> str:
    """Return the path of an image, or what names it by its place."""
    return str(source) if isinstance(source, (str, os.PathLike)) else f"image {where}"
