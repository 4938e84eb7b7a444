"""Length buckets against every choice there is, and batches that lose no sample."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.sequences import bucket_batches, bucket_lengths, pad

some_lengths = st.lists(st.integers(1, 60), min_size=1, max_size=120)


def padded_steps(lengths, buckets):
    return int(np.asarray(buckets)[np.searchsorted(buckets, lengths)].sum())


def long_tailed(samples, seed=0):
    draw = np.random.default_rng(seed)
    return np.minimum(draw.lognormal(3, 0.8, samples).astype(int) + 1, 900)


@given(
    lengths=st.lists(st.integers(1, 12), min_size=1, max_size=20),
    most=st.integers(1, 4),
)
def test_buckets_are_the_best_of_all_choices(lengths, most):
    buckets = bucket_lengths(lengths, most)

    different = sorted(set(lengths))
    choices = combinations(different[:-1], min(most, len(different)) - 1)
    best = min(padded_steps(lengths, [*some, different[-1]]) for some in choices)
    assert padded_steps(lengths, buckets) == best
    assert len(buckets) <= most
    assert buckets[-1] == max(lengths)
    assert (np.diff(buckets) > 0).all()


def test_few_lengths_are_their_own_buckets():
    assert bucket_lengths([5, 2, 5, 2]).tolist() == [2, 5]
    assert bucket_lengths([7], most=1).tolist() == [7]


def test_many_lengths_are_thinned_out_first():
    lengths = np.arange(1, 5001)

    buckets = bucket_lengths(lengths, most=4)

    # equally likely lengths: equal buckets are best
    np.testing.assert_allclose(buckets, [1250, 2500, 3750, 5000], atol=15)


def test_eight_buckets_waste_little_on_a_long_tail():
    lengths = long_tailed(5000)

    best = padded_steps(lengths, bucket_lengths(lengths))
    even = padded_steps(lengths, np.linspace(0, lengths.max(), 9).astype(int)[1:])

    assert 1 - lengths.sum() / best < 0.2
    assert best < 0.85 * even < lengths.max() * len(lengths) / 4


@given(
    lengths=some_lengths,
    size=st.integers(1, 50),
    by_steps=st.booleans(),
    shuffle=st.booleans(),
    epoch=st.integers(0, 3),
)
def test_every_sample_stands_once_in_a_batch_that_holds_it(
    lengths, size, by_steps, shuffle, epoch
):
    buckets = bucket_lengths(lengths, 4)
    sizes = {"steps_per_batch": size * 8} if by_steps else {"batch_size": size}

    batches = bucket_batches(
        lengths, buckets, shuffle=shuffle, random_state=5, epoch=epoch, **sizes
    )

    every = np.concatenate([samples for samples, _ in batches])
    assert sorted(every.tolist()) == list(range(len(lengths)))
    for samples, timesteps in batches:
        inside = [lengths[each] for each in samples]
        assert timesteps in buckets
        assert max(inside) <= timesteps
        assert padded_steps([max(inside)], buckets) == timesteps
        if by_steps:
            assert len(samples) * timesteps <= size * 8 or len(samples) == 1
        else:
            assert len(samples) <= size


@given(lengths=some_lengths, batch_size=st.integers(1, 50))
def test_only_one_batch_is_short(lengths, batch_size):
    batches = bucket_batches(lengths, batch_size=batch_size, random_state=0)

    assert len(batches) == -(-len(lengths) // batch_size)
    assert sum(len(samples) < batch_size for samples, _ in batches) <= 1


def test_the_plan_follows_from_seed_and_epoch():
    def plan(**options):
        batches = bucket_batches(long_tailed(300), batch_size=16, **options)
        return [(samples.tolist(), timesteps) for samples, timesteps in batches]

    assert plan(random_state=1) == plan(random_state=1, epoch=0)
    assert plan(random_state=1) != plan(random_state=1, epoch=1)
    assert plan(random_state=1) != plan(random_state=2)
    assert plan() != plan()
    assert plan(shuffle=False) == plan(shuffle=False, random_state=3)


def test_shuffling_mixes_samples_and_batches():
    lengths = long_tailed(2000)

    batches = bucket_batches(lengths, batch_size=50, random_state=0)

    steps = [timesteps for _, timesteps in batches]
    assert steps != sorted(steps)
    assert np.corrcoef(np.arange(len(steps)), steps)[0, 1] < 0.5
    first = batches[0].samples
    assert first.tolist() != sorted(first.tolist())


def test_without_shuffling_batches_go_from_short_to_long():
    lengths = long_tailed(500)

    order = np.concatenate(
        [samples for samples, _ in bucket_batches(lengths, shuffle=False)]
    )

    assert (np.diff(lengths[order]) >= 0).all()


def test_few_different_shapes_and_little_padding():
    lengths = long_tailed(3000)

    batches = bucket_batches(lengths, batch_size=32, random_state=0)

    assert len({timesteps for _, timesteps in batches}) <= 8
    padded = sum(len(samples) * timesteps for samples, timesteps in batches)
    assert lengths.sum() / padded > 0.75


def test_batches_by_steps_hold_more_short_sequences():
    lengths = [4] * 64 + [32] * 8

    batches = bucket_batches(lengths, steps_per_batch=128, shuffle=False)

    assert [(len(samples), timesteps) for samples, timesteps in batches] == [
        (32, 4), (32, 4), (4, 32), (4, 32),
    ]  # fmt: skip


def test_a_batch_pads_to_its_length():
    sequences = [np.arange(1, n + 1) for n in (2, 9, 3, 8)]
    lengths = [len(sequence) for sequence in sequences]

    samples, timesteps = bucket_batches(lengths, [3, 9], batch_size=2, shuffle=False)[0]
    padded = pad([sequences[each] for each in samples], timesteps=timesteps)

    assert padded.values.tolist() == [[1, 2, 0], [1, 2, 3]]


@pytest.mark.parametrize(
    ("lengths", "options", "words"),
    [
        ([3, 0], {}, "sequence 1 has 0 steps; drop it or give it one step"),
        ([], {}, r"lengths must be a row of whole numbers, .* got shape \(0,\)"),
        ([1.5], {}, "lengths must be a row of whole numbers"),
        ([[1]], {}, r"got shape \(1, 1\)"),
        (
            [3, 9],
            {"buckets": [4, 8]},
            "sequence 1 has 9 steps, more than the last buck",
        ),
        ([3], {"buckets": [8, 4]}, r"buckets must be increasing .*, got \[8, 4\]"),
        ([3], {"buckets": []}, "buckets must be increasing whole numbers"),
        ([3], {"batch_size": 0}, "batch_size must be a whole number >= 1, got 0"),
        ([3], {"steps_per_batch": 0}, "steps_per_batch must be a whole number >= 1"),
        ([3], {"random_state": -1}, "random_state must be a whole number >= 0, got -1"),
        ([3], {"random_state": 0, "epoch": -1}, "epoch must be a whole number >= 0"),
    ],
)
def test_batches_say_what_is_wrong(lengths, options, words):
    with pytest.raises(ValueError, match=words):
        bucket_batches(lengths, **options)


def test_bucket_lengths_wants_at_least_one():
    with pytest.raises(ValueError, match="most must be a whole number >= 1, got 0"):
        bucket_lengths([3], most=0)
