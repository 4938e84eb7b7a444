"""Samples → batches for Keras, gathered in a background thread.

The one file of this floor that needs TensorFlow. Samples of one length come in pieces
of many batches: Python runs once per piece, and cutting it happens inside TensorFlow's
data pipeline, so no Python stands between two training steps. Samples of different
lengths come batch by batch, each padded to its own longest.
"""

import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import numpy as np

from seqkit import checks
from seqkit.keras_backend import keras, tf
from seqkit.sequences.buckets import bucket_batches

_PIECE_BYTES = 16_000_000
_MOST_BATCHES = 256


class Source(Protocol):
    """Anything with a length that can take samples by number."""

    def __len__(self) -> int: ...

    def take(self, which: np.ndarray) -> Any:
        """Return a nest of arrays (n, ...): inputs alone, or (inputs, targets)."""


class RaggedSource(Source, Protocol):
    """A source of samples of different lengths.

    `take` pads what it returns on the right, to the longest of the samples asked for.
    Whole numbers are ids, and any axis of theirs may vary; the last axis of three or
    more of numbers is features, and does not. Parts of the inputs that are of one shape
    for all samples (images) may be named in `fixed`.
    """

    @property
    def lengths(self) -> np.ndarray:
        """Whole numbers (samples,), each at least 1."""


class OrderedSource(Source, Protocol):
    """A source whose batches go on from each other, and are trained on in order."""

    @property
    def in_order(self) -> bool:
        """True."""


def is_in_order(source: Source) -> bool:
    """Return whether a source's samples are to stay in their order."""
    return getattr(source, "in_order", False)


def lengths_of(source: Source) -> np.ndarray | None:
    """Return the lengths of a ragged source's samples, None for any other."""
    return getattr(source, "lengths", None)


def as_dataset(
    source: Source,
    batch_size: int = 64,
    *,
    shuffle: bool = False,
    random_state: int | None = None,
    repeat: bool = False,
    batch_steps: int | None = None,
) -> Any:
    """Return a `tf.data.Dataset` of batches for `keras.Model.fit(…, shuffle=False)`.

    Parameters
    ----------
    source : `Windows`, or any object with a length and a `take` method; one with
        `lengths`, too, comes in batches of similar lengths
    batch_size : samples per batch; one batch of a pass may be smaller
    shuffle : draw a new order for every pass, also when iterated anew
    random_state : seed of the orders
    repeat : pass over the source for ever (give Keras `steps_per_epoch`)
    batch_steps : of samples of different lengths, padded steps per batch in place of
        `batch_size`: short ones come in larger batches

    Examples
    --------
    >>> from seqkit.sequences import Windows, as_dataset
    >>> windows = Windows.over(np.arange(10.0), lookback=3, horizon=1)
    >>> [tuple(y.shape) for X, y in as_dataset(windows, batch_size=4)]
    [(4, 1, 1), (3, 1, 1)]
    """
    checks.check_count("batch_size", batch_size)
    samples = len(source)
    example = source.take(np.arange(min(1, samples)))
    held = weakref.ref(source)  # TensorFlow never forgets a generator it was given
    seeds = np.random.SeedSequence(random_state)
    lengths = lengths_of(source)
    plan: _Plan = (
        _Pieces(samples, _piece_size(example, batch_size))
        if lengths is None
        else _Ragged(lengths, batch_size, batch_steps)
    )

    one = 0 < samples <= batch_size and batch_steps is None
    if one and not (repeat or shuffle):
        (which,) = plan.portions(None)
        return tf.data.Dataset.from_tensors(source.take(which))

    def taken() -> Iterator[Any]:
        draw = np.random.default_rng(seeds.spawn(1)[0])
        while True:
            for which in plan.portions(draw if shuffle else None):
                alive = held()
                if alive is None:
                    return
                piece = alive.take(which)
                del alive
                yield piece
            if not (repeat and samples):
                return

    signature = _signature(example, lengths is not None, getattr(source, "fixed", ()))
    dataset = tf.data.Dataset.from_generator(taken, output_signature=signature)
    if lengths is None:
        dataset = dataset.prefetch(1).flat_map(partial(_cut, batch_size))
    count = tf.data.INFINITE_CARDINALITY
    if not repeat:
        count = batches_of_a_pass(source, batch_size, batch_steps)
    known = tf.data.experimental.assert_cardinality(count)
    dataset = dataset.apply(known).prefetch(2)
    dataset.source = source  # lives as long as the dataset does
    return dataset


def batches_of_a_pass(
    source: Source, batch_size: int, batch_steps: int | None = None
) -> int:
    """Return how many batches `as_dataset` makes of a source, in any order."""
    lengths = lengths_of(source)
    if lengths is None or batch_steps is None or not len(lengths):
        return -(-len(source) // batch_size)
    return sum(1 for _ in _Ragged(lengths, batch_size, batch_steps).portions(None))


class _Plan(Protocol):
    """In what portions the samples of a pass are taken: in order, or drawn."""

    def portions(self, draw: np.random.Generator | None) -> Iterator[np.ndarray]: ...


@dataclass(frozen=True)
class _Pieces:
    """Portions of many batches."""

    samples: int
    size: int

    def portions(self, draw: np.random.Generator | None) -> Iterator[np.ndarray]:
        order = np.arange(self.samples)
        if draw is not None:
            order = draw.permutation(self.samples)
        for start in range(0, self.samples, self.size):
            yield order[start : start + self.size]


@dataclass(frozen=True)
class _Ragged:
    """Portions of one batch."""

    lengths: np.ndarray
    batch_size: int
    batch_steps: int | None = None

    def portions(self, draw: np.random.Generator | None) -> Iterator[np.ndarray]:
        if not len(self.lengths):
            return
        batches = bucket_batches(
            self.lengths,
            batch_size=self.batch_size,
            steps_per_batch=self.batch_steps,
            shuffle=draw is not None,
            random_state=None if draw is None else int(draw.integers(2**31)),
        )
        for batch in batches:
            yield batch.samples


def _cut(batch_size: int, *piece: Any) -> Any:
    """Cut a piece into batches, the last one of what is left."""
    size = tf.shape(tf.nest.flatten(piece)[0], out_type=tf.int64)[0]
    full = size - size % batch_size
    batches = tf.nest.map_structure(
        lambda part: tf.reshape(part[:full], (-1, batch_size, *part.shape[1:])),
        piece,
    )
    rest = tf.nest.map_structure(lambda part: part[full:], piece)
    return tf.data.Dataset.from_tensor_slices(batches).concatenate(
        tf.data.Dataset.from_tensors(rest).take(tf.minimum(size - full, 1))
    )


def _piece_size(example: Any, batch_size: int) -> int:
    """Return samples per piece: whole batches, a few megabytes together."""
    sample_bytes = sum(part.nbytes for part in tf.nest.flatten(example)) or 1
    batches = _PIECE_BYTES // (sample_bytes * batch_size)
    return batch_size * int(min(max(batches, 1), _MOST_BATCHES))


def _signature(example: Any, ragged: bool, fixed: tuple[str, ...]) -> Any:
    """Return shapes and types of batches, None where a size varies."""
    specs = [
        _ragged_spec(part) if ragged and not set(path) & set(fixed) else _spec(part)
        for path, part in keras.tree.flatten_with_path(example)
    ]
    return keras.tree.pack_sequence_as(example, specs)


def _spec(part: np.ndarray) -> Any:
    return tf.TensorSpec((None, *part.shape[1:]), part.dtype)


def _ragged_spec(part: np.ndarray) -> Any:
    shape: list[int | None] = [None] * part.ndim
    if part.dtype.kind == "f" and part.ndim > 2:
        shape[-1] = part.shape[-1]
    return tf.TensorSpec(shape, part.dtype)
