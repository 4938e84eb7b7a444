"""Sentences about bad weights and thresholds, and what passes."""

import re

import numpy as np
import pandas as pd
import pytest

from seqkit import checks

NAN = float("nan")


def says(words, check, *arguments, error=ValueError):
    with pytest.raises(error, match=re.escape(words)):
        check(*arguments)


@pytest.mark.parametrize(
    "weights", [[1, 0, 2.5], (1, 0, 2.5), np.array([1, 0, 2.5]), pd.Series([1, 0, 2.5])]
)
def test_sample_weights_become_an_array(weights):
    found = checks.check_sample_weights(weights, 3)

    assert found.tolist() == [1, 0, 2.5]
    assert found.dtype == "float64"


@pytest.mark.parametrize("bad", [-1.0, float("nan"), float("inf")])
def test_sample_weights_name_the_one_that_is_wrong(bad):
    says(f"sample_weight 1 is {bad:g}; give a number >= 0",
         checks.check_sample_weights, [1, bad, -7], 3)  # fmt: skip


def test_sample_weights_must_be_one_number_each():
    says("sample_weight must have one number for each of the 3 samples, got shape (2,)",
         checks.check_sample_weights, [1, 2], 3)  # fmt: skip
    says("for each of the 2 samples, got shape (2, 1)",
         checks.check_sample_weights, [[1], [2]], 2)  # fmt: skip
    says("for each of the 1 samples, got shape ()",
         checks.check_sample_weights, 3, 1)  # fmt: skip
    says("sample_weight must hold one number for each of the 2 samples, got 'much'",
         checks.check_sample_weights, [1, "much"], 2, error=TypeError)  # fmt: skip
    says("for each of the 2 samples, got [1, 2]",
         checks.check_sample_weights, [3, [1, 2]], 2, error=TypeError)  # fmt: skip


def test_sample_weights_must_not_all_be_zero():
    says("sample_weight is 0 for every sample; give some of them more",
         checks.check_sample_weights, [0, 0], 2)  # fmt: skip


def test_label_weights_become_floats():
    given = {"O": 1, 3: np.float32(0.5)}

    found = checks.check_label_weights("class_weight", given, ["O", 3, "X"])

    assert found == {"O": 1.0, 3: 0.5}
    assert {type(weight) for weight in found.values()} == {float}


def test_label_weights_name_what_is_wrong():
    known = ["O", "X"]
    says("class_weight must be None, 'balanced' or weights by label, got [1, 2]",
         checks.check_label_weights, "class_weight", [1, 2], known)  # fmt: skip
    says("class_weight names 'Y', which the data does not have; choose among 'O' and "
         "'X'", checks.check_label_weights, "class_weight", {"Y": 1},
         known)  # fmt: skip


@pytest.mark.parametrize(
    "bad", [0, -1, float("nan"), float("inf"), "2", None, True, [1], 1j]
)
def test_label_weights_must_be_positive_numbers(bad):
    says(f"class_weight['O'] must be a number > 0, got {bad!r}; drop the samples to "
         "leave a label out", checks.check_label_weights, "class_weight",
         {"X": 1, "O": bad}, ["O", "X"])  # fmt: skip


def test_series_weights_may_be_0_and_name_what_is_wrong():
    ids = dict.fromkeys(range(10))
    assert checks.check_series_weights({3: 0, 9: np.float32(2)}, ids) == {3: 0, 9: 2}
    absent = r"names 11, which the data does not have \(but 0, 1, .* 7 and 2 more\)"
    with pytest.warns(UserWarning, match=absent):
        checks.check_series_weights({np.int64(11): 1}, ids)
    says("series_weights[3] must be a number >= 0, got -0.5; 0 leaves a series out",
         checks.check_series_weights, {3: -0.5}, ids)  # fmt: skip


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
