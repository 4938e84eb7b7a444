"""Clips, from memory, folders of pictures or video files → frames of one size, uint8.

Video files are read through PyAV, the extra 'video'.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from seqkit import checks
from seqkit.readers.images import FITS, Size, read_image

_PICTURES = {
    *(".bmp", ".gif", ".jpeg", ".jpg", ".png", ".ppm", ".pgm", ".tif", ".tiff"),
    ".webp",
}


def read_clips(
    X: Any,
    size: Size,
    *,
    frames: int | None = 16,
    every: int | None = None,
    fit: str = "crop",
) -> list[np.ndarray]:
    """Read clips of any length as frames of one size.

    Parameters
    ----------
    X : list, Series or array of clips: arrays (frames, height, width[, 1, 3 or 4]), as
        `read_image` takes each; folders of pictures, in the order of their names (9
        before 10); or video files
    size : (height, width) in pixels, 8 at least, or one number for both
    frames : most frames of a clip, taken evenly from its first to its last; None for
        all
    every : take each so many-th frame, before `frames` counts; None for each
    fit : 'crop' or 'stretch', as in `read_image`

    Returns
    -------
    list of uint8 arrays (frames, height, width, 3), red, green, blue

    Raises
    ------
    TypeError
        If X is no list of clips.
    ValueError
        If a clip, named by its path or row, has no frame, another shape, or cannot be
        read; for arguments out of range.
    OSError
        If there is no such file or folder.
    ImportError
        If a video file is to be read without the extra 'video'.

    Examples
    --------
    >>> clips = [np.zeros((40, 24, 32), "uint8"), np.zeros((5, 8, 8, 3))]
    >>> [clip.shape for clip in read_clips(clips, 8)]
    [(16, 8, 8, 3), (5, 8, 8, 3)]
    """
    sources = checks.check_clip_list(X)
    wanted = checks.check_clip_size(checks.check_image_size(size))
    checks.check_choice("fit", fit, FITS)
    for name, value in (("frames", frames), ("every", every)):
        if value is not None:
            checks.check_count(name, value)
    return [
        _clip(source, row, wanted, fit, frames, every)
        for row, source in enumerate(sources)
    ]


def chosen_frames(count: int, frames: int | None, every: int | None) -> np.ndarray:
    """Return which frames of a clip are taken, int64.

    Examples
    --------
    >>> chosen_frames(9, 3, None).tolist(), chosen_frames(9, 3, 2).tolist()
    ([0, 4, 8], [0, 4, 8])
    >>> chosen_frames(9, None, 4).tolist(), chosen_frames(2, 5, None).tolist()
    ([0, 4, 8], [0, 1])
    """
    numbers = np.arange(0, count, every or 1)
    if frames is None or len(numbers) <= frames:
        return numbers
    return numbers[np.linspace(0, len(numbers) - 1, frames).round().astype("int64")]


def _clip(
    source: Any,
    row: int,
    size: tuple[int, int],
    fit: str,
    frames: int | None,
    every: int | None,
) -> np.ndarray:
    """Return the chosen frames of one clip, uint8 (frames, height, width, 3)."""
    if not isinstance(source, (str, os.PathLike)):
        array = checks.check_clip(f"clip {row}", source)
        taken = array[chosen_frames(len(array), frames, every)]
        if taken.dtype == np.uint8 and taken.shape[1:] == (*size, 3):
            return taken
        return np.stack([read_image(frame, size, fit=fit) for frame in taken])
    path = Path(source).expanduser()
    if path.is_dir():
        files = _pictures(path)
        chosen = chosen_frames(len(files), frames, every)
        return np.stack([read_image(files[k], size, fit=fit) for k in chosen])
    small = [read_image(image, size, fit=fit) for image in _video(source)]
    checks.check_some_frames(source, len(small))
    return np.stack([small[k] for k in chosen_frames(len(small), frames, every)])


def _pictures(folder: Path) -> list[Path]:
    """Return the pictures of a folder, numbers in their names in order."""
    files = [path for path in folder.iterdir() if path.suffix.lower() in _PICTURES]
    checks.check_some_frames(folder, len(files))
    return sorted(files, key=_numbered)


def _numbered(path: Path) -> list[tuple[int, str]]:
    parts = re.split(r"(\d+)", path.name)
    return [(int(x), "") if x.isdecimal() else (-1, x) for x in parts]


def _video(source: str | os.PathLike) -> Iterator[Any]:
    """Yield the frames of a video file as Pillow images."""
    path = checks.check_file(Path(source))
    try:
        import av
    except ImportError as error:
        checks.reject_missing_extra(f"reading {path}", "video", error)
    try:
        with av.open(str(path)) as container:
            for frame in container.decode(video=0):
                yield frame.to_image()
    except (av.FFmpegError, IndexError) as error:  # IndexError: it has sound alone
        checks.reject_clip(path, error)
