"""Sentences about bad labels, their weights and rows, and what passes."""

import re
import warnings

import numpy as np
import pandas as pd
import pytest

from seqkit import checks


def says(words, check, *arguments, error=ValueError):
    with pytest.raises(error, match=re.escape(words)):
        check(*arguments)


def test_several_kinds_are_required():
    checks.check_several("tags", ["O", "X"])

    says("the data has one kind of tags only, 'O'; give examples of at least two",
         checks.check_several, "tags", ["O"])  # fmt: skip
    says("the data has one kind of label only, none; give examples of at least two",
         checks.check_several, "label", [])  # fmt: skip


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


def test_spans_need_a_scheme():
    checks.check_has_spans("BIO", ["O"])

    says("the tags 'ADJ', 'ADP' and 'ADV', … are plain, so there are no spans to find; "
         "use predict, or train on BIO, IOB1 or BIOES tags", checks.check_has_spans,
         None, ["ADJ", "ADP", "ADV", "VERB"])  # fmt: skip


@pytest.mark.parametrize("rows", [[], ["a text"], [["a"]], pd.Series(["a"])])
def test_rows_may_be_any_list(rows):
    assert checks.check_rows(rows) is None


@pytest.mark.parametrize("rows", ["one text", 3, None])
def test_rows_must_be_a_list(rows):
    says(f"X must be a list of texts or of token lists, got {rows!r}; for one text "
         "pass [text]", checks.check_rows, rows, error=TypeError)  # fmt: skip


def test_unseen_tags_are_named_once():
    words = "sentence 1 has the tag 'Y', which the training data does not have"
    with pytest.warns(UserWarning, match=words) as warned:
        checks.warn_unseen([["O"], ["O", "Y"], ["Z"]], ["O", "X"])
    assert len(warned) == 1


def test_seen_tags_warn_of_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        checks.warn_unseen([["O"], [], ["X"]], ["O", "X"])
