"""Windows against NumPy's sliding windows, padding rows, carrying forward."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqkit.sequences import Windows
from seqkit.sequences.windows import (
    carry_forward,
    future_rows,
    lookback_rows,
    ragged_ranges,
)

sizes = {"lookback": st.integers(1, 5), "horizon": st.integers(1, 4)}


@settings(max_examples=60, deadline=None)
@given(
    extra=st.integers(0, 12),
    features=st.integers(1, 3),
    stride=st.integers(1, 4),
    **sizes,
)
def test_windows_equal_sliding_window_view(extra, features, stride, lookback, horizon):
    steps = lookback + horizon + extra
    values = np.arange(steps * features, dtype="float64").reshape(steps, features)

    X, y = Windows.over(
        values, lookback=lookback, horizon=horizon, stride=stride
    ).arrays()

    view = np.lib.stride_tricks.sliding_window_view(values, lookback + horizon, axis=0)
    view = np.moveaxis(view, -1, 1)[extra % stride :: stride]
    np.testing.assert_array_equal(X, view[:, :lookback])
    np.testing.assert_array_equal(y, view[:, lookback:])


@settings(max_examples=60, deadline=None)
@given(extras=st.lists(st.integers(0, 6), min_size=1, max_size=4), **sizes)
def test_windows_over_a_list_stay_inside_each_series(extras, lookback, horizon):
    arrays = [
        np.arange(lookback + horizon + extra) + 100.0 * series
        for series, extra in enumerate(extras)
    ]

    windows = Windows.over(arrays, lookback=lookback, horizon=horizon)

    parts = [
        Windows.over(array, lookback=lookback, horizon=horizon).arrays()
        for array in arrays
    ]
    X, y = windows.arrays()
    np.testing.assert_array_equal(X, np.concatenate([part[0] for part in parts]))
    np.testing.assert_array_equal(y, np.concatenate([part[1] for part in parts]))
    assert windows.series.tolist() == [
        series for series, extra in enumerate(extras) for _ in range(extra + 1)
    ]


def test_windows_getitem_equals_take():
    windows = Windows.over(np.arange(9.0), lookback=3, horizon=2)

    X, y = windows[4]

    assert len(windows) == 5
    assert X.ravel().tolist() == [4, 5, 6]
    assert y.ravel().tolist() == [7, 8]


@settings(max_examples=50, deadline=None)
@given(data=st.data(), **sizes)
def test_windows_never_see_their_end(data, lookback, horizon):
    steps = lookback + horizon + data.draw(st.integers(0, 9))
    values = np.random.default_rng(0).normal(size=(steps, 2))
    windows = Windows.over(values, lookback=lookback, horizon=horizon)
    which = data.draw(st.integers(0, len(windows) - 1))
    poisoned = values.copy()
    poisoned[windows.ends[which] :] = np.nan

    again = Windows.over(poisoned, lookback=lookback, horizon=horizon)

    np.testing.assert_array_equal(again[which][0], windows[which][0])
    assert np.isnan(again[which][1]).all()


def test_windows_keep_dtype_and_share_values():
    values = np.arange(10, dtype="int16")

    X, y = Windows.over(values, lookback=2, horizon=1).arrays()

    assert X.dtype == y.dtype == "int16"


@pytest.mark.parametrize(
    "data", [pd.Series(np.arange(9.0)), pd.DataFrame({"a": range(9)})]
)
def test_windows_take_pandas_values(data):
    X, _ = Windows.over(data, lookback=2, horizon=1).arrays()

    assert X[0].ravel().tolist() == [0, 1]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (np.zeros((2, 3, 4)), r"shape \(timesteps, features\), got \(2, 3, 4\)"),
        ([np.zeros(9), np.zeros(4)],
         r"lookback 3 \+ horizon 2 = 5 steps, but series 1 has 4; shorten them"),
        ([np.zeros((9, 2)), np.zeros((9, 3))], "sequence 1 has steps of shape .3,."),
        ([], "the list of series is empty"),
    ],
)  # fmt: skip
def test_windows_refuse_other_shapes(values, words):
    with pytest.raises(ValueError, match=words):
        Windows.over(values, lookback=3, horizon=2)


@pytest.mark.parametrize("name", ["lookback", "horizon", "stride"])
@pytest.mark.parametrize("value", [0, -1, 1.5, True, "3"])
def test_windows_refuse_other_sizes(name, value):
    sizes = {"lookback": 2, "horizon": 1, "stride": 1} | {name: value}

    with pytest.raises(ValueError, match=f"{name} must be a whole number >= 1, got"):
        Windows.over(np.zeros(9), **sizes)


@given(
    ranges=st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 20)), max_size=5),
    stride=st.integers(1, 4),
)
@settings(max_examples=60, deadline=None)
def test_ragged_ranges_equal_pythons(ranges, stride):
    starts = np.array([start for start, _ in ranges], dtype="int64")
    stops = np.array([stop for _, stop in ranges], dtype="int64")

    which, values = ragged_ranges(starts, stops, stride)

    expected = [
        (number, value)
        for number, (start, stop) in enumerate(ranges)
        for value in range(start, stop, stride)
    ]
    assert list(zip(which.tolist(), values.tolist(), strict=True)) == expected


def test_future_rows_begin_at_the_end():
    assert future_rows(np.array([3, 7]), 2).tolist() == [[3, 4], [7, 8]]


@settings(max_examples=150, deadline=None)
@given(
    seen=st.integers(1, 30),
    begin=st.integers(0, 9),
    lookback=st.integers(1, 13),
    segment=st.integers(1, 5),
)
def test_lookback_rows_promises(seen, begin, lookback, segment):
    end = begin + seen

    rows, mask = lookback_rows(np.array([end]), np.array([begin]), lookback, segment)
    rows, mask = rows[0], mask[0]

    steps = -(-lookback // segment) * segment
    assert rows.shape == mask.shape == (steps,)
    kept = min(seen, lookback)
    assert rows[mask].tolist() == list(range(end - kept, end))
    assert (rows >= begin).all()
    assert (rows < end).all()
    newest = np.flatnonzero(mask)[-1]
    assert (newest + 1) % segment == 0
    by_segment = mask.reshape(-1, segment).any(axis=1)
    assert (np.diff(by_segment.astype(int)) <= 0).all()  # real segments come first
    assert by_segment[0]
    assert (np.diff(np.flatnonzero(mask)) == 1).all()


def test_lookback_rows_by_hand():
    rows, mask = lookback_rows(np.array([10, 5]), np.array([0, 2]), 6, 4)

    assert rows[0].tolist() == [9, 9, 4, 5, 6, 7, 8, 9]
    assert mask[0].tolist() == [False] * 2 + [True] * 6
    assert rows[1].tolist() == [4, 2, 3, 4, 4, 4, 4, 4]
    assert mask[1].tolist() == [False, True, True, True] + [False] * 4


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_carry_forward_equals_pandas(data):
    lengths = data.draw(st.lists(st.integers(0, 6), min_size=1, max_size=5))
    rows = sum(lengths)
    cell = st.one_of(st.just(float("nan")), st.floats(-9, 9))
    flat = data.draw(st.lists(cell, min_size=2 * rows, max_size=2 * rows))
    values = np.array(flat).reshape(rows, 2)
    series = np.repeat(np.arange(len(lengths)), lengths)

    filled = carry_forward(values, np.concatenate([[0], np.cumsum(lengths)]))

    expected = pd.DataFrame(values).groupby(series).ffill().to_numpy()
    np.testing.assert_array_equal(filled, expected.reshape(values.shape))


def test_carry_forward_uses_only_the_past():
    values = np.array([[1.0], [np.nan], [3.0]])

    filled = carry_forward(values, np.array([0, 3]))

    assert filled.ravel().tolist() == [1, 1, 3]
    assert np.isnan(values[1, 0])
