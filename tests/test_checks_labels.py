"""Sentences about bad labels, and what passes."""

import re
import warnings

import numpy as np
import pandas as pd
import pytest

from seqkit import checks

NAN = float("nan")


def says(words, check, *arguments, error=ValueError):
    with pytest.raises(error, match=re.escape(words)):
        check(*arguments)


def test_several_kinds_are_required():
    checks.check_several("tags", ["O", "X"])

    says("the data has one kind of tags only, 'O'; give examples of at least two",
         checks.check_several, "tags", ["O"])  # fmt: skip
    says("the data has one kind of label only, none; give examples of at least two",
         checks.check_several, "label", [])  # fmt: skip


def test_unseen_tags_are_named_once():
    words = "sentence 1 has the tag 'Y', which the training data does not have"
    with pytest.warns(UserWarning, match=words) as warned:
        checks.warn_unseen([["O"], ["O", "Y"], ["Z"]], ["O", "X"])
    assert len(warned) == 1


def test_seen_tags_warn_of_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        checks.warn_unseen([["O"], [], ["X"]], ["O", "X"])


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


def test_indicators_are_zero_and_one():
    found = checks.check_indicators([[True, False], [0, 1]], 2)
    assert found.tolist() == [[1, 0], [0, 1]]
    assert found.dtype == "float32"
    with pytest.raises(ValueError, match="y is 2 in row 1, column 0; write 1 where"):
        checks.check_indicators([[0, 1], [2, 1]], 2)
    with pytest.raises(ValueError, match=r"each of 3 labels, got shape \(1, 2\)"):
        checks.check_indicators([[0, 1]], 3)
