"""Weights of labels, by hand and against scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.utils.class_weight import compute_class_weight

from seqkit.estimators.label_weights import label_weights

classes = np.array(["a", "b", "c"], dtype=object)


def test_no_weights_are_none():
    assert label_weights("class_weight", None, classes, ["a", "b"]) is None


def test_weights_by_name_follow_the_classes():
    found = label_weights("class_weight", {"c": 3, "a": 0.5}, classes, ["a"])

    assert found.tolist() == [0.5, 1, 3]
    assert found.dtype == "float32"


def test_weights_by_number_follow_the_classes():
    found = label_weights("class_weight", {2: 5}, np.array([0, 1, 2]), [0, 1, 2])

    assert found.tolist() == [1, 1, 5]


def test_balanced_weights_by_hand():
    found = label_weights("class_weight", "balanced", classes, list("aaaabbbc"))

    # 8 labels of 3 kinds: 8 / (3 * 4), 8 / (3 * 3), 8 / (3 * 1)
    np.testing.assert_allclose(found, [2 / 3, 8 / 9, 8 / 3], rtol=1e-6)
    assert found.dtype == "float32"


@given(labels=st.lists(st.sampled_from("abcd"), min_size=1, max_size=40))
def test_balanced_weights_are_those_of_scikit_learn(labels):
    known = np.unique(labels)

    found = label_weights("class_weight", "balanced", known, labels)

    expected = compute_class_weight("balanced", classes=known, y=labels)
    np.testing.assert_allclose(found, expected, rtol=1e-6)
    # all labels together keep the weight they had
    places = np.searchsorted(known, labels)
    np.testing.assert_allclose(found[places].sum(), len(labels), rtol=1e-5)


@pytest.mark.parametrize("labels", [[1, 0, 1, 1], np.array([1, 0, 1, 1])])
def test_balanced_weights_of_numbers(labels):
    found = label_weights("class_weight", "balanced", np.array([0, 1]), labels)

    np.testing.assert_allclose(found, [2, 2 / 3], rtol=1e-6)


def test_balanced_weights_of_a_class_that_was_held_back_are_one():
    found = label_weights("class_weight", "balanced", classes, ["a", "a", "a", "c"])

    np.testing.assert_allclose(found, [2 / 3, 1, 2], rtol=1e-6)


def test_weights_say_what_is_wrong():
    with pytest.raises(ValueError, match="tag_weights='even' is unknown; choose 'bal"):
        label_weights("tag_weights", "even", classes, ["a"])
    with pytest.raises(ValueError, match="tag_weights names 'd', which the data does"):
        label_weights("tag_weights", {"d": 1}, classes, ["a"])
    with pytest.raises(ValueError, match="tag_weights must be None, 'balanced' or wei"):
        label_weights("tag_weights", [1, 2, 3], classes, ["a"])
    with pytest.raises(ValueError, match=r"tag_weights\['a'\] must be a number > 0"):
        label_weights("tag_weights", {"a": 0}, classes, ["a"])
