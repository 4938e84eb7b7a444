"""Targets: a user's y to arrays and back, types kept."""

import json

import numpy as np
import pandas as pd
import pytest

from seqkit.estimators.targets import (
    ClassTarget,
    LabelTarget,
    NumberTarget,
    restored_target,
    target_of,
    written_target,
)

FRAME = pd.DataFrame({"b": [1, 0, 1], "a": [0, 0, 1]})


@pytest.mark.parametrize(
    ("y", "kind"),
    [
        (["a", "b"], ClassTarget),
        (np.array([1, 2]), ClassTarget),
        ([True, False], ClassTarget),
        ([["a"], ["b", "c"]], LabelTarget),
        ([(), {"b"}, {"c"}], LabelTarget),
        (np.array([[0, 1], [1, 0]]), LabelTarget),
        (FRAME, LabelTarget),
    ],
)
def test_target_is_told_from_y(y, kind):
    assert type(target_of(y)) is kind


@pytest.mark.parametrize("labels", [["no", "yes"], [3, 10], [False, True], [0.0, 1.5]])
def test_classes_come_back_with_their_type(labels):
    target = ClassTarget.of(labels[::-1])
    found = target.decode(np.array([[0.9, 0.1], [0.2, 0.8]]), 0.5).tolist()
    assert found == labels
    assert [type(label) for label in found] == [type(label) for label in labels]


def test_class_numbers_stand_in_the_order_of_sorted_classes():
    target = ClassTarget.of(["b", "c", "a"])
    encoded = target.encode(np.array(["c", "a", "b"]))
    assert encoded.tolist() == [2, 0, 1]
    assert encoded.dtype == "int32"
    assert target.outputs == 3


def test_second_of_two_classes_is_chosen_from_the_threshold_on():
    target, outputs = ClassTarget.of(["a", "b"]), np.array([[0.75, 0.25], [0.5, 0.5]])
    assert target.decode(outputs, 0.25).tolist() == ["b", "b"]
    assert target.decode(outputs, {"b": 0.3}).tolist() == ["a", "b"]
    assert target.decode(outputs, 0.6).tolist() == ["a", "a"]
    with pytest.raises(ValueError, match="threshold names 'a'; choose among 'b'"):
        target.decode(outputs, {"a": 0.3})


def test_most_probable_of_three_classes_is_chosen():
    target = ClassTarget.of(["a", "b", "c"])
    assert target.decode(np.array([[0.3, 0.3, 0.4]]), 0.5).tolist() == ["c"]
    with pytest.raises(ValueError, match=r"threshold=0\.3 chooses between two classes"):
        target.decode(np.eye(3), 0.3)


@pytest.mark.parametrize(
    ("y", "expected"),
    [
        ([["x"], {"z", "y"}, ()], [("x",), ("y", "z"), ()]),
        ([[3], [1, 2], []], [(3,), (1, 2), ()]),
    ],
)
def test_label_sets_come_back_as_sorted_tuples(y, expected):
    target = LabelTarget.of(y)
    assert target.decode(target.encode(y), 0.5) == expected


def test_label_sets_are_columns_of_zero_and_one():
    target = LabelTarget.of([["x"], ["z", "y"]])
    assert target.encode([["y"], []]).tolist() == [[0, 1, 0], [0, 0, 0]]
    assert target.outputs == 3


def test_label_thresholds_are_one_for_all_or_by_label():
    target, outputs = LabelTarget.of([["x"], ["y"]]), np.array([[0.4, 0.6]])
    assert target.decode(outputs, 0.5) == [("y",)]
    assert target.decode(outputs, 0.4) == [("x", "y")]
    assert target.decode(outputs, {"y": 0.7, "x": 0.3}) == [("x",)]


def test_array_of_labels_comes_back_as_one():
    y = np.array([[0, 1, 1], [1, 0, 0]])
    target = LabelTarget.of(y)
    found = target.decode(target.encode(y), 0.5)
    np.testing.assert_array_equal(found, y)
    assert found.dtype.kind == "i"
    assert target.classes.tolist() == [0, 1, 2]


def test_frame_of_labels_comes_back_with_its_columns():
    target = LabelTarget.of(FRAME)
    pd.testing.assert_frame_equal(target.decode(target.encode(FRAME), 0.5), FRAME)


def test_columns_of_a_frame_are_found_by_name():
    target = LabelTarget.of(FRAME)
    moved = FRAME[["a", "b"]].assign(other="x")
    np.testing.assert_array_equal(target.encode(moved), target.encode(FRAME))
    with pytest.raises(ValueError, match="there is no column 'b'"):
        target.encode(FRAME[["a"]])


def test_wider_target_knows_labels_of_later():
    target = LabelTarget.of([["x"], ["y"]]).wider([["a"], ["y"]])
    assert target.classes.tolist() == ["x", "y", "a"]


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (["a", "a"], "one kind of label only, 'a'; give examples of at least two"),
        ([["a"], []], "one kind of label only, 'a'"),
        ([[], []], "one kind of label only, none"),
        ([[0, 1], [1, 0]], "every sample has all 2 labels, .* pass an array if"),
        ([[0, 1], [1, 1]], "sample 1 has a label twice"),
        (["a", None], "label 1 is missing"),
        (np.array([[0, 2]]), "y is 2 in row 0, column 1"),
        (FRAME.set_axis(["a", "a"], axis=1), "two columns are named 'a'"),
    ],
)
def test_bad_labels_get_one_sentence(y, message):
    with pytest.raises(ValueError, match=message):
        target_of(y).encode(y)


def test_unknown_label_gets_its_row():
    with pytest.raises(ValueError, match="label 1 is 'c', which the training data"):
        ClassTarget.of(["a", "b"]).encode(["a", "c"])
    with pytest.raises(ValueError, match="label 1 is 'c', which the training data"):
        LabelTarget.of([["a"], ["b"]]).encode([["a"], ["c"]])


def test_numbers_are_scaled_and_restored():
    target = NumberTarget.of([1.0, 3.0])  # mean 2, deviation 1
    assert target.encode([4.0, 2.0]).tolist() == [[2.0], [0.0]]
    assert target.decode(np.array([[2.0], [0.0]])).tolist() == [4.0, 2.0]


def test_several_numbers_are_scaled_column_by_column():
    y = np.array([[1, 100], [3, 300]])
    target = NumberTarget.of(y)
    assert target.encode(y).tolist() == [[-1, -1], [1, 1]]
    assert target.decode(np.array([[1.0, -1.0]])).tolist() == [[3, 100]]


def test_frame_of_numbers_comes_back_with_its_columns_found_by_name():
    y = pd.DataFrame({"x": [1.0, 3.0], "y": [100.0, 300.0]})
    target = NumberTarget.of(y)
    pd.testing.assert_frame_equal(target.decode(target.encode(y)), y)
    np.testing.assert_array_equal(target.encode(y[["y", "x"]]), target.encode(y))


@pytest.mark.parametrize("value", [0.1, 0.0, -7e-14])
def test_equal_numbers_are_not_blown_up(value):
    target = NumberTarget.of([value] * 7)
    assert target.deviation[0] == 1
    assert target.decode(target.encode([value])).tolist() == pytest.approx([value])


def test_bad_numbers_get_one_sentence():
    with pytest.raises(ValueError, match="y is inf in row 1; drop the sample"):
        NumberTarget.of([1.0, np.inf])
    with pytest.raises(ValueError, match="y has 2 numbers per sample, but the model"):
        NumberTarget.of([1.0, 2.0]).encode([[1.0, 2.0]])


@pytest.mark.parametrize(
    "target",
    [
        ClassTarget.of(["a", "b"]),
        ClassTarget.of([1, 5]),
        ClassTarget.of([True, False]),
        LabelTarget.of([["a"], ["b"]]),
        LabelTarget.of(np.eye(3)),
        LabelTarget.of(FRAME),
        LabelTarget.of(pd.DataFrame({2: [1], 1: [0]})),
        NumberTarget.of([1.0, 2.0]),
        NumberTarget.of(pd.DataFrame({"x": [1.0, 2.0]})),
    ],
)
def test_written_target_is_restored(target):
    state = written_target(target)
    plain = {
        name: value if isinstance(value, np.ndarray) else json.loads(json.dumps(value))
        for name, value in state.items()
    }
    again = restored_target(plain)
    assert type(again) is type(target)
    outputs = np.linspace(0, 1, 2 * target.outputs).reshape(2, -1)
    given = (outputs,) if target.kind == "numbers" else (outputs, 0.5)
    found, expected = again.decode(*given), target.decode(*given)
    assert type(found) is type(expected)
    if isinstance(found, pd.DataFrame):
        pd.testing.assert_frame_equal(found, expected)
    elif isinstance(found, list):
        assert found == expected
    else:
        np.testing.assert_array_equal(found, expected)
    if target.kind != "numbers":
        assert again.classes.dtype == target.classes.dtype
