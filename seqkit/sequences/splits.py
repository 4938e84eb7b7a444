"""Train / validation / test splits by time, for one series or a panel.

Rows are never shuffled: whatever is tested lies behind whatever is trained on. In a
long frame all series are cut at the same moments.
"""

from collections.abc import Hashable, Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.sequences.layouts import row_times


class Split(NamedTuple):
    """Three parts of a frame, in time order."""

    train: Any
    validation: Any
    test: Any


def split_by_time(
    data: pd.Series | pd.DataFrame,
    *,
    validation: float = 0.1,
    test: float = 0.1,
    time: Hashable | None = None,
) -> Split:
    """Cut data at two moments into train, validation and test parts.

    Parameters
    ----------
    data : Series or DataFrame; rows may come in any order and keep it
    validation, test : fractions of the distinct timestamps
    time : the time column or index level; the index when None

    Examples
    --------
    >>> parts = split_by_time(pd.Series(range(10)), validation=0.2, test=0.1)
    >>> [len(part) for part in parts]
    [7, 2, 1]
    """
    checks.check_number("validation", validation, 0, 1)
    checks.check_number("test", test, 0, 1 - validation)
    data = data if isinstance(data, pd.Series) else checks.check_frame(data)
    moments, rank = _ranks(data, time)
    test_start = moments - round(moments * test)
    validation_start = test_start - round(moments * validation)
    if validation_start < 1:
        checks.reject_no_training(moments, validation, test)
    return Split(
        data[rank < validation_start],
        data[(rank >= validation_start) & (rank < test_start)],
        data[rank >= test_start],
    )


class TimeSplit:
    """Rolling-origin cross-validation by time, not by row: a scikit-learn splitter.

    Unlike `TimeSeriesSplit` it cuts at timestamps, so the series of a long frame are
    all cut at the same moments and rows may come in any order. Rows of an array count
    as consecutive timestamps.

    Parameters
    ----------
    n_splits : number of folds; the last one ends on the last timestamp
    test_size : timestamps per test fold; the data divided by n_splits + 1 when None
    time : the time column or index level; the index when None

    Examples
    --------
    >>> folds = TimeSplit(n_splits=2, test_size=2).split(pd.Series(range(6)))
    >>> [(train.tolist(), test.tolist()) for train, test in folds]
    [([0, 1], [2, 3]), ([0, 1, 2, 3], [4, 5])]
    """

    def __init__(
        self,
        n_splits: int = 5,
        *,
        test_size: int | None = None,
        time: Hashable | None = None,
    ):
        self.n_splits = checks.check_count("n_splits", n_splits)
        if test_size is not None:
            checks.check_count("test_size", test_size)
        self.test_size = test_size
        self.time = time

    def get_n_splits(self, X: Any = None, y: Any = None, groups: Any = None) -> int:
        """Return the number of folds."""
        return self.n_splits

    def split(
        self, X: Any, y: Any = None, groups: Any = None
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield row numbers of the train and test part of each fold."""
        moments, rank = _ranks(X, self.time)
        size = self.test_size or moments // (self.n_splits + 1)
        first = moments - self.n_splits * size
        if size < 1 or first < 1:
            checks.reject_short(
                "the data",
                moments,
                self.n_splits * max(size, 1) + 1,
                "use fewer n_splits or a smaller test_size",
            )
        for start in range(first, moments, size):
            inside = (rank >= start) & (rank < start + size)
            yield np.flatnonzero(rank < start), np.flatnonzero(inside)


def _ranks(data: Any, time: Hashable | None) -> tuple[int, np.ndarray]:
    """Return the number of distinct timestamps and each row's rank among them."""
    if not isinstance(data, (pd.Series, pd.DataFrame)):
        rows = len(data)
        return rows, np.arange(rows)
    if time is not None and time not in data.index.names:
        frame = data if isinstance(data, pd.DataFrame) else data.to_frame()
        checks.check_columns("time", [time], frame.columns)
    elif time is None and data.index.nlevels > 1:
        checks.reject_levels(data.index.names)
    times = row_times(data, time)
    distinct = times.unique().sort_values()
    return len(distinct), distinct.get_indexer(times)
