"""Networks that take one step at a time, as what writes word by word does."""

from typing import Any

from seqkit.keras_backend import keras
from seqkit.networks.stack import CELLS

_CELLS = tuple(CELLS.values())


def one_step(network: Any) -> Any:
    """Return a network for sequences of one step, which shares all weights.

    Fast layers lay their weights out anew for each sequence; for a sequence of one step
    the cells alone take a fifth of the time.

    Parameters
    ----------
    network : keras.Model whose recurrent layers are given their first states and return
        outputs and states; others stay as they are

    Examples
    --------
    >>> x, h = keras.Input((None, 2)), keras.Input((3,))
    >>> layer = CELLS["gru"](3, return_sequences=True, return_state=True)
    >>> network = keras.Model([x, h], layer(x, initial_state=[h]))
    >>> given = [keras.ops.ones((4, 1, 2)), keras.ops.zeros((4, 3))]
    >>> one, other = (each(given)[1] for each in (network, one_step(network)))
    >>> bool(keras.ops.all(keras.ops.abs(one - other) < 1e-6))
    True
    """
    return keras.models.clone_model(
        network, clone_function=lambda layer: layer, call_function=_with_cell
    )


class _Cell(keras.layers.Layer):
    """The cell of a recurrent layer, called with a sequence of one step."""

    def __init__(self, layer: Any):
        super().__init__(name=f"{layer.name}_step")
        self.cell = layer.cell

    def call(self, x, states):
        """Return what the layer returns: the outputs, then the states."""
        output, after = self.cell(x[:, 0], states)
        return [output[:, None], *after]


def _with_cell(layer: Any, *given: Any, **more: Any) -> Any:
    """Call a layer; of a recurrent one that gives all it has the cell alone."""
    complete = isinstance(layer, _CELLS) and layer.return_sequences
    states = more.get("initial_state")
    if not (complete and layer.return_state and states is not None):
        return layer(*given, **more)
    return _Cell(layer)(given[0], list(states))
