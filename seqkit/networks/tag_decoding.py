"""What a tagging network gives → tags or probabilities, as arrays.

Each reading is one graph for a number of tags, kept for all batches and lengths:
TensorFlow would else run the steps of a path one by one.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from seqkit.keras_backend import tf
from seqkit.networks.crf_algebra import (
    ChainScores,
    log_futures,
    log_partition,
    marginals,
    ready,
)
from seqkit.networks.crf_paths import n_best, viterbi

_READINGS: dict[str, Callable[[ChainScores], Any]] = {
    "tags": lambda chain: viterbi(chain).tags,
    "probabilities": marginals,
    "futures": log_futures,
}


def best_tags(scores: Any, head: str) -> np.ndarray:
    """Return the best tag of each token, int array (batch, timesteps).

    Parameters
    ----------
    scores : what the network gave
    head : "crf" for packed scores, read as a path; "softmax" for probabilities
    """
    return _read(scores, "tags") if head == "crf" else np.argmax(scores, axis=-1)


def tag_probabilities(scores: Any, head: str) -> np.ndarray:
    """Return the probability of each tag, (batch, timesteps, tags); see `best_tags`."""
    return _read(scores, "probabilities") if head == "crf" else np.asarray(scores)


def best_paths(scores: Any, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the n best paths of each sentence, and their probabilities.

    Parameters
    ----------
    scores : packed scores of a CRF

    Returns
    -------
    tags : int32 (batch, n, timesteps), -1 where a sentence has fewer paths
    probabilities : float (batch, n), falling; 0 where there is no path
    """
    packed = np.asarray(scores)
    tags, probabilities = _paths(packed.shape[-1], packed.dtype.name, n)(packed)
    return tags.numpy(), probabilities.numpy()


def scores_and_futures(packed: Any) -> tuple[ChainScores, np.ndarray]:
    """Return what a CRF gave as float64 arrays, and `log_futures` of it.

    Emissions of padded steps are 0.
    """
    futures = np.asarray(_read(packed, "futures"), "float64")
    *scores, mask = (part.numpy() for part in ready(ChainScores.unpack(packed)))
    parts = (part.astype("float64") for part in scores)
    return ChainScores._make((*parts, mask)), futures


def _read(packed: Any, what: str) -> np.ndarray:
    packed = np.asarray(packed)
    return _reading(what, packed.shape[-1], packed.dtype.name)(packed).numpy()


@cache
def _paths(columns: int, dtype: str, n: int) -> Any:
    """Return the graph from packed scores of this width to the n best paths."""

    @tf.function(input_signature=[tf.TensorSpec((None, None, columns), dtype)])
    def read(packed: Any) -> tuple[Any, Any]:
        chain = ChainScores.unpack(packed)
        tags, scores = n_best(chain, n)
        return tags, tf.exp(scores - log_partition(chain)[:, None])

    return read


@cache
def _reading(what: str, columns: int, dtype: str) -> Any:
    """Return the graph from packed scores of this width to one of `_READINGS`."""

    @tf.function(input_signature=[tf.TensorSpec((None, None, columns), dtype)])
    def read(packed: Any) -> Any:
        return _READINGS[what](ChainScores.unpack(packed))

    return read
