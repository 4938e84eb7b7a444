"""Attention: what is seen in a memory from each step, and how much of each place."""

from typing import Any

from seqkit.keras_backend import keras

layers = keras.layers
_SCORED: dict[Any, Any] = {
    "dot": layers.Attention,
    "additive": layers.AdditiveAttention,
}
ATTENTIONS = (*_SCORED, None)


class Attending:
    """A way to ask a memory, made of stock layers.

    Calling it twice shares its weights. It is no layer itself: `layers` become part of
    whatever graph it is called in.

    Parameters
    ----------
    attention : "dot" (Luong et al., 2015, "general"), scaled as by Vaswani et al.
        (2017), or "additive" (Bahdanau et al., 2015)
    size : features of the memory
    dtype : policy of the layers, None for Keras's

    Attributes
    ----------
    layers : the layers it is made of
    """

    def __init__(self, attention: str, size: int, dtype: Any = None):
        self._query = layers.Dense(size, name="query", dtype=dtype)
        self._scale = None
        if attention == "dot":
            self._scale = layers.Rescaling(size**-0.5, dtype=dtype)
        self._look = _SCORED[attention](name="attention", dtype=dtype)
        self.layers = [self._query, self._look]

    def build(self, features: int, memory: tuple) -> None:
        """Create the weights for steps of so many features, and a memory's shape."""
        self._query.build((None, None, features))
        self._look.build([memory, memory])

    def __call__(self, x: Any, memory: Any, real: Any = None) -> tuple[Any, Any]:
        """Look from each step.

        Parameters
        ----------
        x : tensor (batch, timesteps, features)
        memory : tensor (batch, positions, size)
        real : bool tensor (batch, positions), True = a place that may be looked at

        Returns
        -------
        seen : tensor (batch, timesteps, size)
        weights : tensor (batch, timesteps, positions), those of a step add up to 1
        """
        query = self._query(x)
        if self._scale:
            query = self._scale(query)
        mask = None if real is None else [None, real]
        return self._look([query, memory], mask=mask, return_attention_scores=True)
