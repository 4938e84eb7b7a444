"""Sentences about positions that sequences point at, and what passes."""

import numpy as np
import pytest

from seqkit import checks


@pytest.mark.parametrize(
    ("pointed", "kind"),
    [
        ([2, 0, 1], "permutation"),
        (np.array([1], "uint8"), "subset"),
        ((), "subset"),
        ([1, 1, 0, 1, 1], "free"),
        ([], "free"),
    ],
)
def test_positions_of_a_kind_pass(pointed, kind):
    found = checks.check_pointed(pointed, 0, 3, kind)
    assert found.dtype == "int64"
    assert found.tolist() == list(pointed)


@pytest.mark.parametrize(
    ("pointed", "kind", "words"),
    [
        ([0, 3], "free", "sequence 'a' points at position 3, but its 3 elements stand"),
        ([-1], "free", "points at position -1"),
        ([0, 0, 1], "subset", "points at position 0 twice; drop one, or choose kind="),
        ([0, 2], "permutation", "leaves out position 1; point at each once, or choose"),
        ([], "permutation", "leaves out position 0"),
        ([0.5], "free", "must be a list of positions, whole numbers, got"),
        ([[0]], "free", "must be a list of positions"),
        (1, "free", "must be a list of positions, whole numbers, got 1"),
        ("01", "free", "must be a list of positions"),
        ([True], "free", "must be a list of positions"),
        (None, "free", "must be a list of positions"),
    ],
)
def test_other_positions_get_one_sentence(pointed, kind, words):
    with pytest.raises(ValueError, match=words):
        checks.check_pointed(pointed, "a", 3, kind)
