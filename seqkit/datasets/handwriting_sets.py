"""Public sets of handwriting: where a pen was, step by step."""

from pathlib import Path
from typing import NamedTuple, NoReturn

import numpy as np

from seqkit.datasets.splits import Splits, fetch_parts
from seqkit.readers.lines import read_lines

_POINTS = 8
_TRAINING = 7494  # rows, of the writers to train on; they come first
_TOP = 100


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


def _reject(path: Path, reason: str) -> NoReturn:
    raise ValueError(f"{path} is no whole file of pen digits: {reason}; get it again")
