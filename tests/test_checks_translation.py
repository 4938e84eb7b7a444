"""Sentences about pairs of sequences, and what passes."""

import warnings

import numpy as np
import pandas as pd
import pytest

from seqkit import checks


def test_sides_of_all_kinds_pass():
    for rows in (["a"], (["a"],), np.zeros((2, 3)), pd.Series(["a"])):
        checks.check_side("X", rows)
    assert checks.check_side_texts("X", pd.Series(["a", ""])) == ["a", ""]
    assert checks.check_side_tokens("y", [("a", "b"), []]) == [["a", "b"], []]


@pytest.mark.parametrize(
    ("length", "fitted", "expected"),
    [(None, 4, [4, 4]), (3, None, [3, 3]), ([1, 7], 4, [1, 7])],
)
def test_lengths_to_write_pass(length, fitted, expected):
    found = checks.check_written_lengths(length, 2, fitted)
    assert found.tolist() == expected
    assert found.dtype == "int64"


@pytest.mark.parametrize("length", [0, -1, 2.0, [1], [1, 0], "3", [[1, 2]]])
def test_other_lengths_get_one_sentence(length):
    with pytest.raises(ValueError, match="or one for each of the 2 sources, got"):
        checks.check_written_lengths(length, 2, 4)


def test_missing_lengths_get_one_sentence():
    with pytest.raises(ValueError, match="so predict needs length="):
        checks.check_written_lengths(None, 2, None)


def test_wishes_that_cannot_be_met_get_one_sentence():
    checks.check_looks(True)
    checks.check_one_best(1)
    checks.check_some_pairs(1)
    with pytest.raises(ValueError, match="fit with attention='dot' or 'additive'"):
        checks.check_looks(False)
    with pytest.raises(ValueError, match="n_best=2 needs targets of tokens"):
        checks.check_one_best(2)
    with pytest.raises(ValueError, match="no pair has something on both sides"):
        checks.check_some_pairs(0)


def test_warnings_name_the_first_few():
    with pytest.warns(UserWarning, match=r"left out 5 pairs so \(0, 1, 2 and 2 more"):
        checks.warn_unusable_pairs("so", range(5))
    with pytest.warns(UserWarning, match=r"first 9 steps alone of 1 source \('a'\)"):
        checks.warn_cut_sources(["a"], 9)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        checks.warn_unusable_pairs("so", [])
        checks.warn_cut_sources([], 9)
