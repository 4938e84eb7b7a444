"""SimpleRNN, LSTM and GRU: the Keras layers, several times faster on a CPU.

Same constructors, weights, masks, states and files as `keras.layers`. Where the native
kernels cannot serve (see `obstacle`), the Keras layer's own code runs; `layer.path`
says which did.
"""

import sys
from types import FrameType
from typing import Any

from seqkit.keras_backend import keras, tf
from seqkit.recurrent.kernels import sequence
from seqkit.recurrent.kernels.engine import engine

_READERS_WITHOUT_SEQKIT = ("keras.src.export", "tensorflow.python.saved_model")


class _FastRecurrent(keras.layers.RNN):
    """What the three layers put before the Keras layers they are."""

    _ran = "not called yet"
    _starts_at_zero = False

    @property
    def path(self) -> str:
        """Which code the last call ran or traced: "native", or "keras: " and why.

        Under a `DTypePolicyMap` it is the layer's place in the model, as in Keras,
        which looks the layer's float type up by it.
        """
        if isinstance(self._dtype_policy, keras.dtype_policies.DTypePolicyMap):
            return super().path
        return self._ran

    def call(self, sequences, initial_state=None, mask=None, training=False):
        """Run the layer; arguments as in Keras."""
        self._starts_at_zero = initial_state is None
        return super().call(
            sequences, initial_state=initial_state, mask=mask, training=training
        )

    def inner_loop(self, sequences, initial_state, mask, training=False):
        """Walk over the sequence: what Keras calls for the recurrence itself."""
        reason = obstacle(self, training)
        self._ran = f"keras: {reason}" if reason else "native"
        if reason:
            return super().inner_loop(sequences, initial_state, mask, training=training)
        sequences = tf.cast(sequences, tf.float32)
        if training and self.dropout:
            kept = self.cell.get_dropout_mask(sequences[:, 0, :])
            sequences = sequences * kept[:, None]
        mask = _as_mask(mask, sequences)
        run = sequence.run(
            _cell(self),
            sequences,
            mask,
            self._states_of(sequences, initial_state),
            _weights(self.cell),
            go_backwards=self.go_backwards,
            return_sequences=self.return_sequences,
            save=bool(training),
        )
        last, outputs = run.states[0], run.h_seq
        if mask is not None:
            in_order = tf.reverse(mask, [1]) if self.go_backwards else mask
            last, outputs = self._masked(last, outputs, in_order)
        return last, outputs if self.return_sequences else last[:, None], run.states

    def _states_of(self, sequences, initial_state):
        """Return the states with a row for every sample; one row serves them all."""
        if self._starts_at_zero:
            return list(initial_state)
        shape = [tf.shape(sequences)[0], self.units]
        return [tf.broadcast_to(state, shape) for state in initial_state]

    def __reduce__(self):
        """Pickle as Keras does, with this module imported before unpickling."""
        _, arguments = super().__reduce__()
        return _unpickled, arguments

    def _masked(self, last, outputs, mask):
        """Make Keras's outputs of the states, where a step is masked.

        A masked step repeats the output before it, or gives 0 with
        `zero_output_for_mask`; before a row's first real step the output is 0, which
        the state is too unless one was given. `mask` is in the order of computing.
        """
        begun = tf.reduce_any(mask, axis=1)
        if self.zero_output_for_mask:
            begun, shown = mask[:, -1], mask
        elif self.return_sequences and not self._starts_at_zero:
            shown = tf.cumsum(tf.cast(mask, tf.int32), axis=1) > 0
        else:
            shown = None
        last = tf.where(begun[:, None], last, 0.0)
        if self.return_sequences and shown is not None:
            outputs = tf.where(shown[..., None], outputs, 0.0)
        return last, outputs


class SimpleRNN(_FastRecurrent, keras.layers.SimpleRNN):
    """`keras.layers.SimpleRNN`, faster on a CPU: the same arguments and weights."""


class LSTM(_FastRecurrent, keras.layers.LSTM):
    """`keras.layers.LSTM`, faster on a CPU: the same arguments and weights."""


class GRU(_FastRecurrent, keras.layers.GRU):
    """`keras.layers.GRU`, faster on a CPU: the same arguments and weights."""


# A file names a layer by its class and module. These three stand in it as the Keras
# layers they are, so plain Keras opens the file; with seqkit imported the name that
# they are registered under, which stock layers do not write, brings them back.
for _layer in (SimpleRNN, LSTM, GRU):
    _layer.__module__ = "keras.layers"
    keras.saving.get_custom_objects()[_layer.__name__] = _layer


def _unpickled(*arguments: Any) -> Any:
    return keras.layers.RNN._unpickle_model(*arguments)


def obstacle(layer: Any, training: bool = False) -> str:
    """Say why the native kernels cannot run a layer here; "" if they can."""
    if layer.compute_dtype != "float32":
        return f"computes in {layer.compute_dtype}, not float32"
    if layer.stateful:
        return "stateful"
    if layer.recurrent_dropout and training:
        return "recurrent dropout"
    if not _cell(layer):
        return "other activations than the default ones"
    if getattr(layer, "reset_after", True) is False:
        return "reset_after=False"
    if tf.config.list_logical_devices("GPU"):
        return "a GPU is here"
    if not tf.executing_eagerly() and _in_xla():
        return "compiled by XLA"
    if not tf.executing_eagerly() and _in_export():
        return "exported"
    return engine().reason


def _cell(layer: Any) -> str:
    """Return the kernels' name of a layer's cell; "" if they have none."""
    activation = layer.activation
    if isinstance(layer, keras.layers.SimpleRNN):
        known = {keras.activations.tanh: "tanh", keras.activations.relu: "relu"}
        return f"simple_{known[activation]}" if activation in known else ""
    gates = layer.recurrent_activation
    if activation != keras.activations.tanh or gates != keras.activations.sigmoid:
        return ""
    return "lstm" if isinstance(layer, keras.layers.LSTM) else "gru"


def _weights(cell: Any) -> list:
    """Return [kernel, recurrent_kernel, bias] as tensors; no bias is one of zeros."""
    kernel = tf.convert_to_tensor(cell.kernel)
    recurrent_kernel = tf.convert_to_tensor(cell.recurrent_kernel)
    if cell.bias is not None:
        return [kernel, recurrent_kernel, tf.convert_to_tensor(cell.bias)]
    wide = recurrent_kernel.shape[1]
    two = isinstance(cell, keras.layers.GRUCell)
    return [kernel, recurrent_kernel, tf.zeros([2, wide] if two else [wide])]


def _as_mask(mask: Any, sequences: Any) -> Any:
    """Return a bool mask (batch, timesteps), or None."""
    if isinstance(mask, list | tuple):
        mask = mask[0]
    if mask is None:
        return None
    return tf.reshape(tf.cast(mask, tf.bool), tf.shape(sequences)[:2])


def _in_xla() -> bool:
    """Tell whether the graph being traced will be compiled by XLA."""
    graph = tf.compat.v1.get_default_graph()
    while graph is not None:
        context = graph._get_control_flow_context()
        while context is not None:
            if context.IsXLAContext():
                return True
            context = context.outer_context
        graph = getattr(graph, "outer_graph", None)
    return False


def _in_export() -> bool:
    """Tell whether the graph being traced will be read where seqkit may not be."""
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        if frame.f_globals.get("__name__", "").startswith(_READERS_WITHOUT_SEQKIT):
            return True
        frame = frame.f_back
    return False
