"""Sentences about what is to be predicted of samples, and what passes."""

import pandas as pd
import pytest

from seqkit import checks

NAN = float("nan")


@pytest.mark.parametrize("y", ["abc", 3, None])
def test_entry_for_each_sample_is_asked_for(y):
    with pytest.raises(TypeError, match="y must be a list with an entry for each"):
        checks.check_one_each(y)


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
