"""What a tagging network's scores say, sentence by sentence."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from seqkit.estimators.tagged_tokens import TaggedTokens
from seqkit.keras_backend import tf
from seqkit.networks.crf_algebra import ILLEGAL
from seqkit.networks.tag_decoding import best_paths
from seqkit.sequences.padding import unpad
from seqkit.training import predict_batches


def rows_of(network: Any, source: Any, *readings: Any) -> list[list[np.ndarray]]:
    """Return what each of `readings` makes of a network's output, by sentence.

    The network runs once, however many readings there are.

    Parameters
    ----------
    source : ragged source of inputs
    readings : functions from a batch of outputs to an array (batch, timesteps, ...)

    Returns
    -------
    for each reading a list of arrays (timesteps, ...), one for each sentence
    """
    found: list[list[Any]] = [[None] * len(source) for _ in readings]
    for which, scores in predict_batches(network, source):
        for rows, reading in zip(found, readings, strict=True):
            _put(rows, which, reading(scores), source.lengths)
    return found


def paths_of(network: Any, source: Any, n: int) -> list[list[tuple[np.ndarray, float]]]:
    """Return the n best paths of tags of each sentence with their probabilities.

    Parameters
    ----------
    source : ragged source of inputs, of a network that ends in a CRF

    Returns
    -------
    for each sentence a list of (tags, whole-number array (timesteps,), probability),
    the most probable first, n at most; paths of probability 0, which the scheme
    forbids, are left out
    """
    found: list[list] = [[] for _ in range(len(source))]
    for which, scores in predict_batches(network, source):
        for sentence, tags, shares in zip(which, *best_paths(scores, n), strict=True):
            length = source.lengths[sentence]
            found[sentence] = [
                (path[:length], float(share))
                for path, share in zip(tags, shares, strict=True)
                if share > 0
            ]
    return found


def best_and_losses(
    network: Any, source: TaggedTokens, loss: Any, reading: Callable[[Any], Any]
) -> tuple[list[np.ndarray], np.ndarray]:
    """Return the best tags of each sentence, and how far its own are from the network.

    Parameters
    ----------
    source : sentences and their tags; weights are left aside
    loss : `CRFLoss` or `TagLoss`
    reading : function from a batch of outputs to tags (batch, timesteps)

    Returns
    -------
    best : list of whole-number arrays (tokens,)
    losses : float64 array (sentences,), nats; inf where the network cannot give the
        tags, because it does not know one or the scheme forbids them
    """
    known = replace(source, tags=np.maximum(source.tags, 0), weights=None)
    cost = tf.function(loss.call, reduce_retracing=True)
    best: list[Any] = [None] * len(source)
    losses = np.empty(len(source))
    for which, scores in predict_batches(network, known.tokens):
        _, tags = known.take(which)
        losses[which] = cost(tags, scores).numpy()
        _put(best, which, reading(scores), source.lengths)
    owners = np.repeat(np.arange(len(source)), source.lengths)
    losses[owners[source.tags < 0]] = np.inf
    losses[losses > -ILLEGAL / 2] = np.inf
    return best, losses


def _put(found: list, which: np.ndarray, padded: Any, lengths: np.ndarray) -> None:
    """Put the rows of a batch, without padding, where they belong."""
    for place, row in zip(which, unpad(padded, lengths[which]), strict=True):
        found[place] = row
