"""What a network trains on and translates: steps before and there, padding, batches."""

import numpy as np
import pytest

from seqkit.estimators.translation_samples import (
    NumberTargets,
    PairSource,
    TokenSources,
    TokenTargets,
    batches_of,
)
from seqkit.sequences.batches import as_dataset
from seqkit.sequences.series_arrays import SeriesArrays
from seqkit.training.prediction import validation_batch

SOURCES = TokenSources([np.array(ids, "int32") for ids in ([5, 6], [7], [8, 9, 4])])
TARGETS = TokenTargets(
    [np.array(ids, "int32") for ids in ([2, 5, 3], [2, 3], [2, 6, 7, 3])]
)


def test_tokens_by_hand():
    inputs, there = PairSource(SOURCES, TARGETS).take(np.array([2, 1]))
    assert inputs["source"].tolist() == [[8, 9, 4], [7, 0, 0]]
    assert inputs["words"].tolist() == [[2, 6, 7], [2, 3, 0]]
    assert there.tolist() == [[6, 7, 3], [3, 0, 0]]
    assert {part.dtype for part in (*inputs.values(), there)} == {np.dtype("int32")}
    assert TARGETS.lengths.tolist() == [2, 1, 3]


def test_numbers_by_hand():
    rows = [np.array([[1.0], [np.nan], [3.0]], "float32"), np.ones((1, 1), "float32")]
    before, there = NumberTargets(rows).take(np.array([0, 1]))
    assert before["before"][..., 0].tolist() == [[0, 1, 0], [0, 1, 0]]
    np.testing.assert_array_equal(there[..., 0], [[1, np.nan, 3], [1, np.nan, np.nan]])
    assert there.dtype == "float32"


def test_weights_come_with_their_pairs():
    *_, weights = PairSource(SOURCES, TARGETS, np.array([1, 2, 3.0])).take(
        np.array([2, 0])
    )
    assert weights.tolist() == [3, 1]
    assert weights.dtype == "float32"


def test_every_pair_is_in_a_batch_once():
    source = PairSource(SOURCES, TARGETS)
    firsts = [there[:, 0] for _, there in as_dataset(source, 2, shuffle=True)]
    assert sorted(np.concatenate(firsts)) == [3, 5, 6]


def test_large_vocabularies_are_validated_in_small_batches():
    many = TokenTargets([TARGETS.ids[2]] * 5000)
    sources = TokenSources([SOURCES.ids[0]] * 5000)
    sizes = [
        validation_batch(PairSource(sources, many, words=words))
        for words in (0, 10_000, 10**6)
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[1] * 3 * 10_000 <= 1 << 24
    assert sizes[2] == 5


def test_batches_hold_sources_of_few_lengths():
    lengths = [3, 0, 8, 9, 300, 1]
    sources = TokenSources([np.full(n, n + 1, "int32") for n in lengths])
    found = list(batches_of(sources))
    assert [which.tolist() for which, _ in found] == [[0, 2, 5], [3], [4]]
    assert [taken["source"].shape[1] for _, taken in found] == [8, 16, 512]
    for which, taken in found:
        assert (taken["source"] > 0).sum(axis=1).tolist() == [
            lengths[number] for number in which
        ]


def test_batches_are_no_larger_than_memory_allows():
    many = TokenSources([np.ones(100, "int32")] * 70)
    assert [len(which) for which, _ in batches_of(many)] == [32, 32, 6]
    short = TokenSources([np.ones(2, "int32")] * 200)
    assert [len(which) for which, _ in batches_of(short)] == [128, 72]


def test_series_are_padded_with_their_mask():
    series = SeriesArrays(np.array([2, 3]), np.arange(5, dtype="float32")[:, None])
    ((which, taken),) = batches_of(series)
    assert which.tolist() == [0, 1]
    assert taken["values"].shape == (2, 8, 1)
    assert taken["mask"].sum(axis=1).tolist() == [2, 3]


@pytest.mark.parametrize("sources", [TokenSources([]), TokenSources([np.arange(0)])])
def test_nothing_to_read_makes_no_batch(sources):
    assert list(batches_of(sources)) == []
