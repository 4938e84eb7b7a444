"""Networks that take one step, or some, at a time, states carried from time to time."""

from typing import Any

import numpy as np

from seqkit import checks
from seqkit.keras_backend import keras, tf
from seqkit.networks.stack import CELLS

_CELLS = tuple(CELLS.values())
_RECURRENT = (keras.layers.SimpleRNN, keras.layers.LSTM, keras.layers.GRU)
_FRAME_BY_FRAME = (
    *(*_RECURRENT, keras.layers.Dense, keras.layers.Dropout, keras.layers.InputLayer),
    *(keras.layers.ZeroPadding1D, keras.layers.Concatenate),
)


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


class Chunked:
    """A recognition network that reads in one direction, for frames in chunks.

    It shares all weights and carries the recurrent states from call to call.

    Parameters
    ----------
    network : keras.Model as `recognising_network` makes it, without convolutions
    features : of a frame
    stacked : frames of a step

    Raises
    ------
    ValueError
        If the network reads both ways, or otherwise sees more than frames so far.

    Examples
    --------
    >>> from seqkit.networks import RecognisingSizes, recognising_network
    >>> sizes = RecognisingSizes(features=3, classes=4, stacked=2)
    >>> network = recognising_network(sizes, units=(5,), bidirectional=False)
    >>> frames = np.random.default_rng(0).normal(size=(8, 3)).astype("float32")
    >>> chunked = Chunked(network, 3, 2)
    >>> parts = [chunked(frames[:2]), chunked(frames[2:])]
    >>> whole = network({"values": frames[None], "mask": np.ones((1, 8), bool)})
    >>> bool(np.allclose(np.concatenate(parts), whole[0], atol=1e-5))
    True
    """

    def __init__(self, network: Any, features: int, stacked: int):
        kinds = [type(each).__name__ for each in network.layers if not _streams(each)]
        checks.check_streamed_layers(kinds)
        self._width = stacked * features
        self._model = _with_states(network, self._width)
        shapes = [tf.TensorSpec((1, *each.shape[1:])) for each in self._model.inputs]
        self._call = tf.function(
            lambda *given: self._model(list(given), training=False),
            input_signature=shapes,
        )
        self._states = self._zeros()
        self._require_equal(network, features, stacked)

    def __call__(self, frames: np.ndarray) -> np.ndarray:
        """Return log probabilities (steps, classes) of frames that fill their steps."""
        steps = frames.reshape(1, -1, self._width)
        if not steps.shape[1]:
            return np.zeros((0, self._model.outputs[0].shape[-1]), "float32")
        found, *self._states = self._call(tf.constant(steps), *self._states)
        return found.numpy()[0]

    def _zeros(self) -> list[Any]:
        states = self._model.inputs[1:]
        return [tf.zeros((1, each.shape[-1])) for each in states]

    def _require_equal(self, network: Any, features: int, stacked: int) -> None:
        """Try both on the same frames: another graph may lie between its layers."""
        frames = np.random.default_rng(0).normal(size=(4 * stacked, features))
        frames = frames.astype("float32")
        parts = [self(frames[:stacked]), self(frames[stacked:])]
        mask = tf.ones((1, len(frames)), "bool")
        whole = network({"values": tf.constant(frames[None]), "mask": mask})
        checks.check_streamed_outputs(
            np.allclose(np.concatenate(parts), whole[0], atol=1e-3)
        )
        self._states = self._zeros()


def _streams(layer: Any) -> bool:
    """Return whether a layer sees no frame that is still to come."""
    if isinstance(layer, _RECURRENT):
        return layer.return_sequences and layer.return_state and not layer.go_backwards
    return isinstance(layer, _FRAME_BY_FRAME)


def _with_states(network: Any, width: int) -> Any:
    """Return the recurrent and dense layers one after the other, states in and out."""
    x = steps = keras.Input((None, width), name="steps")
    given: list[Any] = []
    after: list[Any] = []
    for layer in network.layers:
        if isinstance(layer, _RECURRENT):
            sizes = keras.tree.flatten(layer.cell.state_size)
            states = [keras.Input((size,)) for size in sizes]
            x, *told = layer(x, initial_state=states)
            given, after = [*given, *states], [*after, *told]
        elif isinstance(layer, keras.layers.Dense):
            x = layer(x)
    return keras.Model([steps, *given], [x, *after], name="chunked")
