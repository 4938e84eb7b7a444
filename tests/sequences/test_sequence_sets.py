"""Every form in which many sequences come, and what is wrong with some."""

import numpy as np
import pandas as pd
import pytest

from seqkit.sequences.sequence_sets import read_sequences

NAN = float("nan")


def as_lists(read):
    return [array.tolist() for array in read.arrays]


@pytest.fixture
def long():
    """Two runs, their rows mixed and out of order."""
    return pd.DataFrame(
        {
            "run": ["b", "a", "b", "a", "a"],
            "second": [2, 3, 1, 1, 2],
            "speed": [20.0, 3.0, 10.0, 1.0, 2.0],
            "heat": [0.2, 0.6, 0.1, 0.4, 0.5],
        }
    )


def test_list_of_arrays_of_any_length():
    read = read_sequences([[1, 2], np.array([[3.0]]), (4, None, 6)])
    assert as_lists(read)[:2] == [[[1.0], [2.0]], [[3.0]]]
    np.testing.assert_array_equal(read.arrays[2], [[4], [NAN], [6]])
    assert read.names is None
    assert read.features is None
    assert {array.dtype for array in read.arrays} == {np.dtype("float64")}


def test_array_of_two_axes_has_one_feature():
    read = read_sequences(np.arange(6).reshape(2, 3))
    assert as_lists(read) == [[[0], [1], [2]], [[3], [4], [5]]]


def test_array_of_three_axes():
    X = np.arange(12.0).reshape(2, 3, 2)
    np.testing.assert_array_equal(np.stack(read_sequences(X).arrays), X)


def test_wide_frame_has_a_row_per_sample():
    frame = pd.DataFrame({0: [1, 2], 1: [3, 4]}, index=["x", "y"])
    read = read_sequences(frame)
    assert as_lists(read) == [[[1], [3]], [[2], [4]]]
    assert read.names.tolist() == ["x", "y"]


def test_wide_frame_may_have_equal_names_and_nullable_numbers():
    columns = [pd.array([1, None], dtype="Int64"), pd.array([3.5, 4], dtype="Float64")]
    frame = pd.concat([pd.Series(column, name="step") for column in columns], axis=1)
    expected = [[[1], [3.5]], [[NAN], [4]]]
    for array, wanted in zip(read_sequences(frame).arrays, expected, strict=True):
        np.testing.assert_array_equal(array, wanted)


def test_series_of_arrays_keeps_its_index():
    read = read_sequences(pd.Series([[1, 2], [3]], index=[7, 5]))
    assert as_lists(read) == [[[1], [2]], [[3]]]
    assert read.names.tolist() == [7, 5]


def test_long_frame_is_sorted_by_time_within_runs_in_the_order_of_first_rows(long):
    read = read_sequences(long, id="run", time="second")
    assert read.names.tolist() == ["b", "a"]
    assert read.names.name == "run"
    assert read.features == ("speed", "heat")
    assert as_lists(read) == [
        [[10, 0.1], [20, 0.2]],
        [[1, 0.4], [2, 0.5], [3, 0.6]],
    ]


def test_long_frame_without_time_keeps_the_order_of_rows(long):
    read = read_sequences(long.drop(columns="second"), id="run")
    assert as_lists(read)[0] == [[20, 0.2], [10, 0.1]]


def test_equal_times_keep_the_order_of_rows(long):
    read = read_sequences(long.assign(second=0), id="run", time="second")
    assert [step[0] for step in as_lists(read)[1]] == [3, 1, 2]


def test_long_frame_gives_the_features_asked_for_in_their_order(long):
    read = read_sequences(long, id="run", time="second", features=("heat", "speed"))
    assert as_lists(read)[0] == [[0.1, 10], [0.2, 20]]
    alone = read_sequences(long, id="run", time="second", features=("heat",))
    assert as_lists(alone)[0] == [[0.1], [0.2]]


@pytest.mark.parametrize("dtype", ["category", "str", object])
def test_ids_of_any_kind(long, dtype):
    read = read_sequences(long.astype({"run": dtype}), id="run", time="second")
    assert list(read.names) == ["b", "a"]
    assert [len(array) for array in read.arrays] == [2, 3]


def test_times_are_sorted_as_times(long):
    days = pd.to_datetime(["2024-10-01", "2024-09-30"] + ["2024-02-01"] * 3)
    read = read_sequences(long.assign(second=days), id="run", time="second")
    assert [step[0] for step in as_lists(read)[0]] == [10, 20]


@pytest.mark.parametrize(
    ("X", "message"),
    [
        ([], "X holds no sequences; give at least one"),
        (np.empty((0, 5)), "X holds no sequences"),
        (pd.DataFrame({"a": []}), "X holds no sequences"),
        ([[1.0], []], r"sequence 1 has no step, its shape is \(0,\); drop it"),
        ([1.0, 2.0], r"sequence 0 must have shape .* got \(\); for one sequence pass"),
        ([[1], [[[2]]]], r"sequence 1 must have shape .* got \(1, 1, 1\)"),
        ([[1], [1, np.inf]], "sequence 1 is infinite at step 1; mark missing values"),
        ([[1], [NAN, None]], "sequence 1 has no value at all; drop it"),
        ([[1], ["fast"]], r"sequence 1 must hold numbers, .* got \['fast'\]"),
        ([[[1], [2, 3]]], "sequence 0 must hold numbers"),
        ([[1, 2], [[1, 2]]], "sequence 1 has 2 features, but sequence 0 has 1"),
        (pd.DataFrame({"a": ["x"]}), "column 'a' holds .*, not numbers; convert or"),
        (pd.DataFrame(index=[0, 1]), "the frame has no column of features; add one"),
    ],
)
def test_bad_sequences_get_one_sentence(X, message):
    with pytest.raises(ValueError, match=message):
        read_sequences(X)


@pytest.mark.parametrize("X", ["text", 5.0, None, np.array(3.0), {"a": [1]}])
def test_anything_else_gets_one_sentence(X):
    with pytest.raises(TypeError, match="X must be a list of sequences, an array"):
        read_sequences(X)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"run": ["b", None, "b", "a", "a"]}, "row 1 has no 'run'; say to which seq"),
        ({"second": [2, 3, 1, NAN, 2]}, "row 3 has no 'second'; say to which step"),
        ({"heat": ["x"] * 5}, "column 'heat' holds .*, not numbers; convert or drop"),
        ({"speed": [1, 2, 3, np.inf, 4]}, "sequence 'a' is infinite at step 0"),
    ],
)
def test_bad_long_frames_get_one_sentence(long, change, message):
    frame = long.assign(**change)
    with pytest.raises(ValueError, match=message):
        read_sequences(frame, id="run", time="second")


def test_columns_that_are_not_there_get_one_sentence(long):
    with pytest.raises(ValueError, match="no column 'car'; choose among 'run', 'sec"):
        read_sequences(long, id="car")
    with pytest.raises(ValueError, match="there is no column 'wind'"):
        read_sequences(long, id="run", features=("speed", "wind"))


def test_two_columns_of_one_name_get_one_sentence(long):
    with pytest.raises(ValueError, match="two columns are named 'speed'"):
        read_sequences(long.rename(columns={"heat": "speed"}), id="run")


def test_long_frame_without_features_gets_one_sentence(long):
    with pytest.raises(ValueError, match="the frame has no column of features"):
        read_sequences(long[["run", "second"]], id="run", time="second")
