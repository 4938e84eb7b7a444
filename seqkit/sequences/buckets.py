"""Length buckets: few padded lengths that waste little, and batches within them.

Every new padded length makes TensorFlow trace the graph again (seconds), one common
length pads short sequences to the longest; a handful of buckets does neither.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from seqkit import checks

_CANDIDATES = 384  # the exact search is quadratic in them


class Batch(NamedTuple):
    """Samples that go through the network together.

    samples : int64 array (batch,), positions in the data
    timesteps : the length they are padded to
    """

    samples: np.ndarray
    timesteps: int


def bucket_lengths(lengths: ArrayLike, most: int = 8) -> np.ndarray:
    """Choose the padded lengths that waste the fewest steps.

    Parameters
    ----------
    lengths : whole-number array (samples,), each at least 1
    most : most buckets

    Returns
    -------
    int64 array (buckets,), increasing; the last is the longest length. No choice wastes
    less for up to 384 different lengths; more are first thinned out, evenly by samples.

    Raises
    ------
    ValueError
        If there is no length, or one below 1.

    References
    ----------
    Dynamic programming over the sorted lengths, as in Bellman (1961), "On the
    approximation of curves by line segments", Communications of the ACM 4(6).

    Examples
    --------
    >>> bucket_lengths([3, 3, 4, 20, 21, 90], most=3).tolist()
    [4, 21, 90]
    """
    lengths = checks.check_lengths(np.asarray(lengths))
    checks.check_count("most", most)
    sizes, counts = _candidates(lengths)
    if len(sizes) <= most:
        return sizes
    before = np.concatenate([[0], np.cumsum(counts)])
    # steps[first, last]: padded steps of one bucket for the sizes first..last
    steps = sizes * (before[None, 1:] - before[:-1, None]).astype("float64")
    steps[np.tril_indices(len(sizes), -1)] = np.inf
    best, ends_before = steps[0], []
    for _ in range(most - 1):
        joined = best[:-1, None] + steps[1:]
        ends_before.append(joined.argmin(axis=0))
        best = joined.min(axis=0)
    ends = [len(sizes) - 1]
    for end_before in reversed(ends_before):
        ends.append(int(end_before[ends[-1]]))
    return sizes[ends[::-1]]


def bucket_batches(
    lengths: ArrayLike,
    buckets: ArrayLike | None = None,
    *,
    batch_size: int = 32,
    steps_per_batch: int | None = None,
    shuffle: bool = True,
    random_state: int | None = None,
    epoch: int = 0,
) -> list[Batch]:
    """Plan the batches of one epoch: every sample once, one padded length a batch.

    What is left over in a bucket joins the next longer one, so only one batch of the
    plan is short of its size.

    Parameters
    ----------
    lengths : whole-number array (samples,), each at least 1
    buckets : increasing padded lengths; those of `bucket_lengths` when None
    batch_size : samples per batch
    steps_per_batch : padded steps (tokens) per batch instead: short sequences come in
        larger batches; a batch holds at least one sample
    shuffle : draw the samples of a batch and the order of batches; False goes from
        short to long, for prediction
    random_state, epoch : the same pair gives the same plan; None gives a new one

    Raises
    ------
    ValueError
        If there is no length, one is below 1, or one is beyond the last bucket.

    Examples
    --------
    >>> for samples, timesteps in bucket_batches(
    ...     [9, 2, 3, 8], [3, 9], batch_size=2, shuffle=False
    ... ):
    ...     samples.tolist(), timesteps
    ([1, 2], 3)
    ([3, 0], 9)
    """
    lengths = checks.check_lengths(np.asarray(lengths))
    buckets = bucket_lengths(lengths) if buckets is None else np.asarray(buckets)
    checks.check_buckets(buckets, lengths)
    draw = np.random.default_rng(_seed(random_state, epoch))
    order = draw.permutation(len(lengths))
    if not shuffle:
        order = np.argsort(lengths, kind="stable")
    home = np.searchsorted(buckets, lengths)
    if steps_per_batch is None:
        sizes = np.full(len(buckets), checks.check_count("batch_size", batch_size))
    else:
        checks.check_count("steps_per_batch", steps_per_batch)
        sizes = np.maximum(steps_per_batch // buckets, 1)
    groups = list(_groups(order[np.argsort(home[order], kind="stable")], home, sizes))
    batches = [Batch(group, int(buckets[home[group].max()])) for group in groups]
    if shuffle:
        return [batches[place] for place in draw.permutation(len(batches))]
    return batches


def _seed(random_state: int | None, epoch: int) -> list[int] | None:
    if random_state is None:
        return None
    seed = checks.check_count("random_state", random_state, 0)
    return [seed, checks.check_count("epoch", epoch, 0)]


def _groups(
    order: np.ndarray, home: np.ndarray, sizes: np.ndarray
) -> Iterator[np.ndarray]:
    """Cut samples, ordered by bucket, into groups of their bucket's size."""
    ends = np.searchsorted(home[order], np.arange(len(sizes)), side="right")
    start = 0
    for end, size in zip(ends.tolist(), sizes.tolist(), strict=True):
        while end - start >= size:
            yield order[start : start + size]
            start += size
    if start < len(order):
        yield order[start:]


def _candidates(lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return different lengths and how many samples each stands for."""
    sizes, counts = np.unique(lengths, return_counts=True)
    if len(sizes) <= _CANDIDATES:
        return sizes, counts
    share = (np.cumsum(counts) - 1) * _CANDIDATES // counts.sum()
    last = np.flatnonzero(np.diff(share, append=share[-1] + 1))
    samples = np.cumsum(counts)[last]
    return sizes[last], np.diff(samples, prepend=0)
