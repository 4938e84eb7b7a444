"""What a writer reads in training: the right steps, some of them its own instead.

A first pass over the right steps says what the writer would say behind each; a second
reads a mixture of both, and is learnt from. Two whole passes take the place of one
step after the other (Mihaylova & Martins, 2019; Duckworth et al., 2019).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from seqkit.keras_backend import keras, tf

_SAID = {"words": "scores", "before": "numbers"}


class ScheduledSampling(keras.layers.Layer):
    """Replace steps that a writer is given by those it would have said.

    Each step behind the first is replaced by itself, with a probability that rises from
    0 to `probability` in the course of a training (Bengio et al., 2015). Of words the
    likeliest that is read at all takes the place of the right one; padding stays. Out
    of training nothing is replaced. It is a part of models that train, and of none that
    is saved.

    Parameters
    ----------
    writer : with the inputs words or before, as `seqkit.networks.writing` builds it
    probability : of a replacement, at the end of a training
    unread : words that stand in no sequence, so that none takes a right one's place:
        padding, what stands before the first word, and the end

    Attributes
    ----------
    unread : as given
    share : of `probability` that has been reached, from 0 to 1

    References
    ----------
    Bengio et al. (2015), Scheduled sampling for sequence prediction with recurrent
    neural networks; Mihaylova and Martins (2019), Scheduled sampling for transformers;
    Duckworth et al. (2019), Parallel scheduled sampling.
    """

    def __init__(self, writer: Any, probability: float, unread: Sequence[int] = (0,)):
        super().__init__(name="scheduled_sampling")
        self._writer, self._probability = writer, probability
        self.unread = tuple(unread)
        (self._given,) = _SAID.keys() & writer.input.keys()
        self._seed = keras.random.SeedGenerator()
        self.share = self.add_weight(
            shape=(),
            initializer="zeros",
            trainable=False,
            autocast=False,
            name="share",
        )

    def rise_to(self, share: float) -> None:
        """Replace steps with a share of the probability."""
        self.share.assign(share)

    def call(self, given: dict[str, Any], training: bool = False) -> Any:
        """Return the steps that are read, as many as are given.

        Parameters
        ----------
        given : what the writer takes: words (batch, timesteps) or before (batch,
            timesteps, features), and what it begins with
        """
        right = given[self._given]
        if not training:
            return right
        told = self._writer(given, training=False)[_SAID[self._given]]
        own = tf.cast(tf.stop_gradient(self._said(told)), right.dtype)
        own = tf.concat([right[:, :1], own[:, :-1]], axis=1)
        drawn = keras.random.uniform(
            tf.shape(right)[:2], dtype="float32", seed=self._seed
        )
        chosen = drawn < self._probability * self.share
        if self._given == "words":
            return tf.where(chosen & (right != 0), own, right)
        return tf.where(chosen[..., None], own, right)

    def _said(self, told: Any) -> Any:
        """Return the likeliest words that are read, or the numbers."""
        if self._given != "words":
            return told
        read = np.isin(np.arange(told.shape[-1]), self.unread, invert=True)
        return tf.argmax(tf.where(read, told, told.dtype.min), axis=-1)
