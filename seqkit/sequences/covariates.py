"""Covariate columns of any type ↔ float32 features.

Numbers and booleans are standardised (missing becomes 0, the mean); everything else is
one-hot over its most frequent levels (missing and unknown levels become all zeros).
"""

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.sequences.scaling import Scaler

MOST_LEVELS = 100
_NUMBERS = ("boolean", "integer", "floating", "mixed-integer-float", "decimal")


class CovariateEncoder:
    """Learn how to encode the columns of a frame, then encode frames like it.

    Examples
    --------
    >>> holiday = ["none", "easter", "none"]
    >>> frame = pd.DataFrame({"holiday": holiday, "price": [1.0, 2, 3]})
    >>> print(CovariateEncoder().fit(frame).transform(frame).round(1))
    [[ 1.   0.  -1.2]
     [ 0.   1.   0. ]
     [ 1.   0.   1.2]]
    """

    def fit(self, frame: pd.DataFrame) -> "CovariateEncoder":
        """Learn means and levels from a frame (rows, columns)."""
        self.columns_: list[tuple[Hashable, Any]] = [
            (name, _numeric_scaler(name, frame[name]) or _levels(frame[name]))
            for name in frame.columns
        ]
        return self

    def transform(self, frame: pd.DataFrame) -> np.ndarray:
        """Return the encoded columns, float32 (rows, features)."""
        parts = [_encode(name, frame[name], how) for name, how in self.columns_]
        empty = np.zeros((len(frame), 0))
        return np.concatenate([empty, *parts], axis=1).astype("float32")

    def widths(self) -> list[tuple[Hashable, int]]:
        """Return how many features each column becomes.

        Examples
        --------
        >>> frame = pd.DataFrame({"holiday": ["none", "easter"], "price": [1.0, 2]})
        >>> CovariateEncoder().fit(frame).widths()
        [('holiday', 2), ('price', 1)]
        """
        return [
            (name, 1 if isinstance(how, Scaler) else len(how))
            for name, how in self.columns_
        ]

    def to_state(self) -> list[Any]:
        """Return the encoder as plain JSON values."""
        return [
            [name, how.to_state() if isinstance(how, Scaler) else how]
            for name, how in self.columns_
        ]

    @classmethod
    def from_state(cls, state: list[Any]) -> "CovariateEncoder":
        """Rebuild an encoder from `to_state`."""
        encoder = cls()
        encoder.columns_ = [
            (
                tuple(name) if isinstance(name, list) else name,
                Scaler.from_state(how) if isinstance(how, dict) else how,
            )
            for name, how in state
        ]
        return encoder


def holds_numbers(column: pd.Series) -> bool:
    """Whether a column holds numbers or booleans, gaps allowed."""
    if pd.api.types.is_object_dtype(column.dtype):
        return pd.api.types.infer_dtype(column, skipna=True) in _NUMBERS
    return pd.api.types.is_numeric_dtype(column.dtype)


def text_levels(column: pd.Series) -> np.ndarray:
    """Return a column as text, None where missing; 3.0 and 3 are one level."""
    codes, levels = pd.factorize(column)
    texts = np.array([*map(_text, levels), None], dtype=object)
    return texts[codes]


def _text(level: Any) -> str:
    whole = isinstance(level, (float, np.floating)) and float(level).is_integer()
    return str(int(level)) if whole else str(level)


def _numeric_scaler(name: Hashable, column: pd.Series) -> Scaler | None:
    if not holds_numbers(column):
        return None
    return Scaler("standard").fit(_numbers(name, column)[:, None])


def _numbers(name: Hashable, column: pd.Series) -> np.ndarray:
    values = checks.check_numeric(name, column, column.index, role="covariate")
    checks.check_finite(name, values, column.index)
    return values


def _levels(column: pd.Series) -> list[str]:
    """Return the most frequent levels; equally frequent ones by name."""
    levels, counts = np.unique(
        text_levels(column)[column.notna()].astype(str), return_counts=True
    )
    most = np.argsort(-counts, kind="stable")[:MOST_LEVELS]
    return levels[most].tolist()


def _encode(name: Hashable, column: pd.Series, how: Any) -> np.ndarray:
    if isinstance(how, Scaler):
        scaled = how.transform(_numbers(name, column)[:, None])
        return np.nan_to_num(scaled, nan=0.0)
    found = pd.Index(how, dtype=object).get_indexer(text_levels(column))
    return (found[:, None] == np.arange(len(how))).astype("float64")
