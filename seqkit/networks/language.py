"""Language networks: tokens in, the next token of each place out, states carried along.

The states are inputs and outputs, so one network reads a window of a training text,
scores a text of any length piece by piece, and writes token by token.
`CarriedStates` lays them up between the windows of a training.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from seqkit.keras_backend import keras
from seqkit.networks.embedding import embedding
from seqkit.networks.stack import carried

TOKENS, SCORES = "tokens", "scores"
layers, ops = keras.layers, keras.ops


@dataclass(frozen=True)
class LanguageSizes:
    """What a language network must fit.

    Attributes
    ----------
    tokens : size of the vocabulary, 0 = padding
    """

    tokens: int


def language_network(
    sizes: LanguageSizes,
    *,
    cell: str = "lstm",
    units: tuple[int, ...] = (256,),
    embedding_units: int = 64,
    tie_weights: bool = False,
    dropout: float = 0.2,
) -> Any:
    """Build a language network of stock Keras layers.

    Parameters
    ----------
    sizes : what it must fit
    cell : "simple", "lstm" or "gru"
    units : one size per recurrent layer
    embedding_units : features of a token
    tie_weights : score tokens by their embeddings (Press & Wolf, 2017)
    dropout : fraction of embeddings' and recurrent layers' features dropped in
        training, the same at every step of a sequence (Gal & Ghahramani, 2016)

    Returns
    -------
    keras.Model from tokens (batch, timesteps) and a state (batch, units) for each
    layer, h1, h2, … (of LSTMs c1, c2, …, too), to
    - scores (batch, timesteps, tokens), log odds of the token that comes next
    - the states behind the last step, by their names

    Examples
    --------
    >>> network = language_network(LanguageSizes(5), cell="gru", units=(3,))
    >>> list(network.input), list(network.output)
    (['tokens', 'h1'], ['scores', 'h1'])
    """
    tokens = keras.Input((None,), dtype="int32", name=TOKENS)
    embed = embedding(
        *(sizes.tokens, embedding_units), name="token_embedding", scores=tie_weights
    )
    x = embed(tokens)
    if tie_weights:
        x = layers.Rescaling(embedding_units**0.5)(x)
    drop = partial(_dropped, dropout=dropout)
    x, given, after = carried(drop(x), cell, units, drop)
    if tie_weights:
        meant = layers.Dense(embedding_units, name="meaning")(x)
        scores = embed(drop(meant), reverse=True)
    else:
        scores = layers.Dense(sizes.tokens, name=SCORES)(x)
    return keras.Model(
        {TOKENS: tokens, **given}, {SCORES: scores, **after}, name="language"
    )


def state_sizes(network: Any) -> dict[str, int]:
    """Return the states of a language network and how many units each has.

    Examples
    --------
    >>> state_sizes(language_network(LanguageSizes(5), cell="lstm", units=(3,)))
    {'h1': 3, 'c1': 3}
    """
    given = getattr(network, "input", None)
    inputs = given if isinstance(given, dict) else {}
    return {name: part.shape[-1] for name, part in inputs.items() if name != TOKENS}


class CarriedStates(keras.Model):
    """A language network in training: windows go on from the states before them.

    Truncated backpropagation through time (Williams & Peng, 1990): row k of every batch
    is the next window of stream k. Values are carried from window to window, gradients
    are not. The network's weights are shared, and it stays as it is; outside training a
    sequence begins with states of zeros.

    Parameters
    ----------
    network : as `language_network` builds it
    streams : rows of every training batch

    Inputs are tokens (streams, timesteps) and begins, bool (streams,), where a stream
    begins with this window; the output is scores (streams, timesteps, tokens).
    """

    def __init__(self, network: Any, streams: int):
        super().__init__(name="carried_states")
        self.network = network
        self.carried = {
            name: self.add_weight(
                *((streams, size), "zeros"), trainable=False, name=f"carried_{name}"
            )
            for name, size in state_sizes(network).items()
        }

    def call(self, inputs, training=False):
        """Return the scores; in training, keep the states for the next window."""
        states = self._before(inputs, training)
        outputs = self.network({TOKENS: inputs[TOKENS], **states}, training=training)
        if training:
            for name, state in self.carried.items():
                state.assign(ops.stop_gradient(outputs[name]))
        return outputs[SCORES]

    def _before(self, inputs: dict[str, Any], training: bool) -> dict[str, Any]:
        """Return the states that a window begins with."""
        if training:
            fresh = inputs["begins"][:, None]
            return {
                name: ops.where(fresh, 0.0, state)
                for name, state in self.carried.items()
            }
        rows = ops.shape(inputs[TOKENS])[0]
        sizes = state_sizes(self.network)
        return {name: ops.zeros((rows, size)) for name, size in sizes.items()}


def _dropped(x: Any, dropout: float) -> Any:
    """Drop features, the same ones at every step of a sequence."""
    if not dropout:
        return x
    return layers.Dropout(dropout, noise_shape=(None, 1, None))(x)
