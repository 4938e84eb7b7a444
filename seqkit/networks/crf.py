"""A conditional random field as a Keras layer, its loss, and what it predicts.

A Keras loss sees y_true and y_pred only, but the likelihood of tags needs emissions,
transitions and the mask. So y_pred carries them all: `CRF` puts the mask in one more
column and its parameters in tags + 2 more rows of each sentence (`ChainScores.pack`).
What else could be done, and why it is not:

- a loss that holds the layer cannot be saved, and loses the layer when it is cloned;
- `add_loss` with the tags as an input needs tags to predict, and sees no weights;
- two outputs ask for two targets, in `fit` and in every source of batches;
- emissions and transitions added up, (batch, timesteps, tags, tags), would be the tags
  times larger;
- Keras's own mask on y_pred is for losses of single steps, and is gone after `predict`.

One saved model so serves training, the best and k best tags and probabilities, from the
output of `predict` with the functions on `ChainScores`, or inside a graph with
`CRFDecoder`. The rows added cost little beside a recurrent layer.
"""

from typing import Any

import numpy as np

from seqkit import checks
from seqkit.keras_backend import keras, tf
from seqkit.networks.crf_algebra import (
    ILLEGAL,
    ChainScores,
    log_conditionals,
    log_likelihood,
    marginals,
)
from seqkit.networks.crf_paths import viterbi
from seqkit.networks.losses import SentenceLoss

Legal = tuple[list[bool], list[list[bool]], list[bool]]


@keras.saving.register_keras_serializable("seqkit")
class CRF(keras.layers.Layer):
    """Learn which tags follow each other, over emission scores of any network.

    It takes emissions (batch, timesteps, tags) with their mask, padding behind, and
    gives packed scores (batch, timesteps + tags + 2, tags + 1) for `CRFLoss`,
    `CRFDecoder` and `ChainScores.unpack`. It computes in float32 (or float64) also
    under a mixed-precision policy.

    Parameters
    ----------
    tags : how many tags there are
    legal : (start, steps, end), nested lists of bools of shapes (tags,), (tags, tags)
        from row to column, and (tags,): what may begin, follow, end; None allows all.
        Whatever is not legal has the score `ILLEGAL` and is not learnt.

    Examples
    --------
    >>> layer = CRF(3)
    >>> packed = layer(tf.zeros((2, 5, 3)))
    >>> viterbi(ChainScores.unpack(packed)).tags.shape
    TensorShape([2, 5])
    """

    def __init__(self, tags: int, legal: Legal | None = None, **kwargs: Any):
        kwargs["dtype"] = kwargs.get("dtype") or keras.config.floatx()
        super().__init__(**kwargs)
        checks.check_choice("dtype", self.compute_dtype, ("float32", "float64"))
        self.tags = checks.check_count("tags", tags)
        self.legal = None if legal is None else _check_legal(legal, self.tags)
        self.supports_masking = True

    def build(self, emissions_shape: Any) -> None:
        """Create transitions (tags, tags), start and end (tags,), all 0 at first."""
        if emissions_shape[-1] != self.tags:
            raise ValueError(
                f"CRF(tags={self.tags}) takes emissions (batch, timesteps, "
                f"{self.tags}), got {tuple(emissions_shape)}; put Dense({self.tags}) "
                "before it"
            )

        def weight(name: str, *shape: int) -> Any:
            return self.add_weight(shape=shape, initializer="zeros", name=name)

        self.transitions = weight("transitions", self.tags, self.tags)
        self.start, self.end = weight("start", self.tags), weight("end", self.tags)
        self.built = True

    def call(self, emissions: Any, mask: Any = None) -> Any:
        """Return packed scores; mask is bool (batch, timesteps), True = real step."""
        parts = (self.start, self.transitions, self.end)
        start, steps, end = map(tf.convert_to_tensor, parts)
        if self.legal is not None:
            start, steps, end = (
                tf.where(tf.constant(allowed), learnt, ILLEGAL)
                for allowed, learnt in zip(self.legal, (start, steps, end), strict=True)
            )
        if mask is not None:
            _check_padding(tf.cast(mask, tf.bool))
        return ChainScores(emissions, steps, start, end, mask).pack()

    def compute_mask(self, *args: Any, **kwargs: Any) -> None:
        """Return None: the mask travels inside the output."""

    def compute_output_shape(self, emissions_shape: Any) -> tuple:
        """Return (batch, timesteps + tags + 2, tags + 1)."""
        batch, steps, tags = emissions_shape
        return batch, None if steps is None else steps + tags + 2, tags + 1

    def get_config(self) -> dict[str, Any]:
        """Return the constructor's arguments."""
        return super().get_config() | {"tags": self.tags, "legal": self.legal}


@keras.saving.register_keras_serializable("seqkit")
class CRFLoss(SentenceLoss):
    """Negative log-likelihood of the gold tags, one number per sentence, in nats.

    y_true holds tags, whole numbers (batch, timesteps), anything at padded steps;
    y_pred is what `CRF` gives. Reduction over sentences is Keras's.

    Weights of sentences (batch,) multiply their numbers. Weights of tokens
    (batch, timesteps) multiply the parts that a sentence's number is the sum of:
    -log p(y_t | y_{t-1}, x), the surprise at a gold tag after the gold tag before it.
    So equal weights w are the sentence weight w, a token of weight 0 asks for nothing,
    and a label's weight acts where the label stands. A mean weight for the
    sentence would drown rare labels in long sentences; weights on p(y_t | x) would not
    sum to the likelihood. Beside weights of tokens, a real token whose tag is -1 asks
    for nothing, nor does the next, whose part has no gold tag to stand on.
    `reduction="mean_with_sample_weight"` divides by the weights of sentences; weights
    of tokens do not change what it divides by.
    """

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return (batch,) numbers; y_true may be a pair of tags and token weights."""
        (packed,) = y_pred if isinstance(y_pred, tuple) else (y_pred,)
        scores = ChainScores.unpack(packed)
        if not isinstance(y_true, tuple):
            return -log_likelihood(scores, y_true)
        tags, weights = y_true
        known = tags >= 0
        stands = known & tf.pad(known[:, :-1], [[0, 0], [1, 0]], constant_values=True)
        parts = log_conditionals(scores, tf.maximum(tags, 0)) * weights
        return -tf.reduce_sum(tf.where(stands, parts, 0.0), axis=1)


@keras.saving.register_keras_serializable("seqkit")
class CRFDecoder(keras.layers.Layer):
    """Turn packed scores of `CRF` into tags or probabilities, inside a graph.

    Parameters
    ----------
    gives : "tags", the best path as int32 (batch, timesteps), -1 at padded steps; or
        "probabilities" of each tag at each step, (batch, timesteps, tags), 0 at padded
        steps

    Examples
    --------
    >>> emissions = keras.Input((None, 3))
    >>> trained = keras.Model(emissions, CRF(3)(emissions))
    >>> tagger = keras.Model(emissions, CRFDecoder()(trained.output))
    >>> tagger(np.eye(3)[None]).numpy()
    array([[0, 1, 2]], dtype=int32)
    """

    def __init__(self, gives: str = "tags", **kwargs: Any):
        kwargs["dtype"] = kwargs.get("dtype") or keras.config.floatx()
        super().__init__(**kwargs)
        checks.check_choice("gives", gives, ("tags", "probabilities"))
        self.gives = gives

    def call(self, packed: Any) -> Any:
        """Return tags or probabilities."""
        scores = ChainScores.unpack(packed)
        return viterbi(scores).tags if self.gives == "tags" else marginals(scores)

    def compute_output_spec(self, packed: Any) -> Any:
        """Return the shape and dtype of `call`'s output."""
        batch, rows, columns = packed.shape
        steps = None if rows is None else rows - columns - 1
        if self.gives == "tags":
            return keras.KerasTensor((batch, steps), "int32")
        return keras.KerasTensor((batch, steps, columns - 1), self.compute_dtype)

    def get_config(self) -> dict[str, Any]:
        """Return the constructor's arguments."""
        return super().get_config() | {"gives": self.gives}


def crf_of(network: Any) -> CRF:
    """Return the CRF of a network.

    Raises
    ------
    ValueError
        If it has none.

    Examples
    --------
    >>> emissions = keras.Input((None, 3))
    >>> crf_of(keras.Model(emissions, CRF(3)(emissions))).tags
    3
    """
    for layer in network.layers:
        if isinstance(layer, CRF):
            return layer
    raise ValueError(
        "only a CRF learns transitions, and this network has none; fit with head='crf'"
    )


def _check_legal(legal: Any, tags: int) -> Legal:
    """Return plain lists, for the configuration, of the right shapes."""
    arrays = [np.asarray(part, dtype=bool) for part in legal]
    shapes, expected = [part.shape for part in arrays], [(tags,), (tags, tags), (tags,)]
    if shapes != expected:
        raise ValueError(
            f"legal must be (start, steps, end) of shapes {expected}, got {shapes}"
        )
    if not (arrays[0].any() and arrays[2].any()):
        raise ValueError("legal allows no tag to start or none to end; allow one each")
    start, steps, end = (part.tolist() for part in arrays)
    return start, steps, end


def _check_padding(mask: Any) -> None:
    tf.debugging.assert_equal(
        tf.reduce_any(mask[:, 1:] & ~mask[:, :-1]),
        False,
        "CRF needs padding behind the real steps, but a mask has a real step after a "
        "padded one; pad at the end, and leave no gaps",
    )
