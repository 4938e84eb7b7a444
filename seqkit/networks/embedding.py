"""The layer that turns tokens of texts into features, and may score tokens, too."""

from typing import Any

from seqkit.keras_backend import keras

layers = keras.layers


def embedding(
    tokens: int, units: int, *, name: str, scores: bool = False, tied: bool = True
) -> Any:
    """Return a layer from ids (batch, timesteps) to features (…, units).

    Parameters
    ----------
    tokens : size of the vocabulary
    units : features of a token
    name : of the layer
    scores : whether it goes back from features to log odds (…, tokens), too, called
        with `reverse=True`
    tied : whether it goes back by the same weights (Press & Wolf, 2017)

    Examples
    --------
    >>> both = embedding(5, 3, name="both", scores=True)
    >>> both(both(keras.ops.ones((2, 4), "int32")), reverse=True).shape
    TensorShape([2, 4, 5])
    """
    # small enough to score tokens with, and of size 1 where they are read
    spread = units**-0.5 if scores else 1.0
    start = keras.initializers.RandomNormal(stddev=spread)
    given: dict[str, Any] = {"embeddings_initializer": start, "name": name}
    if not scores:
        return layers.Embedding(tokens, units, **given)
    return layers.ReversibleEmbedding(tokens, units, tie_weights=tied, **given)
