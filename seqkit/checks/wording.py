"""Words that messages share: lists of names, the series spoken of; and warnings."""

import os
import sys
import warnings
from collections.abc import Hashable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

_PACKAGE = str(Path(__file__).parents[1]) + os.sep


def warn(message: str) -> None:
    """Warn of the line of the user's code that called this package."""
    frame, level = sys._getframe(1), 2
    while frame.f_back and frame.f_code.co_filename.startswith(_PACKAGE):
        frame, level = frame.f_back, level + 1
    warnings.warn(message, stacklevel=level)


def listed(names: Iterable[object], joint: str = "or") -> str:
    """Write names as a person would: `'a', 'b' or 'c'`."""
    words = [repr(name) for name in names]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def place(series: object, name: Hashable | None = None) -> str:
    """Name the series an error speaks of, or nothing when there is only one."""
    return "" if series is None else f" of series {plain(series)!r}"


def plain(value: object) -> Any:
    """Show timestamps and NumPy scalars the way a user writes them."""
    if isinstance(value, np.generic):
        return value.item()
    return str(value) if isinstance(value, (pd.Timestamp, pd.Period)) else value


def some(columns: Iterable[Hashable], most: int = 8) -> str:
    """Write the first few names and how many more there are."""
    names = list(columns)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(repr(name) for name in names[:most]) + more
