"""Windows → batches for Keras, gathered in large pieces.

The one file of this floor that needs TensorFlow. Python runs once per piece of many
batches (a NumPy gather in a background thread); cutting a piece into batches happens
inside TensorFlow's data pipeline, so no Python stands between two training steps.
"""

import weakref
from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np

from seqkit import checks
from seqkit.keras_backend import tf

_PIECE_BYTES = 16_000_000
_MOST_BATCHES = 256


class Source(Protocol):
    """Anything with a length that can take samples by number."""

    def __len__(self) -> int: ...

    def take(self, which: np.ndarray) -> Any:
        """Return a nest of arrays (n, ...): inputs alone, or (inputs, targets)."""


def as_dataset(
    source: Source,
    batch_size: int = 64,
    *,
    shuffle: bool = False,
    random_state: int | None = None,
    repeat: bool = False,
) -> Any:
    """Return a `tf.data.Dataset` of batches for `keras.Model.fit(…, shuffle=False)`.

    Parameters
    ----------
    source : `Windows`, or any object with a length and a `take` method
    batch_size : samples per batch; the last batch of a pass may be smaller
    shuffle : draw a new order for every pass, also when iterated anew
    random_state : seed of the orders
    repeat : pass over the source for ever (give Keras `steps_per_epoch`)

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
    per_piece = _piece_size(example, batch_size)
    seeds = np.random.SeedSequence(random_state)
    held = weakref.ref(source)  # TensorFlow never forgets a generator it was given

    def taken(which: np.ndarray) -> Any:
        alive = held()
        return None if alive is None else alive.take(which)

    def pieces() -> Iterator[Any]:
        draw = np.random.default_rng(seeds.spawn(1)[0])
        while True:
            order = draw.permutation(samples) if shuffle else np.arange(samples)
            for start in range(0, samples, per_piece):
                if held() is None:
                    return
                yield taken(order[start : start + per_piece])
            if not (repeat and samples):
                return

    def cut(*piece: Any) -> Any:
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

    signature = tf.nest.map_structure(_spec, example)
    dataset = tf.data.Dataset.from_generator(pieces, output_signature=signature)
    batches = -(-samples // batch_size)
    count = tf.data.INFINITE_CARDINALITY if repeat else batches
    known = tf.data.experimental.assert_cardinality(count)
    dataset = dataset.prefetch(1).flat_map(cut).apply(known).prefetch(2)
    dataset.source = source  # lives as long as the dataset does
    return dataset


def _piece_size(example: Any, batch_size: int) -> int:
    """Return samples per piece: whole batches, a few megabytes together."""
    sample_bytes = sum(part.nbytes for part in tf.nest.flatten(example)) or 1
    batches = _PIECE_BYTES // (sample_bytes * batch_size)
    return batch_size * int(min(max(batches, 1), _MOST_BATCHES))


def _spec(part: np.ndarray) -> Any:
    return tf.TensorSpec((None, *part.shape[1:]), part.dtype)
