"""Losses that leave out what is missing: NaN in numbers, -1 in tags and places."""

from abc import ABC, abstractmethod
from typing import Any

from seqkit.keras_backend import keras, tf
from seqkit.networks.distributions import PARAMETERS, negative_log_likelihood

POINT_LOSSES = ("mae", "mse", "huber")


@keras.saving.register_keras_serializable("seqkit")
class ObservedLoss(keras.losses.Loss):
    """Mean error over observed targets.

    Parameters
    ----------
    kind : "mae", "mse" or "huber" (quadratic below 1) for one number per target;
        "pinball" (Koenker & Bassett, 1978) for quantiles on the last axis; a name
        of `distributions.PARAMETERS` for the negative log-likelihood, in nats, under
        the parameters of that distribution on the last axis
    quantiles : levels, for "pinball"
    per : what the sum of weighted errors is divided by: the "weight" of observed
        targets; or their number, "target", so that weights count between batches, too.
        Of weights whose mean over samples is 1 both are means
    """

    def __init__(
        self,
        kind: str = "mae",
        quantiles: tuple[float, ...] = (),
        per: str = "weight",
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.kind, self.quantiles, self.per = kind, tuple(quantiles), per

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """Return the mean over observed targets, a scalar.

        y_true has shape (batch, ..., targets), y_pred the same (with quantiles or
        parameters behind), sample_weight is (batch,) or None.
        """
        seen = tf.math.is_finite(y_true)
        weight = there = tf.cast(seen, y_pred.dtype)
        if sample_weight is not None:
            shape = [-1] + [1] * (len(weight.shape) - 1)
            weight *= tf.reshape(tf.cast(sample_weight, weight.dtype), shape)
        error = self._error(tf.where(seen, y_true, 0.0), y_pred)
        total = tf.reduce_sum(tf.where(seen, error, 0.0) * weight)
        parts = there if self.per == "target" else weight
        return total / tf.maximum(tf.reduce_sum(parts), 1e-12)

    def get_config(self) -> dict[str, Any]:
        """Return the constructor's arguments."""
        own = {"kind": self.kind, "quantiles": self.quantiles, "per": self.per}
        return super().get_config() | own

    def _error(self, y: Any, forecast: Any) -> Any:
        if self.kind == "pinball":
            away = y[..., None] - forecast
            levels = tf.constant(self.quantiles, dtype=forecast.dtype)
            return tf.reduce_mean(
                tf.maximum(levels * away, (levels - 1) * away), axis=-1
            )
        if self.kind in PARAMETERS:
            return negative_log_likelihood(y, forecast, self.kind)
        away = forecast - y
        if self.kind == "mae":
            return tf.abs(away)
        if self.kind == "mse":
            return tf.square(away)
        size = tf.abs(away)
        return tf.where(size < 1, 0.5 * tf.square(away), size - 0.5)


class SentenceLoss(keras.losses.Loss):
    """A loss whose number for a sentence is the sum of its tokens' parts.

    Weights of sentences (batch,) multiply their numbers, weights of tokens
    (batch, timesteps) the parts. Reduction over sentences is Keras's.
    """

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """Return the loss; sample_weight is (batch,), (batch, timesteps) or None."""
        if sample_weight is not None and len(sample_weight.shape) == 2:
            y_true, sample_weight = (y_true, sample_weight), None
        # Keras would weigh sentences by the mask of steps that y_pred may carry
        return super().__call__(y_true, (y_pred,), sample_weight)


@keras.saving.register_keras_serializable("seqkit")
class TagLoss(SentenceLoss):
    """Cross-entropy of tags that are scored alone, one number per sentence, in nats.

    y_true holds tags, whole numbers (batch, timesteps), -1 where there is none; y_pred
    probabilities (batch, timesteps, tags).

    Examples
    --------
    >>> half = tf.constant([[[0.5, 0.5], [0.25, 0.75]]])
    >>> float(TagLoss()(tf.constant([[1, -1]]), half))  # log 2
    0.6931471824645996
    """

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return (batch,) numbers; y_true may be a pair of tags and token weights."""
        tags, weights = y_true if isinstance(y_true, tuple) else (y_true, None)
        (given,) = y_pred if isinstance(y_pred, tuple) else (y_pred,)
        parts = keras.ops.sparse_categorical_crossentropy(tf.maximum(tags, 0), given)
        parts = tf.where(tags >= 0, parts, 0.0)
        return tf.reduce_sum(parts if weights is None else parts * weights, axis=1)


@keras.saving.register_keras_serializable("seqkit")
class NextTokenLoss(keras.losses.Loss):
    """Cross-entropy of the tokens of sequences that are written, in nats per token.

    y_true holds tokens, whole numbers (sequences, timesteps), 0 where there is none;
    y_pred log odds (sequences, timesteps, tokens).

    Parameters
    ----------
    smoothing : share of each target that goes to all tokens alike (Szegedy et al.,
        2016, "Rethinking the inception architecture", section 7)

    Examples
    --------
    >>> even = tf.zeros((1, 3, 4))
    >>> round(float(NextTokenLoss()(tf.constant([[3, 1, 0]]), even)), 4)  # log 4
    1.3863
    """

    def __init__(self, smoothing: float = 0.0, **kwargs: Any):
        super().__init__(**kwargs)
        self.smoothing = smoothing

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """Return the mean over tokens, a scalar; sample_weight is (sequences,)."""
        weight = tf.cast(y_true != 0, y_pred.dtype)
        if sample_weight is not None:
            weight *= tf.cast(sample_weight, weight.dtype)[:, None]
        parts = self._parts(y_true, y_pred)
        return tf.reduce_sum(parts * weight) / tf.maximum(tf.reduce_sum(weight), 1e-12)

    def get_config(self) -> dict[str, Any]:
        """Return the constructor's arguments."""
        return super().get_config() | {"smoothing": self.smoothing}

    def _parts(self, tokens: Any, scores: Any) -> Any:
        """Return (sequences, timesteps) numbers."""
        if not self.smoothing:
            return tf.nn.sparse_softmax_cross_entropy_with_logits(tokens, scores)
        size = scores.shape[-1]
        others = self.smoothing / size
        own = 1 - self.smoothing + others
        wanted = tf.one_hot(tokens, size, own, others, dtype=scores.dtype)
        return tf.nn.softmax_cross_entropy_with_logits(wanted, scores)


class AttentionLoss(keras.losses.Loss, ABC):
    """A loss of where the tokens of sequences look, times a weight.

    y_true holds tokens, whole numbers (sequences, timesteps), 0 where there is none;
    y_pred attention (sequences, timesteps, places), which adds up to 1 over the places.
    """

    def __init__(self, weight: float = 1.0, **kwargs: Any):
        super().__init__(**kwargs)
        self.weight = weight

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """Return a mean over tokens, a scalar; sample_weight is (sequences,)."""
        there = tf.cast(y_true != 0, y_pred.dtype)
        parts = self._parts(y_pred * there[..., None])
        tokens = tf.reduce_sum(there, axis=1)
        if sample_weight is not None:
            weights = tf.cast(sample_weight, parts.dtype)
            parts, tokens = parts * weights, tokens * weights
        total = tf.reduce_sum(parts)
        return self.weight * total / tf.maximum(tf.reduce_sum(tokens), 1e-12)

    def get_config(self) -> dict[str, Any]:
        """Return the constructor's arguments."""
        return super().get_config() | {"weight": self.weight}

    @abstractmethod
    def _parts(self, looks: Any) -> Any:
        """Return a number for each sequence; attention is 0 where there is no token."""


@keras.saving.register_keras_serializable("seqkit")
class DoublyStochasticLoss(AttentionLoss):
    """How far attention is from looking once at every place, over all of a sequence.

    Targets and outputs are those of every `AttentionLoss`. It is the sum over places of
    (1 - sum over tokens)² of all sequences, a share for each of their tokens, as other
    losses are: beside the mean -log p of a token, the weight is that of Xu et al.
    (2015, "Show, attend and tell", equation 14).

    Parameters
    ----------
    weight : λ, what the loss counts beside others

    Examples
    --------
    >>> there, even = tf.constant([[5, 4, 0]]), tf.fill((1, 3, 4), 0.25)
    >>> float(DoublyStochasticLoss(0.5)(there, even))  # 0.5 · 4 · (1 - 2 / 4)² / 2
    0.25
    """

    def _parts(self, looks: Any) -> Any:
        return tf.reduce_sum(tf.square(1 - tf.reduce_sum(looks, axis=1)), axis=-1)


@keras.saving.register_keras_serializable("seqkit")
class RepeatedAttentionLoss(AttentionLoss):
    """How much tokens look where those before them looked already.

    Targets and outputs are those of every `AttentionLoss`. A token's number is the sum
    over places of min(attention, coverage), times a weight; coverage is the sum of
    attention of all tokens before (See, Liu and Manning, 2017, "Get to the point",
    equations 10, 12 and 13). Unlike `DoublyStochasticLoss` it asks of no place to be
    looked at.

    Parameters
    ----------
    weight : λ, what the loss counts beside others

    Examples
    --------
    >>> there, even = tf.constant([[5, 4, 0]]), tf.fill((1, 3, 4), 0.25)
    >>> float(RepeatedAttentionLoss()(there, even))  # (0 + 1) / 2
    0.5
    """

    def _parts(self, looks: Any) -> Any:
        coverage = tf.cumsum(looks, axis=1, exclusive=True)
        return tf.reduce_sum(tf.minimum(looks, coverage), axis=[1, 2])


@keras.saving.register_keras_serializable("seqkit")
class PointingLoss(keras.losses.Loss):
    """Cross-entropy of the places that sequences point at, in nats per step.

    y_true holds places, whole numbers (sequences, timesteps), 0 for the end, -1 where
    there is no step; y_pred log odds (sequences, timesteps, places). Steps with one
    place left cost nothing and count.

    Examples
    --------
    >>> even = tf.zeros((1, 3, 4))
    >>> round(float(PointingLoss()(tf.constant([[3, 0, -1]]), even)), 4)  # log 4
    1.3863
    """

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """Return the mean over steps, a scalar; sample_weight is (sequences,)."""
        weight = tf.cast(y_true >= 0, y_pred.dtype)
        if sample_weight is not None:
            weight *= tf.cast(sample_weight, weight.dtype)[:, None]
        parts = tf.nn.sparse_softmax_cross_entropy_with_logits(
            tf.maximum(y_true, 0), y_pred
        )
        return tf.reduce_sum(parts * weight) / tf.maximum(tf.reduce_sum(weight), 1e-12)


@keras.saving.register_keras_serializable("seqkit")
class RollLoss(keras.losses.Loss):
    """Cross-entropy of what sounds, in nats per step: the sum over all keys.

    y_true holds 1 for a key that sounds, else 0, -1 where there is no step, whole
    numbers (pieces, timesteps, keys); y_pred log odds.

    Examples
    --------
    >>> even = tf.zeros((1, 2, 3))
    >>> round(float(RollLoss()(tf.constant([[[1, 0, 0], [-1, -1, -1]]]), even)), 4)
    2.0794
    """

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """Return the mean over steps, a scalar; sample_weight is (pieces,)."""
        sounds = tf.cast(tf.maximum(y_true, 0), y_pred.dtype)
        parts = tf.nn.sigmoid_cross_entropy_with_logits(sounds, y_pred)
        return _per_step(parts, y_true >= 0, sample_weight)


@keras.saving.register_keras_serializable("seqkit")
class EventLoss(keras.losses.Loss):
    """Cross-entropy of the events of steps, in nats per step: the sum over a step's.

    y_true holds events, whole numbers (pieces, timesteps, places), -1 behind the last
    of a step and where there is no step; y_pred log odds (…, places, events).

    Examples
    --------
    >>> events, even = tf.constant([[[3, 0], [0, -1]]]), tf.zeros((1, 2, 2, 4))
    >>> round(float(EventLoss()(events, even)), 4)  # 1.5 log 4
    2.0794
    """

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """Return the mean over steps, a scalar; sample_weight is (pieces,)."""
        parts = tf.nn.sparse_softmax_cross_entropy_with_logits(
            tf.maximum(y_true, 0), y_pred
        )
        return _per_step(parts, y_true >= 0, sample_weight)


@keras.saving.register_keras_serializable("seqkit")
class DetectionLoss(keras.losses.Loss):
    """Cross-entropy of the words that a picture shows or does not, in nats.

    y_true holds 1 for each word that a caption of the picture has, else 0, (pictures,
    words); y_pred log odds. A picture's number is the sum over words times a weight.

    Parameters
    ----------
    weight : what the loss counts beside others

    Examples
    --------
    >>> float(DetectionLoss(0.5)(tf.ones((1, 2)), tf.zeros((1, 2))))  # log 2
    0.6931471824645996
    """

    def __init__(self, weight: float = 0.05, **kwargs: Any):
        super().__init__(**kwargs)
        self.weight = weight

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return (pictures,) numbers."""
        parts = tf.nn.sigmoid_cross_entropy_with_logits(y_true, y_pred)
        return self.weight * tf.reduce_sum(parts, axis=-1)

    def get_config(self) -> dict[str, Any]:
        """Return the constructor's arguments."""
        return super().get_config() | {"weight": self.weight}


def _per_step(parts: Any, there: Any, sample_weight: Any) -> Any:
    """Return the sum of parts (pieces, timesteps, …) that are there, for a step."""
    weight = tf.cast(there, parts.dtype)
    if sample_weight is not None:
        weight *= tf.cast(sample_weight, weight.dtype)[:, None, None]
    steps = tf.reduce_sum(weight[:, :, 0])
    return tf.reduce_sum(parts * weight) / tf.maximum(steps, 1e-12)
