"""Run a network over many samples, in batches that suit the processor."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from seqkit.keras_backend import keras, tf
from seqkit.sequences.batches import Source, lengths_of
from seqkit.sequences.buckets import bucket_batches
from seqkit.training.sources import ForNetwork

_BATCH = 2048
_BYTES = 8 << 20  # of inputs; larger batches fall out of the caches
_STEPS = 16_384
_CALL = "_seqkit_compiled_call"


def predict(network: Any, source: Source, batch_size: int | None = None) -> np.ndarray:
    """Run a network over a source whose `take` gives inputs, in large batches.

    Parameters
    ----------
    batch_size : samples at once; None: as many as suit the processor's caches

    Returns
    -------
    array (samples, ...), in the order of the source; the network's output has the same
    shape for every sample
    """
    which, parts = zip(*predict_batches(network, source, batch_size), strict=True)
    return np.concatenate(parts)[np.argsort(np.concatenate(which))]


def predict_batches(
    network: Any, source: Source, batch_size: int | None = None
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Run a network over a source, and give the output of each batch as it is.

    Samples of different lengths come in batches of about as many padded steps, short
    ones first.

    Yields
    ------
    numbers of the batch's samples, and the network's output for them
    """
    given, run = ForNetwork(network, source), _compiled_call(network)
    for which in _prediction_batches(given, batch_size):
        inputs = given.take(which)
        with quiet_tracing():
            output = run(inputs).numpy()
        yield which, output


def validation_batch(source: Source) -> int:
    """Return how many samples of a source to validate at once.

    A source whose steps take much memory names how many of them in `steps_at_once`.
    """
    samples = _samples_at_once(source)
    lengths = lengths_of(source)
    if lengths is None:
        return samples
    steps = min(_STEPS, getattr(source, "steps_at_once", _STEPS))
    return max(1, min(samples, steps // int(np.max(lengths))))


@contextmanager
def quiet_tracing() -> Iterator[None]:
    """Hold back TensorFlow's advice on retracing, meant for hand-written loops."""
    logger = logging.getLogger("tensorflow")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def _compiled_call(network: Any) -> Any:
    """Return a network's forward pass as one graph, made once for each network.

    It lies in the network's `__dict__`, where Keras does not take it for a part of the
    model, and goes when the network goes.
    """
    made = vars(network).get(_CALL)
    if made is None:
        made = tf.function(
            lambda inputs: network(inputs, training=False), reduce_retracing=True
        )
        vars(network)[_CALL] = made
    return made


def _prediction_batches(source: Source, batch_size: int | None) -> Iterator[np.ndarray]:
    lengths = lengths_of(source)
    if lengths is not None and len(lengths):
        for batch in bucket_batches(lengths, steps_per_batch=_STEPS, shuffle=False):
            yield batch.samples
        return
    size = batch_size or _samples_at_once(source)
    for start in range(0, len(source), size):
        yield np.arange(start, min(start + size, len(source)))


def _samples_at_once(source: Source) -> int:
    first = keras.tree.flatten(source.take(np.arange(min(1, len(source)))))
    size = sum(np.asarray(part).nbytes for part in first)
    return max(1, min(_BATCH, _BYTES // max(1, size)))
