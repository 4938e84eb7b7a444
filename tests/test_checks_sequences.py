"""What the checks of sequences and of their labels let through, and what they say."""

import numpy as np
import pandas as pd
import pytest

from seqkit import checks

NAN = float("nan")


def test_sequence_is_returned_as_float64():
    found = checks.check_sequence([1, None, True], 0)
    np.testing.assert_array_equal(found, [1, NAN, 1])
    assert found.dtype == "float64"


def test_features_are_counted_against_the_fitted_ones():
    arrays = [np.ones((3, 2)), np.ones((1, 2))]
    checks.check_same_features(arrays)
    with pytest.raises(ValueError, match="sequence 0 has 2 features, but the model"):
        checks.check_same_features(arrays, 3)


def test_named_columns_need_a_long_frame():
    frame = pd.DataFrame({"run": [1], "x": [1.0]})
    checks.check_long(frame, "run", None)
    checks.check_long([[1.0]], None, None)
    with pytest.raises(TypeError, match="id='run' names a column, so X must be a fra"):
        checks.check_long([[1.0]], "run", None)
    with pytest.raises(ValueError, match=r"time='x' sorts .* name the column of its"):
        checks.check_long(frame, None, "x")


def test_labels_become_python_values():
    found = checks.plain_labels(np.array([2, 3]))
    assert found == [2, 3]
    assert {type(label) for label in found} == {int}
    assert checks.plain_labels(pd.Series(["a", "b"])) == ["a", "b"]


@pytest.mark.parametrize("missing", [None, NAN, np.nan, pd.NA, pd.NaT])
def test_missing_label_gets_its_row(missing):
    with pytest.raises(ValueError, match=r"label 1 is missing \(.*\); drop the sample"):
        checks.plain_labels(["a", missing])


def test_list_among_labels_gets_its_row():
    with pytest.raises(TypeError, match=r"label 1 is \['b'\], not a single value"):
        checks.plain_labels(["a", ["b"]])


@pytest.mark.parametrize("y", ["abc", 3, None])
def test_entry_for_each_sample_is_asked_for(y):
    with pytest.raises(TypeError, match="y must be a list with an entry for each"):
        checks.check_one_each(y)


def test_labels_are_sorted_each_once():
    assert checks.sorted_labels(["b", "a", "b"]) == ["a", "b"]
    assert checks.sorted_labels([]) == []
    with pytest.raises(TypeError, match="kinds 'int' and 'str'; make them all strings"):
        checks.sorted_labels(["a", 1])


def test_label_sets_become_lists_of_python_values():
    found = checks.plain_label_sets([("a",), np.array([1, 2]), set()])
    assert found == [["a"], [1, 2], []]
    assert type(found[1][0]) is int


@pytest.mark.parametrize(
    ("row", "kind", "message"),
    [
        (
            "ab",
            TypeError,
            "labels of sample 1 must be a list or a set, got 'ab'; write",
        ),
        (None, TypeError, "labels of sample 1 must be a list or a set, got None"),
        ([1, 1], ValueError, r"sample 1 has a label twice, \[1, 1\]; name it once, or"),
        ([NAN], ValueError, "label 0 is missing"),
    ],
)
def test_bad_label_sets_get_one_sentence(row, kind, message):
    with pytest.raises(kind, match=message):
        checks.plain_label_sets([["a"], row])


def test_unknown_label_gets_its_row_and_what_is_known():
    checks.check_labels_known(["a", "b"], [0, 1], ["a", "b"])
    with pytest.raises(ValueError, match=r"label 1 is 'c', which .* known are 'a' and"):
        checks.check_labels_known(["a", "c"], [0, -1], ["a", "b"])
    with pytest.raises(ValueError, match="label 7 is 'c'"):
        checks.check_labels_known(["c"], [-1], ["a"], 7)


def test_threshold_is_one_for_all_or_by_label():
    assert checks.check_threshold(0.3, ["a", "b"]).tolist() == [0.3, 0.3]
    assert checks.check_threshold({"b": 0.9}, ["a", "b"]).tolist() == [0.5, 0.9]
    assert checks.check_threshold({}, ["a"]).tolist() == [0.5]


@pytest.mark.parametrize("wrong", [0, 1, -0.1, NAN, "0.5", None, True, {"a": None}])
def test_bad_threshold_gets_one_sentence(wrong):
    with pytest.raises(ValueError, match="threshold must be a number between 0 and 1"):
        checks.check_threshold(wrong, ["a", "b"])


def test_threshold_of_an_unknown_label_gets_one_sentence():
    with pytest.raises(
        ValueError, match="threshold names 'c'; choose among 'a' or 'b'"
    ):
        checks.check_threshold({"c": 0.5}, ["a", "b"])


@pytest.mark.parametrize("wrong", [0.4, "x", {"a": 0.5}])
def test_threshold_between_many_classes_gets_one_sentence(wrong):
    checks.check_no_threshold(0.5, 3)
    with pytest.raises(ValueError, match=r"threshold=.* y has 3 classes, of which"):
        checks.check_no_threshold(wrong, 3)


def test_indicators_are_zero_and_one():
    found = checks.check_indicators([[True, False], [0, 1]], 2)
    assert found.tolist() == [[1, 0], [0, 1]]
    assert found.dtype == "float32"
    with pytest.raises(ValueError, match="y is 2 in row 1, column 0; write 1 where"):
        checks.check_indicators([[0, 1], [2, 1]], 2)
    with pytest.raises(ValueError, match=r"each of 3 labels, got shape \(1, 2\)"):
        checks.check_indicators([[0, 1]], 3)


def test_targets_are_finite_numbers():
    assert checks.check_targets([1, 2]).tolist() == [1.0, 2.0]
    with pytest.raises(ValueError, match="y is nan in row 1; drop the sample"):
        checks.check_targets([[1, 2], [3, NAN]])
    with pytest.raises(ValueError, match=r"y must hold numbers, .* but could not conv"):
        checks.check_targets([1, "two"])
    with pytest.raises(ValueError, match=r"\(samples, numbers\), got \(1, 1, 1\)"):
        checks.check_targets([[[1]]])


def test_counts_must_agree():
    checks.check_as_many(2, 2)
    checks.check_target_width(2, 2)
    with pytest.raises(ValueError, match="X has 3 samples but y has 2; give one entry"):
        checks.check_as_many(3, 2)
    with pytest.raises(ValueError, match="y has 1 numbers per sample, but the model"):
        checks.check_target_width(1, 2)


def test_named_entries_are_put_in_order():
    y = pd.Series([1, 2, 3], index=["a", "b", "c"])
    assert checks.check_named(y, pd.Index(["c", "a"])).tolist() == [3, 1]
    assert checks.check_named(y.to_frame("n"), ["b"])["n"].tolist() == [2]


def test_equal_index_is_taken_as_it_is_though_names_stand_twice():
    y = pd.Series([1, 2, 3], index=[0, 1, 0])
    assert checks.check_named(y, pd.Index([0, 1, 0])) is y


@pytest.mark.parametrize(
    ("index", "message"),
    [
        (["a", "x"], "index of y .* it has no 'b'; index it so"),
        (["a", "b", "b"], "twice"),
    ],
)
def test_names_that_do_not_fit_get_one_sentence(index, message):
    y = pd.Series(range(len(index)), index=index)
    with pytest.raises(ValueError, match=message):
        checks.check_named(y, pd.Index(["a", "b"]))


@pytest.mark.parametrize(
    ("rows", "kind", "message"),
    [
        ("one text", TypeError, r"for one text pass \[text\]"),
        ([], ValueError, "there is no text; give one at least"),
        (["a", " \n"], ValueError, "text 1 is empty; drop it"),
        (["a", None], TypeError, "text 1 must be a string or a list of tokens, got No"),
        (["a", NAN], TypeError, "text 1 must be a string .* got nan; drop it"),
        (
            pd.DataFrame({"text": ["a"], "n": [1]}),
            TypeError,
            "frame with the columns 'text' and 'n'; pass the one that holds the texts",
        ),
    ],
)
def test_bad_texts_get_one_sentence(rows, kind, message):
    with pytest.raises(kind, match=message):
        checks.check_text_rows(rows)


def test_texts_and_token_lists_may_stand_side_by_side():
    checks.check_text_rows(["a b", ["a", "b"], np.array(["c"])])
