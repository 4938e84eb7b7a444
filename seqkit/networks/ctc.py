"""Connectionist temporal classification: a loss for transcripts without times.

A network says of each frame how likely each symbol and the blank are, and the loss sums
over all ways to spell the transcript (Graves, Fernández, Gomez and Schmidhuber, 2006).
Class 0 is the blank. Padded frames are ones where the blank has probability 1
(`blank_where_padded`): whatever spells a transcript on the real frames spells it with
them, with the same probability. So neither the loss nor decoding needs lengths, and a
network of stock layers carries its mask in its output.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from seqkit.keras_backend import keras, tf
from seqkit.networks.ctc_recursion import (
    BLANK,
    IMPOSSIBLE,
    NOTHING,
    Lattice,
    sums_over_paths,
)
from seqkit.networks.losses import SentenceLoss

__all__ = [
    "BLANK",
    "NOTHING",
    "CTCLoss",
    "blank_where_padded",
    "frames_needed",
    "transcript_log_likelihood",
]


@tf.custom_gradient
def transcript_log_likelihood(log_probs: Any, symbols: Any) -> tuple[Any, Callable]:
    """Return log p(symbols | frames), summed over all paths, in nats, (batch,).

    Parameters
    ----------
    log_probs : (batch, frames, classes), of the blank first; 1 frame at least
    symbols : whole numbers from 1 (batch, symbols), -1 behind the end of each

    Returns
    -------
    numbers below -1e29 where no path spells the symbols, as if their probability
    were 0; these have no gradient

    References
    ----------
    Graves et al. (2006), "Connectionist temporal classification: labelling unsegmented
    sequence data with recurrent neural networks", ICML, equations 6 to 15.

    Examples
    --------
    >>> even = tf.math.log(tf.fill((1, 2, 3), 1 / 3))
    >>> found = transcript_log_likelihood(even, tf.constant([[1]]))
    >>> round(float(tf.exp(found[0]) * 9))  # "aa", "a-" and "-a"
    3
    """
    lattice = Lattice.of(symbols)
    found, occupancy = sums_over_paths(log_probs, lattice)

    def gradient(upstream: Any) -> tuple[Any, None]:
        possible = tf.where(found > IMPOSSIBLE / 10, upstream, 0.0)
        shares = tf.transpose(occupancy, (1, 0, 2)) * possible[:, None, None]
        classes = tf.one_hot(
            lattice.extended, tf.shape(log_probs)[2], dtype=shares.dtype
        )
        return tf.matmul(shares, classes), None

    return found, gradient


@keras.saving.register_keras_serializable("seqkit")
class CTCLoss(SentenceLoss):
    """Negative log-likelihood of transcripts, one number per sequence, in nats.

    y_true holds symbols, whole numbers from 1 (batch, symbols), -1 behind the end of
    each transcript; y_pred log probabilities (batch, frames, symbols + 1), of the blank
    first, and of the blank alone at padded frames (`blank_where_padded`). A transcript
    that needs more frames than there are (`frames_needed`) counts 0 and teaches
    nothing.

    Weights of sequences (batch,) multiply their numbers. Reduction over sequences is
    Keras's.

    Examples
    --------
    >>> even = tf.math.log(tf.fill((1, 2, 3), 1 / 3))
    >>> round(float(CTCLoss()(tf.constant([[1, -1]]), even)), 4)  # log 3
    1.0986
    """

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return (batch,) numbers."""
        (log_probs,) = y_pred if isinstance(y_pred, tuple) else (y_pred,)
        found = transcript_log_likelihood(log_probs, y_true)
        return tf.where(found > IMPOSSIBLE / 10, -found, 0.0)


def blank_where_padded(log_probs: Any, mask: Any) -> Any:
    """Return log probabilities that give padded frames to the blank, by stock layers.

    Parameters
    ----------
    log_probs : (batch, frames, classes), of the blank first
    mask : bool (batch, frames), True = real frame

    Examples
    --------
    >>> even = tf.math.log(tf.fill((1, 2, 2), 0.5))
    >>> neutral = blank_where_padded(even, tf.constant([[True, False]]))
    >>> tf.exp(neutral[0]).numpy().tolist()
    [[0.5, 0.5], [1.0, 0.0]]
    """
    ops = keras.ops
    alone = np.full((1, 1, log_probs.shape[-1]), IMPOSSIBLE, "float32")
    alone[..., BLANK] = 0.0
    return ops.where(ops.expand_dims(mask, -1), log_probs, alone)


def frames_needed(symbols: np.ndarray) -> int:
    """Return how many frames a transcript needs: a blank parts symbols that repeat.

    Examples
    --------
    >>> frames_needed(np.array([4, 2, 2]))
    4
    """
    return len(symbols) + int(np.equal(symbols[1:], symbols[:-1]).sum())
