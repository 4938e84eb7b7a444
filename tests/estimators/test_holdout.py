"""Samples held back: every sample in one part, classes cut evenly."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.estimators.holdout import hold_out

some_labels = st.lists(st.sampled_from("aaaabbbccde"), min_size=1, max_size=60)
some_fractions = st.floats(0, 0.99)


def parts(*arguments):
    held = hold_out(*arguments)
    return held.training.tolist(), held.validation.tolist()


def even(labels, held):
    return np.unique(np.array(labels)[held], return_counts=True)[1].tolist()


@given(labels=some_labels, fraction=some_fractions, stratified=st.booleans())
def test_every_sample_is_in_one_part(labels, fraction, stratified):
    count = len(labels)

    training, validation = parts(count, fraction, 0, labels if stratified else None)

    assert sorted(training + validation) == list(range(count))
    assert training == sorted(training)
    assert validation == sorted(validation)
    assert len(validation) == min(round(count * fraction), count - 1)


@pytest.mark.parametrize(
    ("count", "fraction", "held"),
    [(10, 0.2, 2), (10, 0.0, 0), (3, 0.1, 0), (2, 0.99, 1), (1, 0.5, 0), (0, 0.5, 0)],
)
def test_share_is_held_back_and_one_sample_trains(count, fraction, held):
    training, validation = parts(count, fraction, 0)

    assert (len(training), len(validation)) == (count - held, held)


def test_draw_is_repeated_by_seed_and_differs_by_seed():
    assert parts(100, 0.2, 1) == parts(100, 0.2, 1)
    assert parts(100, 0.2, 1) != parts(100, 0.2, 2)


def test_draw_leaves_the_global_generator_alone():
    np.random.seed(0)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002

    hold_out(20, 0.5, 0)

    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


@pytest.mark.parametrize("seed", range(5))
def test_classes_are_held_back_by_the_same_share(seed):
    labels = ["a"] * 80 + ["b"] * 15 + ["c"] * 5

    held = hold_out(100, 0.2, seed, labels)

    assert even(labels, held.validation) == [16, 3, 1]
    assert even(labels, held.training) == [64, 12, 4]


@pytest.mark.parametrize("labels", [[0] * 5 + [1] * 5, np.array(["x"] * 5 + ["y"] * 5)])
def test_classes_may_be_numbers_or_an_array(labels):
    for seed in range(5):
        assert even(labels, hold_out(10, 0.4, seed, labels).validation) == [2, 2]


@pytest.mark.parametrize("seed", range(5))
def test_rare_classes_are_cut_together(seed):
    labels = ["a"] * 12 + ["b", "c", "d", "e"]

    held = hold_out(16, 0.25, seed, labels)

    # the four that stand once make a class of four, of which one is held back
    assert sum(label == "a" for label in np.array(labels)[held.validation]) == 3


@pytest.mark.parametrize("seed", range(5))
def test_one_rare_class_joins_another(seed):
    labels = ["a"] * 10 + ["b"] * 9 + ["c"]

    held = hold_out(20, 0.2, seed, labels)

    assert sum(label == "a" for label in np.array(labels)[held.validation]) == 2


def test_one_class_is_drawn_as_none():
    assert parts(20, 0.2, 3, ["a"] * 20) == parts(20, 0.2, 3)


def test_more_classes_than_places_are_drawn_as_none():
    labels = list(range(10)) * 2

    assert parts(20, 0.2, 3, labels) == parts(20, 0.2, 3)
    assert parts(20, 0.8, 3, labels) == parts(20, 0.8, 3)
    assert even(labels, hold_out(20, 0.5, 3, labels).validation) == [1] * 10
