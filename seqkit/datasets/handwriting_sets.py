"""Public sets of handwriting: where a pen was, step by step."""

import zipfile
from pathlib import Path
from typing import NamedTuple, NoReturn

import numpy as np

from seqkit.datasets.splits import Splits, fetch_parts
from seqkit.readers.lines import read_lines

_POINTS = 8
_TRAINING = 7494  # rows, of the writers to train on; they come first
_TOP = 100
_MOVES = 3  # dx, dy, pen


class PenDigits(NamedTuple):
    """Where the pen was while digits were written.

    Attributes
    ----------
    points : float32 array (digits, 8, 2): x to the right and y upwards, 0 to 100
    digits : int64 array (digits,), 0 to 9

    Examples
    --------
    >>> points, digits = PenDigits(np.zeros((2, 8, 2), "float32"), np.array([1, 7]))
    >>> points[0].shape
    (8, 2)
    """

    points: np.ndarray
    digits: np.ndarray


def fetch_pen_digits() -> Splits[PenDigits]:
    """Fetch the pen-based digits of 44 writers: eight points each, in time order.

    The points are evenly spaced along what was written, between pen down and pen up;
    each digit fills 0 to 100 in its longer direction. Nobody writes in both parts.

    Returns
    -------
    Splits of PenDigits
        `train` 7,494 digits of 30 writers, no `dev`, `test` 3,498 of 14 others.

    Raises
    ------
    ImportError
        If the file must be downloaded and the extra 'fetch' is not installed.
    OSError
        If the file can neither be downloaded nor found, or is damaged.

    References
    ----------
    Alpaydin and Alimoglu (1998), Pen-based recognition of handwritten digits, UCI
    machine learning repository; licensed CC BY 4.0 there.

    Examples
    --------
    >>> train, _, test = fetch_pen_digits()  # doctest: +SKIP
    >>> train.points.shape, test.digits[0].item()  # doctest: +SKIP
    ((7494, 8, 2), 8)
    """
    rows = _read_rows(fetch_parts("pen_digits")["all"])
    points = rows[:, :-1].reshape(-1, _POINTS, 2).astype("float32")
    digits = rows[:, -1]
    train, test = (
        PenDigits(points[part], digits[part])
        for part in (slice(_TRAINING), slice(_TRAINING, None))
    )
    return Splits(train, None, test)


def fetch_omniglot_strokes() -> Splits[list[np.ndarray]]:
    """Fetch 32,000 characters of fifty alphabets, as people drew them stroke by stroke.

    The file was brought from pickled to plain arrays and has no public address:
    SEQKIT_DATA must name a folder that holds it. It does not say which character a
    drawing shows, nor who drew it.

    Returns
    -------
    Splits of lists of float32 arrays (points, 3)
        `train` 30,000 drawings, `dev` 1,000, `test` 1,000, of 2 to 157 points. A point
        is dx, dy and pen: how far it lies to the right of the point before and below
        it, and 1 where the pen is lifted after it, else 0. The first is 0, 0, 0, so
        that drawings have no place; the last lifts the pen. The source states no
        units: moves are whole numbers, and no drawing is wider or higher than 648, 98
        of 100 not than 522. Lines were simplified (Ramer, Douglas and Peucker).

    Raises
    ------
    OSError
        If the file is not in that folder, or is damaged.

    References
    ----------
    Lake, Salakhutdinov and Tenenbaum (2015), Human-level concept learning through
    probabilistic program induction, Science 350; licensed MIT. Simplified and divided
    by hardmaru/sketch-rnn-datasets on GitHub.

    Examples
    --------
    >>> train, dev, test = fetch_omniglot_strokes()  # doctest: +SKIP
    >>> len(train), test[0].shape  # doctest: +SKIP
    (30000, (38, 3))
    """
    path = fetch_parts("omniglot_strokes")["all"]
    return Splits(*(_read_drawings(path, part) for part in ("train", "valid", "test")))


def _read_drawings(path: Path, part: str) -> list[np.ndarray]:
    """Cut the points of a part, which lie behind each other, where drawings begin."""
    what = "drawings"
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            points, offsets = arrays[f"{part}_points"], arrays[f"{part}_offsets"]
    except (EOFError, KeyError, ValueError, zipfile.BadZipFile):
        _reject(path, f"it has no plain arrays {part}_points and {part}_offsets", what)
    if points.ndim != 2 or points.shape[1] != _MOVES:
        _reject(path, f"{part}_points are {points.shape}, not (points, {_MOVES})", what)
    ends = np.concatenate([offsets[:1], offsets[-1:]])
    if not np.array_equal(ends, [0, len(points)]) or (np.diff(offsets) <= 0).any():
        _reject(path, f"{part}_offsets do not rise from 0 to {len(points)}", what)
    return np.split(points.astype("float32"), offsets[1:-1])


def _read_rows(path: Path) -> np.ndarray:
    """Return the numbers behind '@data': int64 (rows, 17)."""
    lines = [line.strip() for line in read_lines(path)]
    starts = [at for at, line in enumerate(lines, start=1) if line.lower() == "@data"]
    if not starts:
        _reject(path, "no line is '@data'")
    found = []
    for number, line in enumerate(lines[starts[0] :], start=starts[0] + 1):
        if line:
            found.append(_row(path, number, line))
    if not found:
        _reject(path, "no row follows '@data'")
    return np.array(found, "int64")


def _row(path: Path, number: int, line: str) -> list[int]:
    cells = line.split(",")
    whole = all(cell.strip().isdecimal() for cell in cells)
    if len(cells) != 2 * _POINTS + 1 or not whole:
        _reject(path, f"line {number} is not {2 * _POINTS + 1} whole numbers")
    row = [int(cell) for cell in cells]
    if max(row[:-1]) > _TOP or row[-1] > 9:
        _reject(path, f"line {number} has a number out of range")
    return row


def _reject(path: Path, reason: str, what: str = "pen digits") -> NoReturn:
    raise ValueError(f"{path} is no whole file of {what}: {reason}; get it again")
