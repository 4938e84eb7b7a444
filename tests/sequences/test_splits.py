"""Splits by time: no test row before a training row, all series cut at once."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.model_selection import GridSearchCV, cross_val_score

from seqkit.sequences import TimeSplit, split_by_time


def panel(seed=0):
    rng = np.random.default_rng(seed)
    parts = [
        pd.DataFrame(
            {"id": name, "t": pd.date_range(start, periods=length, freq="D"), "y": 1.0}
        )
        for name, start, length in [
            ("a", "2024-01-01", 20),
            ("b", "2024-01-06", 30),
            ("c", "2024-01-03", 4),
        ]
    ]
    return pd.concat(parts).sample(frac=1, random_state=rng.integers(99))


@settings(max_examples=40, deadline=None)
@given(
    rows=st.integers(12, 60),
    validation=st.floats(0, 0.45),
    test=st.floats(0, 0.45),
    seed=st.integers(0, 9),
)
def test_split_parts_follow_each_other(rows, validation, test, seed):
    times = pd.date_range("2024-01-01", periods=rows, freq="h")
    data = pd.Series(np.arange(rows), index=times).sample(frac=1, random_state=seed)

    parts = split_by_time(data, validation=validation, test=test)

    assert len(parts.test) == round(rows * test)
    assert len(parts.validation) == round(rows * validation)
    assert sum(map(len, parts)) == rows
    edges = [edge for part in parts if len(part) for edge in (part.min(), part.max())]
    assert edges == sorted(edges)


@pytest.mark.parametrize("layout", ["columns", "index", "level"])
def test_split_cuts_all_series_at_the_same_moments(layout):
    frame = panel()
    if layout != "columns":
        frame = frame.set_index("t" if layout == "index" else ["id", "t"])

    parts = split_by_time(frame, time=None if layout == "index" else "t", test=0.2)

    moments = [part.reset_index()["t"] for part in parts]
    assert moments[0].max() < moments[1].min()
    assert moments[1].max() < moments[2].min()
    assert moments[2].nunique() == round(0.2 * 35)
    assert sum(map(len, parts)) == len(frame)


def test_split_keeps_row_order_and_type():
    data = pd.Series(range(10), index=pd.RangeIndex(10)).iloc[::-1]

    parts = split_by_time(data, validation=0, test=0.3)

    assert parts.train.tolist() == [6, 5, 4, 3, 2, 1, 0]
    assert len(parts.validation) == 0
    assert parts.test.tolist() == [9, 8, 7]


def test_split_reads_text_times():
    frame = pd.DataFrame(
        {"t": ["2024-01-10", "2024-01-09", "2024-01-11"], "y": [2, 1, 3]}
    )

    parts = split_by_time(frame, time="t", validation=0, test=0.4)

    assert parts.test["y"].tolist() == [3]


@pytest.mark.parametrize(
    ("data", "roles", "words"),
    [
        (panel(), {"time": "when"}, "time='when' is not a column of the frame"),
        (panel().set_index(["id", "t"]), {}, "the index has the levels"),
        (panel().assign(t="x"), {"time": "t"}, "time column 't' has 'x' at row 0"),
        (
            pd.Series(range(3)),
            {"validation": 0.4, "test": 0.5},
            "of 3 timestamps leave none to train",
        ),
        (
            pd.Series(range(3)),
            {"validation": 1},
            r"validation must be .* \[0, 1\), got 1",
        ),
        (pd.Series(range(3)), {"test": 0.95}, r"test must be .* \[0, 0.9\), got 0.95"),
    ],
)
def test_split_refuses_bad_input(data, roles, words):
    with pytest.raises(ValueError, match=words):
        split_by_time(data, **roles)


def test_split_refuses_arrays():
    with pytest.raises(TypeError, match="must be a pandas Series or DataFrame"):
        split_by_time(np.arange(5))


@settings(max_examples=40, deadline=None)
@given(
    n_splits=st.integers(1, 5),
    test_size=st.none() | st.integers(1, 4),
    seed=st.integers(0, 9),
)
def test_timesplit_tests_lie_behind_training(n_splits, test_size, seed):
    frame = panel(seed)
    splitter = TimeSplit(n_splits, test_size=test_size, time="t")

    folds = list(splitter.split(frame))

    assert len(folds) == splitter.get_n_splits(frame) == n_splits
    size = test_size or 35 // (n_splits + 1)
    previous = None
    for train, test in folds:
        before, after = frame["t"].iloc[train], frame["t"].iloc[test]
        assert before.max() < after.min()
        assert after.nunique() == size
        assert set(train) | set(test) == set(np.flatnonzero(frame["t"] <= after.max()))
        assert previous is None or previous == before.max()
        previous = after.max()
    assert previous == frame["t"].max()


def test_timesplit_of_an_array_counts_rows():
    folds = [
        test.tolist() for _, test in TimeSplit(2, test_size=2).split(np.zeros((6, 1)))
    ]

    assert folds == [[2, 3], [4, 5]]


class LastValue(RegressorMixin, BaseEstimator):
    def __init__(self, add=0.0):
        self.add = add

    def fit(self, X, y):
        self.newest_ = X["t"].max()
        self.value_ = y[np.argmax(X["t"])] + self.add
        return self

    def predict(self, X):
        assert X["t"].min() > self.newest_
        return np.full(len(X), self.value_)


def test_timesplit_works_inside_scikit_learn():
    frame = pd.DataFrame({"t": pd.date_range("2024-01-01", periods=30), "x": range(30)})
    frame = frame.sample(frac=1, random_state=0)
    y = frame["x"].to_numpy(dtype=float)
    cv = TimeSplit(4, time="t")

    scores = cross_val_score(
        LastValue(), frame, y, cv=cv, scoring="neg_mean_absolute_error"
    )
    search = GridSearchCV(
        LastValue(), {"add": [0.0, 3.5]}, cv=cv, scoring="neg_mean_absolute_error"
    ).fit(frame, y)

    np.testing.assert_allclose(scores, -3.5)
    assert search.best_params_ == {"add": 3.5}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"n_splits": 0}, "n_splits must be a whole number >= 1"),
        ({"test_size": 0}, "test_size must be a whole number >= 1"),
        ({"test_size": 0.2}, "test_size must be a whole number >= 1"),
    ],
)
def test_timesplit_refuses_bad_sizes(arguments, words):
    with pytest.raises(ValueError, match=words):
        TimeSplit(**arguments)


def test_timesplit_says_how_many_rows_are_missing():
    with pytest.raises(
        ValueError, match="has 5 rows, but 13 are needed; use fewer n_splits"
    ):
        list(TimeSplit(3, test_size=4).split(pd.Series(range(5))))
